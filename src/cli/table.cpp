#include "cli/table.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace nexa::cli {
namespace {

constexpr std::size_t gap = 3;
constexpr std::size_t narrowest = 8;

/// Reads the character at `at` and moves past it; malformed bytes count as one each.
char32_t next(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    char32_t point = more == 3 ? lead & 0x07U : more == 2 ? lead & 0x0fU : more == 1 ? lead & 0x1fU : lead;
    for (int byte = 0; byte < more && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; ++byte) {
        point = (point << 6) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
    }
    return point;
}

std::size_t width_of(char32_t point) {
    const bool combining = (point >= 0x300 && point <= 0x36f) || point == 0x200d || (point >= 0xfe00 && point <= 0xfe0f);
    if (combining) return 0;
    const bool wide = (point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
                      (point >= 0xac00 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xfaff) ||
                      (point >= 0xfe30 && point <= 0xfe6f) || (point >= 0xff00 && point <= 0xff60) ||
                      (point >= 0x1f300 && point <= 0x1faff) || (point >= 0x20000 && point <= 0x3fffd);
    return wide ? 2 : 1;
}

/// Cells are one line each.
std::string one_line(std::string_view text) {
    std::string clean = printable(text);
    std::ranges::replace(clean, '\n', ' ');
    std::ranges::replace(clean, '\t', ' ');
    return clean;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) width += width_of(next(text, at));
    return width;
}

std::string fit(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) return std::string(text);
    if (width == 0) return {};
    std::size_t used = 0;
    std::size_t at = 0;
    std::size_t kept = 0;
    while (at < text.size()) {
        used += width_of(next(text, at));
        if (used > width - 1) break;
        kept = at;
    }
    return std::string(text.substr(0, kept)) + "…";
}

Layout::Layout(const Table& table, std::size_t width)
    : columns_(table.columns),
      widths_(columns_.size()),
      shown_(columns_.size(), true),
      limited_(width > 0) {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        std::size_t longest = 0;
        for (const auto& row : table.rows) {
            if (column < row.size()) longest = std::max(longest, display_width(one_line(row[column])));
        }
        shown_[column] = longest > 0 || !columns_[column].optional;
        widths_[column] = std::max({longest, display_width(columns_[column].title), columns_[column].least});
    }
    if (width == 0) return;
    const auto total = [&] {
        std::size_t sum = 0;
        for (std::size_t column = 0; column < widths_.size(); ++column) {
            if (shown_[column]) sum += widths_[column] + gap;
        }
        return sum - std::min(sum, gap);
    };
    // The widest of those that may shrink gives a column at a time, so that several end up equally wide.
    for (const bool only_willing : {true, false}) {
        while (total() > width) {
            std::size_t widest = columns_.size();
            for (std::size_t column = 0; column < columns_.size(); ++column) {
                const bool may = shown_[column] && (columns_[column].shrinks || !only_willing) && widths_[column] > narrowest;
                if (may && (widest == columns_.size() || widths_[column] > widths_[widest])) widest = column;
            }
            if (widest == columns_.size()) break;
            --widths_[widest];
        }
    }
}

std::string Layout::line(const std::vector<std::string>& cells,
                         const std::function<std::string(const Table::Column&, std::string_view)>& paint) const {
    std::string out;
    std::size_t owed = 0;  // spaces that stand before the next cell, so that no line ends with any
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        if (!shown_[column]) continue;
        const std::string whole = one_line(column < cells.size() ? cells[column] : std::string());
        const std::string text = limited_ ? fit(whole, widths_[column]) : whole;
        const std::size_t padding = widths_[column] - std::min(widths_[column], display_width(text));
        const bool right = columns_[column].kind == Table::Kind::number;
        if (right) owed += padding;
        if (!text.empty()) {
            out.append(owed, ' ');
            owed = 0;
            out += paint(columns_[column], text);
        }
        owed += gap + (right ? 0 : padding);
    }
    return out + "\n";
}

std::string Layout::header(const Style& style) const {
    std::vector<std::string> titles;
    for (const Table::Column& column : columns_) titles.push_back(column.title);
    return line(titles, [&](const Table::Column&, std::string_view text) { return style.bold(text); });
}

std::string Layout::row(const std::vector<std::string>& cells, const Style& style) const {
    return line(cells, [&](const Table::Column& column, std::string_view text) {
        return column.kind == Table::Kind::state ? style.state(text) : std::string(text);
    });
}

std::string render(const Table& table, std::size_t width, const Style& style) {
    const Layout layout(table, width);
    std::string out = layout.header(style);
    for (const auto& row : table.rows) out += layout.row(row, style);
    return out;
}

}  // namespace nexa::cli
