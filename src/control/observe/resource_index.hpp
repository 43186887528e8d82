#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "control/observe/event_hub.hpp"
#include "control/observe/resource_item.hpp"
#include "control/rbac/rights.hpp"
#include "data/kinds.hpp"
#include "model/intent.hpp"
#include "model/snapshot.hpp"

namespace nexa::control {

/// Which resources a list wants. Empty sets mean: any.
struct ResourceQuery {
    std::set<std::string> kinds, clusters, namespaces;
    std::set<Health> health;
    std::set<Sync> sync;
    std::map<std::string, std::string> labels;  ///< Each must be there with that value.
    std::string text;                           ///< Part of the name, without case.
    enum class Order { name, name_space, cluster, kind, health, age, sync } order = Order::name;
    bool descending = false;
    std::size_t limit = 50;
    std::string cursor;  ///< As a page gave it, or empty.
};
std::optional<ResourceQuery::Order> parse_order(std::string_view text) noexcept;

struct ResourcePage {
    std::vector<std::shared_ptr<const std::string>> items;  ///< Rendered ResourceItems.
    std::string next_cursor;                                ///< Empty at the end.
    std::size_t total = 0;
    std::map<Health, std::size_t> counts;  ///< Over the query without its `health`.
};

/// What a query selects, for those who work on it instead of showing it.
struct ResourceSelection {
    std::vector<ResourceItem> items;
    std::map<Health, std::size_t> counts;  ///< Over the query without its `health`.
};

/// A snapshot beside its object, for those who have read it already.
struct Observation {
    const Snapshot* snapshot = nullptr;
    const json::object* object = nullptr;  ///< Null when deleted.
};

/// How many there are of each kind and health on one cluster.
using HealthCounts = std::map<std::string, std::map<Health, std::size_t>>;

/// The certificates that a resource tells of.
struct CertificatesOf {
    ResourceKey key;
    std::vector<ToldCertificate> certificates;
};

/// The fleet's resources in memory, intent and snapshot merged: every list, count, search and event is answered from here.
/// Columns to filter and sort by stand apart from the rendered items, so that a page is a walk over small numbers and a copy.
/// Thread-safe: many readers, one writer at a time. Publishes each change to the hub.
class ResourceIndex {
public:
    explicit ResourceIndex(EventHub& hub);
    ~ResourceIndex();

    /// Newer observations; a tombstone removes what no intent wants.
    void apply(std::span<const Snapshot> snapshots);
    void apply(std::span<const Observation> observations);
    /// Newer desired states. An older revision than the known one is ignored.
    void apply(const Intent& intent);
    void apply(const Run& run);
    /// Forgets a cluster that was removed.
    void remove_cluster(std::string_view cluster);

    /// Only what `rights` lets be read. Errors: invalid (the cursor).
    Result<ResourcePage> list(const ResourceQuery& query, const Rights& rights) const;
    Result<ResourceSelection> select(const ResourceQuery& query, const Rights& rights) const;
    std::optional<ResourceItem> find(const ResourceKey& key) const;
    /// Rendered; nothing when unknown.
    std::shared_ptr<const std::string> rendered(const ResourceKey& key) const;
    /// False: no observation of that generation, or a later one, has come yet. After it came, true.
    bool has_observed(const ResourceKey& key, std::int64_t generation) const;
    HealthCounts counts(std::string_view cluster, const Rights& rights) const;
    /// Of the resources of a cluster that tell of any, and may be read.
    std::vector<CertificatesOf> certificates(std::string_view cluster, const Rights& rights) const;
    std::size_t size() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace nexa::control
