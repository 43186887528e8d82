#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nexa::kube {

/// Cuts a stream of chunks into lines. A line that spans chunks is put together once, however many there are. Not thread-safe.
class LineSplitter {
public:
    explicit LineSplitter(std::size_t longest = 16 * 1024 * 1024) : longest_(longest) {}

    /// Calls `on_line(line)` for each line that ended, without its end; stops, and returns false, when that returns false.
    /// A line over the limit is dropped and counted.
    template <class OnLine>
    bool feed(std::string_view chunk, OnLine&& on_line) {
        while (!chunk.empty()) {
            const void* found = std::memchr(chunk.data(), '\n', chunk.size());
            const std::size_t end =
                found == nullptr ? chunk.size() : static_cast<std::size_t>(static_cast<const char*>(found) - chunk.data());
            std::string_view line = chunk.substr(0, end);
            if (!begun_.empty() || found == nullptr) line = keep(line);
            if (found == nullptr) return true;
            chunk.remove_prefix(end + 1);
            const bool go_on = too_long_ || line.empty() || on_line(line);
            reset();
            if (!go_on) return false;
        }
        return true;
    }

    void reset() {
        begun_.clear();
        // Thousands of idle watches must not keep what a large object once needed.
        if (begun_.capacity() > 64 * 1024) begun_.shrink_to_fit();
        too_long_ = false;
    }
    std::uint64_t dropped() const { return dropped_; }

private:
    std::string_view keep(std::string_view part) {
        if (begun_.size() + part.size() > longest_ && !too_long_) {
            too_long_ = true;
            ++dropped_;
        }
        // What is dropped leaves one byte, so that its end is known as the end of a begun line.
        if (too_long_) {
            begun_.assign(1, ' ');
        } else {
            begun_.append(part);
        }
        return begun_;
    }

    std::size_t longest_;
    std::string begun_;
    bool too_long_ = false;
    std::uint64_t dropped_ = 0;
};

/// Cuts a list ({"metadata":{...},"items":[{...},...]}) into its items as it arrives, so that no page is ever held whole, and one broken
/// item does not take the others with it. Not thread-safe.
class ListSplitter {
public:
    using OnItem = std::function<void(std::string_view item)>;
    explicit ListSplitter(OnItem on_item, std::size_t longest_item = 16 * 1024 * 1024)
        : on_item_(std::move(on_item)),
          longest_(longest_item) {}

    /// Errors: invalid (this is no JSON object, or its brackets don't match), too_large (one item).
    Result<> feed(std::string_view chunk);

    /// Errors: invalid (the list is cut off).
    Result<> finish() const;
    /// The list's own metadata, as JSON; "{}" when there is none.
    const std::string& metadata() const { return metadata_; }
    std::uint64_t items() const { return count_; }

private:
    enum class Keep { nothing, item, metadata };
    Result<> open(char bracket, std::size_t at);
    Result<> close(char bracket, std::string_view chunk, std::size_t at);
    void end_kept(std::string_view text);

    OnItem on_item_;
    std::size_t longest_;
    std::string brackets_;  ///< Those that are open.
    bool in_string_ = false;
    bool escaped_ = false;
    bool in_items_ = false;
    bool ended_ = false;
    bool key_next_ = false;  ///< At depth 1: the next string is a key.
    bool reading_key_ = false;
    std::string key_;
    Keep keep_ = Keep::nothing;
    std::size_t kept_from_ = 0;  ///< In the current chunk.
    std::string kept_;           ///< From earlier chunks.
    std::string metadata_ = "{}";
    std::uint64_t count_ = 0;
};

}  // namespace nexa::kube
