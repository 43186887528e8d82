#include "control/api/resources/apply_document.hpp"

#include "control/api/api.hpp"
#include "control/api/resources/manifest_problem.hpp"
#include "data/manifest.hpp"
#include "data/object.hpp"
#include "http/problem.hpp"
#include "wire/encode.hpp"

namespace nexa::control {
namespace {

/// What a document says it is, for the reply, before it is known to be right.
void describe(const json::value& document, const std::string& fallback, AppliedDocument& applied) {
    const auto* object = document.if_object();
    if (!object) return;
    applied.kind = text_at(*object, {"kind"});
    applied.name = text_at(*object, {"metadata", "name"});
    applied.name_space = text_at(*object, {"metadata", "namespace"});
    if (applied.name_space.empty()) applied.name_space = fallback.empty() ? "default" : fallback;
}

}  // namespace

Task<AppliedDocument> apply_document(Call& call, Document document, bool dry_run, ClusterRegistry& clusters, ChangeService& changes) {
    AppliedDocument applied;
    const auto refuse_with = [&](const Error& error, const http::Response& response) {
        applied.status = error.code == ErrorCode::internal || error.code == ErrorCode::unavailable ? "error" : "refused";
        if (const auto* text = std::get_if<std::string>(&response.body)) applied.problem = wire::RawObject{*text};
    };
    const auto refuse = [&](const Error& error) { refuse_with(error, http::problem(error, call.request)); };
    const auto cluster = clusters.find(call.param("cluster"));
    if (!cluster) {
        refuse(Error{ErrorCode::not_found, "there is no such cluster, or you may not see it", {}});
        co_return applied;
    }
    const std::string fallback = call.query("namespace");
    describe(document.value, fallback, applied);
    ManifestTarget target;
    target.facts = cluster->status.facts.get();
    target.default_namespace = fallback.empty() ? std::string_view("default") : std::string_view(fallback);
    const auto manifest = check_manifest(document.value, target);
    if (!manifest) {
        refuse_with(manifest.error(), manifest_problem(manifest.error(), call.request, document.value, target));
        co_return applied;
    }
    applied.kind = manifest->kind->ref.kind;
    applied.name_space = manifest->name_space;
    applied.name = manifest->name;
    const Access access = permitted(Permission::resources_write, Access::Where::name_space);
    if (!allowed(access, *call.caller.rights, cluster->cluster.name, manifest->name_space)) {
        refuse(denied(access, *call.caller.rights, cluster->cluster.name, manifest->name_space));
        co_return applied;
    }
    ChangeRequest request;
    request.key = {cluster->cluster.name, manifest->name_space, applied.kind, manifest->name};
    request.document = std::move(document.value);
    request.source_text = std::move(document.text);
    request.source_type = document.content_type;
    request.reason = call.query("reason").substr(0, 4000);
    request.take_over = call.query_flag("take_over").value_or(false);
    request.override_contracts = call.query_flag("override").value_or(false);
    if (dry_run) {
        const auto preview = co_await changes.preview(std::move(request));
        if (!preview) {
            refuse(preview.error());
            co_return applied;
        }
        applied.status = preview->violations > 0 ? "refused" : "previewed";
        applied.result = wire::RawObject{wire::encode(*preview)};
        co_return applied;
    }
    auto accepted = co_await changes.accept(call, std::move(request));
    if (!accepted) {
        refuse(accepted.error());
        co_return applied;
    }
    applied.status = accepted->status == 202 ? "accepted" : "unchanged";
    applied.result = wire::RawObject{std::move(accepted->body)};
    co_return applied;
}

}  // namespace nexa::control
