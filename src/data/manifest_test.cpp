#include "data/manifest.hpp"

#include <gmock/gmock.h>

#include "data/object.hpp"
#include "data/test_support.hpp"
#include "wire/json_patch.hpp"

namespace nexa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr const char* topic =
    "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: orders, labels: {strimzi.io/cluster: c}}, spec: {partitions: 3}}";

Result<Manifest> checked(std::string_view yaml, ManifestTarget target = {.default_namespace = "team-a"}) {
    const auto facts = test::dev_eu();
    target.facts = &facts;
    return check_manifest(test::object(yaml), target);
}

std::vector<std::string> issues(std::string_view yaml, const ManifestTarget& target = {.default_namespace = "team-a"}) {
    const auto result = checked(yaml, target);
    std::vector<std::string> words;
    if (result) return {"accepted"};
    for (const auto& each : result.error().issues)
        words.push_back(each.pointer + " " + each.message + (each.rule.empty() ? "" : " [" + each.rule + "]"));
    return words;
}

TEST(Manifest, TakesAGoodOne) {
    const auto manifest = checked(topic);
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->kind->ref.kind, "KafkaTopic");
    EXPECT_EQ(manifest->version, "v1");
    EXPECT_EQ(manifest->name, "orders");
    EXPECT_EQ(manifest->name_space, "team-a");
    EXPECT_EQ(text_at(manifest->desired, {"metadata", "namespace"}), "team-a");
    EXPECT_TRUE(manifest->notes.empty());
}

TEST(Manifest, NamesEveryIssue) {
    struct Case {
        const char* yaml;
        std::vector<const char*> parts;  ///< One for each issue, in any order.
    };
    const Case cases[] = {
        {"{}", {"/apiVersion is required", "/kind is required"}},
        {"{apiVersion: 1, kind: KafkaTopic}", {"/apiVersion is required"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopics, metadata: {name: a}}", {"did you mean KafkaTopic?"}},
        {"{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}", {"/kind Deployment is not a kind that Nexa operates"}},
        {"{apiVersion: v1, kind: List, items: []}", {"/kind List is a list: send its items"}},
        {"{apiVersion: strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}}", {"/apiVersion KafkaTopic is in the group kafka.strimzi.io"}},
        {"{apiVersion: kafka.strimzi.io/v1alpha1, kind: KafkaTopic, metadata: {name: a}}",
         {"send kafka.strimzi.io/v1 or kafka.strimzi.io/v1beta2"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, spec: {}}", {"/metadata is required"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {}, spec: {}}", {"/metadata/name is required"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: Orders_1, namespace: a.b}, spec: {}}",
         {"/metadata/name \"Orders_1\"", "/metadata/namespace \"a.b\""}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a, nmespace: b}, spec: {partions: 1}, specs: 1}",
         {"/specs unknown field; did you mean spec?", "/metadata/nmespace unknown field; did you mean namespace?",
          "/spec/partions unknown field; did you mean partitions?"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a, uid: x, resourceVersion: '1', ownerReferences: [], "
         "finalizers: [a]}, spec: {}}",
         {"/metadata/uid", "/metadata/resourceVersion must not be sent", "/metadata/ownerReferences", "/metadata/finalizers"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a, labels: {a: 1, 'b c': d, e: 'f g'}, annotations: {a: "
         "true}}, spec: {}}",
         {"/metadata/labels/a must be a string: write it in quotes, \"1\"", "/metadata/labels/b c the name", "/metadata/labels/e \"f g\"",
          "/metadata/annotations/a must be a string"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: a}, spec: {replicas: 3, roles: [broker]}}",
         {"/spec/storage is required"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}}", {"/spec is required"}},
    };
    for (const auto& each : cases) {
        const auto found = issues(each.yaml);
        EXPECT_EQ(found.size(), each.parts.size()) << each.yaml << testing::PrintToString(found);
        for (const auto* part : each.parts) EXPECT_THAT(found, testing::Contains(HasSubstr(part))) << each.yaml;
    }
    EXPECT_EQ(check_manifest(json::array(), {}).error().code, ErrorCode::invalid);
}

/// Each remedy by itself ends its issue, and a mistake without one stays for a person.
TEST(Manifest, MendsWhatHasOneAnswer) {
    struct Case {
        const char* yaml;
        std::vector<const char*> labels;  ///< Of the remedies; an issue without one is for a person.
    };
    const Case cases[] = {
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopics, metadata: {name: a}}", {"Set kind to KafkaTopic"}},
        {"{apiVersion: strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}}", {"Set apiVersion to kafka.strimzi.io/v1"}},
        {"{apiVersion: kafka.strimzi.io/v1alpha1, kind: KafkaTopic, metadata: {name: a}}", {"Set apiVersion to kafka.strimzi.io/v1"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {nmespace: b, name: a, uid: x, generateName: y, labels: {a: 1}}, "
         "specs: {}, spec: {partions: 1}}",
         {"Remove specs", "Set metadata.labels.a to 1", "Rename metadata.nmespace to namespace", "Remove metadata.uid",
          "Rename spec.partions to partitions"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}, spec: {partions: 1, nothing: 2}}",
         {"Remove spec.nothing", "Rename spec.partions to partitions"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}, spec: {partitions: '3', replicas: many}}",
         {"Set spec.partitions to 3"}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}, spec: {partitions: 0, topicName: 7}}",
         {"Set spec.partitions to 1", "Set spec.topicName to \"7\""}},
        {"{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: a}, spec: {replicas: 3, roles: [brokr], storage: {type: "
         "ephemeral}}}",
         {"Set spec.roles[0] to \"broker\""}},
    };
    for (const auto& each : cases) {
        const json::value document = test::object(each.yaml);
        const ManifestTarget target{.default_namespace = "a"};
        std::vector<PlacedRemedy> remedies;
        const auto refused = check_manifest(document, target, &remedies);
        ASSERT_FALSE(refused) << each.yaml;
        std::vector<std::string> labels;
        for (const auto& [pointer, remedy] : remedies) {
            labels.push_back(remedy.label);
            json::value mended = document;
            ASSERT_TRUE(wire::apply_patch(mended, remedy.patch)) << remedy.label;
            const auto again = check_manifest(mended, target);
            if (again) continue;
            EXPECT_THAT(again.error().issues, testing::Each(testing::Field(&Issue::pointer, testing::Ne(pointer)))) << remedy.label;
        }
        EXPECT_THAT(labels, testing::UnorderedElementsAreArray(each.labels)) << each.yaml;
    }
}

