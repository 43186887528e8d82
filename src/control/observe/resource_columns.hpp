#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "control/observe/resource_index.hpp"

namespace nexa::control {

/// The numbers that lists filter and sort by: one row (slot) for each resource, and the rows in each order that a list may ask for.
/// Part of ResourceIndex, whose lock guards it.
class ResourceColumns {
public:
    using Slot = std::uint32_t;

    /// A row for a new key; freed rows are used again.
    Slot add(const ResourceKey& key, std::string lower_name);
    void set(Slot slot, Health health, Sync sync, Time created_at);
    void remove(Slot slot);

    /// While the returned value lives, orders are not kept; they are sorted once when it goes: for batches that add many rows.
    [[nodiscard]] std::shared_ptr<void> begin_bulk(std::size_t expected);

    struct Walk {
        std::vector<Slot> slots;
        std::string next_cursor;
        std::size_t total = 0;
        std::map<Health, std::size_t> counts;
    };
    /// The page that a query asks for. `matches_labels` is asked only when the query has labels. Errors: invalid (the cursor).
    Result<Walk> walk(const ResourceQuery& query, std::string_view lower_text, const Rights& rights,
                      const std::function<bool(Slot)>& matches_labels) const;
    HealthCounts counts(std::string_view cluster, const Rights& rights) const;

private:
    static constexpr std::uint8_t free_row = 0xff;
    static constexpr std::size_t order_count =
        5;  ///< name, name_space, cluster, kind, age; health and sync are walked by name, value by value.

    struct Row {
        std::uint32_t place = 0;  ///< Index into places_.
        std::uint8_t kind = free_row;
        std::uint8_t health = 0;
        std::uint8_t sync = 0;
    };
    struct Place {
        std::string cluster, name_space;
    };
    struct Position;

    static std::size_t index_of(ResourceQuery::Order order);
    std::uint32_t place_of(const ResourceKey& key);
    std::uint8_t kind_of(const std::string& kind);
    int compare(std::size_t order, Slot left, Slot right) const;
    int compare(std::size_t order, Slot left, const Position& right) const;
    Position position_of(Slot slot) const;
    void insert_sorted(std::size_t order, Slot slot);
    void erase_sorted(std::size_t order, Slot slot);
    void sort_all();
    std::string cursor_at(const ResourceQuery& query, Slot slot) const;
    static Result<Position> read_cursor(const ResourceQuery& query);

    std::vector<Row> rows_;
    std::vector<std::string> names_;  ///< As they are, by slot.
    std::vector<std::string> lower_names_;
    std::vector<std::int64_t> created_;  ///< Microseconds, by slot.
    std::vector<Slot> free_;
    std::vector<Place> places_;
    std::map<std::pair<std::string, std::string>, std::uint32_t> place_ids_;
    std::vector<std::string> kinds_;
    std::array<std::vector<Slot>, order_count> orders_;
    bool bulk_ = false;
};

}  // namespace nexa::control
