#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nexa::wire {

/// "line 3, column 7": both from 1, columns in bytes. Part of the parsers.
std::string position(std::string_view text, std::size_t offset);

/// Why the text is no Unicode text that a parser may see (bad UTF-8, a zero byte), with its place; nothing when it is.
std::optional<std::string> text_problem(std::string_view text);

/// `too_large`, in the words that all parsers use.
std::unexpected<Error> over_bytes(std::size_t found, std::size_t limit);

}  // namespace nexa::wire
