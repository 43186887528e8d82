#include "data/sandbox/operators/kafka_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace nexa::sandbox {
namespace {

constexpr auto pools_annotation = "strimzi.io/node-pools";
constexpr auto kraft_annotation = "strimzi.io/kraft";

bool has_role(const json::object& pool, std::string_view role) {
    return std::ranges::count(texts_at(pool, {"spec", "roles"}), role) != 0;
}

std::string version_of(const json::object& kafka, const StrimziFacts& facts) {
    return text_at(kafka, {"spec", "kafka", "version"}, facts.release->default_kafka());
}

bool uses_pools(const json::object& kafka, const StrimziFacts& facts) {
    return !is_zookeeper_based(kafka, facts) || annotation_of(kafka, pools_annotation) == "enabled";
}

std::optional<StrimziFailure> version_objection(const json::object& kafka, const StrimziFacts& facts) {
    const auto version = version_of(kafka, facts);
    if (facts.release->find_kafka(version) != nullptr) {
        const auto running = text_at(kafka, {"status", "kafkaVersion"});
        const auto metadata = text_at(kafka, {"status", "kafkaMetadataVersion"});
        if (!running.empty() && !metadata.empty() && compare_versions(version, running) < 0 && compare_versions(metadata, version) > 0) {
            return StrimziFailure{
                "KafkaUpgradeException",
                fmt::format(
                    "The current metadata version ({}) has to be lower or equal to the Kafka broker version we are downgrading to ({})",
                    metadata, version)};
        }
        return std::nullopt;
    }
    std::vector<std::string_view> supported;
    for (const auto& known : facts.release->kafka) supported.push_back(known.version);
    return StrimziFailure{
        "UnsupportedKafkaVersionException",
        fmt::format("Unsupported Kafka.spec.kafka.version: {}. Supported versions are: [{}]", version, fmt::join(supported, ", "))};
}

std::optional<StrimziFailure> pools_objection(const json::object& kafka, const std::vector<const json::object*>& pools,
                                              const StrimziFacts& facts) {
    const auto name = name_of(kafka);
    if (pools.empty())
        return StrimziFailure{"InvalidConfigurationException", fmt::format("No KafkaNodePools found for Kafka cluster {}", name)};
    std::int64_t brokers = 0;
    std::int64_t controllers = 0;
    for (const auto* pool : pools) {
        const auto replicas = number_at(*pool, {"spec", "replicas"});
        if (has_role(*pool, "broker")) brokers += replicas;
        if (has_role(*pool, "controller")) controllers += replicas;
    }
    std::vector<std::string> errors;
    const auto missing = [&](std::string_view role) {
        errors.push_back(fmt::format(
            "At least one KafkaNodePool with the {} role and at least one replica is required when KRaft mode is enabled", role));
    };
    if (brokers + controllers == 0) {
        return StrimziFailure{
            "InvalidResourceException",
            fmt::format("KafkaNodePools are enabled, but KafkaNodePools for Kafka cluster {} either don't exist or have 0 replicas. "
                        "Please make sure at least one KafkaNodePool resource exists, is in the same namespace as the Kafka resource, has "
                        "at least one "
                        "replica, and has the strimzi.io/cluster label set to the name of the Kafka resource.",
                        name)};
    }
    if (is_zookeeper_based(kafka, facts)) {
        if (brokers == 0) errors.emplace_back("At least one KafkaNodePool with the broker role and at least one replica is required");
    } else {
        if (controllers == 0) missing("controller");
        if (brokers == 0) missing("broker");
    }
    if (errors.empty()) return std::nullopt;
    return StrimziFailure{"InvalidResourceException", fmt::format("The Kafka cluster {} is invalid: [{}]", name, fmt::join(errors, ", "))};
}

std::optional<StrimziFailure> listeners_objection(const json::object& kafka) {
    std::vector<std::string> errors;
    std::set<std::string> names;
    std::set<std::int64_t> ports;
    for (const auto& item : array_at(kafka, {"spec", "kafka", "listeners"})) {
        if (!item.is_object()) continue;
        const auto name = text_at(item.get_object(), {"name"});
        const auto port = number_at(item.get_object(), {"port"});
        if (!names.insert(name).second) errors.push_back("every listener needs to have a unique name");
        if (!ports.insert(port).second) errors.push_back("every listener needs to have a unique port number");
        if (port < 9092 || port == 9404 || port == 9999) errors.push_back(fmt::format("port {} is forbidden and cannot be used", port));
    }
    if (errors.empty()) return std::nullopt;
    return StrimziFailure{"InvalidResourceException", fmt::format("Listener configuration is not valid: [{}]", fmt::join(errors, ", "))};
}

std::optional<StrimziFailure> replication_objection(const json::object& kafka, std::int64_t brokers) {
    for (const auto* option : {"default.replication.factor", "offsets.topic.replication.factor", "transaction.state.log.replication.factor",
                               "transaction.state.log.min.isr"}) {
        if (number_at(kafka, {"spec", "kafka", "config", option}) <= brokers) continue;
        return StrimziFailure{
            "InvalidResourceException",
            fmt::format("Kafka configuration option '{}' should be set to {}{} because this cluster has only {} Kafka broker(s).", option,
                        brokers, brokers > 1 ? " or less" : "", brokers)};
    }
    return std::nullopt;
}

/// Labels of the operator's own prefix, except the cluster label, stop everything.
std::optional<StrimziFailure> labels_objection(const json::object& kafka) {
    for (const auto& [key, value] : object_at(kafka, {"metadata", "labels"})) {
        const std::string_view name(key);
        if (!name.starts_with("strimzi.io/") || name.starts_with("strimzi.io/cluster")) continue;
        return StrimziFailure{"CompletionException", fmt::format("java.lang.IllegalArgumentException: Labels starting with strimzi.io/ are "
                                                                 "not allowed in Custom Resources, such labels should be "
                                                                 "removed. Found: {}",
                                                                 name)};
    }
    return std::nullopt;
}

// --- Storage

std::int64_t bytes_of(std::string_view size) {
    double value = 0;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), value);
    if (error != std::errc{}) return 0;
    const auto unit = std::string_view(end, static_cast<std::size_t>(size.data() + size.size() - end));
    static constexpr std::array<std::pair<std::string_view, double>, 9> units{{{"", 1},
                                                                               {"Ki", 1024},
                                                                               {"Mi", 1048576},
                                                                               {"Gi", 1073741824},
                                                                               {"Ti", 1099511627776},
                                                                               {"k", 1e3},
                                                                               {"M", 1e6},
                                                                               {"G", 1e9},
                                                                               {"T", 1e12}}};
    const auto* found = std::ranges::find(units, unit, &std::pair<std::string_view, double>::first);
    return found == units.end() ? 0 : static_cast<std::int64_t>(value * found->second);
}

