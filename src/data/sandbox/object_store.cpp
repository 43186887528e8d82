#include "data/sandbox/object_store.hpp"

#include "data/sandbox/continue_token.hpp"
#include "data/sandbox/object_store_impl.hpp"
#include "data/sandbox/schema/validate.hpp"
#include "data/sandbox/strategy.hpp"

namespace nexa::sandbox {

namespace {

/// Compares two objects member by member: `same` is asked about what both have. Those of `apart` are left out.
template <class Same>
bool same_members(const json::object& a, const json::object& b, std::string_view apart, Same same) {
    const auto counted = [&](const json::object& object) { return object.size() - (object.contains(apart) ? 1 : 0); };
    return counted(a) == counted(b) && std::ranges::all_of(a, [&](const auto& member) {
               if (member.key() == apart) return true;
               const auto* other = b.if_contains(member.key());
               return other && same(member.key(), member.value(), *other);
           });
}

bool same_managers(const json::value& a, const json::value& b) {
    if (!a.is_array() || !b.is_array()) return a == b;
    return std::ranges::equal(a.get_array(), b.get_array(), [](const json::value& left, const json::value& right) {
        const auto equal = [](json::string_view, const json::value& x, const json::value& y) { return x == y; };
        return left.is_object() && right.is_object() ? same_members(left.get_object(), right.get_object(), "time", equal) : left == right;
    });
}

/// Equal but for the times of managedFields: then there is nothing to write. Runs at every write, so it copies nothing.
bool same_content(const json::object& a, const json::object& b) {
    const auto in_metadata = [](json::string_view name, const json::value& x, const json::value& y) {
        return name == "managedFields" ? same_managers(x, y) : x == y;
    };
    return same_members(a, b, "apiVersion", [&](json::string_view name, const json::value& x, const json::value& y) {
        if (name != "metadata" || !x.is_object() || !y.is_object()) return x == y;
        return same_members(x.get_object(), y.get_object(), "", in_metadata);
    });
}

/// A write of a custom resource's status changes no metadata, but owns what it sent of it: the fields that such a write is known not to
/// change are those of the spec alone. Nothing when it is what there is.
std::optional<json::object> claimed_metadata(const json::object& object, const StoredObject& current, const ResourceType& type,
                                             const WriteOptions& options) {
    if (!type.custom || options.subresource != "status") return std::nullopt;
    const auto* sent = object.if_contains("metadata");
    if (!sent || !sent->is_object()) return std::nullopt;
    static constexpr std::string_view own[] = {"labels", "annotations", "finalizers", "ownerReferences"};
    const bool same = std::ranges::all_of(own, [&](std::string_view field) {
        const auto *before = current.metadata().if_contains(field), *after = sent->get_object().if_contains(field);
        return before && after ? *before == *after : before == after;
    });
    return same ? std::nullopt : std::optional(sent->get_object());
}

std::int64_t integer(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

std::string object_key(const ResourceType& type, std::string_view name_space, std::string_view name) {
    return type.namespaced ? fmt::format("{}/{}", name_space, name) : std::string(name);
}

bool has_finalizers(const json::object& metadata) {
    const auto* list = metadata.if_contains("finalizers");
    return list && list->is_array() && !list->get_array().empty();
}

ObjectPtr make_object(json::object value, std::string key, std::uint64_t resource_version) {
    value["metadata"].as_object()["resourceVersion"] = std::to_string(resource_version);
    return std::make_shared<const StoredObject>(std::move(value), std::move(key), resource_version);
}

ObjectPtr shown_object(json::object value, std::string key, std::uint64_t resource_version) {
    return std::make_shared<const StoredObject>(std::move(value), std::move(key), resource_version);
}

ObjectStore::Impl::Commit ObjectStore::Impl::commit(const TypePtr& type, std::string key, const ObjectPtr& expected,
                                                    std::optional<json::object> value, ObjectPtr& written) {
    auto event = std::make_shared<WatchEvent>();
    event->resource = type;
    const std::lock_guard order(telling);
    {
        const std::lock_guard lock(mutex);
        auto& space = spaces[type->storage];
        const auto* current = space.find(key);
        // By version: an object that has gone to sleep meanwhile is another one that says the same.
        if ((current ? (*current)->resource_version() : 0) != (expected ? expected->resource_version() : 0)) return Commit::outrun;
        const auto next = version + 1;
        if (value) {
            (*value)["apiVersion"] = type->group_version(type->stored_version().name);
            written = make_object(std::move(*value), key, next);
            event->type = expected ? WatchEvent::Type::modified : WatchEvent::Type::added;
            if (journal && !journal->put(type->storage, key, next, written->text(type->group_version(type->stored_version().name))))
                return Commit::failed;
        } else {
            written = make_object(expected->value(), key, next);
            event->type = WatchEvent::Type::deleted;
            if (journal && !journal->erase(type->storage, key, next)) return Commit::failed;
        }
        version = next;
        event->object = written;
        event->previous = expected;
        event->resource_version = next;
        if (!expected) ++objects;
        if (event->type == WatchEvent::Type::deleted) --objects;
        record(type->storage, event);
        tidy_journal();
    }
    tell(event);
    return Commit::done;
}

ObjectStore::ObjectStore(TypeRegistry& types, const Clock& clock, std::unique_ptr<Journal> journal, HistoryLimits history)
    : impl_(std::make_unique<Impl>(types, clock, std::move(journal), history)) {}
ObjectStore::~ObjectStore() = default;

Outcome<ObjectPtr> ObjectStore::get(const ResourceType& type, std::string_view name_space, std::string_view name) const {
    if (auto found = impl_->find(type, name_space, name)) return found;
    return refuse(status::not_found(type, name));
}

Outcome<ListPage> ObjectStore::list(const ResourceType& type, const ListQuery& query) const {
    const std::lock_guard lock(impl_->mutex);
    ListPage page;
    page.resource_version = impl_->version;
    // Tokens name keys below the collection that is listed.
    const auto below = query.name_space.empty() ? std::string() : query.name_space + "/";
    std::string start;
    const auto forgotten = impl_->forgotten(type.storage);
    if (!query.continue_token.empty()) {
        auto token = ContinueToken::parse(query.continue_token);
        if (!token) return refuse(std::move(token.error()));
        start = below + token->start;
        if (token->resource_version != ContinueToken::inconsistent) {
            page.resource_version = token->resource_version;
            if (token->resource_version < forgotten) {
                auto error = status::expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the "
                    "continue parameter, or use the "
                    "continue token in this response to retrieve the remainder of the results. Continuing with the provided token results "
                    "in an inconsistent list - objects "
                    "that were created, modified, or deleted between the time the first chunk was returned and now may show up in the "
                    "list.");
                error.continue_token = ContinueToken{ContinueToken::inconsistent, token->start}.text();
                return refuse(std::move(error));
            }
        }
    } else if (!query.resource_version.empty() && query.resource_version != "0") {
        const auto asked = parse_resource_version(query.resource_version);
        if (!asked)
            return refuse(status::bad_request(fmt::format(
                "invalid resource version: resourceVersion: Invalid value: \"{}\": strconv.ParseUint: parsing \"{}\": invalid syntax",
                query.resource_version, query.resource_version)));
        const bool exact = query.resource_version_match == "Exact" || (query.resource_version_match.empty() && query.limit != 0);
        if (*asked > impl_->version) {
            auto error = status::too_large_resource_version(*asked, impl_->version);
            // Who asks for that very state is not told when to come again.
            if (exact) error.retry_after_seconds.reset();
            return refuse(std::move(error));
        }
        if (exact) {
            if (*asked < forgotten) return refuse(status::expired("The resourceVersion for the provided list is too old."));
            page.resource_version = *asked;
        }
    }
    const auto space = impl_->spaces.find(type.storage);
    if (space == impl_->spaces.end()) return page;
    std::string next;
    page.items = space->second.page(page.resource_version, query, start, next, page.remaining);
    if (!next.empty()) page.continue_token = ContinueToken{page.resource_version, next.substr(below.size())}.text();
    return page;
}

Outcome<Written> ObjectStore::create(const TypePtr& type, std::string_view name_space, json::object object, const WriteOptions& options) {
    const auto& version = options.version.empty() ? type->stored_version() : *type->version(options.version);
    if (const auto* metadata = object.if_contains("metadata"); metadata && metadata->is_object()) {
        const auto* sent = metadata->get_object().if_contains("resourceVersion");
        if (sent && sent->is_string() && !sent->get_string().empty() && sent->get_string() != "0") {
            return refuse(StatusError{.code = 500, .message = "resourceVersion should not be set on objects to be created"});
        }
    }
    if (auto fine = strategy::decode(object, *type, version, strategy::Origin::body, options); !fine)
        return refuse(std::move(fine.error()));
    return insert(type, name_space, std::move(object), version, options, std::nullopt);
}

Outcome<Written> ObjectStore::insert(const TypePtr& type, std::string_view name_space, json::object object, const TypeVersion& version,
                                     const WriteOptions& options, std::optional<std::vector<ManagerEntry>> applied) {
    const auto now = impl_->clock.now();
    object["kind"] = type->kind;
    if (auto fine = strategy::prepare_create(object, *type, version, name_space, now); !fine) return refuse(std::move(fine.error()));
    if (auto fine = check_namespace(*type, name_space, object); !fine) return refuse(std::move(fine.error()));
    if (impl_->admission) {
        if (auto fine = impl_->admission(*type, object); !fine) return refuse(std::move(fine.error()));
    }
    const Writer writer{options.manager, type->group_version(version.name), options.subresource, version.status, now};
    write_managers(object.at("metadata").as_object(),
                   applied ? std::move(*applied) : after_update(nullptr, object, *version.schema, {}, writer));
    // Adds members of its own: what was found in the object before is elsewhere afterwards.
    strategy::assign_fields(object, *type, now);
    if (auto fine = strategy::validate(object, nullptr, *type, version, impl_->types.release()); !fine)
        return refuse(std::move(fine.error()));
    const std::string name(object.at("metadata").at("name").as_string());
    auto key = object_key(*type, name_space, name);
    if (const auto found = impl_->find(*type, name_space, name)) {
        auto taken = status::already_exists(*type, name);
        if (found->deleting()) taken.message = "object is being deleted: " + taken.message;
        return refuse(std::move(taken));
    }
    Written written{.object = nullptr, .created = true};
    if (options.dry_run) {
        written.object = shown_object(std::move(object), std::move(key), 0);
        return written;
    }
    switch (impl_->commit(type, std::move(key), nullptr, std::move(object), written.object)) {
        case Impl::Commit::done:
            return written;
        case Impl::Commit::outrun:
            return refuse(status::already_exists(*type, name));
        case Impl::Commit::failed:
            break;
    }
    return refuse(status::internal("the journal can't be written"));
}

Outcome<> ObjectStore::check_namespace(const ResourceType& type, std::string_view name_space, const json::object& object) const {
    if (!type.namespaced) return {};
    static const TypePtr namespaces = impl_->types.by_kind("", "Namespace");
    const auto found = impl_->find(*namespaces, {}, name_space);
    if (!found) return refuse(status::not_found(*namespaces, name_space));
    if (!found->deleting()) return {};
    const auto* name = object.at("metadata").as_object().if_contains("name");
    auto error = status::forbidden(type, name && name->is_string() ? std::string_view(name->get_string()) : std::string_view(),
                                   fmt::format("unable to create new content in namespace {} because it is being terminated", name_space));
    error.causes.push_back({"NamespaceTerminating", fmt::format("namespace {} is being terminated", name_space), "metadata.namespace"});
    return refuse(std::move(error));
}

Outcome<Written> ObjectStore::update(const TypePtr& type, std::string_view name_space, std::string_view name, const Transform& transform,
                                     const WriteOptions& options) {
    const auto& version = options.version.empty() ? type->stored_version() : *type->version(options.version);
    for (;;) {
        const auto current = impl_->find(*type, name_space, name);
        if (!current) return refuse(status::not_found(*type, name));
        auto changed = transform(current.get());
        if (!changed) return refuse(std::move(changed.error()));
        auto object = std::move(*changed);
        if (auto fine =
                strategy::decode(object, *type, version, options.from_patch ? strategy::Origin::patch : strategy::Origin::body, options);
            !fine)
            return refuse(std::move(fine.error()));
        const auto sent_metadata =
            impl_->types.release().status_keeps_metadata ? std::nullopt : claimed_metadata(object, *current, *type, options);
        if (auto fine = strategy::prepare_update(object, *current, *type, version, options); !fine) return refuse(std::move(fine.error()));
        object["kind"] = type->kind;

        auto& metadata = object.at("metadata").as_object();
        // A body without managedFields leaves them as they are; an empty list resets them.
        const auto* sent = metadata.if_contains("managedFields");
        auto managers = read_managers(sent ? metadata : current->metadata());
        const Writer writer{options.manager, type->group_version(version.name), options.subresource, version.status, impl_->clock.now()};
        const bool reset =
            sent && std::ranges::all_of(managers, [](const auto& entry) { return entry.manager.empty() && entry.fields.empty(); });
        if (reset) {
            metadata.erase("managedFields");
        } else {
            auto claimed = sent_metadata ? std::optional(object) : std::nullopt;
            if (claimed) (*claimed)["metadata"] = *sent_metadata;
            write_managers(metadata,
                           after_update(&current->value(), claimed ? *claimed : object, *version.schema, std::move(managers), writer));
        }
        auto result = replace(type, current, std::move(object), version, options);
        if (result) return std::move(*result);
        if (result.error()) return refuse(std::move(*result.error()));
    }
}

std::expected<Written, std::optional<StatusError>> ObjectStore::replace(const TypePtr& type, const ObjectPtr& current, json::object object,
                                                                        const TypeVersion& version, const WriteOptions& options) {
    if (auto fine = strategy::validate(object, &current->value(), *type, version, impl_->types.release(), options.subresource); !fine)
        return refuse(std::move(fine.error()));
    if (same_content(object, current->value())) return Written{.object = current, .created = false, .changed = false};
    const auto& metadata = object.at("metadata").as_object();
    // The last finalizer is gone: the object goes with it.
    const bool ends = current->deleting() && !has_finalizers(metadata) && integer(metadata, "deletionGracePeriodSeconds") == 0 &&
                      !(type->plural == "namespaces" && !type->custom);
    Written written{.object = nullptr, .created = false};
    if (options.dry_run) {
        written.object = shown_object(std::move(object), current->key(), current->resource_version());
        return written;
    }
    Impl::Commit outcome;
    if (ends) {
        // What is told of the end is the last state that was stored; the caller sees what it asked for.
        written.object = shown_object(std::move(object), current->key(), current->resource_version());
        ObjectPtr gone;
        outcome = impl_->commit(type, current->key(), current, std::nullopt, gone);
    } else {
        outcome = impl_->commit(type, current->key(), current, std::move(object), written.object);
    }
    switch (outcome) {
        case Impl::Commit::done:
            return written;
        case Impl::Commit::outrun:
            return std::unexpected(std::nullopt);
        case Impl::Commit::failed:
            break;
    }
    return std::unexpected(status::internal("the journal can't be written"));
}

Outcome<Written> ObjectStore::apply(const TypePtr& type, std::string_view name_space, std::string_view name, const json::object& config,
                                    const WriteOptions& options) {
    const auto& version = options.version.empty() ? type->stored_version() : *type->version(options.version);
    if (const auto* metadata = config.if_contains("metadata");
        metadata && metadata->is_object() && metadata->get_object().contains("managedFields")) {
        return refuse(status::bad_request("metadata.managedFields must be nil"));
    }
    if (const auto wrong = applied_configuration_errors(json::value(config), *version.schema); !wrong.empty()) {
        std::string list = wrong.front();
        if (wrong.size() > 1) {
            list = "errors:";
            for (const auto& line : wrong) list += "\n  " + line;
        }
        // As the configuration itself says it, not as the path does.
        const auto* metadata = config.if_contains("metadata");
        const auto* stated = metadata && metadata->is_object() ? metadata->get_object().if_contains("namespace") : nullptr;
        const auto where =
            fmt::format("{}/{}", stated && stated->is_string() ? std::string_view(stated->get_string()) : std::string_view(), name);
        return refuse(StatusError{.code = 500,
                                  .message = fmt::format("failed to create typed patch object ({}; {}, Kind={}): {}", where,
                                                         type->group_version(version.name), type->kind, list)});
    }
    for (;;) {
        const auto current = impl_->find(*type, name_space, name);
        const Writer writer{options.manager, type->group_version(version.name), options.subresource, version.status, impl_->clock.now()};
        auto managers = current ? read_managers(current->metadata()) : ManagerEntries();
        if (!current && !options.subresource.empty()) return refuse(status::not_found(*type, name));
        auto applied =
            apply_configuration(current ? &current->value() : nullptr, config, *version.schema, std::move(managers), writer, options.force);
        if (!applied) return refuse(std::move(applied.error()));
        auto object = std::move(applied->object);
        if (auto fine = strategy::decode(object, *type, version, strategy::Origin::applied, options); !fine)
            return refuse(std::move(fine.error()));
        object["kind"] = type->kind;
        if (!current) {
            auto& metadata = object["metadata"];
            if (!metadata.is_object()) metadata = json::object();
            metadata.get_object()["name"] = name;
            auto created = insert(type, name_space, std::move(object), version, options, std::move(applied->entries));
            if (!created && created.error().reason == "AlreadyExists") continue;
            return created;
        }
        if (auto fine = strategy::prepare_update(object, *current, *type, version, options); !fine) return refuse(std::move(fine.error()));
        write_managers(object.at("metadata").as_object(), std::move(applied->entries));
        auto result = replace(type, current, std::move(object), version, options);
        if (result) return std::move(*result);
        if (result.error()) return refuse(std::move(*result.error()));
    }
}

void ObjectStore::set_admission(Admission admission) {
    impl_->admission = std::move(admission);
}

std::uint64_t ObjectStore::subscribe(Listener listener) {
    const std::lock_guard lock(impl_->listening.mutex);
    impl_->listening.listeners.emplace(++impl_->listening.last, std::move(listener));
    return impl_->listening.last;
}

void ObjectStore::unsubscribe(std::uint64_t ticket) {
    {
        const std::lock_guard lock(impl_->listening.mutex);
        impl_->listening.listeners.erase(ticket);
    }
    const std::lock_guard order(impl_->telling);  // a call under way ends first
}

TypeRegistry& ObjectStore::types() const {
    return impl_->types;
}
const Clock& ObjectStore::clock() const {
    return impl_->clock;
}
std::size_t ObjectStore::object_count() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->objects;
}

}  // namespace nexa::sandbox
