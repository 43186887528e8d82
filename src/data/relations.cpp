#include "data/relations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "data/kafka/connector_state.hpp"
#include "data/object.hpp"

namespace nexa {
namespace {

constexpr std::string_view cluster_label = "strimzi.io/cluster";

std::string_view name_of(const json::object& object) {
    return text_at(object, {"metadata", "name"});
}

bool has_cluster_label(const json::object& parent, const json::object& child) {
    return label_of(child, cluster_label) == name_of(parent);
}

/// Pod sets bear the kind and name of what they were made for; those of pools hang below the pool.
bool is_pod_set_of(std::string_view kind, const json::object& parent, const json::object& set) {
    return has_cluster_label(parent, set) && label_of(set, "strimzi.io/kind") == kind;
}
bool is_own_pod_set(const json::object& kafka, const json::object& set) {
    return is_pod_set_of("Kafka", kafka, set) && label_of(set, "strimzi.io/pool-name").empty();
}
bool is_pool_pod_set(const json::object& pool, const json::object& set) {
    return label_of(set, "strimzi.io/pool-name") == name_of(pool) && label_of(set, cluster_label) == label_of(pool, cluster_label);
}
bool is_connect_pod_set(const json::object& connect, const json::object& set) {
    return is_pod_set_of("KafkaConnect", connect, set);
}
bool is_mirror_pod_set(const json::object& mirror_maker, const json::object& set) {
    return is_pod_set_of("KafkaMirrorMaker2", mirror_maker, set);
}

/// Whether one of the bootstrap addresses is the Kafka's own Service in this namespace.
bool reaches(const json::object& kafka, std::string_view servers) {
    const auto service = fmt::format("{}-kafka-bootstrap", name_of(kafka));
    const auto own = text_at(kafka, {"metadata", "namespace"});
    while (!servers.empty()) {
        const auto end = std::min(servers.find(','), servers.size());
        auto host = servers.substr(0, end);
        host = host.substr(0, host.rfind(':'));
        const auto dot = host.find('.');
        const auto rest = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
        const auto name_space = rest.substr(0, rest.find('.'));
        if (host.substr(0, dot) == service && (name_space.empty() || name_space == own)) return true;
        servers.remove_prefix(std::min(end + 1, servers.size()));
    }
    return false;
}
bool uses_kafka(const json::object& kafka, const json::object& client) {
    return reaches(kafka, text_at(client, {"spec", "bootstrapServers"}));
}
bool moves_from_or_to(const json::object& kafka, const json::object& mirror_maker) {
    if (reaches(kafka, text_at(mirror_maker, {"spec", "consumer", "bootstrapServers"})) ||
        reaches(kafka, text_at(mirror_maker, {"spec", "producer", "bootstrapServers"})))
        return true;
    return reaches(kafka, text_at(mirror_maker, {"spec", "target", "bootstrapServers"}));
}
bool mirrors(const json::object& kafka, const json::object& mirror_maker) {
    if (moves_from_or_to(kafka, mirror_maker)) return true;
    for (const auto& [list_name, member] : {std::pair{"clusters", ""}, std::pair{"mirrors", "source"}}) {
        const auto* list = list_at(mirror_maker, {"spec", list_name});
        if (list == nullptr) continue;
        for (const auto& item : *list) {
            const auto* entry = item.if_object();
            if (entry == nullptr) continue;
            const auto servers = *member == 0 ? text_at(*entry, {"bootstrapServers"}) : text_at(*entry, {member, "bootstrapServers"});
            if (reaches(kafka, servers)) return true;
        }
    }
    return false;
}

bool is_run_of(const json::object& schedule, const json::object& application) {
    return label_of(application, "sparkoperator.k8s.io/scheduled-app-name") == name_of(schedule);
}

struct Row {
    std::string_view parent;
    std::string_view child;
    std::string_view role;        ///< Of the child to the parent.
    std::string_view owner_role;  ///< Of the parent to the child.
    bool (*belongs)(const json::object& parent, const json::object& child);
};

constexpr std::array<Row, 14> rows{{
    {"Kafka", "KafkaNodePool", "Node pool", "Kafka cluster", has_cluster_label},
    {"Kafka", "StrimziPodSet", "Pod set", "Kafka cluster", is_own_pod_set},
    {"KafkaNodePool", "StrimziPodSet", "Pod set", "Node pool", is_pool_pod_set},
    {"Kafka", "KafkaTopic", "Topic", "Kafka cluster", has_cluster_label},
    {"Kafka", "KafkaUser", "User", "Kafka cluster", has_cluster_label},
    {"Kafka", "KafkaRebalance", "Rebalance", "Kafka cluster", has_cluster_label},
    {"Kafka", "KafkaConnect", "Connect cluster", "Kafka cluster", uses_kafka},
    {"Kafka", "KafkaBridge", "Bridge", "Kafka cluster", uses_kafka},
    {"Kafka", "KafkaMirrorMaker2", "MirrorMaker", "Kafka cluster", mirrors},
    {"Kafka", "KafkaMirrorMaker", "MirrorMaker", "Kafka cluster", moves_from_or_to},
    {"KafkaConnect", "KafkaConnector", "Connector", "Connect cluster", has_cluster_label},
    {"KafkaConnect", "StrimziPodSet", "Pod set", "Connect cluster", is_connect_pod_set},
    {"KafkaMirrorMaker2", "StrimziPodSet", "Pod set", "MirrorMaker", is_mirror_pod_set},
    {"ScheduledSparkApplication", "SparkApplication", "Run", "Schedule", is_run_of},
}};

// --- Parts that are no resources of their own here: they stand in the statuses

Relation part(std::string role, std::string kind, std::string_view name, Health health, std::string reason) {
    return {std::move(role), std::move(kind), std::string(name), {health, std::move(reason)}, false, {}};
}

std::vector<Relation> pods_of_set(const json::object& set) {
    std::vector<Relation> result;
    const auto* pods = list_at(set, {"spec", "pods"});
    if (pods == nullptr) return result;
    const auto all = integer_at(set, {"status", "pods"}).value_or(0);
    const auto ready = integer_at(set, {"status", "readyPods"}).value_or(0);
    for (const auto& item : *pods) {
        if (!item.is_object()) continue;
        const bool sure = all > 0 && ready >= all;
        result.push_back(part("Pod", "Pod", name_of(item.get_object()), sure ? Health::healthy : Health::unknown,
                              sure ? std::string() : fmt::format("{} of {} pods are ready", ready, all)));
    }
    return result;
}

Health health_of_state(std::string_view state) {
    if (state == "RUNNING" || state == "COMPLETED") return Health::healthy;
    if (state == "FAILED") return Health::degraded;
    if (state == "PAUSED" || state == "STOPPED") return Health::suspended;
    if (state == "PENDING" || state == "UNASSIGNED" || state == "RESTARTING") return Health::progressing;
    return Health::unknown;
}

std::vector<Relation> tasks_of(const json::object& status, std::string_view role) {
    std::vector<Relation> result;
    const auto* tasks = list_at(status, {"tasks"});
    if (tasks == nullptr) return result;
    for (const auto& item : *tasks) {
        const auto* task = item.if_object();
        if (task == nullptr) continue;
        const auto state = text_at(*task, {"state"});
        const auto trace = text_at(*task, {"trace"});
        auto reason = fmt::format("{} on {}", state, text_at(*task, {"worker_id"}));
        if (!trace.empty()) reason = fmt::format("{}: {}", state, trace.substr(0, trace.find('\n')));
        result.push_back(part(std::string(role), "Task", std::to_string(integer_at(*task, {"id"}).value_or(0)), health_of_state(state),
                              std::move(reason)));
    }
    return result;
}

std::vector<Relation> parts_of_connector(const json::object& connector) {
    const auto* status = object_at(connector, {"status", "connectorStatus"});
    return status == nullptr ? std::vector<Relation>() : tasks_of(*status, "Task");
}

std::vector<Relation> parts_of_mirror_maker(const json::object& mirror_maker) {
    std::vector<Relation> result;
    const auto* connectors = list_at(mirror_maker, {"status", "connectors"});
    if (connectors == nullptr) return result;
    for (const auto& item : *connectors) {
        if (!item.is_object()) continue;
        const auto state = kafka::connector_state(item.get_object());
        auto relation = part("Connector", "Connector", state.name, health_of_state(state.state), std::string(state.state));
        relation.children = tasks_of(item.get_object(), "Task");
        result.push_back(std::move(relation));
    }
    return result;
}

std::vector<Relation> parts_of_user(const json::object& user) {
    const auto secret = text_at(user, {"status", "secret"});
    if (secret.empty()) return {};
    return {part("Credentials", "Secret", secret, Health::healthy, {})};
}

std::vector<Relation> parts_of_application(const json::object& application) {
    std::vector<Relation> result;
    const auto state = text_at(application, {"status", "applicationState", "state"});
    const auto driver = text_at(application, {"status", "driverInfo", "podName"});
    if (!driver.empty()) {
        Health health = Health::unknown;
        if (state == "RUNNING" || state == "COMPLETED" || state == "SUCCEEDING") health = Health::healthy;
        if (state == "FAILED" || state == "FAILING") health = Health::degraded;
        if (state == "SUBMITTED") health = Health::progressing;
        result.push_back(part("Driver", "Pod", driver, health, std::string(state)));
    }
    const auto* executors = object_at(application, {"status", "executorState"});
    if (executors == nullptr) return result;
    for (const auto& [name, value] : *executors) {
        const auto executor = value.is_string() ? view(value.get_string()) : std::string_view();
        result.push_back(part("Executor", "Pod", std::string_view(name), health_of_state(executor), std::string(executor)));
    }
    return result;
}

std::vector<Relation> parts_of_server(const json::object& connect) {
    std::vector<Relation> result;
    const bool ready = text_at(connect, {"status", "state"}) == "Ready";
    const auto pod = text_at(connect, {"status", "server", "podName"});
    if (!pod.empty()) result.push_back(part("Server", "Pod", pod, ready ? Health::healthy : Health::progressing, {}));
    const auto service = text_at(connect, {"status", "server", "serviceName"});
    if (!service.empty()) result.push_back(part("Address", "Service", service, ready ? Health::healthy : Health::progressing, {}));
    return result;
}

struct PartsRow {
    std::string_view kind;
    std::vector<Relation> (*parts)(const json::object& object);
};
constexpr std::array<PartsRow, 6> parts_rows{{{"StrimziPodSet", pods_of_set},
                                              {"KafkaConnector", parts_of_connector},
                                              {"KafkaMirrorMaker2", parts_of_mirror_maker},
                                              {"KafkaUser", parts_of_user},
                                              {"SparkApplication", parts_of_application},
                                              {"SparkConnect", parts_of_server}}};

/// Walks the rows down from one resource. Rows lead downwards only, so that the walk ends.
class Walk {
public:
    explicit Walk(const ObjectsOfKind& objects) : objects_(objects) {}

