#include "store/group.hpp"

#include "store/tx.hpp"

namespace nexa::store {
namespace {

void store_audit_end(Connection& connection) {
    auto& end = connection.audit_end();
    if (!end || end->stored) return;
    Tx tx(connection);
    Sql(tx, "UPDATE audit_heads SET sequence = :a, hash = :b WHERE id = 1").in(end->sequence).in(end->hash).run();
    end->stored = true;
}

/// The transaction as a whole is lost, by this.
struct Lost {
    DatabaseFailure failure;
};

/// Takes back what one work did.
void undo(Connection& connection, bool guarded, const Error& error) {
    try {
        connection.repeat(guarded ? "ROLLBACK TO SAVEPOINT work" : "ROLLBACK");
    } catch (const std::exception&) {
        // A full disk or an I/O error has rolled everything back already: `error` says which.
        throw Lost{{error, false, false}};
    }
}

Result<> run_one(Connection& connection, const Work& work, bool guarded) {
    const auto end_before = connection.audit_end();
    if (guarded) connection.repeat("SAVEPOINT work");
    Result<> result;
    try {
        Tx tx(connection);
        result = work.run(tx);
    } catch (const std::exception& exception) {
        const DatabaseFailure failure = translate(exception);
        if (failure.retry || failure.lost) throw Lost{failure};
        result = fail(failure.error);
    }
    if (!result) {
        connection.audit_end() = end_before;
        undo(connection, guarded, result.error());
    }
    // MySQL replaces a savepoint by the next of its name; SQLite would pile them up.
    if (guarded && connection.dialect() == Dialect::sqlite) connection.repeat("RELEASE SAVEPOINT work");
    return result;
}

}  // namespace

GroupOutcome run_group(Connection& connection, std::span<Work> works, const std::string& begin) {
    GroupOutcome outcome;
    outcome.results.resize(works.size());
    // A work that is alone needs no savepoint: the transaction itself is one.
    const bool guarded = works.size() > 1;
    try {
        connection.repeat(begin);
        bool open = true;
        for (std::size_t at = 0; at < works.size(); ++at) {
            outcome.results[at] = run_one(connection, works[at], guarded);
            open = guarded || outcome.results[at];
        }
        if (open) {
            store_audit_end(connection);
            outcome.committing = true;
            connection.repeat("COMMIT");
        }
    } catch (const Lost& lost) {
        outcome.failure = lost.failure;
    } catch (const std::exception& exception) {
        outcome.failure = translate(exception);
    }
    return outcome;
}

std::size_t failures_in(const std::vector<Result<>>& results) {
    return static_cast<std::size_t>(std::ranges::count_if(results, [](const Result<>& each) { return !each; }));
}

Duration since(std::chrono::steady_clock::time_point began) {
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began);
}

Result<> run_reading(Connection& connection, const std::function<Result<>(Tx&)>& work, const std::string& begin) {
    connection.repeat(begin);
    Tx tx(connection);
    Result<> result = work(tx);
    connection.repeat("COMMIT");
    return result;
}

bool roll_back(Connection& connection) noexcept try {
    connection.audit_end().reset();
    connection.execute("ROLLBACK");
    return true;
} catch (const std::exception&) {
    // SQLite says so when there is no transaction any more; on MySQL only a broken connection does.
    return connection.dialect() == Dialect::sqlite;
}

}  // namespace nexa::store
