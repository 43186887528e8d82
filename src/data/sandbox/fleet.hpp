#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/io_pool.hpp"
#include "data/sandbox/access.hpp"
#include "data/sandbox/cluster.hpp"
#include "data/sandbox/faults.hpp"
#include "data/sandbox/request_log.hpp"

namespace nexa::sandbox {

struct FleetOptions {
    /// Certificates, tokens, journals and request logs live here, one folder a cluster; empty: nothing is kept.
    std::string data_dir;
    std::string host = "127.0.0.1";
};

/// One cluster of the fleet.
struct FleetMember {
    ClusterOptions cluster;          ///< `journal_path` is set by the fleet.
    double speed = 1.0;              ///< Virtual over real time.
    std::uint16_t port = 0;          ///< 0: the one it had last time when that is free, else any.
    std::vector<SandboxUser> users;  ///< Beside the administrator, "admin" in `kubeconfig`. An empty token is made up, and kept.
    Duration bookmark_every = std::chrono::seconds(10);
    /// A new cluster lives through that much virtual time before it is served, so that what `prepare` plants has settled and has a past.
    Duration past{};
};

/// Simulated clusters, each served over TLS on a port of its own, all on one pool of I/O threads. A cluster that nobody uses costs its
/// objects and a listening socket. Thread-safe. `stop` must have ended before the fleet and the pool are destroyed.
class Fleet {
public:
    /// Errors: unavailable (the data folder), internal (certificates).
    static Result<std::unique_ptr<Fleet>> open(IoPool& pool, FleetOptions options);
    ~Fleet();
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    /// Opens the cluster, lets `prepare` put operators and seeds into it, then serves it. Errors: conflict (the name is taken),
    /// unavailable (journal, port).
    using Prepare = std::function<void(SandboxCluster& cluster)>;
    Result<> add(FleetMember member, const Prepare& prepare = {});
    /// Stops serving it; with `forget` its files go too. Errors: not_found.
    Task<Result<>> remove(std::string cluster, bool forget);

    std::vector<std::string> names() const;
    /// Null: no such cluster. Valid until it is removed.
    SandboxCluster* find(std::string_view cluster) const;
    Faults* faults(std::string_view cluster) const;
    RequestLog* request_log(std::string_view cluster) const;

    /// "https://127.0.0.1:40123"; empty when there is no such cluster.
    std::string server_url(std::string_view cluster) const;
    const std::string& authority_pem() const;
    /// Empty when there is no such cluster or user.
    std::string token(std::string_view cluster, std::string_view user = "admin") const;
    /// A kubeconfig with CA data, token and one context named after the cluster. Errors: not_found.
    Result<std::string> kubeconfig(std::string_view cluster, std::string_view user = "admin") const;

    /// Ends all servers, then all clusters' time.
    Task<> stop();

private:
    struct Impl;
    explicit Fleet(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::sandbox