/// What must not change about one volume: everything but the size's growth, deleteClaim and kraftMetadata.
bool volume_change_allowed(const json::object& applied, const json::object& wanted) {
    const auto fixed = [](json::object volume) {
        for (const auto* field : {"size", "deleteClaim", "kraftMetadata", "volumeAttributesClass"}) volume.erase(field);
        return volume;
    };
    return fixed(applied) == fixed(wanted) && bytes_of(text_at(wanted, {"size"})) >= bytes_of(text_at(applied, {"size"}));
}

bool storage_change_allowed(const json::object& applied, const json::object& wanted) {
    const auto type = text_at(applied, {"type"});
    if (type != text_at(wanted, {"type"})) return false;
    if (type != "jbod") return volume_change_allowed(applied, wanted);
    for (const auto& before : array_at(applied, {"volumes"})) {
        if (!before.is_object()) continue;
        for (const auto& after : array_at(wanted, {"volumes"})) {
            if (!after.is_object() || number_at(before.get_object(), {"id"}) != number_at(after.get_object(), {"id"})) continue;
            if (!volume_change_allowed(before.get_object(), after.get_object())) return false;
        }
    }
    return true;
}

json::object storage_in_effect(KafkaModel& model, const KafkaPool& pool, const json::object& wanted, const View& view) {
    const auto* set = view.find("StrimziPodSet", fmt::format("{}-{}", model.cluster, pool.name));
    if (set == nullptr) return wanted;
    const auto parsed = [&] {
        boost::system::error_code error;
        return json::parse(annotation_of(*set, "strimzi.io/storage"), error);
    }();
    const auto* applied = parsed.if_object();
    if (applied == nullptr || storage_change_allowed(*applied, wanted)) return wanted;
    model.warnings.push_back(
        {"KafkaStorage",
         fmt::format("The desired Kafka storage configuration in the KafkaNodePool resource {}/{} contains changes which are not allowed. "
                     "As a result, all "
                     "storage changes will be ignored. Use DEBUG level logging for more information about the detected changes.",
                     view.name_space(), pool.name),
         pool.name});
    return *applied;
}

// --- Node ids

std::vector<int> known_ids(const json::object& pool) {
    std::vector<int> ids;
    for (const auto& id : array_at(pool, {"status", "nodeIds"})) {
        if (id.is_number()) ids.push_back(static_cast<int>(id.to_number<std::int64_t>()));
    }
    std::ranges::sort(ids);
    return ids;
}

