#include "http/response_head.hpp"

#include <charconv>
#include <ctime>

#include "base/log.hpp"
#include "http/problem.hpp"

namespace nexa::http {
namespace {

/// "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", made once a second on each thread.
std::string_view date_line() {
    struct Cache {
        std::time_t second = -1;
        std::array<char, 48> text{};
        std::size_t size = 0;
    };
    thread_local Cache cache;
    const std::time_t now = std::time(nullptr);
    if (now != cache.second) {
        constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::tm utc{};
        gmtime_r(&now, &utc);
        const auto* const day = days.at(static_cast<std::size_t>(utc.tm_wday));
        const auto* const month = months.at(static_cast<std::size_t>(utc.tm_mon));
        const auto end = fmt::format_to_n(cache.text.data(), cache.text.size(), "Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", day,
                                          utc.tm_mday, month, utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
        cache.size = std::min(end.size, cache.text.size());
        cache.second = now;
    }
    return {cache.text.data(), cache.size};
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

bool same(std::string_view left, std::string_view right) {
    return left.size() == right.size() && std::ranges::equal(left, right, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

bool is_framing(std::string_view name) {
    switch (name.size()) {
        case 4:
            return same(name, "date");
        case 10:
            return same(name, "connection");
        case 14:
            return same(name, "content-length");
        case 17:
            return same(name, "transfer-encoding");
        default:
            return false;
    }
}

bool is_safe(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
}

bool has_no_length(int status) {
    return status < 200 || status == 204 || status == 304;
}

}  // namespace

void append_head(std::string& out, const Response& response, const Framing& framing) {
    if (response.status == 200) {
        out += "HTTP/1.1 200 OK\r\n";
    } else {
        out += "HTTP/1.1 ";
        append_number(out, static_cast<std::size_t>(response.status));
        out += ' ';
        out += reason_phrase(response.status);
        out += "\r\n";
    }
    out += date_line();
    for (const auto& [name, value] : response.headers.all()) {
        if (is_framing(name)) continue;
        if (name.empty() || !is_safe(name) || !is_safe(value)) {
            log::error("http", "a response header was left out because of a control character in it: {:?}", name);
            continue;
        }
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
    if (framing.chunked) {
        out += "Transfer-Encoding: chunked\r\n";
    } else if (framing.content_length && !has_no_length(response.status)) {
        out += "Content-Length: ";
        append_number(out, *framing.content_length);
        out += "\r\n";
    }
    if (!framing.keep_alive) {
        out += "Connection: close\r\n";
    } else if (framing.http_1_0) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

}  // namespace nexa::http
