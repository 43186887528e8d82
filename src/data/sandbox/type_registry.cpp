#include "data/sandbox/type_registry.hpp"

#include <mutex>

#include "base/encoding.hpp"
#include "data/sandbox/schema/schema.hpp"

namespace nexa::sandbox {

const TypeVersion* ResourceType::version(std::string_view name) const {
    const auto found = std::ranges::find(versions, name, &TypeVersion::name);
    return found == versions.end() ? nullptr : &*found;
}

const TypeVersion& ResourceType::stored_version() const {
    return *std::ranges::find(versions, true, &TypeVersion::stored);
}

std::string ResourceType::group_version(std::string_view version_name) const {
    return group.empty() ? std::string(version_name) : fmt::format("{}/{}", group, version_name);
}

bool ResourceType::allows(std::string_view verb) const {
    return std::ranges::find(verbs, verb) != verbs.end();
}

struct TypeRegistry::Impl {
    Release release;  // set once
    mutable std::mutex mutex;
    Snapshot types;
    std::uint64_t revision = 1;

    Snapshot snapshot() const {
        const std::lock_guard lock(mutex);
        return types;
    }
    template <class Fits>
    TypePtr first(Fits fits) const {
        const auto all = snapshot();
        const auto found = std::ranges::find_if(*all, [&](const TypePtr& type) { return fits(*type); });
        return found == all->end() ? nullptr : *found;
    }
};

TypeRegistry::TypeRegistry(Release release) : impl_(std::make_unique<Impl>()) {
    impl_->release = release;
    impl_->types = std::make_shared<const std::vector<TypePtr>>(builtin_types());
}
TypeRegistry::~TypeRegistry() = default;

const Release& TypeRegistry::release() const {
    return impl_->release;
}

TypePtr TypeRegistry::find(std::string_view group, std::string_view version, std::string_view plural) const {
    return impl_->first([&](const ResourceType& type) {
        if (type.plural != plural || type.group != group) return false;
        const auto* served = type.version(version);
        return served && served->served;
    });
}

TypePtr TypeRegistry::by_kind(std::string_view kind) const {
    return impl_->first([&](const ResourceType& type) { return type.kind == kind; });
}

TypePtr TypeRegistry::by_kind(std::string_view group, std::string_view kind) const {
    return impl_->first([&](const ResourceType& type) { return type.kind == kind && type.group == group; });
}

TypePtr TypeRegistry::by_storage(std::string_view storage) const {
    return impl_->first([&](const ResourceType& type) { return type.storage == storage; });
}

TypeRegistry::Snapshot TypeRegistry::all() const {
    return impl_->snapshot();
}

std::uint64_t TypeRegistry::revision() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->revision;
}

void TypeRegistry::add(TypePtr type) {
    const std::lock_guard lock(impl_->mutex);
    auto next = *impl_->types;
    std::erase_if(next, [&](const TypePtr& other) { return other->group == type->group && other->plural == type->plural; });
    next.push_back(std::move(type));
    impl_->types = std::make_shared<const std::vector<TypePtr>>(std::move(next));
    ++impl_->revision;
}

void TypeRegistry::remove(std::string_view group, std::string_view plural) {
    const std::lock_guard lock(impl_->mutex);
    auto next = *impl_->types;
    std::erase_if(next, [&](const TypePtr& other) { return other->group == group && other->plural == plural; });
    impl_->types = std::make_shared<const std::vector<TypePtr>>(std::move(next));
    ++impl_->revision;
}

namespace {

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}
bool flag(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}
const json::object* inner(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_object() ? &value->get_object() : nullptr;
}
std::vector<std::string> texts(const json::object& from, std::string_view key) {
    std::vector<std::string> out;
    const auto* value = from.if_contains(key);
    if (!value || !value->is_array()) return out;
    for (const auto& entry : value->get_array()) {
        if (entry.is_string()) out.emplace_back(entry.get_string());
    }
    return out;
}

/// Kubernetes' order: v2 before v1, v1 before v1beta2, v1beta2 before v1beta1 before v1alpha1.
std::tuple<int, int, int> version_rank(std::string_view name) {
    if (!name.starts_with('v')) return {0, 0, 0};
    name.remove_prefix(1);
    const auto number = [&] {
        int value = 0;
        while (!name.empty() && std::isdigit(static_cast<unsigned char>(name.front()))) {
            value = value * 10 + (name.front() - '0');
            name.remove_prefix(1);
        }
        return value;
    };
    const auto major = number();
    int stage = 3;
    if (name.starts_with("beta"))
        stage = 2, name.remove_prefix(4);
    else if (name.starts_with("alpha"))
        stage = 1, name.remove_prefix(5);
    return {stage, major, number()};
}

/// What the server says of a deprecated version whose definition does not say it.
std::string default_warning(std::string_view group, std::string_view version, std::string_view kind) {
    return fmt::format("{}/{} {} is deprecated", group, version, kind);
}