void grow(KafkaPool& pool, std::size_t wanted, std::set<int>& used) {
    std::vector<int> preferred;
    if (pool.resource != nullptr)
        preferred = parse_node_ids(annotation_of(*pool.resource, "strimzi.io/next-node-ids")).value_or(std::vector<int>{});
    std::erase_if(preferred, [&](int id) { return used.contains(id); });
    while (pool.ids.size() < wanted) {
        int id = 0;
        if (!preferred.empty()) {
            id = preferred.front();
            preferred.erase(preferred.begin());
        } else {
            while (used.contains(id)) ++id;
        }
        used.insert(id);
        pool.ids.push_back(id);
        pool.added.push_back(id);
    }
    std::ranges::sort(pool.ids);
}

void shrink(KafkaPool& pool, std::size_t wanted) {
    std::vector<int> preferred;
    if (pool.resource != nullptr)
        preferred = parse_node_ids(annotation_of(*pool.resource, "strimzi.io/remove-node-ids")).value_or(std::vector<int>{});
    while (pool.ids.size() > wanted) {
        auto victim = std::prev(pool.ids.end());
        const auto asked = std::ranges::find_if(preferred, [&](int id) { return std::ranges::count(pool.ids, id) != 0; });
        if (asked != preferred.end()) victim = std::ranges::find(pool.ids, *asked);
        pool.removed.push_back(*victim);
        pool.ids.erase(victim);
    }
}

void keep_occupied_brokers(KafkaModel& model, KafkaPool& pool, const json::object& kafka, const StrimziFacts& facts) {
    const bool skip = annotation_of(kafka, "strimzi.io/skip-broker-scaledown-check") == "true";
    if (!pool.broker || skip || std::ranges::none_of(pool.removed, facts.has_partitions)) return;
    pool.ids.insert(pool.ids.end(), pool.removed.begin(), pool.removed.end());
    std::ranges::sort(pool.ids);
    if (rebalances_on(kafka, "remove-brokers")) std::ranges::copy(pool.removed, std::back_inserter(model.blocked));
    pool.removed.clear();
    model.warnings.push_back(
        {"ScaleDownPreventionCheck",
         fmt::format("Reverting scale-down of KafkaNodePool {} by changing number of replicas to {}", pool.name, pool.ids.size()), ""});
}

void warn_about_configuration(KafkaModel& model, const json::object& kafka) {
    const auto& config = object_at(kafka, {"spec", "kafka", "config"});
    const auto warn = [&](std::string reason, std::string message) {
        model.warnings.push_back({std::move(reason), std::move(message), ""});
    };
    if (model.brokers() > 1) {
        if (!config.contains("default.replication.factor")) {
            warn("KafkaDefaultReplicationFactor",
                 "default.replication.factor option is not configured. It defaults to 1 which does not guarantee reliability and "
                 "availability. "
                 "You should configure this option in .spec.kafka.config.");
        }
        if (!config.contains("min.insync.replicas")) {
            warn("KafkaMinInsyncReplicas",
                 "min.insync.replicas option is not configured. It defaults to 1 which does not guarantee reliability and availability. "
                 "You should configure this option in .spec.kafka.config.");
        }
    }
    if (!model.zookeeper && model.controllers() % 2 == 0) {
        warn("KafkaKRaftControllerNodeCount", "Running KRaft controller quorum with an even number of nodes is not recommended.");
    }
    if (model.zookeeper) {
        warn("ZooKeeperRemoval",
             "Support for ZooKeeper-based Apache Kafka clusters will be removed in the next Strimzi release (0.46.0). Please migrate to "
             "KRaft.");
    }
}

}  // namespace

std::size_t KafkaModel::brokers() const {
    std::size_t count = 0;
    for (const auto& pool : pools) count += pool.broker ? pool.ids.size() : 0;
    return count;
}

std::size_t KafkaModel::controllers() const {
    std::size_t count = 0;
    for (const auto& pool : pools) count += pool.controller ? pool.ids.size() : 0;
    return count;
}

std::size_t KafkaModel::nodes() const {
    std::size_t count = 0;
    for (const auto& pool : pools) count += pool.ids.size();
    return count;
}

std::string KafkaModel::pod(const KafkaPool& pool, int id) const {
    return fmt::format("{}-{}-{}", cluster, pool.name, id);
}

bool is_zookeeper_based(const json::object& kafka, const StrimziFacts& facts) {
    return facts.release->zookeeper && annotation_of(kafka, kraft_annotation) != "enabled";
}

bool lacks_kraft_annotations(const json::object& kafka, const StrimziFacts& facts) {
    if (!facts.at_least("0.46.0") || facts.at_least("0.48.0")) return false;
    return annotation_of(kafka, kraft_annotation) != "enabled" || annotation_of(kafka, pools_annotation) != "enabled";
}

