#include "store/submissions.hpp"

#include "store/runs.hpp"
#include "store/test_support.hpp"

namespace nexa::store {
namespace {

class SubmissionsTest : public StoreTest {
protected:
    /// A run that is held back, in the queue.
    nexa::Run add(const std::string& name, std::int64_t rank, std::int64_t priority = 0, std::int64_t revision = 1) {
        nexa::Run run = run_of(intent(key(name), revision));
        run.due_at = held_back;
        Submission submission;
        submission.run = run.id;
        submission.rank = rank;
        submission.priority = priority;
        submission.millicores = 3000;
        submission.queued_at = start;
        write([&](Tx& tx) {
            runs::insert(tx, run);
            submissions::insert(tx, submission);
        });
        return run;
    }
    std::string order() {
        std::string names;
        for (const auto& each : write([](Tx& tx) { return submissions::open(tx); })) names += each.key.name;
        return names;
    }
    std::optional<nexa::Run> release(const nexa::Run& run) {
        return write([&](Tx& tx) { return submissions::release(tx, run.id, start); });
    }
    std::vector<nexa::Run> claimed(Time now = start + std::chrono::hours(1)) {
        return write([&](Tx& tx) { return runs::claim(tx, "w", now, now + std::chrono::seconds(30), 10, 10); }).taken;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, SubmissionsTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(SubmissionsTest, StandByPriorityThenRank) {
    add("b", 2);
    add("a", 1);
    add("c", 9, 5);
    const auto last = add("d", 1, -5);
    EXPECT_EQ(order(), "cabd");
    EXPECT_TRUE(write([&](Tx& tx) { return submissions::place(tx, last.id, 5, 8); }));
    EXPECT_EQ(order(), "dcab");
}

TEST_P(SubmissionsTest, AreNotClaimedBeforeTheirRelease) {
    const auto run = add("a", 1);
    EXPECT_EQ(write([](Tx& tx) { return submissions::waiting(tx); }), 1);
    EXPECT_TRUE(claimed().empty());
    EXPECT_FALSE(write([&](Tx& tx) { return submissions::find(tx, run.id).value(); }).released_at);
    const auto released = release(run);
    ASSERT_TRUE(released);
    EXPECT_EQ(released->due_at, start);
    EXPECT_EQ(write([](Tx& tx) { return submissions::waiting(tx); }), 0);
    EXPECT_FALSE(release(run)) << "once";
    EXPECT_FALSE(write([&](Tx& tx) { return submissions::place(tx, run.id, 1, 1); })) << "it does not wait any more";
    ASSERT_EQ(claimed().size(), 1U);
    EXPECT_EQ(write([&](Tx& tx) { return submissions::find(tx, run.id).value(); }).released_at, start);
}

TEST_P(SubmissionsTest, ThatWereWithdrawnAreNotReleased) {
    const auto run = add("a", 1);
    write([&](Tx& tx) { runs::cancel(tx, run.id, "withdrawn", start); });
    EXPECT_FALSE(release(run));
    EXPECT_EQ(order(), "");
    // Tried again, it waits again.
    write([&](Tx& tx) {
        ASSERT_TRUE(runs::retry(tx, run.id, start));
        EXPECT_TRUE(submissions::requeue(tx, run.id, start + std::chrono::seconds(1)));
    });
    EXPECT_EQ(order(), "a");
    EXPECT_TRUE(claimed().empty());
    EXPECT_TRUE(release(run));
    EXPECT_FALSE(write([&](Tx& tx) { return submissions::requeue(tx, Id<nexa::Run>::make(), start); }));
}

TEST_P(SubmissionsTest, OfOlderRevisionsEndWithTheNewOne) {
    const auto old = add("a", 1);
    const auto other = add("b", 2);
    const auto ended = write([&](Tx& tx) { return runs::supersede_held_back(tx, key("a"), 2, start); });
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].id, old.id);
    EXPECT_EQ(ended[0].state, RunState::superseded);
    EXPECT_EQ(order(), "b");
}

/// A delete, say, which waits in no queue.
TEST_P(SubmissionsTest, EndWhenANewerRevisionIsCarriedOut) {
    const auto held = add("a", 1);
    write([&](Tx& tx) { runs::insert(tx, run_of(intent(key("a"), 2))); });
    EXPECT_EQ(claimed().size(), 1U);
    EXPECT_EQ(write([&](Tx& tx) { return runs::find(tx, held.id).value(); }).state, RunState::superseded);
    EXPECT_EQ(order(), "");
}

TEST_P(SubmissionsTest, AreOpenUntilTheirRunEnds) {
    const auto run = add("a", 1);
    release(run);
    auto taken = claimed();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(order(), "a");
    taken[0].state = RunState::waiting;
    ASSERT_TRUE(write([&](Tx& tx) { return runs::save(tx, taken[0]); }));
    EXPECT_EQ(order(), "a");
    taken[0].state = RunState::succeeded;
    ASSERT_TRUE(write([&](Tx& tx) { return runs::end_waiting(tx, taken[0]); }));
    EXPECT_EQ(order(), "");
}

}  // namespace
}  // namespace nexa::store
