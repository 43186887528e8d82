#include "data/version.hpp"

#include <array>
#include <charconv>

namespace nexa {
namespace {

/// The leading numbers of "4.2-IV1" or "v0.48.0": {4, 2, 0, 0}.
std::array<int, 4> parts(std::string_view version) noexcept {
    if (version.starts_with('v')) version.remove_prefix(1);
    std::array<int, 4> numbers{};
    for (auto& number : numbers) {
        const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
        if (error != std::errc{}) break;
        version.remove_prefix(static_cast<std::size_t>(end - version.data()));
        if (!version.starts_with('.')) break;
        version.remove_prefix(1);
    }
    return numbers;
}

}  // namespace

int compare_versions(std::string_view left, std::string_view right) noexcept {
    const auto order = parts(left) <=> parts(right);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

bool is_version(std::string_view text) noexcept {
    if (text.starts_with('v')) text.remove_prefix(1);
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

}  // namespace nexa
