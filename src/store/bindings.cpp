#include "store/bindings.hpp"

#include "base/json.hpp"
#include "store/counters.hpp"
#include "store/tx.hpp"

namespace nexa::store::bindings {
namespace {

json::object to_json(const ScopeAxis& axis) {
    json::object object{{"all", axis.all}, {"names", json::array(axis.names.begin(), axis.names.end())}};
    json::object labels;
    for (const auto& [name, value] : axis.labels) labels[name] = value;
    object["labels"] = std::move(labels);
    return object;
}

ScopeAxis axis_of(const json::value& value) {
    const auto& object = value.as_object();
    ScopeAxis axis;
    axis.all = object.at("all").as_bool();
    for (const auto& name : object.at("names").as_array()) axis.names.emplace(name.as_string());
    for (const auto& [name, label] : object.at("labels").as_object()) axis.labels.emplace(name, label.as_string());
    return axis;
}

}  // namespace

void insert(Tx& tx, const Binding& binding) {
    counters::bump(tx, "rights");
    const json::object scope{{"clusters", to_json(binding.scope.clusters)}, {"namespaces", to_json(binding.scope.namespaces)}};
    Sql(tx, "INSERT INTO bindings (id, user_id, role, scope, created_at) VALUES (:a, :b, :c, :d, :e)")
        .in(binding.id)
        .in(binding.user)
        .in(binding.role)
        .in(json::serialize(scope))
        .in(binding.created_at)
        .run();
}

std::vector<Binding> all(Tx& tx) {
    Binding binding;
    std::string scope;
    Sql sql(tx, "SELECT id, user_id, role, scope, created_at FROM bindings ORDER BY id");
    sql.out(binding.id).out(binding.user).out(binding.role).out(scope).out(binding.created_at);
    std::vector<Binding> found;
    while (sql.next()) {
        const json::value value = json::parse(scope);
        binding.scope = {axis_of(value.at("clusters")), axis_of(value.at("namespaces"))};
        found.push_back(binding);
    }
    return found;
}

std::optional<Binding> find(Tx& tx, Id<Binding> id) {
    for (auto& binding : all(tx)) {
        if (binding.id == id) return binding;
    }
    return std::nullopt;
}

bool remove(Tx& tx, Id<Binding> id) {
    counters::bump(tx, "rights");
    return Sql(tx, "DELETE FROM bindings WHERE id = :a").in(id).run() > 0;
}
void remove_of_user(Tx& tx, Id<User> user) {
    counters::bump(tx, "rights");
    Sql(tx, "DELETE FROM bindings WHERE user_id = :a").in(user).run();
}

}  // namespace nexa::store::bindings
