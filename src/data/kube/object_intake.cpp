#include "data/kube/object_intake.hpp"

#include <fmt/format.h>

#include <charconv>

namespace nexa::kube {
namespace {

/// Kubernetes' own limits are below these (names 253, UIDs 36).
constexpr std::size_t most_name = 1024;
constexpr std::size_t most_uid = 256;

}  // namespace

std::uint64_t version_number(std::string_view resource_version) noexcept {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(resource_version.data(), resource_version.data() + resource_version.size(), number);
    return error == std::errc() && end == resource_version.data() + resource_version.size() ? number : 0;
}

void ObjectIntake::remember(const Remembered& object) {
    if (object.name.size() > most_name || object.name_space.size() > most_name || object.uid.size() > most_uid) return;
    KnownObjects::Entry& entry = known_.at(object.name_space, object.name);
    entry.version = version_number(object.resource_version);
    known_.set_uid(entry, object.uid);
}

bool ObjectIntake::read(std::string_view text) {
    ++events;
    auto parsed = ObjectParser::of_this_thread().parse(text);
    std::string problem;
    if (!parsed) {
        problem = parsed.error().message;
    } else if (parsed->name.size() > most_name || parsed->name_space.size() > most_name || parsed->uid.size() > most_uid) {
        problem = "names longer than Kubernetes allows";
    } else {
        last_ = *parsed;
        return true;
    }
    ++flagged;
    ++unreadable_;
    flag_(fmt::format("an object can't be read and was skipped: {} ({} bytes)", problem, text.size()));
    return false;
}

void ObjectIntake::upsert(const ParsedObject& object, bool from_list) {
    KnownObjects::Entry& entry = known_.at(object.name_space, object.name);
    const std::uint64_t version = version_number(object.resource_version);
    const bool same_object = known_.uid(entry) == object.uid;
    entry.seen = list_;
    if (!from_list && same_object && version != 0 && version < entry.version) {
        ++unchanged;  // out of order, or repeated after a resume
        return;
    }
    const bool remembered = entry.object_hash == 0 && entry.version != 0 && entry.version == version;
    if (same_object && (entry.object_hash == object.hash || remembered)) {
        entry.object_hash = object.hash;
        entry.version = version;
        ++unchanged;
        return;
    }
    entry.object_hash = object.hash;
    entry.version = version;
    if (!same_object) known_.set_uid(entry, object.uid);
    filling_.changed(entry, object);
}

void ObjectIntake::begin_list() {
    ++list_;
    unreadable_ = 0;
}

void ObjectIntake::listed(std::string_view text) {
    if (read(text)) upsert(last_, true);
}

void ObjectIntake::end_list() {
    // What can't be read can't be told from what is gone: better a deletion seen late than one that never was.
    if (unreadable_ > 0) return;
    known_.sweep(list_, [this](const KnownObjects::Entry& entry) {
        filling_.deleted(known_.name_space(entry), known_.name(entry), known_.uid(entry));
    });
}

std::string_view ObjectIntake::changed(std::string_view text) {
    if (!read(text)) return {};
    upsert(last_, false);
    return last_.resource_version;
}

std::string_view ObjectIntake::deleted(std::string_view text) {
    if (!read(text)) return {};
    const ParsedObject& object = last_;
    KnownObjects::Entry* entry = known_.find(object.name_space, object.name);
    const std::uint64_t version = version_number(object.resource_version);
    if (entry == nullptr || (version != 0 && version < entry->version)) {
        ++unchanged;
        return object.resource_version;
    }
    filling_.deleted(object.name_space, object.name, object.uid);
    known_.erase(*entry);
    return object.resource_version;
}

void ObjectIntake::all_deleted() {
    begin_list();
    end_list();
}

Batch ObjectIntake::take() {
    Batch full(next_batch_++);
    std::swap(full, filling_);
    return full;
}

}  // namespace nexa::kube
