#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace nexa::sandbox {

/// One thing to go wrong on request, and for which requests.
struct Fault {
    enum class Kind {
        latency,            ///< Wait `delay` (real time), then answer as usual.
        too_many_requests,  ///< 429 with Retry-After `retry_after` seconds.
        server_error,       ///< 500
        unavailable,        ///< 503
        unauthorized,       ///< 401
        gone,               ///< 410 as HTTP status.
        gone_event,         ///< Watches: a 410 ERROR event in the stream, at its start.
        drop,               ///< The connection ends without a whole answer.
        half_open,          ///< Watches: nothing more is sent, and the stream stays open.
        garbage,            ///< 200 with a body that is no JSON.
        commit_and_drop,    ///< Writes: the request is carried out, then the connection ends without an answer.
    };
    std::uint64_t id = 0;  ///< Given by `add`.
    Kind kind = Kind::server_error;
    std::string verb;                    ///< "get", "list", "watch", "create", "update", "patch", "delete"; empty: any.
    std::string path_prefix;             ///< Empty: any.
    std::optional<std::uint64_t> count;  ///< How often; unset: until removed.
    double probability = 1.0;
    Duration delay = Duration(0);
    int retry_after = 1;

    json::object to_json() const;
    /// {kind, verb?, path?, count?, probability?, delay_ms?, retry_after?}. Errors: invalid, with the member's pointer.
    static Result<Fault> from_json(const json::value& value);
};
std::string_view to_string(Fault::Kind kind) noexcept;

/// The faults of one cluster. Thread-safe; costs one relaxed load a request while there are none.
class Faults {
public:
    std::uint64_t add(Fault fault);
    bool remove(std::uint64_t id);
    void clear();
    std::vector<Fault> all() const;
    /// The faults that hit this request, each counted down: at most one, and any number of latencies before it.
    std::vector<Fault> strike(std::string_view verb, std::string_view path);

private:
    mutable std::mutex mutex_;
    std::vector<Fault> faults_;
    std::atomic<bool> any_ = false;
    std::uint64_t last_ = 0;
};

}  // namespace nexa::sandbox
