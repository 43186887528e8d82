#include "data/sandbox/continue_token.hpp"

#include <charconv>

#include "base/encoding.hpp"
#include "data/sandbox/rest/go_words.hpp"

namespace nexa::sandbox {

std::string ContinueToken::text() const {
    const json::value version = resource_version == inconsistent ? json::value(-1) : json::value(resource_version);
    return to_base64url(json::serialize(json::object{{"v", "meta.k8s.io/v1"}, {"rv", version}, {"start", start}}));
}

Outcome<ContinueToken> ContinueToken::parse(std::string_view text) {
    const auto broken = [](const std::string& why = "encoded continue token could not be decoded") {
        return refuse(status::bad_request(fmt::format("invalid continue token: continue key is not valid: {}", why)));
    };
    const auto bytes = from_base64url(text);
    if (!bytes) return broken();
    boost::system::error_code error;
    const auto value = json::parse(*bytes, error);
    if (error || !value.is_object()) return broken(rest::go_json_error(*bytes));
    const auto* form = value.get_object().if_contains("v");
    if (!form || !form->is_string() || form->get_string() != "meta.k8s.io/v1") {
        return broken(fmt::format("server does not recognize this encoded version {}",
                                  form && form->is_string() ? std::string_view(form->get_string()) : std::string_view()));
    }
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
