#include "data/sandbox/operators/scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/sandbox/certificates.hpp"
#include "data/sandbox/cluster.hpp"
#include "data/sandbox/operators/connector_runtime.hpp"
#include "data/sandbox/operators/kafka_certificates.hpp"
#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_run.hpp"
#include "wire/yaml.hpp"

namespace nexa::sandbox {
namespace {

/// Which resource an object belongs to, by the name that a scenario gives.
using NameOf = std::string (*)(const json::object& object);

std::string own_name(const json::object& object) {
    return std::string(name_of(object));
}
std::string kafka_of_node(const json::object& pod) {
    return label_of(pod, "strimzi.io/broker-role") == "true" ? std::string(label_of(pod, "strimzi.io/cluster")) : std::string();
}
std::string application_of_driver(const json::object& pod) {
    return label_of(pod, "spark-role") == "driver" ? std::string(label_of(pod, "sparkoperator.k8s.io/app-name")) : std::string();
}

/// What happens is told to the simulation by an annotation on an object of `kind`.
struct Row {
    std::string_view what;
    std::string_view about;
    std::string_view kind;
    NameOf name;
    std::string_view annotation;
    std::string_view value;
};
constexpr std::array rows{
    Row{"broker-does-not-start", "A broker ends each time that it is started", "Pod", kafka_of_node, pod_annotation::crash,
        "ERROR Exiting Kafka due to fatal exception during startup. (kafka.Kafka$) java.lang.IllegalStateException: this broker's log "
        "directory was written by another cluster"},
    Row{"full-disk", "A broker can't write its log any more, and ends", "Pod", kafka_of_node, pod_annotation::crash,
        "ERROR Error while writing to log segment in dir /var/lib/kafka/data-0/kafka-log (kafka.server.LogDirFailureChannel) "
        "java.io.IOException: No space left on device"},
    Row{"expiring-certificate", "The certificate authority of a Kafka ends ten days after the Kafka was made, and is not renewed", "Kafka",
        own_name, authority_ends_after, "240h"},
    Row{"paused-cluster", "Somebody has paused the reconciliation of a Kafka", "Kafka", own_name, "strimzi.io/pause-reconciliation",
        "true"},
    Row{"failing-connector", "A connector fails some seconds after each start", "KafkaConnector", own_name, connector_annotation::outcome,
        "fail"},
    Row{"out-of-memory-executor", "The first executor of an application is killed for its memory", "SparkApplication", own_name,
        spark_annotation::outcome, "executor-oom"},
    Row{"unschedulable-driver", "No node has room for the driver of an application", "Pod", application_of_driver,
        pod_annotation::unschedulable,
        "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming "
        "pod."},
};

const Row* find_row(std::string_view what) {
    const auto found = std::ranges::find(rows, what, &Row::what);
    return found == rows.end() ? nullptr : &*found;
}

std::string known_scenarios() {
    std::string all;
    for (const auto& row : rows) all += fmt::format("{}{}", all.empty() ? "" : ", ", row.what);
    return all;
}

bool is_node(const json::object& pod, std::int64_t node) {
    return name_of(pod).ends_with(fmt::format("-{}", node));
}

bool meets(const Scenario& scenario, const Row& row, const json::object& object) {
    const auto name = row.name(object);
    return !name.empty() && (scenario.name.empty() || scenario.name == name) &&
           (scenario.name_space.empty() || scenario.name_space == namespace_of(object)) &&
           (!scenario.node || is_node(object, *scenario.node));
}

/// Puts the annotations on what a scenario means.
class ScenarioController final : public Controller {
public:
    explicit ScenarioController(std::vector<Scenario> scenarios) : scenarios_(std::move(scenarios)) {}
    std::string_view name() const override { return "scenarios"; }
    void start(SandboxCluster& cluster) override { cluster_ = &cluster; }

