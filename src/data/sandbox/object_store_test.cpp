#include "data/sandbox/object_store.hpp"

#include <gtest/gtest.h>

#include "data/sandbox/cluster.hpp"

namespace nexa::sandbox {
namespace {

json::object topic(std::string_view name, std::string_view spec = R"({"partitions":3,"replicas":1})") {
    return {{"apiVersion", "kafka.strimzi.io/v1"}, {"kind", "KafkaTopic"}, {"metadata", {{"name", name}}}, {"spec", json::parse(spec)}};
}

class SandboxStore : public testing::Test {
protected:
    void SetUp() override { open("1.2.0"); }
    void open(std::string strimzi, std::string journal = {}, HistoryLimits history = {}) {
        cluster.reset();
        ClusterOptions options;
        options.strimzi_version = std::move(strimzi);
        options.spark_version = "2.5.2";
        options.journal_path = std::move(journal);
        options.history = history;
        auto opened = SandboxCluster::open(std::move(options), SimTime::manual());
        ASSERT_TRUE(opened) << opened.error().message;
        cluster = std::move(*opened);
        type = cluster->types().by_kind("KafkaTopic");
    }
    ObjectStore& store() { return cluster->store(); }
    Outcome<Written> apply(std::string_view spec, std::string manager, bool force = false) {
        WriteOptions options;
        options.manager = std::move(manager);
        options.force = force;
        return store().apply(type, "default", "orders", topic("orders", spec), options);
    }
    static std::int64_t generation(const ObjectPtr& object) { return object->metadata().at("generation").as_int64(); }

    std::unique_ptr<SandboxCluster> cluster;
    TypePtr type;
};

TEST_F(SandboxStore, CreatesWithServerFieldsAndRefusesTheSameNameTwice) {
    const auto made = store().create("KafkaTopic", "default", topic("orders"));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(generation(*made), 1);
    EXPECT_FALSE((*made)->uid().empty());
    const auto again = store().create("KafkaTopic", "default", topic("orders"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, 409);
    EXPECT_EQ(again.error().message, R"(kafkatopics.kafka.strimzi.io "orders" already exists)");
    const auto nowhere = store().create("KafkaTopic", "absent", topic("orders"));
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().message, R"(namespaces "absent" not found)");
}

TEST_F(SandboxStore, GenerationMovesWithTheSpecOnly) {
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("orders")));
    const auto labelled = store().mutate("KafkaTopic", "default", "orders", [](json::object& object) {
        object["metadata"].as_object()["labels"] = {{"a", "b"}};
        return true;
    });
    ASSERT_TRUE(labelled);
    EXPECT_EQ(generation(*labelled), 1);
    const auto status = store().set_status("KafkaTopic", "default", "orders", [](json::object& object) {
        object["observedGeneration"] = 1;
        return true;
    });
    ASSERT_TRUE(status);
    EXPECT_EQ(generation(*status), 1);
    EXPECT_EQ((*status)->value().at("status").at("observedGeneration").as_int64(), 1);
    const auto changed = store().mutate("KafkaTopic", "default", "orders", [](json::object& object) {
        object["spec"].as_object()["partitions"] = 5;
        object["status"] = {{"observedGeneration", 99}};  // not through this door
        return true;
    });
    ASSERT_TRUE(changed);
    EXPECT_EQ(generation(*changed), 2);
    EXPECT_EQ((*changed)->value().at("status").at("observedGeneration").as_int64(), 1);
}

TEST_F(SandboxStore, AWriteThatChangesNothingMakesNoVersion) {
    const auto first = apply(R"({"partitions":3})", "nexa");
    ASSERT_TRUE(first);
    cluster->time().step(std::chrono::seconds(5));
    const auto second = apply(R"({"partitions":3})", "nexa");
    ASSERT_TRUE(second);
    EXPECT_FALSE(second->changed);
    EXPECT_EQ(second->object->resource_version(), first->object->resource_version());
}

