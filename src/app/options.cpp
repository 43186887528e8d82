#include "app/options.hpp"

#include <charconv>
#include <cstdlib>
#include <ranges>
#include <string_view>

#include <fmt/format.h>

namespace nexa::app {

Result<Address> parse_address(const std::string& text) {
    const auto colon = text.rfind(':');
    const auto bad = [&] { return fail(ErrorCode::invalid, fmt::format("--listen {} is not HOST:PORT (such as 127.0.0.1:8080)", text)); };
    if (colon == std::string::npos || colon == 0) return bad();
    Address address;
    address.host = text.substr(0, colon);
    if (address.host.front() == '[' && address.host.back() == ']') address.host = address.host.substr(1, address.host.size() - 2);
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error != std::errc{} || rest != end) return bad();
    return address;
}

Result<NamespacedUser> parse_namespaced_user(const std::string& text) {
    const auto bad = [&] {
        return fail(ErrorCode::invalid,
                    fmt::format("--user {} is not NAME=NAMESPACE[,NAMESPACE...] (such as team-a=orders,billing)", text));
    };
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return bad();
    NamespacedUser user{.name = text.substr(0, equals), .namespaces = {}};
    for (const auto part : std::views::split(std::string_view(text).substr(equals + 1), ',')) {
        if (part.empty()) return bad();
        user.namespaces.emplace_back(part.begin(), part.end());
    }
    if (user.namespaces.empty()) return bad();
    return user;
}

std::vector<Secret> take_master_keys() {
    std::vector<Secret> keys;
    for (const auto* name : {"NEXA_MASTER_KEY", "NEXA_MASTER_KEY_PREVIOUS"}) {
        if (const char* value = std::getenv(name); value && *value) keys.emplace_back(std::string(value));
        ::unsetenv(name);
    }
    return keys;
}

std::optional<Secret> take_metrics_token() {
    const char* value = std::getenv("NEXA_METRICS_TOKEN");
    std::optional<Secret> token;
    if (value && *value) token.emplace(std::string(value));
    ::unsetenv("NEXA_METRICS_TOKEN");
    return token;
}

}  // namespace nexa::app
