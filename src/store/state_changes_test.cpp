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

TEST_P(StateChangesTest, OfWhatIsGoneAreListedByTheirEnds) {
    const auto live = [&](std::string name, std::string uid, std::vector<std::string> states, Time from,
                          std::string name_space = "team-a") {
        for (const auto& state : states) {
            StateChange change;
            change.id = Id<StateChange>::make();
            change.key = {"dev-eu", name_space, "SparkApplication", name};
            change.uid = uid;
            change.state = state;
            change.message = "said " + state;
            change.attempt = 2;
            change.at = from;
            from += std::chrono::minutes(1);
            write([&](Tx& tx) { return state_changes::note(tx, change); });
        }
    };
    live("etl", "u1", {"SUBMITTED", "RUNNING", "COMPLETED", "DELETED"}, start);
    live("etl", "u2", {"SUBMITTED", "FAILED", "DELETED"}, start + std::chrono::hours(1));
    live("report", "u3", {"RUNNING", "DELETED"}, start + std::chrono::hours(2), "team-b");
    live("report", "u4", {"RUNNING"}, start + std::chrono::hours(3), "team-b");
    const auto past = [&](const std::function<void(state_changes::PastFilter&)>& with) {
        state_changes::PastFilter filter;
        filter.scope.everything = true;
        with(filter);
        return write([&](Tx& tx) { return state_changes::past(tx, filter); });
    };
    const auto uids = [](const state_changes::PastList& list) {
        std::string all;
        for (const auto& each : list.items) all += (all.empty() ? "" : " ") + each.uid;
        return all;
    };
    const auto all = past([](auto&) {});
    EXPECT_EQ(uids(all), "u3 u2 u1") << "the one that lives is none of them";
    EXPECT_EQ(all.next_cursor, "");
    EXPECT_EQ(all.items[2].state, "COMPLETED");
    EXPECT_EQ(all.items[2].message, "said COMPLETED");
    EXPECT_EQ(all.items[2].attempt, 2);
    EXPECT_EQ(all.items[2].began, start);
    EXPECT_EQ(all.items[2].ended, start + std::chrono::minutes(3));

    const auto first = past([](auto& filter) { filter.limit = 2; });
    EXPECT_EQ(uids(first), "u3 u2");
    EXPECT_EQ(first.total, 3U);
    EXPECT_EQ(uids(past([&](auto& filter) { filter.cursor = first.next_cursor; })), "u1");
    EXPECT_EQ(uids(past([](auto& filter) { filter.states = {"FAILED", "COMPLETED"}; })), "u2 u1");
    EXPECT_EQ(uids(past([](auto& filter) { filter.name = "por"; })), "u3");
    EXPECT_EQ(uids(past([](auto& filter) { filter.name = "%"; })), "") << "a name is no pattern";
    EXPECT_EQ(uids(past([](auto& filter) { filter.namespaces = {"team-a"}; })), "u2 u1");
    EXPECT_EQ(uids(past([](auto& filter) { filter.clusters = {"prod-us"}; })), "");
    EXPECT_EQ(uids(past([](auto& filter) { filter.scope = {false, {{std::nullopt, std::set<std::string>{"team-b"}}}}; })), "u3");
    EXPECT_EQ(uids(past([](auto& filter) { filter.scope = {false, {}}; })), "") << "who may see nothing sees nothing";
}

TEST_P(StateChangesTest, GoWhenTheyAreOld) {
    note("SUBMITTED");
    note("RUNNING", "u1", 1, 0, start + std::chrono::hours(2));
    write([](Tx& tx) { state_changes::purge(tx, start + std::chrono::hours(1)); });
    EXPECT_EQ(states(), "RUNNING");
}

}  // namespace
}  // namespace nexa::store
