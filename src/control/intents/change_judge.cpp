#include "control/intents/change_judge.hpp"

#include <fmt/format.h>

#include "control/intents/field_managers.hpp"
#include "control/policy/judge.hpp"
#include "control/policy/policies.hpp"
#include "control/runs/execution.hpp"
#include "data/contracts/contract.hpp"
#include "data/contracts/managers.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"
#include "data/spark/submission.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/snapshots.hpp"
#include "wire/json_patch.hpp"
#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

using Action = ChangeRequest::Action;

/// What is wanted of a resource, with its live status; else what is observed; nothing when there is none.
std::optional<json::object> wanted_or_observed(const std::optional<Intent>& intent, const std::optional<Snapshot>& snapshot) {
    auto live = snapshot && !snapshot->deleted ? parse_object(snapshot->object) : std::nullopt;
    auto desired = intent && intent->manifest ? parse_object(*intent->manifest) : std::nullopt;
    if (!desired) return live;
    if (const auto* status = live ? live->if_contains("status") : nullptr) (*desired)["status"] = *status;
    return desired;
}

/// Other resources of the place, as the contracts ask for them: desired where there is an intent (with the live status), else observed.
/// What a query is about is looked for by the database: of thousands of topics one or none is read.
std::vector<json::object> related(store::Tx& tx, const ResourceKey& place, const contracts::Query& query) {
    const std::string kind(query.kind);
    std::vector<json::object> found;
    const auto add = [&](const std::optional<Intent>& intent, const std::optional<Snapshot>& snapshot) {
        auto object = wanted_or_observed(intent, snapshot);
        if (object && (query.label.empty() || label_of(*object, query.label) == query.value)) found.push_back(std::move(*object));
    };
    if (!query.name.empty()) {
        const ResourceKey key{place.cluster, place.name_space, kind, std::string(query.name)};
        add(store::intents::latest(tx, key), store::snapshots::find(tx, key));
        return found;
    }
    if (!query.alias.empty()) {
        // A name that a resource went by before costs a look, and is passed over by whoever asked.
        const ResourceKey of{place.cluster, place.name_space, kind, {}};
        std::set<std::string> names;
        for (auto& name : store::snapshots::names_of_alias(tx, of, std::string(query.alias))) names.insert(std::move(name));
        for (auto& name : store::intents::names_of_alias(tx, of, std::string(query.alias))) names.insert(std::move(name));
        for (const auto& name : names) {
            const ResourceKey key{place.cluster, place.name_space, kind, name};
            add(store::intents::latest(tx, key), store::snapshots::find(tx, key));
        }
        return found;
    }
    std::map<std::string, std::pair<std::optional<Intent>, std::optional<Snapshot>>> all;
    for (auto& snapshot : store::snapshots::of_kind(tx, place.cluster, place.name_space, kind)) {
        const std::string name = snapshot.key.name;
        all[name].second = std::move(snapshot);
    }
    for (auto& intent : store::intents::latest_of_kind(tx, place.cluster, place.name_space, kind)) {
        const std::string name = intent.key.name;
        all[name].first = std::move(intent);
    }
    for (const auto& [name, each] : all) add(each.first, each.second);
    return found;
}

/// What the cluster's own dry run answered.
Finding said_by_cluster(Finding::Type type, std::string rule, std::string message, std::string fix) {
    Finding finding;
    finding.type = type;
    finding.rule = std::move(rule);
    finding.title = type == Finding::Type::violation ? "The cluster refuses it" : "The cluster has something to say";
    finding.message = std::move(message);
    finding.fix = std::move(fix);
    finding.source = "Server-side dry run";
    return finding;
}

/// A warning only: the namespace may have been made since the cluster was last looked at.
Finding missing_namespace(const ResourceKey& key) {
    Finding finding;
    finding.type = Finding::Type::warning;
    finding.rule = "namespace-exists";
    finding.title = "The namespace must exist";
    finding.pointer = "/metadata/namespace";
    finding.message = fmt::format("cluster {} had no namespace {} when it was last looked at: the apply fails if there still is none",
                                  key.cluster, key.name_space);
    finding.fix = fmt::format("Create the namespace {}, or choose one that is there.", key.name_space);
    finding.source = "Kubernetes: objects can't be created in a namespace that does not exist";
    return finding;
}