    void on_event(const WatchEvent& event) override {
        if (event.type == WatchEvent::Type::deleted) return;
        for (const auto& scenario : scenarios_) {
            const Row& row = *find_row(scenario.what);
            const auto& object = event.object->value();
            if (event.resource->kind != row.kind || !annotation_of(object, row.annotation).empty() || !meets(scenario, row, object))
                continue;
            begin(row, namespace_of(object), name_of(object));
        }
    }

private:
    void begin(const Row& row, std::string_view name_space, std::string_view name) {
        const auto done = cluster_->store().mutate(row.kind, name_space, name, [&](json::object& object) {
            merge(object, {{"metadata", {{"annotations", {{row.annotation, row.value}}}}}});
            return true;
        });
        if (!done || row.annotation != pod_annotation::crash) return;
        cluster_->logs().append(name_space, name, "kafka", cluster_->time().now(), row.value);
    }

    const std::vector<Scenario> scenarios_;
    SandboxCluster* cluster_ = nullptr;
};

/// One entry of the list; what is wrong with it goes to `issues`.
Scenario read_one(const json::value& entry, std::size_t at, std::vector<Issue>& issues) {
    Scenario scenario;
    const auto complain = [&](std::string_view member, std::string message) {
        issues.push_back({fmt::format("/{}{}{}", at, member.empty() ? "" : "/", member), std::move(message), {}});
    };
    const auto* object = entry.if_object();
    if (object == nullptr) {
        complain("", "must be an object with a member scenario");
        return scenario;
    }
    for (const auto& [key, value] : *object) {
        const std::string_view member = key;
        if (member == "node") {
            if (value.is_int64() || value.is_uint64()) {
                scenario.node = value.to_number<std::int64_t>();
            } else {
                complain(member, "must be a node id, a whole number");
            }
            continue;
        }
        const std::array<std::pair<std::string_view, std::string Scenario::*>, 4> members{{{"scenario", &Scenario::what},
                                                                                           {"cluster", &Scenario::cluster},
                                                                                           {"namespace", &Scenario::name_space},
                                                                                           {"name", &Scenario::name}}};
        const auto* known = std::ranges::find(members, member, &std::pair<std::string_view, std::string Scenario::*>::first);
        if (known == members.end()) {
            complain(member, "there is no such member (there are: scenario, cluster, namespace, name, node)");
        } else if (!value.is_string()) {
            complain(member, "must be a text");
        } else {
            scenario.*(known->second) = std::string(value.get_string());
        }
    }
    if (scenario.what.empty()) {
        complain("scenario", fmt::format("is needed (there are: {})", known_scenarios()));
    } else if (const Row* row = find_row(scenario.what); row == nullptr) {
        complain("scenario", fmt::format("there is no scenario \"{}\" (there are: {})", scenario.what.substr(0, 60), known_scenarios()));
    } else if (scenario.node && row->name != kafka_of_node) {
        complain("node", fmt::format("{} is not about a broker", scenario.what));
    }
    return scenario;
}

}  // namespace

Result<std::vector<Scenario>> read_scenarios(std::string_view text) {
    const auto documents = wire::parse_yaml(text);
    if (!documents) return fail(documents.error());
    const auto* list = documents->size() == 1 ? documents->front().value.if_array() : nullptr;
    if (list == nullptr) return fail(ErrorCode::invalid, "the scenarios must be one list: - scenario: full-disk");
    std::vector<Scenario> scenarios;
    std::vector<Issue> issues;
    for (std::size_t at = 0; at < list->size(); ++at) scenarios.push_back(read_one((*list)[at], at, issues));
    if (!issues.empty()) {
        auto message = fmt::format("the scenarios can't be read: {}: {}", issues.front().pointer, issues.front().message);
        return fail(ErrorCode::invalid, std::move(message), std::move(issues));
    }
    return scenarios;
}

Result<std::vector<Scenario>> load_scenarios(const std::string& path) {
    if (path.empty()) return std::vector<Scenario>();
    const auto text = read_private_file(path);
    if (!text) return fail(text.error());
    return read_scenarios(*text);
}

void add_scenarios(SandboxCluster& cluster, const std::vector<Scenario>& scenarios) {
    std::vector<Scenario> own;
    std::ranges::copy_if(scenarios, std::back_inserter(own),
                         [&](const Scenario& each) { return each.cluster.empty() || each.cluster == cluster.name(); });
    if (!own.empty()) cluster.add_controller(std::make_shared<ScenarioController>(std::move(own)));
}

std::string scenario_words() {
    std::string text;
    for (const auto& row : rows) text += fmt::format("  {:<24}{}\n", row.what, row.about);
    return text;
}

}  // namespace nexa::sandbox
