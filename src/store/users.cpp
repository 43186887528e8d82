#include "store/users.hpp"

#include "store/counters.hpp"
#include "store/tx.hpp"

namespace nexa::store::users {
namespace {

std::vector<User> select(Tx& tx, const std::string& where, const std::optional<std::string>& value) {
    User user;
    Sql sql(tx, "SELECT id, name, display_name, password_hash, disabled, created_at FROM users " + where + " ORDER BY name");
    if (value) sql.in(*value);
    sql.out(user.id).out(user.name).out(user.display_name).out(user.password_hash).out(user.disabled).out(user.created_at);
    std::vector<User> found;
    while (sql.next()) found.push_back(user);
    return found;
}

std::optional<User> first(std::vector<User> users) {
    return users.empty() ? std::nullopt : std::optional(std::move(users.front()));
}

}  // namespace

void insert(Tx& tx, const User& user) {
    counters::bump(tx, "rights");
    Sql(tx, "INSERT INTO users (id, name, display_name, password_hash, disabled, created_at) VALUES (:a, :b, :c, :d, :e, :f)")
        .in(user.id)
        .in(user.name)
        .in(user.display_name)
        .in(user.password_hash)
        .in(user.disabled)
        .in(user.created_at)
        .run();
}

std::optional<User> find(Tx& tx, Id<User> id) {
    return first(select(tx, "WHERE id = :id", id.str()));
}
std::optional<User> find_by_name(Tx& tx, const std::string& name) {
    return first(select(tx, "WHERE name = :name", name));
}
std::vector<User> all(Tx& tx) {
    return select(tx, "", std::nullopt);
}

bool update(Tx& tx, const User& user) {
    counters::bump(tx, "rights");
    if (!find(tx, user.id)) return false;
    Sql(tx, "UPDATE users SET display_name = :a, password_hash = :b, disabled = :c WHERE id = :d")
        .in(user.display_name)
        .in(user.password_hash)
        .in(user.disabled)
        .in(user.id)
        .run();
    return true;
}

bool remove(Tx& tx, Id<User> id) {
    counters::bump(tx, "rights");
    return Sql(tx, "DELETE FROM users WHERE id = :id").in(id).run() > 0;
}

}  // namespace nexa::store::users
