#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/kafka/kinds.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

constexpr Column columns[] = {
    {"cluster", "Kafka cluster", ColumnType::text},
    {"state", "State", ColumnType::state},
    {"mode", "Mode", ColumnType::text},
    {"data_to_move", "Data to move", ColumnType::bytes},
    {"replicas", "Replicas to move", ColumnType::number},
    {"leaders", "Leaders to move", ColumnType::number},
    {"score", "Balance before → after", ColumnType::text},
};
constexpr std::string_view versions[] = {"v1", "v1beta2"};
constexpr std::string_view short_names[] = {"kr"};
constexpr std::string_view consumed[] = {"strimzi.io/rebalance"};

struct StateRow {
    std::string_view state;  ///< The type of the one condition that is no warning.
    Health health;
    std::string_view words;
};

constexpr std::array<StateRow, 8> states{{
    {"New", Health::progressing, "New"},
    {"PendingProposal", Health::progressing, "PendingProposal: Cruise Control is working on a proposal"},
    // It rests there until a person decides.
    {"ProposalReady", Health::suspended, "ProposalReady: waits for approval"},
    {"Rebalancing", Health::progressing, "Rebalancing"},
    {"Stopped", Health::suspended, "Stopped; refresh asks for a new proposal"},
    {"Ready", Health::healthy, ""},
    {"NotReady", Health::degraded, "NotReady"},
    {"ReconciliationPaused", Health::suspended, "ReconciliationPaused"},
}};

bool is_template(const json::object& object) {
    return annotation_of(object, "strimzi.io/rebalance-template") == "true";
}

const Condition* state_condition(const std::vector<Condition>& all) {
    const auto found = std::ranges::find_if(all, [](const Condition& each) { return each.type != "Warning" && each.status == "True"; });
    return found == all.end() ? nullptr : &*found;
}

HealthVerdict health(const json::object& object) {
    if (is_template(object) && text_at(object, {"metadata", "deletionTimestamp"}).empty())
        return {Health::suspended, "a template for automatic rebalances: Strimzi does nothing with it itself"};
    if (auto verdict = health_before_conditions(object)) return std::move(*verdict);
    const auto all = conditions(object);
    const auto* condition = state_condition(all);
    if (condition == nullptr) return {Health::unknown, "the status has no state"};
    const auto* row = std::ranges::find(states, condition->type, &StateRow::state);
    if (row == states.end()) return {Health::unknown, fmt::format("Strimzi reports a state that is not known here: {}", condition->type)};
    if (row->state == "NotReady") return health_of_conditions(object);
    HealthVerdict verdict{row->health, std::string(row->words)};
    const auto asked = annotation_of(object, "strimzi.io/rebalance");
    const auto warnings = warnings_of(object);
    if (row->state == "ProposalReady" && annotation_of(object, "strimzi.io/rebalance-auto-approval") == "true")
        verdict = {Health::progressing, "ProposalReady: is approved automatically"};
    // What was asked for is removed once it is done; what does not fit the state stays, with a warning.
    if (!asked.empty() && warnings.empty())
        verdict = {Health::progressing, fmt::format("{}: {} was asked for, Strimzi has not taken it up yet", row->state, asked)};
    if (!warnings.empty()) verdict.reason += (verdict.reason.empty() ? "" : "; ") + warnings;
    return verdict;
}

/// A member of the proposal; null when there is none.
json::value proposed(const json::object& object, std::string_view name) {
    const auto* value = find(object, {"status", "optimizationResult", name});
    return value == nullptr ? json::value(nullptr) : *value;
}

json::object summary(const json::object& object) {
    const auto all = conditions(object);
    const auto* condition = state_condition(all);
    const auto megabytes = integer_at(object, {"status", "optimizationResult", "dataToMoveMB"});
    const auto before = proposed(object, "onDemandBalancednessScoreBefore");
    const auto after = proposed(object, "onDemandBalancednessScoreAfter");
    auto mode = text_at(object, {"spec", "mode"});
    std::string state(condition == nullptr ? "New" : std::string_view(condition->type));
    if (is_template(object)) state = "Template";
    return {
        {"cluster", label_of(object, "strimzi.io/cluster")},
        {"state", state},
        {"mode", mode.empty() ? std::string_view("full") : mode},
        {"data_to_move", megabytes ? json::value(*megabytes * 1024 * 1024) : json::value(nullptr)},
        {"replicas", proposed(object, "numReplicaMovements")},
        {"leaders", proposed(object, "numLeaderMovements")},
        {"score", before.is_null() || after.is_null() ? std::string() : fmt::format("{} → {}", plain_text(before), plain_text(after))},
    };
}

}  // namespace

Kind rebalance() {
    return {
        .ref =
            {.kind = "KafkaRebalance", .group = "kafka.strimzi.io", .versions = versions, .plural = "kafkarebalances", .namespaced = true},
        .family = Family::kafka,
        .operator_name = "strimzi",
        .display = "Kafka rebalance",
        .short_names = short_names,
        .columns = columns,
        .health = health,
        .summary = summary,
        .consumed_annotations = consumed,
    };
}

}  // namespace nexa::kafka
