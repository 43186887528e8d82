#include <algorithm>

#include "data/actions/action.hpp"
#include "data/kafka/strimzi_status.hpp"
#include "data/object.hpp"
#include "data/plans/rows.hpp"
#include "data/version.hpp"

namespace nexa::plans {
namespace {

using State = RunVerdict::State;

/// What a condition looks at.
struct Asked {
    const ResourceKey& key;
    const json::object& parameters;
    const World& world;
    std::string_view text(std::string_view name) const { return text_at(parameters, {name}); }
};

struct Condition {
    std::string_view id;
    RunVerdict (*judge)(const Asked& asked);
};

RunVerdict gone(const ResourceKey& key) {
    return {State::failed, fmt::format("there is no {} {}", key.kind, key.name)};
}

RunVerdict health_of(const ResourceKey& key, const json::object& object) {
    const Kind* kind = find_kind(key.kind);
    if (kind == nullptr) return {State::failed, fmt::format("Nexa does not operate a kind {}", key.kind)};
    auto verdict = kind->health(object);
    if (verdict.health == Health::healthy) return {State::succeeded, fmt::format("{} is healthy", key.name)};
    return {State::waiting,
            fmt::format("{} is {}{}{}", key.name, to_string(verdict.health), verdict.reason.empty() ? "" : ": ", verdict.reason)};
}

RunVerdict is_healthy(const Asked& asked) {
    const auto object = asked.world.observed(asked.key);
    return object ? health_of(asked.key, *object) : gone(asked.key);
}

/// A member of a Kafka's status has a value, and the cluster is healthy.
RunVerdict reports(const Asked& asked, std::string_view member, std::string_view wanted, std::string_view what) {
    const auto object = asked.world.observed(asked.key);
    if (!object) return gone(asked.key);
    const auto present = text_at(*object, {"status", member});
    if (present != wanted) {
        return {State::waiting, fmt::format("{} is at {} {}; waiting for {}", asked.key.name, what,
                                            present.empty() ? std::string_view("(none reported)") : present, wanted)};
    }
    auto health = health_of(asked.key, *object);
    if (health.state == State::succeeded) health.message = fmt::format("{} runs {} {} and is healthy", asked.key.name, what, wanted);
    return health;
}

RunVerdict runs_kafka(const Asked& asked) {
    return reports(asked, "kafkaVersion", asked.text("version"), "Kafka");
}

/// Status says "4.1-IV1" where the manifest may say "4.1".
RunVerdict has_metadata(const Asked& asked) {
    const auto object = asked.world.observed(asked.key);
    if (!object) return gone(asked.key);
    const auto wanted = asked.text("metadata_version");
    const auto present = text_at(*object, {"status", "kafkaMetadataVersion"});
    const bool same = present == wanted || (present.starts_with(wanted) && present.substr(wanted.size()).starts_with("-IV"));
    return reports(asked, "kafkaMetadataVersion", same ? present : wanted, "metadata version");
}

RunVerdict has_proposal(const Asked& asked) {
    const auto object = asked.world.observed(asked.key);
    if (!object) return gone(asked.key);
    const auto state = kafka::rebalance_state(*object);
    if (state == "ProposalReady" || state == "Rebalancing" || state == "Ready") {
        const auto megabytes = integer_at(*object, {"status", "optimizationResult", "dataToMoveMB"});
        const auto replicas = integer_at(*object, {"status", "optimizationResult", "numReplicaMovements"});
        return {State::succeeded, fmt::format("the proposal moves {} replicas and {} MB", replicas.value_or(0), megabytes.value_or(0))};
    }
    if (state == "NotReady" || state == "Stopped") {
        const Kind* kind = find_kind("KafkaRebalance");
        return {State::failed, kind->health(*object).reason};
    }
    return {State::waiting, "Cruise Control is working on a proposal; it needs some minutes of metrics of new brokers"};
}

/// Somebody may have approved it on its own page.
RunVerdict is_rebalanced(const Asked& asked) {
    const auto object = asked.world.observed(asked.key);
    if (!object) return gone(asked.key);
    if (kafka::rebalance_state(*object) == "Ready") return {State::succeeded, "the partitions are moved already"};
    return {State::waiting, "the partitions are not moved yet"};
}

/// The pool's nodes are the ones that were asked for, and its cluster is healthy.
RunVerdict has_nodes(const Asked& asked) {
    const auto pool = asked.world.observed(asked.key);
    if (!pool) return gone(asked.key);
    const auto ids = node_ids(*pool);
    const auto wanted = integer_at(asked.parameters, {"count"}).value_or(0);
    if (static_cast<std::int64_t>(ids.size()) != wanted)
        return {State::waiting, fmt::format("{} has {} of {} nodes", asked.key.name, ids.size(), wanted)};
    // Ids are given out before pods are there, and the Kafka resource is not touched: the pods tell.
    const ResourceKey kafka{asked.key.cluster, asked.key.name_space, "Kafka", std::string(asked.text("kafka"))};
    const auto set =
        asked.world.observed({asked.key.cluster, asked.key.name_space, "StrimziPodSet", fmt::format("{}-{}", kafka.name, asked.key.name)});
    if (!set) return {State::waiting, fmt::format("waiting to see the pods of {}", asked.key.name)};
    const auto pods = integer_at(*set, {"status", "pods"}).value_or(0);
    const auto ready = integer_at(*set, {"status", "readyPods"}).value_or(0);
    if (pods != wanted || ready != wanted)
        return {State::waiting, fmt::format("{} of {} pods of {} are ready", ready, std::max(pods, wanted), asked.key.name)};
    const auto cluster = asked.world.observed(kafka);
    if (!cluster) return gone(kafka);
    auto health = health_of(kafka, *cluster);
    if (health.state == State::succeeded) health.message = fmt::format("{} has the nodes {}", asked.key.name, spoken(ids));
    return health;
}

RunVerdict is_balanced_by_itself(const Asked& asked) {
    const auto object = asked.world.observed(asked.key);
    if (!object) return gone(asked.key);
    const auto state = text_at(*object, {"status", "autoRebalance", "state"});
    if (!state.empty() && state != "Idle") return {State::waiting, fmt::format("the automatic rebalance is at work ({})", state)};
    auto health = health_of(asked.key, *object);
    if (health.state == State::succeeded) health.message = "the automatic rebalance is done";
    return health;
}

RunVerdict runs_strimzi(const Asked& asked) {
    const auto* facts = asked.world.facts(asked.key.cluster);
    if (facts == nullptr) return {State::waiting, fmt::format("nothing is known of cluster {} at the moment", asked.key.cluster)};
    const auto wanted = asked.text("release");
    std::string present;
    for (const auto& each : facts->operators) {
        if (each.name != "strimzi" || compare_versions(each.version, wanted) == 0) continue;
        present += fmt::format("{}{} in {}", present.empty() ? "" : ", ", each.version.empty() ? "an unknown release" : each.version,
                               each.name_space);
    }
    const bool any = std::ranges::any_of(facts->operators, [](const auto& each) { return each.name == "strimzi"; });
    if (!any) return {State::waiting, fmt::format("no Strimzi operator runs on {}; waiting for {}", asked.key.cluster, wanted)};
    if (!present.empty()) return {State::waiting, fmt::format("{} runs Strimzi {}; waiting for {}", asked.key.cluster, present, wanted)};
    return {State::succeeded, fmt::format("{} runs Strimzi {}", asked.key.cluster, wanted)};
}

RunVerdict all_kafkas_healthy(const Asked& asked) {
    std::string unwell;
    std::size_t count = 0;
    for (const auto& object : asked.world.all(asked.key.cluster, {}, "Kafka")) {
        const ResourceKey key{asked.key.cluster, std::string(text_at(object, {"metadata", "namespace"})), "Kafka",
                              std::string(text_at(object, {"metadata", "name"}))};
        ++count;
        if (const auto health = health_of(key, object); health.state != State::succeeded)
            unwell += fmt::format("{}{}", unwell.empty() ? "" : "; ", health.message);
    }
    if (!unwell.empty()) return {State::waiting, std::move(unwell)};
    return {State::succeeded, fmt::format("all {} Kafka clusters of {} are healthy", count, asked.key.cluster)};
}

RunVerdict stores_only_v1(const Asked& asked) {
    const auto* facts = asked.world.facts(asked.key.cluster);
    if (facts == nullptr) return {State::waiting, fmt::format("nothing is known of cluster {} at the moment", asked.key.cluster)};
    std::string others;
    for (const auto& [kind, versions] : facts->stored) {
        if (versions != std::vector<std::string>{"v1"})
            others += fmt::format("{}{} ({})", others.empty() ? "" : ", ", kind, fmt::join(versions, ", "));
    }
    if (facts->stored.empty())
        return {State::waiting, fmt::format("the stored versions of {} can't be read; Nexa needs to get customresourcedefinitions there",
                                            asked.key.cluster)};
    if (!others.empty()) return {State::waiting, "still stored in other versions than v1: " + others};
    return {State::succeeded, "every type of Strimzi is stored as v1 only"};
}

RunVerdict translates_to_v1(const Asked& asked) {
    const auto obstacles = in_the_way_of_v1(asked.world, asked.key.cluster);
    if (obstacles.empty()) return {State::succeeded, "every resource can be written in v1"};
    return {State::waiting,
            fmt::format("{}{}", obstacles.front(), obstacles.size() == 1 ? "" : fmt::format("; and {} more", obstacles.size() - 1))};
}

constexpr Condition table[] = {
    {"is-healthy", is_healthy},
    {"runs-kafka", runs_kafka},
    {"has-metadata", has_metadata},
    {"has-proposal", has_proposal},
    {"is-rebalanced", is_rebalanced},
    {"has-nodes", has_nodes},
    {"is-balanced", is_balanced_by_itself},
    {"runs-strimzi", runs_strimzi},
    {"all-kafkas-healthy", all_kafkas_healthy},
    {"stores-only-v1", stores_only_v1},
    {"translates-to-v1", translates_to_v1},
};

}  // namespace

RunVerdict judge_condition(const PlanStep& step, const World& world) {
    const auto id = text_at(step.body, {"condition"});
    const auto* row = std::ranges::find(table, id, &Condition::id);
    if (row == std::end(table)) return {State::failed, fmt::format("this Nexa knows no condition {}", id)};
    const auto* given = object_at(step.body, {"parameters"});
    static const json::object none;
    return row->judge({step.key, given == nullptr ? none : *given, world});
}

Result<json::object> manifest_for(const PlanStep& step, const json::object& parameters, const World& world) {
    json::value manifest;
    if (const auto document = integer_at(step.body, {"document"})) {
        // Kept once for the whole plan; the namespace may have been given beside it.
        const auto* documents = list_at(parameters, {"manifest"});
        if (documents == nullptr || *document < 0 || static_cast<std::size_t>(*document) >= documents->size())
            return fail(ErrorCode::invalid, "the plan has no such document");
        manifest = (*documents)[static_cast<std::size_t>(*document)];
        actions::merge(manifest, {{"metadata", {{"namespace", step.key.name_space}}}});
    } else if (const auto* whole = object_at(step.body, {"manifest"})) {
        manifest = *whole;
    } else if (const auto* patch = object_at(step.body, {"patch"})) {
        auto desired = world.desired(step.key);
        if (!desired) {
            return fail(ErrorCode::conflict,
                        fmt::format("Nexa does not manage {} {} any more, so there is no manifest to change; adopt it, "
                                    "then go on",
                                    step.key.kind, step.key.name));
        }
        manifest = std::move(*desired);
        actions::merge(manifest, *patch);
    } else {
        return fail(ErrorCode::invalid, "the step says neither what to apply nor what to change");
    }
    // Which ids new brokers have is known when they are there.
    if (const auto* pool = object_at(step.body, {"new_nodes_of"})) {
        const ResourceKey key{step.key.cluster, step.key.name_space, "KafkaNodePool", std::string(text_at(*pool, {"name"}))};
        const auto object = world.observed(key);
        if (!object) return fail(ErrorCode::conflict, fmt::format("there is no pool {}", key.name));
        json::array added;
        const auto* before = list_at(*pool, {"before"});
        for (const auto id : node_ids(*object)) {
            const bool known = before != nullptr &&
                               std::ranges::any_of(*before, [&](const json::value& each) { return each.to_number<std::int64_t>() == id; });
            if (!known) added.emplace_back(id);
        }
        if (added.empty()) return fail(ErrorCode::conflict, fmt::format("pool {} has no new nodes to move partitions to", key.name));
        manifest.as_object()["spec"].as_object()["brokers"] = std::move(added);
    }
    return manifest.as_object();
}

}  // namespace nexa::plans
