#pragma once

#include <string_view>

#include "data/sandbox/object.hpp"

namespace nexa::sandbox {

class SandboxCluster;

/// Something that lives inside a simulated cluster and reacts to it: an operator, the garbage collector, the scheduler.
/// All calls come from the cluster's SimTime, one at a time over all controllers of the cluster, so that a controller needs no lock;
/// it works through the cluster's ObjectStore and schedules what takes time with SimTime.
class Controller {
public:
    virtual ~Controller() = default;
    virtual std::string_view name() const = 0;
    /// Once, before the first event. The cluster outlives the controller.
    virtual void start(SandboxCluster& cluster) { static_cast<void>(cluster); }
    /// First an `added` for each object that exists, then every change in order of commit; its own changes too.
    virtual void on_event(const WatchEvent& event) = 0;
};

}  // namespace nexa::sandbox