/// Adopting what another tool looks after would only start a quarrel with it.
Finding managed_by(const std::string& tool) {
    Finding finding;
    finding.type = Finding::Type::violation;
    finding.rule = "managed-by-gitops";
    finding.title = "Another tool manages it";
    finding.message = fmt::format("{} manages it, and would put back what Nexa changes", tool);
    finding.fix = "Take it out of that tool first, or say that Nexa takes it over all the same (take_over=true; nexa adopt --take-over).";
    finding.source = "Field managers and marks of the live object";
    return finding;
}

Finding takes_over(const std::vector<std::string>& managers) {
    std::string names;
    for (const auto& name : managers) names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
    Finding finding;
    finding.type = Finding::Type::effect;
    finding.gravity = Finding::Gravity::note;
    finding.rule = "adoption-takes-over";
    finding.title = "Nexa becomes the owner of its fields";
    finding.message = fmt::format("what {} set becomes Nexa's, so that later changes meet no conflict", names);
    finding.source = "Field managers of the live object";
    return finding;
}

/// What a change is compared with when the newest intent is not what runs: the live object. Fields that Nexa never applied stay as they are
/// when a manifest leaves them out (defaults, other managers' fields), so only what `applied` has may count as removed.
std::vector<DiffEntry> diff_to_live(const json::object& live, const std::optional<json::object>& applied, const json::value& desired) {
    const json::value before(manifest_of(live));
    auto entries = diff(before, desired);
    const json::value own = applied ? json::value(*applied) : json::value();
    std::erase_if(entries, [&](const DiffEntry& entry) {
        if (entry.type != DiffEntry::Type::removed) return false;
        boost::system::error_code failure;
        const auto slash = entry.pointer.rfind('/');
        const auto* parent =
            slash == std::string::npos ? nullptr : before.find_pointer(std::string_view(entry.pointer).substr(0, slash), failure);
        if (!parent || !parent->is_object()) return false;
        return own.find_pointer(entry.pointer, failure) == nullptr;
    });
    return entries;
}

/// The manifest of the intent whose mark the live object carries.
std::optional<json::object> applied_to(store::Tx& tx, const ResourceKey& key, const json::object& live) {
    const auto id = Id<Intent>::parse(annotation_of(live, intent_annotation));
    if (!id) return std::nullopt;
    const auto intent = store::intents::find(tx, *id);
    return intent && intent->key == key && intent->manifest ? parse_object(*intent->manifest) : std::nullopt;
}

/// One judgement, at one state of the database.
class Judgement {
public:
    /// `settled`: the newest intent is what runs, or is under way.
    Judgement(store::Tx& tx, const ChangeRequest& request, const ClusterFacts& facts, bool settled)
        : tx_(tx),
          request_(request),
          facts_(facts),
          settled_(settled),
          latest_(store::intents::latest(tx, request.key)) {
        if (latest_ && latest_->manifest) current_ = parse_object(*latest_->manifest);
        if (const auto snapshot = store::snapshots::find(tx, request.key)) observed_ = parse_object(snapshot->object);
    }

    Result<JudgedChange> operator()() {
        judged_.base_revision = latest_ ? latest_->revision : 0;
        judged_.base_deleted = latest_ && !latest_->manifest && !is_detachment(*latest_);
        if (request_.action == Action::remove) return removal();
        if (request_.action == Action::detach) return detachment();
        judged_.source_text = request_.source_text;
        judged_.source_type = request_.source_type;
        json::value other;
        if (request_.action == Action::rollback) {
            auto old = document_of_revision();
            if (!old) return fail(old.error());
            other = std::move(*old);
        }
        if (request_.action == Action::adopt) {
            if (!observed_) {
                return fail(ErrorCode::not_found,
                            fmt::format("{} {} is not on the cluster, so it can't be adopted", request_.key.kind, request_.key.name));
            }
            other = manifest_of(*observed_);
            judged_.source_text = wire::to_yaml(other);
            judged_.source_type = "application/yaml";
        }
        return manifest(other.is_null() ? request_.document : other);
    }

private:
    /// What the newest intent asked for may never have reached the cluster: then what runs is what a change is compared with.
    bool from_intent() const { return current_ && settled_; }

