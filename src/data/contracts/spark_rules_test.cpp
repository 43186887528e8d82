// Rules of Spark applications and schedules.
#include "data/contracts/rule_cases.hpp"

#include <fmt/format.h>

namespace nexa::contracts::test {
namespace {

const std::string api = "sparkoperator.k8s.io/v1beta2";

std::string app(std::string_view spec, std::string_view state = "", std::string_view name = "pi", std::string_view metadata = "") {
    return manifest("SparkApplication", name, spec, metadata,
                    state.empty() ? std::string() : fmt::format("applicationState: {{state: {}}}", state), api);
}
std::string schedule(std::string_view spec, std::string_view status = "", std::string_view name = "nightly") {
    return manifest("ScheduledSparkApplication", name, spec, "", status, api);
}

TEST(SparkApplications, Contracts) {
    expect_rule(
        "spark-submitted-as-application",
        {{"something else", "{kind: Pod, metadata: {name: a}, spec: {containers: [{image: nginx}]}}"},
         {"bare Spark", "{kind: Pod, metadata: {name: a}, spec: {containers: [{image: 'apache/spark:4'}]}}", "runs Spark by itself"}});
    expect_rule("spark-name", {{"a label", app("image: a")}, {"no label", app("image: a", "", "a.b"), "\"a.b\" can't name"}});
    expect_rule("spark-node-selector",
                {{"of the whole", app("nodeSelector: {a: b}, driver: {cores: 1}")},
                 {"of a part", app("driver: {nodeSelector: {a: b}}")},
                 {"both", app("nodeSelector: {a: b}, executor: {nodeSelector: {a: b}}"), "both in spec and in its executor"},
                 {"of a template", schedule("template: {nodeSelector: {a: b}, driver: {nodeSelector: {a: b}}}"),
                  "both in spec.template and in its driver"}});
    expect_rule("spark-pod-template", {{"from 3 on", app("sparkVersion: 3.0.0, driver: {template: {}}")},
                                       {"before", app("sparkVersion: 2.4.8, driver: {template: {}}"), "sparkVersion is 2.4.8"},
                                       {"before, without", app("sparkVersion: 2.4.8, driver: {cores: 1}")}});
    expect_rule("spark-conf-denied",
                {{"own options", app("sparkConf: {spark.ui.port: '4041', spark.kubernetes.namespace: a}")},
                 {"the master", app("sparkConf: {spark.master: local}"), "spark.master is denied"},
                 {"an image", app("sparkConf: {spark.kubernetes.driver.container.image: x}"), "driver.image"},
                 {"credentials", app("sparkConf: {spark.kubernetes.authenticate.driver.oauthToken: x}"), "driver.serviceAccount"},
                 {"another namespace", app("sparkConf: {spark.kubernetes.namespace: b}"), "the application is in a"},
                 {"before 2.5.2", app("sparkConf: {spark.master: local}"), nullptr, {}, {}, {}, prod_us()},
                 {"in a template", schedule("template: {sparkConf: {spark.master: local}}"), "spark.master is denied"}});
    const auto with_priority = [](std::string_view value) {
        return app("image: a", "", "pi", fmt::format("annotations: {{nexa.dev/priority: '{}'}}", value));
    };
    expect_rule("spark-priority", {{"none", app("image: a")},
                                   {"the greatest", with_priority("1000")},
                                   {"below zero", with_priority("-5")},
                                   {"too great", with_priority("1001"), "\"1001\" is no priority"},
                                   {"no number", with_priority("high"), "\"high\" is no priority"}});
    expect_rule("spark-suspend-version", {{"since", app("suspend: true")},
                                          {"before", app("suspend: true"), "came with Spark operator 2.4.0", {}, {}, {}, prod_us()}});
    expect_rule("spark-time-zone-version",
                {{"since", schedule("timeZone: UTC"), nullptr, {}, {}, {}, prod_us()},
                 {"before", schedule("timeZone: UTC"), "came with Spark operator 2.2.0", {}, {}, {}, facts("x", "", {}, "2.1.0")}});
    const auto connect = manifest("SparkConnect", "s", "", "", "", "sparkoperator.k8s.io/v1alpha1");
    expect_rule("spark-connect-version", {{"since", connect}, {"before", connect, "SparkConnect came with", {}, {}, {}, prod_us()}});
    expect_rule("spark-retries-never", {{"said", app("restartPolicy: {type: OnFailure, onFailureRetries: 1}")},
                                        {"not said", app("restartPolicy: {type: OnFailure}"), "it is never retried"}});
    expect_rule(
        "spark-fields-unread",
        {{"read", app("restartPolicy: {type: Never}")},
         {"not read", app("failureRetries: 3"), "restartPolicy.onFailureRetries"},
         {"not read, beside a policy", app("failureRetries: 3, restartPolicy: {type: OnFailure}"), "restartPolicy.onFailureRetries"},
         {"said twice", app("retryInterval: 3, restartPolicy: {type: Always, onFailureRetryInterval: 5}"), "onFailureRetryInterval"}});
    expect_rule("spark-version-image", {{"the same", app("image: 'docker.io/library/spark:4.0.1', sparkVersion: 4.0.1")},
                                        {"with a suffix", app("image: 'spark:4.0.1-java17', sparkVersion: 4.0.1")},
                                        {"other", app("image: 'spark:4.0.1-java17', sparkVersion: 3.5.5"), "Set sparkVersion to 4.0.1"},
                                        {"own", app("image: 'own/job:1', sparkVersion: 3.5.5")}});
    expect_rule(
        "spark-webhook",
        {{"with defaults", app("image: a"), nullptr, {}, app("mode: cluster, driver: {cores: 1}", "RUNNING")},
         {"not begun", app("image: a"), nullptr, {}, app("image: a")},
         {"without", app("image: a"), "webhook does not see", {}, app("image: a", "RUNNING")},
         {"stuck", app("restartPolicy: {type: Always}"), "invalid retry interval", {}, app("restartPolicy: {type: Always}", "FAILING")}});
}

TEST(SparkApplications, Effects) {
    expect_rule("spark-rerun", {{"suspended", app("suspend: true"), nullptr, app("suspend: false")},
                                {"another image", app("image: b"), "runs it again", app("image: a")}});
    expect_rule("spark-suspend", {{"as before", app("suspend: true"), nullptr, app("suspend: true")},
                                  {"running", app("suspend: true"), "deletes the driver and executors", app(""), app("", "RUNNING")},
                                  {"ended", app("suspend: true"), "changes nothing", app(""), app("", "COMPLETED")}});
    expect_rule("spark-resume",
                {{"as before", app(""), nullptr, app("")}, {"resumed", app("suspend: false"), "from the start", app("suspend: true")}});
    expect_rule("spark-expires", {{"running", app("timeToLiveSeconds: 5"), nullptr, app(""), app("", "RUNNING")},
                                  {"ended", app("timeToLiveSeconds: 5"), "5 seconds after", app(""), app("", "COMPLETED")}});
    expect_rule("spark-delete", {{"a change", app(""), nullptr, app("")},
                                 {"running", app(""), "executors are killed", {}, app("", "RUNNING"), {}, dev_eu(), true},
                                 {"ended", app(""), "(COMPLETED) goes", {}, app("", "COMPLETED"), {}, dev_eu(), true}});
    const auto run = app("", "RUNNING", "nightly-1", "labels: {sparkoperator.k8s.io/scheduled-app-name: nightly}");
    expect_rule("spark-schedule-delete",
                {{"a change", schedule("schedule: '@daily'"), nullptr, schedule("schedule: '@daily'")},
                 {"with a run", schedule("schedule: '@daily'"), "running, and killed: nightly-1", {}, {}, {run}, dev_eu(), true}});
}

TEST(SparkSchedules, Cases) {
    const auto at = [](std::string_view cron) { return schedule(fmt::format("schedule: '{}', concurrencyPolicy: Forbid", cron)); };
    expect_rule("spark-schedule-cron", {{"five fields", at("*/10 * * * *")},
                                        {"a word", at("@hourly")},
                                        {"every", at("@every 90s")},
                                        {"a zone", at("CRON_TZ=Europe/Berlin 0 3 * * 1")},
                                        {"six fields", at("0 0 3 * * 1"), "is no schedule"},
                                        {"an hour that there is not", at("0 24 * * *"), "FailedValidation"}});
    expect_rule("spark-schedule-time-zone",
                {{"known", schedule("timeZone: Europe/Berlin")}, {"not known", schedule("timeZone: Europe/Nowhere"), "is no time zone"}});
    expect_rule("spark-schedule-concurrency", {{"said", at("@daily")}, {"not said", schedule("schedule: '@daily'"), "never again"}});
    expect_rule("spark-schedule-name",
                {{"43", schedule("", "", std::string(43, 'a'))}, {"44", schedule("", "", std::string(44, 'a')), "43 characters at most"}});
    expect_rule("spark-schedule-failed",
                {{"scheduled", at("@daily"), nullptr, {}, schedule("", "scheduleState: Scheduled")},
                 {"failed", at("@daily"), "Delete it and make it anew", {}, schedule("", "scheduleState: FailedValidation")}});
    expect_rule("spark-schedule-late", {{"the same", at("@daily"), nullptr, at("@daily")},
                                        {"other", at("@hourly"), "(2026-01-02T03:00:00Z) still happens", at("@daily"),
                                         schedule("", "nextRun: '2026-01-02T03:00:00Z'")}});
    expect_rule("spark-schedule-template",
                {{"the same", at("@daily"), nullptr, at("@daily")},
                 {"other", schedule("template: {image: b}"), "from the new template", schedule("template: {image: a}")}});
    expect_rule("spark-schedule-suspend", {{"as before", schedule("suspend: true"), nullptr, schedule("suspend: true")},
                                           {"suspended", schedule("suspend: true"), "no more runs", schedule("")},
                                           {"resumed", schedule(""), "one run starts at once", schedule("suspend: true")}});
    expect_rule("spark-schedule-replace",
                {{"as before", schedule("concurrencyPolicy: Replace"), nullptr, schedule("concurrencyPolicy: Replace")},
                 {"from now on", schedule("concurrencyPolicy: Replace"), "is deleted", at("@daily")}});
}

}  // namespace
}  // namespace nexa::contracts::test
