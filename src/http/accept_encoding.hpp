#pragma once

#include <string_view>

namespace nexa::http {

enum class Encoding { identity, gzip, brotli };

/// The compressed forms that there are of a content.
struct Offer {
    bool brotli = false;
    bool gzip = false;
};

/// The best form that an Accept-Encoding header takes (RFC 9110, section 12.5.3): the highest weight wins; at equal weights brotli, then
/// gzip, then the content as it is, which is also the answer when nothing fits. Pure.
Encoding choose_encoding(std::string_view accept_encoding, Offer offer) noexcept;

}  // namespace nexa::http
