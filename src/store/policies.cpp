#include "store/policies.hpp"

#include <functional>

#include <fmt/format.h>

#include "base/id.hpp"
#include "store/tx.hpp"

namespace nexa::store::policies {
namespace {

std::vector<StoredPolicy> select(Tx& tx, const std::string& where, const std::function<void(Sql&)>& bind) {
    StoredPolicy policy;
    Sql sql(tx, fmt::format("SELECT cluster, name_space, policy, version, created_at FROM namespace_policies{}", where));
    bind(sql);
    sql.out(policy.cluster).out(policy.name_space).out(policy.document).out(policy.version).out(policy.created_at);
    std::vector<StoredPolicy> found;
    while (sql.next()) found.push_back(policy);
    return found;
}

}  // namespace

std::vector<StoredPolicy> all(Tx& tx) {
    return select(tx, " ORDER BY cluster, name_space", [](Sql&) {});
}

std::optional<StoredPolicy> find(Tx& tx, const std::string& cluster, const std::string& name_space) {
    auto found = select(tx, " WHERE cluster = :a AND name_space = :b", [&](Sql& sql) { sql.in(cluster).in(name_space); });
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

StoredPolicy put(Tx& tx, const std::string& cluster, const std::string& name_space, const std::string& document, Time now) {
    const auto changed = Sql(tx, "UPDATE namespace_policies SET policy = :a, version = version + 1 WHERE cluster = :b AND name_space = :c")
                             .in(document)
                             .in(cluster)
                             .in(name_space)
                             .run();
    if (changed == 0) {
        Sql(tx, "INSERT INTO namespace_policies (id, cluster, name_space, policy, version, created_at) VALUES (:a, :b, :c, :d, 1, :e)")
            .in(Uuid::make().str())
            .in(cluster)
            .in(name_space)
            .in(document)
            .in(now)
            .run();
    }
    return find(tx, cluster, name_space).value();
}

bool remove(Tx& tx, const std::string& cluster, const std::string& name_space) {
    return Sql(tx, "DELETE FROM namespace_policies WHERE cluster = :a AND name_space = :b").in(cluster).in(name_space).run() > 0;
}

}  // namespace nexa::store::policies
