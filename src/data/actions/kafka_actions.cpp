#include <algorithm>

#include "data/actions/rows.hpp"

namespace nexa::actions {
namespace {

using Type = Parameter::Type;
constexpr std::string_view pause_annotation = "strimzi.io/pause-reconciliation";
constexpr std::string_view roll_annotation = "strimzi.io/manual-rolling-update";
constexpr std::string_view skip_annotation = "strimzi.io/skip-broker-scaledown-check";
constexpr std::string_view delete_annotation = "strimzi.io/delete-pod-and-pvc";

std::optional<std::string> not_while_paused(const Input& input) {
    if (is_paused(input.resource)) return "reconciliation is paused: the operator would not see it; resume it first";
    return std::nullopt;
}

// pause, resume

std::optional<std::string> cannot_pause(const Input& input) {
    if (is_paused(input.resource)) return "it is paused already";
    return std::nullopt;
}
json::object pause(const Input&) {
    return annotation_patch(pause_annotation, "true");
}
std::optional<std::string> cannot_resume(const Input& input) {
    if (!is_paused(input.resource)) return "it is not paused";
    return std::nullopt;
}
json::object resume(const Input&) {
    return annotation_patch(pause_annotation, nullptr);
}

bool says_paused(const json::object& resource) {
    return std::ranges::any_of(conditions(resource),
                               [](const Condition& each) { return each.type == "ReconciliationPaused" && each.status == "True"; });
}
RunVerdict paused(const Progress& progress) {
    if (progress.resource == nullptr) return {RunVerdict::State::failed, "the resource is gone"};
    if (!says_paused(*progress.resource))
        return {RunVerdict::State::waiting, "waiting for the operator to notice; what it is doing goes on to its end"};
    return {RunVerdict::State::succeeded, "reconciliation is paused"};
}
RunVerdict resumed(const Progress& progress) {
    if (progress.resource == nullptr) return {RunVerdict::State::failed, "the resource is gone"};
    if (says_paused(*progress.resource)) return {RunVerdict::State::waiting, "waiting for the operator to take it up"};
    if (progress.kind == nullptr) return {RunVerdict::State::succeeded, "the operator has taken it up"};
    return waiting_verdict(*progress.kind, progress.applied, *progress.resource);
}

// restarts

std::string_view cluster_of(const Input& input) {
    return text_at(input.resource, {"kind"}) == "Kafka" ? input.name() : label_of(input.resource, "strimzi.io/cluster");
}

std::vector<Wanted> pods_of(const Input& input) {
    const auto cluster = cluster_of(input);
    if (text_at(input.resource, {"kind"}) == "KafkaNodePool")
        return {{.kind = "Pod", .selector = fmt::format("strimzi.io/cluster={},strimzi.io/pool-name={}", cluster, input.name())}};
    return {{.kind = "Pod", .selector = fmt::format("strimzi.io/cluster={},strimzi.io/name={}-kafka", cluster, cluster)}};
}

/// Controllers come before brokers, as Strimzi rolls them; the node asked for, or all.
std::vector<const json::object*> chosen_pods(const Input& input) {
    const auto node = input.number("node");
    std::vector<const json::object*> pods;
    for (const auto& pod : input.others) {
        if (!node || text_at(pod, {"metadata", "name"}).ends_with(fmt::format("-{}", *node))) pods.push_back(&pod);
    }
    const auto rank = [](const json::object* pod) {
        return std::pair(label_of(*pod, "strimzi.io/controller-role") != "true", text_at(*pod, {"metadata", "name"}));
    };
    std::ranges::sort(pods, {}, rank);
    return pods;
}

Result<std::vector<Operation>> annotate_pods(const Input& input, std::string_view annotation, std::string_view what) {
    std::vector<Operation> operations;
    for (const auto* pod : chosen_pods(input)) {
        operations.push_back(
            annotate("Pod", *pod, annotation, "true", fmt::format("{} pod {}", what, text_at(*pod, {"metadata", "name"}))));
    }
    if (!operations.empty()) return operations;
    if (const auto node = input.number("node")) return fail(ErrorCode::not_found, fmt::format("{} has no node {}", input.name(), *node));
    return fail(ErrorCode::not_found, fmt::format("{} has no pods", input.name()));
}

Result<std::vector<Operation>> restart(const Input& input) {
    return annotate_pods(input, roll_annotation, "asks for a restart of");
}
std::vector<std::string> restart_effects(const Input& input) {
    const auto pods = chosen_pods(input);
    if (pods.empty())
        return {fmt::format("Strimzi restarts the nodes of {}, one after another: controllers first, then brokers", input.name())};
    std::string names;
    for (const auto* pod : pods) names += fmt::format("{}{}", names.empty() ? "" : ", ", text_at(*pod, {"metadata", "name"}));
    return {fmt::format(
        "Strimzi restarts {} node{}, one after another: {}. A broker is restarted only while its partitions keep min.insync.replicas",
        pods.size(), pods.size() == 1 ? "" : "s", names)};
}

Result<std::vector<Operation>> delete_node(const Input& input) {
    return annotate_pods(input, delete_annotation, "asks for the deletion of volumes and");
}
std::vector<std::string> delete_node_effects(const Input& input) {
    return {fmt::format(
        "Strimzi deletes the pod of node {} with its volume claims, and makes both anew: the node comes back empty and copies its "
        "partitions from the others. What has no replica elsewhere is lost",
        input.number("node").value_or(0))};
}

/// The nodes of a pool; a Kafka does not know its own.
std::vector<Choice> node_choices(const Input& input) {
    std::vector<Choice> nodes;
    const auto* ids = list_at(input.resource, {"status", "nodeIds"});
    if (ids == nullptr) return nodes;
    for (const auto& id : *ids) nodes.push_back({plain_text(id)});
    return nodes;
}

// certificate authorities

std::optional<std::string> no_authority(const Input& input, std::string_view field) {
    if (auto why = not_while_paused(input)) return why;
    const auto* generated = find(input.resource, {"spec", field, "generateCertificateAuthority"});
    if (generated != nullptr && generated->is_bool() && !generated->get_bool())
        return fmt::format("spec.{}.generateCertificateAuthority is false: the Secrets of this authority are yours to renew", field);
    return std::nullopt;
}
std::optional<std::string> no_cluster_authority(const Input& input) {
    return no_authority(input, "clusterCa");
}
std::optional<std::string> no_clients_authority(const Input& input) {
    return no_authority(input, "clientsCa");
}

/// The certificate of an authority, or its key: each is a Secret with a counter of its own.
std::vector<Wanted> secret_named(const Input& input, std::string_view suffix) {
    return {{.kind = "Secret", .name = fmt::format("{}{}", input.name(), suffix)}};
}
std::vector<Wanted> cluster_certificate(const Input& input) {
    return secret_named(input, "-cluster-ca-cert");
}
std::vector<Wanted> clients_certificate(const Input& input) {
    return secret_named(input, "-clients-ca-cert");
}
std::vector<Wanted> cluster_key(const Input& input) {
    return secret_named(input, "-cluster-ca");
}
std::vector<Wanted> clients_key(const Input& input) {
    return secret_named(input, "-clients-ca");
}

Result<std::vector<Operation>> force(const Input& input, std::string_view annotation, std::string_view counter) {
    if (input.others.empty()) return fail(ErrorCode::not_found, fmt::format("{} has no such certificate authority (yet)", input.name()));
    const auto& secret = input.others.front();
    auto operation = annotate("Secret", secret, annotation, "true",
                              fmt::format("sets {} on Secret {}", annotation, text_at(secret, {"metadata", "name"})));
    operation.counter = counter;
    operation.counter_before = annotation_of(secret, counter);
    return std::vector{std::move(operation)};
}
Result<std::vector<Operation>> renew_certificate(const Input& input) {
    return force(input, "strimzi.io/force-renew", "strimzi.io/ca-cert-generation");
}
Result<std::vector<Operation>> replace_key(const Input& input) {
    return force(input, "strimzi.io/force-replace", "strimzi.io/ca-key-generation");
}

std::string windows_of(const Input& input) {
    const auto* windows = list_at(input.resource, {"spec", "maintenanceTimeWindows"});
    return windows == nullptr || windows->empty() ? std::string() : " It waits for the next maintenance window";
}
std::vector<std::string> renew_effects(const Input& input) {
    return {fmt::format(
        "a new certificate of the same key is made, and every node of {} restarts for it, one after another. Clients that trust the old "
        "certificate go on until it expires.{}",
        input.name(), windows_of(input))};
}
std::vector<std::string> replace_effects(const Input& input) {
    return {fmt::format(
        "a new key and certificate are made: every node of {} restarts, first to trust the new one and then to use it, and clients must "
        "trust the new certificate by then.{}",
        input.name(), windows_of(input))};
}

RunVerdict counter_raised(const Progress& progress) {
    for (const auto& operation : progress.done) {
        if (progress.others.empty()) return {RunVerdict::State::waiting, fmt::format("waiting for Secret {}", operation.name)};
        if (annotation_of(progress.others.front(), operation.counter) == operation.counter_before)
            return {RunVerdict::State::waiting, "waiting for Strimzi to renew it; with maintenance windows, for the next one"};
    }
    return {RunVerdict::State::succeeded, "it is renewed; the nodes restart for it"};
}

// pools

std::optional<std::string> cannot_scale(const Input& input) {
    return not_while_paused(input);
}
std::string size_now(const Input& input) {
    const auto replicas = integer_at(input.resource, {"spec", "replicas"});
    return replicas ? std::to_string(*replicas) : std::string();
}
json::object scale(const Input& input) {
    json::object patch{{"spec", json::object{{"replicas", input.number("replicas").value_or(0)}}}};
    json::value merged = std::move(patch);
    if (const auto ids = input.text("node_ids"); !ids.empty()) {
        const bool grows = input.number("replicas").value_or(0) > integer_at(input.resource, {"spec", "replicas"}).value_or(0);
        merge(merged, annotation_patch(grows ? "strimzi.io/next-node-ids" : "strimzi.io/remove-node-ids", json::value(ids)));
    }
    return merged.get_object();
}

// scale-down

/// Strimzi keeps brokers that hold partitions, until it is told not to look.
bool skips_check(const Input& input) {
    return annotation_of(input.resource, skip_annotation) == "true";
}
std::optional<std::string> cannot_skip_check(const Input& input) {
    return skips_check(input) ? std::optional<std::string>("brokers may go with their partitions already") : std::nullopt;
}
std::optional<std::string> cannot_check_again(const Input& input) {
    return skips_check(input) ? std::nullopt : std::optional<std::string>("brokers that hold partitions are kept already");
}
json::object skip_check(const Input&) {
    return annotation_patch(skip_annotation, "true");
}
json::object check_again(const Input&) {
    return annotation_patch(skip_annotation, nullptr);
}
std::vector<std::string> skip_check_effects(const Input& input) {
    return {
        fmt::format("a smaller node pool of {} takes brokers away with the partitions on them: what has no replica elsewhere is lost. The "
                    "check stays off until it is switched on again",
                    input.name())};
}
std::vector<std::string> check_again_effects(const Input&) {
    return {"a smaller node pool keeps the brokers that hold partitions, and says so"};
}

constexpr std::string_view can_pause[] = {"Kafka",          "KafkaTopic",        "KafkaUser",   "KafkaConnect",
                                          "KafkaConnector", "KafkaMirrorMaker2", "KafkaBridge", "KafkaRebalance"};
constexpr std::string_view kafka[] = {"Kafka"};
constexpr std::string_view pool[] = {"KafkaNodePool"};
constexpr std::string_view with_nodes[] = {"Kafka", "KafkaNodePool"};
constexpr Parameter one_node[] = {{.name = "node",
                                   .title = "Node",
                                   .type = Type::integer,
                                   .about = "the id of one node; without it, all of them",
                                   .minimum = 0,
                                   .choices = node_choices}};
constexpr Parameter the_node[] = {{.name = "node",
                                   .title = "Node",
                                   .type = Type::integer,
                                   .required = true,
                                   .about = "the node's id",
                                   .minimum = 0,
                                   .choices = node_choices}};
constexpr Parameter size[] = {
    {.name = "replicas",
     .title = "Nodes",
     .type = Type::integer,
     .required = true,
     .about = "how many nodes the pool is to have",
     .minimum = 0,
     .preset = size_now},
    {.name = "node_ids", .title = "Node ids", .type = Type::text, .about = "ids to add or to remove first: [3,10-12]"}};
using Gravity = Finding::Gravity;

constexpr Action rows[] = {
    {.id = "pause",
     .title = "Pause reconciliation",
     .kinds = can_pause,
     .explanation = "The operator leaves the resource alone until it is resumed.",
     .source = "Strimzi: pausing reconciliation",
     .objection = cannot_pause,
     .patch = pause,
     .verdict = paused},
    {.id = "resume",
     .title = "Resume reconciliation",
     .kinds = can_pause,
     .gravity = Gravity::restart,
     .explanation = "The operator takes the resource up again and reverts what was changed by hand meanwhile.",
     .source = "Strimzi: pausing reconciliation",
     .objection = cannot_resume,
     .leads = always,
     .awaited = true,
     .patch = resume,
     .verdict = resumed},
    {.id = "restart",
     .title = "Restart nodes",
     .kinds = with_nodes,
     .gravity = Gravity::restart,
     .explanation = "Strimzi restarts the nodes one after another and keeps partitions available.",
     .source = "Strimzi: annotation strimzi.io/manual-rolling-update",
     .parameters = one_node,
     .patience = std::chrono::hours(2),
     .objection = not_while_paused,
     .wanted = pods_of,
     .operations = restart,
     .effects = restart_effects,
     .verdict = replaced_by_ready},
    {.id = "scale",
     .title = "Scale",
     .kinds = pool,
     .explanation = "Adds nodes to a pool, or removes them.",
     .source = "Strimzi: scaling node pools, node ids",
     .parameters = size,
     .objection = cannot_scale,
     .patch = scale},
    {.id = "renew-cluster-ca",
     .title = "Renew the cluster's certificate authority",
     .kinds = kafka,
     .gravity = Gravity::restart,
     .explanation = "A new certificate for the same key; for the cluster's own connections and its TLS listeners.",
     .source = "Strimzi: annotation strimzi.io/force-renew",
     .patience = std::chrono::hours(24),
     .objection = no_cluster_authority,
     .wanted = cluster_certificate,
     .operations = renew_certificate,
     .effects = renew_effects,
     .verdict = counter_raised},
    {.id = "renew-clients-ca",
     .title = "Renew the clients' certificate authority",
     .kinds = kafka,
     .gravity = Gravity::restart,
     .explanation = "A new certificate for the same key; user certificates are signed by it.",
     .source = "Strimzi: annotation strimzi.io/force-renew",
     .patience = std::chrono::hours(24),
     .objection = no_clients_authority,
     .wanted = clients_certificate,
     .operations = renew_certificate,
     .effects = renew_effects,
     .verdict = counter_raised},
    {.id = "replace-cluster-ca-key",
     .title = "Replace the key of the cluster's certificate authority",
     .kinds = kafka,
     .gravity = Gravity::restart,
     .explanation = "A new key and certificate, for when the old key may be known to somebody.",
     .source = "Strimzi: annotation strimzi.io/force-replace",
     .patience = std::chrono::hours(24),
     .objection = no_cluster_authority,
     .wanted = cluster_key,
     .operations = replace_key,
     .effects = replace_effects,
     .verdict = counter_raised},
    {.id = "replace-clients-ca-key",
     .title = "Replace the key of the clients' certificate authority",
     .kinds = kafka,
     .gravity = Gravity::restart,
     .explanation = "A new key and certificate; all user certificates are made anew.",
     .source = "Strimzi: annotation strimzi.io/force-replace",
     .patience = std::chrono::hours(24),
     .objection = no_clients_authority,
     .wanted = clients_key,
     .operations = replace_key,
     .effects = replace_effects,
     .verdict = counter_raised},
    {.id = "delete-node-storage",
     .title = "Delete a node's pod and volumes",
     .kinds = with_nodes,
     .gravity = Gravity::data_loss,
     .destroys = true,
     .explanation = "For a node whose volumes are broken: it starts anew, empty.",
     .source = "Strimzi: annotation strimzi.io/delete-pod-and-pvc",
     .parameters = the_node,
     .patience = std::chrono::hours(2),
     .objection = not_while_paused,
     .wanted = pods_of,
     .operations = delete_node,
     .effects = delete_node_effects,
     .verdict = replaced_by_ready},
    {.id = "skip-scale-down-check",
     .title = "Let brokers go with their partitions",
     .kinds = kafka,
     .gravity = Gravity::data_loss,
     .destroys = true,
     .explanation = "For a scale-down that Strimzi takes back because of partitions that nobody needs any more.",
     .source = "Strimzi: annotation strimzi.io/skip-broker-scaledown-check",
     .objection = cannot_skip_check,
     .patch = skip_check,
     .effects = skip_check_effects},
    {.id = "check-scale-down",
     .title = "Keep brokers that hold partitions",
     .kinds = kafka,
     .explanation = "Switches the check before a scale-down on again.",
     .source = "Strimzi: annotation strimzi.io/skip-broker-scaledown-check",
     .objection = cannot_check_again,
     .leads = always,
     .patch = check_again,
     .effects = check_again_effects},
};

}  // namespace

std::span<const Action> kafka_actions() noexcept {
    return rows;
}

}  // namespace nexa::actions
