#include "data/sandbox/object_store_impl.hpp"
#include "data/sandbox/strategy.hpp"

/// How objects end: at once, after their grace time, or when their finalizers have gone.
namespace nexa::sandbox {

namespace {

constexpr std::string_view orphan_finalizer = "orphan";
constexpr std::string_view foreground_finalizer = "foregroundDeletion";

/// The garbage collector's finalizers as the propagation policy asks for them; the others stay.
void set_propagation(json::object& metadata, Propagation propagation) {
    json::array kept;
    if (const auto* list = metadata.if_contains("finalizers"); list && list->is_array()) {
        for (const auto& finalizer : list->get_array()) {
            const auto name = finalizer.is_string() ? std::string_view(finalizer.get_string()) : std::string_view();
            if (name != orphan_finalizer && name != foreground_finalizer) kept.push_back(finalizer);
        }
    }
    if (propagation == Propagation::orphan) kept.emplace_back(orphan_finalizer);
    if (propagation == Propagation::foreground) kept.emplace_back(foreground_finalizer);
    if (kept.empty()) {
        metadata.erase("finalizers");
    } else {
        metadata["finalizers"] = std::move(kept);
    }
}

Outcome<> check_preconditions(const ResourceType& type, const StoredObject& object, const DeleteOptions& options) {
    // These answers name the kind where others name the resource.
    auto named = type;
    named.plural = type.kind;
    if (!options.uid.empty() && options.uid != object.uid()) {
        return refuse(
            status::conflict(named, object.name(),
                             fmt::format("the UID in the precondition ({}) does not match the UID in record ({}). The object might "
                                         "have been deleted and then recreated",
                                         options.uid, object.uid())));
    }
    const auto version = std::to_string(object.resource_version());
    if (!options.resource_version.empty() && options.resource_version != version) {
        return refuse(
            status::conflict(named, object.name(),
                             fmt::format("the ResourceVersion in the precondition ({}) does not match the ResourceVersion in record "
                                         "({}). The object might have been modified",
                                         options.resource_version, version)));
    }
    return {};
}

}  // namespace

Outcome<ObjectStore::Removed> ObjectStore::remove(const TypePtr& type, std::string_view name_space, std::string_view name,
                                                  const DeleteOptions& options) {
    const bool is_namespace = type->plural == "namespaces" && !type->custom;
    for (;;) {
        const auto current = impl_->find(*type, name_space, name);
        if (!current) return refuse(status::not_found(*type, name));
        if (auto fine = check_preconditions(*type, *current, options); !fine) return refuse(std::move(fine.error()));

        auto object = current->value();
        auto& metadata = object.at("metadata").as_object();
        if (options.propagation) set_propagation(metadata, *options.propagation);
        const auto grace = options.grace_seconds.value_or(strategy::default_grace_seconds(*current, *type));
        const bool waits = has_finalizers(metadata) || is_namespace || (grace > 0 && strategy::default_grace_seconds(*current, *type) > 0);
        if (!waits) {
            if (options.dry_run) return Removed{current, true};
            if (type->plural == "customresourcedefinitions" && !type->custom) {
                if (const auto defined = impl_->types.by_storage(name)) drop_objects(defined);
            }
            ObjectPtr gone;
            const auto outcome = impl_->commit(type, current->key(), current, std::nullopt, gone);
            if (outcome == Impl::Commit::done) return Removed{gone, true};
            if (outcome == Impl::Commit::failed) return refuse(status::internal("the journal can't be written"));
            continue;
        }
        if (!current->deleting()) {
            const auto after = impl_->clock.now() + std::chrono::seconds(grace);
            metadata["deletionTimestamp"] = to_rfc3339_seconds(after);
            if (!is_namespace) metadata["deletionGracePeriodSeconds"] = grace;
            if (const auto* generation = metadata.if_contains("generation"); generation && generation->is_int64())
                metadata["generation"] = generation->get_int64() + 1;
            if (is_namespace) object["status"] = {{"phase", "Terminating"}};
        } else if (const auto* left = metadata.if_contains("deletionGracePeriodSeconds");
                   left && left->is_int64() && grace < left->get_int64()) {
            metadata["deletionGracePeriodSeconds"] = grace;
            metadata["deletionTimestamp"] = to_rfc3339_seconds(impl_->clock.now() + std::chrono::seconds(grace));
        }
        if (options.dry_run) return Removed{shown_object(std::move(object), current->key(), current->resource_version()), false};
        if (object == current->value()) return Removed{current, false};
        ObjectPtr waiting;
        const auto outcome = impl_->commit(type, current->key(), current, std::move(object), waiting);
        if (outcome == Impl::Commit::done) return Removed{waiting, false};
        if (outcome == Impl::Commit::failed) return refuse(status::internal("the journal can't be written"));
    }
}

void ObjectStore::drop_objects(const TypePtr& type) {
    const auto page = list(*type, ListQuery{});
    if (!page) return;
    for (const auto& object : page->items) {
        ObjectPtr gone;
        for (auto current = object; current; current = impl_->find(*type, object->name_space(), object->name())) {
            if (impl_->commit(type, current->key(), current, std::nullopt, gone) != Impl::Commit::outrun) break;
        }
    }
}

bool ObjectStore::finish_namespace(std::string_view name) {
    const auto type = impl_->types.by_kind("", "Namespace");
    const auto current = impl_->find(*type, {}, name);
    if (!current || !current->deleting() || has_finalizers(current->metadata())) return false;
    ObjectPtr gone;
    return impl_->commit(type, current->key(), current, std::nullopt, gone) == Impl::Commit::done;
}

}  // namespace nexa::sandbox
