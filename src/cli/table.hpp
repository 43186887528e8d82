#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/style.hpp"

namespace nexa::cli {

/// Rows under headings. Columns that are empty in all rows but named `optional` are left out.
struct Table {
    enum class Kind { text, number, state };
    struct Column {
        std::string title;
        Kind kind = Kind::text;
        bool shrinks = false;  ///< May be cut with an ellipsis when the terminal is narrow; others are cut only after these.
        bool optional = false;
        std::size_t least = 0;  ///< Room for what may come later (a watch), in columns.
    };
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;

    void add(std::vector<std::string> row) { rows.push_back(std::move(row)); }
};

/// The width in columns that a terminal gives the text (code points; two for East Asian wide characters and emoji).
std::size_t display_width(std::string_view text);
/// At most `width` columns, the last one an ellipsis where something was cut.
std::string fit(std::string_view text, std::size_t width);

/// A table's columns with their widths: fixed once, so that rows that come later (a watch) stand under the same headings. Pure.
class Layout {
public:
    /// `width` is the terminal's in columns; 0: no limit.
    Layout(const Table& table, std::size_t width);
    std::string header(const Style& style) const;
    std::string row(const std::vector<std::string>& cells, const Style& style) const;

private:
    std::string line(const std::vector<std::string>& cells,
                     const std::function<std::string(const Table::Column&, std::string_view)>& paint) const;

    std::vector<Table::Column> columns_;
    std::vector<std::size_t> widths_;
    std::vector<bool> shown_;
    bool limited_ = false;
};

/// Header and rows, lines that end with a newline. Pure.
std::string render(const Table& table, std::size_t width, const Style& style);

}  // namespace nexa::cli