/// What is wrong in the translation of a manifest is not always a place in the manifest.
TEST(Manifest, MendsOnlyWhatWasSent) {
    const json::value sent = test::object(
        "{apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaBridge, metadata: {name: b, namespace: a}, "
        "spec: {replicas: 1, bootstrapServers: 'x:9092', enableMetrics: true, nothing: 1}}");
    const auto facts = test::dev_eu();
    std::vector<PlacedRemedy> remedies;
    ASSERT_FALSE(check_manifest(sent, {.facts = &facts}, &remedies));
    for (const auto& each : remedies) EXPECT_TRUE(wire::can_apply(sent, each.remedy.patch)) << each.pointer;
}

TEST(Manifest, MustAgreeWithThePath) {
    EXPECT_THAT(issues(topic, {.kind = "KafkaTopic", .name_space = "team-a", .name = "orders"}), ElementsAre("accepted"));
    EXPECT_THAT(issues(topic, {.kind = "KafkaUser", .name_space = "team-a", .name = "payments"}),
                UnorderedElementsAre(HasSubstr("/kind is KafkaTopic, but the path names a KafkaUser"),
                                     HasSubstr("/metadata/name is orders, but the path names payments")));
    EXPECT_THAT(issues("{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a, namespace: team-b}, spec: {}}",
                       {.name_space = "team-a", .name = "a"}),
                ElementsAre(HasSubstr("/metadata/namespace is team-b, but the path names team-a")));
    EXPECT_THAT(issues(topic, {}), ElementsAre(HasSubstr("/metadata/namespace is required")));
}

TEST(Manifest, HasALimitOfSize) {
    auto document = test::object(topic);
    document["spec"].get_object()["config"] = json::object{{"a", std::string(max_manifest_bytes, 'x')}};
    EXPECT_EQ(check_manifest(document, {.default_namespace = "a"}).error().code, ErrorCode::too_large);
}

TEST(Manifest, RefusesBareSparkAndSaysWhatToSend) {
    const auto found = issues(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: pi}, spec: {template: {spec: {containers: [{name: a, image: "
        "'apache/spark:4.0.1'}]}}}}");
    EXPECT_THAT(found, ElementsAre(testing::AllOf(HasSubstr("Send a SparkApplication"), HasSubstr("[spark-submitted-as-application]"))));
}

TEST(Canonical, HasOneFormAndOnlyWhatIsDesired) {
    std::vector<std::string> notes;
    const auto canon =
        canonical(test::object("{status: {a: 1}, spec: {z: 1, a: [{d: 1, c: null}], n: null}, kind: K, metadata: {name: a, generation: 3, "
                               "creationTimestamp: null, managedFields: [{}], "
                               "annotations: {nexa.dev/revision: '3', kubectl.kubernetes.io/last-applied-configuration: x}, labels: {}}}"),
                  &notes);
    EXPECT_EQ(json::serialize(canon), R"({"kind":"K","metadata":{"name":"a"},"spec":{"a":[{"d":1}],"z":1}})");
    EXPECT_THAT(notes, UnorderedElementsAre(HasSubstr("status was left out"), HasSubstr("metadata.managedFields"),
                                            HasSubstr("nexa.dev/revision"), HasSubstr("last-applied")));
    EXPECT_EQ(canonical(canon), canon);
    EXPECT_EQ(json::serialize(canonical(canon)), json::serialize(canon));
}

TEST(ManifestOf, MakesTheLiveObjectSendable) {
    auto live = test::object(topic);
    auto& metadata = live["metadata"].get_object();
    metadata["namespace"] = "team-a";
    metadata["uid"] = "x";
    metadata["resourceVersion"] = "5";
    metadata["finalizers"] = json::array{"strimzi.io/topic-operator"};
    live["status"] = json::object{{"observedGeneration", 1}};
    const auto manifest = check_manifest(manifest_of(live), {});
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->desired, checked(topic)->desired);
}

TEST(ServedVersion, IsTheFirstThatTheClusterHas) {
    const auto& kafka = *find_kind("Kafka");
    EXPECT_EQ(served_version(kafka, test::dev_eu()), "v1");
    EXPECT_EQ(served_version(kafka, test::prod_us()), "v1beta2");
    EXPECT_EQ(served_version(kafka, test::facts("x", "0.50.0", {"v1beta2", "v1"}, "")), "v1");
    EXPECT_EQ(served_version(*find_kind("SparkApplication"), test::legacy_ap()), "");
}

}  // namespace
}  // namespace nexa
