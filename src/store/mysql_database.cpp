#include <thread>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/log.hpp"
#include "store/backends.hpp"
#include "store/group.hpp"
#include "store/migrations/migrations.hpp"
#include "store/mysql_address.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace {

/// Works that share one commit. Fewer than on SQLite: each statement is a round trip, and row locks are held for all of them.
constexpr std::size_t group_limit = 64;
constexpr int most_attempts = 8;
constexpr int most_reconnects = 3;

enum class Role { writer, reader };

constexpr std::string_view unknown_outcome =
    "the database went away while the change was being committed: it may or may not have been accepted; look before you send it again "
    "(an Idempotency-Key makes that safe)";

std::unique_ptr<Connection> connect(const MysqlAddress& address, Role role) {
    auto connection = std::make_unique<Connection>(Dialect::mysql, address.connect_text());
    connection->execute(
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'");
    connection->execute("SET SESSION innodb_lock_wait_timeout = 10");
    // Writers: what was read before a lock was got may be old, so each statement must see what is committed by now; and the gap locks of
    // the default level would only make neighbours deadlock. Unique keys, conditional updates and FOR UPDATE guard what must not change.
    // Readers: a list and its total must be of one moment.
    connection->execute(role == Role::writer ? "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
                                             : "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    return connection;
}

/// Several Nexas may start at once: one of them migrates, the others wait.
Result<> migrate_alone(Connection& connection) {
    Tx tx(connection);
    const auto ask = [&](const char* question) {
        std::int64_t answer = 0;
        Sql sql(tx, question);
        sql.out(answer);
        return sql.next() && answer == 1;
    };
    if (!ask("SELECT GET_LOCK('nexa_migrations', 120)")) {
        return fail(ErrorCode::unavailable, "another process is changing the database's tables; try again when it has ended");
    }
    auto migrated = migrate(connection, migrations());
    ask("SELECT RELEASE_LOCK('nexa_migrations')");
    return migrated;
}

/// A connection that is made when it is needed, and again when it was lost.
class Line {
public:
    Line(const MysqlAddress& address, Role role) : address_(address), role_(role) {}
    Connection& get() {
        if (!connection_) connection_ = connect(address_, role_);
        return *connection_;
    }
    void drop() { connection_.reset(); }
    void roll_back_or_drop() {
        if (connection_ && !roll_back(*connection_)) drop();
    }

private:
    const MysqlAddress& address_;
    const Role role_;
    std::unique_ptr<Connection> connection_;
};

/// Connections with a thread each: some write, in groups, the others read.
class MysqlDatabase final : public Database {
public:
    static Result<std::unique_ptr<Database>> open(const std::string& url, const DatabaseOptions& options) try {
        auto address = MysqlAddress::parse(url);
        if (!address) return fail(address.error());
        auto database = std::unique_ptr<MysqlDatabase>(new MysqlDatabase(std::move(*address), options.read_only));
        const auto first = connect(database->address_, Role::writer);
        if (!options.read_only) {
            if (auto migrated = migrate_alone(*first); !migrated) return fail(migrated.error());
            database->start(Role::writer, options.writers);
        }
        database->start(Role::reader, options.readers);
        return database;
    } catch (const std::exception& exception) {
        return fail(translate(exception).error);
    }

    ~MysqlDatabase() override {
        writes_.close();
        reads_.close();
        for (auto& thread : threads_) thread.join();
    }

    Dialect dialect() const override { return Dialect::mysql; }
    bool is_exclusive() const override { return false; }

protected:
    void enqueue(Job job, Done done, Queue queue) override {
        if (queue != Queue::reads && read_only_) return done(fail(ErrorCode::unavailable, "the database is opened for reading only"));
        Work work{std::move(job.run), std::move(job.confirm), std::move(done)};
        if (queue == Queue::reads) return reads_.push(std::move(work));
        writes_.push(std::move(work), queue == Queue::writes_behind);
    }

private:
    MysqlDatabase(MysqlAddress address, bool read_only) : address_(std::move(address)), read_only_(read_only) {}

    void start(Role role, std::size_t count) {
        for (std::size_t index = 0; index < std::max<std::size_t>(count, 1); ++index) {
            threads_.emplace_back([this, role] { role == Role::writer ? write_loop() : read_loop(); });
        }
    }

    void write_loop() {
        Line line(address_, Role::writer);
        std::size_t expected = 1;
        while (true) {
            auto works = writes_.pop(group_limit, expected);
            if (works.empty()) return;
            expected = works.size();
            const auto began = std::chrono::steady_clock::now();
            auto results = write(line, works);
            stats_.batched(works.size(), failures_in(results), since(began));
            for (std::size_t at = 0; at < works.size(); ++at) works[at].done(std::move(results[at]));
        }
    }

    void read_loop() {
        Line line(address_, Role::reader);
        while (true) {
            auto works = reads_.pop(1);
            if (works.empty()) return;
            const auto began = std::chrono::steady_clock::now();
            Result<> result = read(line, works.front().run);
            stats_.read.observe(since(began));
            works.front().done(std::move(result));
        }
    }

    /// A group that could not be committed as one is tried again work by work, so that each then answers for itself.
    std::vector<Result<>> write(Line& line, std::span<Work> works) {
        if (works.size() > 1) {
            GroupOutcome outcome = attempt(line, works);
            if (!outcome.failure) return std::move(outcome.results);
            if (outcome.failure->lost && outcome.committing) return decide(line, works, std::move(outcome));
        }
        std::vector<Result<>> results;
        for (Work& work : works) results.push_back(write_one(line, work));
        return results;
    }

    Result<> write_one(Line& line, Work& work) {
        const Backoff backoff{.first = std::chrono::milliseconds(10), .most = std::chrono::milliseconds(500)};
        int reconnects = 0;
        for (int count = 1;; ++count) {
            GroupOutcome outcome = attempt(line, std::span(&work, 1));
            if (!outcome.failure) return std::move(outcome.results.front());
            if (outcome.failure->lost) {
                if (outcome.committing) return std::move(decide(line, std::span(&work, 1), std::move(outcome)).front());
                // Nothing had been sent to be committed: a new connection may do it.
                if (++reconnects >= most_reconnects) return fail(outcome.failure->error);
            } else if (!outcome.failure->retry || count >= most_attempts) {
                return fail(outcome.failure->error);
            }
            std::this_thread::sleep_for(backoff.delay(count));
        }
    }

    GroupOutcome attempt(Line& line, std::span<Work> works) {
        GroupOutcome outcome;
        try {
            Connection& connection = line.get();
            connection.audit_end().reset();  // other processes append too: known only under the lock on the head
            outcome = run_group(connection, works, "START TRANSACTION");
        } catch (const std::exception& exception) {
            outcome.failure = translate(exception);
        }
        if (!outcome.failure) return outcome;
        if (outcome.failure->lost) {
            line.drop();
        } else {
            line.roll_back_or_drop();
        }
        return outcome;
    }

    /// COMMIT got no answer. Each work's `confirm` reads whether it is there; one that is not is run again.
    std::vector<Result<>> decide(Line& line, std::span<Work> works, GroupOutcome outcome) {
        log::warning("store", "the connection broke in a COMMIT of {} transactions; reading again", works.size());
        std::vector<Result<>> results = std::move(outcome.results);
        for (std::size_t at = 0; at < works.size(); ++at) {
            if (!results[at]) continue;  // refused by its own function: nothing of it was to be committed
            const Result<bool> there = confirm(line, works[at]);
            if (!there) {
                results[at] = fail(there.error());
            } else if (!*there) {
                results[at] = write_one(line, works[at]);
            }
        }
        return results;
    }

    Result<bool> confirm(Line& line, const Work& work) {
        if (!work.confirm) return fail(ErrorCode::timed_out, std::string(unknown_outcome));
        bool there = false;
        const auto look = [&](Tx& tx) -> Result<> {
            const Result<bool> answer = work.confirm(tx);
            if (!answer) return fail(answer.error());
            there = *answer;
            return {};
        };
        if (const auto looked = read(line, look); !looked) {
            return fail(ErrorCode::timed_out, fmt::format("{} ({})", unknown_outcome, looked.error().message));
        }
        return there;
    }

    Result<> read(Line& line, const std::function<Result<>(Tx&)>& work) {
        const Backoff backoff{.first = std::chrono::milliseconds(10), .most = std::chrono::milliseconds(500)};
        for (int count = 1;; ++count) {
            try {
                return run_reading(line.get(), work, "START TRANSACTION READ ONLY");
            } catch (const std::exception& exception) {
                const DatabaseFailure failure = translate(exception);
                if (failure.lost) {
                    line.drop();
                } else {
                    line.roll_back_or_drop();
                }
                if ((!failure.lost && !failure.retry) || count >= most_reconnects) return fail(failure.error);
            }
            std::this_thread::sleep_for(backoff.delay(count));
        }
    }

    const MysqlAddress address_;
    const bool read_only_;
    WorkQueue writes_;
    WorkQueue reads_;
    std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_mysql(const std::string& url, const DatabaseOptions& options) {
    return MysqlDatabase::open(url, options);
}

}  // namespace nexa::store
