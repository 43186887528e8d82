#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"replicas", "Workers", ColumnType::number},  {"version", "Kafka version", ColumnType::text},
    {"bootstrap", "Bootstrap", ColumnType::text}, {"resources", "Connectors as", ColumnType::text},
    {"plugins", "Plugins", ColumnType::number},   {"url", "REST address", ColumnType::text},
    {"warnings", "Warnings", ColumnType::number},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"kc"};
constexpr std::string_view consumed[] = {"strimzi.io/force-rebuild"};

json::object summary(const json::object& object) {
    const auto* plugins = list_at(object, {"status", "connectorPlugins"});
    const bool resources = annotation_of(object, "strimzi.io/use-connector-resources") == "true";
    return {
        {"replicas", integer_at(object, {"spec", "replicas"}).value_or(0)},
        {"version", text_at(object, {"spec", "version"})},
        {"bootstrap", text_at(object, {"spec", "bootstrapServers"})},
        {"resources", resources ? "resources" : "REST only"},
        {"plugins", plugins == nullptr ? 0 : plugins->size()},
        {"url", text_at(object, {"status", "url"})},
        {"warnings", warning_count(object)},
    };
}

}  // namespace

Kind connect() {
    return {
        .ref = {.kind = "KafkaConnect", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkaconnects", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka Connect cluster",
        .short_names = short_names,
        .columns = columns,
        .health = health_of_workers,
        .summary = summary,
        .consumed_annotations = consumed,
    };
}

}  // namespace nexa::kafka