bool rebalances_on(const json::object& kafka, std::string_view mode) {
    return std::ranges::any_of(array_at(kafka, {"spec", "cruiseControl", "autoRebalance"}),
                               [&](const json::value& item) { return item.is_object() && text_at(item.get_object(), {"mode"}) == mode; });
}

std::optional<StrimziFailure> objection(const json::object& kafka, const std::vector<const json::object*>& pools,
                                        const StrimziFacts& facts) {
    if (auto failure = labels_objection(kafka)) return failure;
    if (auto failure = version_objection(kafka, facts)) return failure;
    std::int64_t brokers = 0;
    if (uses_pools(kafka, facts)) {
        if (auto failure = pools_objection(kafka, pools, facts)) return failure;
        for (const auto* pool : pools) brokers += has_role(*pool, "broker") ? number_at(*pool, {"spec", "replicas"}) : 0;
    } else {
        brokers = number_at(kafka, {"spec", "kafka", "replicas"});
    }
    if (is_zookeeper_based(kafka, facts) && object_at(kafka, {"spec", "zookeeper"}).empty()) {
        return StrimziFailure{
            "InvalidResourceException",
            "The .spec.zookeeper section of the Kafka custom resource is missing. This section is required for a ZooKeeper-based cluster."};
    }
    if (auto failure = listeners_objection(kafka)) return failure;
    return replication_objection(kafka, brokers);
}

KafkaModel make_model(const json::object& kafka, const View& view, const std::vector<const json::object*>& pools,
                      const StrimziFacts& facts) {
    KafkaModel model;
    model.cluster = name_of(kafka);
    model.version = version_of(kafka, facts);
    model.zookeeper = is_zookeeper_based(kafka, facts);
    if (!model.zookeeper) {
        const auto* known = facts.release->find_kafka(model.version);
        model.metadata_version =
            text_at(kafka, {"spec", "kafka", "metadataVersion"}, known == nullptr ? std::string_view{} : known->metadata_version);
        // Kafka itself names a feature level fully: 4.2 is 4.2-IV1.
        if (known != nullptr && compare_versions(model.metadata_version, known->metadata_version) == 0)
            model.metadata_version = known->metadata_version;
    }

    std::set<int> used;
    for (const auto* resource : pools) {
        for (const int id : known_ids(*resource)) used.insert(id);
    }
    const auto add = [&](KafkaPool pool, std::int64_t replicas, const json::object& storage) {
        const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(0, replicas));
        grow(pool, wanted, used);
        shrink(pool, wanted);
        keep_occupied_brokers(model, pool, kafka, facts);
        pool.storage = storage_in_effect(model, pool, storage, view);
        model.pools.push_back(std::move(pool));
    };
    if (uses_pools(kafka, facts)) {
        for (const auto* resource : pools) {
            KafkaPool pool;
            pool.name = name_of(*resource);
            pool.resource = resource;
            pool.broker = has_role(*resource, "broker");
            pool.controller = !model.zookeeper && has_role(*resource, "controller");
            pool.ids = known_ids(*resource);
            add(std::move(pool), number_at(*resource, {"spec", "replicas"}), object_at(*resource, {"spec", "storage"}));
        }
    } else {
        KafkaPool pool;
        pool.name = "kafka";
        pool.broker = true;
        // Without a pool's status the PodSet remembers which nodes there are.
        if (const auto* set = view.find("StrimziPodSet", model.cluster + "-kafka")) {
            for (std::size_t i = 0; i < array_at(*set, {"spec", "pods"}).size(); ++i) pool.ids.push_back(static_cast<int>(i));
        }
        for (const int id : pool.ids) used.insert(id);
        add(std::move(pool), number_at(kafka, {"spec", "kafka", "replicas"}), object_at(kafka, {"spec", "kafka", "storage"}));
    }
    warn_about_configuration(model, kafka);
    return model;
}

std::optional<std::vector<int>> parse_node_ids(std::string_view text) {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') return std::nullopt;
    text = text.substr(1, text.size() - 2);
    std::vector<int> ids;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto part = text.substr(0, comma);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
        int first = 0;
        int last = 0;
        const auto* end = part.data() + part.size();
        const auto from = std::from_chars(part.data(), end, first);
        if (from.ec != std::errc{} || first < 0) return std::nullopt;
        last = first;
        if (from.ptr != end) {
            if (*from.ptr != '-') return std::nullopt;
            const auto to = std::from_chars(from.ptr + 1, end, last);
            if (to.ec != std::errc{} || to.ptr != end || last < 0 || std::abs(last - first) > 1000) return std::nullopt;
        }
        const int step = first <= last ? 1 : -1;
        for (int id = first; id != last + step; id += step) ids.push_back(id);
    }
    return ids;
}

}  // namespace nexa::sandbox
