#pragma once

// Between the sources of the registry only.

#include <boost/asio/experimental/concurrent_channel.hpp>
#include <map>
#include <mutex>

#include "control/clusters/cluster_registry.hpp"
#include "store/clusters.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// A cluster as the database has it.
struct StoredCluster {
    Cluster cluster;
    store::clusters::Credentials credentials;
    std::shared_ptr<const ClusterFacts> facts;
};

struct ClusterRegistry::State : std::enable_shared_from_this<State> {
    State(Dependencies with, Listeners tell);

    Dependencies deps;
    Listeners listeners;
    const std::vector<kube::KindRef> refs;
    const bool watches_all;  ///< No other process could.
    mutable std::mutex mutex;
    std::map<std::string, ClusterHandle, std::less<>> clusters;
    std::set<std::string> wanted;  ///< What this process is to watch, when it does not watch all.
    std::size_t place = 0;
    TaskGroup tasks;
    asio::experimental::concurrent_channel<void(boost::system::error_code)> busy;

    /// Adding, replacing and removing connections happen one after the other, so that of each cluster there is one session at a time.
    class Turn {
    public:
        explicit Turn(std::shared_ptr<State> state) : state_(std::move(state)) {}
        Turn(Turn&& other) noexcept = default;
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (state_) state_->busy.try_receive([](boost::system::error_code) {});
        }

    private:
        std::shared_ptr<State> state_;
    };
    Task<Turn> turn();

    /// Where a cluster's coroutines live: in turn over the I/O threads.
    std::size_t next_place();
    Task<Result<std::vector<StoredCluster>>> stored();
    /// With the turn held: begins a session where there is none, or where it has ended.
    Result<> connect(StoredCluster stored, const Secret& kubeconfig);
    /// Ends the session and begins another, with what is known of the cluster kept.
    Task<Result<>> reconnect(StoredCluster stored);
    Task<> forget(std::string name);

    bool is_wanted(const std::string& name) const;
    std::optional<ClusterHandle> find(std::string_view name) const;
    void status_changed(const std::string& name, const ClusterStatus& status);
    /// Facts outlive the process, so that a change can be judged while the cluster is away.
    void keep(std::shared_ptr<const ClusterFacts> facts);
    void changed(const std::string& name);
    void publish_labels();
};

}  // namespace nexa::control
