#include "cli/resource_table.hpp"

#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return text;
}

Table::Kind table_kind(std::string_view type) {
    if (type == "number" || type == "bytes") return Table::Kind::number;
    return type == "state" ? Table::Kind::state : Table::Kind::text;
}

/// What is left out of the plain list, which shows what a kind's people look at first.
constexpr std::size_t plain_columns = 4;

}  // namespace

Table ResourceColumns::headings() const {
    Table table;
    const auto add = [&](std::string title, Table::Kind kind = Table::Kind::text, bool shrinks = false, std::size_t least = 0) {
        table.columns.push_back({std::move(title), kind, shrinks, false, watched ? least : 0});
    };
    if (cluster) add("CLUSTER");
    if (name_space) add("NAMESPACE");
    if (kinds.size() != 1) add("KIND");
    add("NAME", Table::Kind::text, true, 24);
    add("HEALTH", Table::Kind::state, false, std::string_view("Progressing").size());
    add("SYNC", Table::Kind::state, false, std::string_view("OutOfSync").size());
    if (kinds.size() == 1) {
        std::size_t shown = 0;
        for (const KindInfo::Column& column : kinds.front()->columns) {
            if (!wide && shown++ == plain_columns) break;
            add(upper(column.title), table_kind(column.type), true);
        }
    }
    if (wide) add("REVISION", Table::Kind::number);
    if (wide) add("RUN", Table::Kind::state);
    add("AGE");
    if (wide) add("REASON", Table::Kind::text, true);
    return table;
}

std::vector<std::string> ResourceColumns::row(const json::value& item, Time now) const {
    std::vector<std::string> cells;
    if (cluster) cells.push_back(text(item, "cluster"));
    if (name_space) cells.push_back(text(item, "namespace"));
    if (kinds.size() != 1) cells.push_back(text(item, "kind"));
    cells.push_back(text(item, "name"));
    const bool deleted = flag(item, "deleted");
    cells.push_back(deleted ? "deleted" : text(item, "health"));
    cells.push_back(text(item, "sync"));
    if (kinds.size() == 1) {
        std::size_t shown = 0;
        for (const KindInfo::Column& column : kinds.front()->columns) {
            if (!wide && shown++ == plain_columns) break;
            cells.push_back(cell(member(member(item, "summary"), column.name), column.type, now));
        }
    }
    if (wide) cells.push_back(display(member(item, "revision")));
    if (wide) cells.push_back(text(member(item, "run"), "state"));
    cells.push_back(age(text(item, "created_at"), now));
    if (wide) cells.push_back(words_of(item, "reason"));
    return cells;
}

std::string short_name(const json::value& item) {
    return text(item, "kind") + "/" + text(item, "name");
}

}  // namespace nexa::cli
