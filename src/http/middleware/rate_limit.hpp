#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace nexa::http {

struct RateLimit {
    double per_second = 50;     ///< What a key may do in the long run. > 0.
    double burst = 200;         ///< What it may do at once. >= 1.
    std::size_t keys = 65'536;  ///< Keys remembered; the longest unused one is forgotten first.
};

/// Token buckets by key. Thread-safe; sharded, so that cores seldom meet at one lock. Memory is bounded by `RateLimit::keys`.
class RateLimiter {
public:
    explicit RateLimiter(RateLimit limit, const Clock& clock = system_clock());
    ~RateLimiter();
    RateLimiter(const RateLimiter&) = delete;
    RateLimiter& operator=(const RateLimiter&) = delete;

    struct Decision {
        bool allowed = true;
        Duration retry_after{};  ///< When not allowed: until then there is no token.
    };
    Decision take(std::string_view key, double tokens = 1);
    std::size_t size() const;

private:
    struct Shard;
    const RateLimit limit_;
    const Clock& clock_;
    std::unique_ptr<Shard[]> shards_;
};

/// The key of a client: its IPv4 address, or the /64 of its IPv6 address (one client has all of it). Pure.
std::string address_key(std::string_view remote_address);

/// The further key of a request, such as the caller's session; empty: none.
using RateKey = std::function<std::string(const Request&)>;

/// Answers 429 with Retry-After when the client's address, or the key of `caller` when given, is over the limit.
Middleware rate_limit(std::shared_ptr<RateLimiter> limiter, RateKey caller = {});

}  // namespace nexa::http
