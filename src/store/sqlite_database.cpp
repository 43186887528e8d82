#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "store/backends.hpp"
#include "store/file_lock.hpp"
#include "store/group.hpp"
#include "store/migrations/migrations.hpp"

namespace nexa::store {
namespace {

/// One fsync serves at most so many transactions; more would make the first of them wait.
constexpr std::size_t group_limit = 256;

enum class Role { writer, reader, onlooker };

/// SOCI's text for a file: the name in quotes, so that it may have spaces.
std::string connect_text(const std::string& path, Role role) {
    return fmt::format("db=\"{}\" timeout=10{}", path, role == Role::onlooker ? " readonly=true" : "");
}

std::unique_ptr<Connection> connect(const std::string& path, Role role) {
    auto connection = std::make_unique<Connection>(Dialect::sqlite, connect_text(path, role));
    if (role == Role::onlooker) return connection;
    if (role == Role::writer) {
        // A writer that has the lock may change the mode; readers find it changed.
        connection->execute("PRAGMA journal_mode = WAL");
        connection->execute("PRAGMA synchronous = FULL");
        connection->execute("PRAGMA wal_autocheckpoint = 4000");
        connection->execute("PRAGMA cache_size = -8000");
        connection->execute("PRAGMA foreign_keys = ON");
    } else {
        connection->execute("PRAGMA query_only = ON");
    }
    return connection;
}

/// One writer with group commit, and readers beside it (WAL).
class SqliteDatabase final : public Database {
public:
    static Result<std::unique_ptr<Database>> open(const std::string& path, const DatabaseOptions& options) try {
        if (path.empty()) return fail(ErrorCode::invalid, "the database URL names no file; write sqlite:PATH");
        if ((options.read_only || !options.create) && !std::filesystem::exists(path)) {
            return fail(ErrorCode::not_found, fmt::format("there is no database {}", path));
        }
        auto database = std::unique_ptr<SqliteDatabase>(new SqliteDatabase);
        if (options.read_only) {
            database->start_reader(connect(path, Role::onlooker));
            return database;
        }
        auto lock = FileLock::take(path);
        if (!lock) return fail(lock.error());
        database->lock_ = std::move(*lock);
        auto writer = connect(path, Role::writer);
        if (auto migrated = migrate(*writer, migrations()); !migrated) return fail(migrated.error());
        // Readers connect while nobody writes: the first of them sets up what all share.
        for (std::size_t index = 0; index < std::max<std::size_t>(options.readers, 1); ++index) {
            database->start_reader(connect(path, Role::reader));
        }
        database->start_writer(std::move(writer));
        return database;
    } catch (const std::exception& exception) {
        return fail(translate(exception).error);
    }

    ~SqliteDatabase() override {
        // The connection that closes last merges the log into the file, and only when no other is just closing: so the writer's, alone.
        reads_.close();
        for (auto& reader : readers_) reader.join();
        writes_.close();
        if (writer_.joinable()) writer_.join();
    }

    Dialect dialect() const override { return Dialect::sqlite; }
    bool is_exclusive() const override { return lock_ != nullptr; }

protected:
    void enqueue(Job job, Done done, Queue queue) override {
        if (queue != Queue::reads && !lock_) return done(fail(ErrorCode::unavailable, "the database is opened for reading only"));
        Work work{std::move(job.run), std::move(job.confirm), std::move(done)};
        if (queue == Queue::reads) return reads_.push(std::move(work));
        writes_.push(std::move(work), queue == Queue::writes_behind);
    }

private:
    SqliteDatabase() = default;

    void start_writer(std::unique_ptr<Connection> connection) {
        writer_ = std::thread([this, connection = std::move(connection)] { write_loop(*connection); });
    }
    void start_reader(std::unique_ptr<Connection> connection) {
        readers_.emplace_back([this, connection = std::move(connection)] { read_loop(*connection); });
    }

    void write_loop(Connection& connection) {
        std::size_t expected = 1;
        while (true) {
            auto works = writes_.pop(group_limit, expected);
            if (works.empty()) return;
            expected = works.size();
            const auto began = std::chrono::steady_clock::now();
            GroupOutcome outcome = run_group(connection, works, "BEGIN IMMEDIATE");
            if (outcome.failure) {
                roll_back(connection);
                for (auto& result : outcome.results) result = fail(outcome.failure->error);
            }
            stats_.batched(works.size(), failures_in(outcome.results), since(began));
            for (std::size_t at = 0; at < works.size(); ++at) works[at].done(std::move(outcome.results[at]));
        }
    }

    void read_loop(Connection& connection) {
        while (true) {
            auto works = reads_.pop(1);
            if (works.empty()) return;
            Result<> result;
            const auto began = std::chrono::steady_clock::now();
            try {
                result = run_reading(connection, works.front().run, "BEGIN");
            } catch (const std::exception& exception) {
                result = fail(translate(exception).error);
                roll_back(connection);
            }
            stats_.read.observe(since(began));
            works.front().done(std::move(result));
        }
    }

    std::unique_ptr<FileLock> lock_;
    WorkQueue writes_;
    WorkQueue reads_;
    std::vector<std::thread> readers_;
    std::thread writer_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const DatabaseOptions& options) {
    return SqliteDatabase::open(path, options);
}

}  // namespace nexa::store
