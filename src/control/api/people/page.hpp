#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "control/api/endpoint.hpp"

namespace nexa::control {

/// A column that a list can be sorted by. `key` gives text that sorts as the column should, and that no two items share.
template <class Item>
struct SortColumn {
    std::string_view name;
    std::string (*key)(const Item&);
};

/// What `sort`, `limit` and `cursor` ask for. The cursor is the key of the last item of the page before, so that a page stays right when
/// items come and go.
struct PageRequest {
    std::size_t column = 0;
    bool descending = false;
    std::size_t limit = 50;
    std::optional<std::string> after;
};
/// The first column is the one that is used when none is asked for; "-name" is descending. Errors: invalid.
Result<PageRequest> page_request_of(const Call& call, std::span<const std::string_view> columns);
/// Opaque text for a key.
std::string cursor_of(std::string_view key);
/// Text that sorts as the time does.
std::string sort_key(Time time);

/// One page of a list that is small enough to be sorted whole: people, not resources.
template <class Item, std::size_t N>
Result<http::Response> reply_page(const Call& call, const std::vector<Item>& items, const SortColumn<Item> (&columns)[N]) {
    std::array<std::string_view, N> names;
    std::ranges::transform(columns, names.begin(), &SortColumn<Item>::name);
    const auto asked = page_request_of(call, names);
    if (!asked) return fail(asked.error());

    std::vector<std::pair<std::string, const Item*>> sorted;
    sorted.reserve(items.size());
    for (const auto& item : items) sorted.emplace_back(columns[asked->column].key(item), &item);
    std::ranges::sort(sorted, {}, [](const auto& each) -> const std::string& { return each.first; });
    if (asked->descending) std::ranges::reverse(sorted);

    auto from = sorted.begin();
    if (asked->after) {
        from = std::ranges::find_if(
            sorted, [&](const auto& each) { return asked->descending ? each.first < *asked->after : each.first > *asked->after; });
    }
    const auto count = std::min<std::size_t>(asked->limit, static_cast<std::size_t>(sorted.end() - from));
    const std::span page(from, count);
    std::vector<std::shared_ptr<const std::string>> rendered;
    rendered.reserve(count);
    for (const auto& [key, item] : page) rendered.push_back(std::make_shared<const std::string>(wire::encode(*item)));
    const bool more = static_cast<std::size_t>(sorted.end() - from) > count;
    return reply_list(rendered, more ? cursor_of(page.back().first) : std::string(), items.size());
}

/// The query parameters of every such list, and `more`.
std::vector<QueryParam> page_params(std::string_view sort_columns, std::vector<QueryParam> more = {});

}  // namespace nexa::control
