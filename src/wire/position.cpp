#include "wire/position.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace nexa::wire {

std::string position(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto lines = std::ranges::count(before, '\n');
    const std::size_t line_start = before.rfind('\n');
    const std::size_t column = line_start == std::string_view::npos ? before.size() : before.size() - line_start - 1;
    return fmt::format("line {}, column {}", lines + 1, column + 1);
}

std::optional<std::string> text_problem(std::string_view text) {
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        return fmt::format("{}: a zero byte; send text in UTF-8", position(text, zero));
    }
    if (is_utf8(text)) return std::nullopt;
    // Halve towards the shortest bad prefix; a prefix may end inside a character, so up to three bytes of slack are tried.
    const auto good_until = [&](std::size_t end) {
        for (std::size_t slack = 0; slack < 4 && slack <= end; ++slack) {
            if (is_utf8(text.substr(0, end - slack))) return true;
        }
        return false;
    };
    std::size_t low = 0;
    std::size_t high = text.size();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (good_until(middle)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    // `low` is where a character stopped being completable; the character begins where the good part ends.
    std::size_t start = std::min(low, text.size());
    while (start > 0 && !is_utf8(text.substr(0, start))) --start;
    return fmt::format("{}: bytes that are not UTF-8; save the file as UTF-8", position(text, start));
}

std::unexpected<Error> over_bytes(std::size_t found, std::size_t limit) {
    return fail(ErrorCode::too_large, fmt::format("the text has {} bytes, more than the {} that are allowed; split it", found, limit));
}

}  // namespace nexa::wire