TEST_F(SandboxStore, ApplyKnowsWhoOwnsWhat) {
    ASSERT_TRUE(apply(R"({"partitions":3,"replicas":1,"config":{"a":1,"b":2}})", "nexa"));
    const auto refused = apply(R"({"partitions":5})", "other");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, 409);
    EXPECT_EQ(refused.error().message, R"(Apply failed with 1 conflict: conflict with "nexa": .spec.partitions)");
    ASSERT_EQ(refused.error().causes.size(), 1U);
    EXPECT_EQ(refused.error().causes.front().reason, "FieldManagerConflict");
    const auto forced = apply(R"({"partitions":5})", "other", true);
    ASSERT_TRUE(forced);
    EXPECT_EQ(forced->object->value().at("spec").at("partitions").as_int64(), 5);

    // What is no longer applied goes, unless another manager has it.
    const auto fewer = apply(R"({"replicas":1,"config":{"a":1}})", "nexa");
    ASSERT_TRUE(fewer) << fewer.error().message;
    EXPECT_EQ(json::serialize(fewer->object->value().at("spec")), R"({"partitions":5,"replicas":1,"config":{"a":1}})");
}

TEST_F(SandboxStore, TakingBackTheLastLabelLeavesWhatIsTheServers) {
    const auto labelled = [](std::string_view body) { return json::parse(body).as_object(); };
    WriteOptions options;
    options.manager = "nexa";
    const auto first = store().apply(
        type, "default", "orders",
        labelled(
            R"({"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic","metadata":{"name":"orders","labels":{"a":"b"}},"spec":{"partitions":3}})"),
        options);
    ASSERT_TRUE(first) << first.error().message;
    const auto second = store().apply(
        type, "default", "orders",
        labelled(R"({"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic","metadata":{"name":"orders"},"spec":{"partitions":3}})"),
        options);
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_FALSE(second->object->metadata().contains("labels"));
    for (const auto field : {"name", "namespace", "uid", "creationTimestamp", "generation"})
        EXPECT_EQ(second->object->metadata().at(field), first->object->metadata().at(field)) << field;

    const auto namespaces = cluster->types().by_kind("", "Namespace");
    ASSERT_TRUE(store().create("Namespace", {}, {{"metadata", {{"name", "team"}}}}, options));
    const auto bare = store().update(
        namespaces, {}, "team", [&](const StoredObject*) -> Outcome<json::object> { return labelled(R"({"metadata":{"name":"team"}})"); },
        options);
    ASSERT_TRUE(bare) << bare.error().message;
    EXPECT_EQ(bare->object->metadata().at("labels"), json::parse(R"({"kubernetes.io/metadata.name":"team"})"));
}

TEST_F(SandboxStore, UpdatesTakeFieldsFromAppliers) {
    ASSERT_TRUE(apply(R"({"partitions":3})", "nexa"));
    WriteOptions options;
    options.manager = "kubectl-edit";
    ASSERT_TRUE(store().mutate(
        "KafkaTopic", "default", "orders",
        [](json::object& object) {
            object["spec"].as_object()["partitions"] = 4;
            return true;
        },
        options));
    const auto refused = apply(R"({"partitions":3})", "nexa");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              R"(Apply failed with 1 conflict: conflict with "kubectl-edit" using kafka.strimzi.io/v1: .spec.partitions)");
}

TEST_F(SandboxStore, UnknownFieldsAndWrongValuesAreRefusedInTheServersWords) {
    const auto unknown = apply(R"({"partitionz":3})", "nexa");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message,
              "failed to create typed patch object (/orders; kafka.strimzi.io/v1, Kind=KafkaTopic): .spec.partitionz: field not "
              "declared in schema");
    const auto wrong = apply(R"({"partitions":0,"replicas":"x"})", "nexa");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, 500);
    EXPECT_EQ(
        wrong.error().message,
        "failed to create typed patch object (/orders; kafka.strimzi.io/v1, Kind=KafkaTopic): .spec.replicas: expected numeric (int or "
        "float), got string");
    const auto outside = apply(R"({"partitions":0})", "nexa");
    ASSERT_FALSE(outside);
    EXPECT_EQ(outside.error().code, 422);
    EXPECT_EQ(outside.error().causes.size(), 1U);
    WriteOptions options;
    std::vector<std::string> warnings;
    options.warnings = &warnings;
    options.validation = FieldValidation::warn;
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("t", R"({"oops":1})"), options));
    EXPECT_EQ(warnings, std::vector<std::string>{"unknown field \"spec.oops\""});
    options.validation = FieldValidation::strict;
    const auto strict = store().create("KafkaTopic", "default", topic("u", R"({"oops":1})"), options);
    ASSERT_FALSE(strict);
    EXPECT_EQ(strict.error().message,
              R"(KafkaTopic in version "v1" cannot be handled as a KafkaTopic: strict decoding error: unknown field "spec.oops")");
}

