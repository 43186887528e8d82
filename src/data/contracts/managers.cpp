#include "data/contracts/managers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"

namespace nexa::contracts {
namespace {

constexpr std::string_view argo_when = "at its next sync, and at once when self-heal is on";
constexpr std::string_view flux_when = "at its next reconciliation, by default within minutes";
constexpr std::string_view helm_when = "at the next upgrade of the release";

/// The tools' own field managers.
struct KnownManager {
    std::string_view field_manager, name, when;
};
constexpr std::array known_managers{KnownManager{"argocd-controller", "Argo CD", argo_when},
                                    KnownManager{"argocd-application-controller", "Argo CD", argo_when},
                                    KnownManager{"kustomize-controller", "Flux", flux_when},
                                    KnownManager{"helm-controller", "Flux", flux_when},
                                    KnownManager{"helm", "Helm", helm_when},
                                    KnownManager{"Helm", "Helm", helm_when}};

/// Walks a FieldsV1 set beside the manifest and the live object; `path` is where they are. Leaves count that the manifest would change.
void collect(const json::object& fields, const json::value& desired, const json::value* live, const std::string& path,
             std::vector<std::string>& paths) {
    const auto* members = desired.if_object();
    if (members == nullptr) return;
    const auto* live_members = live == nullptr ? nullptr : live->if_object();
    for (const auto& [key, below] : fields) {
        const std::string_view field(key);
        if (!field.starts_with("f:")) continue;
        const auto name = field.substr(2);
        const auto* value = members->if_contains(name);
        if (value == nullptr) continue;
        const auto* actual = live_members == nullptr ? nullptr : live_members->if_contains(name);
        if (actual != nullptr && *actual == *value) continue;
        const auto here = path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
        const auto* inner = below.if_object();
        const bool has_parts = inner != nullptr && value->is_object() &&
                               std::ranges::any_of(*inner, [](const auto& each) { return each.key().starts_with("f:"); });
        if (has_parts) {
            collect(*inner, *value, actual, here, paths);
        } else {
            paths.push_back(here);
        }
    }
}

std::string holder_words(const Manager& manager) {
    return manager.holder.empty() ? manager.name : fmt::format("{} ({})", manager.name, manager.holder);
}

std::string changed_words(const Input& input) {
    std::vector<std::string> paths;
    for (const auto& each : changes(input)) {
        auto path = dotted(each.pointer);
        if (std::ranges::find(paths, path) == paths.end()) paths.push_back(std::move(path));
    }
    return paths.empty() ? std::string("what is changed here") : list_of(paths);
}

Hits managed_elsewhere(const Input& input) {
    if (input.observed == nullptr) return {};
    const auto manager = manager_by_marks(*input.observed);
    // A change to nothing is reverted by nobody.
    if (!manager || (input.before() != nullptr && changes(input).empty())) return {};
    return {{.pointer = "/metadata",
             .message = fmt::format("{} also writes this resource, and will bring back {} {}", holder_words(*manager), changed_words(input),
                                    manager->when),
             .fix = fmt::format("Make the change where {} has it from, or let it ignore these fields.", manager->name)}};
}

Hits made_again(const Input& input) {
    const auto manager = manager_by_marks(input.observed == nullptr ? input.desired : *input.observed);
    if (!manager) return {};
    return {{.pointer = "/metadata",
             .message = fmt::format("{} also writes this resource, and will make it again {}", holder_words(*manager), manager->when),
             .fix = fmt::format("Delete it where {} has it from.", manager->name)}};
}

constexpr Rule rows[] = {
    {.id = "managed-elsewhere",
     .title = "Another tool brings it back",
     .type = Finding::Type::warning,
     .kinds = {},
     .explanation = "Two tools that write one resource undo each other's work; the one that comes last wins, again and again.",
     .source = "Argo CD: resource tracking; Flux: labels of Kustomizations and HelmReleases; Helm: release annotations",
     .check = managed_elsewhere},
    {.id = "made-elsewhere",
     .title = "Another tool makes it again",
     .type = Finding::Type::warning,
     .kinds = {},
     .explanation = "A tool that holds the manifest makes what is missing.",
     .source = "Argo CD: resource tracking; Flux: labels of Kustomizations and HelmReleases; Helm: release annotations",
     .on_removal = true,
     .check = made_again},
};

}  // namespace

std::optional<Manager> manager_by_marks(const json::object& live) {
    const auto argo = annotation_of(live, "argocd.argoproj.io/tracking-id");
    if (!argo.empty()) return Manager{"Argo CD", fmt::format("application {}", argo.substr(0, argo.find(':'))), std::string(argo_when)};
    if (const auto application = label_of(live, "argocd.argoproj.io/instance"); !application.empty())
        return Manager{"Argo CD", fmt::format("application {}", application), std::string(argo_when)};
    if (const auto name = label_of(live, "kustomize.toolkit.fluxcd.io/name"); !name.empty()) {
        return Manager{"Flux", fmt::format("Kustomization {}/{}", label_of(live, "kustomize.toolkit.fluxcd.io/namespace"), name),
                       std::string(flux_when)};
    }
    if (const auto name = label_of(live, "helm.toolkit.fluxcd.io/name"); !name.empty()) {
        return Manager{"Flux", fmt::format("HelmRelease {}/{}", label_of(live, "helm.toolkit.fluxcd.io/namespace"), name),
                       std::string(flux_when)};
    }
    if (const auto release = annotation_of(live, "meta.helm.sh/release-name"); !release.empty()) {
        return Manager{"Helm", fmt::format("release {} in namespace {}", release, annotation_of(live, "meta.helm.sh/release-namespace")),
                       std::string(helm_when)};
    }
    return std::nullopt;
}

std::optional<Manager> manager_by_field_manager(std::string_view field_manager) {
    const auto found = std::ranges::find(known_managers, field_manager, &KnownManager::field_manager);
    if (found == known_managers.end()) return std::nullopt;
    return Manager{std::string(found->name), {}, std::string(found->when)};
}

std::vector<SharedFields> fields_of_others(const json::object& live, const json::object& desired, std::string_view own) {
    std::vector<SharedFields> shared;
    const auto* entries = list_at(live, {"metadata", "managedFields"});
    if (entries == nullptr) return shared;
    const json::value whole = live;
    for (const auto& each : *entries) {
        const auto* entry = each.if_object();
        if (entry == nullptr || text_at(*entry, {"manager"}) == own || !text_at(*entry, {"subresource"}).empty()) continue;
        const auto* fields = object_at(*entry, {"fieldsV1"});
        if (fields == nullptr) continue;
        std::vector<std::string> paths;
        collect(*fields, desired, &whole, {}, paths);
        std::erase_if(paths, [](const std::string& path) {
            return !path.starts_with("spec.") && !path.starts_with("metadata.labels.") && !path.starts_with("metadata.annotations.");
        });
        if (paths.empty()) continue;
        const auto name = std::string(text_at(*entry, {"manager"}));
        const auto known = std::ranges::find(shared, name, &SharedFields::field_manager);
        if (known == shared.end()) {
            shared.push_back({name, std::move(paths)});
        } else {
            for (auto& path : paths) {
                if (std::ranges::find(known->paths, path) == known->paths.end()) known->paths.push_back(std::move(path));
            }
        }
    }
    return shared;
}

std::optional<Finding> finding_for_shared_fields(const std::vector<SharedFields>& shared, const json::object& desired) {
    for (const auto& each : shared) {
        const auto manager = manager_by_field_manager(each.field_manager);
        if (!manager) continue;
        Finding finding;
        finding.type = Finding::Type::warning;
        finding.rule = "managed-elsewhere";
        finding.title = "Another tool brings it back";
        finding.pointer = "/metadata";
        finding.message = fmt::format("{} also writes {} of {} (field manager {}), and will bring them back {}", manager->name,
                                      list_of(each.paths), text_at(desired, {"metadata", "name"}), each.field_manager, manager->when);
        finding.fix = fmt::format("Make the change where {} has it from, or let it ignore these fields.", manager->name);
        finding.source = "metadata.managedFields of the live object";
        return finding;
    }
    return std::nullopt;
}

std::span<const Rule> manager_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
