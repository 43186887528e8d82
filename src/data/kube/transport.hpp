#pragma once

#include <memory>

#include "data/kube/kubeconfig.hpp"
#include "http/client.hpp"

namespace nexa::kube {

/// The way to one apiserver with one user's credentials. A request's `url` is the path and query below the server
/// ("/api/v1/namespaces?limit=5"); `http::Client` says what holds of errors, executors and sinks.
class Transport {
public:
    virtual ~Transport() = default;
    virtual Task<Result<http::ClientResponse>> send(http::ClientRequest request) = 0;
    virtual Task<Result<http::ClientResponse>> stream(http::ClientRequest request, http::HeadSink on_head, http::ChunkSink on_chunk) = 0;
};

/// Over `client`, which must outlive it.
std::unique_ptr<Transport> make_transport(http::Client& client, Target target);

}  // namespace nexa::kube
