#include "control/clusters/token_expiry.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace nexa::control {
namespace {

/// Early enough that somebody reads it.
constexpr Duration ahead = std::chrono::hours(72);

}  // namespace

std::optional<Time> token_expiry(const Secret& token) {
    const std::string_view text = token.reveal();
    const auto first = text.find('.');
    const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto payload = from_base64url(text.substr(first + 1, second - first - 1));
    if (!payload) return std::nullopt;
    boost::system::error_code failure;
    const json::value claims = json::parse(*payload, failure);
    if (failure || !claims.is_object()) return std::nullopt;
    const auto* expires = claims.get_object().if_contains("exp");
    if (!expires || !expires->is_number()) return std::nullopt;
    const auto seconds = expires->to_number<std::int64_t>(failure);
    // Beyond what a Time can hold is as good as never.
    if (failure || seconds < 0 || seconds > 253'402'300'799) return std::nullopt;
    return Time(std::chrono::seconds(seconds));
}

std::string with_credential_advice(const ClusterStatus& status, const std::string& cluster, std::optional<Time> expires, Time now) {
    const std::string replace = fmt::format("replace the kubeconfig: nexa clusters update {} --kubeconfig FILE", cluster);
    if (status.state == ClusterStatus::State::unauthorized) {
        if (expires && *expires <= now) {
            return fmt::format("the token of its kubeconfig expired at {}; {}", to_rfc3339_seconds(*expires), replace);
        }
        return fmt::format("{}; if the credentials are no longer valid, {}", status.message, replace);
    }
    if (status.state != ClusterStatus::State::connected || !expires || *expires - now > ahead) return status.message;
    return fmt::format("{}{}the token of its kubeconfig expires at {}; {}", status.message, status.message.empty() ? "" : "; ",
                       to_rfc3339_seconds(*expires), replace);
}

}  // namespace nexa::control
