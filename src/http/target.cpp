#include "http/target.hpp"

#include "base/encoding.hpp"

namespace nexa::http {
namespace {

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_plain_ascii(std::string_view text) noexcept {
    return std::ranges::none_of(text, [](char c) { return static_cast<signed char>(c) <= 0; });
}

bool parse_query(std::string_view text, Request& request) {
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return false;
        request.query.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        char c = text[index];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            if (index + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[index + 1]);
            const int low = hex_value(text[index + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            index += 2;
        }
        decoded += c;
    }
    if (!is_plain_ascii(decoded) && (decoded.find('\0') != std::string::npos || !is_utf8(decoded))) return std::nullopt;
    return decoded;
}

bool parse_target(std::string_view target, Request& request) {
    request.query.clear();
    if (target == "*") {
        request.target = "*";
        request.path = "/";
        return request.method == Method::options;
    }
    if (!target.starts_with('/')) {
        // RFC 9112, section 3.2.2: a server must accept the absolute form, whoever sends it.
        const auto scheme = target.find("://");
        if (scheme == std::string_view::npos || (target.substr(0, scheme) != "http" && target.substr(0, scheme) != "https")) return false;
        const auto path = target.find_first_of("/?", scheme + 3);
        if (path == scheme + 3) return false;
        request.target = path == std::string_view::npos ? "/" : std::string(target.substr(path));
        if (request.target.front() == '?') request.target.insert(0, 1, '/');
    } else {
        request.target.assign(target);
    }
    if (request.target.find('#') != std::string::npos) return false;
    const auto question = request.target.find('?');
    auto path = percent_decode(request.raw_path());
    if (!path) return false;
    request.path = std::move(*path);
    return question == std::string::npos || parse_query(std::string_view(request.target).substr(question + 1), request);
}

}  // namespace nexa::http
