#include "base/log.hpp"
#include "data/sandbox/object_store_impl.hpp"
#include "data/sandbox/shared_crds.hpp"

/// What a store begins with: the objects of its journal, and those every cluster is born with.
namespace nexa::sandbox {

void ObjectStore::restore(std::string_view storage, std::string key, std::uint64_t resource_version, std::string_view text) {
    if (auto known = shared_crds().find(storage, text)) {
        const std::lock_guard lock(impl_->mutex);
        impl_->spaces[std::string(storage)].restore(std::move(known));
        ++impl_->objects;
        return;
    }
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = deepest_json;
    auto value = json::parse(text, error, {}, options);
    if (error || !value.is_object() || !value.get_object().contains("metadata")) {
        log::warning("sandbox", "the journal's record of {} {} can't be read and is left out", storage, key);
        return;
    }
    auto object = make_object(std::move(value.get_object()), std::move(key), resource_version);
    shared_crds().keep(storage, object, text);
    const std::lock_guard lock(impl_->mutex);
    impl_->spaces[std::string(storage)].restore(std::move(object));
    ++impl_->objects;
}

void ObjectStore::plant(const TypePtr& type, const std::function<ObjectPtr(std::uint64_t resource_version)>& make) {
    auto event = std::make_shared<WatchEvent>();
    event->resource = type;
    const std::lock_guard order(impl_->telling);
    {
        const std::lock_guard lock(impl_->mutex);
        event->resource_version = ++impl_->version;
        event->object = make(event->resource_version);
        const auto text = event->object->text(type->group_version(type->stored_version().name));
        shared_crds().keep(type->storage, event->object, text);
        if (impl_->journal && !impl_->journal->put(type->storage, event->object->key(), event->resource_version, text))
            log::error("sandbox", "the journal can't be written");
        ++impl_->objects;
        impl_->record(type->storage, event);
    }
    impl_->tell(event);
}

void ObjectStore::resume_after(std::uint64_t resource_version) {
    const std::lock_guard lock(impl_->mutex);
    impl_->version = std::max(impl_->version, resource_version);
    impl_->started_at = impl_->version;
}

}  // namespace nexa::sandbox