    contracts::Related ask() const {
        return [this](const contracts::Query& query) { return related(tx_, request_.key, query); };
    }

    Result<JudgedChange> removal() {
        if (!observed_ && !current_) {
            return fail(ErrorCode::not_found, fmt::format("there is no {} {} in {} / {}", request_.key.kind, request_.key.name,
                                                          request_.key.cluster, request_.key.name_space));
        }
        Preview& preview = judged_.preview;
        preview.changed = !(judged_.base_deleted && settled_);
        preview.action = preview.changed ? "delete" : "none";
        const json::object gone = observed_ && !from_intent() ? manifest_of(*observed_) : current_.value_or(json::object());
        preview.diff = {{DiffEntry::Type::removed, "", gone, nullptr}};
        contracts::Input input{gone, nullptr, observed_ ? &*observed_ : nullptr, facts_, ask()};
        input.removal = true;
        if (preview.changed) preview.findings = contracts::evaluate(input);
        forget_remedies(preview.findings);
        preview.violations = violations_in(preview.findings);
        return std::move(judged_);
    }

    /// Nothing happens to the object but that Nexa's marks go from it.
    Result<JudgedChange> detachment() {
        if (!current_) return fail(ErrorCode::conflict, fmt::format("Nexa does not manage {} {}", request_.key.kind, request_.key.name));
        if (!observed_) {
            return fail(ErrorCode::conflict, fmt::format("{} {} is not on the cluster, so there is nothing to let go of; delete it instead",
                                                         request_.key.kind, request_.key.name));
        }
        judged_.preview.changed = true;
        judged_.preview.action = "detach";
        judged_.preview.notes.push_back(fmt::format(
            "{} stays as it is. Nexa keeps its history, wants nothing of it any more, and takes its marks from it", request_.key.name));
        return std::move(judged_);
    }

    /// For a rollback: what that revision asked for.
    Result<json::value> document_of_revision() {
        const auto old = store::intents::find(tx_, request_.key, request_.to_revision);
        if (!old) return fail(ErrorCode::not_found, fmt::format("there is no revision {} of {}", request_.to_revision, request_.key.name));
        if (!old->manifest)
            return fail(ErrorCode::invalid,
                        fmt::format("revision {} is a delete or a detachment, which has no manifest to go back to", request_.to_revision));
        judged_.source_text = old->source_text;
        judged_.source_type = old->source_type;
        return json::parse(*old->manifest);
    }

    Result<JudgedChange> manifest(const json::value& document) {
        ManifestTarget target;
        target.facts = &facts_;
        target.kind = request_.key.kind;
        target.name_space = request_.key.name_space;
        target.name = request_.key.name;
        target.default_namespace = request_.key.name_space;
        auto manifest = check_manifest(document, target);
        if (!manifest) return fail(manifest.error());
        judged_.manifest = json::serialize(manifest->desired);

        Preview& preview = judged_.preview;
        preview.notes = std::move(manifest->notes);
        preview.findings = findings_of(document, manifest->desired);
        preview.violations = violations_in(preview.findings);
        if (from_intent()) {
            preview.diff = diff(json::value(*current_), manifest->desired);
        } else if (observed_) {
            preview.diff = diff_to_live(*observed_, applied_to(tx_, request_.key, *observed_), manifest->desired);
        } else {
            preview.diff = {{DiffEntry::Type::added, "", nullptr, manifest->desired}};
        }
        const bool same = current_ && *judged_.manifest == *latest_->manifest;
        preview.changed = !(same && settled_);
        preview.action = !preview.changed ? "none" : (from_intent() || observed_ ? "update" : "create");
        if (preview.changed) judged_.submission = submission_of(manifest->desired);
        preview.desired = std::move(manifest->desired);
        return std::move(judged_);
    }

