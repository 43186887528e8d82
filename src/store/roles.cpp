#include "store/roles.hpp"

#include <map>

#include "store/counters.hpp"
#include "store/tx.hpp"

namespace nexa::store::roles {

std::vector<Role> all(Tx& tx) {
    std::map<std::string, Role> roles;
    {
        Role role;
        Sql sql(tx, "SELECT name, description, built_in FROM roles");
        sql.out(role.name).out(role.description).out(role.built_in);
        while (sql.next()) roles[role.name] = role;
    }
    std::string role, permission;
    Sql sql(tx, "SELECT role, permission FROM role_permissions");
    sql.out(role).out(permission);
    while (sql.next()) {
        if (const auto found = roles.find(role); found != roles.end()) found->second.permissions.insert(permission);
    }
    std::vector<Role> list;
    for (auto& [name, each] : roles) list.push_back(std::move(each));
    return list;
}

std::optional<Role> find(Tx& tx, const std::string& name) {
    for (auto& role : all(tx)) {
        if (role.name == name) return role;
    }
    return std::nullopt;
}

void put(Tx& tx, const Role& role) {
    counters::bump(tx, "rights");
    Sql(tx, "DELETE FROM role_permissions WHERE role = :a").in(role.name).run();
    Sql(tx, "DELETE FROM roles WHERE name = :a").in(role.name).run();
    Sql(tx, "INSERT INTO roles (name, description, built_in) VALUES (:a, :b, :c)")
        .in(role.name)
        .in(role.description)
        .in(role.built_in)
        .run();
    for (const auto& permission : role.permissions) {
        Sql(tx, "INSERT INTO role_permissions (role, permission) VALUES (:a, :b)").in(role.name).in(permission).run();
    }
}

bool remove(Tx& tx, const std::string& name) {
    counters::bump(tx, "rights");
    Sql(tx, "DELETE FROM role_permissions WHERE role = :a").in(name).run();
    return Sql(tx, "DELETE FROM roles WHERE name = :a").in(name).run() > 0;
}

}  // namespace nexa::store::roles
