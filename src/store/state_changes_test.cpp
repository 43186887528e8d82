#include "store/state_changes.hpp"

#include "store/test_support.hpp"

namespace nexa::store {
namespace {

class StateChangesTest : public StoreTest {
protected:
    bool note(std::string state, std::string uid = "u1", std::int64_t attempt = 1, std::int64_t failed = 0, Time at = start) {
        StateChange change;
        change.id = Id<StateChange>::make();
        change.key = key("pi");
        change.uid = std::move(uid);
        change.state = std::move(state);
        change.message = "said 'so' \\%:x";
        change.attempt = attempt;
        change.executors_failed = failed;
        change.at = at;
        return write([&](Tx& tx) { return state_changes::note(tx, change); });
    }
    std::string states(std::size_t most = 100) {
        std::string all;
        for (const auto& each : write([&](Tx& tx) { return state_changes::of_key(tx, key("pi"), most); }))
            all += (all.empty() ? "" : " ") + each.state;
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, StateChangesTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(StateChangesTest, AreWrittenWhenTheySaySomethingNew) {
    EXPECT_TRUE(note("SUBMITTED"));
    EXPECT_FALSE(note("SUBMITTED"));
    EXPECT_TRUE(note("RUNNING"));
    EXPECT_TRUE(note("RUNNING", "u1", 1, 1)) << "an executor has failed";
    EXPECT_TRUE(note("RUNNING", "u1", 2, 0)) << "another attempt";
    EXPECT_TRUE(note("RUNNING", "u2", 2, 0)) << "another object of that name";
    EXPECT_EQ(states(), "SUBMITTED RUNNING RUNNING RUNNING RUNNING");
    EXPECT_EQ(states(2), "RUNNING RUNNING");
}

TEST_P(StateChangesTest, TellOfDeletionsOnce) {
    EXPECT_FALSE(note("DELETED", "")) << "it was never there";
    EXPECT_TRUE(note("COMPLETED"));
    EXPECT_TRUE(note("DELETED", ""));
    EXPECT_FALSE(note("DELETED", ""));
    const auto all = write([](Tx& tx) { return state_changes::of_key(tx, key("pi"), 9); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].uid, "u1") << "whose end it was";
    EXPECT_EQ(all[0].message, "said 'so' \\%:x");
}

TEST_P(StateChangesTest, GoWhenTheyAreOld) {
    note("SUBMITTED");
    note("RUNNING", "u1", 1, 0, start + std::chrono::hours(2));
    write([](Tx& tx) { state_changes::purge(tx, start + std::chrono::hours(1)); });
    EXPECT_EQ(states(), "RUNNING");
}

}  // namespace
}  // namespace nexa::store
