#pragma once

#include <memory>

#include "data/sandbox/access.hpp"
#include "data/sandbox/cluster.hpp"
#include "data/sandbox/faults.hpp"
#include "data/sandbox/request_log.hpp"
#include "http/message.hpp"

namespace nexa::sandbox {

struct ApiServerOptions {
    std::vector<SandboxUser> users;
    std::string server_address = "127.0.0.1";            ///< What /api names.
    Duration bookmark_every = std::chrono::seconds(10);  ///< For watches that allow bookmarks.
    std::size_t most_body_bytes = 3 * 1024 * 1024;       ///< As etcd's limit makes the real server do.
};

/// The Kubernetes API of one simulated cluster: authentication, authorisation, discovery, resources, and /sandbox for faults and evidence.
/// Transport-free: `handle` answers any request. Thread-safe; the cluster, the log and the faults outlive it and its streams.
class ApiServer {
public:
    ApiServer(SandboxCluster& cluster, RequestLog& log, Faults& faults, ApiServerOptions options);
    ~ApiServer();
    ApiServer(const ApiServer&) = delete;
    ApiServer& operator=(const ApiServer&) = delete;

    Task<http::Response> handle(http::Request& request);
    const Access& access() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::sandbox
