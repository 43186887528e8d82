#pragma once

#include <functional>
#include <string>

#include "base/async.hpp"

namespace nexa::http {
class RequestStats;
}
namespace nexa::store {
class Database;
}

namespace nexa::control {

class ChangeService;
class ClusterRegistry;
class EventHub;
class ResourceIndex;
struct RunStats;

/// What /metrics says (docs/adr/0006-metrics.md). Everything is counted where it happens, by atomics, and gathered only when asked for.
/// Labels are templates, states and names of clusters: no namespace, resource, person or secret is ever in it. Thread-safe.
class Metrics {
public:
    struct Sources {
        const http::RequestStats& requests;
        std::function<std::size_t()> connections;
        store::Database& database;
        const ClusterRegistry& clusters;
        const ResourceIndex& index;
        const EventHub& hub;
        const RunStats& runs;
        const ChangeService& changes;
    };
    explicit Metrics(Sources sources) : sources_(std::move(sources)) {}

    /// In Prometheus' text format. What the database has to tell is left out when it does not answer (`nexa_database_up` is 0).
    Task<std::string> render() const;

private:
    Sources sources_;
};

}  // namespace nexa::control
