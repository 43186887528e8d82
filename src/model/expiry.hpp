#pragma once

#include "base/clock.hpp"

namespace nexa {

/// How much is left of what a certificate or a token is valid for. These thresholds are everybody's: page, command line, checks, advice.
enum class Validity { fine, soon, urgent, expired };
inline constexpr Duration expires_soon = std::chrono::hours(24 * 30);     ///< Worth a place on the overview.
inline constexpr Duration expires_urgently = std::chrono::hours(24 * 7);  ///< To be done this week.

/// On a threshold counts as within it. Pure.
constexpr Validity validity_of(Time expires, Time now) noexcept {
    if (expires <= now) return Validity::expired;
    if (expires - now <= expires_urgently) return Validity::urgent;
    return expires - now <= expires_soon ? Validity::soon : Validity::fine;
}

/// Something with an end that the connection to a cluster needs.
struct Credential {
    enum class What { token, client_certificate, trusted_authority, server_certificate };
    What what = What::token;
    Time expires;
    friend bool operator==(const Credential&, const Credential&) = default;
};

}  // namespace nexa
