#include "store/migrations/migrations.hpp"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "store/errors.hpp"
#include "store/migrations/tables.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace {

std::string checksum_of(const Migration& migration) {
    std::string text;
    for (const auto& statement : migration.statements) text.append(statement).push_back('\n');
    return to_hex(sha256(text)).substr(0, 32);
}

struct Recorded {
    int number = 0;
    std::size_t done = 0;  ///< Statements.
    std::string checksum;
};

/// MySQL needs telling that names are compared exactly, as SQLite does.
std::string for_dialect(std::string_view statement, Dialect dialect) {
    std::string text(statement);
    if (dialect == Dialect::mysql && text.starts_with("CREATE TABLE")) text += " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
    return text;
}

/// A statement that was carried out right before an interruption, but not yet recorded, is there already: tables say IF NOT EXISTS, and
/// an index or column of that name is taken for the one meant.
void run_statement(Tx& tx, std::string_view statement) {
    static constexpr unsigned duplicate_column_name = 1060;
    static constexpr unsigned duplicate_key_name = 1061;
    try {
        tx.connection().execute(for_dialect(statement, tx.dialect()));
    } catch (const soci::mysql_soci_error& error) {
        if (error.err_num_ != duplicate_key_name && error.err_num_ != duplicate_column_name) throw;
    }
}

void record(Tx& tx, const Migration& migration) {
    Sql(tx, "INSERT INTO schema_migrations (number, name, checksum, done, total) VALUES (:a, :b, :c, 0, :d)")
        .in(migration.number)
        .in(migration.name)
        .in(checksum_of(migration))
        .in(migration.statements.size())
        .run();
}

void run_from(Tx& tx, const Migration& migration, std::size_t done, bool step_by_step) {
    for (std::size_t at = done; at < migration.statements.size(); ++at) {
        std::optional<soci::transaction> step;
        if (step_by_step) step.emplace(tx.connection().session());
        run_statement(tx, migration.statements[at]);
        Sql(tx, "UPDATE schema_migrations SET done = :a WHERE number = :b").in(at + 1).in(migration.number).run();
        if (step) step->commit();
    }
}

/// SQLite takes a migration whole or not at all. MySQL commits at each table change, so that only what is recorded is known to be done.
void run(Tx& tx, const Migration& migration, std::optional<std::size_t> done) {
    const bool whole = tx.dialect() == Dialect::sqlite;
    std::optional<soci::transaction> all;
    if (whole) all.emplace(tx.connection().session());
    if (!done) record(tx, migration);
    run_from(tx, migration, done.value_or(0), !whole);
    if (all) all->commit();
}

}  // namespace

std::span<const Migration> migrations() noexcept {
    static const std::array all{Migration{1, "spine", tables_of_the_spine()},
                                Migration{2, "replicas", tables_of_replicas()},
                                Migration{3, "filters of runs", indexes_of_runs()},
                                Migration{4, "plans", tables_of_plans()},
                                Migration{5, "kept logs", tables_of_kept_logs()},
                                Migration{6, "submissions", tables_of_submissions()},
                                Migration{7, "state changes", tables_of_state_changes()},
                                Migration{8, "logs of executors", columns_for_executor_logs()},
                                Migration{9, "past applications", indexes_of_past_applications()},
                                Migration{10, "other names", columns_of_aliases()}};
    return all;
}

Result<> migrate(Connection& connection, std::span<const Migration> all) try {
    Tx tx(connection);
    connection.execute(
        for_dialect("CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, "
                    "checksum VARCHAR(64) NOT NULL, done BIGINT NOT NULL, total BIGINT NOT NULL)",
                    connection.dialect()));
    std::map<int, Recorded> recorded;
    {
        Recorded row;
        std::int64_t done = 0;
        Sql sql(tx, "SELECT number, done, checksum FROM schema_migrations ORDER BY number");
        sql.out(row.number).out(done).out(row.checksum);
        while (sql.next()) {
            row.done = static_cast<std::size_t>(done);
            recorded[row.number] = row;
        }
    }
    if (!recorded.empty() && recorded.rbegin()->first > all.back().number) {
        return fail(ErrorCode::invalid,
                    fmt::format("the database was made by a newer Nexa (its tables are at {}, this program knows {}); start that version",
                                recorded.rbegin()->first, all.back().number));
    }
    for (const Migration& migration : all) {
        const auto found = recorded.find(migration.number);
        if (found == recorded.end()) {
            run(tx, migration, std::nullopt);
            continue;
        }
        if (found->second.checksum != checksum_of(migration)) {
            return fail(ErrorCode::invalid, fmt::format("migration {} ({}) of this program differs from the one that the database ran; "
                                                        "start the Nexa version that made the database",
                                                        migration.number, migration.name));
        }
        if (found->second.done < migration.statements.size()) run(tx, migration, found->second.done);
    }
    return {};
} catch (const std::exception& exception) {
    return fail(translate(exception).error);
}

}  // namespace nexa::store