    std::vector<Relation> below(std::string_view kind, const json::object& object) {
        std::vector<Relation> result;
        for (const auto& row : rows) {
            if (row.parent != kind) continue;
            for (const auto& child : all(row.child)) {
                if (row.belongs(object, child)) add(result, resource(row.role, row.child, child), &child);
            }
        }
        for (const auto& row : parts_rows) {
            if (row.kind != kind) continue;
            for (auto& each : row.parts(object)) add(result, std::move(each), nullptr);
        }
        return result;
    }

    /// What a resource is part of, and what that is part of.
    std::vector<Relation> above(std::string_view kind, const json::object& object) {
        std::vector<Relation> result;
        for (const auto& row : rows) {
            if (row.child != kind) continue;
            for (const auto& parent : all(row.parent)) {
                if (!row.belongs(parent, object)) continue;
                result.push_back(resource(row.owner_role, row.parent, parent));
                for (auto& each : above(row.parent, parent)) result.push_back(std::move(each));
            }
        }
        return result;
    }

    std::size_t left_out() const { return count_ > most_relations ? count_ - most_relations : 0; }

private:
    const ObjectsOfKind& objects_;
    std::map<std::string, std::vector<json::object>, std::less<>> known_;
    std::size_t count_ = 0;

    const std::vector<json::object>& all(std::string_view kind) {
        const auto found = known_.find(kind);
        if (found != known_.end()) return found->second;
        return known_.emplace(std::string(kind), objects_(kind)).first->second;
    }

    static Relation resource(std::string_view role, std::string_view kind, const json::object& object) {
        const auto* row = find_kind(kind);
        return {std::string(role),
                std::string(kind),
                std::string(name_of(object)),
                row == nullptr ? HealthVerdict{} : row->health(object),
                row != nullptr,
                {}};
    }

    void add(std::vector<Relation>& to, Relation relation, const json::object* object) {
        if (++count_ > most_relations) return;
        if (object != nullptr) relation.children = below(relation.kind, *object);
        to.push_back(std::move(relation));
    }
};

}  // namespace

Relations relations_of(const Kind& kind, const json::object& object, const ObjectsOfKind& objects) {
    Walk walk(objects);
    Relations result;
    result.owners = walk.above(kind.ref.kind, object);
    result.children = walk.below(kind.ref.kind, object);
    result.left_out = walk.left_out();
    return result;
}

}  // namespace nexa