TEST_F(SandboxStore, StaleWritersAreRefused) {
    const auto made = store().create("KafkaTopic", "default", topic("orders"));
    ASSERT_TRUE(made);
    const auto put = [&](std::string version) {
        return store().update(type, "default", "orders",
                              [&](const StoredObject*) -> Outcome<json::object> {
                                  auto body = topic("orders", R"({"partitions":9})");
                                  if (!version.empty()) body["metadata"].as_object()["resourceVersion"] = version;
                                  return body;
                              },
                              {});
    };
    EXPECT_EQ(put("").error().code, 422);
    EXPECT_EQ(put("1").error().code, 409);
    EXPECT_TRUE(put(std::to_string((*made)->resource_version())));
}

TEST_F(SandboxStore, FinalizersHoldAnObjectUntilTheyAreGone) {
    auto body = topic("orders");
    body["metadata"].as_object()["finalizers"] = json::array{"strimzi.io/topic-operator"};
    ASSERT_TRUE(store().create("KafkaTopic", "default", body));
    ASSERT_TRUE(store().remove("KafkaTopic", "default", "orders"));
    const auto waiting = store().find("KafkaTopic", "default", "orders");
    ASSERT_TRUE(waiting);
    EXPECT_TRUE(waiting->deleting());
    EXPECT_EQ(generation(waiting), 2);
    ASSERT_TRUE(store().mutate("KafkaTopic", "default", "orders",
                               [](json::object& object) { return object["metadata"].as_object().erase("finalizers") > 0; }));
    EXPECT_FALSE(store().find("KafkaTopic", "default", "orders"));
}

TEST_F(SandboxStore, PagesShowOneStateAndExpireWithTheLog) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(store().create("KafkaTopic", "default", topic(fmt::format("t{}", i))));
    ListQuery query;
    query.limit = 4;
    auto page = store().list(*type, query);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->items.size(), 4U);
    EXPECT_EQ(page->remaining, 6U);
    const auto version = page->resource_version;
    ASSERT_TRUE(store().remove("KafkaTopic", "default", "t5"));
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("t4a")));
    query.continue_token = page->continue_token;
    page = store().list(*type, query);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->resource_version, version);
    std::vector<std::string> names;
    for (const auto& item : page->items) names.emplace_back(item->name());
    EXPECT_EQ(names, (std::vector<std::string>{"t4", "t5", "t6", "t7"}));

    store().compact(store().resource_version());
    query.continue_token = page->continue_token;
    const auto late = store().list(*type, query);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, 410);
    query.continue_token = late.error().continue_token;
    const auto rest = store().list(*type, query);
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->items.size(), 2U);
}

TEST_F(SandboxStore, EventsTellEveryCommitInOrderUntilCompaction) {
    const auto start = store().resource_version();
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("a")));
    ASSERT_TRUE(store().remove("KafkaTopic", "default", "a"));
    std::uint64_t upto = 0;
    const auto events = store().events_after(type->storage, start, 100, upto);
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 2U);
    EXPECT_EQ((*events)[0]->type, WatchEvent::Type::added);
    EXPECT_EQ((*events)[1]->type, WatchEvent::Type::deleted);
    EXPECT_GT((*events)[1]->object->resource_version(), (*events)[0]->object->resource_version());
    store().compact(store().resource_version());
    EXPECT_EQ(store().events_after(type->storage, start, 100, upto).error().code, 410);
}

