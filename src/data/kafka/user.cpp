#include <algorithm>

#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"cluster", "Kafka cluster", ColumnType::text},       {"authentication", "Authentication", ColumnType::text},
    {"authorization", "Authorization", ColumnType::text}, {"acls", "ACLs", ColumnType::number},
    {"username", "Kafka principal", ColumnType::text},    {"secret", "Secret", ColumnType::text},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"ku"};

json::object summary(const json::object& object) {
    const auto* acls = list_at(object, {"spec", "authorization", "acls"});
    return {
        {"cluster", label_of(object, "strimzi.io/cluster")},
        {"authentication", text_at(object, {"spec", "authentication", "type"})},
        {"authorization", text_at(object, {"spec", "authorization", "type"})},
        {"acls", acls == nullptr ? 0 : acls->size()},
        {"username", text_at(object, {"status", "username"})},
        {"secret", text_at(object, {"status", "secret"})},
    };
}

}  // namespace

Kind user() {
    return {
        .ref = {.kind = "KafkaUser", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkausers", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka user",
        .short_names = short_names,
        .columns = columns,
        .health = strimzi_health,
        .summary = summary,
    };
}

}  // namespace nexa::kafka
