#include "control/clusters/credential_expiry.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "http/certificate.hpp"

namespace nexa::control {
namespace {

std::string_view name_of(Credential::What what) {
    return what == Credential::What::token ? "token" : "client certificate";
}

/// What is used to sign in, the first to expire; null when that is not known.
const Credential* sign_in_of(const std::vector<Credential>& credentials) {
    const Credential* first = nullptr;
    for (const auto& each : credentials) {
        const bool signs_in = each.what == Credential::What::token || each.what == Credential::What::client_certificate;
        if (signs_in && (!first || each.expires < first->expires)) first = &each;
    }
    return first;
}

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

std::vector<Credential> credentials_of(const kube::Target& target) {
    std::vector<Credential> found;
    if (const auto expires = token_expiry(target.token)) found.push_back({Credential::What::token, *expires});
    if (!target.tls) return found;
    const auto own = http::certificate_expiries(target.tls->certificate_pem);
    if (!own.empty()) found.push_back({Credential::What::client_certificate, own.front()});
    const auto trusted = http::certificate_expiries(target.tls->ca_pem);
    if (!trusted.empty()) found.push_back({Credential::What::trusted_authority, std::ranges::max(trusted)});
    return found;
}

std::string with_credential_advice(const ClusterStatus& status, const std::string& cluster, const std::vector<Credential>& credentials,
                                   Time now) {
    const Credential* used = sign_in_of(credentials);
    const std::string replace = fmt::format("replace the kubeconfig: nexa clusters update {} --kubeconfig FILE", cluster);
    if (status.state == ClusterStatus::State::unauthorized) {
        if (used && validity_of(used->expires, now) == Validity::expired) {
            return fmt::format("the {} of its kubeconfig expired at {}; {}", name_of(used->what), to_rfc3339_seconds(used->expires),
                               replace);
        }
        return fmt::format("{}; if the credentials are no longer valid, {}", status.message, replace);
    }
    const bool is_near = used && validity_of(used->expires, now) != Validity::fine && validity_of(used->expires, now) != Validity::soon;
    if (status.state != ClusterStatus::State::connected || !is_near) return status.message;
    return fmt::format("{}{}the {} of its kubeconfig expires at {}; {}", status.message, status.message.empty() ? "" : "; ",
                       name_of(used->what), to_rfc3339_seconds(used->expires), replace);
}

}  // namespace nexa::control
