#include "data/sandbox/operators/spark_schedule.hpp"

#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/spark_application.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ScheduleTest : public OperatorsTest {
protected:
    void SetUp() override { open("", "2.5.2"); }

    void schedule(std::string_view spec, std::string_view duration = "20s") {
        create(fmt::format(R"(
kind: ScheduledSparkApplication
metadata: {{name: nightly, labels: {{team: a}}, annotations: {{sandbox.nexa.dev/duration: {}}}}}
spec:
  {}
  template:
    type: Python
    mainApplicationFile: local:///app/job.py
    sparkVersion: 4.0.4
    driver: {{cores: 1}}
    executor: {{instances: 1}}
)",
                           duration, spec));
    }
    std::vector<std::string> runs() { return names("SparkApplication", "sparkoperator.k8s.io/scheduled-app-name=nightly"); }
    std::string field(std::string_view name) { return text_at(status("ScheduledSparkApplication", "nightly"), {name}); }
};

TEST_F(ScheduleTest, PlansAndRuns) {
    schedule("schedule: '@every 3m'\n  concurrencyPolicy: Allow");
    ASSERT_TRUE(settle());
    EXPECT_EQ(field("scheduleState"), "Scheduled");
    EXPECT_NE(field("nextRun"), "");
    EXPECT_THAT(runs(), IsEmpty());
    pass(minutes(4));
    ASSERT_THAT(runs(), SizeIs(1));
    EXPECT_THAT(runs(), Each(StartsWith("nightly-")));
    EXPECT_EQ(field("lastRunName"), runs()[0]);
    const auto run = get("SparkApplication", runs()[0]);
    EXPECT_EQ(spark_state(run), "COMPLETED");
    EXPECT_EQ(label_of(run, "team"), "a") << "the parent's labels are handed down";
    EXPECT_TRUE(is_owned_by(run, uid_of(get("ScheduledSparkApplication", "nightly"))));
}

TEST_F(ScheduleTest, KeepsAsMuchHistoryAsAskedFor) {
    schedule("schedule: '@every 1m'\n  concurrencyPolicy: Allow\n  successfulRunHistoryLimit: 2");
    pass(minutes(20));
    // The history is looked after when a run starts: the newest run comes on top.
    EXPECT_THAT(runs(), SizeIs(3));
    EXPECT_THAT(array_at(status("ScheduledSparkApplication", "nightly"), {"pastSuccessfulRunNames"}), SizeIs(2));
}

TEST_F(ScheduleTest, ForbidWaitsForTheLastRun) {
    schedule("schedule: '@every 1m'\n  concurrencyPolicy: Forbid", "150s");
    pass(minutes(3));
    EXPECT_THAT(runs(), SizeIs(1));
    pass(minutes(2));
    EXPECT_THAT(runs(), SizeIs(2));
}

TEST_F(ScheduleTest, AllowStartsAnother) {
    schedule("schedule: '@every 1m'\n  concurrencyPolicy: Allow", "150s");
    pass(seconds(190));
    EXPECT_THAT(runs(), SizeIs(3));
}

TEST_F(ScheduleTest, ReplaceEndsTheLastRun) {
    schedule("schedule: '@every 1m'\n  concurrencyPolicy: Replace", "150s");
    pass(seconds(70));
    ASSERT_THAT(runs(), SizeIs(1));
    const auto first = runs()[0];
    pass(minutes(1));
    ASSERT_THAT(runs(), SizeIs(1));
    EXPECT_NE(runs()[0], first);
}

TEST_F(ScheduleTest, WithoutPolicyItStopsAfterTheFirstRun) {
    schedule("schedule: '@every 1m'");
    pass(minutes(10));
    EXPECT_THAT(runs(), SizeIs(1));
}

TEST_F(ScheduleTest, SuspendSkipsAndResumeCatchesUpOnce) {
    schedule("schedule: '@every 2m'\n  concurrencyPolicy: Allow\n  suspend: true");
    pass(minutes(10));
    EXPECT_THAT(runs(), IsEmpty());
    patch("ScheduledSparkApplication", "nightly", "spec: {suspend: false}");
    pass(minutes(1));
    patch("ScheduledSparkApplication", "nightly", "spec: {suspend: true}");
    const auto next = field("nextRun");
    pass(minutes(10));
    EXPECT_EQ(field("nextRun"), next) << "nothing is touched";
    patch("ScheduledSparkApplication", "nightly", "spec: {suspend: false}");
    pass(seconds(50));
    EXPECT_THAT(runs(), SizeIs(1)) << "the overdue run, once";
}

TEST_F(ScheduleTest, BadScheduleStaysFailed) {
    schedule("schedule: 'every day'\n  concurrencyPolicy: Allow");
    ASSERT_TRUE(settle());
    EXPECT_EQ(field("scheduleState"), "FailedValidation");
    EXPECT_THAT(field("reason"), HasSubstr("expected exactly 5 fields"));
    patch("ScheduledSparkApplication", "nightly", "spec: {schedule: '@every 1m'}");
    pass(minutes(5));
    EXPECT_EQ(field("scheduleState"), "FailedValidation") << "the operator never looks again";
}

}  // namespace
}  // namespace nexa::sandbox
