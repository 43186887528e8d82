#include "control/intents/field_managers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "data/object.hpp"

namespace nexa::control {
namespace {

constexpr std::string_view nexa_manager = "nexa";

struct Mark {
    std::string_view tool;
    std::string_view place;  ///< Under metadata.
    std::string_view name;
};
// Argo CD: "Resource Tracking"; Flux: the labels that kustomize-controller and helm-controller set.
constexpr std::array marks{
    Mark{"Argo CD", "labels", "argocd.argoproj.io/instance"}, Mark{"Argo CD", "annotations", "argocd.argoproj.io/tracking-id"},
    Mark{"Flux", "labels", "kustomize.toolkit.fluxcd.io/name"}, Mark{"Flux", "labels", "helm.toolkit.fluxcd.io/name"}};

struct Manager {
    std::string_view tool;
    std::string_view name;
};
constexpr std::array gitops_managers{Manager{"Argo CD", "argocd-controller"}, Manager{"Argo CD", "argocd-application-controller"},
                                     Manager{"Flux", "kustomize-controller"}, Manager{"Flux", "helm-controller"}};

/// `from` less `taken`, both fieldsV1: a member without members is a field, one with members a parent.
json::object less(const json::object& from, const json::object& taken) {
    json::object left;
    for (const auto& [name, value] : from) {
        const auto* other = taken.if_contains(name);
        if (!other || !value.is_object() || !other->is_object()) {
            left[name] = value;
            continue;
        }
        if (value.get_object().empty()) continue;  // a field that both own
        json::object inner = less(value.get_object(), other->get_object());
        // What remains must be more than the parent itself.
        if (!inner.empty()) left[name] = std::move(inner);
    }
    return left;
}

const json::object* own_fields(const json::array& entries) {
    for (const auto& each : entries) {
        const auto* entry = each.if_object();
        if (entry && text_at(*entry, {"manager"}) == nexa_manager && text_at(*entry, {"operation"}) == "Apply")
            return object_at(*entry, {"fieldsV1"});
    }
    return nullptr;
}

}  // namespace

std::vector<std::string> other_managers(const json::object& live) {
    std::vector<std::string> names;
    const auto* entries = list_at(live, {"metadata", "managedFields"});
    if (!entries) return names;
    for (const auto& each : *entries) {
        const auto* entry = each.if_object();
        if (!entry || !text_at(*entry, {"subresource"}).empty()) continue;
        std::string name(text_at(*entry, {"manager"}));
        if (!name.empty() && name != nexa_manager && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    return names;
}

std::optional<std::string> gitops_of(const json::object& live) {
    for (const auto& mark : marks) {
        const auto* marked = object_at(live, {"metadata", mark.place});
        const auto* value = marked ? marked->if_contains(mark.name) : nullptr;
        if (value && value->is_string()) {
            return fmt::format("{} ({} {}={})", mark.tool, mark.place == "labels" ? "label" : "annotation", mark.name,
                               std::string_view(value->get_string()));
        }
    }
    for (const auto& name : other_managers(live)) {
        const auto found = std::ranges::find(gitops_managers, std::string_view(name), &Manager::name);
        if (found != gitops_managers.end()) return fmt::format("{} (field manager {})", found->tool, name);
    }
    return std::nullopt;
}

std::optional<json::array> owned_by_others(const json::object& live) {
    const auto* entries = list_at(live, {"metadata", "managedFields"});
    if (!entries) return std::nullopt;
    json::array left;
    for (const auto& each : *entries) {
        const auto* entry = each.if_object();
        if (!entry || text_at(*entry, {"manager"}) != nexa_manager) left.push_back(each);
    }
    if (left.size() == entries->size()) return std::nullopt;
    if (left.empty()) left.push_back(json::object());
    return left;
}

std::optional<json::array> owned_by_nexa_alone(const json::object& live) {
    const auto* entries = list_at(live, {"metadata", "managedFields"});
    const auto* own = entries ? own_fields(*entries) : nullptr;
    if (!own) return std::nullopt;
    json::array left;
    for (const auto& each : *entries) {
        const auto* entry = each.if_object();
        const auto* fields = entry ? object_at(*entry, {"fieldsV1"}) : nullptr;
        if (!fields || fields == own || !text_at(*entry, {"subresource"}).empty()) {
            left.push_back(each);
            continue;
        }
        json::object rest = less(*fields, *own);
        if (rest.empty()) continue;
        json::object kept = *entry;
        kept["fieldsV1"] = std::move(rest);
        left.push_back(std::move(kept));
    }
    if (left == *entries) return std::nullopt;
    return left;
}

}  // namespace nexa::control