TEST_F(SandboxStore, WhatRestsCanBeReadSelectedAndWritten) {
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("a")));
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("b")));
    ListQuery query;
    query.limit = 1;
    const auto first = store().list(*type, query);
    ASSERT_TRUE(first);
    const auto held = store().find("KafkaTopic", "default", "b");
    ASSERT_TRUE(store().remove("KafkaTopic", "default", "a"));
    store().rest();
    store().rest();
    const auto rested = store().find("KafkaTopic", "default", "b");
    EXPECT_NE(rested, held) << "the one that is held keeps its tree";
    EXPECT_EQ(rested->value(), held->value());

    query.continue_token = first->continue_token;
    const auto rest = store().list(*type, query);
    ASSERT_TRUE(rest);
    ASSERT_EQ(rest->items.size(), 1U);
    EXPECT_EQ(rest->items[0]->name(), "b");
    std::uint64_t upto = 0;
    const auto events = store().events_after(type->storage, first->resource_version, 100, upto);
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 1U);
    EXPECT_EQ((*events)[0]->previous->metadata().at("name"), "a");

    // A writer that read it before it went to sleep is no slower than anybody else.
    int asked = 0;
    const auto changed = store().mutate("KafkaTopic", "default", "b", [&](json::object& object) {
        ++asked;
        store().rest();
        store().rest();
        object["spec"].as_object()["partitions"] = 9;
        return true;
    });
    ASSERT_TRUE(changed);
    EXPECT_EQ(asked, 1);
    ASSERT_TRUE(store().remove("KafkaTopic", "default", "b"));
    EXPECT_FALSE(store().find("KafkaTopic", "default", "b"));
}

TEST_F(SandboxStore, ThePastIsBoundedInBytesOverAllTypes) {
    open("1.2.0", {}, {.commits = 8192, .bytes = 200'000});
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("quiet")));
    const auto quiet = store().resource_version();
    const std::string text(1000, 'x');
    const auto change = [&](int turn) {
        return store().mutate("ConfigMap", "default", "busy", [&](json::object& object) {
            object["data"] = {{"text", text}, {"turn", std::to_string(turn)}};
            return true;
        });
    };
    ASSERT_TRUE(store().create("ConfigMap", "default", {{"metadata", {{"name", "busy"}}}}));
    for (int turn = 0; turn < 1000; ++turn) {
        ASSERT_TRUE(change(turn));
        ASSERT_LE(store().history().bytes, 200'000U);
    }
    EXPECT_GE(store().history().commits, 100U) << "what fits is kept";
    std::uint64_t upto = 0;
    const auto maps = cluster->types().by_kind("ConfigMap");
    EXPECT_EQ(store().events_after(maps->storage, quiet, 10, upto).error().code, 410);
    EXPECT_TRUE(store().events_after(maps->storage, store().resource_version() - 50, 100, upto));
    // Nothing of that type was forgotten since then.
    EXPECT_TRUE(store().events_after(type->storage, quiet, 10, upto));
}

TEST_F(SandboxStore, ThePastOfAnIdleClusterGoesWithTime) {
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("orders")));
    const auto before = store().resource_version();
    ASSERT_TRUE(apply(R"({"partitions":4})", "nexa", true));
    std::uint64_t upto = 0;
    cluster->time().step(std::chrono::minutes(4));
    const auto recent = store().events_after(type->storage, before, 10, upto);
    ASSERT_TRUE(recent);
    EXPECT_EQ(recent->size(), 1U);
    cluster->time().step(std::chrono::minutes(7));
    EXPECT_EQ(store().history().commits, 0U);
    EXPECT_EQ(store().events_after(type->storage, before, 10, upto).error().code, 410);
    EXPECT_TRUE(store().events_after(type->storage, store().resource_version(), 10, upto));
}

TEST_F(SandboxStore, OldVersionsShareTheStoredObject) {
    open("0.49.1");
    WriteOptions options;
    options.version = "v1";
    const auto made = store().create(type, "default", topic("orders"), options);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->object->value().at("apiVersion"), "kafka.strimzi.io/v1beta2");
    EXPECT_TRUE(made->object->text("kafka.strimzi.io/v1").starts_with(R"({"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic")"));
}

