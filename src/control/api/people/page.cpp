#include "control/api/people/page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/encoding.hpp"

namespace nexa::control {

Result<PageRequest> page_request_of(const Call& call, std::span<const std::string_view> columns) {
    PageRequest asked;
    const auto limit = call.query_limit();
    if (!limit) return fail(limit.error());
    asked.limit = *limit;
    if (const auto sort = call.request.query_value("sort")) {
        asked.descending = sort->starts_with('-');
        const auto found = std::ranges::find(columns, sort->substr(asked.descending ? 1 : 0));
        if (found == columns.end()) {
            return fail(ErrorCode::invalid, fmt::format("the query parameter sort is \"{}\"; it can be {}, each also with '-' before it",
                                                        sort->substr(0, 40), fmt::join(columns, ", ")));
        }
        asked.column = static_cast<std::size_t>(found - columns.begin());
    }
    if (const auto cursor = call.request.query_value("cursor"); cursor && !cursor->empty()) {
        auto key = from_base64url(*cursor);
        if (!key) return fail(ErrorCode::invalid, "the query parameter cursor is none that this list gave; begin again without it");
        asked.after = std::move(*key);
    }
    return asked;
}

std::string cursor_of(std::string_view key) {
    return to_base64url(key);
}

std::string sort_key(Time time) {
    return fmt::format("{:020}", time.time_since_epoch().count());
}

std::vector<QueryParam> page_params(std::string_view sort_columns, std::vector<QueryParam> more) {
    std::vector<QueryParam> params{
        {"limit", "From 1 to 500; 50 when absent", "integer"}, {"cursor", "next_cursor of the page before"}, {"sort", sort_columns}};
    params.insert(params.end(), more.begin(), more.end());
    return params;
}

}  // namespace nexa::control
