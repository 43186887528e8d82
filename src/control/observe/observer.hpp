#pragma once

#include <functional>
#include <optional>

#include "control/observe/resource_index.hpp"
#include "control/runs/outcome_watcher.hpp"
#include "data/kube/observation.hpp"

namespace nexa::store {
class Database;
class Tx;
}  // namespace nexa::store

namespace nexa::control {

/// Where the informers' observations go: judged, stored, shown, and told to the runs that wait for them.
/// Thread-safe: clusters report on their own executors.
class Observer final : public kube::ObservationSink {
public:
    /// Of several processes on one database.
    struct Shared {
        std::function<bool(store::Tx&, std::string_view cluster)> may_write;  ///< Is this process still the cluster's watcher?
        std::function<void()> written;                                        ///< Index and runs hear of it by following the database.
    };
    /// Told of each live SparkApplication that was stored.
    using ApplicationSeen = std::function<void(std::string_view cluster, const json::object&)>;
    Observer(store::Database& database, ResourceIndex& index, OutcomeWatcher& outcomes, const Clock& clock,
             std::optional<Shared> shared = std::nullopt, ApplicationSeen application_seen = {})
        : database_(database),
          index_(index),
          outcomes_(outcomes),
          clock_(clock),
          shared_(std::move(shared)),
          application_seen_(std::move(application_seen)) {}

    Task<Result<std::vector<kube::Remembered>>> remembered(std::string_view cluster, const kube::KindRef& kind) override;
    Task<Result<>> observe(std::string_view cluster, const kube::KindRef& kind, std::span<const kube::Observed> batch) override;
    void synced(std::string_view cluster, const kube::KindRef& kind, std::string_view name_space) override;
    void flagged(std::string_view cluster, const kube::KindRef& kind, std::string_view message) override;

private:
    store::Database& database_;
    ResourceIndex& index_;
    OutcomeWatcher& outcomes_;
    const Clock& clock_;
    const std::optional<Shared> shared_;
    const ApplicationSeen application_seen_;
};

}  // namespace nexa::control
