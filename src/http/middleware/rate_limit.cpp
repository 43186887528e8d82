#include "http/middleware/rate_limit.hpp"

#include <boost/asio/ip/address.hpp>
#include <cmath>
#include <list>

#include "http/problem.hpp"

namespace nexa::http {
namespace {

constexpr std::size_t shard_count = 16;

struct Bucket {
    std::string key;
    double tokens;
    Time at;  ///< When `tokens` was right.
};

Task<Response> refused(const Request& request, Duration retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(retry_after).count();
    const Error error{ErrorCode::too_many_requests, fmt::format("Too many requests from here; try again in {} s.", seconds), {}};
    Response response = problem(error, request);
    response.headers.set("Retry-After", std::to_string(seconds));
    co_return response;
}

}  // namespace

struct RateLimiter::Shard {
    std::mutex mutex;
    std::list<Bucket> buckets;                                                 // the one used last comes first
    std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key;  // the keys are the buckets' own
};

RateLimiter::RateLimiter(RateLimit limit, const Clock& clock)
    : limit_(limit),
      clock_(clock),
      shards_(std::make_unique<Shard[]>(shard_count)) {}
RateLimiter::~RateLimiter() = default;

RateLimiter::Decision RateLimiter::take(std::string_view key, double tokens) {
    const Time now = clock_.now();
    Shard& shard = shards_[std::hash<std::string_view>{}(key) % shard_count];
    const std::lock_guard lock(shard.mutex);
    const auto known = shard.by_key.find(key);
    if (known != shard.by_key.end()) {
        shard.buckets.splice(shard.buckets.begin(), shard.buckets, known->second);
    } else {
        if (shard.buckets.size() >= std::max<std::size_t>(1, limit_.keys / shard_count)) {
            shard.by_key.erase(shard.buckets.back().key);
            shard.buckets.pop_back();
        }
        shard.buckets.push_front({.key = std::string(key), .tokens = limit_.burst, .at = now});
        shard.by_key.emplace(shard.buckets.front().key, shard.buckets.begin());
    }
    Bucket& bucket = shard.buckets.front();
    // The machine's clock may be set back; nobody loses or gains by that.
    const double elapsed = std::max(0.0, static_cast<double>((now - bucket.at).count()) / 1e6);
    bucket.tokens = std::min(limit_.burst, bucket.tokens + elapsed * limit_.per_second);
    bucket.at = now;
    if (bucket.tokens >= tokens) {
        bucket.tokens -= tokens;
        return {};
    }
    const double wait = (tokens - bucket.tokens) / limit_.per_second;
    return {.allowed = false, .retry_after = Duration(static_cast<Duration::rep>(std::ceil(wait * 1e6)))};
}

std::size_t RateLimiter::size() const {
    std::size_t total = 0;
    for (std::size_t index = 0; index < shard_count; ++index) {
        const std::lock_guard lock(shards_[index].mutex);
        total += shards_[index].buckets.size();
    }
    return total;
}

std::string address_key(std::string_view remote_address) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(remote_address, error);
    if (error || address.is_v4()) return std::string(remote_address);
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return asio::ip::address_v6(bytes).to_string() + "/64";
}

Middleware rate_limit(std::shared_ptr<RateLimiter> limiter, RateKey caller) {
    return [limiter = std::move(limiter), caller = std::move(caller)](Handler next) -> Handler {
        return [limiter, caller, next = std::move(next)](Request& request) -> Task<Response> {
            const auto by_address = limiter->take(address_key(request.remote_address));
            if (!by_address.allowed) return refused(request, by_address.retry_after);
            const std::string key = caller ? caller(request) : std::string();
            if (!key.empty()) {
                const auto by_caller = limiter->take("caller " + key);
                if (!by_caller.allowed) return refused(request, by_caller.retry_after);
            }
            return next(request);
        };
    };
}

}  // namespace nexa::http
