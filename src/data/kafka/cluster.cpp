#include <fmt/format.h>

#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"
#include "http/certificate.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"version", "Kafka version", ColumnType::text}, {"mode", "Mode", ColumnType::text},
    {"pools", "Node pools", ColumnType::number},    {"bootstrap", "Bootstrap", ColumnType::text},
    {"warnings", "Warnings", ColumnType::number},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"k"};

HealthVerdict health(const json::object& object) {
    auto verdict = strimzi_health(object);
    const auto wanted = text_at(object, {"spec", "kafka", "version"});
    const auto running = text_at(object, {"status", "kafkaVersion"});
    // While its pods roll a cluster stays Ready at the old generation; an upgrade can be told from the versions.
    const bool upgrading = verdict.health == Health::progressing && observed_generation(object) < generation(object) && !wanted.empty() &&
                           !running.empty() && wanted != running;
    if (upgrading) verdict.reason += fmt::format("; moving from Kafka {} to {}, node by node", running, wanted);
    return verdict;
}

/// The address that clients use first: that of the first listener.
std::string_view bootstrap(const json::object& object) {
    const auto* listeners = list_at(object, {"status", "listeners"});
    if (listeners == nullptr || listeners->empty() || !listeners->front().is_object()) return {};
    return text_at(listeners->front().get_object(), {"bootstrapServers"});
}

/// The listener's entry in the specification; null when there is none of that name.
const json::object* listener_of(const json::object& object, std::string_view name) {
    const auto* listeners = list_at(object, {"spec", "kafka", "listeners"});
    if (listeners == nullptr) return nullptr;
    for (const auto& item : *listeners) {
        if (item.is_object() && text_at(item.get_object(), {"name"}) == name) return &item.get_object();
    }
    return nullptr;
}

/// The last of a listener's certificates to expire: while an authority is renewed the old one stands beside the new one.
std::optional<Time> expiry_of(const json::object& listener) {
    std::optional<Time> last;
    const auto* texts = list_at(listener, {"certificates"});
    if (texts == nullptr) return last;
    for (const auto& text : *texts) {
        if (!text.is_string()) continue;
        for (const auto expires : http::certificate_expiries(view(text.get_string()))) last = std::max(last.value_or(expires), expires);
    }
    return last;
}

/// Strimzi shows in each TLS listener's status what its clients have to trust: the cluster's authority, or the certificate that the
/// listener was given of its own (brokerCertChainAndKey).
std::vector<ToldCertificate> certificates(const json::object& object) {
    std::vector<ToldCertificate> told;
    const auto* listeners = list_at(object, {"status", "listeners"});
    if (listeners == nullptr) return told;
    std::optional<Time> authority;
    for (const auto& item : *listeners) {
        const auto* listener = item.if_object();
        const auto expires = listener == nullptr ? std::nullopt : expiry_of(*listener);
        if (!expires) continue;
        const auto name = text_at(*listener, {"name"});
        const auto* asked = listener_of(object, name);
        if (asked != nullptr && object_at(*asked, {"configuration", "brokerCertChainAndKey"}) != nullptr) {
            told.push_back({std::string(name), *expires, false, 0});
        } else {
            authority = std::max(authority.value_or(*expires), *expires);
        }
    }
    if (!authority) return told;
    const auto* made = find(object, {"spec", "clusterCa", "generateCertificateAuthority"});
    const bool is_renewed = made == nullptr || !made->is_bool() || made->get_bool();
    told.push_back({{}, *authority, is_renewed, is_renewed ? integer_at(object, {"spec", "clusterCa", "renewalDays"}).value_or(30) : 0});
    return told;
}

json::object summary(const json::object& object) {
    const auto running = text_at(object, {"status", "kafkaVersion"});
    const auto* pools = list_at(object, {"status", "kafkaNodePools"});
    const bool zookeeper = object_at(object, {"spec", "zookeeper"}) != nullptr && annotation_of(object, "strimzi.io/kraft") != "enabled";
    return {
        {"version", running.empty() ? text_at(object, {"spec", "kafka", "version"}) : running},
        {"mode", zookeeper ? "ZooKeeper" : "KRaft"},
        {"pools", pools == nullptr ? 0 : pools->size()},
        {"bootstrap", bootstrap(object)},
        {"warnings", warning_count(object)},
    };
}

}  // namespace

Kind cluster() {
    return {
        .ref = {.kind = "Kafka", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkas", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka cluster",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .certificates = certificates,
    };
}

}  // namespace nexa::kafka
