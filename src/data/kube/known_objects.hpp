#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nexa::kube {

/// What an informer remembers of each object: its names, and a hash instead of the object. One flat table and one run of text: about 130
/// bytes an object. Not thread-safe.
class KnownObjects {
public:
    struct Entry {
        std::uint64_t key_hash = 0;
        std::uint64_t object_hash = 0;  ///< 0: not known yet.
        std::uint64_t version = 0;      ///< resourceVersion as a number; 0 when it is none.
        std::uint32_t text = 0;         ///< Where its names are.
        std::uint16_t name_space_size = 0;
        std::uint16_t name_size = 0;
        std::uint16_t uid_size = 0;
        bool used = false;
        std::uint32_t seen = 0;     ///< The list that saw it last.
        std::uint32_t pending = 0;  ///< Its place in the batch under way, from 1,
        std::uint32_t batch = 0;    ///< if this is that batch.
    };

    KnownObjects();

    /// Valid until the next call that is not const.
    Entry* find(std::string_view name_space, std::string_view name);
    /// The entry, new (all zero but its names) or not.
    Entry& at(std::string_view name_space, std::string_view name);
    void set_uid(Entry& entry, std::string_view uid);
    void erase(Entry& entry);
    void clear();

    std::string_view name_space(const Entry& entry) const { return {text_.data() + entry.text, entry.name_space_size}; }
    std::string_view name(const Entry& entry) const { return {text_.data() + entry.text + entry.name_space_size, entry.name_size}; }
    std::string_view uid(const Entry& entry) const {
        return {text_.data() + entry.text + entry.name_space_size + entry.name_size, entry.uid_size};
    }

    /// Calls `gone(entry)` for each that the list `seen` has not seen, and erases them.
    template <class Gone>
    void sweep(std::uint32_t seen, Gone&& gone) {
        std::vector<Entry> lost;
        for (const Entry& entry : table_) {
            if (entry.used && entry.seen != seen) lost.push_back(entry);
        }
        for (const Entry& entry : lost) gone(entry);
        // By their names: erasing moves entries.
        for (const Entry& entry : lost) {
            Entry* found = find(name_space(entry), name(entry));
            if (found != nullptr) erase_slot(*found);
        }
        if (!lost.empty()) tidy();
    }

    std::size_t size() const { return size_; }
    /// What it has allocated.
    std::size_t bytes() const { return table_.capacity() * sizeof(Entry) + text_.capacity(); }

private:
    std::size_t slot_of(std::uint64_t hash) const { return hash & (table_.size() - 1); }
    void erase_slot(Entry& entry);
    void rebuild(std::size_t slots);
    void tidy();

    std::vector<Entry> table_;  ///< Open addressing, linear; a power of two, at most three quarters full.
    std::string text_;
    std::size_t size_ = 0;
    std::size_t garbage_ = 0;  ///< Bytes of text_ that no entry uses.
};

}  // namespace nexa::kube