TypeVersion read_version(const json::object& from, const std::string& group, const std::string& kind) {
    TypeVersion out;
    out.name = text(from, "name");
    out.served = flag(from, "served");
    out.stored = flag(from, "storage");
    if (flag(from, "deprecated")) {
        out.deprecation_warning = text(from, "deprecationWarning");
        if (out.deprecation_warning.empty()) out.deprecation_warning = default_warning(group, out.name, kind);
    }
    if (const auto* schema = inner(from, "schema")) {
        if (const auto* open_api = inner(*schema, "openAPIV3Schema")) out.schema = Schema::from_openapi(*open_api);
    }
    if (!out.schema) out.schema = Schema::from_openapi({{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}});
    if (const auto* subresources = inner(from, "subresources")) {
        out.status = subresources->contains("status");
        if (const auto* scale = inner(*subresources, "scale")) {
            out.scale = ScalePaths{text(*scale, "specReplicasPath"), text(*scale, "statusReplicasPath"), text(*scale, "labelSelectorPath")};
        }
    }
    if (const auto* columns = from.if_contains("additionalPrinterColumns"); columns && columns->is_array()) {
        for (const auto& entry : columns->get_array()) {
            if (!entry.is_object()) continue;
            const auto& column = entry.get_object();
            const auto* priority = column.if_contains("priority");
            out.columns.push_back({text(column, "name"), text(column, "type"), text(column, "jsonPath"), text(column, "description"),
                                   priority && priority->is_int64() ? static_cast<int>(priority->get_int64()) : 0, text(column, "format")});
        }
    } else {
        out.columns.push_back({"Age", "date", ".metadata.creationTimestamp", "", 0, ""});
    }
    return out;
}

}  // namespace

namespace {

Outcome<TypePtr> read_type(const json::object& crd) {
    static const json::object none;
    const auto* spec = inner(crd, "spec");
    const auto* names = spec ? inner(*spec, "names") : nullptr;
    auto type = std::make_shared<ResourceType>();
    std::vector<StatusCause> causes;
    if (!spec) spec = &none;
    if (!names) names = &none;
    type->group = text(*spec, "group");
    type->kind = text(*names, "kind");
    type->plural = text(*names, "plural");
    type->singular = text(*names, "singular");
    type->list_kind = text(*names, "listKind");
    if (type->group.empty()) causes.push_back(status::required("spec.group"));
    if (type->plural.empty()) causes.push_back(status::required("spec.names.plural"));
    if (type->kind.empty()) causes.push_back(status::required("spec.names.kind"));
    if (type->singular.empty()) {
        type->singular = type->kind;
        std::ranges::transform(type->singular, type->singular.begin(),
                               [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    }
    if (type->list_kind.empty()) type->list_kind = type->kind + "List";
    type->short_names = texts(*names, "shortNames");
    type->categories = texts(*names, "categories");
    const auto scope = text(*spec, "scope");
    if (scope != "Namespaced" && scope != "Cluster") {
        causes.push_back(scope.empty() ? status::required("spec.scope")
                                       : status::unsupported_value("spec.scope", json::value(scope), {"Cluster", "Namespaced"}));
    }
    type->namespaced = scope == "Namespaced";
    type->custom = true;
    type->generation = true;
    type->storage = status::qualified(type->plural, type->group);
    type->verbs = {"delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"};
    if (const auto* versions = spec->if_contains("versions"); versions && versions->is_array()) {
        for (const auto& version : versions->get_array()) {
            if (version.is_object()) type->versions.push_back(read_version(version.get_object(), type->group, type->kind));
        }
    }
    const auto stored = std::ranges::count(type->versions, true, &TypeVersion::stored);
    if (stored != 1) {
        causes.push_back(status::invalid_value("spec.versions", spec->contains("versions") ? spec->at("versions") : json::value(),
                                               "must have exactly one version marked as storage version"));
    }
    if (!causes.empty()) {
        const ResourceType self{.group = "apiextensions.k8s.io",
                                .kind = "CustomResourceDefinition",
                                .list_kind = {},
                                .plural = "customresourcedefinitions",
                                .singular = {},
                                .short_names = {},
                                .categories = {},
                                .storage = {},
                                .verbs = {},
                                .versions = {}};
        const auto* metadata = inner(crd, "metadata");
        return refuse(status::invalid(self, metadata ? text(*metadata, "name") : std::string(), std::move(causes)));
    }
    std::ranges::sort(type->versions, std::greater<>{}, [](const TypeVersion& version) { return version_rank(version.name); });
    // A deprecated version without words of its own points at the newest one that is served and not deprecated.
    const auto better = std::ranges::find_if(
        type->versions, [](const TypeVersion& version) { return version.served && version.deprecation_warning.empty(); });
    for (auto& version : type->versions) {
        const bool own_words = version.deprecation_warning == default_warning(type->group, version.name, type->kind);
        if (!own_words || better == type->versions.end() || version_rank(better->name) < version_rank(version.name)) continue;
        version.deprecation_warning += fmt::format("; use {}/{} {}", type->group, better->name, type->kind);
    }
    return TypePtr(std::move(type));
}

}  // namespace

Outcome<TypePtr> type_from_crd(const json::object& crd) {
    // Clusters with the same operators share the types: their schemas are large.
    static std::mutex mutex;
    static std::unordered_map<std::string, std::weak_ptr<const ResourceType>> known;
    const auto* spec = crd.if_contains("spec");
    const auto key = spec ? sha256(json::serialize(*spec)) : std::string();
    {
        const std::lock_guard lock(mutex);
        if (const auto found = known.find(key); found != known.end()) {
            if (auto type = found->second.lock()) return type;
        }
    }
    auto type = read_type(crd);
    if (!type) return type;
    const std::lock_guard lock(mutex);
    if (known.size() > 1000) std::erase_if(known, [](const auto& entry) { return entry.second.expired(); });
    known.insert_or_assign(key, *type);
    return type;
}

}  // namespace nexa::sandbox
