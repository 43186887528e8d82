#include "store/counters.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/test_support.hpp"

namespace nexa::store {
namespace {

class RunChanges : public StoreTest {
protected:
    nexa::Run queue(const std::string& name) {
        const Intent made = intent(key(name), 1);
        nexa::Run run = run_of(made);
        write([&](Tx& tx) {
            intents::append(tx, made);
            runs::insert(tx, run);
        });
        return run;
    }
    runs::RunChanges since(std::int64_t sequence, std::size_t limit = 100) {
        return write([&](Tx& tx) { return runs::changes_since(tx, sequence, limit); });
    }
    std::vector<nexa::Run> claim() {
        return write([&](Tx& tx) { return runs::claim(tx, "w", start, start + std::chrono::seconds(30), 10, 10).taken; });
    }
};
INSTANTIATE_TEST_SUITE_P(Shared, RunChanges, testing::Values(Dialect::mysql), dialect_name);

TEST_P(RunChanges, TellEachRunOnceAsItIsNow) {
    const nexa::Run first = queue("a");
    const nexa::Run second = queue("b");
    ASSERT_EQ(claim().size(), 2U);
    const auto changes = since(0);
    ASSERT_EQ(changes.runs.size(), 2U);
    EXPECT_EQ(changes.runs[0].id, first.id);
    EXPECT_EQ(changes.runs[0].state, RunState::running);
    EXPECT_EQ(changes.runs[1].id, second.id);
    EXPECT_FALSE(changes.from_start);
    // From there on there is nothing, until something changes.
    EXPECT_TRUE(since(changes.last).runs.empty());
    EXPECT_EQ(since(changes.last).last, changes.last);
    write([&](Tx& tx) { return runs::cancel(tx, second.id, "enough", start).has_value(); });
    const auto later = since(changes.last);
    ASSERT_EQ(later.runs.size(), 1U);
    EXPECT_EQ(later.runs[0].state, RunState::cancelled);
}

TEST_P(RunChanges, ComeInPages) {
    for (const auto* name : {"a", "b", "c"}) queue(name);
    const auto page = since(0, 2);
    EXPECT_EQ(page.runs.size(), 2U);
    EXPECT_EQ(since(page.last, 2).runs.size(), 1U);
}

TEST_P(RunChanges, SayWhenTheyDoNotReachThatFarBack) {
    for (const auto* name : {"a", "b", "c"}) queue(name);
    write([](Tx& tx) { runs::purge_changes(tx, 1); });
    EXPECT_TRUE(since(0).from_start);
    EXPECT_FALSE(since(2).from_start);
    EXPECT_EQ(since(2).runs.size(), 1U);
}

class NoRunChanges : public RunChanges {};
INSTANTIATE_TEST_SUITE_P(Embedded, NoRunChanges, testing::Values(Dialect::sqlite), dialect_name);

TEST_P(NoRunChanges, AreKeptWhereNobodyElseCouldRead) {
    queue("a");
    EXPECT_TRUE(since(0).runs.empty());
    EXPECT_EQ(write([](Tx& tx) { return counters::value(tx, "runs"); }), 0);
}

}  // namespace
}  // namespace nexa::store
