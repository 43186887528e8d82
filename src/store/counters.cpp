#include "store/counters.hpp"

#include "store/tx.hpp"

namespace nexa::store::counters {

std::int64_t bump(Tx& tx, std::string_view name) {
    const auto changed = Sql(tx, "UPDATE counters SET value = value + 1 WHERE name = :a").in(name).run();
    if (changed == 0) Sql(tx, "INSERT INTO counters (name, value) VALUES (:a, 1)").in(name).run();
    return value(tx, name);
}

std::map<std::string, std::int64_t, std::less<>> all(Tx& tx) {
    std::map<std::string, std::int64_t, std::less<>> found;
    std::string name;
    std::int64_t value = 0;
    Sql sql(tx, "SELECT name, value FROM counters");
    sql.out(name).out(value);
    while (sql.next()) found[name] = value;
    return found;
}

std::int64_t value(Tx& tx, std::string_view name) {
    std::int64_t found = 0;
    Sql sql(tx, "SELECT value FROM counters WHERE name = :a");
    sql.in(name).out(found);
    return sql.next() ? found : 0;
}

}  // namespace nexa::store::counters
