#include "control/observe/observer.hpp"

#include "base/log.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "data/spark/submission.hpp"
#include "store/database.hpp"
#include "store/snapshots.hpp"
#include "store/state_changes.hpp"

namespace nexa::control {
namespace {

/// What a batch came to: the newest state of each key.
struct Judged {
    Snapshot snapshot;
    std::optional<json::object> object;  ///< Nothing when deleted.
};

Judged judge(std::string_view cluster, const Kind& kind, const kube::Observed& observed, Time now) {
    Judged judged;
    Snapshot& snapshot = judged.snapshot;
    snapshot.key = {std::string(cluster), std::string(observed.name_space), std::string(kind.ref.kind), std::string(observed.name)};
    snapshot.uid = observed.uid;
    snapshot.resource_version = observed.resource_version;
    snapshot.generation = observed.generation;
    snapshot.observed_generation = observed.observed_generation;
    snapshot.seen_at = now;
    snapshot.deleted = observed.deleted;
    snapshot.summary = "{}";
    if (observed.deleted) return judged;
    judged.object = parse_object(observed.object);
    if (!judged.object) {
        judged.object.emplace();
        snapshot.health = {Health::unknown, "the apiserver sent something that is not readable JSON"};
        snapshot.object = "{}";
        return judged;
    }
    snapshot.object = observed.object;
    if (kind.alias != nullptr) snapshot.alias = kind.alias(*judged.object);
    snapshot.health = kind.health(*judged.object);
    snapshot.summary = json::serialize(kind.summary(*judged.object));
    return judged;
}

/// What an application says of its life.
StateChange state_change_of(const Snapshot& snapshot, const json::object* application, const Clock& clock, Time now) {
    StateChange change;
    change.id = Id<StateChange>::make(clock);
    change.key = snapshot.key;
    change.uid = snapshot.uid;
    change.at = now;
    if (application == nullptr) {
        change.state = deleted_state;
        return change;
    }
    const auto standing = spark::standing_of(*application);
    change.state = standing.state;
    change.message = standing.message;
    change.attempt = standing.attempt;
    change.executors_running = standing.executors_running;
    change.executors_failed = standing.executors_failed;
    return change;
}

}  // namespace

Task<Result<std::vector<kube::Remembered>>> Observer::remembered(std::string_view cluster, const kube::KindRef& kind) {
    auto read = [cluster = std::string(cluster), kind = std::string(kind.kind)](store::Tx& tx) -> Result<std::vector<kube::Remembered>> {
        std::vector<kube::Remembered> known;
        for (auto& head : store::snapshots::heads(tx, cluster, kind)) {
            known.push_back(
                {std::move(head.key.name_space), std::move(head.key.name), std::move(head.uid), std::move(head.resource_version)});
        }
        return known;
    };
    auto known = co_await database_.read(std::move(read));
    co_return std::move(known);
}

Task<Result<>> Observer::observe(std::string_view cluster, const kube::KindRef& ref, std::span<const kube::Observed> batch) {
    const Kind* kind = find_kind(ref.kind);
    if (!kind) co_return Result<>();
    const Time now = clock_.now();
    // Only the newest of a key is kept; the order of the rest does not matter.
    std::unordered_map<ResourceKey, Judged> newest;
    for (const auto& observed : batch) {
        Judged judged = judge(cluster, *kind, observed, now);
        ResourceKey key = judged.snapshot.key;
        newest.insert_or_assign(std::move(key), std::move(judged));
    }
    auto snapshots = std::make_shared<std::vector<Snapshot>>();
    std::vector<Observation> observations;
    snapshots->reserve(newest.size());
    observations.reserve(newest.size());
    for (auto& [key, judged] : newest) {
        snapshots->push_back(std::move(judged.snapshot));
        observations.push_back({&snapshots->back(), judged.object ? &*judged.object : nullptr});
    }
    auto changes = std::make_shared<std::vector<StateChange>>();
    if (ref.kind == "SparkApplication") {
        for (const auto& each : observations) changes->push_back(state_change_of(*each.snapshot, each.object, clock_, now));
    }
    auto write = [this, snapshots, changes, name = std::string(cluster)](store::Tx& tx) -> Result<bool> {
        if (shared_ && !shared_->may_write(tx, name)) {
            return fail(ErrorCode::conflict, "another process watches this cluster now; what this one saw is not written");
        }
        store::snapshots::put(tx, *snapshots);
        for (const auto& each : *changes) store::state_changes::note(tx, each);
        return true;
    };
    const auto written = co_await database_.write_behind(std::move(write));
    if (!written) co_return fail(written.error());
    if (application_seen_ && ref.kind == "SparkApplication") {
        for (const auto& each : observations) {
            if (each.object != nullptr) application_seen_(cluster, *each.object);
        }
    }
    if (shared_) {
        shared_->written();
        co_return Result<>();
    }
    index_.apply(observations);
    for (const auto& each : observations) outcomes_.observed(each.snapshot->key, each.object);
    co_return Result<>();
}

void Observer::synced(std::string_view cluster, const kube::KindRef& kind, std::string_view name_space) {
    log::debug("observe", "{}: all {} are known{}{}", cluster, kind.plural, name_space.empty() ? "" : " in ", name_space);
}

void Observer::flagged(std::string_view cluster, const kube::KindRef& kind, std::string_view message) {
    log::warning("observe", "{}: one of the {} was skipped: {}", cluster, kind.plural, message);
}

}  // namespace nexa::control
