#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/sandbox/status_error.hpp"

namespace nexa::sandbox {

/// The `continue` of a paged list: which state of the collection is being read, and the key to go on from.
struct ContinueToken {
    /// Go on in the newest state: what a client may do after its token expired.
    static constexpr std::uint64_t inconsistent = ~std::uint64_t{0};

    std::uint64_t resource_version = 0;
    std::string start;

    std::string text() const;
    static Outcome<ContinueToken> parse(std::string_view text);
};

/// A resourceVersion as clients send it: a decimal number. Nothing for anything else.
std::optional<std::uint64_t> parse_resource_version(std::string_view text);

}  // namespace nexa::sandbox
