#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/run.hpp"
#include "store/database.hpp"
#include "store/scope_filter.hpp"

namespace nexa::store {

struct RunFilter {
    ScopeFilter scope;
    std::set<std::string> states, clusters, namespaces, kinds;
    std::string name;  ///< Of the resource; with a '*' at its end all names that begin so.
    std::string author;
    std::optional<Time> since;  ///< Created then or later.
    std::size_t limit = 50;
    std::string cursor;  ///< The id of the last run of the page before, or empty.
    bool oldest_first = false;
};

struct RunList {
    std::vector<Run> runs;
    std::string next_cursor;
    std::size_t total = 0;
};

/// Runs and what they did. Every write of a claimed run is conditional on (lease owner, fencing number): the row count decides.
namespace runs {

void insert(Tx& tx, const Run& run);
std::optional<Run> find(Tx& tx, Id<Run> id);

/// Takes up to `most` due runs for a worker: one at a time for each key, clusters with the fewest running ones first, at most
/// `per_cluster` running for each. Of several queued intents of a key the newest revision is taken; the older ones, and those that wait,
/// end as superseded (returned too, so that they can be told). So does an old revision that is queued again after a newer one was applied.
/// Each claim raises the fencing number and is recorded in run_attempts.
struct Claimed {
    std::vector<Run> taken;
    std::vector<Run> superseded;
};
Claimed claim(Tx& tx, const std::string& worker, Time now, Time lease_until, std::size_t most, std::size_t per_cluster);

/// Writes state, message, times, applied and lease of a run that `run.lease_owner` holds under `run.fencing`. False when it no longer does.
/// A state other than running gives the lease back.
bool save(Tx& tx, const Run& run);
/// Prolongs the lease; false when it is lost.
bool renew(Tx& tx, Id<Run> id, const std::string& worker, std::int64_t fencing, Time until);
/// Makes running runs whose lease has passed claimable again; how many.
std::int64_t release_expired(Tx& tx, Time now);
/// The same for all running ones: when this process is the only one, at its start.
std::int64_t release_all(Tx& tx);

/// Ends the runs of older revisions of the key that are held back, as superseded; returns them.
std::vector<Run> supersede_held_back(Tx& tx, const ResourceKey& key, std::int64_t revision, Time now);

/// Ends a waiting run with run.state and run.message; false when it no longer waits.
bool end_waiting(Tx& tx, const Run& run);
std::vector<Run> waiting(Tx& tx);
/// Ends a run that has not ended, whoever holds it; nothing when it had ended (or there is none).
std::optional<Run> cancel(Tx& tx, Id<Run> id, const std::string& message, Time now);
/// Queues a failed, timed-out or cancelled run again; nothing when it is none of these.
std::optional<Run> retry(Tx& tx, Id<Run> id, Time now);

/// What other processes have to hear of: the runs that changed after that sequence, as they are now, oldest change first. Recorded on
/// databases that several processes can share only. `from_start`: that far back the changes are not kept; everything has to be read anew.
struct RunChanges {
    std::vector<Run> runs;
    std::int64_t last = 0;  ///< To go on from.
    bool from_start = false;
};
RunChanges changes_since(Tx& tx, std::int64_t sequence, std::size_t limit);
/// Forgets all changes but the newest ones.
void purge_changes(Tx& tx, std::int64_t kept = 200'000);

RunList list(Tx& tx, const RunFilter& filter);
std::vector<Run> of_key(Tx& tx, const ResourceKey& key, std::size_t limit);
/// The newest run of each key, to fill the index at start.
std::vector<Run> latest_of_each(Tx& tx);
std::map<std::string, std::int64_t> under_way_by_cluster(Tx& tx);
/// How many there are in each state that is not an end.
std::map<RunState, std::int64_t> under_way_by_state(Tx& tx);
std::optional<Time> next_due(Tx& tx, Time after);

void add_step(Tx& tx, const RunStep& step);
std::vector<RunStep> steps(Tx& tx, Id<Run> id);

}  // namespace runs
}  // namespace nexa::store
