#include "store/kept_logs.hpp"

#include "store/test_support.hpp"

namespace nexa::store {
namespace {

class KeptLogsTest : public StoreTest {
protected:
    KeptLog keep(const std::string& attempt, const std::string& text = "a log", std::size_t most = 3, const std::string& executor = "") {
        KeptLog log;
        log.id = Id<KeptLog>::make();
        log.key = {"dev-eu", "team-a", "SparkApplication", "pi"};
        log.uid = "u";
        log.pod = executor.empty() ? "pi-driver" : executor;
        log.role = executor.empty() ? "driver" : "executor";
        log.attempt = attempt;
        log.state = "FAILED";
        log.cause = "why: '\\%:x";
        log.bytes = static_cast<std::int64_t>(text.size());
        log.kept_at = start;
        kept_ = write([&](Tx& tx) { return kept_logs::insert(tx, log, kept_logs::pack(text), most); });
        return log;
    }
    std::vector<KeptLog> all() {
        return write([&](Tx& tx) { return kept_logs::of_key(tx, {"dev-eu", "team-a", "SparkApplication", "pi"}); });
    }
    bool kept_ = false;
};
INSTANTIATE_TEST_SUITE_P(Both, KeptLogsTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(KeptLogsTest, AreKeptOnceForEachAttempt) {
    const auto log = keep("1");
    EXPECT_TRUE(kept_);
    keep("1");
    EXPECT_FALSE(kept_);
    ASSERT_EQ(all().size(), 1U);
    EXPECT_EQ(all().front().cause, log.cause);
    const auto packed = write([&](Tx& tx) { return kept_logs::text(tx, log.key, log.id); });
    ASSERT_TRUE(packed);
    EXPECT_EQ(*kept_logs::unpack(*packed), "a log");
    EXPECT_FALSE(write([&](Tx& tx) { return kept_logs::text(tx, key("other"), log.id); })) << "of another resource";
}

TEST_P(KeptLogsTest, OldOnesGo) {
    for (const auto* attempt : {"1", "2", "3", "4"}) keep(attempt);
    ASSERT_EQ(all().size(), 3U);
    EXPECT_EQ(all().front().attempt, "4");
    EXPECT_EQ(all().back().attempt, "2");
    write([](Tx& tx) { kept_logs::purge(tx, start); });
    EXPECT_EQ(all().size(), 3U);
    write([](Tx& tx) { kept_logs::purge(tx, start + Duration(1)); });
    EXPECT_TRUE(all().empty());
}

TEST_P(KeptLogsTest, OfExecutorsDoNotPutOutDrivers) {
    for (int executor = 0; executor < 15; ++executor) keep("1", "a log", 3, "pi-exec-" + std::to_string(executor));
    EXPECT_EQ(all().size(), 10U) << "a few tell enough";
    keep("1");
    EXPECT_TRUE(kept_);
    for (const auto* attempt : {"2", "3"}) keep(attempt);
    EXPECT_EQ(all().size(), 13U);
    keep("4");
    ASSERT_EQ(all().size(), 3U) << "an attempt goes with all of its logs";
    EXPECT_EQ(all().back().attempt, "2");
    EXPECT_EQ(all().back().role, "driver");
}

TEST(KeptLogs, ArePackedAndUnpacked) {
    for (const std::string& text : {std::string(), std::string("x"), std::string(8'000'000, 'y'), std::string("\0\xff\n", 3)})
        EXPECT_EQ(*kept_logs::unpack(kept_logs::pack(text)), text);
    EXPECT_LT(kept_logs::pack(std::string(8'000'000, 'y')).size(), 100'000U);
    EXPECT_FALSE(kept_logs::unpack("no base64!"));
    EXPECT_FALSE(kept_logs::unpack("AAAA"));
    const auto packed = kept_logs::pack("a longer text that is cut");
    EXPECT_FALSE(kept_logs::unpack(std::string_view(packed).substr(0, 12)));
}

}  // namespace
}  // namespace nexa::store
