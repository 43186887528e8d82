#include "http/client_response.hpp"

#include <charconv>

namespace nexa::http {
namespace {

constexpr std::size_t max_header_bytes = 256 * 1024;

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

bool ResponseReader::refuse(std::string message) {
    refusal_ = Error{ErrorCode::too_large, std::move(message), {}};
    return false;
}

bool ResponseReader::header(std::string_view line) {
    if (head_done_) return true;  // trailers
    header_bytes_ += line.size();
    if (header_bytes_ > max_header_bytes) return refuse(fmt::format("{} sent a header of more than {} bytes", peer_, max_header_bytes));
    if (line.starts_with("HTTP/")) {
        response_.headers = {};
        const std::string_view status = line.substr(std::min(line.size(), line.find(' ') + 1));
        std::from_chars(status.data(), status.data() + status.size(), response_.status);
        return true;
    }
    if (const std::size_t colon = line.find(':'); colon != std::string_view::npos && colon > 0) {
        response_.headers.add(trim(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
        return true;
    }
    const bool interim = response_.status < 200;  // 1xx: the real head follows
    return !trim(line).empty() || interim || end_of_head();
}

bool ResponseReader::end_of_head() {
    head_done_ = true;
    try {
        if (!on_head_ || on_head_(response_.status, response_.headers)) return true;
        ended_by_sink_ = true;
    } catch (...) {
        failure_ = std::current_exception();
    }
    return false;
}

bool ResponseReader::body(std::string_view chunk) {
    if (on_chunk_ && response_.status == 200) {
        try {
            if (on_chunk_(chunk)) return true;
            ended_by_sink_ = true;
        } catch (...) {
            failure_ = std::current_exception();
        }
        return false;
    }
    if (response_.body.size() + chunk.size() > max_body_bytes_) {
        return refuse(fmt::format("{} sent a body of more than {} bytes", peer_, max_body_bytes_));
    }
    response_.body.append(chunk);
    return true;
}

}  // namespace nexa::http
