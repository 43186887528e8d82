#include <thread>

#include "store/run_rows.hpp"
#include "store/runs.hpp"
#include "store/test_support.hpp"

namespace nexa::store {
namespace {

using namespace std::chrono_literals;

class ClaimTest : public StoreTest {
protected:
    runs::Claimed claim(const char* worker, Time now, std::size_t most, std::size_t per_cluster = 100) {
        return write([&](Tx& tx) { return runs::claim(tx, worker, now, now + 10s, most, per_cluster); });
    }
    nexa::Run insert(const nexa::Run& run) {
        write([&](Tx& tx) { runs::insert(tx, run); });
        return run;
    }
    RunState state(const nexa::Run& run) {
        return write([&](Tx& tx) { return runs::find(tx, run.id); })->state;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, ClaimTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(ClaimTest, NoRunIsClaimedTwiceAndNoKeyRunsTwice) {
    // Two runs of each of 40 keys (actions, which never take each other's place), claimed by eight threads at once.
    std::vector<nexa::Run> all;
    for (int count = 0; count < 80; ++count) {
        nexa::Run run = run_of(intent(key("k" + std::to_string(count % 40), "c" + std::to_string(count % 4)), 0));
        run.intent.reset();
        run.action = "restart";
        all.push_back(std::move(run));
    }
    write([&](Tx& tx) {
        for (const auto& run : all) runs::insert(tx, run);
    });
    std::mutex mutex;
    std::vector<nexa::Run> taken;
    std::vector<std::thread> threads;
    for (int number = 0; number < 8; ++number) {
        threads.emplace_back([&, name = "w" + std::to_string(number)] {
            for (int round = 0; round < 4; ++round) {
                auto claimed = claim(name.c_str(), start, 3);
                const std::lock_guard lock(mutex);
                for (auto& run : claimed.taken) taken.push_back(std::move(run));
            }
        });
    }
    for (auto& thread : threads) thread.join();
    std::set<Id<nexa::Run>> ids;
    std::set<ResourceKey> keys;
    for (const auto& run : taken) {
        EXPECT_TRUE(ids.insert(run.id).second) << "claimed twice";
        EXPECT_TRUE(keys.insert(run.key).second) << "two at once for " << run.key.str();
    }
    EXPECT_EQ(taken.size(), 40U);
    const auto attempts = write([](Tx& tx) {
        std::int64_t count = 0;
        Sql sql(tx, "SELECT COUNT(*) FROM run_attempts");
        sql.out(count);
        sql.next();
        return count;
    });
    EXPECT_EQ(attempts, 40);
}

TEST_P(ClaimTest, AThousandQueuedOnOneClusterDoNotHideAnother) {
    write([&](Tx& tx) {
        for (int count = 0; count < 1000; ++count) {
            nexa::Run run = run_of(intent(key("a" + std::to_string(count), "busy"), 1));
            runs::insert(tx, run);
        }
        runs::insert(tx, run_of(intent(key("b", "quiet"), 1), start + 1s));
    });
    const auto claimed = claim("w", start + 1s, 2);
    ASSERT_EQ(claimed.taken.size(), 2U);
    EXPECT_EQ(std::ranges::count(claimed.taken, "quiet", [](const nexa::Run& run) { return run.key.cluster; }), 1);
}

TEST_P(ClaimTest, AnActionNeitherTakesNorLosesItsPlace) {
    nexa::Run action = run_of(intent(key("orders"), 0));
    action.intent.reset();
    action.revision = 0;
    action.action = "restart";
    insert(action);
    const auto apply = insert(run_of(intent(key("orders"), 1), start + 1s));
    const auto first = claim("w", start + 1s, 5);
    ASSERT_EQ(first.taken.size(), 1U);
    EXPECT_EQ(first.taken[0].id, action.id);
    EXPECT_TRUE(first.superseded.empty());
    nexa::Run done = first.taken[0];
    done.state = RunState::succeeded;
    ASSERT_TRUE(write([&](Tx& tx) { return runs::save(tx, done); }));
    EXPECT_EQ(claim("w", start + 1s, 5).taken.at(0).id, apply.id);
}

TEST_P(ClaimTest, AnOldRevisionIsNotAppliedOverANewerOne) {
    nexa::Run old = run_of(intent(key("orders"), 1));
    old.state = RunState::failed;
    insert(old);
    nexa::Run newer = run_of(intent(key("orders"), 2));
    newer.state = RunState::succeeded;
    insert(newer);
    write([&](Tx& tx) { return runs::retry(tx, old.id, start).has_value(); });
    const auto claimed = claim("w", start, 5);
    EXPECT_TRUE(claimed.taken.empty());
    ASSERT_EQ(claimed.superseded.size(), 1U);
    EXPECT_EQ(state(old), RunState::superseded);
    EXPECT_EQ(write([&](Tx& tx) { return runs::steps(tx, old.id); }).at(0).name, "superseded");
}

TEST_P(ClaimTest, AQueueOfOldRevisionsIsClearedAtOnce) {
    for (int revision = 1; revision <= 50; ++revision) insert(run_of(intent(key("orders"), revision)));
    const auto claimed = claim("w", start, 1);
    ASSERT_EQ(claimed.taken.size(), 1U);
    EXPECT_EQ(claimed.taken[0].revision, 50);
    EXPECT_EQ(claimed.superseded.size(), 49U);
}

TEST_P(ClaimTest, AWaitingRunGivesWayWhenTheNextIsTaken) {
    const auto first = insert(run_of(intent(key("orders"), 1)));
    nexa::Run waiting = claim("w", start, 1).taken.at(0);
    waiting.state = RunState::waiting;
    ASSERT_TRUE(write([&](Tx& tx) { return runs::save(tx, waiting); }));
    insert(run_of(intent(key("orders"), 2)));
    const auto claimed = claim("w", start, 1);
    ASSERT_EQ(claimed.taken.size(), 1U);
    EXPECT_EQ(claimed.superseded.size(), 1U);
    EXPECT_EQ(state(first), RunState::superseded);
    EXPECT_FALSE(write([&](Tx& tx) { return runs::end_waiting(tx, waiting); })) << "who still watches it changes nothing";
}

TEST_P(ClaimTest, ARestartMakesEverythingClaimableAgain) {
    insert(run_of(intent(key("orders"), 1)));
    const auto lost = claim("w1", start, 1).taken.at(0);
    EXPECT_EQ(write([](Tx& tx) { return runs::release_all(tx); }), 1);
    nexa::Run stale = lost;
    stale.state = RunState::succeeded;
    EXPECT_FALSE(write([&](Tx& tx) { return runs::save(tx, stale); }));
    const auto again = claim("w1", start, 1).taken.at(0);
    EXPECT_EQ(again.attempt, 2);
    EXPECT_FALSE(write([&](Tx& tx) { return runs::save(tx, stale); })) << "the same worker's earlier claim is void too";
}

}  // namespace
}  // namespace nexa::store
