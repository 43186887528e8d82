#include "data/sandbox/operators/spark_application.hpp"

#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_pods.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto application = R"(
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: NAME, annotations: {sandbox.nexa.dev/duration: 20s, sandbox.nexa.dev/outcome: OUTCOME}}
spec:
  type: Scala
  image: docker.io/apache/spark:4.0.4
  mainClass: org.apache.spark.examples.SparkPi
  mainApplicationFile: local:///opt/spark/examples/jars/spark-examples.jar
  sparkVersion: 4.0.4
  driver: {cores: 1, memory: 512m}
  executor: {instances: 1, cores: 1, memory: 512m}
)";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what)) text.replace(at, what.size(), with);
    return text;
}

std::string app(std::string_view name, std::string_view outcome = "succeed", std::string_view more = {}) {
    return replaced(replaced(application, "NAME", name), "OUTCOME", outcome) + std::string(more);
}

class SparkApplicationTest : public OperatorsTest {
protected:
    std::string state(std::string_view name) { return spark_state(get("SparkApplication", name)); }
    std::string error(std::string_view name) {
        return text_at(get("SparkApplication", name), {"status", "applicationState", "errorMessage"});
    }

    static std::vector<std::string> states(const Recording& recording) {
        std::vector<std::string> result;
        for (const auto& object : recording.states) {
            const auto now = spark_state(object);
            if (result.empty() || result.back() != now) result.push_back(now);
        }
        return result;
    }
};

TEST_F(SparkApplicationTest, RunsToCompletion) {
    open("", "2.5.2");
    const auto recording = record("SparkApplication", "pi");
    create(app("pi"));
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(*recording), ElementsAre("", "SUBMITTED", "RUNNING", "SUCCEEDING", "COMPLETED"));
    const auto done = status("SparkApplication", "pi");
    EXPECT_EQ(number_at(done, {"executionAttempts"}), 1);
    EXPECT_THAT(text_at(done, {"sparkApplicationId"}), StartsWith("spark-"));
    EXPECT_THAT(text_at(done, {"driverInfo", "webUIAddress"}), HasSubstr(":4040"));
    EXPECT_EQ(text_at(done, {"driverInfo", "webUIServiceName"}), "pi-ui-svc");
    ASSERT_EQ(object_at(done, {"executorState"}).size(), 1U);
    EXPECT_EQ(object_at(done, {"executorState"}).begin()->value(), "COMPLETED");
    EXPECT_THAT(events("pi"),
                ElementsAre("SparkApplicationSubmitted", "SparkDriverRunning", "SparkExecutorRunning", "SparkDriverCompleted"));

    const auto driver = get("Pod", "pi-driver");
    EXPECT_EQ(phase_of(driver), "Succeeded");
    EXPECT_EQ(label_of(driver, "sparkoperator.k8s.io/app-name"), "pi");
    EXPECT_TRUE(is_owned_by(driver, uid_of(get("SparkApplication", "pi"))));
    EXPECT_THAT(names("Pod"), ElementsAre("pi-driver")) << "executors are cleaned up";
    const auto log = cluster->logs().read("default", "pi-driver", driver_container);
    ASSERT_GT(log.size(), 20U);
    EXPECT_THAT(log.front().text, HasSubstr("INFO SparkContext: Running Spark version 4.0.4"));
    EXPECT_THAT(log.back().text, HasSubstr("Shutdown hook called"));
}

TEST_F(SparkApplicationTest, DeletionTakesTheRunAlong) {
    open("", "2.5.2");
    create(app("pi"));
    pass(seconds(10));
    EXPECT_EQ(state("pi"), "RUNNING");
    EXPECT_THAT(names("Pod", "spark-role"), testing::SizeIs(2));
    remove("SparkApplication", "pi");
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("Pod", "spark-role"), IsEmpty());
    EXPECT_THAT(names("Service"), Not(Contains("pi-ui-svc")));
}

struct FailureCase {
    const char* name;
    const char* outcome;
    const char* more;
    std::vector<std::string> states;
    const char* error;
    int executions;
};

