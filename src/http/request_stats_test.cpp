#include "http/request_stats.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace nexa::http {
namespace {

AccessRecord record(std::string_view method, std::string_view route, int status, Duration took = std::chrono::milliseconds(3)) {
    AccessRecord made;
    made.method = method;
    made.route = route;
    made.status = status;
    made.took = took;
    return made;
}

TEST(RequestStats, CountsByTemplateMethodAndStatusClass) {
    RequestStats stats({{Method::get, "/runs/{id}"}, {Method::put, "/runs/{id}"}}, 2);
    stats.count(record("GET", "/runs/{id}", 200));
    stats.count(record("GET", "/runs/{id}", 304));
    stats.count(record("GET", "/runs/{id}", 404, std::chrono::seconds(60)));
    stats.count(record("PUT", "/runs/{id}", 503));
    const auto rows = stats.rows();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].method, "GET");
    EXPECT_EQ(rows[0].route, "/runs/{id}");
    EXPECT_EQ(rows[0].by_class, (std::array<std::uint64_t, 5>{0, 1, 1, 1, 0}));
    EXPECT_EQ(rows[0].took.total(), 3U);
    EXPECT_EQ(rows[0].took.counts.back(), 1U);  // the minute is above every bound
    EXPECT_EQ(rows[0].took.sum, std::chrono::milliseconds(60'006));
    EXPECT_EQ(rows[1].by_class, (std::array<std::uint64_t, 5>{0, 0, 0, 0, 1}));
}

TEST(RequestStats, PutsWhatItDoesNotKnowTogether) {
    RequestStats stats({{Method::get, "/a"}}, 1);
    stats.count(record("GET", "", 404));
    stats.count(record("DELETE", "/a", 405));
    const auto rows = stats.rows();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].route, "other");
    EXPECT_EQ(rows[0].by_class[3], 2U);
}

TEST(RequestStats, LeavesTheTimeOfStreamsOut) {
    RequestStats stats({{Method::get, "/events"}}, 1);
    auto stream = record("GET", "/events", 200, std::chrono::hours(1));
    stream.streamed = true;
    stats.count(stream);
    ASSERT_EQ(stats.rows().size(), 1U);
    EXPECT_EQ(stats.rows()[0].by_class[1], 1U);
    EXPECT_EQ(stats.rows()[0].took.total(), 0U);
}

TEST(RequestStats, LosesNothingWhenMoreThreadsThanShardsCount) {
    RequestStats stats({{Method::get, "/a"}}, 2);
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 5; ++thread) {
            threads.emplace_back([&] {
                for (int count = 0; count < 1000; ++count) stats.count(record("GET", "/a", 200));
            });
        }
    }
    EXPECT_EQ(stats.rows().at(0).by_class[1], 5000U);
    EXPECT_EQ(stats.rows().at(0).took.total(), 5000U);
}

}  // namespace
}  // namespace nexa::http
