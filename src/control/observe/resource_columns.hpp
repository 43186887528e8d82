#pragma once

#include <absl/container/btree_set.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
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

    ResourceColumns() = default;
    ResourceColumns(const ResourceColumns&) = delete;
    ResourceColumns& operator=(const ResourceColumns&) = delete;

    /// A row for a new key; freed rows are used again.
    Slot add(const ResourceKey& key, std::string lower_name);
    void set(Slot slot, Health health, Sync sync, Time created_at);
    void remove(Slot slot);

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
    /// Rows in one of the orders; slots that differ are never equal.
    struct Before {
        using is_transparent = void;
        const ResourceColumns* columns;
        std::size_t order;
        bool operator()(Slot left, Slot right) const { return columns->compare(order, left, right) < 0; }
        bool operator()(Slot left, const Position& right) const { return columns->compare(order, left, right) < 0; }
        bool operator()(const Position& left, Slot right) const { return columns->compare(order, right, left) > 0; }
    };
    using Sorted = absl::btree_set<Slot, Before>;
    /// Which rows a query wants, decided once for each kind, place and value.
    struct Filter;
    /// How many rows of one place and kind have each health and sync.
    using Tally = std::array<std::uint32_t, 64>;
    static std::size_t cell_of(std::uint8_t health, std::uint8_t sync) { return health * 8U + sync; }

    static std::size_t index_of(ResourceQuery::Order order);
    std::uint32_t place_of(const ResourceKey& key);
    std::uint8_t kind_of(const std::string& kind);
    int compare(std::size_t order, Slot left, Slot right) const;
    int compare(std::size_t order, Slot left, const Position& right) const;
    Position position_of(Slot slot) const;
    Tally& tally_of(const Row& row) { return tallies_[{row.place, row.kind}]; }
    void count_by_tally(const Filter& filter, Walk& page) const;
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
    std::array<Sorted, order_count> orders_{Sorted(Before{this, 0}), Sorted(Before{this, 1}), Sorted(Before{this, 2}),
                                            Sorted(Before{this, 3}), Sorted(Before{this, 4})};
    std::map<std::pair<std::uint32_t, std::uint8_t>, Tally> tallies_;  ///< By place and kind.
};

}  // namespace nexa::control
