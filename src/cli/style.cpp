#include "cli/style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace nexa::cli {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

}  // namespace

std::string Style::paint(std::string_view text, std::string_view code) const {
    if (!colour || text.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string Style::state(std::string_view word) const {
    if (one_of(word, {"Healthy", "InSync", "succeeded", "connected", "accepted", "previewed", "passed", "ok", "fine"})) return green(word);
    if (one_of(word, {"Degraded", "Missing", "failed", "timed_out", "unreachable", "unauthorized", "error", "refused", "denied",
                      "violation", "urgent", "expired"})) {
        return red(word);
    }
    if (one_of(word, {"Progressing", "OutOfSync", "running", "waiting", "queued", "awaiting_approval", "connecting", "warning", "soon"}))
        return yellow(word);
    if (one_of(word, {"Suspended", "Unmanaged", "Unknown", "cancelled", "superseded", "skipped", "unchanged"})) return dim(word);
    return std::string(word);
}

std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        // C0 without tab and newline, DEL, and C1 (0x80 to 0x9f, which UTF-8 writes as 0xc2 and that byte).
        const bool c1 = byte == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
        if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f || c1) {
            clean += '?';
            if (c1) ++at;
        } else {
            clean += text[at];
        }
    }
    return clean;
}

}  // namespace nexa::cli
