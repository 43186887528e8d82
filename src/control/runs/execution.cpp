#include "control/runs/execution.hpp"

#include <fmt/format.h>

#include "control/intents/field_managers.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"

namespace nexa::control {
namespace {

using kube::ApiError;
using kube::Retry;

class Steps {
public:
    Steps(const Run& run, const Clock& clock, std::vector<RunStep>& to) : run_(run), clock_(clock), to_(to) {}
    void add(std::string name, std::string outcome, std::string message, std::string detail = {}) {
        to_.push_back({run_.id, run_.attempt, 0, std::move(name), std::move(outcome), std::move(message), std::move(detail), clock_.now()});
    }

private:
    const Run& run_;
    const Clock& clock_;
    std::vector<RunStep>& to_;
};

std::string detail_of(const ApiError& error) {
    std::string text = fmt::format("HTTP {} {}", error.status, error.reason);
    for (const auto& issue : error.error.issues) text += fmt::format("\n{}: {}", issue.pointer, issue.message);
    return text;
}

void refuse(AttemptOutcome& outcome, Steps& steps, std::string name, const ApiError& error) {
    outcome.next = error.retry == Retry::never ? AttemptOutcome::Next::fail : AttemptOutcome::Next::retry;
    outcome.retry_after = error.retry_after;
    outcome.message = error.error.message;
    outcome.detail = detail_of(error);
    steps.add(std::move(name), "failed", error.error.message, outcome.detail);
}

std::int64_t generation_of(const json::value& object) {
    return object.is_object() ? generation(object.get_object()) : 0;
}

std::string uid_of(const json::value& object) {
    return object.is_object() ? std::string(text_at(object.get_object(), {"metadata", "uid"})) : std::string();
}

bool is_missing(const ApiError& error) {
    return error.status == 404;
}

/// After an adoption: other managers stop owning what Nexa owns now. A race with a writer is tried again; when it can't be had, the fields
/// have two owners, and a later change says so.
Task<> become_sole_owner(kube::Api& api, kube::Resource resource, kube::ObjectName name, Steps& steps) {
    std::string trouble;
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto live = co_await api.get(resource, name, kube::Lane::work);
        const auto* object = live ? live->if_object() : nullptr;
        if (!object) {
            trouble = live ? "it can't be read" : live.error().error.message;
            break;
        }
        auto managed = owned_by_nexa_alone(*object);
        if (!managed) co_return;
        const json::object patch{{"metadata", json::object{{"resourceVersion", text_at(*object, {"metadata", "resourceVersion"})},
                                                           {"managedFields", std::move(*managed)}}}};
        const auto patched = co_await api.merge_patch(resource, name, json::serialize(patch));
        if (patched) {
            steps.add("take-over", "ok", "Nexa is the only owner of these fields now");
            co_return;
        }
        trouble = patched.error().error.message;
        if (patched.error().status != 409) break;
    }
    steps.add("take-over", "info", fmt::format("the fields have other owners beside Nexa still: {}", trouble));
}

Task<AttemptOutcome> apply(Attempt attempt, kube::Api& api, kube::Resource resource, const Kind& kind, const Clock& clock) {
    AttemptOutcome outcome;
    Steps steps(attempt.run, clock, outcome.steps);
    const kube::ObjectName name{attempt.run.key.name_space, attempt.run.key.name};
    const Intent& intent = *attempt.intent;

    if (attempt.run.attempt > 1) {
        // An earlier attempt may have applied and died before it was recorded: its mark on the object tells.
        const auto live = co_await api.get(resource, name, kube::Lane::work);
        if (live && carries(*live, intent)) {
            steps.add("found", "ok", "an earlier attempt had applied it already; nothing was sent again");
            outcome.next = AttemptOutcome::Next::wait;
            outcome.generation = generation_of(*live);
            outcome.uid = uid_of(*live);
            outcome.applied_at = attempt.run.started_at;
            outcome.message = "applied; waiting for the operator";
            co_return outcome;
        }
        if (!live && !is_missing(live.error())) {
            refuse(outcome, steps, "look", live.error());
            co_return outcome;
        }
    }

    const bool adopts = intent.origin == "adopt";
    if (adopts && !intent.take_over) {
        const auto live = co_await api.get(resource, name, kube::Lane::work);
        if (!live) {
            refuse(outcome, steps, "look", live.error());
            co_return outcome;
        }
        if (const auto tool = live->is_object() ? gitops_of(live->get_object()) : std::nullopt) {
            outcome.message = fmt::format(
                "{} manages it, and would put back what Nexa changes; take it out of that tool, or adopt it with take_over", *tool);
            steps.add("look", "failed", outcome.message);
            co_return outcome;
        }
    }
    const std::string manifest = stamped(intent, std::move(*attempt.desired));
    kube::WriteOptions options;
    options.force = intent.take_over || adopts;
    options.dry_run = true;
    const auto rehearsed = co_await api.apply(resource, name, manifest, options);
    if (!rehearsed) {
        refuse(outcome, steps, "dry-run", rehearsed.error());
        co_return outcome;
    }
    std::string rehearsal = rehearsed->created ? "the cluster would create it" : "the cluster would take it";
    for (const auto& warning : rehearsed->warnings) rehearsal += "; it warns: " + warning;
    steps.add("dry-run", "ok", std::move(rehearsal));

    options.dry_run = false;
    const auto written = co_await api.apply(resource, name, manifest, options);
    if (!written) {
        refuse(outcome, steps, "apply", written.error());
        co_return outcome;
    }
    outcome.next = AttemptOutcome::Next::wait;
    outcome.generation = written->generation;
    outcome.uid = written->uid;
    outcome.applied_at = clock.now();
    if (!written->created && attempt.before && kind.starts_anew) {
        const auto after = parse_object(written->object);
        outcome.starts_anew = after && kind.starts_anew(*attempt.before, *after);
    }
    outcome.message = "applied; waiting for the operator";
    steps.add("apply", "ok", fmt::format("{} at generation {}", written->created ? "created" : "applied", written->generation));
    if (adopts) co_await become_sole_owner(api, resource, name, steps);
    co_return outcome;
}

Task<AttemptOutcome> remove(Attempt attempt, kube::Api& api, kube::Resource resource, const Clock& clock) {
    AttemptOutcome outcome;
    Steps steps(attempt.run, clock, outcome.steps);
    const kube::ObjectName name{attempt.run.key.name_space, attempt.run.key.name};
    const auto live = co_await api.get(resource, name, kube::Lane::work);
    if (!live) {
        if (!is_missing(live.error())) {
            refuse(outcome, steps, "look", live.error());
            co_return outcome;
        }
        steps.add("delete", "ok", "it was not there any more");
        outcome.next = AttemptOutcome::Next::done;
        outcome.message = "it is gone";
        co_return outcome;
    }
    kube::DeleteOptions options;
    options.uid = uid_of(*live);  // this very object, and no later one of its name
    const auto deleted = co_await api.remove(resource, name, options);
    if (!deleted && !is_missing(deleted.error())) {
        refuse(outcome, steps, "delete", deleted.error());
        co_return outcome;
    }
    outcome.applied_at = clock.now();
    outcome.uid = options.uid;
    const bool gone = !deleted || deleted->gone;
    outcome.next = gone ? AttemptOutcome::Next::done : AttemptOutcome::Next::wait;
    outcome.message = gone ? "it is gone" : "deletion was asked for; waiting for it to go";
    steps.add("delete", "ok", outcome.message);
    co_return outcome;
}

/// Takes Nexa's marks and its ownership of fields from an object that stays as it is.
Task<AttemptOutcome> detach(Attempt attempt, kube::Api& api, kube::Resource resource, const Clock& clock) {
    AttemptOutcome outcome;
    Steps steps(attempt.run, clock, outcome.steps);
    const kube::ObjectName name{attempt.run.key.name_space, attempt.run.key.name};
    for (int tried = 1;; ++tried) {
        const auto live = co_await api.get(resource, name, kube::Lane::work);
        if (!live && !is_missing(live.error())) {
            refuse(outcome, steps, "look", live.error());
            co_return outcome;
        }
        if (!live || !live->is_object()) break;
        const auto& object = live->get_object();
        json::object metadata{{"resourceVersion", text_at(object, {"metadata", "resourceVersion"})},
                              {"annotations", {{intent_annotation, nullptr}, {revision_annotation, nullptr}}}};
        if (auto others = owned_by_others(object)) metadata["managedFields"] = std::move(*others);
        const auto patched = co_await api.merge_patch(resource, name, json::serialize(json::object{{"metadata", std::move(metadata)}}));
        if (patched) break;
        // Somebody wrote it meanwhile: looked at again.
        if (patched.error().status == 409 && tried < 5) continue;
        refuse(outcome, steps, "detach", patched.error());
        co_return outcome;
    }
    outcome.next = AttemptOutcome::Next::done;
    outcome.applied_at = clock.now();
    outcome.message = "Nexa does not manage it any more";
    steps.add("detach", "ok", outcome.message);
    co_return outcome;
}

}  // namespace

