#include "data/sandbox/object_store_impl.hpp"

/// The past of a store: what it keeps of it, for whom, and how it lets go.
namespace nexa::sandbox {

HistoryLimits history_for(std::size_t clusters) noexcept {
    constexpr std::size_t undivided = 16;
    constexpr std::size_t least = std::size_t{64} << 10U;
    HistoryLimits limits;
    if (clusters > undivided) limits.bytes = std::max(least, limits.bytes * undivided / clusters);
    return limits;
}

void ObjectStore::Impl::record(const std::string& storage, EventPtr event) {
    auto& changed = spaces[storage];
    history_bytes -= changed.bytes();
    changed.record(std::move(event), limits.commits);
    history_bytes += changed.bytes();
    while (history_bytes > limits.bytes) {
        // The oldest commit of all goes: a type that is quiet keeps as much of the past as a busy one.
        ObjectSpace* oldest = nullptr;
        for (auto& [name, space] : spaces) {
            if (space.oldest() && (!oldest || *space.oldest() < *oldest->oldest())) oldest = &space;
        }
        if (!oldest) return;
        history_bytes -= oldest->bytes();
        oldest->forget(*oldest->oldest());
        history_bytes += oldest->bytes();
    }
}

void ObjectStore::Impl::tidy_journal() {
    if (!journal || !journal->wants_rewrite()) return;
    journal->rewrite(version, [this](const Journal::Put& put) {
        for (const auto& [storage, space] : spaces) {
            for (const auto& [key, object] : space.objects())
                put(storage, key, object->resource_version(), object->text(object->value().at("apiVersion").as_string()));
        }
    });
}

std::uint64_t ObjectStore::resource_version() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->version;
}

std::uint64_t ObjectStore::oldest_resource_version() const {
    const std::lock_guard lock(impl_->mutex);
    return std::max(impl_->started_at, impl_->compacted);
}

Outcome<std::vector<EventPtr>> ObjectStore::events_after(std::string_view storage, std::uint64_t after, std::size_t most,
                                                         std::uint64_t& upto) const {
    const std::lock_guard lock(impl_->mutex);
    const std::string space_name(storage);
    const auto forgotten = impl_->forgotten(space_name);
    if (after < forgotten) return refuse(status::expired(fmt::format("too old resource version: {} ({})", after, forgotten)));
    upto = impl_->version;
    const auto space = impl_->spaces.find(space_name);
    if (space == impl_->spaces.end()) return std::vector<EventPtr>();
    auto events = space->second.events_after(after, most);
    if (events.size() == most && !events.empty()) upto = events.back()->resource_version;
    return events;
}

void ObjectStore::compact(std::uint64_t resource_version) {
    const std::lock_guard lock(impl_->mutex);
    impl_->compacted = std::max(impl_->compacted, std::min(resource_version, impl_->version));
    impl_->history_bytes = 0;
    for (auto& [storage, space] : impl_->spaces) {
        space.forget(impl_->compacted);
        impl_->history_bytes += space.bytes();
    }
}

void ObjectStore::rest() {
    const std::lock_guard lock(impl_->mutex);
    for (auto& [storage, space] : impl_->spaces) space.rest();
}

ObjectStore::History ObjectStore::history() const {
    const std::lock_guard lock(impl_->mutex);
    History kept{.commits = 0, .bytes = impl_->history_bytes};
    for (const auto& [storage, space] : impl_->spaces) kept.commits += space.commits();
    return kept;
}

}  // namespace nexa::sandbox
