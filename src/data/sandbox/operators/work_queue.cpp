#include "data/sandbox/operators/work_queue.hpp"

#include <algorithm>
#include <map>

namespace nexa::sandbox {

struct WorkQueue::State : std::enable_shared_from_this<State> {
    State(SandboxCluster& of, Reconcile with) : cluster(of), reconcile(std::move(with)) {}

    struct Due {
        Time at;
        SimTime::Weight weight = SimTime::Weight::foreground;
        std::uint64_t ticket = 0;
    };
    SandboxCluster& cluster;
    Reconcile reconcile;
    std::map<WorkKey, Due> due;

    void add(WorkKey key, const Wake& wake) {
        auto& time = cluster.time();
        auto at = time.now() + wake.after;
        auto weight = wake.weight;
        const auto found = due.find(key);
        if (found != due.end()) {
            const auto& queued = found->second;
            const bool heavier = weight == SimTime::Weight::foreground && queued.weight == SimTime::Weight::background;
            if (at >= queued.at && !heavier) return;
            time.cancel(queued.ticket);
            at = std::min(at, queued.at);
            if (queued.weight == SimTime::Weight::foreground) weight = queued.weight;
        }
        const auto run = [weak = weak_from_this(), key] {
            if (const auto self = weak.lock()) self->run(key);
        };
        const auto ticket = time.schedule(std::max(Duration{}, at - time.now()), run, weight);
        due[std::move(key)] = {at, weight, ticket};
    }

    void run(const WorkKey& key) {
        due.erase(key);
        if (const auto wake = reconcile(key)) add(key, *wake);
    }
};

WorkQueue::WorkQueue(SandboxCluster& cluster, Reconcile reconcile) : state_(std::make_shared<State>(cluster, std::move(reconcile))) {}
WorkQueue::~WorkQueue() = default;

void WorkQueue::add(WorkKey key, Wake wake) {
    state_->add(std::move(key), wake);
}

WorkKey key_of(const StoredObject& object) {
    return {std::string(object.name_space()), std::string(object.name())};
}

bool only_status_changed(const WatchEvent& event) {
    if (event.type != WatchEvent::Type::modified || !event.previous) return false;
    const auto part = [](const StoredObject& object, std::string_view of) { return object_at(object.value(), {"metadata", of}); };
    return generation_of(event.previous->value()) == generation_of(event.object->value()) && !event.object->deleting() &&
           part(*event.previous, "annotations") == part(*event.object, "annotations") &&
           part(*event.previous, "labels") == part(*event.object, "labels");
}

}  // namespace nexa::sandbox