class SparkFailureTest : public SparkApplicationTest, public ::testing::WithParamInterface<FailureCase> {};

TEST_P(SparkFailureTest, EndsAsTheOperatorWould) {
    const auto& expected = GetParam();
    open("", "2.5.2");
    const auto recording = record("SparkApplication", "pi");
    create(app("pi", expected.outcome, expected.more));
    ASSERT_TRUE(settle());
    EXPECT_EQ(states(*recording), expected.states);
    EXPECT_EQ(error("pi"), expected.error);
    EXPECT_EQ(number_at(status("SparkApplication", "pi"), {"executionAttempts"}), expected.executions);
}

const std::string submit_error =
    "failed to submit spark application: failed to run spark-submit: failed to run spark-submit: Exception in thread \"main\" "
    "org.apache.spark.SparkException: "
    "Please specify spark.kubernetes.file.upload.path property.\n";

INSTANTIATE_TEST_SUITE_P(
    Outcomes, SparkFailureTest,
    ::testing::Values(
        FailureCase{"fails",
                    "fail",
                    "",
                    {"", "SUBMITTED", "RUNNING", "FAILING", "FAILED"},
                    "driver container failed with ExitCode: 1, Reason: Error",
                    1},
        FailureCase{"out_of_memory",
                    "oom",
                    "",
                    {"", "SUBMITTED", "RUNNING", "FAILING", "FAILED"},
                    "driver container failed with ExitCode: 137, Reason: OOMKilled",
                    1},
        FailureCase{"lost_driver", "lost-driver", "", {"", "SUBMITTED", "RUNNING", "FAILING", "FAILED"}, "driver pod not found", 1},
        FailureCase{"no_submission", "submission-fail", "", {"", "SUBMISSION_FAILED", "FAILED"}, submit_error.c_str(), 0},
        FailureCase{"submission_retries",
                    "submission-fail",
                    "  restartPolicy: {type: OnFailure, onSubmissionFailureRetries: 2, onSubmissionFailureRetryInterval: 3}\n",
                    {"", "SUBMISSION_FAILED", "FAILED"},
                    submit_error.c_str(),
                    0},
        FailureCase{"retries_then_gives_up",
                    "fail",
                    "  restartPolicy: {type: OnFailure, onFailureRetries: 1, onFailureRetryInterval: 30}\n",
                    {"", "SUBMITTED", "RUNNING", "FAILING", "PENDING_RERUN", "SUBMITTED", "RUNNING", "FAILING", "FAILED"},
                    "driver container failed with ExitCode: 1, Reason: Error",
                    2},
        FailureCase{"flaky_recovers",
                    "flaky",
                    "  restartPolicy: {type: OnFailure, onFailureRetries: 2}\n",
                    {"", "SUBMITTED", "RUNNING", "FAILING", "PENDING_RERUN", "SUBMITTED", "RUNNING", "SUCCEEDING", "COMPLETED"},
                    "",
                    2},
        FailureCase{"on_failure_without_count_never_retries",
                    "fail",
                    "  restartPolicy: {type: OnFailure}\n",
                    {"", "SUBMITTED", "RUNNING", "FAILING", "FAILED"},
                    "driver container failed with ExitCode: 1, Reason: Error",
                    1}),
    [](const auto& info) { return info.param.name; });

