#include "data/sandbox/pod_logs.hpp"

#include <deque>
#include <map>
#include <mutex>

namespace nexa::sandbox {

struct PodLogs::Impl {
    struct Log {
        std::deque<Line> lines;
        std::uint64_t last = 0;
    };
    using Key = std::tuple<std::string, std::string, std::string>;

    const std::size_t limit;
    mutable std::mutex mutex;
    std::map<Key, Log, std::less<>> logs;
    std::mutex listening;
    std::map<std::uint64_t, Listener> listeners;
    std::uint64_t last_listener = 0;
};

PodLogs::PodLogs(std::size_t lines_per_container)
    : impl_(new Impl{.limit = lines_per_container, .mutex = {}, .logs = {}, .listening = {}, .listeners = {}}) {}
PodLogs::~PodLogs() = default;

void PodLogs::append(std::string_view name_space, std::string_view pod, std::string_view container, Time at, std::string_view text) {
    {
        const std::lock_guard lock(impl_->mutex);
        auto& log = impl_->logs[Impl::Key(name_space, pod, container)];
        log.lines.push_back({++log.last, at, std::string(text)});
        if (log.lines.size() > impl_->limit) log.lines.pop_front();
    }
    const std::lock_guard lock(impl_->listening);
    for (const auto& [ticket, listener] : impl_->listeners) listener();
}

std::vector<PodLogs::Line> PodLogs::read(std::string_view name_space, std::string_view pod, std::string_view container, std::uint64_t after,
                                         std::optional<std::size_t> tail) const {
    const std::lock_guard lock(impl_->mutex);
    const auto found = impl_->logs.find(Impl::Key(name_space, pod, container));
    if (found == impl_->logs.end()) return {};
    const auto& lines = found->second.lines;
    auto from = std::ranges::upper_bound(lines, after, {}, &Line::number);
    const auto count = static_cast<std::size_t>(lines.end() - from);
    if (tail && count > *tail) from += static_cast<std::ptrdiff_t>(count - *tail);
    return {from, lines.end()};
}

std::size_t PodLogs::containers() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->logs.size();
}

void PodLogs::forget(std::string_view name_space, std::string_view pod) {
    const std::lock_guard lock(impl_->mutex);
    auto at = impl_->logs.lower_bound(Impl::Key(name_space, pod, ""));
    while (at != impl_->logs.end() && std::get<0>(at->first) == name_space && std::get<1>(at->first) == pod) at = impl_->logs.erase(at);
}

std::uint64_t PodLogs::subscribe(Listener listener) {
    const std::lock_guard lock(impl_->listening);
    impl_->listeners.emplace(++impl_->last_listener, std::move(listener));
    return impl_->last_listener;
}

void PodLogs::unsubscribe(std::uint64_t ticket) {
    const std::lock_guard lock(impl_->listening);
    impl_->listeners.erase(ticket);
}

}  // namespace nexa::sandbox
