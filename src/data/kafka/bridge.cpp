#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"replicas", "Replicas", ColumnType::number},
    {"bootstrap", "Bootstrap", ColumnType::text},
    {"port", "Port", ColumnType::number},
    {"url", "Address", ColumnType::text},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"kb"};

json::object summary(const json::object& object) {
    return {
        {"replicas", integer_at(object, {"spec", "replicas"}).value_or(0)},
        {"bootstrap", text_at(object, {"spec", "bootstrapServers"})},
        {"port", integer_at(object, {"spec", "http", "port"}).value_or(8080)},
        {"url", text_at(object, {"status", "url"})},
    };
}

}  // namespace

Kind bridge() {
    return {
        .ref = {.kind = "KafkaBridge", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkabridges", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka bridge",
        .short_names = short_names,
        .columns = columns,
        .health = health_of_workers,
        .summary = summary,
    };
}

}  // namespace nexa::kafka
