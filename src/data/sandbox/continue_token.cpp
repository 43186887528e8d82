#include "data/sandbox/continue_token.hpp"

#include <charconv>

#include "base/encoding.hpp"

namespace nexa::sandbox {

std::string ContinueToken::text() const {
    const json::value version = resource_version == inconsistent ? json::value(-1) : json::value(resource_version);
    return to_base64url(json::serialize(json::object{{"v", "meta.k8s.io/v1"}, {"rv", version}, {"start", start}}));
}

Outcome<ContinueToken> ContinueToken::parse(std::string_view text) {
    const auto broken = [&] {
        return refuse(status::bad_request("continue key is not valid: encoded continue token could not be decoded"));
    };
    const auto bytes = from_base64url(text);
    if (!bytes) return broken();
    boost::system::error_code error;
    const auto value = json::parse(*bytes, error);
    if (error || !value.is_object()) return broken();
    const auto* version = value.get_object().if_contains("rv");
    const auto* start = value.get_object().if_contains("start");
    if (!version || !version->is_number() || !start || !start->is_string()) return broken();
    ContinueToken out;
    const auto number = version->to_number<std::int64_t>();
    out.resource_version = number < 0 ? inconsistent : static_cast<std::uint64_t>(number);
    out.start = start->get_string();
    return out;
}

std::optional<std::uint64_t> parse_resource_version(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

}  // namespace nexa::sandbox
