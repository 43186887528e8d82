#include "control/observe/resource_index.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/json.hpp"
#include "http/test_certificates.hpp"

namespace nexa::control {
namespace {

Rights everything() {
    return Rights({{PermissionSet::all(), {{.all = true, .names = {}, .labels = {}}, {.all = true, .names = {}, .labels = {}}}}}, nullptr);
}
Rights only(std::string cluster, std::string name_space) {
    return Rights(
        {{PermissionSet::all(),
          {{.all = false, .names = {std::move(cluster)}, .labels = {}}, {.all = false, .names = {std::move(name_space)}, .labels = {}}}}},
        nullptr);
}

Snapshot snapshot(ResourceKey key, Health health = Health::healthy, int partitions = 3, std::string created = "2026-01-01T00:00:00Z") {
    Snapshot made;
    const json::object object{{"apiVersion", "kafka.strimzi.io/v1"},
                              {"kind", key.kind},
                              {"metadata", json::object{{"name", key.name},
                                                        {"namespace", key.name_space},
                                                        {"creationTimestamp", created},
                                                        {"labels", json::object{{"team", key.name_space}}}}},
                              {"spec", json::object{{"partitions", partitions}}}};
    made.object = json::serialize(object);
    made.key = std::move(key);
    made.health = {health, ""};
    return made;
}

Intent intent(ResourceKey key, std::int64_t revision, int partitions = 3) {
    Intent made;
    made.id = Id<Intent>::make();
    const json::object manifest{{"apiVersion", "kafka.strimzi.io/v1"},
                                {"kind", key.kind},
                                {"metadata", json::object{{"name", key.name}, {"namespace", key.name_space}}},
                                {"spec", json::object{{"partitions", partitions}}}};
    made.manifest = json::serialize(manifest);
    made.key = std::move(key);
    made.revision = revision;
    return made;
}

ResourceKey topic(std::string cluster, std::string name_space, std::string name) {
    return {std::move(cluster), std::move(name_space), "KafkaTopic", std::move(name)};
}

std::vector<std::string> names_of(const ResourcePage& page) {
    std::vector<std::string> names;
    for (const auto& item : page.items) {
        const auto value = json::parse(*item);
        names.emplace_back(value.at("name").as_string());
    }
    return names;
}

struct IndexTest : testing::Test {
    EventHub hub{1000};
    ResourceIndex index{hub};
};

TEST_F(IndexTest, SaysReasonsInTheOperatorsWordsAndInOurs) {
    const auto key = topic("dev-eu", "team-a", "orders");
    auto seen = snapshot(key, Health::degraded);
    seen.health.reason = "Ready=False: NotSupported: Changing spec.topicName is not supported";
    index.apply(std::vector{seen});
    EXPECT_EQ(index.find(key)->reason, seen.health.reason);
    EXPECT_EQ(index.find(key)->words, "A topic can't be renamed. Set spec.topicName back, or create another topic.");
    index.apply(std::vector{snapshot(key)});
    EXPECT_EQ(index.find(key)->words, "");
}

TEST_F(IndexTest, KnowsTheCertificatesOfWhatIsThere) {
    const ResourceKey key{"dev-eu", "team-a", "Kafka", "events"};
    const auto pem = http::test::make_authority().certificate_pem;
    const auto kafka = [&](const std::string& text) {
        Snapshot made = snapshot(key);
        made.object = json::serialize(
            json::object{{"status", {{"listeners", json::array{json::object{{"name", "tls"}, {"certificates", json::array{text}}}}}}}});
        return made;
    };
    const auto known = [&](const Rights& rights) { return index.certificates("dev-eu", rights).size(); };
    index.apply(std::vector{kafka(pem), snapshot(topic("dev-eu", "team-a", "orders"))});
    ASSERT_EQ(known(everything()), 1U);
    EXPECT_EQ(index.certificates("dev-eu", everything())[0].key, key);
    EXPECT_EQ(known(only("dev-eu", "team-b")), 0U) << "of another namespace";
    EXPECT_TRUE(index.certificates("prod-us", everything()).empty());
    index.apply(std::vector{kafka("no longer")});
    EXPECT_EQ(known(everything()), 0U);
    index.apply(std::vector{kafka(pem)});
    auto gone = kafka(pem);
    gone.deleted = true;
    index.apply(std::vector{gone});
    EXPECT_EQ(known(everything()), 0U);
    index.apply(std::vector{kafka(pem)});
    index.remove_cluster("dev-eu");
    EXPECT_EQ(known(everything()), 0U);
}

TEST_F(IndexTest, MergesWhatIsWantedWithWhatIsThere) {
    const auto key = topic("dev-eu", "team-a", "orders");
    const auto state = [&] {
        const auto item = index.find(key);
        return item ? std::optional(std::pair(item->health, item->sync)) : std::nullopt;
    };
    index.apply(std::vector{snapshot(key)});
    EXPECT_EQ(state(), std::pair(Health::healthy, Sync::unmanaged));
    index.apply(intent(key, 1, 5));
    EXPECT_EQ(state(), std::pair(Health::healthy, Sync::out_of_sync));
    index.apply(std::vector{snapshot(key, Health::progressing, 5)});
    EXPECT_EQ(state(), std::pair(Health::progressing, Sync::in_sync));
    index.apply(std::vector{snapshot(key, Health::healthy, 7)});
    EXPECT_EQ(state(), std::pair(Health::healthy, Sync::out_of_sync)) << "somebody changed it";
    index.apply(intent(key, 1, 7));
    EXPECT_EQ(state(), std::pair(Health::healthy, Sync::out_of_sync)) << "an older revision changes nothing";

    Snapshot gone = snapshot(key);
    gone.deleted = true;
    index.apply(std::vector{gone});
    EXPECT_EQ(state(), std::pair(Health::missing, Sync::out_of_sync)) << "it is still wanted";
    nexa::Run run;
    run.id = Id<nexa::Run>::make();
    run.key = key;
    index.apply(run);
    EXPECT_EQ(state(), std::pair(Health::progressing, Sync::out_of_sync)) << "it is on its way";
    run.state = RunState::failed;
    index.apply(run);
    EXPECT_EQ(state(), std::pair(Health::missing, Sync::out_of_sync));
    index.apply(std::vector{snapshot(key)});
    Intent let_go = intent(key, 2);
    let_go.manifest.reset();
    let_go.origin = "detach";
    index.apply(let_go);
    EXPECT_EQ(state(), std::pair(Health::healthy, Sync::unmanaged)) << "nobody wants anything of it";
    index.apply(intent(key, 1, 9));
    EXPECT_EQ(state(), std::pair(Health::healthy, Sync::unmanaged)) << "nor does an older revision";
    index.apply(intent(key, 3, 9));
    index.apply(std::vector{gone});

    Intent no_more = intent(key, 4);
    no_more.manifest.reset();
    index.apply(no_more);
    EXPECT_EQ(state(), std::nullopt);
}

TEST_F(IndexTest, ADeletedOneStaysUntilItIsGone) {
    const auto key = topic("dev-eu", "team-a", "orders");
    index.apply(std::vector{snapshot(key)});
    Intent no_more = intent(key, 1);
    no_more.manifest.reset();
    index.apply(no_more);
    EXPECT_EQ(index.find(key)->sync, Sync::out_of_sync);
    EXPECT_EQ(index.find(key)->health, Health::progressing);
    Snapshot gone = snapshot(key);
    gone.deleted = true;
    index.apply(std::vector{gone});
    EXPECT_FALSE(index.find(key));
    EXPECT_EQ(index.size(), 0U);
}

TEST_F(IndexTest, ShowsOnlyWhatMayBeRead) {
    index.apply(std::vector{snapshot(topic("dev-eu", "team-a", "a")), snapshot(topic("dev-eu", "team-b", "b")),
                            snapshot(topic("prod-us", "team-a", "c"))});
    EXPECT_EQ(names_of(*index.list({}, only("dev-eu", "team-a"))), (std::vector<std::string>{"a"}));
    EXPECT_EQ(index.list({}, only("dev-eu", "team-a"))->total, 1U);
    EXPECT_EQ(index.list({}, Rights())->total, 0U);
    EXPECT_TRUE(index.counts("dev-eu", Rights()).empty());
    EXPECT_EQ(index.counts("dev-eu", everything()).at("KafkaTopic").at(Health::healthy), 2U);
}

TEST_F(IndexTest, FiltersAndCounts) {
    index.apply(std::vector{snapshot(topic("dev-eu", "team-a", "Orders-EU"), Health::degraded),
                            snapshot(topic("dev-eu", "team-a", "orders-us")), snapshot(topic("dev-eu", "team-b", "clicks")),
                            snapshot({"dev-eu", "team-b", "Kafka", "main"})});
    ResourceQuery query;
    query.text = "ORDERS";
    EXPECT_EQ(index.list(query, everything())->total, 2U);
    query.health = {Health::degraded};
    const auto page = *index.list(query, everything());
    EXPECT_EQ(page.total, 1U);
    EXPECT_EQ(page.counts, (std::map<Health, std::size_t>{{Health::healthy, 1}, {Health::degraded, 1}})) << "without the health filter";
    query = {};
    query.kinds = {"Kafka"};
    EXPECT_EQ(names_of(*index.list(query, everything())), (std::vector<std::string>{"main"}));
    query = {};
    query.labels = {{"team", "team-b"}};
    EXPECT_EQ(index.list(query, everything())->total, 2U);
    query.sync = {Sync::in_sync};
    EXPECT_EQ(index.list(query, everything())->total, 0U);
}

/// Every order, paged by 7 in both directions while rows change, against sorting everything at once.
TEST_F(IndexTest, PagesCoverEachOrderOnce) {
    std::mt19937 random(1);
    std::vector<Snapshot> batch;
    for (int count = 0; count < 200; ++count) {
        const auto pick = [&](std::initializer_list<const char*> of) { return std::string(*(of.begin() + random() % of.size())); };
        batch.push_back(
            snapshot({pick({"c1", "c2", "c3"}), pick({"a", "b"}), pick({"Kafka", "KafkaTopic"}), "n" + std::to_string(random() % 150)},
                     random() % 2 ? Health::healthy : Health::degraded, 3, "2026-01-0" + std::to_string(1 + random() % 9) + "T00:00:00Z"));
    }
    index.apply(std::span(batch).first(100));
    for (const auto& each : std::span(batch).subspan(100)) index.apply(std::span(&each, 1));
    using Order = ResourceQuery::Order;
    for (const Order order : {Order::name, Order::name_space, Order::cluster, Order::kind, Order::health, Order::age, Order::sync}) {
        for (const bool descending : {false, true}) {
            ResourceQuery query;
            query.order = order;
            query.descending = descending;
            query.limit = 500;
            const auto whole = *index.list(query, everything());
            std::vector<std::string> expected;
            expected.reserve(whole.items.size());
            for (const auto& item : whole.items) expected.push_back(*item);
            EXPECT_EQ(expected.size(), index.size());
            std::vector<std::string> paged;
            query.limit = 7;
            do {
                const auto page = index.list(query, everything());
                ASSERT_TRUE(page);
                for (const auto& item : page->items) paged.push_back(*item);
                query.cursor = page->next_cursor;
            } while (!query.cursor.empty());
            EXPECT_EQ(paged, expected) << static_cast<int>(order) << descending;
        }
    }
}

/// Totals and counts are kept, not counted: against counting what the pages hold, while rows come, change and go.
TEST_F(IndexTest, TotalsAreWhatThePagesHold) {
    std::mt19937 random(7);
    const std::array clusters{"c1", "c2"}, spaces{"a", "b"};
    const std::array healths{Health::healthy, Health::degraded, Health::progressing};
    for (int step = 0; step < 600; ++step) {
        auto seen =
            snapshot(topic(clusters[random() % 2], spaces[random() % 2], "n" + std::to_string(random() % 60)), healths[random() % 3]);
        seen.deleted = random() % 3 == 0;
        index.apply(std::vector{std::move(seen)});
        if (step % 20 != 0) continue;
        for (int filter = 0; filter < 8; ++filter) {
            ResourceQuery query;
            query.limit = 500;
            if (filter & 1) query.clusters = {"c2"};
            if (filter & 2) query.namespaces = {"a"};
            if (filter & 4) query.health = {Health::degraded, Health::healthy};
            const auto page = index.list(query, step % 40 ? everything() : only("c1", "b"));
            ASSERT_EQ(page->total, page->items.size()) << step << " " << filter;
            std::map<Health, std::size_t> counted;
            for (const auto& item : page->items) ++counted[*parse_health(json::parse(*item).at("health").as_string())];
            for (const auto& [health, count] : counted) EXPECT_EQ(page->counts.at(health), count);
        }
    }
    EXPECT_GT(index.size(), 20U);
}

TEST_F(IndexTest, HasObservedFollowsTheGeneration) {
    const auto key = topic("c", "n", "a");
    EXPECT_FALSE(index.has_observed(key, 0));
    auto seen = snapshot(key);
    seen.generation = 2;
    index.apply(std::vector{seen});
    EXPECT_TRUE(index.has_observed(key, 2));
    EXPECT_FALSE(index.has_observed(key, 3));
    seen.deleted = true;
    index.apply(std::vector{seen});
    EXPECT_FALSE(index.has_observed(key, 1));
}

TEST_F(IndexTest, ACursorSurvivesItsRowButNotAnotherSort) {
    index.apply(std::vector{snapshot(topic("c", "n", "a")), snapshot(topic("c", "n", "b")), snapshot(topic("c", "n", "d"))});
    ResourceQuery query;
    query.limit = 2;
    query.cursor = index.list(query, everything())->next_cursor;
    Snapshot gone = snapshot(topic("c", "n", "b"));
    gone.deleted = true;
    index.apply(std::vector{gone, snapshot(topic("c", "n", "c"))});
    EXPECT_EQ(names_of(*index.list(query, everything())), (std::vector<std::string>{"c", "d"}));
    query.descending = true;
    EXPECT_EQ(index.list(query, everything()).error().code, ErrorCode::invalid);
    query.cursor = "nonsense";
    EXPECT_EQ(index.list(query, everything()).error().code, ErrorCode::invalid);
}

TEST_F(IndexTest, ForgetsACluster) {
    index.apply(std::vector{snapshot(topic("c1", "n", "a")), snapshot(topic("c2", "n", "b"))});
    index.remove_cluster("c1");
    EXPECT_EQ(names_of(*index.list({}, everything())), (std::vector<std::string>{"b"}));
}

}  // namespace
}  // namespace nexa::control
