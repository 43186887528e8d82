#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace nexa::kube {

/// A fast hash of bytes to tell whether an object has changed, by folded 128-bit multiplication. Seeded once a process, so that nobody can
/// prepare two objects that look alike to it. Not for anything that is stored or sent.
namespace hash_detail {

inline std::uint64_t fold(std::uint64_t left, std::uint64_t right) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(left) * right;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
inline std::uint64_t load(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}
constexpr std::uint64_t k0 = 0x9e3779b97f4a7c15ULL;
constexpr std::uint64_t k1 = 0xbf58476d1ce4e5b9ULL;
constexpr std::uint64_t k2 = 0x94d049bb133111ebULL;

}  // namespace hash_detail

/// Drawn from the system's random generator at the first call.
std::uint64_t hash_seed();

inline std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed) {
    using namespace hash_detail;
    const char* at = text.data();
    std::size_t left = text.size();
    std::uint64_t a = seed ^ k0;
    std::uint64_t b = seed ^ k1;
    while (left >= 32) {
        a = fold(load(at) ^ k1, load(at + 8) ^ a);
        b = fold(load(at + 16) ^ k2, load(at + 24) ^ b);
        at += 32;
        left -= 32;
    }
    if (left >= 16) {
        a = fold(load(at) ^ k0, load(at + 8) ^ a);
        at += 16;
        left -= 16;
    }
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (left > 8) {
        low = load(at);
        std::memcpy(&high, at + 8, left - 8);
    } else if (left > 0) {
        std::memcpy(&low, at, left);
    }
    b = fold(low ^ k2, high ^ b);
    return fold(a ^ text.size(), b ^ k2);
}

}  // namespace nexa::kube
