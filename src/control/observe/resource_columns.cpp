#include "control/observe/resource_columns.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace nexa::control {
namespace {

using Order = ResourceQuery::Order;

constexpr std::size_t by_name = 0, by_namespace = 1, by_cluster = 2, by_kind = 3, by_age = 4;

/// The values of health, worst first: the order that people want to read them in.
constexpr std::array health_order{Health::degraded,    Health::missing,   Health::unknown,
                                  Health::progressing, Health::suspended, Health::healthy};
constexpr std::array sync_order{Sync::out_of_sync, Sync::unknown, Sync::unmanaged, Sync::in_sync};

int sign(std::strong_ordering order) {
    return order < 0 ? -1 : (order > 0 ? 1 : 0);
}
int text_order(std::string_view left, std::string_view right) {
    return sign(left <=> right);
}

template <class Values, class Value>
std::size_t rank_of(const Values& values, Value value) {
    return static_cast<std::size_t>(std::ranges::find(values, value) - values.begin());
}

}  // namespace

/// Where a page ended: the sort key of its last row, so that rows that come and go between pages neither repeat nor vanish.
struct ResourceColumns::Position {
    std::size_t rank = 0;  ///< Of the health or sync value, for those orders.
    std::int64_t created = 0;
    std::string cluster, name_space, kind, name;
};

std::size_t ResourceColumns::index_of(Order order) {
    switch (order) {
        case Order::name_space:
            return by_namespace;
        case Order::cluster:
            return by_cluster;
        case Order::kind:
            return by_kind;
        case Order::age:
            return by_age;
        default:
            return by_name;
    }
}

std::uint32_t ResourceColumns::place_of(const ResourceKey& key) {
    const auto [found, added] = place_ids_.try_emplace({key.cluster, key.name_space}, static_cast<std::uint32_t>(places_.size()));
    if (added) places_.push_back({key.cluster, key.name_space});
    return found->second;
}

std::uint8_t ResourceColumns::kind_of(const std::string& kind) {
    const auto found = std::ranges::find(kinds_, kind);
    if (found != kinds_.end()) return static_cast<std::uint8_t>(found - kinds_.begin());
    kinds_.push_back(kind);
    return static_cast<std::uint8_t>(kinds_.size() - 1);
}

