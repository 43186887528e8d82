#pragma once

#include <optional>
#include <vector>

#include "model/submission.hpp"
#include "store/database.hpp"

/// The submission queue: one row for each run that came into it, which stays when the run has ended, so that a retry waits again.
namespace nexa::store::submissions {

/// Its run is to be inserted with `due_at` = held_back.
void insert(Tx& tx, const Submission& submission);
std::optional<Submission> find(Tx& tx, Id<Run> run);
/// Those whose run has not ended, in the queue's order.
std::vector<Submission> open(Tx& tx);

/// How many have not been released.
std::int64_t waiting(Tx& tx);

/// The run may be claimed from now on. Nothing when it was released, or does not wait any more.
std::optional<Run> release(Tx& tx, Id<Run> run, Time now);
/// A run that is queued again waits once more, at the place of its priority that a new one has. False: it never was in the queue.
bool requeue(Tx& tx, Id<Run> run, Time now);
/// Another place in the order; false when it does not wait any more.
bool place(Tx& tx, Id<Run> run, std::int64_t priority, std::int64_t rank);

/// Of several processes one at a time decides who is next: held until the commit.
void decide_alone(Tx& tx);

}  // namespace nexa::store::submissions
