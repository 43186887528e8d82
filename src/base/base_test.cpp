#include <gtest/gtest.h>

#include "base/backoff.hpp"
#include "base/clock.hpp"
#include "base/encoding.hpp"
#include "base/id.hpp"

namespace nexa {
namespace {

TEST(Uuid, SortsByTheOrderOfMakingAndSurvivesText) {
    Uuid last;
    for (int count = 0; count < 10'000; ++count) {
        const Uuid next = Uuid::make();
        ASSERT_LT(last, next);
        ASSERT_EQ(Uuid::parse(next.str()), next);
        last = next;
    }
    EXPECT_EQ(last.str()[14], '7');
}

TEST(Uuid, RefusesOtherText) {
    for (const auto* text : {"", "x", "018f0000-0000-7000-8000-00000000000", "018f0000-0000-7000-8000-00000000000g",
                             "018f00000000-7000-8000-000000000000-00"}) {
        EXPECT_FALSE(Uuid::parse(text)) << text;
    }
}

TEST(Time, RoundTrips) {
    const Time time = *parse_rfc3339("2026-11-24T01:02:03.000004Z");
    EXPECT_EQ(to_rfc3339(time), "2026-11-24T01:02:03.000004Z");
    EXPECT_EQ(to_rfc3339_seconds(time), "2026-11-24T01:02:03Z");
    EXPECT_EQ(parse_rfc3339("2026-11-24T03:02:03.000004+02:00"), time);
    EXPECT_EQ(parse_rfc3339("2026-11-24T01:02:03.0000049999Z"), time);
}

TEST(Time, RefusesOtherText) {
    for (const auto* text : {"", "2026-11-24", "2026-13-24T01:02:03Z", "2026-02-30T01:02:03Z", "2026-11-24T25:02:03Z",
                             "2026-11-24T01:02:03", "2026-11-24T01:02:03.Z", "2026-11-24T01:02:03Zx", "-026-11-24T01:02:03Z"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
}

TEST(Encoding, RoundTrips) {
    const std::string bytes("\x00\xff\x10 nexa", 8);
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    EXPECT_EQ(from_base64("AP8Q\n IG5l"), std::string("\x00\xff\x10 ne", 6));
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_FALSE(from_base64("a*b"));
    EXPECT_FALSE(from_hex("abc"));
}

TEST(Encoding, Utf8) {
    EXPECT_TRUE(is_utf8("Grüße, 世界 🚀"));
    for (const auto* text : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) EXPECT_FALSE(is_utf8(text));
}

TEST(Backoff, DoublesUpToTheMostAndKeepsHalf) {
    using namespace std::chrono_literals;
    const Backoff backoff{.first = 1s, .most = 60s};
    EXPECT_EQ(backoff.delay(1, 0.0), 500ms);
    EXPECT_EQ(backoff.delay(3, 0.0), 2s);
    EXPECT_EQ(backoff.delay(3, 0.5), 3s);
    EXPECT_EQ(backoff.delay(1000, 0.0), 30s);
}

}  // namespace
}  // namespace nexa
