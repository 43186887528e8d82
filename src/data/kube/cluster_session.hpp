#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/kube/api.hpp"
#include "data/kube/informer.hpp"
#include "model/cluster.hpp"

namespace nexa::kube {

struct SessionOptions {
    /// Where to watch when the whole cluster may not be listed.
    std::vector<std::string> namespaces{};
    Duration discover_every = std::chrono::minutes(5);  ///< Versions, CRDs, operators, namespaces; up to half more.
    Duration discover_again = std::chrono::seconds(5);  ///< After a failure; grows.
    bool watch_objects = true;                          ///< False: facts and status only.
    InformerOptions informer{};                         ///< For all kinds; its namespace and watch_list are set by what is found.
    RequestLimits limits{};
};

/// Everything Nexa does with one cluster: its API, a watch for each served kind, and what is known of its software, kept fresh.
/// Thread-safe, except for the constructor and destructor; lives on one executor, which must be the transport's.
class ClusterSession {
public:
    /// Told of each change of the status, on the session's executor.
    using StatusSink = std::function<void(const std::string& cluster, const ClusterStatus& status)>;

    /// `kinds` are copied; the texts in them live for the whole program. `sink` must outlive the session.
    ClusterSession(Executor executor, std::string cluster, std::shared_ptr<Transport> transport, std::span<const KindRef> kinds,
                   ObservationSink& sink, StatusSink on_status, SessionOptions options = {}, const Clock& clock = system_clock());
    /// Must be stopped.
    ~ClusterSession();
    ClusterSession(const ClusterSession&) = delete;
    ClusterSession& operator=(const ClusterSession&) = delete;

    void start();
    /// Ends every watch and waits for it, within a second. Not to be started again.
    Task<> stop();
    /// Looks at the cluster's software now, not at the next turn.
    void refresh();

    Api& api();
    const std::string& cluster() const;
    /// As last reported.
    ClusterStatus status() const;
    /// The kind as this cluster serves it, or nothing while that is not known.
    std::optional<Resource> resource(const KindRef& kind) const;
    /// How each watch is doing; for /readyz and metrics.
    struct WatchInfo {
        std::string kind;
        std::string name_space;
        InformerStatus status;
    };
    std::vector<WatchInfo> watches() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace nexa::kube
