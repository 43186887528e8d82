#pragma once

#include <memory>
#include <string>

#include "base/backoff.hpp"
#include "data/kube/api_error.hpp"
#include "data/kube/gate.hpp"
#include "data/kube/transport.hpp"

namespace nexa::kube {

/// One request to an apiserver.
struct Call {
    http::Method method = http::Method::get;
    std::string target{};  ///< Path and query.
    http::Headers headers{};
    std::string body{};
    std::string what{};      ///< For error messages: "KafkaTopic orders in namespace team-a".
    bool repeatable = true;  ///< False: sent again only when the apiserver said that it did nothing.
    Lane lane = Lane::interactive;
    Duration deadline = std::chrono::seconds(30);  ///< Of the whole call, waiting and repetitions included. Streams: 0, none.
    Duration idle = Duration(0);                   ///< Streams: the longest silence; 0: any.
    bool lasting = false;                          ///< Streams: does not count as in flight once it has its turn.
    std::size_t max_body = 32 * 1024 * 1024;
    bool asks_certificate = false;  ///< The response tells when the apiserver's certificate expires; costs a connection.
};

struct RequestLimits {
    GateLimits gate{};
    Duration connect = std::chrono::seconds(5);
    Duration attempt = std::chrono::seconds(20);  ///< One attempt's share of the deadline.
    int attempts = 4;
    /// Repetitions are a tenth of the calls at most, over time, with this many in reserve: a cluster in trouble is not beaten.
    double retry_reserve = 10;
    Backoff backoff{.first = std::chrono::milliseconds(100), .most = std::chrono::seconds(5)};
};

/// Sends requests to one cluster within its limits, and repeats what may be repeated. On one executor only.
class Requests {
public:
    /// `cluster` is its name, for messages.
    Requests(Executor executor, std::string cluster, std::shared_ptr<Transport> transport, RequestLimits limits);
    ~Requests();

    /// Returns successes (2xx) only.
    Task<Answer<http::ClientResponse>> send(Call call);
    /// One attempt. `on_open` is told when the apiserver has said 200.
    Task<Answer<http::ClientResponse>> stream(Call call, std::function<void(const http::Headers&)> on_open, http::ChunkSink on_chunk);

    const std::string& cluster() const { return cluster_; }
    const Executor& executor() const { return executor_; }
    /// When the apiserver last answered anything at all.
    std::optional<Time> last_contact() const { return last_contact_; }

private:
    Task<Answer<http::ClientResponse>> attempt(Call& call, Duration limit);
    http::ClientRequest request_of(const Call& call) const;
    bool may_repeat(const Call& call, const ApiError& error);

    Executor executor_;
    std::string cluster_;
    std::shared_ptr<Transport> transport_;
    RequestLimits limits_;
    Gate gate_;
    double retries_left_;
    std::optional<Time> last_contact_;
};

}  // namespace nexa::kube
