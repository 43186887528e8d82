#include "data/sandbox/operators/spark_application.hpp"
#include "data/sandbox/operators/state_machines_test.hpp"

// The kinds of the Spark operator.
namespace nexa::sandbox::machines {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

std::string schedule_state(const json::object& object) {
    return text_at(object, {"status", "scheduleState"});
}
std::string server_state(const json::object& object) {
    return text_at(object, {"status", "state"});
}

constexpr auto application = R"(
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a, annotations: {sandbox.nexa.dev/duration: 20s, sandbox.nexa.dev/outcome: OUTCOME}}
spec: {type: Scala, image: 'docker.io/apache/spark:4.0.4', mainClass: M, mainApplicationFile: 'local:///a.jar', sparkVersion: 4.0.4, driver: {cores: 1, memory: 512m}, executor: {instances: 1, cores: 1, memory: 512m}}
)";
constexpr auto schedule = R"(
kind: ScheduledSparkApplication
metadata: {name: s, annotations: {sandbox.nexa.dev/duration: 20s}}
spec:
  schedule: 'WHEN'
  concurrencyPolicy: Allow
  template: {type: Python, mainApplicationFile: 'local:///j.py', sparkVersion: 4.0.4, driver: {cores: 1}, executor: {instances: 1}}
)";
constexpr auto server = R"(
kind: SparkConnect
metadata: {name: k}
spec:
  sparkVersion: 4.0.4
  server: {template: {spec: {containers: [{name: spark-kubernetes-driver, image: "docker.io/apache/spark:4.0.4"}]}}}
  executor: {instances: 1, template: {spec: {containers: [{name: spark-kubernetes-executor, image: "docker.io/apache/spark:4.0.4"}]}}}
)";

}  // namespace

std::vector<Machine> spark_machines() {
    std::vector<Machine> all;
    all.push_back(
        {"SparkApplication",
         "C.1",
         spark_state,
         "a",
         {{"", "SUBMITTED"},
          {"SUBMITTED", "RUNNING"},
          {"RUNNING", "SUCCEEDING"},
          {"SUCCEEDING", "COMPLETED"},
          {"COMPLETED", "INVALIDATING"},
          {"INVALIDATING", "PENDING_RERUN"},
          {"PENDING_RERUN", "SUBMITTED"},
          {"COMPLETED", "gone"},
          {"FAILED", "INVALIDATING"},
          {"FAILED", "gone"},
          {"RUNNING", "FAILING"},
          {"FAILING", "PENDING_RERUN"},
          {"FAILING", "FAILED"},
          {"SUCCEEDING", "PENDING_RERUN"},
          {"RUNNING", "SUSPENDING"},
          {"SUSPENDING", "SUSPENDED"},
          {"SUSPENDED", "RESUMING"},
          {"RESUMING", "SUBMITTED"},
          {"", "SUSPENDING"},
          {"SUSPENDED", "gone"},
          {"", "SUBMISSION_FAILED"},
          {"SUBMISSION_FAILED", "FAILED"},
          {"SUBMISSION_FAILED", "SUBMITTED"}},
         {{"succeeds, is run again by a change, and goes by its time to live", "", "2.5.2",
           [](auto& on) {
               on.create(filled(application, "OUTCOME", "succeed"));
               on.settled();
               on.spec("SparkApplication", "a", "{driver: {cores: 2}}");
               on.settled();
               on.spec("SparkApplication", "a", "{timeToLiveSeconds: 5}");
               on.pass(minutes(5));
           }},
          {"fails and is retried to the end", "", "2.5.2",
           [](auto& on) {
               on.create(filled(filled(application, "OUTCOME", "fail"), "type: Scala",
                                "type: Scala, restartPolicy: {type: OnFailure, onFailureRetries: 1, onFailureRetryInterval: 5}"));
               on.settled();
           }},
          {"is not submitted", "", "2.5.2",
           [](auto& on) {
               on.create(filled(application, "OUTCOME", "submission-fail"));
               on.settled();
           }},
          {"is submitted at the second try", "", "2.5.2",
           [](auto& on) {
               on.create(filled(
                   filled(application, "OUTCOME", "submission-fail"), "type: Scala",
                   "type: Scala, restartPolicy: {type: OnFailure, onSubmissionFailureRetries: 3, onSubmissionFailureRetryInterval: 30}"));
               on.pass(seconds(5));
               on.annotate("SparkApplication", "a", "sandbox.nexa.dev/outcome", "succeed");
               on.settled();
           }},
          {"is run again while it fails, and deleted while it waits to be", "", "2.5.2",
           [](auto& on) {
               on.create(filled(application, "OUTCOME", "fail"));
               on.settled();
               on.spec("SparkApplication", "a", "{driver: {cores: 2}}");
               on.settled();
               on.remove("SparkApplication", "a");
               on.settled();
           }},
          {"always runs again", "", "2.5.2",
           [](auto& on) {
               on.create(filled(filled(application, "OUTCOME", "succeed"), "type: Scala", "type: Scala, restartPolicy: {type: Always}"));
               on.pass(minutes(2));
           }},
          {"is suspended while it runs, and resumed", "", "2.5.2",
           [](auto& on) {
               on.create(filled(application, "OUTCOME", "succeed"));
               on.pass(seconds(10));
               on.spec("SparkApplication", "a", "{suspend: true}");
               on.settled();
               on.spec("SparkApplication", "a", "{suspend: false}");
               on.settled();
           }},
          {"is suspended from the start, and deleted", "", "2.5.2",
           [](auto& on) {
               on.create(filled(filled(application, "OUTCOME", "succeed"), "type: Scala", "type: Scala, suspend: true"));
               on.settled();
               on.remove("SparkApplication", "a");
               on.settled();
           }},
          {"knows no suspension on an older operator", "", "2.2.1",
           [](auto& on) {
               on.create(filled(application, "OUTCOME", "succeed"));
               on.settled();
           }},
          {"loses its driver", "", "2.5.2", [](auto& on) {
               on.create(filled(application, "OUTCOME", "succeed"));
               on.pass(seconds(12));
               on.remove("Pod", "a-driver");
               on.settled();
           }}}});
    all.push_back({"ScheduledSparkApplication",
                   "C.2",
                   schedule_state,
                   "s",
                   {{"", "Scheduled"}, {"Scheduled", "gone"}, {"", "FailedValidation"}},
                   {{"runs by its plan and is deleted", "", "2.5.2",
                     [](auto& on) {
                         on.create(filled(schedule, "WHEN", "@every 3m"));
                         on.pass(minutes(10));
                         on.spec("ScheduledSparkApplication", "s", "{suspend: true}");
                         on.pass(minutes(10));
                         on.remove("ScheduledSparkApplication", "s");
                         on.settled();
                     }},
                    {"with a plan that nobody can read stays so", "", "2.5.2", [](auto& on) {
                         on.create(filled(schedule, "WHEN", "whenever"));
                         on.settled();
                         on.spec("ScheduledSparkApplication", "s", "{schedule: '@every 3m'}");
                         on.pass(minutes(5));
                     }}}});
    all.push_back({"SparkConnect",
                   "C.3",
                   server_state,
                   "k",
                   {{"", "NotReady"}, {"NotReady", "Ready"}, {"Ready", "NotReady"}, {"Ready", "gone"}},
                   {{"serves, loses its server pod, and is deleted", "", "2.5.2", [](auto& on) {
                         on.create(server);
                         on.settled();
                         on.remove("Pod", "k-server");
                         on.settled();
                         on.remove("SparkConnect", "k");
                         on.settled();
                     }}}});
    return all;
}

}  // namespace nexa::sandbox::machines