    /// Against what the cluster has, as what was asked for since may be waiting itself.
    std::optional<Submission> submission_of(const json::object& desired) const {
        const Kind* kind = find_kind(request_.key.kind);
        if (kind == nullptr || kind->submits == nullptr) return std::nullopt;
        json::object before;
        if (observed_) {
            auto applied = applied_to(tx_, request_.key, *observed_);
            before = applied ? std::move(*applied) : manifest_of(*observed_);
        }
        if (!kind->submits(before, desired)) return std::nullopt;
        Submission submission;
        submission.key = request_.key;
        submission.priority = spark::priority_of(desired).value_or(0);
        submission.millicores = spark::millicores_of(desired);
        return submission;
    }

    std::vector<Finding> findings_of(const json::value& document, const json::object& desired) const {
        auto findings =
            contracts::evaluate({desired, from_intent() ? &*current_ : nullptr, observed_ ? &*observed_ : nullptr, facts_, ask()});
        if (!facts_.namespaces.empty() && std::ranges::find(facts_.namespaces, request_.key.name_space) == facts_.namespaces.end()) {
            findings.push_back(missing_namespace(request_.key));
        }
        std::ranges::move(policy_findings(tx_, request_.key, desired), std::back_inserter(findings));
        if (request_.action == Action::apply) {
            // What was judged may be a translation of what was sent.
            for (auto& each : findings) {
                if (each.remedy && !wire::can_apply(document, each.remedy->patch)) each.remedy.reset();
            }
        } else {
            forget_remedies(findings);
        }
        if (request_.action == Action::adopt && !request_.take_over) {
            if (const auto tool = gitops_of(*observed_)) findings.push_back(managed_by(*tool));
        }
        return findings;
    }

    store::Tx& tx_;
    const ChangeRequest& request_;
    const ClusterFacts& facts_;
    const bool settled_;
    const std::optional<Intent> latest_;
    std::optional<json::object> current_;   ///< What the newest intent asks for.
    std::optional<json::object> observed_;  ///< The live object.
    JudgedChange judged_;
};

}  // namespace

void forget_remedies(std::vector<Finding>& findings) {
    for (auto& each : findings) each.remedy.reset();
}

int violations_in(const std::vector<Finding>& findings) {
    return static_cast<int>(std::ranges::count(findings, Finding::Type::violation, &Finding::type));
}

Task<Result<JudgedChange>> ChangeJudge::judge(std::shared_ptr<const ChangeRequest> request) {
    const ResourceKey& key = request->key;
    const auto cluster = deps_.clusters.find(key.cluster);
    if (!cluster) co_return fail(ErrorCode::not_found, "there is no such cluster, namespace or resource, or you may not see it");
    auto facts = cluster->status.facts;
    if (!facts) {
        co_return fail(
            ErrorCode::unavailable,
            fmt::format("nothing is known of cluster {} yet, so the change can't be judged: {}", key.cluster,
                        cluster->status.message.empty() ? "it is being connected; try again in a moment" : cluster->status.message));
    }
    if (const Kind* kind = find_kind(key.kind); kind && !kind->read_only.empty()) {
        co_return fail(ErrorCode::invalid, fmt::format("{} is not to be changed by hand. {}", key.kind, kind->read_only));
    }
    const auto item = deps_.index.find(key);
    const bool settled = item && (item->sync == Sync::in_sync || (item->run && !is_terminal(item->run->state)));
    auto read = [request = std::move(request), facts = std::move(facts), settled](store::Tx& tx) {
        return Judgement(tx, *request, *facts, settled)();
    };
    co_return co_await deps_.database.read(std::move(read));
}

