#include "data/schema/schema.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace nexa::schema {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> words(const std::vector<Issue>& issues) {
    std::vector<std::string> result;
    for (const auto& each : issues) result.push_back(each.pointer + " " + each.message);
    return result;
}

/// Checks a document against the table of a release.
std::vector<std::string> checked(std::string_view kind, std::string_view version, std::string_view release, std::string_view text) {
    const auto* shape = fields(kind, version, release);
    if (shape == nullptr) return {"no table"};
    return words(check(json::parse(text), *shape, ""));
}

void walk(const Shape& shape, std::set<const Shape*>& seen) {
    if (!seen.insert(&shape).second) return;
    EXPECT_TRUE(std::ranges::is_sorted(shape.fields, {}, &Field::name));
    EXPECT_TRUE(shape.fields.empty() || shape.type == Type::object);
    for (const auto& field : shape.fields) walk(*field.shape, seen);
    if (shape.items != nullptr) walk(*shape.items, seen);
}

TEST(SchemaTables, AreWellFormed) {
    std::set<const Shape*> seen;
    EXPECT_TRUE(std::ranges::is_sorted(tables(), {}, [](const Table& each) { return std::pair(each.kind, each.version); }));
    for (const auto& table : tables()) {
        walk(*table.shape, seen);
        EXPECT_NE(table.shape->field("spec"), nullptr) << table.kind;
    }
    EXPECT_GT(seen.size(), 500U);
}

TEST(SchemaTables, AreChosenByVersionAndRelease) {
    struct Case {
        const char* kind;
        const char* version;
        const char* release;
        const char* pointer;
        bool known;
    };
    const Case cases[] = {
        {"Kafka", "v1beta2", "0.45.2", "/spec/zookeeper/replicas", true},
        {"Kafka", "v1", "1.2.0", "/spec/zookeeper", false},
        {"Kafka", "v1", "0.45.2", "/spec/zookeeper", false},  // not served there: the oldest that knows v1
        {"Kafka", "v1", "", "/spec/kafka/listeners/0/configuration/parentRefs", true},
        {"Kafka", "v1", "1.0.1", "/spec/kafka/listeners/0/configuration/parentRefs", false},
        {"Kafka", "v1", "1.1.0", "/spec/kafka/listeners/0/configuration/parentRefs", true},
        {"Kafka", "v1", "9.9.9", "/spec/kafka/listeners/0/configuration/parentRefs", true},
        {"Kafka", "v1beta2", "0.47.0", "/spec/kafkaExporter/template/podDisruptionBudget", false},
        {"Kafka", "v1beta2", "0.48.0", "/spec/kafkaExporter/template/podDisruptionBudget", true},
        {"KafkaNodePool", "v1beta2", "0.48.0", "/spec/storage/volumeAttributesClass", false},
        {"KafkaNodePool", "v1beta2", "0.50.1", "/spec/storage/volumeAttributesClass", true},
        {"SparkApplication", "v1beta2", "v2.2.1", "/spec/suspend", false},
        {"SparkApplication", "v1beta2", "v2.5.2", "/spec/suspend", true},
        {"SparkApplication", "v1beta2", "2.5.2", "/spec/driver/labels/anything", true},
        {"ScheduledSparkApplication", "v1beta2", "2.5.2", "/spec/template/driver/cores", true},
    };
    for (const auto& each : cases) {
        const auto* shape = fields(each.kind, each.version, each.release);
        ASSERT_NE(shape, nullptr) << each.kind;
        EXPECT_EQ(at(*shape, each.pointer) != nullptr, each.known) << each.kind << " " << each.release << " " << each.pointer;
    }
    EXPECT_EQ(fields("Kafka", "v2", "1.2.0"), nullptr);
    EXPECT_EQ(fields("Pod", "v1", ""), nullptr);
}

TEST(SchemaCheck, NamesWhatIsWrong) {
    EXPECT_THAT(
        checked("KafkaTopic", "v1", "1.2.0", R"({"spec":{"partitions":3,"replicas":1,"config":{"retention.ms":1,"any":{"thing":[]}}}})"),
        IsEmpty());
    EXPECT_THAT(checked("KafkaTopic", "v1", "1.2.0", R"({"spec":{"partions":3}})"),
                ElementsAre("/spec/partions unknown field; did you mean partitions?"));
    EXPECT_THAT(checked("KafkaTopic", "v1", "1.2.0", R"({"spec":{"partitions":"3"}})"),
                ElementsAre("/spec/partitions must be a whole number, not a string: write it without quotes"));
    EXPECT_THAT(checked("KafkaTopic", "v1", "1.2.0", R"({"spec":{"partitions":0,"replicas":1.5}})"),
                ElementsAre("/spec/partitions must be at least 1, is 0", "/spec/replicas must be a whole number, not a number"));
    EXPECT_THAT(checked("KafkaNodePool", "v1", "1.2.0", R"({"spec":{"roles":["broker","worker"],"storage":{"type":"ephemeral"}}})"),
                ElementsAre("/spec/roles/1 \"worker\" is not one of controller, broker", "/spec/replicas is required"));
    EXPECT_THAT(
        checked("Kafka", "v1", "1.2.0",
                R"({"spec":{"kafka":{"metadataVersion":4.1,"listeners":[{"name":"TOO_LOUD","port":1,"type":"internal","tls":"no"}]}}})"),
        ElementsAre("/spec/kafka/metadataVersion must be a string, not a number: write it in quotes, \"4.1\"", HasSubstr("does not match"),
                    "/spec/kafka/listeners/0/port must be at least 9092, is 1",
                    HasSubstr("/spec/kafka/listeners/0/tls must be true or false, not a string")));
    EXPECT_THAT(checked("Kafka", "v1", "1.2.0", R"({})"), ElementsAre("/spec is required"));
}

TEST(SchemaCheck, StopsAtItsLimit) {
    json::object spec;
    for (int index = 0; index < 1000; ++index) spec["field" + std::to_string(index)] = 1;
    const auto issues =
        check(json::object{{"spec", spec}}, *fields("KafkaTopic", "v1", ""), "", {.unknown_fields = true, .required = true, .limit = 7});
    EXPECT_EQ(issues.size(), 7U);
    EXPECT_THAT(
        check(json::object{{"spec", spec}}, *fields("KafkaTopic", "v1", ""), "", {.unknown_fields = false, .required = true, .limit = 7}),
        IsEmpty());
}

}  // namespace
}  // namespace nexa::schema
