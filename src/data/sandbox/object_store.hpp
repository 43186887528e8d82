#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "data/sandbox/object.hpp"
#include "data/sandbox/selector.hpp"
#include "data/sandbox/status_error.hpp"

namespace nexa::sandbox {

class TypeRegistry;
class Journal;
struct ManagerEntry;

enum class Propagation { background, foreground, orphan };
enum class FieldValidation { ignore, warn, strict };

/// Who writes and how. The defaults are those of a program inside the cluster.
struct WriteOptions {
    std::string manager = "nexa-sandbox";  ///< Field manager.
    std::string version;                   ///< API version of the body ("v1beta2"); empty: the stored one.
    std::string subresource;               ///< "", "status" or "scale"
    bool from_patch = false;               ///< The object comes from a patch: decides how unknown fields are worded.
    bool dry_run = false;
    bool force = false;  ///< Server-side apply: take over fields that others own.
    FieldValidation validation = FieldValidation::ignore;
    std::vector<std::string> duplicates;           ///< Paths of fields that the body had more than once.
    std::vector<std::string>* warnings = nullptr;  ///< Receives texts for Warning headers.
};

struct DeleteOptions {
    std::optional<Propagation> propagation;  ///< Unset: the object's finalizers, else background.
    std::string uid;                         ///< Precondition; empty: none.
    std::string resource_version;            ///< Precondition; empty: none.
    bool dry_run = false;
    std::optional<std::int64_t> grace_seconds;
};

struct ListQuery {
    std::string name_space;  ///< Empty: all.
    LabelSelector labels;
    FieldSelector fields;
    std::size_t limit = 0;  ///< 0: all.
    std::string continue_token;
    std::string resource_version;
    std::string resource_version_match;  ///< "", "Exact", "NotOlderThan"
};

struct ListPage {
    std::vector<ObjectPtr> items;
    std::uint64_t resource_version = 0;
    std::string continue_token;            ///< Empty: the last page.
    std::optional<std::size_t> remaining;  ///< metadata.remainingItemCount; unset with selectors, as the real server does.
};

/// How much of the past a store keeps for watches that resume and for lists of older states; what is older answers 410. Time bounds it
/// too, by `compact` (housekeeping.hpp).
struct HistoryLimits {
    std::size_t commits = 8192;                 ///< Of each type.
    std::size_t bytes = std::size_t{4} << 20U;  ///< Of all types: JSON text of states that are no longer current.
};

/// So that many clusters in one process remember no more together than a few would: the whole default up to 16 of them, at least 64 KiB.
HistoryLimits history_for(std::size_t clusters) noexcept;

/// What a write answered: the object as committed (or as it would be, for a dry run), and whether it is new.
struct Written {
    ObjectPtr object;
    bool created = false;
    bool changed = true;  ///< False: the request altered nothing, and no new resourceVersion was made.
};

/// The objects of one simulated cluster, with the behaviour of a Kubernetes API server's registry: validation and defaulting by schema,
/// generation, managedFields, optimistic concurrency, finalizers, and a totally ordered log of commits that can be compacted.
/// Thread-safe. Transforms run without its lock and may call it.
class ObjectStore {
public:
    /// Changes a copy of the current object in place; called again when another writer was faster. False: leave it as it is.
    using Change = std::function<bool(json::object&)>;
    /// As `Change`, able to refuse, and called with null when there is no such object.
    using Transform = std::function<Outcome<json::object>(const StoredObject* current)>;

    /// `journal` may be null (memory only).
    ObjectStore(TypeRegistry& types, const Clock& clock, std::unique_ptr<Journal> journal, HistoryLimits history = {});
    ~ObjectStore();
    ObjectStore(const ObjectStore&) = delete;
    ObjectStore& operator=(const ObjectStore&) = delete;

    // --- For programs inside the cluster: types by kind ("KafkaTopic"). Errors: NotFound when the kind is not served, and as below.
    ObjectPtr find(std::string_view kind, std::string_view name_space, std::string_view name) const;  ///< Null: none.
    std::vector<ObjectPtr> list(std::string_view kind, std::string_view name_space = {}, const LabelSelector& labels = {}) const;
    /// apiVersion and kind are filled in when missing.
    Outcome<ObjectPtr> create(std::string_view kind, std::string_view name_space, json::object object, const WriteOptions& options = {});
    /// Changes anything but status (that of types without a status subresource included).
    Outcome<ObjectPtr> mutate(std::string_view kind, std::string_view name_space, std::string_view name, const Change& change,
                              const WriteOptions& options = {});
    /// Changes `status`: `change` receives the status object (empty when there is none).
    Outcome<ObjectPtr> set_status(std::string_view kind, std::string_view name_space, std::string_view name, const Change& change,
                                  const WriteOptions& options = {});
    Outcome<> remove(std::string_view kind, std::string_view name_space, std::string_view name, const DeleteOptions& options = {});
    /// A core/v1 Event about `regarding`; one that repeats within ten minutes counts up instead. `type` is "Normal" or "Warning".
    void emit_event(const StoredObject& regarding, std::string_view type, std::string_view reason, std::string_view message,
                    std::string_view component);

