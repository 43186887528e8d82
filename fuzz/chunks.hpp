#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// For fuzz targets that read streams.
namespace nexa::fuzz {

/// Calls `take(piece)` for the text in pieces whose sizes follow from `seed`; stops when that returns false.
template <class Take>
void in_pieces(std::string_view text, std::uint32_t seed, Take&& take) {
    while (!text.empty()) {
        seed = seed * 1664525U + 1013904223U;
        // Mostly a few bytes: that is where a reader loses its place.
        const std::size_t size = (seed >> 28U) == 0 ? 4096 : 1 + (seed >> 24U) % 7;
        if (!take(text.substr(0, std::min(size, text.size())))) return;
        text.remove_prefix(std::min(size, text.size()));
    }
}

/// Ends the run: the fuzzer keeps the input.
inline void require(bool holds) {
    if (!holds) __builtin_trap();
}

}  // namespace nexa::fuzz
