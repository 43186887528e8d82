#pragma once

#include <functional>
#include <memory>
#include <string>

#include "data/sandbox/operators/plan.hpp"

namespace nexa::sandbox {

/// What a reconciliation is about: only a key, never the event that caused it.
struct WorkKey {
    std::string name_space;
    std::string name;
    friend auto operator<=>(const WorkKey&, const WorkKey&) = default;
};

/// The keys that one controller has to look at, each with one due time. A key that is added again keeps the earlier of both.
/// Used from the callbacks of the cluster's SimTime only.
class WorkQueue {
public:
    /// Looks at one key and answers when to look again; nothing: when it is added again.
    using Reconcile = std::function<std::optional<Wake>(const WorkKey& key)>;

    WorkQueue(SandboxCluster& cluster, Reconcile reconcile);
    ~WorkQueue();
    WorkQueue(const WorkQueue&) = delete;
    WorkQueue& operator=(const WorkQueue&) = delete;

    void add(WorkKey key, Wake wake = {});

private:
    struct State;
    std::shared_ptr<State> state_;  ///< Callbacks on the agenda hold it weakly: they may outlive the controller.
};

/// The key of an object.
WorkKey key_of(const StoredObject& object);
/// Labels, annotations and specification are as before: a status that an operator wrote itself is no news to it.
bool only_status_changed(const WatchEvent& event);

}  // namespace nexa::sandbox
