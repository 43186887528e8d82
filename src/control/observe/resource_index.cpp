#include "control/observe/resource_index.hpp"

#include <shared_mutex>

#include "control/observe/resource_columns.hpp"
#include "data/object.hpp"
#include "data/reasons.hpp"
#include "wire/encode.hpp"

namespace nexa::control {
namespace {

using Slot = ResourceColumns::Slot;

std::string lower(std::string_view text) {
    std::string made(text);
    for (char& each : made) {
        if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
    }
    return made;
}

/// What one resource is, beside its columns.
struct Entry {
    ResourceItem item;
    HealthVerdict observed_health;
    std::int64_t generation = 0;  ///< As observed.
    bool observed = false;        ///< It is there.
    bool wanted = false;          ///< The newest intent has a manifest.
    std::int64_t revision = 0;    ///< The newest intent's, also of one that lets go of it.
    bool has_drift = false;
    std::shared_ptr<const std::string> desired;  ///< The newest intent's manifest.
    std::shared_ptr<const std::string> rendered;
};

/// Health and sync follow from what is wanted and what is there.
void settle(Entry& entry) {
    if (entry.observed) {
        entry.item.health = entry.observed_health.health;
        entry.item.reason = entry.observed_health.reason;
    } else {
        const bool comes = entry.wanted && entry.item.run && !is_terminal(entry.item.run->state);
        entry.item.health = comes ? Health::progressing : Health::missing;
        entry.item.reason = comes ? "it is on its way to the cluster" : "it is wanted, but not on the cluster (yet)";
        entry.item.summary.text = "{}";
    }
    const Kind* kind = find_kind(entry.item.kind);
    entry.item.words = kind ? in_words(*kind, entry.item.reason) : entry.item.reason;
    if (!entry.item.revision) {
        entry.item.sync = Sync::unmanaged;
    } else if (entry.wanted) {
        entry.item.sync = entry.observed && !entry.has_drift ? Sync::in_sync : Sync::out_of_sync;
    } else {
        entry.item.sync = Sync::out_of_sync;  // deleted by intent, and still there
        if (entry.item.health == Health::healthy) entry.item.health = Health::progressing;
    }
}

/// On the fields that the intent owns, less what the kind exempts.
bool drifted(const Entry& entry, const json::object& observed) {
    const Kind* kind = find_kind(entry.item.kind);
    const auto desired = parse_object(*entry.desired);
    return kind && desired && !drift_of(*kind, *desired, observed).empty();
}

}  // namespace

std::optional<ResourceQuery::Order> parse_order(std::string_view text) noexcept {
    using Order = ResourceQuery::Order;
    if (text == "name") return Order::name;
    if (text == "namespace") return Order::name_space;
    if (text == "cluster") return Order::cluster;
    if (text == "kind") return Order::kind;
    if (text == "health") return Order::health;
    if (text == "age") return Order::age;
    if (text == "sync") return Order::sync;
    return std::nullopt;
}

struct ResourceIndex::State {
    explicit State(EventHub& to) : hub(to) {}

    EventHub& hub;
    mutable std::shared_mutex mutex;
    std::unordered_map<ResourceKey, Slot> slots;
    std::vector<Entry> entries;                                        ///< By slot; a freed slot is used again.
    std::map<ResourceKey, std::vector<ToldCertificate>> certificates;  ///< Of what is there and tells of any; by cluster first.
    ResourceColumns columns;
    std::int64_t sequence = 0;

    /// The entry of that key, made when it is not there.
    Slot slot_of(const ResourceKey& key) {
        if (const auto found = slots.find(key); found != slots.end()) return found->second;
        const auto* kind = find_kind(key.kind);
        const Slot slot = columns.add(key, lower(key.name));
        if (slot >= entries.size()) entries.resize(slot + 1);
        Entry entry;
        entry.item.cluster = key.cluster;
        entry.item.name_space = key.name_space;
        entry.item.kind = key.kind;
        entry.item.plural = kind ? std::string(kind->ref.plural) : std::string();
        entry.item.name = key.name;
        entries[slot] = std::move(entry);
        slots.emplace(key, slot);
        return slot;
    }