std::optional<std::string> objection(const Run& run, const Directory& directory) {
    const auto author = directory.find_by_name(run.author);
    if (!author) return fmt::format("{}, who asked for it, is no longer a user or is disabled", run.author);
    Permission needed = Permission::actions_execute;
    if (run.action == "delete") needed = Permission::resources_delete;
    if (run.action == "apply" || run.action == "detach") needed = Permission::resources_write;
    if (author->rights->allows(needed, run.key.cluster, run.key.name_space)) return std::nullopt;
    return fmt::format("{}, who asked for it, no longer holds {} in {} / {}", run.author, to_string(needed), run.key.cluster,
                       run.key.name_space);
}

std::string stamped(const Intent& intent, json::object manifest) {
    auto& metadata = manifest["metadata"];
    if (!metadata.is_object()) metadata = json::object();
    auto& annotations = metadata.get_object()["annotations"];
    if (!annotations.is_object()) annotations = json::object();
    annotations.get_object()[intent_annotation] = intent.id.str();
    annotations.get_object()[revision_annotation] = std::to_string(intent.revision);
    return json::serialize(manifest);
}

bool carries(const json::value& object, const Intent& intent) {
    return object.is_object() && annotation_of(object.get_object(), intent_annotation) == intent.id.str();
}

Task<AttemptOutcome> execute(Attempt attempt, ClusterHandle cluster, const Clock& clock) {
    const Kind* kind = find_kind(attempt.run.key.kind);
    const auto resource = kind ? cluster.session->resource(kind->ref) : std::nullopt;
    if (!resource) {
        AttemptOutcome outcome;
        outcome.next = AttemptOutcome::Next::retry;
        outcome.message = cluster.status.message.empty() ? fmt::format("cluster {} does not serve {}, or has not said so yet",
                                                                       cluster.cluster.name, attempt.run.key.kind)
                                                         : cluster.status.message;
        Steps steps(attempt.run, clock, outcome.steps);
        steps.add("connect", "failed", outcome.message);
        co_return outcome;
    }
    kube::Api& api = cluster.session->api();
    if (attempt.run.action == "delete") co_return co_await remove(std::move(attempt), api, *resource, clock);
    if (attempt.run.action == "detach") co_return co_await detach(std::move(attempt), api, *resource, clock);
    // The version of the manifest's own apiVersion is what it is sent as.
    kube::Resource target = *resource;
    if (!attempt.desired) attempt.desired.emplace();
    const auto version = split_api_version(text_at(*attempt.desired, {"apiVersion"})).version;
    if (!version.empty()) target.version = version;
    co_return co_await apply(std::move(attempt), api, std::move(target), *kind, clock);
}

}  // namespace nexa::control
