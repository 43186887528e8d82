#include "data/sandbox/operators/cron.hpp"

#include <gtest/gtest.h>

namespace nexa::sandbox {
namespace {

struct CronCase {
    const char* schedule;
    const char* zone;
    const char* after;
    const char* next;
};

class CronTest : public ::testing::TestWithParam<CronCase> {};

TEST_P(CronTest, FiresNext) {
    const auto& [schedule, zone, after, next] = GetParam();
    const auto cron = Cron::parse(schedule, zone);
    ASSERT_TRUE(cron) << cron.error().message;
    const auto fires = cron->next(*parse_rfc3339(after));
    ASSERT_TRUE(fires);
    EXPECT_EQ(to_rfc3339_seconds(*fires), next) << schedule;
}

INSTANTIATE_TEST_SUITE_P(Schedules, CronTest,
                         ::testing::Values(CronCase{"*/5 * * * *", "", "2026-11-24T10:02:10Z", "2026-11-24T10:05:00Z"},
                                           CronCase{"*/5 * * * *", "", "2026-11-24T10:05:00Z", "2026-11-24T10:10:00Z"},
                                           CronCase{"0 2 * * *", "", "2026-11-24T10:00:00Z", "2026-11-25T02:00:00Z"},
                                           CronCase{"30 6 1 * *", "", "2026-11-24T10:00:00Z", "2026-12-01T06:30:00Z"},
                                           CronCase{"0 9 * * mon-fri", "", "2026-11-27T09:00:00Z", "2026-11-30T09:00:00Z"},
                                           CronCase{"0 0 13 * 5", "", "2026-11-24T00:00:00Z", "2026-11-27T00:00:00Z"},
                                           CronCase{"0 0 29 2 *", "", "2026-11-24T00:00:00Z", "2028-02-29T00:00:00Z"},
                                           CronCase{"15,45 8-10/2 * JAN,dec *", "", "2026-11-24T00:00:00Z", "2026-12-01T08:15:00Z"},
                                           CronCase{"@hourly", "", "2026-11-24T10:02:10Z", "2026-11-24T11:00:00Z"},
                                           CronCase{"@daily", "", "2026-11-24T10:02:10Z", "2026-11-25T00:00:00Z"},
                                           CronCase{"@weekly", "", "2026-11-24T10:02:10Z", "2026-11-29T00:00:00Z"},
                                           CronCase{"@every 90s", "", "2026-11-24T10:02:10.5Z", "2026-11-24T10:03:40Z"},
                                           CronCase{"@every 1h30m", "", "2026-11-24T10:00:00Z", "2026-11-24T11:30:00Z"},
                                           CronCase{"TZ=UTC 0 2 * * *", "Etc/GMT+5", "2026-11-24T00:00:00Z", "2026-11-24T02:00:00Z"},
                                           CronCase{"0 2 * * *", "Etc/GMT+5", "2026-11-24T00:00:00Z", "2026-11-24T07:00:00Z"},
                                           CronCase{"CRON_TZ=+05:30 0 2 * * *", "", "2026-11-24T00:00:00Z", "2026-11-24T20:30:00Z"}));

TEST(Cron, FollowsDaylightSaving) {
    const auto cron = Cron::parse("0 2 * * *", "Europe/Rome");
    if (!cron) GTEST_SKIP() << "no time zone database: " << cron.error().message;
    EXPECT_EQ(to_rfc3339_seconds(*cron->next(*parse_rfc3339("2026-07-01T00:30:00Z"))), "2026-07-02T00:00:00Z");
    EXPECT_EQ(to_rfc3339_seconds(*cron->next(*parse_rfc3339("2026-12-01T01:30:00Z"))), "2026-12-02T01:00:00Z");
    // On 2026-03-29 the clock jumps from 02:00 to 03:00: that day has no 02:30.
    const auto half = Cron::parse("30 2 * * *", "Europe/Rome");
    EXPECT_EQ(to_rfc3339_seconds(*half->next(*parse_rfc3339("2026-03-28T12:00:00Z"))), "2026-03-30T00:30:00Z");
}

TEST(Cron, NeverFiring) {
    EXPECT_FALSE(Cron::parse("0 0 30 2 *")->next(*parse_rfc3339("2026-11-24T00:00:00Z")));
}

TEST(Cron, SaysWhatIsWrong) {
    const std::pair<const char*, const char*> cases[] = {{"* * * *", "expected exactly 5 fields, found 4"},
                                                         {"60 * * * *", "above maximum (59)"},
                                                         {"* * 0 * *", "below minimum (1)"},
                                                         {"5-1 * * * *", "beyond end of range"},
                                                         {"*/0 * * * *", "positive number"},
                                                         {"x * * * *", "failed to parse int from x"},
                                                         {"@often", "unrecognized descriptor"},
                                                         {"@every soon", "failed to parse duration"},
                                                         {"TZ=Nowhere/City 0 0 * * *", "unknown time zone Nowhere/City"},
                                                         {"TZ=../../etc/passwd 0 0 * * *", "unknown time zone"}};
    for (const auto& [schedule, message] : cases) {
        const auto cron = Cron::parse(schedule);
        ASSERT_FALSE(cron) << schedule;
        EXPECT_NE(cron.error().message.find(message), std::string::npos) << schedule << ": " << cron.error().message;
    }
}

TEST(Durations, AreGos) {
    using namespace std::chrono_literals;
    EXPECT_EQ(parse_duration("1h30m"), Duration(90min));
    EXPECT_EQ(parse_duration("1.5h"), Duration(90min));
    EXPECT_EQ(parse_duration("250ms"), Duration(250ms));
    for (const auto* bad : {"", "5", "s", "-1s", "1x"}) EXPECT_FALSE(parse_duration(bad)) << bad;
}

}  // namespace
}  // namespace nexa::sandbox