TEST_F(SandboxStore, GarbageGoesWithItsOwners) {
    const auto owner = store().create("ConfigMap", "default", {{"metadata", {{"name", "owner"}}}});
    ASSERT_TRUE(owner);
    const auto owned = [&](std::string_view name) {
        json::object reference{
            {"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"name", "owner"}, {"uid", (*owner)->uid()}, {"blockOwnerDeletion", true}};
        json::object metadata{{"name", name}};
        metadata["ownerReferences"] = json::array{reference};
        ASSERT_TRUE(store().create("ConfigMap", "default", {{"metadata", metadata}}));
    };
    owned("child");
    ASSERT_TRUE(cluster->settle());
    EXPECT_TRUE(store().find("ConfigMap", "default", "child"));
    DeleteOptions foreground;
    foreground.propagation = Propagation::foreground;
    ASSERT_TRUE(store().remove("ConfigMap", "default", "owner", foreground));
    EXPECT_TRUE(store().find("ConfigMap", "default", "owner"));
    ASSERT_TRUE(cluster->settle());
    EXPECT_FALSE(store().find("ConfigMap", "default", "owner"));
    EXPECT_FALSE(store().find("ConfigMap", "default", "child"));
}

TEST_F(SandboxStore, OrphansStay) {
    const auto owner = store().create("ConfigMap", "default", {{"metadata", {{"name", "owner"}}}});
    ASSERT_TRUE(owner);
    json::object metadata{{"name", "child"}};
    metadata["ownerReferences"] =
        json::array{json::object{{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"name", "owner"}, {"uid", (*owner)->uid()}}};
    ASSERT_TRUE(store().create("ConfigMap", "default", {{"metadata", metadata}}));
    ASSERT_TRUE(cluster->settle());
    DeleteOptions orphan;
    orphan.propagation = Propagation::orphan;
    ASSERT_TRUE(store().remove("ConfigMap", "default", "owner", orphan));
    ASSERT_TRUE(cluster->settle());
    EXPECT_FALSE(store().find("ConfigMap", "default", "owner"));
    const auto child = store().find("ConfigMap", "default", "child");
    ASSERT_TRUE(child);
    EXPECT_FALSE(child->metadata().contains("ownerReferences"));
}

TEST_F(SandboxStore, ANamespaceGoesWithWhatIsInIt) {
    ASSERT_TRUE(store().create("Namespace", {}, {{"metadata", {{"name", "team"}}}}));
    ASSERT_TRUE(cluster->settle());
    EXPECT_TRUE(store().find("ServiceAccount", "team", "default"));
    ASSERT_TRUE(store().create("KafkaTopic", "team", topic("orders")));
    ASSERT_TRUE(store().remove("Namespace", {}, "team"));
    EXPECT_EQ(store().create("KafkaTopic", "team", topic("late")).error().code, 403);
    ASSERT_TRUE(cluster->settle());
    EXPECT_FALSE(store().find("Namespace", {}, "team"));
    EXPECT_FALSE(store().find("KafkaTopic", "team", "orders"));
}

TEST_F(SandboxStore, DeletingACrdEndsItsObjectsAndItsKind) {
    ASSERT_TRUE(store().create("KafkaTopic", "default", topic("orders")));
    ASSERT_TRUE(store().remove("CustomResourceDefinition", {}, "kafkatopics.kafka.strimzi.io"));
    EXPECT_FALSE(cluster->types().by_kind("KafkaTopic"));
    EXPECT_EQ(store().create("KafkaTopic", "default", topic("orders")).error().code, 404);
}

TEST_F(SandboxStore, RepeatedEventsCountUp) {
    const auto made = store().create("KafkaTopic", "default", topic("orders"));
    ASSERT_TRUE(made);
    for (int i = 0; i < 3; ++i) store().emit_event(**made, "Warning", "Odd", "something is odd", "tester");
    const auto events = store().list("Event", "default");
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events.front()->value().at("count").as_int64(), 3);
}

}  // namespace
}  // namespace nexa::sandbox
