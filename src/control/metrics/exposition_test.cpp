#include "control/metrics/exposition.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

TEST(Exposition, WritesFamiliesWithHelpTypeAndSamples) {
    Exposition text;
    text.counter("nexa_things_total", "Things.").sample({{"kind", "a"}, {"how", "b"}}, 3).sample({{"kind", "c"}, {"how", "d"}}, 1e9);
    text.gauge("nexa_load", "Load.").sample(0.25);
    EXPECT_EQ(text.take(),
              "# HELP nexa_things_total Things.\n# TYPE nexa_things_total counter\n"
              "nexa_things_total{kind=\"a\",how=\"b\"} 3\nnexa_things_total{kind=\"c\",how=\"d\"} 1000000000\n"
              "# HELP nexa_load Load.\n# TYPE nexa_load gauge\nnexa_load 0.25\n");
}

TEST(Exposition, EscapesWhatWouldEndALabel) {
    Exposition text;
    text.gauge("g", "G.").sample({{"name", "a\"b\\c\nd"}}, 1);
    EXPECT_NE(text.take().find("g{name=\"a\\\"b\\\\c\\nd\"} 1\n"), std::string::npos);
}

TEST(Exposition, AddsTheBucketsUp) {
    static constexpr std::array bounds{Duration(1'000), Duration(500'000)};
    Histogram histogram{bounds};
    histogram.observe(Duration(1'000));  // a bound belongs to its own bucket
    histogram.observe(Duration(1'001));
    histogram.observe(Duration(2'000'000));
    Exposition text;
    text.histogram("h", "H.").sample({{"x", "y"}}, histogram.snapshot());
    EXPECT_EQ(text.take(),
              "# HELP h H.\n# TYPE h histogram\n"
              "h_bucket{x=\"y\",le=\"0.001\"} 1\nh_bucket{x=\"y\",le=\"0.5\"} 2\nh_bucket{x=\"y\",le=\"+Inf\"} 3\n"
              "h_sum{x=\"y\"} 2.002001\nh_count{x=\"y\"} 3\n");
}

}  // namespace
}  // namespace nexa::control
