#include "data/kube/stream_splitter.hpp"

#include <array>

namespace nexa::kube {
namespace {

constexpr std::size_t max_depth = 512;
constexpr std::size_t max_key = 64;

/// The bytes outside of strings that mean something here.
constexpr std::array<bool, 256> structural = [] {
    std::array<bool, 256> table{};
    for (const char c : {'{', '}', '[', ']', '"', ',', ':'}) table[static_cast<unsigned char>(c)] = true;
    return table;
}();

}  // namespace

Result<> ListSplitter::open(char bracket, std::size_t at) {
    if (ended_ || (brackets_.empty() && bracket != '{')) return fail(ErrorCode::invalid, "the list is not a JSON object");
    if (brackets_.size() == max_depth) return fail(ErrorCode::invalid, "the list is nested too deep");
    brackets_ += bracket;
    if (brackets_.size() == 1) {
        key_next_ = true;
    } else if (brackets_.size() == 2) {
        in_items_ = bracket == '[' && key_ == "items";
        if (bracket == '{' && key_ == "metadata") keep_ = Keep::metadata;
    } else if (brackets_.size() == 3 && in_items_ && bracket == '{') {
        keep_ = Keep::item;
    } else {
        return {};
    }
    if (keep_ != Keep::nothing) kept_from_ = at;
    return {};
}

Result<> ListSplitter::close(char bracket, std::string_view chunk, std::size_t at) {
    if (brackets_.empty() || brackets_.back() != (bracket == '}' ? '{' : '[')) {
        return fail(ErrorCode::invalid, "the list's brackets do not match");
    }
    brackets_.pop_back();
    if (brackets_.empty()) ended_ = true;
    if (brackets_.size() == 1) in_items_ = false;
    const std::size_t depth = keep_ == Keep::item ? 2 : 1;
    if (keep_ == Keep::nothing || brackets_.size() != depth) return {};
    const std::string_view text = chunk.substr(kept_from_, at + 1 - kept_from_);
    if (kept_.empty()) {
        end_kept(text);
    } else {
        kept_ += text;
        end_kept(kept_);
        kept_.clear();
        if (kept_.capacity() > 64 * 1024) kept_.shrink_to_fit();
    }
    keep_ = Keep::nothing;
    return {};
}

void ListSplitter::end_kept(std::string_view text) {
    if (keep_ == Keep::metadata) {
        metadata_ = text;
    } else {
        ++count_;
        on_item_(text);
    }
}

Result<> ListSplitter::feed(std::string_view chunk) {
    kept_from_ = 0;
    for (std::size_t at = 0; at < chunk.size(); ++at) {
        if (in_string_) {
            if (escaped_) {
                escaped_ = false;
                continue;
            }
            const std::size_t begin = at;
            while (at < chunk.size() && chunk[at] != '"' && chunk[at] != '\\') ++at;
            if (reading_key_ && key_.size() < max_key) key_.append(chunk.substr(begin, std::min(at - begin, max_key)));
            if (at == chunk.size()) break;
            if (chunk[at] == '\\') {
                escaped_ = true;
            } else {
                in_string_ = reading_key_ = false;
            }
            continue;
        }
        const char c = chunk[at];
        if (!structural[static_cast<unsigned char>(c)]) continue;
        if (c == '"') {
            in_string_ = true;
            reading_key_ = key_next_;
            if (reading_key_) key_.clear();
            key_next_ = false;
        } else if (c == ',') {
            if (brackets_.size() == 1) key_next_ = true;
        } else if (c == '{' || c == '[') {
            if (auto opened = open(c, at); !opened) return opened;
        } else if (c != ':') {
            if (auto closed = close(c, chunk, at); !closed) return closed;
        }
    }
    if (keep_ == Keep::nothing) return {};
    kept_ += chunk.substr(kept_from_);
    if (kept_.size() > longest_) return fail(ErrorCode::too_large, "an item of the list is larger than any object can be");
    return {};
}

Result<> ListSplitter::finish() const {
    if (!ended_) return fail(ErrorCode::invalid, "the list ends in the middle");
    return {};
}

}  // namespace nexa::kube
