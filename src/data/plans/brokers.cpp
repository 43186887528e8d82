#include <algorithm>
#include <ranges>

#include "data/object.hpp"
#include "data/plans/rows.hpp"

namespace nexa::plans {
namespace {

/// A pool of brokers with the cluster that it belongs to.
struct Pool {
    ResourceKey key;
    ResourceKey kafka;
    json::object live;
    std::int64_t replicas = 0;
    std::vector<std::int64_t> ids;
    bool has_cruise_control = false;
    bool balances_added = false;    ///< Strimzi moves partitions by itself when brokers are added,
    bool balances_removed = false;  ///< or removed.
};

bool has_role(const json::object& pool, std::string_view role) {
    const auto* roles = list_at(pool, {"spec", "roles"});
    return roles != nullptr &&
           std::ranges::any_of(*roles, [&](const auto& each) { return each.is_string() && view(each.get_string()) == role; });
}

bool balances(const json::object& kafka, std::string_view mode) {
    const auto* modes = list_at(kafka, {"spec", "cruiseControl", "autoRebalance"});
    return modes != nullptr &&
           std::ranges::any_of(*modes, [&](const auto& each) { return each.is_object() && text_at(each.get_object(), {"mode"}) == mode; });
}

Result<Pool> look_at(const Request& request) {
    Pool pool;
    pool.key = *request.target;
    auto live = request.world.observed(pool.key);
    if (!live) return fail(ErrorCode::not_found, fmt::format("there is no pool {}", pool.key.name));
    pool.live = std::move(*live);
    pool.kafka = {pool.key.cluster, pool.key.name_space, "Kafka", std::string(label_of(pool.live, "strimzi.io/cluster"))};
    const auto kafka = request.world.observed(pool.kafka);
    if (!kafka) return fail(ErrorCode::conflict, fmt::format("its Kafka cluster {} is not there", pool.kafka.name));
    if (has_role(pool.live, "controller")) {
        return fail(ErrorCode::conflict,
                    "its nodes are controllers too, and the quorum of controllers can't grow or shrink; add a pool of brokers instead");
    }
    pool.replicas = integer_at(pool.live, {"spec", "replicas"}).value_or(0);
    pool.ids = node_ids(pool.live);
    if (pool.replicas != static_cast<std::int64_t>(pool.ids.size())) {
        return fail(ErrorCode::conflict,
                    fmt::format("it is being scaled already: {} nodes are wanted, {} are there", pool.replicas, pool.ids.size()));
    }
    pool.has_cruise_control = object_at(*kafka, {"spec", "cruiseControl"}) != nullptr;
    pool.balances_added = balances(*kafka, "add-brokers");
    pool.balances_removed = balances(*kafka, "remove-brokers");
    return pool;
}

/// A KafkaRebalance for some brokers, in the API version of the pool.
json::object rebalance(const Pool& pool, std::string_view mode, const std::string& name, const std::vector<std::int64_t>& brokers) {
    return {{"apiVersion", text_at(pool.live, {"apiVersion"})},
            {"kind", "KafkaRebalance"},
            {"metadata", {{"name", name}, {"namespace", pool.key.name_space}, {"labels", {{"strimzi.io/cluster", pool.kafka.name}}}}},
            {"spec", {{"mode", mode}, {"brokers", json::value_from(brokers)}}}};
}

/// From the proposal to its end; `body` makes the rebalance.
void add_rebalance(Steps& steps, const Pool& pool, const std::string& name, json::object body, bool hold, std::string explanation) {
    const ResourceKey key{pool.key.cluster, pool.key.name_space, "KafkaRebalance", name};
    steps.add(PlanStep::Type::change, key, "Ask Cruise Control for a proposal", std::move(body)).explanation = std::move(explanation);
    steps.check(key, "has-proposal", "The proposal is ready", {}, std::chrono::hours(1));
    if (hold) {
        steps.hold(key, "Look at the proposal", "Its page shows what moves, broker by broker. Going on approves it.");
    }
    steps
        .add(PlanStep::Type::action, key, "Approve it, and move the partitions",
             {{"action", "approve"}, {"parameters", json::object()}, {"condition", "is-rebalanced"}})
        .explanation = "Done when Cruise Control has moved everything.";
}

void add_cleanup(Steps& steps, const Pool& pool, const std::string& name) {
    steps.add(PlanStep::Type::remove, {pool.key.cluster, pool.key.name_space, "KafkaRebalance", name}, "Remove the rebalance").explanation =
        "It has done its work; its history stays with Nexa.";
}

PlanStep& check_before(Steps& steps, const Pool& pool) {
    auto& step = steps.check(pool.kafka, "is-healthy", fmt::format("{} is healthy before", pool.kafka.name), {}, std::chrono::minutes(10));
    step.explanation = "Partitions are not moved on a cluster that is not well.";
    return step;
}

/// Of the rebalance of one plan; the size that is reached tells plans of one pool apart.
std::string rebalance_name(const Pool& pool, std::string_view what, std::int64_t size) {
    return fmt::format("{}-{}-{}-{}", pool.kafka.name, pool.key.name, what, size).substr(0, 63);
}

// adding

std::optional<std::string> cannot_add(const Request& request) {
    const auto pool = look_at(request);
    return pool ? std::nullopt : std::optional(pool.error().message);
}

Result<Draft> add(const Request& request) {
    const auto found = look_at(request);
    if (!found) return fail(found.error());
    const Pool& pool = *found;
    const auto count = request.number("count").value_or(1);
    const auto size = pool.replicas + count;
    Draft draft;
    draft.title = fmt::format("Add {} broker{} to {} of {}", count, count == 1 ? "" : "s", pool.key.name, pool.kafka.name);
    Steps steps(draft);
    check_before(steps, pool);
    steps.adopt_if_needed(pool.key, request.world);
    steps
        .add(PlanStep::Type::change, pool.key, fmt::format("Set {} to {} nodes", pool.key.name, size),
             patch_body({{"spec", {{"replicas", size}}}}))
        .explanation = "Strimzi gives each new node the lowest free id, makes its volumes and starts it. It holds no partitions yet.";
    steps.check(pool.key, "has-nodes", fmt::format("The new node{} up", count == 1 ? " is" : "s are"),
                {{"count", size}, {"kafka", pool.kafka.name}}, std::chrono::hours(1));
    if (!pool.has_cruise_control) {
        draft.notes.push_back(
            fmt::format("{} has no Cruise Control (spec.cruiseControl): the new brokers stay empty until new topics come or partitions are "
                        "moved by hand",
                        pool.kafka.name));
        return draft;
    }
    if (pool.balances_added) {
        steps.check(pool.kafka, "is-balanced", "Strimzi has moved partitions to them", {}, std::chrono::hours(24)).explanation =
            "spec.cruiseControl.autoRebalance asks for it when brokers are added.";
        return draft;
    }
    const auto name = rebalance_name(pool, "add", size);
    json::object body{{"manifest", rebalance(pool, "add-brokers", name, {})},
                      {"new_nodes_of", {{"name", pool.key.name}, {"before", json::value_from(pool.ids)}}}};
    add_rebalance(steps, pool, name, std::move(body), request.flag("hold"), "It moves partitions to the new brokers, and to no others.");
    add_cleanup(steps, pool, name);
    return draft;
}

// removing

std::optional<std::string> cannot_remove(const Request& request) {
    const auto pool = look_at(request);
    if (!pool) return pool.error().message;
    if (pool->ids.size() < 2) return "it is its only broker; delete the pool instead, when its partitions have moved";
    if (!pool->has_cruise_control)
        return fmt::format(
            "{} has no Cruise Control (spec.cruiseControl) to move the partitions away, and Strimzi refuses to remove brokers "
            "that hold some",
            pool->kafka.name);
    return std::nullopt;
}

std::vector<Choice> brokers(const Request& request) {
    std::vector<Choice> choices;
    const auto pool = look_at(request);
    if (!pool) return choices;
    for (const auto id : pool->ids | std::views::reverse)
        choices.push_back({std::to_string(id), fmt::format("{}-{}-{}", pool->kafka.name, pool->key.name, id)});
    return choices;
}

std::string last_broker(const Request& request) {
    const auto pool = look_at(request);
    return pool && !pool->ids.empty() ? std::to_string(pool->ids.back()) : std::string();
}

Result<Draft> remove(const Request& request) {
    const auto found = look_at(request);
    if (!found) return fail(found.error());
    if (auto why = cannot_remove(request)) return fail(ErrorCode::conflict, std::move(*why));
    const Pool& pool = *found;
    const std::int64_t id = std::stoll(std::string(request.text("node")));  // one of the choices
    const auto size = pool.replicas - 1;
    Draft draft;
    draft.title = fmt::format("Remove broker {} from {} of {}", id, pool.key.name, pool.kafka.name);
    Steps steps(draft);
    check_before(steps, pool);
    steps.adopt_if_needed(pool.key, request.world);
    const auto name = rebalance_name(pool, "remove", size);
    if (!pool.balances_removed) {
        add_rebalance(steps, pool, name, {{"manifest", rebalance(pool, "remove-brokers", name, {id})}}, request.flag("hold"),
                      fmt::format("It moves every partition away from broker {}.", id));
    }
    auto& shrink = steps.add(
        PlanStep::Type::change, pool.key, fmt::format("Set {} to {} nodes, without broker {}", pool.key.name, size, id),
        patch_body({{"metadata", {{"annotations", {{"strimzi.io/remove-node-ids", bracketed({id})}}}}}, {"spec", {{"replicas", size}}}}));
    shrink.explanation = pool.balances_removed
                             ? "spec.cruiseControl.autoRebalance moves the partitions away first; then Strimzi removes the pod."
                             : "Strimzi removes the pod once the broker holds no partitions.";
    steps.check(pool.key, "has-nodes", "The broker is gone", {{"count", size}, {"kafka", pool.kafka.name}}, std::chrono::hours(24));
    if (!pool.balances_removed) add_cleanup(steps, pool, name);
    return draft;
}

std::string yes(const Request&) {
    return "true";
}
std::string one(const Request&) {
    return "1";
}

constexpr Parameter hold{.name = "hold",
                         .title = "Show me the proposal before it is approved",
                         .type = Parameter::Type::boolean,
                         .about = "the plan waits until you go on",
                         .preset = yes};
constexpr Parameter adding[] = {{.name = "count",
                                 .title = "Brokers to add",
                                 .type = Parameter::Type::integer,
                                 .required = true,
                                 .about = "how many more nodes the pool is to have",
                                 .minimum = 1,
                                 .preset = one},
                                hold};
constexpr Parameter removing[] = {{.name = "node",
                                   .title = "Broker",
                                   .required = true,
                                   .about = "the id of the node that goes",
                                   .choices = brokers,
                                   .preset = last_broker},
                                  hold};

constexpr PlanType rows[] = {
    {.id = "add-brokers",
     .title = "Add brokers",
     .about = "New nodes, then partitions moved to them by Cruise Control.",
     .kind = "KafkaNodePool",
     .parameters = adding,
     .objection = cannot_add,
     .make = add},
    {.id = "remove-brokers",
     .title = "Remove a broker",
     .about = "Its partitions moved away by Cruise Control, then the node.",
     .kind = "KafkaNodePool",
     .parameters = removing,
     .objection = cannot_remove,
     .make = remove},
};

}  // namespace

std::span<const PlanType> broker_plans() noexcept {
    return rows;
}

}  // namespace nexa::plans