Task<> ChangeJudge::rehearse(const ChangeRequest& request, JudgedChange& judged) {
    const auto cluster = deps_.clusters.find(request.key.cluster);
    const Kind* kind = find_kind(request.key.kind);
    const auto resource = cluster && kind ? cluster->session->resource(kind->ref) : std::nullopt;
    if (!resource) co_return;
    kube::WriteOptions options;
    options.dry_run = true;
    options.force = request.take_over || request.action == Action::adopt;
    options.lane = kube::Lane::interactive;
    options.deadline = std::chrono::seconds(5);
    const kube::ObjectName name{request.key.name_space, request.key.name};
    if (request.action == Action::adopt) {
        const auto live = co_await cluster->session->api().get(*resource, name);
        const auto* object = live ? live->if_object() : nullptr;
        const auto tool = object && !request.take_over ? gitops_of(*object) : std::nullopt;
        if (tool) {
            judged.preview.findings.push_back(managed_by(*tool));
            judged.preview.violations = violations_in(judged.preview.findings);
            co_return;
        }
        if (const auto managers = object ? other_managers(*object) : std::vector<std::string>(); !managers.empty()) {
            judged.preview.findings.push_back(takes_over(managers));
        }
    }
    // With the marks that the worker will send: without them it would rehearse their removal.
    Intent intent;
    intent.id = Id<Intent>::make(deps_.clock);
    intent.key = request.key;
    intent.revision = judged.base_revision + 1;
    const json::object& desired = judged.preview.desired.as_object();
    const auto rehearsed = co_await cluster->session->api().apply(*resource, name, stamped(intent, desired), options);
    Preview& preview = judged.preview;
    if (request.take_over || (!rehearsed && rehearsed.error().status == 409)) {
        // Whose fields are taken: a tool that writes again by itself is named.
        const auto live = co_await cluster->session->api().get(*resource, name);
        if (live && live->is_object()) {
            const auto shared = contracts::fields_of_others(live->get_object(), desired, "nexa");
            const bool is_named =
                std::ranges::any_of(preview.findings, [](const Finding& each) { return each.rule == "managed-elsewhere"; });
            auto finding = contracts::finding_for_shared_fields(shared, desired);
            if (finding && !is_named) preview.findings.push_back(std::move(*finding));
        }
    }
    if (rehearsed) {
        for (const auto& warning : rehearsed->warnings)
            preview.findings.push_back(said_by_cluster(Finding::Type::warning, "cluster-warns", warning, {}));
        co_return;
    }
    const kube::ApiError& error = rehearsed.error();
    if (error.status == 409) {
        preview.findings.push_back(said_by_cluster(Finding::Type::warning, "field-conflict", error.error.message,
                                                   "Take the fields over with this change, or leave them out of the manifest."));
    } else if (error.status == 422 || error.status == 400 || error.status == 403) {
        preview.findings.push_back(
            said_by_cluster(Finding::Type::violation, "cluster-refuses", error.error.message, "Change the manifest as the cluster says."));
        preview.violations = violations_in(preview.findings);
    }
}

Task<Result<std::vector<Finding>>> ChangeJudge::judge_live(ResourceKey key, json::object desired) {
    const auto cluster = deps_.clusters.find(key.cluster);
    if (!cluster || !cluster->status.facts)
        co_return fail(ErrorCode::unavailable, fmt::format("nothing is known of cluster {} yet", key.cluster));
    auto read = [key, desired, facts = cluster->status.facts](store::Tx& tx) -> Result<std::vector<Finding>> {
        const auto snapshot = store::snapshots::find(tx, key);
        const auto observed = snapshot ? parse_object(snapshot->object) : std::nullopt;
        const auto before = observed ? manifest_of(*observed) : json::object();
        contracts::Related ask = [&](const contracts::Query& query) { return related(tx, key, query); };
        const contracts::Input input{desired, observed ? &before : nullptr, observed ? &*observed : nullptr, *facts, std::move(ask)};
        auto findings = contracts::evaluate(input);
        forget_remedies(findings);
        return findings;
    };
    co_return co_await deps_.database.read(std::move(read));
}

}  // namespace nexa::control
