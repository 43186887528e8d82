#include "store/leases.hpp"

#include <fmt/format.h>

#include "store/tx.hpp"

namespace nexa::store::leases {
namespace {

struct Held {
    std::string owner;
    std::int64_t fencing = 0;
    Time until;
};

std::optional<Held> find(Tx& tx, const std::string& name) {
    Held held;
    Sql sql(tx, fmt::format("SELECT owner, fencing, held_until FROM leases WHERE name = :a{}", tx.for_update()));
    sql.in(name).out(held.owner).out(held.fencing).out(held.until);
    return sql.next() ? std::optional(held) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> take(Tx& tx, const std::string& name, const std::string& owner, Time now, Time until) {
    const auto held = find(tx, name);
    if (!held) {
        Sql(tx, "INSERT INTO leases (name, owner, fencing, held_until) VALUES (:a, :b, 1, :c)").in(name).in(owner).in(until).run();
        return 1;
    }
    const bool ours = held->owner == owner;
    if (!ours && !held->owner.empty() && held->until >= now) return std::nullopt;
    const std::int64_t fencing = ours ? held->fencing : held->fencing + 1;
    Sql(tx, "UPDATE leases SET owner = :a, fencing = :b, held_until = :c WHERE name = :d").in(owner).in(fencing).in(until).in(name).run();
    return fencing;
}

bool holds(Tx& tx, const std::string& name, const std::string& owner, std::int64_t fencing) {
    const auto held = find(tx, name);
    return held && held->owner == owner && held->fencing == fencing;
}

void release(Tx& tx, const std::string& name, const std::string& owner) {
    Sql(tx, "UPDATE leases SET owner = '', fencing = fencing + 1 WHERE name = :a AND owner = :b").in(name).in(owner).run();
}

void remove(Tx& tx, const std::string& name) {
    Sql(tx, "DELETE FROM leases WHERE name = :a").in(name).run();
}

}  // namespace nexa::store::leases
