#include "data/sandbox/object_space.hpp"

#include <unordered_map>

namespace nexa::sandbox {

namespace {

/// The current state of an object is held anyway: a commit costs the state that it ended.
std::size_t cost_of(const WatchEvent& event) {
    const auto last = event.type == WatchEvent::Type::deleted ? event.object->tail().size() : 0;
    return sizeof event + last + (event.previous ? event.previous->tail().size() : 0);
}

}  // namespace

const ObjectPtr* ObjectSpace::find(std::string_view key) const {
    const auto found = objects_.find(key);
    return found == objects_.end() ? nullptr : &found->second;
}

void ObjectSpace::record(EventPtr event, std::size_t most) {
    if (event->type == WatchEvent::Type::deleted) {
        objects_.erase(event->object->key());
    } else {
        objects_.insert_or_assign(event->object->key(), event->object);
    }
    bytes_ += cost_of(*event);
    log_.push_back(std::move(event));
    while (log_.size() > most) drop_oldest();
}

std::optional<std::uint64_t> ObjectSpace::oldest() const {
    return log_.empty() ? std::nullopt : std::optional(log_.front()->resource_version);
}

void ObjectSpace::drop_oldest() {
    forgotten_ = log_.front()->resource_version;
    bytes_ -= cost_of(*log_.front());
    log_.pop_front();
}

void ObjectSpace::forget(std::uint64_t upto) {
    while (!log_.empty() && log_.front()->resource_version <= upto) drop_oldest();
    forgotten_ = std::max(forgotten_, upto);
}

void ObjectSpace::rest() {
    // What is current is in the log, too: each object is asked once.
    std::unordered_map<const StoredObject*, ObjectPtr> asleep;
    const auto lay = [&asleep](ObjectPtr& object) {
        if (!object) return false;
        const auto [found, is_new] = asleep.try_emplace(object.get());
        if (is_new) found->second = object->asleep();
        if (!found->second) return false;
        object = found->second;
        return true;
    };
    for (auto& [key, object] : objects_) lay(object);
    for (auto& event : log_) {
        auto object = event->object, previous = event->previous;
        const bool rests = lay(object), rested = lay(previous);
        if (!rests && !rested) continue;
        auto same = std::make_shared<WatchEvent>(*event);
        same->object = std::move(object);
        same->previous = std::move(previous);
        event = std::move(same);
    }
}

std::vector<EventPtr> ObjectSpace::events_after(std::uint64_t after, std::size_t most) const {
    const auto from = std::ranges::upper_bound(log_, after, {}, [](const EventPtr& event) { return event->resource_version; });
    const auto count = std::min(most, static_cast<std::size_t>(log_.end() - from));
    return {from, from + static_cast<std::ptrdiff_t>(count)};
}

std::vector<ObjectPtr> ObjectSpace::page(std::uint64_t at, const ListQuery& query, std::string_view start, std::string& next,
                                         std::optional<std::size_t>& remaining) const {
    // What has changed since `at`, undone: the earliest change of a key after `at` tells what was there before it.
    std::map<std::string_view, ObjectPtr> undone;
    for (auto event = log_.rbegin(); event != log_.rend() && (*event)->resource_version > at; ++event)
        undone[(*event)->object->key()] = (*event)->previous;

    const auto prefix = query.name_space.empty() ? std::string() : query.name_space + "/";
    const auto first = std::max<std::string_view>(start, prefix);
    std::vector<ObjectPtr> out;
    auto live = objects_.lower_bound(first);
    auto past = undone.lower_bound(first);
    const bool selective = !query.labels.empty() || !query.fields.empty();
    std::size_t left = 0;
    for (;;) {
        const bool has_live = live != objects_.end() && std::string_view(live->first).starts_with(prefix);
        const bool has_past = past != undone.end() && past->first.starts_with(prefix);
        if (!has_live && !has_past) break;
        ObjectPtr object;
        if (has_past && (!has_live || past->first <= live->first)) {
            if (has_live && live->first == past->first) ++live;
            object = past->second;
            ++past;
        } else {
            object = live->second;
            ++live;
        }
        if (!object || !query.labels.matches(*object) || !query.fields.matches(*object)) continue;
        if (query.limit != 0 && out.size() == query.limit) {
            if (next.empty()) next = out.back()->key() + '\0';
            if (selective) break;
            ++left;
            continue;
        }
        out.push_back(std::move(object));
    }
    if (!next.empty() && !selective) remaining = left;
    return out;
}

}  // namespace nexa::sandbox
