#include "data/spark/submission.hpp"

#include "data/test_support.hpp"

namespace nexa::spark {
namespace {

json::object app(const std::string& spec, const std::string& metadata = "name: a") {
    return test::object(fmt::format("{{kind: SparkApplication, metadata: {{{}}}, spec: {{{}}}}}", metadata, spec));
}

TEST(Submission, IsWhatTheOperatorWouldSubmit) {
    const auto plain = app("image: a");
    const auto suspended = app("image: a, suspend: true");
    EXPECT_TRUE(submits({}, plain));
    EXPECT_FALSE(submits({}, suspended)) << "it is not submitted before it is resumed";
    EXPECT_TRUE(submits(suspended, plain));
    EXPECT_FALSE(submits(plain, suspended));
    EXPECT_TRUE(submits(plain, app("image: b")));
    EXPECT_FALSE(submits(plain, app("image: a", "name: a, labels: {team: x}"))) << "labels rerun nothing";
}

TEST(Submission, AsksForTheCoresOfDriverAndExecutors) {
    const auto millicores = [](const std::string& spec) { return millicores_of(app(spec)); };
    EXPECT_EQ(millicores(""), 3000) << "Spark's defaults: a driver and two executors";
    EXPECT_EQ(millicores("driver: {cores: 2}, executor: {cores: 4, instances: 3}"), 14'000);
    EXPECT_EQ(millicores("driver: {cores: 2, coreRequest: 500m}, executor: {cores: 4, coreRequest: '1.5', instances: 2}"), 3500)
        << "what the pods request is what counts";
    EXPECT_EQ(millicores("sparkConf: {spark.executor.instances: '5', spark.executor.cores: '2', spark.driver.cores: '3'}"), 13'000);
    EXPECT_EQ(millicores("executor: {instances: 1}, sparkConf: {spark.executor.instances: '5'}"), 2000) << "spec wins";
    EXPECT_EQ(millicores("sparkConf: {spark.kubernetes.executor.request.cores: 250m}, executor: {instances: 2}"), 1500);
    EXPECT_EQ(millicores("executor: {instances: 0}"), 1000);
}

TEST(Submission, AsksForTheMostThatDynamicAllocationMayTake) {
    const auto millicores = [](const std::string& spec) { return millicores_of(app(spec)); };
    EXPECT_EQ(millicores("dynamicAllocation: {enabled: true, maxExecutors: 10, initialExecutors: 2}"), 11'000);
    EXPECT_EQ(millicores("dynamicAllocation: {enabled: true, minExecutors: 3}"), 4000) << "no ceiling: what it begins with";
    EXPECT_EQ(millicores("dynamicAllocation: {enabled: false, maxExecutors: 10}, executor: {instances: 1}"), 2000);
    EXPECT_EQ(millicores("sparkConf: {spark.dynamicAllocation.enabled: 'true', spark.dynamicAllocation.maxExecutors: '4'}"), 5000);
}

TEST(Submission, SurvivesNonsense) {
    EXPECT_EQ(millicores_of({}), 3000);
    EXPECT_EQ(millicores_of(app("driver: {cores: many}, executor: {cores: -1, instances: x}")), 3000);
    EXPECT_EQ(millicores_of(app("driver: 1, executor: [], dynamicAllocation: yes, sparkConf: 3")), 3000);
    EXPECT_GT(millicores_of(app("executor: {cores: 9223372036854775807, instances: 9223372036854775807}")), 0);
    EXPECT_EQ(millicores_of(app("executor: {instances: -3}")), 1000);
}

TEST(Submission, KnowsTheStatesThatHoldCores) {
    for (const auto* state : {"", "NEW", "COMPLETED", "FAILED", "SUBMISSION_FAILED", "SUSPENDED"})
        EXPECT_FALSE(holds_cores(state)) << state;
    for (const auto* state : {"SUBMITTED", "RUNNING", "SUCCEEDING", "FAILING", "UNKNOWN", "INVALIDATING"})
        EXPECT_TRUE(holds_cores(state)) << state;
    for (const auto* state : {"SUBMITTED", "RUNNING", "FAILED", "SUBMISSION_FAILED"}) EXPECT_TRUE(is_submitted(state)) << state;
    // Of the job before, while the run that reruns it waits.
    for (const auto* state : {"", "NEW", "COMPLETED", "INVALIDATING", "PENDING_RERUN"}) EXPECT_FALSE(is_submitted(state)) << state;
}

TEST(Standing, IsReadFromTheStatus) {
    EXPECT_EQ(standing_of({}).state, "NEW");
    const auto standing = standing_of(test::object(
        "{status: {applicationState: {state: FAILING, errorMessage: oom}, executionAttempts: 2, executorState: {a: RUNNING, b: FAILED, c: "
        "COMPLETED, d: FAILED, e: 1}}}"));
    EXPECT_EQ(standing.state, "FAILING");
    EXPECT_EQ(standing.message, "oom");
    EXPECT_EQ(standing.attempt, 2);
    EXPECT_EQ(standing.executors_running, 1);
    EXPECT_EQ(standing.executors_failed, 2);
}

TEST(Submission, ShowsHalfCores) {
    EXPECT_EQ(in_cores(3000), json::value(3));
    EXPECT_EQ(in_cores(2500), json::value(2.5));
}

}  // namespace
}  // namespace nexa::spark
