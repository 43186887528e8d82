#include "http/etag.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace nexa::http {

std::string etag_of(std::string_view content) {
    std::string digest = sha256(content);
    digest.resize(16);
    return '"' + to_base64url(digest) + '"';
}

bool is_known(std::string_view if_none_match, std::string_view etag) noexcept {
    while (!if_none_match.empty()) {
        const auto comma = std::min(if_none_match.find(','), if_none_match.size());
        std::string_view one = if_none_match.substr(0, comma);
        if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
        while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
        while (one.ends_with(' ') || one.ends_with('\t')) one.remove_suffix(1);
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one == etag || one == "*") return true;
    }
    return false;
}

}  // namespace nexa::http
