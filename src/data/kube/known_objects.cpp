#include "data/kube/known_objects.hpp"

#include <algorithm>

#include "data/kube/hash.hpp"

namespace nexa::kube {
namespace {

constexpr std::size_t least_slots = 16;

std::uint64_t key_hash(std::string_view name_space, std::string_view name) {
    return hash_bytes(name, hash_bytes(name_space, hash_seed()));
}

}  // namespace

KnownObjects::KnownObjects() : table_(least_slots) {}

KnownObjects::Entry* KnownObjects::find(std::string_view wanted_namespace, std::string_view wanted_name) {
    const std::uint64_t hash = key_hash(wanted_namespace, wanted_name);
    for (std::size_t slot = slot_of(hash);; slot = (slot + 1) & (table_.size() - 1)) {
        Entry& entry = table_[slot];
        if (!entry.used) return nullptr;
        if (entry.key_hash == hash && name(entry) == wanted_name && name_space(entry) == wanted_namespace) return &entry;
    }
}

KnownObjects::Entry& KnownObjects::at(std::string_view wanted_namespace, std::string_view wanted_name) {
    if (Entry* found = find(wanted_namespace, wanted_name)) return *found;
    if ((size_ + 1) * 4 > table_.size() * 3) rebuild(table_.size() * 2);
    const std::uint64_t hash = key_hash(wanted_namespace, wanted_name);
    std::size_t slot = slot_of(hash);
    while (table_[slot].used) slot = (slot + 1) & (table_.size() - 1);
    Entry& entry = table_[slot];
    entry = {};
    entry.used = true;
    entry.key_hash = hash;
    entry.text = static_cast<std::uint32_t>(text_.size());
    entry.name_space_size = static_cast<std::uint16_t>(wanted_namespace.size());
    entry.name_size = static_cast<std::uint16_t>(wanted_name.size());
    text_ += wanted_namespace;
    text_ += wanted_name;
    ++size_;
    return entry;
}

void KnownObjects::set_uid(Entry& entry, std::string_view wanted) {
    if (uid(entry) == wanted) return;
    const std::size_t names = std::size_t{entry.name_space_size} + entry.name_size;
    if (entry.text + names + entry.uid_size != text_.size()) {
        // Not the last in the text: it moves to the end.
        garbage_ += names + entry.uid_size;
        const std::string copy = text_.substr(entry.text, names);
        entry.text = static_cast<std::uint32_t>(text_.size());
        text_ += copy;
    } else {
        text_.resize(entry.text + names);
    }
    entry.uid_size = static_cast<std::uint16_t>(wanted.size());
    text_ += wanted;
}

void KnownObjects::erase(Entry& entry) {
    erase_slot(entry);
    tidy();
}

void KnownObjects::erase_slot(Entry& entry) {
    garbage_ += std::size_t{entry.name_space_size} + entry.name_size + entry.uid_size;
    --size_;
    // What follows without a gap closes up, so that every entry stays reachable from its own slot.
    std::size_t hole = static_cast<std::size_t>(&entry - table_.data());
    table_[hole].used = false;
    for (std::size_t next = (hole + 1) & (table_.size() - 1); table_[next].used; next = (next + 1) & (table_.size() - 1)) {
        const std::size_t home = slot_of(table_[next].key_hash);
        const bool between = hole <= next ? hole < home && home <= next : hole < home || home <= next;
        if (between) continue;
        table_[hole] = table_[next];
        table_[next].used = false;
        hole = next;
    }
}

void KnownObjects::clear() {
    table_.assign(least_slots, {});
    table_.shrink_to_fit();
    text_.clear();
    text_.shrink_to_fit();
    size_ = garbage_ = 0;
}

void KnownObjects::tidy() {
    const bool sparse = table_.size() > least_slots && size_ * 8 < table_.size();
    if (!sparse && (garbage_ < 4096 || garbage_ * 2 < text_.size())) return;
    std::size_t slots = table_.size();
    while (sparse && slots > least_slots && size_ * 4 < slots) slots /= 2;
    rebuild(std::max(slots, least_slots));
}

void KnownObjects::rebuild(std::size_t slots) {
    std::vector<Entry> old(slots);
    old.swap(table_);
    std::string texts;
    texts.reserve(text_.size() - garbage_);
    for (Entry& entry : old) {
        if (!entry.used) continue;
        const std::size_t size = std::size_t{entry.name_space_size} + entry.name_size + entry.uid_size;
        const std::size_t from = entry.text;
        entry.text = static_cast<std::uint32_t>(texts.size());
        texts.append(text_, from, size);
        std::size_t slot = slot_of(entry.key_hash);
        while (table_[slot].used) slot = (slot + 1) & (table_.size() - 1);
        table_[slot] = entry;
    }
    text_.swap(texts);  // a move would keep the larger memory for a short text
    garbage_ = 0;
}

}  // namespace nexa::kube