ResourceColumns::Slot ResourceColumns::add(const ResourceKey& key, std::string lower_name) {
    Slot slot = 0;
    if (free_.empty()) {
        slot = static_cast<Slot>(rows_.size());
        rows_.emplace_back();
        names_.emplace_back();
        lower_names_.emplace_back();
        created_.push_back(0);
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    rows_[slot] =
        Row{place_of(key), kind_of(key.kind), static_cast<std::uint8_t>(Health::unknown), static_cast<std::uint8_t>(Sync::unknown)};
    names_[slot] = key.name;
    lower_names_[slot] = std::move(lower_name);
    created_[slot] = 0;
    for (auto& order : orders_) order.insert(slot);
    ++tally_of(rows_[slot])[cell_of(rows_[slot].health, rows_[slot].sync)];
    return slot;
}

void ResourceColumns::set(Slot slot, Health health, Sync sync, Time created_at) {
    Row& row = rows_[slot];
    Tally& tally = tally_of(row);
    --tally[cell_of(row.health, row.sync)];
    row.health = static_cast<std::uint8_t>(health);
    row.sync = static_cast<std::uint8_t>(sync);
    ++tally[cell_of(row.health, row.sync)];
    const std::int64_t created = created_at.time_since_epoch().count();
    if (created_[slot] == created) return;
    orders_[by_age].erase(slot);
    created_[slot] = created;
    orders_[by_age].insert(slot);
}

void ResourceColumns::remove(Slot slot) {
    for (auto& order : orders_) order.erase(slot);
    --tally_of(rows_[slot])[cell_of(rows_[slot].health, rows_[slot].sync)];
    rows_[slot].kind = free_row;
    names_[slot].clear();
    lower_names_[slot].clear();
    free_.push_back(slot);
}

ResourceColumns::Position ResourceColumns::position_of(Slot slot) const {
    const Row& row = rows_[slot];
    const Place& place = places_[row.place];
    return {0, created_[slot], place.cluster, place.name_space, kinds_[row.kind], names_[slot]};
}

int ResourceColumns::compare(std::size_t order, Slot left, Slot right) const {
    if (left == right) return 0;
    const Row& first = rows_[left];
    const Row& second = rows_[right];
    const Place& here = places_[first.place];
    const Place& there = places_[second.place];
    const auto name = [&] { return text_order(names_[left], names_[right]); };
    const auto cluster = [&] { return first.place == second.place ? 0 : text_order(here.cluster, there.cluster); };
    const auto name_space = [&] { return first.place == second.place ? 0 : text_order(here.name_space, there.name_space); };
    const auto kind = [&] { return first.kind == second.kind ? 0 : text_order(kinds_[first.kind], kinds_[second.kind]); };
    const auto in_turn = [](auto... parts) {
        int result = 0;
        ((result = result != 0 ? result : parts()), ...);
        return result;
    };
    switch (order) {
        case by_namespace:
            return in_turn(name_space, name, cluster, kind);
        case by_cluster:
            return in_turn(cluster, name_space, kind, name);
        case by_kind:
            return in_turn(kind, name, cluster, name_space);
        case by_age:
            // The youngest age is the latest creation: ascending age is descending time.
            if (const int age = sign(created_[right] <=> created_[left]); age != 0) return age;
            return in_turn(name, cluster, name_space, kind);
        default:
            return in_turn(name, cluster, name_space, kind);
    }
}

int ResourceColumns::compare(std::size_t order, Slot left, const Position& right) const {
    const Row& row = rows_[left];
    const Place& place = places_[row.place];
    const int name = text_order(names_[left], right.name);
    const int cluster = text_order(place.cluster, right.cluster);
    const int name_space = text_order(place.name_space, right.name_space);
    const int kind = text_order(kinds_[row.kind], right.kind);
    const auto in_turn = [](auto... parts) {
        int result = 0;
        ((result = result != 0 ? result : parts), ...);
        return result;
    };
    switch (order) {
        case by_namespace:
            return in_turn(name_space, name, cluster, kind);
        case by_cluster:
            return in_turn(cluster, name_space, kind, name);
        case by_kind:
            return in_turn(kind, name, cluster, name_space);
        case by_age:
            return in_turn(sign(right.created <=> created_[left]), name, cluster, name_space, kind);
        default:
            return in_turn(name, cluster, name_space, kind);
    }
}

std::string ResourceColumns::cursor_at(const ResourceQuery& query, Slot slot) const {
    const Position at = position_of(slot);
    std::size_t rank = 0;
    if (query.order == Order::health) rank = rank_of(health_order, static_cast<Health>(rows_[slot].health));
    if (query.order == Order::sync) rank = rank_of(sync_order, static_cast<Sync>(rows_[slot].sync));
    const json::array parts{static_cast<int>(query.order), query.descending, rank, at.created, at.cluster, at.name_space, at.kind, at.name};
    return to_base64url(json::serialize(parts));
}

Result<ResourceColumns::Position> ResourceColumns::read_cursor(const ResourceQuery& query) {
    const auto bad = [] {
        return fail(ErrorCode::invalid, "the cursor is not one that this list gave",
                    {{"/cursor", "take next_cursor of the page before, with the same sort", ""}});
    };
    const auto text = from_base64url(query.cursor);
    if (!text) return bad();
    boost::system::error_code failure;
    const json::value value = json::parse(*text, failure);
    const auto* parts = failure ? nullptr : value.if_array();
    if (!parts || parts->size() != 8) return bad();
    const auto number = [&](std::size_t at) { return parts->at(at).is_int64() ? parts->at(at).get_int64() : -1; };
    const auto word = [&](std::size_t at) { return parts->at(at).is_string() ? std::string(parts->at(at).get_string()) : std::string(); };
    if (number(0) != static_cast<int>(query.order) || !parts->at(1).is_bool() || parts->at(1).get_bool() != query.descending ||
        number(2) < 0) {
        return bad();
    }
    return Position{static_cast<std::size_t>(number(2)), number(3), word(4), word(5), word(6), word(7)};
}

struct ResourceColumns::Filter {
    std::vector<char> kind, place;
    std::array<bool, 8> health{}, sync{};

    Filter(const ResourceColumns& columns, const ResourceQuery& query, const Rights& rights) {
        for (const auto& name : columns.kinds_) kind.push_back(query.kinds.empty() || query.kinds.contains(name) ? 1 : 0);
        place.reserve(columns.places_.size());
        for (const auto& [cluster, name_space] : columns.places_) {
            const bool wanted = (query.clusters.empty() || query.clusters.contains(cluster)) &&
                                (query.namespaces.empty() || query.namespaces.contains(name_space)) &&
                                rights.allows(Permission::resources_read, cluster, name_space);
            place.push_back(wanted ? 1 : 0);
        }
        for (const Health each : health_order) health[static_cast<std::size_t>(each)] = query.health.empty() || query.health.contains(each);
        for (const Sync each : sync_order) sync[static_cast<std::size_t>(each)] = query.sync.empty() || query.sync.contains(each);
    }
    bool passes_but_for_health(const Row& row) const {
        return row.kind != free_row && kind[row.kind] && place[row.place] && sync[row.sync];
    }
};

void ResourceColumns::count_by_tally(const Filter& filter, Walk& page) const {
    for (const auto& [where, tally] : tallies_) {
        const auto [place, kind] = where;
        if (!filter.place[place] || !filter.kind[kind]) continue;
        for (const Health health : health_order) {
            std::size_t count = 0;
            for (const Sync sync : sync_order) {
                if (!filter.sync[static_cast<std::size_t>(sync)]) continue;
                count += tally[cell_of(static_cast<std::uint8_t>(health), static_cast<std::uint8_t>(sync))];
            }
            if (count == 0) continue;
            page.counts[health] += count;
            if (filter.health[static_cast<std::size_t>(health)]) page.total += count;
        }
    }
}

Result<ResourceColumns::Walk> ResourceColumns::walk(const ResourceQuery& query, std::string_view lower_text, const Rights& rights,
                                                    const std::function<bool(Slot)>& matches_labels) const {
    std::optional<Position> after;
    if (!query.cursor.empty()) {
        auto position = read_cursor(query);
        if (!position) return fail(position.error());
        after = std::move(*position);
    }

    const Filter filter(*this, query, rights);
    Walk page;
    // A text or labels must be looked for row by row; everything else has been counted already.
    const bool by_row = !lower_text.empty() || !query.labels.empty();
    std::vector<char> matches;
    if (by_row) {
        matches.resize(rows_.size());
        std::array<std::size_t, 8> counts{};
        for (Slot slot = 0; slot < rows_.size(); ++slot) {
            const Row& row = rows_[slot];
            if (!filter.passes_but_for_health(row)) continue;
            if (!lower_text.empty() && lower_names_[slot].find(lower_text) == std::string::npos) continue;
            if (!query.labels.empty() && !matches_labels(slot)) continue;
            ++counts[row.health];
            matches[slot] = filter.health[row.health] ? 1 : 0;
            page.total += filter.health[row.health] ? 1 : 0;
        }
        for (const Health health : health_order) {
            if (const auto count = counts[static_cast<std::size_t>(health)]; count > 0) page.counts[health] = count;
        }
    } else {
        count_by_tally(filter, page);
    }
    const auto passes = [&](Slot slot) {
        return by_row ? matches[slot] != 0 : filter.passes_but_for_health(rows_[slot]) && filter.health[rows_[slot].health];
    };

    // One pass over the order from where the page before ended; `full` ends it.
    const std::size_t order = index_of(query.order);
    const auto& sorted = orders_[order];
    bool more = false;
    const auto take_from = [&](const Position* from, const auto& wanted) {
        const auto visit = [&](Slot slot) {
            if (!passes(slot) || !wanted(slot)) return true;
            if (page.slots.size() == query.limit) {
                more = true;
                return false;
            }
            page.slots.push_back(slot);
            return true;
        };
        if (query.descending) {
            auto end = from ? sorted.lower_bound(*from) : sorted.end();
            while (end != sorted.begin()) {
                if (!visit(*--end)) return;
            }
        } else {
            auto begin = from ? sorted.upper_bound(*from) : sorted.begin();
            for (; begin != sorted.end(); ++begin) {
                if (!visit(*begin)) return;
            }
        }
    };
    const auto take_ranked = [&](const auto& values, const auto& value_of) {
        for (std::size_t step = 0; step < values.size() && !more; ++step) {
            const std::size_t rank = query.descending ? values.size() - 1 - step : step;
            const bool passed = after && (query.descending ? rank > after->rank : rank < after->rank);
            if (passed) continue;
            const bool resumes = after && rank == after->rank;
            take_from(resumes ? &*after : nullptr,
                      [&](Slot slot) { return value_of(rows_[slot]) == static_cast<std::uint8_t>(values[rank]); });
        }
    };
    if (query.order == Order::health) {
        take_ranked(health_order, [](const Row& row) { return row.health; });
    } else if (query.order == Order::sync) {
        take_ranked(sync_order, [](const Row& row) { return row.sync; });
    } else {
        take_from(after ? &*after : nullptr, [](Slot) { return true; });
    }
    if (more && !page.slots.empty()) page.next_cursor = cursor_at(query, page.slots.back());
    return page;
}

HealthCounts ResourceColumns::counts(std::string_view cluster, const Rights& rights) const {
    HealthCounts counts;
    // Both maps stand in order of the cluster, and of the place: of the others nothing is looked at.
    for (auto place = place_ids_.lower_bound({std::string(cluster), {}}); place != place_ids_.end(); ++place) {
        const auto& [where, id] = *place;
        if (where.first != cluster) break;
        if (!rights.allows(Permission::resources_read, where.first, where.second)) continue;
        for (auto of_kind = tallies_.lower_bound({id, 0}); of_kind != tallies_.end() && of_kind->first.first == id; ++of_kind) {
            const auto& [key, tally] = *of_kind;
            for (std::size_t cell = 0; cell < tally.size(); ++cell) {
                if (tally[cell] > 0) counts[kinds_[key.second]][static_cast<Health>(cell / 8)] += tally[cell];
            }
        }
    }
    return counts;
}

}  // namespace nexa::control
