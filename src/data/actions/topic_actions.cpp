#include <algorithm>

#include "data/actions/rows.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/sandbox/operators/kafka_model.hpp"
#include "data/version.hpp"

namespace nexa::actions {
namespace {

constexpr std::string_view managed_annotation = "strimzi.io/managed";
constexpr std::string_view rebalance_annotation = "strimzi.io/rebalance";

// topics

bool is_unmanaged(const Input& input) {
    return annotation_of(input.resource, managed_annotation) == "false";
}
std::optional<std::string> cannot_let_go(const Input& input) {
    return is_unmanaged(input) ? std::optional<std::string>("the operator has let go of it already") : std::nullopt;
}
json::object let_go(const Input&) {
    return annotation_patch(managed_annotation, "false");
}
std::optional<std::string> cannot_take_up(const Input& input) {
    return is_unmanaged(input) ? std::nullopt : std::optional<std::string>("the operator manages it");
}
json::object take_up(const Input&) {
    return annotation_patch(managed_annotation, nullptr);
}

// users

std::optional<std::string> cannot_renew_user(const Input& input) {
    const auto* strimzi = input.facts.operator_for("strimzi", input.name_space());
    if (text_at(input.resource, {"spec", "authentication", "type"}) != "tls")
        return "only users with a certificate of Strimzi's own have one to renew";
    if (strimzi != nullptr && is_version(strimzi->version) && compare_versions(strimzi->version, "1.0.0") < 0)
        return fmt::format("Strimzi renews single user certificates from 1.0.0 on, and this is {}", strimzi->version);
    if (is_paused(input.resource)) return "reconciliation is paused: the operator would not see it; resume it first";
    if (text_at(input.resource, {"status", "secret"}).empty()) return "it has no certificate yet";
    return std::nullopt;
}
std::vector<Wanted> user_secret(const Input& input) {
    return {{.kind = "Secret", .name = std::string(text_at(input.resource, {"status", "secret"}))}};
}
Result<std::vector<Operation>> renew_user(const Input& input) {
    if (input.others.empty()) return fail(ErrorCode::not_found, fmt::format("the Secret of user {} is not there", input.name()));
    return std::vector{
        annotate("Secret", input.others.front(), "strimzi.io/force-renew", "true",
                 fmt::format("sets strimzi.io/force-renew on Secret {}", text_at(input.others.front(), {"metadata", "name"})))};
}
std::vector<std::string> renew_user_effects(const Input& input) {
    return {fmt::format(
        "the user operator makes a new key and certificate for {}; clients must read the Secret again, and may use the old certificate "
        "until it expires",
        input.name())};
}
RunVerdict user_renewed(const Progress& progress) {
    if (progress.others.empty()) return {RunVerdict::State::waiting, "waiting for the Secret"};
    if (!annotation_of(progress.others.front(), "strimzi.io/force-renew").empty())
        return {RunVerdict::State::waiting, "waiting for the user operator"};
    return {RunVerdict::State::succeeded, "the certificate is renewed"};
}

// rebalances

std::optional<std::string> offered_in(const Input& input, std::initializer_list<std::string_view> states) {
    if (annotation_of(input.resource, "strimzi.io/rebalance-template") == "true") return "it is a template: nothing is done by it";
    if (const auto asked = annotation_of(input.resource, rebalance_annotation); !asked.empty())
        return fmt::format("the operator was asked to {} and has not done so yet", asked);
    const auto state = kafka::rebalance_state(input.resource);
    if (std::ranges::find(states, state) != states.end()) return std::nullopt;
    std::string possible;
    for (const auto each : states) possible += fmt::format("{}{}", possible.empty() ? "" : ", ", each);
    return fmt::format("it is {}; this is for {}", state, possible);
}
std::optional<std::string> cannot_approve(const Input& input) {
    return offered_in(input, {"ProposalReady"});
}
std::optional<std::string> cannot_refresh(const Input& input) {
    return offered_in(input, {"PendingProposal", "ProposalReady", "Rebalancing", "Stopped", "Ready", "NotReady"});
}
bool has_no_proposal(const Input& input) {
    const auto state = kafka::rebalance_state(input.resource);
    return state == "NotReady" || state == "Stopped";
}
std::optional<std::string> cannot_stop(const Input& input) {
    return offered_in(input, {"PendingProposal", "Rebalancing"});
}
Result<std::vector<Operation>> ask_rebalance(const Input& input, std::string_view what) {
    return std::vector{annotate_resource(input, rebalance_annotation, what, fmt::format("sets {}: {}", rebalance_annotation, what))};
}
Result<std::vector<Operation>> approve(const Input& input) {
    return ask_rebalance(input, "approve");
}
Result<std::vector<Operation>> refresh(const Input& input) {
    return ask_rebalance(input, "refresh");
}
Result<std::vector<Operation>> stop(const Input& input) {
    return ask_rebalance(input, "stop");
}
std::vector<std::string> approve_effects(const Input& input) {
    const auto* result = object_at(input.resource, {"status", "optimizationResult"});
    const auto number = [&](std::string_view name) {
        return result == nullptr || !result->contains(name) ? std::string("?") : plain_text(result->at(name));
    };
    return {fmt::format("Cruise Control moves {} MB in {} replica movements and {} leader movements; brokers work harder meanwhile",
                        number("dataToMoveMB"), number("numReplicaMovements"), number("numLeaderMovements"))};
}
std::vector<std::string> refresh_effects(const Input& input) {
    const bool moving = kafka::rebalance_state(input.resource) == "Rebalancing";
    return {moving ? "the rebalance that is under way is stopped, and a new proposal is made"
                   : "Cruise Control makes a new proposal; no data moves"};
}
std::vector<std::string> stop_effects(const Input&) {
    return {"Cruise Control finishes the movements that it has begun and begins no more; what has moved stays moved"};
}
/// Asked for, taken, and in a state that says so.
RunVerdict state_reached(const Progress& progress, std::initializer_list<std::string_view> goals) {
    if (progress.resource == nullptr) return {RunVerdict::State::failed, "the resource is gone"};
    const auto state = kafka::rebalance_state(*progress.resource);
    if (!annotation_of(*progress.resource, rebalance_annotation).empty())
        return {RunVerdict::State::waiting, fmt::format("waiting for the operator; it is {}", state)};
    if (std::ranges::find(goals, state) != goals.end()) return {RunVerdict::State::succeeded, fmt::format("it is {}", state)};
    if (state == "NotReady") {
        for (const auto& each : conditions(*progress.resource)) {
            if (each.type == state) return {RunVerdict::State::failed, each.message.empty() ? each.reason : each.message};
        }
    }
    return {RunVerdict::State::waiting, fmt::format("it is {}", state)};
}
RunVerdict approved(const Progress& progress) {
    return state_reached(progress, {"Ready"});
}
RunVerdict refreshed(const Progress& progress) {
    return state_reached(progress, {"ProposalReady"});
}
RunVerdict stopped(const Progress& progress) {
    return state_reached(progress, {"Stopped", "Ready"});
}

// a rebalance of a Kafka

constexpr std::string_view all_brokers = "full";

std::optional<std::string> cannot_rebalance(const Input& input) {
    if (is_paused(input.resource)) return "reconciliation is paused: the operator would not see it; resume it first";
    if (object_at(input.resource, {"spec", "cruiseControl"}) == nullptr)
        return "it has no Cruise Control: spec.cruiseControl deploys one, which makes the proposals";
    return std::nullopt;
}
std::vector<Choice> rebalance_modes(const Input&) {
    return {
        {"full", "over all brokers"}, {"add-brokers", "onto brokers that are new"}, {"remove-brokers", "away from brokers that are to go"}};
}
std::string usual_mode(const Input&) {
    return std::string(all_brokers);
}
std::vector<Choice> approvals(const Input&) {
    return {{"by hand", "the proposal waits until somebody approves it"}, {"at once", "the proposal is carried out as it is"}};
}
std::string usual_approval(const Input&) {
    return "by hand";
}
/// Shorter than what is made from it may be, and as unique as the run.
std::string name_of_rebalance(const Input& input) {
    if (const auto name = input.text("name"); !name.empty()) return std::string(name);
    constexpr std::size_t digits = 8;
    const auto token = input.token.substr(input.token.size() > digits ? input.token.size() - digits : 0);
    return fmt::format("{}-rebalance-{}", input.name().substr(0, 40), token);
}
Result<std::vector<int>> named_brokers(const Input& input) {
    const auto text = input.text("brokers");
    if (text.empty()) return std::vector<int>();
    const auto ids = sandbox::parse_node_ids(text.starts_with('[') ? std::string(text) : fmt::format("[{}]", text));
    if (!ids) return fail(ErrorCode::invalid, fmt::format("brokers {} is no list of node ids: write it as 3,4 or 10-12", text));
    return *ids;
}
Result<json::object> make_rebalance(const Input& input) {
    const auto mode = input.text("mode").empty() ? all_brokers : input.text("mode");
    const auto brokers = named_brokers(input);
    if (!brokers) return fail(brokers.error());
    if (mode != all_brokers && brokers->empty())
        return fail(ErrorCode::invalid, fmt::format("a rebalance with mode {} has to say which brokers: --set brokers=3,4", mode));
    if (mode == all_brokers && !brokers->empty())
        return fail(ErrorCode::invalid,
                    "a rebalance with mode full is over all brokers; choose add-brokers or remove-brokers to name some");
    json::object metadata{{"name", name_of_rebalance(input)},
                          {"namespace", input.name_space()},
                          {"labels", json::object{{"strimzi.io/cluster", input.name()}}}};
    if (input.text("approval") == "at once") metadata["annotations"] = json::object{{"strimzi.io/rebalance-auto-approval", "true"}};
    json::object spec{{"mode", mode}};
    if (!brokers->empty()) spec["brokers"] = json::value_from(*brokers);
    return json::object{{"apiVersion", text_at(input.resource, {"apiVersion"})},
                        {"kind", "KafkaRebalance"},
                        {"metadata", std::move(metadata)},
                        {"spec", std::move(spec)}};
}
/// That a proposal is made, and waits, the rebalance's own effects say.
std::vector<std::string> make_rebalance_effects(const Input& input) {
    if (input.text("approval") != "at once") return {};
    return {fmt::format("the proposal for {} is carried out at once, whatever it says: brokers work harder meanwhile", input.name())};
}

constexpr std::string_view kafka_cluster[] = {"Kafka"};
constexpr Parameter rebalance_parameters[] = {
    {.name = "mode", .title = "Move partitions", .about = "what is balanced", .choices = rebalance_modes, .preset = usual_mode},
    {.name = "brokers", .title = "Brokers", .about = "their node ids, for the modes that add or remove some: 3,4 or 10-12"},
    {.name = "approval", .title = "Approve", .about = "who lets it begin", .choices = approvals, .preset = usual_approval},
    {.name = "name", .title = "Name", .about = "of the rebalance; empty: one is made"}};

constexpr std::string_view topic[] = {"KafkaTopic"};
constexpr std::string_view user[] = {"KafkaUser"};
constexpr std::string_view rebalance[] = {"KafkaRebalance"};

constexpr Action rows[] = {
    {.id = "unmanage",
     .title = "Let go of the topic",
     .kinds = topic,
     .explanation = "The topic stays in Kafka and the operator leaves it alone; deleting the resource does not delete it any more.",
     .source = "Strimzi: topic operator, unmanaged topics",
     .objection = cannot_let_go,
     .patch = let_go},
    {.id = "manage",
     .title = "Take the topic up again",
     .kinds = topic,
     .explanation = "The operator sets the topic to what the manifest says.",
     .source = "Strimzi: topic operator, unmanaged topics",
     .objection = cannot_take_up,
     .leads = always,
     .patch = take_up},
    {.id = "renew-certificate",
     .title = "Renew the certificate",
     .kinds = user,
     .explanation = "A new key and certificate for one user.",
     .source = "Strimzi 1.0: annotation strimzi.io/force-renew on the Secret of a user",
     .objection = cannot_renew_user,
     .wanted = user_secret,
     .operations = renew_user,
     .effects = renew_user_effects,
     .verdict = user_renewed},
    {.id = "rebalance",
     .title = "Rebalance",
     .kinds = kafka_cluster,
     .explanation = "Asks Cruise Control for a proposal of how partitions should lie.",
     .source = "Strimzi: KafkaRebalance",
     .parameters = rebalance_parameters,
     .objection = cannot_rebalance,
     .makes = make_rebalance,
     .effects = make_rebalance_effects},
    {.id = "approve",
     .title = "Approve the proposal",
     .kinds = rebalance,
     .explanation = "Cruise Control carries out the proposal as it is.",
     .source = "Strimzi: annotation strimzi.io/rebalance",
     .patience = std::chrono::hours(24),
     .objection = cannot_approve,
     .leads = always,
     .awaited = true,
     .operations = approve,
     .effects = approve_effects,
     .verdict = approved},
    {.id = "refresh",
     .title = "Ask for a new proposal",
     .kinds = rebalance,
     .explanation = "Cruise Control looks at the brokers again.",
     .source = "Strimzi: annotation strimzi.io/rebalance",
     .patience = std::chrono::hours(2),
     .objection = cannot_refresh,
     .leads = has_no_proposal,
     .operations = refresh,
     .effects = refresh_effects,
     .verdict = refreshed},
    {.id = "stop",
     .title = "Stop the rebalance",
     .kinds = rebalance,
     .explanation = "No more partitions are moved.",
     .source = "Strimzi: annotation strimzi.io/rebalance",
     .objection = cannot_stop,
     .operations = stop,
     .effects = stop_effects,
     .verdict = stopped},
};

}  // namespace

std::span<const Action> topic_actions() noexcept {
    return rows;
}

}  // namespace nexa::actions
