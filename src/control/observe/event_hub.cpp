#include "control/observe/event_hub.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace nexa::control {

std::string_view to_string(Event::Topic topic) noexcept {
    switch (topic) {
        case Event::Topic::resources:
            return "resources";
        case Event::Topic::runs:
            return "runs";
        case Event::Topic::clusters:
            return "clusters";
        case Event::Topic::plans:
            return "plans";
    }
    return "";
}

std::optional<Event::Topic> parse_topic(std::string_view text) noexcept {
    for (const auto topic : {Event::Topic::resources, Event::Topic::runs, Event::Topic::clusters, Event::Topic::plans}) {
        if (to_string(topic) == text) return topic;
    }
    return std::nullopt;
}

Permission permission_for(Event::Topic topic) noexcept {
    switch (topic) {
        case Event::Topic::resources:
            return Permission::resources_read;
        case Event::Topic::runs:
        case Event::Topic::plans:
            return Permission::runs_read;
        case Event::Topic::clusters:
            return Permission::clusters_read;
    }
    return Permission::clusters_read;
}

EventHub::EventHub(std::size_t kept) : epoch_(to_hex(random_bytes(4))), kept_(kept) {}

std::string EventHub::id_of(const Event& event) const {
    return fmt::format("{}-{}", epoch_, event.sequence);
}

void EventHub::publish(Event event) {
    const std::lock_guard lock(mutex_);
    event.sequence = ++sequence_;
    const auto shared = std::make_shared<const Event>(std::move(event));
    recent_.push_back(shared);
    if (recent_.size() > kept_) recent_.pop_front();
    for (const auto& [token, listener] : listeners_) listener(shared);
}

EventHub::Start EventHub::subscribe(Listener listener, std::string_view last_id) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t token = next_token_++;
    listeners_.emplace(token, std::move(listener));
    Start start{Subscription(*this, token), {}, false, fmt::format("{}-{}", epoch_, sequence_)};
    if (last_id.empty()) return start;

    const auto dash = last_id.find('-');
    std::uint64_t last = 0;
    const bool ours = dash != std::string_view::npos && last_id.substr(0, dash) == epoch_;
    const auto* end = last_id.data() + last_id.size();
    if (!ours || std::from_chars(last_id.data() + dash + 1, end, last).ptr != end || last > sequence_) {
        start.reset = true;
        return start;
    }
    const std::uint64_t oldest = recent_.empty() ? sequence_ + 1 : recent_.front()->sequence;
    if (last + 1 < oldest) {
        start.reset = true;
        return start;
    }
    for (const auto& event : recent_) {
        if (event->sequence > last) start.missed.push_back(event);
    }
    return start;
}

std::size_t EventHub::followers() const {
    const std::lock_guard lock(mutex_);
    return listeners_.size();
}

void EventHub::unsubscribe(std::uint64_t token) {
    const std::lock_guard lock(mutex_);
    listeners_.erase(token);
}

EventHub::Subscription::Subscription(Subscription&& other) noexcept : hub_(std::exchange(other.hub_, nullptr)), token_(other.token_) {}

EventHub::Subscription::~Subscription() {
    if (hub_) hub_->unsubscribe(token_);
}

}  // namespace nexa::control