    // --- For the API server.
    Outcome<ObjectPtr> get(const ResourceType& type, std::string_view name_space, std::string_view name) const;
    Outcome<ListPage> list(const ResourceType& type, const ListQuery& query) const;
    Outcome<Written> create(const TypePtr& type, std::string_view name_space, json::object object, const WriteOptions& options);
    /// Replaces; `transform` builds the new object (a PUT's body, or a patch applied to the current one).
    Outcome<Written> update(const TypePtr& type, std::string_view name_space, std::string_view name, const Transform& transform,
                            const WriteOptions& options);
    /// Server-side apply: `config` is the applied configuration.
    Outcome<Written> apply(const TypePtr& type, std::string_view name_space, std::string_view name, const json::object& config,
                           const WriteOptions& options);
    /// The object as removed, or as it waits for its finalizers. `gone` tells which.
    struct Removed {
        ObjectPtr object;
        bool gone = true;
    };
    Outcome<Removed> remove(const TypePtr& type, std::string_view name_space, std::string_view name, const DeleteOptions& options);

    /// Ends a namespace that is being deleted and has been emptied. False when it is not in that state.
    bool finish_namespace(std::string_view name);

    // --- Watching.
    std::uint64_t resource_version() const;
    /// The oldest resourceVersion that a watch may start from.
    std::uint64_t oldest_resource_version() const;
    /// Commits of that object space after `after`, oldest first, at most `most`. Errors: Expired (410) when the log no longer reaches back.
    /// `upto` receives the store's resourceVersion up to which the answer is complete.
    Outcome<std::vector<EventPtr>> events_after(std::string_view storage, std::uint64_t after, std::size_t most, std::uint64_t& upto) const;
    /// Forgets commits up to that resourceVersion: watches from before it get 410.
    void compact(std::uint64_t resource_version);

    /// Called after every commit, in order, from the committing thread. It may read the store, and must not write: wake somebody up.
    using Listener = std::function<void(const EventPtr& event)>;
    std::uint64_t subscribe(Listener listener);
    /// After it returned the listener is not called any more.
    void unsubscribe(std::uint64_t ticket);

    /// What admission webhooks do to an object before it is validated and stored: fill in, or refuse. One per store; set before it is used.
    /// Asked for every creation, dry runs included.
    using Admission = std::function<Outcome<>(const ResourceType& type, json::object& object)>;
    void set_admission(Admission admission);

    /// Lets go of what objects and the log hold beside their text and nobody has used since the last call.
    void rest();

    TypeRegistry& types() const;
    const Clock& clock() const;
    std::size_t object_count() const;
    /// What is kept of the past, over all types.
    struct History {
        std::size_t commits = 0;
        std::size_t bytes = 0;  ///< As HistoryLimits counts them.
    };
    History history() const;

    /// Puts an object there as it is, for what a cluster is born with. `make` receives the resourceVersion; what it returns may be shared
    /// between stores.
    void plant(const TypePtr& type, const std::function<ObjectPtr(std::uint64_t resource_version)>& make);

    /// Before the first use: what a journal has kept, and the resourceVersion it had come to.
    void restore(std::string_view storage, std::string key, std::uint64_t resource_version, std::string_view json_text);
    void resume_after(std::uint64_t resource_version);

private:
    struct Impl;
    Outcome<> check_namespace(const ResourceType& type, std::string_view name_space, const json::object& object) const;
    Outcome<Written> insert(const TypePtr& type, std::string_view name_space, json::object object, const TypeVersion& version,
                            const WriteOptions& options, std::optional<std::vector<ManagerEntry>> applied);
    /// The failing side without a StatusError: another writer was faster, begin again.
    std::expected<Written, std::optional<StatusError>> replace(const TypePtr& type, const ObjectPtr& current, json::object object,
                                                               const TypeVersion& version, const WriteOptions& options);
    void drop_objects(const TypePtr& type);
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::sandbox
