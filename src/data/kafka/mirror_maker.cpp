#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"source", "From", ColumnType::text},           {"target", "To", ColumnType::text},
    {"include", "Topics", ColumnType::text},        {"replicas", "Workers", ColumnType::number},
    {"version", "Kafka version", ColumnType::text},
};
constexpr std::string_view versions[] = {"v1beta2"};
constexpr std::string_view short_names[] = {"kmm"};

json::object summary(const json::object& object) {
    auto include = text_at(object, {"spec", "include"});
    if (include.empty()) include = text_at(object, {"spec", "whitelist"});
    return {
        {"source", text_at(object, {"spec", "consumer", "bootstrapServers"})},
        {"target", text_at(object, {"spec", "producer", "bootstrapServers"})},
        {"include", include},
        {"replicas", integer_at(object, {"spec", "replicas"}).value_or(0)},
        {"version", text_at(object, {"spec", "version"})},
    };
}

}  // namespace

Kind mirror_maker() {
    return {
        .ref = {.kind = "KafkaMirrorMaker",
                .group = "kafka.strimzi.io",
                .versions = versions,
                .plural = "kafkamirrormakers",
                .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka MirrorMaker",
        .short_names = short_names,
        .columns = columns,
        .health = health_of_workers,
        .summary = summary,
    };
}

}  // namespace nexa::kafka
