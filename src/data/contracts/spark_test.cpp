#include <gmock/gmock.h>

#include <fmt/format.h>

#include "data/contracts/contract.hpp"
#include "data/test_support.hpp"

namespace nexa::contracts {
namespace {

using testing::HasSubstr;

std::vector<Finding> judge(const std::string& desired, const std::string& current = {}, const ClusterFacts& facts = test::dev_eu(),
                           const std::string& observed = {}) {
    const auto after = test::object(desired);
    const auto before = current.empty() ? json::object() : test::object(current);
    const auto live = observed.empty() ? json::object() : test::object(observed);
    return evaluate(
        {.desired = after, .current = current.empty() ? nullptr : &before, .observed = observed.empty() ? nullptr : &live, .facts = facts});
}

std::string application(std::string_view spec, std::string_view name = "pi", std::string_view status = "{}") {
    return fmt::format(
        "{{apiVersion: sparkoperator.k8s.io/v1beta2, kind: SparkApplication, metadata: {{name: {}, namespace: a}}, spec: {{{}}}, status: "
        "{}}}",
        name, spec, status);
}
std::string schedule(std::string_view spec) {
    return fmt::format(
        "{{apiVersion: sparkoperator.k8s.io/v1beta2, kind: ScheduledSparkApplication, metadata: {{name: nightly, namespace: a}}, spec: "
        "{{{}}}}}",
        spec);
}

TEST(SparkSubmittedAsApplication, KnowsBareSpark) {
    struct Case {
        const char* about;
        const char* manifest;
        bool refused;
    };
    const Case cases[] = {
        {"by image", "{kind: Pod, metadata: {name: a}, spec: {containers: [{image: 'apache/spark:4.0.1'}]}}", true},
        {"by image behind a port", "{kind: Pod, metadata: {name: a}, spec: {containers: [{image: 'registry:5000/data/spark-py'}]}}", true},
        {"by digest", "{kind: Pod, metadata: {name: a}, spec: {containers: [{image: 'ghcr.io/x/pyspark-notebook@sha256:abc'}]}}", true},
        {"by command",
         "{kind: Job, metadata: {name: a}, spec: {template: {spec: {containers: [{image: own, command: [/opt/spark/bin/spark-submit, "
         "--master]}]}}}}",
         true},
        {"by arguments",
         "{kind: Job, metadata: {name: a}, spec: {template: {spec: {containers: [{image: own, args: [--class, "
         "org.apache.spark.examples.SparkPi]}]}}}}",
         true},
        {"by label", "{kind: Pod, metadata: {name: a, labels: {spark-role: driver}}, spec: {containers: [{image: own}]}}", true},
        {"by label of the template",
         "{kind: Deployment, metadata: {name: a}, spec: {template: {metadata: {labels: {spark-app-selector: x}}}}}", true},
        {"on a schedule",
         "{kind: CronJob, metadata: {name: a}, spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: spark}]}}}}}}", true},
        {"something else", "{kind: Pod, metadata: {name: a}, spec: {containers: [{image: 'sparkle:1', command: [sleep]}]}}", false},
        {"nothing", "{kind: Job, metadata: {name: a}}", false},
        {"of another kind", "{kind: ConfigMap, metadata: {name: a, labels: {spark-role: driver}}}", false},
    };
    for (const auto& each : cases) {
        const auto findings = judge(each.manifest);
        EXPECT_EQ(test::names_of(findings), each.refused ? "violation:spark-submitted-as-application" : "") << each.about;
        if (each.refused) EXPECT_THAT(findings.front().fix, HasSubstr("SparkApplication (sparkoperator.k8s.io/v1beta2)"));
    }
    EXPECT_THAT(judge(cases[0].manifest).front().message, HasSubstr("Pod a runs Spark by itself (image apache/spark:4.0.1)"));
    EXPECT_THAT(judge(cases[7].manifest).front().fix, HasSubstr("ScheduledSparkApplication"));
}

TEST(SparkRerun, TellsWhatRunsAgain) {
    const auto rerun = [](const std::string& before, const std::string& after, const ClusterFacts& facts = test::dev_eu()) {
        return test::names_of(judge(application(after), application(before), facts)) == "effect:spark-rerun";
    };
    EXPECT_TRUE(rerun("image: a", "image: b"));
    EXPECT_TRUE(rerun("image: a", ""));
    EXPECT_TRUE(rerun("executor: {instances: 1}", "executor: {instances: 2}"));
    EXPECT_FALSE(rerun("image: a", "image: a"));
    EXPECT_FALSE(rerun("image: a", "image: a, suspend: true"));
    EXPECT_FALSE(rerun("image: a", "image: a, timeToLiveSeconds: 5"));
    EXPECT_TRUE(rerun("image: a", "image: a, timeToLiveSeconds: 5", test::prod_us()));  // before 2.5.1
    EXPECT_FALSE(rerun("image: a", "image: a", test::prod_us()));
    EXPECT_EQ(test::names_of(judge(application("image: a"))), "");

    const auto findings = judge(application("image: b, driver: {cores: 2}"), application("image: a, driver: {cores: 1}"), test::dev_eu(),
                                application("image: a, driver: {cores: 1}", "pi", "{applicationState: {state: COMPLETED}}"));
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings.front().gravity, Finding::Gravity::rerun);
    EXPECT_EQ(findings.front().message, "changes spec.image, spec.driver.cores: the job is COMPLETED, and the operator runs it again");
    // A live object that Nexa did not make: only what is asked for counts, not the defaults of the webhook.
    EXPECT_EQ(test::names_of(judge(application("image: a"), {}, test::dev_eu(), application("image: a, mode: cluster"))), "");
    EXPECT_EQ(test::names_of(judge(application("image: b"), {}, test::dev_eu(), application("image: a, mode: cluster"))),
              "effect:spark-rerun");
}

TEST(SparkRules, Cases) {
    EXPECT_EQ(test::names_of(judge(application("image: a", "1st"))), "violation:spark-name");
    EXPECT_EQ(test::names_of(judge(application("image: a", "a.b"))), "violation:spark-name");
    EXPECT_EQ(test::names_of(judge(schedule("schedule: '@daily', concurrencyPolicy: Forbid"))), "");
    EXPECT_EQ(test::names_of(judge(schedule("schedule: '@daily'"))), "warning:spark-schedule-concurrency");
    EXPECT_EQ(test::names_of(judge(application("restartPolicy: {type: OnFailure}"))), "warning:spark-retries-never");
    EXPECT_EQ(test::names_of(judge(application("restartPolicy: {type: OnFailure, onFailureRetries: 1}"))), "");
    EXPECT_EQ(test::names_of(judge(application("restartPolicy: {type: Never}"))), "");
    EXPECT_EQ(test::names_of(judge(schedule("concurrencyPolicy: Allow, template: {restartPolicy: {type: OnFailure}}"))),
              "warning:spark-retries-never");
    const auto missing = judge(application("image: a"), {}, test::legacy_ap());
    EXPECT_EQ(test::names_of(missing), "violation:api-version-served warning:operator-found");
    EXPECT_THAT(missing.front().message, HasSubstr("cluster legacy-ap does not serve SparkApplication"));
    EXPECT_EQ(test::names_of(judge(application("image: a"), {}, ClusterFacts{})), "");  // nothing is known yet
}

}  // namespace
}  // namespace nexa::contracts
