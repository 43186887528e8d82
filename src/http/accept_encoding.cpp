#include "http/accept_encoding.hpp"

#include <optional>

namespace nexa::http {
namespace {

std::string_view trim(std::string_view text) noexcept {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

bool same(std::string_view left, std::string_view lower) noexcept {
    return std::ranges::equal(left, lower, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

/// "q=0.8" in thousandths; 1000 when there is no weight, 0 when it is malformed.
int weight_of(std::string_view parameters) noexcept {
    const std::string_view text = trim(parameters);
    if (text.empty()) return 1000;
    if (text.size() < 3 || (text[0] != 'q' && text[0] != 'Q') || text[1] != '=') return 0;
    if (text[2] == '1') return 1000;
    if (text[2] != '0') return 0;
    int weight = 0;
    for (std::size_t digit = 4; digit < 7; ++digit) {
        const char c = digit < text.size() ? text[digit] : '0';
        if (c < '0' || c > '9') return 0;
        weight = weight * 10 + (c - '0');
    }
    return weight;
}

}  // namespace

Encoding choose_encoding(std::string_view accept_encoding, Offer offer) noexcept {
    std::optional<int> brotli;
    std::optional<int> gzip;
    std::optional<int> identity;
    int others = 0;
    while (!accept_encoding.empty()) {
        const auto comma = std::min(accept_encoding.find(','), accept_encoding.size());
        const std::string_view one = accept_encoding.substr(0, comma);
        accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
        const auto semicolon = std::min(one.find(';'), one.size());
        const std::string_view name = trim(one.substr(0, semicolon));
        const int weight = weight_of(one.substr(std::min(semicolon + 1, one.size())));
        if (same(name, "br")) brotli = weight;
        if (same(name, "gzip") || same(name, "x-gzip")) gzip = weight;
        if (same(name, "identity")) identity = weight;
        if (same(name, "*")) others = weight;
    }
    // Unmentioned, the plain form is acceptable, but the last choice.
    const int plain_weight = identity.value_or(0);
    const int brotli_weight = offer.brotli ? brotli.value_or(others) : 0;
    const int gzip_weight = offer.gzip ? gzip.value_or(others) : 0;
    if (brotli_weight > 0 && brotli_weight >= gzip_weight && brotli_weight >= plain_weight) return Encoding::brotli;
    if (gzip_weight > 0 && gzip_weight >= plain_weight) return Encoding::gzip;
    return Encoding::identity;
}

}  // namespace nexa::http
