#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/backoff.hpp"
#include "data/kube/api.hpp"
#include "data/kube/observation.hpp"

namespace nexa::kube {

struct InformerOptions {
    std::string name_space{};  ///< Empty: the whole cluster.
    bool watch_list = false;   ///< The server streams the first list (Kubernetes 1.34 and later; refused: paged lists are used).
    std::int64_t page = 500;
    Duration idle = std::chrono::seconds(90);        ///< A silent stream is taken for dead: bookmarks come each minute.
    Duration watch_for = std::chrono::minutes(8);    ///< Each watch ends, by the server, after this to twice this.
    Duration relist = std::chrono::hours(6);         ///< Compare with a full list this often, whatever the watch says; up to half more.
    Duration linger = std::chrono::milliseconds(5);  ///< Changes are gathered this long.
    std::size_t batch_bytes = 256 * 1024;            ///< Handed over at once beyond this.
    std::size_t pending_bytes = 8 * 1024 * 1024;     ///< When the sink is this far behind, the stream is closed and resumed later.
    Backoff backoff{.first = std::chrono::milliseconds(500), .most = std::chrono::seconds(60)};
    Duration first_delay = Duration(0);  ///< Spreads the first lists of many clusters: waits up to this long.
};

struct InformerStatus {
    enum class State { starting, listing, watching, retrying, forbidden, unserved };
    State state = State::starting;
    std::string message;  ///< Why it is not watching, in the user's words; else empty.
    std::optional<ApiError> error;
    std::size_t objects = 0;
    bool synced = false;          ///< Has seen everything once.
    std::uint64_t events = 0;     ///< Objects received, in lists and watches,
    std::uint64_t unchanged = 0;  ///< those of them that told nothing new,
    std::uint64_t flagged = 0;    ///< and those that could not be read.
    std::uint64_t lists = 0;
    std::uint64_t streams = 0;  ///< Watches begun: all but the first are reconnections.
};
std::string_view to_string(InformerStatus::State state) noexcept;

/// Follows all objects of one resource: list, then watch, resumed without a gap, listed again when the apiserver has forgotten.
/// Keeps a hash of each object, not the object. On the Api's executor only. `run` may be called again after it ended: it goes on from
/// where it was, and what had not been handed over still is.
class Informer {
public:
    /// `on_change` is told when `status` changed.
    Informer(Api& api, ObservationSink& sink, KindRef kind, Resource resource, InformerOptions options,
             std::function<void()> on_change = {});
    ~Informer();
    Informer(const Informer&) = delete;
    Informer& operator=(const Informer&) = delete;

    /// Until cancelled. Returns by itself only when the resource is no longer served (404) or may not be listed (403): see `status`.
    Task<> run();

    /// Ends a pause between attempts: the cluster has come back. On the executor.
    void hurry();

    const InformerStatus& status() const;
    const Resource& resource() const;
    const InformerOptions& options() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::kube
