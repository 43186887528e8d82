#include <fmt/format.h>
#include <gtest/gtest.h>

#include "store/test_support.hpp"

#include "base/encoding.hpp"
#include "base/io_pool.hpp"
#include "store/audit.hpp"
#include "store/bindings.hpp"
#include "store/clusters.hpp"
#include "store/idempotency.hpp"
#include "store/intents.hpp"
#include "store/roles.hpp"
#include "store/runs.hpp"
#include "store/sessions.hpp"
#include "store/snapshots.hpp"
#include "store/tx.hpp"
#include "store/users.hpp"

namespace nexa::store {
namespace {

using namespace std::chrono_literals;

INSTANTIATE_TEST_SUITE_P(Both, StoreTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

User user(std::string name) {
    return {Id<User>::make(), std::move(name), "Somebody \"Ü\" O'Neil 🚀", "$argon2id$x", false, start};
}

TEST_P(StoreTest, UsersRolesBindingsSessionsRoundTrip) {
    const User alice = user("alice");
    Binding binding{Id<Binding>::make(), alice.id, "operator", {{false, {"dev-eu"}, {}}, {false, {}, {{"team", "a"}}}}, start};
    Session session{Id<Session>::make(), alice.id, start, start + 1h, false, "browser", "127.0.0.1"};
    write([&](Tx& tx) {
        users::insert(tx, alice);
        roles::put(tx, {"operator", "runs things", {"resources:read", "resources:write"}, true});
        bindings::insert(tx, binding);
        sessions::insert(tx, session);
        refresh_tokens::insert(tx, {"h1", session.id, start, start + 1h, std::nullopt});
    });
    const auto found = write([&](Tx& tx) { return users::find_by_name(tx, "alice"); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, alice.id);
    EXPECT_EQ(found->display_name, alice.display_name);
    EXPECT_FALSE(write([&](Tx& tx) { return users::find_by_name(tx, "Alice"); })) << "names are compared exactly";
    const auto role = write([&](Tx& tx) { return roles::find(tx, "operator"); });
    EXPECT_EQ(role->permissions.size(), 2U);
    const auto bound = write([&](Tx& tx) { return bindings::all(tx); });
    ASSERT_EQ(bound.size(), 1U);
    EXPECT_EQ(bound[0].scope, binding.scope);

    EXPECT_TRUE(
        write([&](Tx& tx) { return refresh_tokens::rotate(tx, "h1", {"h2", session.id, start, start + 1h, std::nullopt}, start); }));
    EXPECT_FALSE(
        write([&](Tx& tx) { return refresh_tokens::rotate(tx, "h1", {"h3", session.id, start, start + 1h, std::nullopt}, start); }));
    EXPECT_EQ(write([&](Tx& tx) { return sessions::all_alive(tx, start); }).size(), 1U);
    EXPECT_EQ(write([&](Tx& tx) { return sessions::all_alive(tx, start + 2h); }).size(), 0U);
    write([&](Tx& tx) { sessions::revoke(tx, session.id); });
    EXPECT_EQ(write([&](Tx& tx) { return sessions::all_alive(tx, start); }).size(), 0U);

    const auto twice = database().write_blocking([&](Tx& tx) -> Result<bool> {
        users::insert(tx, user("alice"));
        return true;
    });
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::conflict);
}

TEST_P(StoreTest, ClustersKeepFactsAndGuardTheirVersion) {
    Cluster cluster{Id<Cluster>::make(), "dev-eu", {{"env", "dev"}}, "blue", "https://127.0.0.1:1", "ctx", start, 1};
    ClusterFacts facts{"dev-eu",
                       "1.34.1",
                       {{"strimzi", "1.2.0", "ops", {}, {"4.3.1"}}},
                       {{"Kafka", {"v1"}}},
                       {{"Kafka", {"v1beta2", "v1"}}},
                       {"team-a"},
                       {{"team-a", {{"team", "a"}}}},
                       start};
    write([&](Tx& tx) {
        clusters::insert(tx, cluster, "sealed", start);
        clusters::put_facts(tx, facts);
        clusters::put_facts(tx, facts);
    });
    EXPECT_EQ(write([&](Tx& tx) { return clusters::facts(tx, "dev-eu"); }), facts);
    EXPECT_EQ(write([&](Tx& tx) { return clusters::sealed_kubeconfig(tx, cluster.id); }), "sealed");
    cluster.colour = "red";
    EXPECT_TRUE(write([&](Tx& tx) { return clusters::update(tx, cluster, 1); }));
    EXPECT_FALSE(write([&](Tx& tx) { return clusters::update(tx, cluster, 1); }));
    EXPECT_EQ(write([&](Tx& tx) { return clusters::find(tx, "dev-eu"); })->version, 2);
    EXPECT_TRUE(write([&](Tx& tx) { return clusters::remove(tx, cluster); }));
    EXPECT_FALSE(write([&](Tx& tx) { return clusters::sealed_kubeconfig(tx, cluster.id); }));
}

TEST_P(StoreTest, TwoAuthorsCannotMakeTheSameRevision) {
    write([&](Tx& tx) { intents::append(tx, intent(key("orders"), 1)); });
    const auto second = database().write_blocking([&](Tx& tx) -> Result<bool> {
        intents::append(tx, intent(key("orders"), 1));
        return true;
    });
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    Intent gone = intent(key("clicks"), 1);
    gone.manifest.reset();
    write([&](Tx& tx) {
        intents::append(tx, intent(key("orders"), 2));
        intents::append(tx, gone);
    });
    const auto latest = write([&](Tx& tx) { return intents::latest(tx, key("orders")); });
    EXPECT_EQ(latest->revision, 2);
    EXPECT_EQ(latest->source_text, intent(key("orders"), 2).source_text);
    EXPECT_EQ(write([&](Tx& tx) { return intents::latest_revision(tx, key("nothing")); }), 0);
    std::vector<std::string> wanted;
    write([&](Tx& tx) { intents::each_latest(tx, [&](Intent&& each) { wanted.push_back(each.key.name); }); });
    EXPECT_EQ(wanted, (std::vector<std::string>{"orders"})) << "what is deleted is not wanted";
    EXPECT_EQ(write([&](Tx& tx) { return intents::revisions(tx, key("orders"), 10); }).size(), 2U);
    ScopeFilter other{false, {{std::set<std::string>{"prod-us"}, std::nullopt}}};
    EXPECT_TRUE(write([&](Tx& tx) { return intents::newest(tx, other, 10); }).empty());
    ScopeFilter mine{false, {{std::set<std::string>{"dev-eu"}, std::set<std::string>{"team-a"}}}};
    EXPECT_EQ(write([&](Tx& tx) { return intents::newest(tx, mine, 10); }).size(), 3U);
}

TEST_P(StoreTest, ARunIsClaimedOnceAndOnlyItsHolderWrites) {
    const Intent wish = intent(key("orders"), 1);
    const nexa::Run run = run_of(wish);
    write([&](Tx& tx) { runs::insert(tx, run); });
    EXPECT_TRUE(write([&](Tx& tx) { return runs::claim(tx, "w1", start - 1s, start + 10s, 5, 5); }).taken.empty()) << "not due yet";
    const auto first = write([&](Tx& tx) { return runs::claim(tx, "w1", start, start + 10s, 5, 5); });
    ASSERT_EQ(first.taken.size(), 1U);
    EXPECT_TRUE(write([&](Tx& tx) { return runs::claim(tx, "w2", start, start + 10s, 5, 5); }).taken.empty());

    EXPECT_EQ(write([&](Tx& tx) { return runs::release_expired(tx, start + 5s); }), 0);
    EXPECT_EQ(write([&](Tx& tx) { return runs::release_expired(tx, start + 11s); }), 1);
    const auto second = write([&](Tx& tx) { return runs::claim(tx, "w2", start + 11s, start + 20s, 5, 5); });
    ASSERT_EQ(second.taken.size(), 1U);
    EXPECT_GT(second.taken[0].fencing, first.taken[0].fencing);

    nexa::Run stale = first.taken[0];
    stale.state = RunState::succeeded;
    EXPECT_FALSE(write([&](Tx& tx) { return runs::save(tx, stale); })) << "a worker that lost its lease changes nothing";
    EXPECT_FALSE(write([&](Tx& tx) { return runs::renew(tx, stale.id, "w1", stale.fencing, start + 99s); }));
    nexa::Run live = second.taken[0];
    live.state = RunState::waiting;
    live.applied_generation = 7;
    EXPECT_TRUE(write([&](Tx& tx) { return runs::save(tx, live); }));
    live.state = RunState::succeeded;
    live.finished_at = start + 12s;
    EXPECT_TRUE(write([&](Tx& tx) { return runs::end_waiting(tx, live); }));
    EXPECT_FALSE(write([&](Tx& tx) { return runs::end_waiting(tx, live); }));
    EXPECT_EQ(write([&](Tx& tx) { return runs::find(tx, run.id); })->applied_generation, 7);
    EXPECT_FALSE(write([&](Tx& tx) { return runs::cancel(tx, run.id, "no", start); }));
    EXPECT_FALSE(write([&](Tx& tx) { return runs::retry(tx, run.id, start); }));
}

TEST_P(StoreTest, ANewerRevisionTakesTheOldersPlace) {
    const nexa::Run first = run_of(intent(key("orders"), 1));
    const nexa::Run second = run_of(intent(key("orders"), 2));
    write([&](Tx& tx) {
        runs::insert(tx, first);
        runs::insert(tx, second);
    });
    const auto claimed = write([&](Tx& tx) { return runs::claim(tx, "w", start, start + 10s, 5, 5); });
    ASSERT_EQ(claimed.taken.size(), 1U);
    EXPECT_EQ(claimed.taken[0].id, second.id);
    ASSERT_EQ(claimed.superseded.size(), 1U);
    EXPECT_EQ(write([&](Tx& tx) { return runs::find(tx, first.id); })->state, RunState::superseded);
    const nexa::Run third = run_of(intent(key("orders"), 3));
    write([&](Tx& tx) { runs::insert(tx, third); });
    EXPECT_TRUE(write([&](Tx& tx) { return runs::claim(tx, "w", start, start + 10s, 5, 5); }).taken.empty())
        << "one at a time for each key";
}

TEST_P(StoreTest, ABusyClusterDoesNotHoldTheOthersUp) {
    write([&](Tx& tx) {
        for (int count = 0; count < 20; ++count) runs::insert(tx, run_of(intent(key("a" + std::to_string(count), "busy"), 1)));
        runs::insert(tx, run_of(intent(key("b", "quiet"), 1), start + 1s));
    });
    const auto claimed = write([&](Tx& tx) { return runs::claim(tx, "w", start + 1s, start + 10s, 4, 3); });
    ASSERT_EQ(claimed.taken.size(), 4U);
    EXPECT_EQ(std::ranges::count(claimed.taken, "quiet", [](const nexa::Run& run) { return run.key.cluster; }), 1);
    EXPECT_EQ(write([&](Tx& tx) { return runs::claim(tx, "w", start + 1s, start + 10s, 4, 3); }).taken.size(), 0U)
        << "three at a time for each cluster";
}

TEST_P(StoreTest, RunsAreListedByFilterAndPage) {
    write([&](Tx& tx) {
        for (int count = 0; count < 7; ++count) runs::insert(tx, run_of(intent(key("a" + std::to_string(count)), 1)));
    });
    RunFilter filter;
    filter.scope.everything = true;
    filter.limit = 3;
    filter.states = {"queued"};
    std::set<std::string> seen;
    do {
        const auto page = write([&](Tx& tx) { return runs::list(tx, filter); });
        EXPECT_EQ(page.total, 7U);
        for (const auto& run : page.runs) EXPECT_TRUE(seen.insert(run.key.name).second);
        filter.cursor = page.next_cursor;
    } while (!filter.cursor.empty());
    EXPECT_EQ(seen.size(), 7U);
    filter.scope = {};
    EXPECT_EQ(write([&](Tx& tx) { return runs::list(tx, filter); }).total, 0U) << "no scope, no rows";
    const auto id = write([&](Tx& tx) { return runs::of_key(tx, key("a1"), 1); }).front().id;
    write([&](Tx& tx) {
        runs::add_step(tx, {id, 1, 0, "claimed", "ok", "m", "", start});
        runs::add_step(tx, {id, 1, 0, "applied", "ok", "m", "raw", start});
    });
    const auto steps = write([&](Tx& tx) { return runs::steps(tx, id); });
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[1].sequence, 2);
    EXPECT_EQ(write([&](Tx& tx) { return runs::cancel(tx, id, "not wanted", start); })->state, RunState::cancelled);
    EXPECT_EQ(write([&](Tx& tx) { return runs::retry(tx, id, start); })->state, RunState::queued);
}

TEST_P(StoreTest, RunsAreFoundByNameKindAndAuthor) {
    write([&](Tx& tx) {
        for (const auto* name : {"orders", "orders-eu", "orders.dead", "order", "Orders"}) {
            auto run = run_of(intent(key(name), 1));
            run.author = std::string_view(name).contains("eu") ? "bob" : "alice";
            if (std::string_view(name).contains("dead")) run.key.kind = "Kafka";
            runs::insert(tx, run);
        }
    });
    const auto found = [&](std::string name, std::string author = {}, std::set<std::string> kinds = {}) {
        RunFilter filter;
        filter.scope.everything = true;
        filter.oldest_first = true;
        filter.name = std::move(name);
        filter.author = std::move(author);
        filter.kinds = std::move(kinds);
        const auto page = write([&](Tx& tx) { return runs::list(tx, filter); });
        EXPECT_EQ(page.total, page.runs.size());
        std::vector<std::string> names;
        names.reserve(page.runs.size());
        for (const auto& run : page.runs) names.push_back(run.key.name);
        return names;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(found("orders"), (Names{"orders"}));
    EXPECT_EQ(found("orders*"), (Names{"orders", "orders-eu", "orders.dead"}));
    EXPECT_EQ(found("orders-*", "bob"), (Names{"orders-eu"}));
    EXPECT_EQ(found("o*", "", {"Kafka"}), (Names{"orders.dead"}));
    EXPECT_EQ(found("o_ders*"), Names{}) << "no wildcard of the database's";
    EXPECT_EQ(found("*").size(), 5U);
    EXPECT_EQ(found("", "carol"), Names{});
}

TEST_P(StoreTest, RunsAreFilteredByAnIndex) {
    if (GetParam() != Dialect::sqlite) GTEST_SKIP() << "MySQL plans by how many rows there are";
    for (const auto* where : {"name >= 'orders' AND name < 'orders~'", "name = 'orders'", "author = 'bob'", "kind IN ('Kafka')"}) {
        const auto plan = write([&](Tx& tx) {
            std::string all;
            std::string detail;
            std::int64_t number = 0;
            Sql sql(tx, fmt::format("EXPLAIN QUERY PLAN SELECT COUNT(*) FROM resource_runs WHERE {}", where));
            sql.out(number).out(number).out(number).out(detail);
            while (sql.next()) all += detail;
            return all;
        });
        EXPECT_NE(plan.find("USING COVERING INDEX resource_runs_by_"), std::string::npos) << where << ": " << plan;
    }
}

TEST_P(StoreTest, ResourcesAreFoundByTheirOtherName) {
    const std::string other = "it's 100%_of \\ it";
    write([&](Tx& tx) {
        std::vector<Snapshot> seen;
        for (const auto& name : {"a", "b", "gone"}) {
            Snapshot snapshot;
            snapshot.key = key(name);
            snapshot.object = "{}";
            snapshot.alias = std::string(name) == "b" ? "it's 100 of it" : other;
            snapshot.deleted = std::string(name) == "gone";
            snapshot.seen_at = start;
            seen.push_back(std::move(snapshot));
        }
        snapshots::put(tx, seen);
        Intent first = intent(key("a"), 1);
        first.alias = other;
        intents::append(tx, first);
        Intent second = intent(key("a"), 2);
        second.alias = "another";
        intents::append(tx, second);
        intents::append(tx, intent(key("b"), 1));
    });
    const ResourceKey place{"dev-eu", "team-a", "KafkaTopic", {}};
    const auto of = [&](const std::string& alias) {
        return write(
            [&](Tx& tx) { return std::pair(snapshots::names_of_alias(tx, place, alias), intents::names_of_alias(tx, place, alias)); });
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(of(other), std::pair(Names{"a"}, Names{"a"}));
    EXPECT_EQ(of("another"), std::pair(Names(), Names{"a"}));
    EXPECT_EQ(of("IT'S 100 OF IT"), std::pair(Names(), Names())) << "names are told apart by case";
    EXPECT_EQ(write([&](Tx& tx) { return snapshots::find(tx, key("b"))->alias; }), "it's 100 of it");
    EXPECT_EQ(write([&](Tx& tx) { return intents::latest(tx, key("a"))->alias; }), "another");
}

TEST_P(StoreTest, SnapshotsCarryAGrowingSequence) {
    std::vector<Snapshot> batch(3);
    for (std::size_t at = 0; at < batch.size(); ++at) {
        batch[at].key = key("s" + std::to_string(at));
        batch[at].object = R"({"spec":{"x":"'"}})";
        batch[at].health = {Health::degraded, "why: 'so'"};
        batch[at].summary = "{}";
        batch[at].seen_at = start;
    }
    write([&](Tx& tx) { snapshots::put(tx, batch); });
    EXPECT_EQ(batch[2].sequence, 3);
    batch[0].deleted = true;
    write([&](Tx& tx) { snapshots::put(tx, std::span(batch).first(1)); });
    EXPECT_EQ(batch[0].sequence, 4);
    const auto changes = write([&](Tx& tx) { return snapshots::since(tx, 2, 10); });
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[1].key, key("s0"));
    EXPECT_FALSE(write([&](Tx& tx) { return snapshots::find(tx, key("s0")); }));
    EXPECT_EQ(write([&](Tx& tx) { return snapshots::find(tx, key("s1")); })->health, batch[1].health);
    EXPECT_EQ(write([&](Tx& tx) { return snapshots::heads(tx, "dev-eu", "KafkaTopic"); }).size(), 2U);
    write([&](Tx& tx) { snapshots::purge(tx, start + 1s); });
    EXPECT_EQ(write([&](Tx& tx) { return snapshots::since(tx, 0, 10); }).size(), 2U);
}

TEST_P(StoreTest, IdempotencyKeysAreTakenOnce) {
    const auto owner = Id<User>::make();
    write([&](Tx& tx) { idempotency::insert(tx, owner, "k", {"hash", 202, "{\"x\":1}"}, start); });
    EXPECT_EQ(write([&](Tx& tx) { return idempotency::find(tx, owner, "k"); })->body, "{\"x\":1}");
    EXPECT_FALSE(write([&](Tx& tx) { return idempotency::find(tx, Id<User>::make(), "k"); }));
    const auto again = database().write_blocking([&](Tx& tx) -> Result<bool> {
        idempotency::insert(tx, owner, "k", {"hash", 202, ""}, start);
        return true;
    });
    EXPECT_EQ(again.error().code, ErrorCode::conflict);
    write([&](Tx& tx) { idempotency::purge(tx, start + 1s); });
    EXPECT_FALSE(write([&](Tx& tx) { return idempotency::find(tx, owner, "k"); }));
}

TEST_P(StoreTest, AFailedTransactionLeavesNothingAndHurtsNobody) {
    std::vector<std::thread> threads;
    threads.reserve(8);
    std::atomic<int> accepted = 0;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (int count = 0; count < 25; ++count) {
                const bool fails = count % 3 == 0;
                const auto done = database().write_blocking([&](Tx& tx) -> Result<bool> {
                    AuditEntry entry;
                    entry.who = fails ? "refused" : "alice";
                    entry.what = "test.change";
                    entry.outcome = "accepted";
                    entry.detail = "{}";
                    entry.at = start;
                    entry.message = std::to_string(thread);
                    audit::append(tx, entry);
                    if (fails) return fail(ErrorCode::invalid, "on purpose");
                    return true;
                });
                EXPECT_EQ(done.has_value(), !fails) << (done ? "" : done.error().message);
                accepted += fails ? 0 : 1;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    const auto report = audit::verify(database(), std::nullopt);
    EXPECT_EQ(report.fault, AuditReport::Fault::none) << report.explanation;
    EXPECT_EQ(report.records, accepted.load());
    AuditFilter filter;
    filter.scope.everything = true;
    filter.who = "refused";
    EXPECT_EQ(write([&](Tx& tx) { return audit::list(tx, filter); }).total, 0U);
}

}  // namespace
}  // namespace nexa::store
