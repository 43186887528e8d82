#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "control/rbac/permission.hpp"

namespace nexa::control {

/// What changed, for pages that follow along.
struct Event {
    enum class Topic { resources, runs, clusters, plans };
    std::uint64_t sequence = 0;  ///< Grows by one; given by the hub.
    Topic topic = Topic::resources;
    std::string type;                         ///< "resource", "run", "cluster", "plan"
    std::string cluster;                      ///< With `name_space`, whom it may be shown to.
    std::string name_space;                   ///< Empty: the cluster as such.
    std::shared_ptr<const std::string> data;  ///< JSON
};
std::string_view to_string(Event::Topic topic) noexcept;
std::optional<Event::Topic> parse_topic(std::string_view text) noexcept;
/// What one must hold, where the event happened, to be shown it.
Permission permission_for(Event::Topic topic) noexcept;

/// Fans events out to followers and keeps the newest for those that come back. Thread-safe; `publish` never blocks on a follower.
class EventHub {
public:
    using Listener = std::function<void(const std::shared_ptr<const Event>&)>;

    explicit EventHub(std::size_t kept = 8192);

    void publish(Event event);

    /// An event's id for SSE: "<epoch>-<sequence>". The epoch changes with each start, so that ids of before are not mistaken.
    std::string id_of(const Event& event) const;

    /// While it lives, `listener` is called for each event, in order, from any thread; it must be quick and must not call the hub.
    class Subscription {
    public:
        Subscription(Subscription&& other) noexcept;
        Subscription& operator=(Subscription&&) = delete;
        ~Subscription();

    private:
        friend class EventHub;
        Subscription(EventHub& hub, std::uint64_t token) : hub_(&hub), token_(token) {}
        EventHub* hub_;
        std::uint64_t token_;
    };
    struct Start {
        Subscription subscription;
        std::vector<std::shared_ptr<const Event>> missed;  ///< Since `last_id`, in order; delivered to the caller, not to the listener.
        bool reset = false;                                ///< `last_id` is too old or of another epoch: the follower must read anew.
        std::string now;                                   ///< The id to resume from when nothing more comes.
    };
    /// Follows from `last_id` on ("" for from now on), without a gap.
    Start subscribe(Listener listener, std::string_view last_id);

    std::size_t followers() const;

private:
    void unsubscribe(std::uint64_t token);

    mutable std::mutex mutex_;
    const std::string epoch_;
    const std::size_t kept_;
    std::uint64_t sequence_ = 0;
    std::uint64_t next_token_ = 1;
    std::deque<std::shared_ptr<const Event>> recent_;
    std::map<std::uint64_t, Listener> listeners_;
};

}  // namespace nexa::control