    void changed(Slot slot) {
        Entry& entry = entries[slot];
        settle(entry);
        entry.item.sequence = ++sequence;
        entry.rendered = std::make_shared<const std::string>(wire::encode(entry.item));
        columns.set(slot, entry.item.health, entry.item.sync, entry.item.created_at.value_or(Time{}));
        hub.publish({.sequence = 0,
                     .topic = Event::Topic::resources,
                     .type = "resource",
                     .cluster = entry.item.cluster,
                     .name_space = entry.item.name_space,
                     .data = entry.rendered});
    }

    Result<ResourceColumns::Walk> walk(const ResourceQuery& query, const Rights& rights) const {
        const auto matches_labels = [&](Slot slot) {
            const auto& labels = entries[slot].item.labels;
            return std::ranges::all_of(query.labels, [&](const auto& pair) {
                const auto found = labels.find(pair.first);
                return found != labels.end() && found->second == pair.second;
            });
        };
        return columns.walk(query, lower(query.text), rights, matches_labels);
    }

    void keep_certificates(const ResourceKey& key, const json::object& object) {
        const Kind* kind = find_kind(key.kind);
        if (!kind || !kind->certificates) return;
        auto told = kind->certificates(object);
        if (told.empty()) {
            certificates.erase(key);
        } else {
            certificates.insert_or_assign(key, std::move(told));
        }
    }

    void erase(const ResourceKey& key) {
        certificates.erase(key);
        const auto found = slots.find(key);
        if (found == slots.end()) return;
        const Slot slot = found->second;
        columns.remove(slot);
        entries[slot] = Entry{};
        slots.erase(found);
        json::object gone{
            {"deleted", true}, {"cluster", key.cluster}, {"namespace", key.name_space}, {"kind", key.kind}, {"name", key.name}};
        hub.publish({.sequence = 0,
                     .topic = Event::Topic::resources,
                     .type = "resource",
                     .cluster = key.cluster,
                     .name_space = key.name_space,
                     .data = std::make_shared<const std::string>(json::serialize(gone))});
    }

