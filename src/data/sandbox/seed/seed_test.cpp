#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <map>
#include <set>

#include "data/sandbox/operators/plan.hpp"
#include "data/sandbox/operators/spark_application.hpp"
#include "data/sandbox/seed/demo_fleet.hpp"
#include "data/sandbox/seed/load.hpp"

namespace nexa::sandbox {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Ge;
using ::testing::Key;
using ::testing::Pair;
using ::testing::SizeIs;

struct Opened {
    std::shared_ptr<SimTime> time = SimTime::manual();
    std::unique_ptr<SandboxCluster> cluster;

    explicit Opened(std::size_t which) {
        const auto& demo = demo_clusters().at(which);
        auto opened = SandboxCluster::open(demo.member.cluster, time);
        EXPECT_TRUE(opened);
        cluster = std::move(*opened);
        prepare_demo(*cluster);
        time->step(demo.member.past);
    }
    json::object get(std::string_view kind, std::string_view name_space, std::string_view name) const {
        const auto object = cluster->store().find(kind, name_space, name);
        return object ? object->value() : json::object{};
    }
    std::string state(std::string_view name_space, std::string_view name) const {
        return spark_state(get("SparkApplication", name_space, name));
    }
    std::string condition(std::string_view kind, std::string_view name_space, std::string_view name) const {
        const auto object = get(kind, name_space, name);
        const auto& list = array_at(object, {"status", "conditions"});
        if (list.empty()) return {};
        const auto& last = list.back().as_object();
        const auto reason = text_at(last, {"reason"});
        return text_at(last, {"type"}) + "=" + text_at(last, {"status"}) + (reason.empty() ? "" : ":" + reason);
    }
    std::map<std::string, int> states() const {
        std::map<std::string, int> result;
        for (const auto& app : cluster->store().list("SparkApplication")) ++result[spark_state(app->value())];
        return result;
    }
};

TEST(DemoFleet, DevEuShowsEveryState) {
    const Opened demo(0);
    EXPECT_EQ(demo.condition("Kafka", "team-a", "events"), "Ready=True");
    EXPECT_EQ(demo.condition("Kafka", "orders", "orders"), "Ready=True");
    EXPECT_EQ(demo.condition("Kafka", "team-b", "scratch"), "Ready=True");
    EXPECT_EQ(demo.condition("Kafka", "analytics", "legacy-feed"), "NotReady=True:UnsupportedKafkaVersionException");
    EXPECT_EQ(demo.condition("KafkaTopic", "team-a", "page-views"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaTopic", "team-a", "experiments"), "Ready=False:NotSupported");
    EXPECT_EQ(demo.condition("KafkaTopic", "team-b", "replicated-by-mistake"), "Ready=False:KafkaError");
    EXPECT_EQ(demo.condition("KafkaTopic", "orders", "inventory-changes"), "ReconciliationPaused=True");
    EXPECT_EQ(demo.condition("KafkaTopic", "team-b", "playground"), "Unmanaged=True");
    EXPECT_EQ(demo.condition("KafkaUser", "orders", "checkout"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaConnect", "team-a", "pipelines"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaConnector", "team-a", "customers-cdc"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaConnector", "team-a", "clicks-to-lake"), "NotReady=True:Throwable");
    EXPECT_EQ(demo.condition("KafkaConnector", "team-a", "sessions-to-lake"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaConnector", "team-a", "crm-import"), "NotReady=True:ConnectRestException");
    EXPECT_EQ(demo.condition("KafkaMirrorMaker2", "orders", "events-to-orders"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaBridge", "team-b", "playground-http"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaRebalance", "team-a", "spread-out"), "ProposalReady=True");
    EXPECT_EQ(demo.condition("KafkaRebalance", "team-a", "after-growth"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaRebalance", "orders", "spread-out"), "NotReady=True:InvalidResourceException");
    EXPECT_EQ(text_at(demo.get("SparkConnect", "analytics", "notebooks"), {"status", "state"}), "Ready");

    EXPECT_EQ(demo.state("analytics", "clickstream-sessionize"), "RUNNING");
    EXPECT_EQ(demo.state("analytics", "daily-revenue"), "COMPLETED");
    EXPECT_EQ(demo.state("analytics", "customer-churn-train"), "FAILED");
    EXPECT_EQ(demo.state("analytics", "cohort-report"), "FAILED");
    EXPECT_EQ(demo.state("team-a", "feature-backfill"), "SUSPENDED");
    EXPECT_EQ(demo.state("orders", "fraud-rules-replay"), "FAILED");
    EXPECT_EQ(demo.state("team-b", "geo-enrich"), "SUBMITTED");
    EXPECT_EQ(demo.state("team-b", "sentiment-batch"), "FAILED");
    EXPECT_EQ(text_at(demo.get("ScheduledSparkApplication", "orders", "orders-rollup"), {"status", "scheduleState"}), "Scheduled");
    EXPECT_NE(text_at(demo.get("ScheduledSparkApplication", "orders", "orders-rollup"), {"status", "lastRunName"}), "");
    EXPECT_EQ(text_at(demo.get("Deployment", "strimzi", "strimzi-cluster-operator"), {"status", "availableReplicas"}), "1");
}

TEST(DemoFleet, ProdUsIsBusyAndMostlyHealthy) {
    const Opened demo(1);
    for (const auto& [name_space, name] :
         {std::pair{"payments", "payments"}, std::pair{"analytics", "lake"}, std::pair{"platform", "telemetry"}}) {
        EXPECT_EQ(demo.condition("Kafka", name_space, name), "Ready=True");
    }
    for (const auto& topic : demo.cluster->store().list("KafkaTopic"))
        EXPECT_EQ(demo.condition("KafkaTopic", topic->name_space(), topic->name()), "Ready=True") << topic->name();
    EXPECT_EQ(demo.condition("KafkaConnect", "payments", "payments-connect"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaConnector", "payments", "ledger-to-warehouse"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaConnector", "payments", "merchants-feed"), "NotReady=True:Throwable");
    EXPECT_EQ(demo.condition("KafkaMirrorMaker2", "platform", "lake-to-telemetry"), "Ready=True");
    const auto states = demo.states();
    EXPECT_THAT(states, AllOf(Contains(Pair("COMPLETED", Ge(8))), Contains(Key("RUNNING")), Contains(Key("FAILED"))));
    EXPECT_EQ(demo.state("fraud", "risk-report"), "FAILED");
    EXPECT_EQ(demo.get("SparkApplication", "fraud", "fraud-scoring-stream").at("apiVersion"), "sparkoperator.k8s.io/v1beta2");
}

TEST(DemoFleet, LegacyApRunsOnZooKeeper) {
    const Opened demo(2);
    EXPECT_EQ(demo.condition("Kafka", "warehouse", "warehouse"), "Ready=True");
    EXPECT_EQ(demo.condition("Kafka", "integration", "edge"), "Ready=True");
    EXPECT_EQ(text_at(demo.get("Kafka", "warehouse", "warehouse"), {"status", "kafkaMetadataState"}), "ZooKeeper");
    EXPECT_EQ(demo.condition("KafkaTopic", "warehouse", "carrier-events"), "Ready=False:NotSupported");
    EXPECT_EQ(demo.condition("KafkaMirrorMaker", "integration", "warehouse-to-edge"), "Ready=True");
    EXPECT_EQ(demo.condition("KafkaBridge", "integration", "partner-api"), "Ready=True");
    EXPECT_EQ(demo.cluster->types().by_kind("SparkApplication"), nullptr);
}

TEST(DemoFleet, StaysAliveWithoutGrowing) {
    const Opened demo(0);
    std::set<std::string> runs;
    demo.cluster->store().subscribe([&](const EventPtr& event) {
        if (event->resource->kind == "SparkApplication" && event->type == WatchEvent::Type::added) runs.emplace(event->object->name());
    });
    demo.time->step(std::chrono::minutes(80));
    const auto settled = demo.cluster->store().object_count();
    EXPECT_THAT(runs, SizeIs(Ge(30U)));
    const auto past = demo.cluster->store().history();
    demo.time->step(std::chrono::minutes(60));
    EXPECT_LT(demo.cluster->store().object_count(), settled + settled / 10);
    EXPECT_LT(demo.cluster->store().history().commits, 2 * past.commits);
    EXPECT_LE(demo.cluster->store().history().bytes, HistoryLimits{}.bytes);
    EXPECT_LT(demo.cluster->logs().containers(), demo.cluster->store().list("Pod").size() + 1) << "logs of pods that are gone";
}

TEST(DemoFleet, IsServedWithItsPast) {
    IoPool pool(1);
    pool.start();
    auto fleet = Fleet::open(pool, {});
    ASSERT_TRUE(fleet) << fleet.error().message;
    const auto seeded = seed_demo(**fleet);
    ASSERT_TRUE(seeded) << seeded.error().message;
    EXPECT_THAT((*fleet)->names(), testing::ElementsAre("dev-eu", "legacy-ap", "prod-us"));
    auto* prod = (*fleet)->find("prod-us");
    EXPECT_NEAR(static_cast<double>((prod->time().now() - system_clock().now()).count()), 0, 60e6) << "virtual time has caught up";
    EXPECT_THAT(prod->store().list("SparkApplication"), SizeIs(Ge(12U)));
    asio::co_spawn(pool.next(), (*fleet)->stop(), asio::use_future).wait();
    pool.stop();
}

TEST(Load, IsPlantedAndChurned) {
    const auto time = SimTime::manual();
    ClusterOptions options;
    options.spark_version = "2.5.2";
    auto cluster = std::move(*SandboxCluster::open(options, time));
    LoadShape shape;
    shape.count = 200;
    shape.namespaces = 7;
    ASSERT_TRUE(plant_load(cluster->store(), shape));
    const auto all = cluster->store().list("SparkApplication");
    ASSERT_THAT(all, SizeIs(200));
    EXPECT_EQ(spark_state(all.front()->value()), "COMPLETED");
    EXPECT_NEAR(static_cast<double>(all.front()->tail().size()), 3300, 400);
    const auto before = cluster->store().resource_version();
    ASSERT_TRUE(churn_load(cluster->store(), shape, 500, 1));
    EXPECT_EQ(cluster->store().resource_version(), before + 500);
}

}  // namespace
}  // namespace nexa::sandbox