TEST_F(SparkApplicationTest, FailsWhenTheFileIsMissing) {
    open("", "2.5.2");
    create(replaced(replaced(app("pi"), "sandbox.nexa.dev/duration: 20s, sandbox.nexa.dev/outcome: succeed", ""), "spark-examples.jar",
                    "missing.jar"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(state("pi"), "FAILED");
    const auto log = cluster->logs().read("default", "pi-driver", driver_container);
    EXPECT_TRUE(std::ranges::any_of(log, [](const auto& line) { return line.text.find("NoSuchFileException") != std::string::npos; }));
}

TEST_F(SparkApplicationTest, StaysSubmittedWhenTheImageCannotBePulled) {
    open("", "2.5.2");
    create(replaced(app("pi"), "apache/spark:4.0.4", "apache/missing:1"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(state("pi"), "SUBMITTED");
    EXPECT_THAT(events("pi-driver"), AllOf(Contains("Failed"), Contains("BackOff")));
}

TEST_F(SparkApplicationTest, AlwaysRunsAgain) {
    open("", "2.5.2");
    const auto recording = record("SparkApplication", "pi");
    create(app("pi", "succeed", "  restartPolicy: {type: Always}\n"));
    pass(seconds(60));
    EXPECT_THAT(states(*recording), Contains("PENDING_RERUN"));
    EXPECT_GE(number_at(status("SparkApplication", "pi"), {"executionAttempts"}), 2);
}

TEST_F(SparkApplicationTest, HangsForEver) {
    open("", "2.5.2");
    create(app("pi", "hang"));
    ASSERT_TRUE(settle());
    pass(std::chrono::hours(3));
    EXPECT_EQ(state("pi"), "RUNNING");
}

TEST_F(SparkApplicationTest, SpecChangeRunsAgainEvenWhenCompleted) {
    open("", "2.5.2");
    create(app("pi"));
    ASSERT_TRUE(settle());
    ASSERT_EQ(state("pi"), "COMPLETED");
    const auto recording = record("SparkApplication", "pi");
    patch("SparkApplication", "pi", "spec: {executor: {instances: 2}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(*recording),
                ElementsAre("COMPLETED", "INVALIDATING", "PENDING_RERUN", "SUBMITTED", "RUNNING", "SUCCEEDING", "COMPLETED"));
    EXPECT_EQ(number_at(status("SparkApplication", "pi"), {"executionAttempts"}), 1) << "counting starts over";
    EXPECT_EQ(object_at(status("SparkApplication", "pi"), {"executorState"}).size(), 2U);
}

TEST_F(SparkApplicationTest, TimeToLiveRemovesIt) {
    open("", "2.5.2");
    create(app("pi", "succeed", "  timeToLiveSeconds: 60\n"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(state("pi"), "COMPLETED");
    pass(seconds(90));
    EXPECT_FALSE(exists("SparkApplication", "pi"));
}

TEST_F(SparkApplicationTest, SuspendAndResume) {
    open("", "2.5.2");
    const auto recording = record("SparkApplication", "pi");
    create(app("pi"));
    pass(seconds(5));
    patch("SparkApplication", "pi", "spec: {suspend: true}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(state("pi"), "SUSPENDED");
    EXPECT_THAT(names("Pod", "spark-role"), IsEmpty());
    patch("SparkApplication", "pi", "spec: {suspend: false}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(states(*recording), ElementsAre("", "SUBMITTED", "RUNNING", "SUSPENDING", "SUSPENDED", "RESUMING", "SUBMITTED", "RUNNING",
                                                "SUCCEEDING", "COMPLETED"));
    EXPECT_EQ(number_at(status("SparkApplication", "pi"), {"submissionAttempts"}), 2) << "attempts are kept";
}

TEST_F(SparkApplicationTest, SuspendedFromTheStart) {
    open("", "2.5.2");
    create(app("pi", "succeed", "  suspend: true\n"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(state("pi"), "SUSPENDED");
    EXPECT_THAT(names("Pod", "spark-role"), IsEmpty());
}

TEST_F(SparkApplicationTest, DynamicAllocationGrows) {
    open("", "2.5.2");
    create(app("pi", "succeed", "  dynamicAllocation: {enabled: true, initialExecutors: 2, minExecutors: 1, maxExecutors: 4}\n"));
    pass(seconds(7));
    EXPECT_EQ(object_at(status("SparkApplication", "pi"), {"executorState"}).size(), 2U);
    ASSERT_TRUE(settle());
    EXPECT_EQ(object_at(status("SparkApplication", "pi"), {"executorState"}).size(), 4U);
    EXPECT_EQ(state("pi"), "COMPLETED");
}

TEST(SparkDefaults, AreThoseOfTheWebhook) {
    json::object app = json::parse(R"({"spec":{"restartPolicy":{"type":"OnFailure"},"driver":{},"executor":{"memory":"2g"}}})").as_object();
    EXPECT_TRUE(apply_spark_defaults(app));
    EXPECT_EQ(
        json::serialize(app),
        R"({"spec":{"restartPolicy":{"type":"OnFailure","onFailureRetryInterval":5,"onSubmissionFailureRetryInterval":5},"driver":{"cores":1,"memory":"1g"},)"
        R"("executor":{"memory":"2g","cores":1,"instances":1},"mode":"cluster"}})");
    EXPECT_FALSE(apply_spark_defaults(app));
}

TEST(SparkInvalidation, DependsOnTheOperatorsVersion) {
    const auto with = [](std::string_view spec) { return json::object{{"spec", json::parse(spec)}}; };
    EXPECT_TRUE(invalidates(with(R"({"image":"a"})"), with(R"({"image":"b"})"), "2.5.2"));
    EXPECT_FALSE(invalidates(with(R"({"image":"a"})"), with(R"({"image":"a"})"), "2.5.2"));
    EXPECT_FALSE(invalidates(with(R"({})"), with(R"({"suspend":true})"), "2.4.0"));
    EXPECT_TRUE(invalidates(with(R"({})"), with(R"({"suspend":true})"), "2.3.0"));
    EXPECT_FALSE(invalidates(with(R"({})"), with(R"({"timeToLiveSeconds":5})"), "2.5.1"));
    EXPECT_TRUE(invalidates(with(R"({})"), with(R"({"timeToLiveSeconds":5})"), "2.5.0"));
}

TEST_F(SparkApplicationTest, WebhooksFillInAndRefuse) {
    open("", "2.5.2");
    create(app("pi", "succeed", "  sparkConf: {spark.eventLog.enabled: 'true'}\n"));
    EXPECT_EQ(text_at(get("SparkApplication", "pi"), {"spec", "restartPolicy", "type"}), "Never");
    EXPECT_EQ(generation_of(get("SparkApplication", "pi")), 1);
    const auto refused = [&](json::object object) {
        const auto made = store().create("SparkApplication", "default", std::move(object));
        return made ? std::string("accepted") : made.error().message;
    };
    auto object = wire::parse_yaml(app("pi2"))->front().value.as_object();
    object.erase("apiVersion");
    auto bad_name = object;
    bad_name["metadata"].as_object()["name"] = "1st";
    EXPECT_THAT(refused(bad_name), AllOf(StartsWith("admission webhook"), HasSubstr("DNS-1035")));
    auto bad_setting = object;
    bad_setting["spec"].as_object()["sparkConf"] = json::object{{"spark.master", "local"}};
    EXPECT_THAT(refused(bad_setting), HasSubstr("spark.master"));
    auto selectors = object;
    selectors["spec"].as_object()["nodeSelector"] = json::object{{"a", "b"}};
    selectors["spec"].as_object()["driver"].as_object()["nodeSelector"] = json::object{{"a", "b"}};
    EXPECT_THAT(refused(selectors), HasSubstr("node selector"));
}

// --- Against recordings of the real operator

/// What the recordings and the simulation can be held against each other by: ids, times and addresses are different by nature.
json::object comparable(json::object status) {
    for (const auto* field : {"submissionID", "sparkApplicationId", "lastSubmissionAttemptTime"}) {
        if (auto* value = status.if_contains(field)) *value = "set";
    }
    if (auto* value = status.if_contains("terminationTime")) *value = value->is_null() ? json::value(nullptr) : json::value("set");
    if (auto* info = status.if_contains("driverInfo"); info != nullptr && info->is_object()) {
        for (const auto* field : {"podName", "webUIAddress", "webUIServiceName"}) {
            if (auto* value = info->get_object().if_contains(field)) *value = "set";
        }
    }
    if (const auto* executors = status.if_contains("executorState")) {
        json::array values;
        for (const auto& [name, state] : executors->get_object()) values.push_back(state);
        status["executorState"] = std::move(values);
    }
    return status;
}

struct Step {
    std::int64_t generation;
    bool suspended;
    json::object status;
    friend bool operator==(const Step&, const Step&) = default;
    friend void PrintTo(const Step& step, std::ostream* out) {
        *out << step.generation << " " << step.suspended << " " << json::serialize(step.status);
    }
};

/// Consecutive equal steps are one; `executors`: whether they are compared at all.
void add_step(std::vector<Step>& steps, std::int64_t generation, bool suspended, json::object status, bool executors) {
    if (!executors) {
        status.erase("executorState");
        status.erase("sparkApplicationId");
    }
    Step step{generation, suspended, comparable(std::move(status))};
    if (steps.empty() || steps.back() != step) steps.push_back(std::move(step));
}

class SparkRecordingTest : public SparkApplicationTest {
protected:
    std::vector<Step> recorded(const std::string& file, bool executors) {
        std::vector<Step> steps;
        std::ifstream lines(test::shared() / "envtest" / "observed" / file);
        for (std::string line; std::getline(lines, line);) {
            const auto entry = json::parse(line).as_object();
            const auto& state = entry.at("status");
            add_step(steps, number_at(entry, {"generation"}), flag_at(entry, {"suspend"}),
                     state.is_object() ? state.get_object() : json::object{}, executors);
        }
        return steps;
    }
    static std::vector<Step> simulated(const Recording& recording, bool executors) {
        std::vector<Step> steps;
        for (const auto& object : recording.states)
            add_step(steps, generation_of(object), flag_at(object, {"spec", "suspend"}), object_at(object, {"status"}), executors);
        return steps;
    }
};

TEST_F(SparkRecordingTest, Completed) {
    const auto expected = recorded("spark-completed.jsonl", true);
    if (expected.empty()) GTEST_SKIP() << "no recording spark-completed.jsonl beside the source folder";
    open("", "2.5.2");
    const auto recording = record("SparkApplication", "completed");
    create(app("completed"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(simulated(*recording, true), expected);
}

TEST_F(SparkRecordingTest, Failed) {
    const auto expected = recorded("spark-failed.jsonl", true);
    if (expected.empty()) GTEST_SKIP() << "no recording spark-failed.jsonl beside the source folder";
    open("", "2.5.2");
    const auto recording = record("SparkApplication", "failed");
    create(app("failed", "oom"));
    ASSERT_TRUE(settle());
    auto steps = simulated(*recording, true);
    // The recording ends while the executor's pod still stands; here it goes later, and the finished application follows it.
    ASSERT_GE(steps.size(), expected.size());
    steps.resize(expected.size());
    EXPECT_EQ(steps, expected);
}

TEST_F(SparkRecordingTest, Suspended) {
    // The recorded run had no executors.
    const auto expected = recorded("spark-suspend.jsonl", false);
    if (expected.empty()) GTEST_SKIP() << "no recording spark-suspend.jsonl beside the source folder";
    open("", "2.5.2");
    const auto recording = record("SparkApplication", "suspend");
    create(app("suspend"));
    pass(seconds(5));
    patch("SparkApplication", "suspend", "spec: {suspend: true}");
    ASSERT_TRUE(settle());
    patch("SparkApplication", "suspend", "spec: {suspend: false}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(simulated(*recording, false), expected);
}

TEST_F(SparkApplicationTest, PublishedExamplesComplete) {
    const auto folder = test::shared() / "examples" / "spark-operator-2.5.2";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is missing";
    for (const auto* file : {"spark-pi.yaml", "spark-pi-python.yaml", "spark-pi-dynamic-allocation.yaml", "spark-pi-configmap.yaml",
                             "spark-pi-custom-resource.yaml"}) {
        if (!std::filesystem::exists(folder / file)) continue;
        open("", "2.5.2");
        const auto documents = wire::parse_yaml(read(folder / file));
        ASSERT_TRUE(documents) << file;
        std::string name;
        for (const auto& document : *documents) {
            create(document.value.as_object());
            if (kind_of(document.value.as_object()) == "SparkApplication") name = name_of(document.value.as_object());
        }
        ASSERT_TRUE(settle());
        EXPECT_EQ(state(name), "COMPLETED") << file;
        cluster.reset();
        time = SimTime::manual();
    }
}

}  // namespace
}  // namespace nexa::sandbox
