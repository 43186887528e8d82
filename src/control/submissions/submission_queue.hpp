#pragma once

#include <functional>
#include <memory>

#include "base/async.hpp"
#include "control/observe/event_hub.hpp"
#include "control/observe/resource_index.hpp"

namespace nexa::store {
class Database;
}

namespace nexa::control {

/// Releases submissions when it is their turn, so that an operator is given no more than it can take and a namespace uses no more than its
/// policy allows (docs/adr/0022-submission-queue.md). What waits is in the database; of several processes one decides at a time.
class SubmissionQueue {
public:
    struct Dependencies {
        Executor executor;
        store::Database& database;
        ResourceIndex& index;
        EventHub& hub;
        const Clock& clock;
        std::size_t most_in_flight = 60;  ///< On each cluster.
        std::function<void()> released;   ///< There is something to carry out.
    };
    explicit SubmissionQueue(Dependencies dependencies);
    ~SubmissionQueue();

    void start();
    Task<> stop();
    /// Something came, was moved or withdrawn. Thread-safe.
    void wake();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nexa::control