    void observe(const Observation& observation) {
        const Snapshot& snapshot = *observation.snapshot;
        if (snapshot.deleted) {
            certificates.erase(snapshot.key);
            const auto found = slots.find(snapshot.key);
            if (found == slots.end()) return;
            Entry& entry = entries[found->second];
            entry.observed = false;
            if (!entry.wanted) return erase(snapshot.key);
            return changed(found->second);
        }
        const json::object& object = *observation.object;
        keep_certificates(snapshot.key, object);
        const Slot slot = slot_of(snapshot.key);
        Entry& entry = entries[slot];
        entry.observed = true;
        entry.generation = snapshot.generation;
        entry.observed_health = snapshot.health;
        entry.item.summary.text = snapshot.summary.empty() ? "{}" : snapshot.summary;
        entry.item.seen_at = snapshot.seen_at;
        entry.item.labels.clear();
        if (const auto* labels = object_at(object, {"metadata", "labels"})) {
            for (const auto& [name, value] : *labels) {
                if (value.is_string()) entry.item.labels.emplace(name, value.get_string());
            }
        }
        if (const auto created = time_at(object, {"metadata", "creationTimestamp"})) entry.item.created_at = *created;
        entry.has_drift = entry.desired && drifted(entry, object);
        changed(slot);
    }
};

ResourceIndex::ResourceIndex(EventHub& hub) : state_(std::make_unique<State>(hub)) {}
ResourceIndex::~ResourceIndex() = default;

void ResourceIndex::apply(std::span<const Snapshot> snapshots) {
    // Read before the lock is taken: readers must not wait for the parser.
    std::vector<json::object> objects;
    std::vector<Observation> observations;
    objects.reserve(snapshots.size());
    observations.reserve(snapshots.size());
    for (const auto& snapshot : snapshots) {
        objects.push_back(parse_object(snapshot.object).value_or(json::object()));
        observations.push_back({&snapshot, &objects.back()});
    }
    apply(observations);
}

void ResourceIndex::apply(std::span<const Observation> observations) {
    const std::unique_lock lock(state_->mutex);
    for (const auto& each : observations) state_->observe(each);
}

void ResourceIndex::apply(const Intent& intent) {
    const std::unique_lock lock(state_->mutex);
    const auto known = state_->slots.find(intent.key);
    if (!intent.manifest && (known == state_->slots.end() || !state_->entries[known->second].observed)) {
        return state_->erase(intent.key);  // deleted, and not there
    }
    const Slot slot = state_->slot_of(intent.key);
    Entry& entry = state_->entries[slot];
    if (entry.revision >= intent.revision) return;
    entry.revision = intent.revision;
    entry.item.revision = is_detachment(intent) ? std::nullopt : std::optional(intent.revision);
    entry.wanted = intent.manifest.has_value();
    entry.desired = intent.manifest ? std::make_shared<const std::string>(*intent.manifest) : nullptr;
    entry.has_drift = entry.observed && intent.manifest;  // until the next observation says otherwise
    state_->changed(slot);
}

void ResourceIndex::apply(const Run& run) {
    const std::unique_lock lock(state_->mutex);
    const auto found = state_->slots.find(run.key);
    if (found != state_->slots.end()) {
        // This process's own change comes back to it from a shared database.
        const auto& known = state_->entries[found->second].item.run;
        if (known && known->id == run.id && known->state == run.state && known->message == run.message) return;
    }
    const RunItem item = to_item(run);
    state_->hub.publish({.sequence = 0,
                         .topic = Event::Topic::runs,
                         .type = "run",
                         .cluster = run.key.cluster,
                         .name_space = run.key.name_space,
                         .data = std::make_shared<const std::string>(wire::encode(item))});
    if (found == state_->slots.end()) return;
    auto& shown = state_->entries[found->second].item.run;
    if (shown && shown->id > run.id) return;
    shown = RunBrief{run.id, run.state, run.message, item.words};
    state_->changed(found->second);
}

void ResourceIndex::remove_cluster(std::string_view cluster) {
    const std::unique_lock lock(state_->mutex);
    std::vector<ResourceKey> gone;
    for (const auto& [key, slot] : state_->slots) {
        if (key.cluster == cluster) gone.push_back(key);
    }
    for (const auto& key : gone) state_->erase(key);
}

Result<ResourcePage> ResourceIndex::list(const ResourceQuery& query, const Rights& rights) const {
    const std::shared_lock lock(state_->mutex);
    auto walked = state_->walk(query, rights);
    if (!walked) return fail(walked.error());
    ResourcePage page;
    page.total = walked->total;
    page.counts = std::move(walked->counts);
    page.next_cursor = std::move(walked->next_cursor);
    page.items.reserve(walked->slots.size());
    for (const Slot slot : walked->slots) page.items.push_back(state_->entries[slot].rendered);
    return page;
}

Result<ResourceSelection> ResourceIndex::select(const ResourceQuery& query, const Rights& rights) const {
    const std::shared_lock lock(state_->mutex);
    auto walked = state_->walk(query, rights);
    if (!walked) return fail(walked.error());
    ResourceSelection selection;
    selection.counts = std::move(walked->counts);
    selection.items.reserve(walked->slots.size());
    for (const Slot slot : walked->slots) selection.items.push_back(state_->entries[slot].item);
    return selection;
}

std::optional<ResourceItem> ResourceIndex::find(const ResourceKey& key) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->slots.find(key);
    if (found == state_->slots.end()) return std::nullopt;
    return state_->entries[found->second].item;
}

std::shared_ptr<const std::string> ResourceIndex::rendered(const ResourceKey& key) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->slots.find(key);
    return found == state_->slots.end() ? nullptr : state_->entries[found->second].rendered;
}

bool ResourceIndex::has_observed(const ResourceKey& key, std::int64_t generation) const {
    const std::shared_lock lock(state_->mutex);
    const auto found = state_->slots.find(key);
    if (found == state_->slots.end()) return false;
    const Entry& entry = state_->entries[found->second];
    return entry.observed && entry.generation >= generation;
}

HealthCounts ResourceIndex::counts(std::string_view cluster, const Rights& rights) const {
    const std::shared_lock lock(state_->mutex);
    return state_->columns.counts(cluster, rights);
}

std::vector<CertificatesOf> ResourceIndex::certificates(std::string_view cluster, const Rights& rights) const {
    const std::shared_lock lock(state_->mutex);
    std::vector<CertificatesOf> found;
    const auto& all = state_->certificates;
    for (auto at = all.lower_bound({.cluster = std::string(cluster), .name_space = {}, .kind = {}, .name = {}}); at != all.end(); ++at) {
        const auto& [key, told] = *at;
        if (key.cluster != cluster) break;
        if (rights.allows(Permission::resources_read, key.cluster, key.name_space)) found.push_back({key, told});
    }
    return found;
}

std::size_t ResourceIndex::size() const {
    const std::shared_lock lock(state_->mutex);
    return state_->slots.size();
}

}  // namespace nexa::control
