#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "base/log.hpp"
#include "store/backends.hpp"
#include "store/errors.hpp"
#include "store/migrations/migrations.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace {

/// One fsync serves at most so many transactions; more would make the first of them wait.
constexpr std::size_t group_limit = 256;

/// Keeps other processes away from the data folder, by a lock that goes with the process.
class FolderLock {
public:
    static Result<std::unique_ptr<FolderLock>> take(const std::string& database_path) {
        const std::string path = database_path + ".lock";
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0) return fail(ErrorCode::unavailable, fmt::format("{} can't be made: {}; check that the folder exists and may be written", path, std::strerror(errno)));
        auto lock = std::unique_ptr<FolderLock>(new FolderLock(file));
        if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
            char holder[32] = {};
            const auto size = ::pread(file, holder, sizeof holder - 1, 0);
            return fail(ErrorCode::unavailable,
                        fmt::format("another Nexa{} uses {}; stop it first, or choose another --data folder",
                                    size > 0 ? fmt::format(" (process {})", std::string_view(holder, static_cast<std::size_t>(size))) : "", database_path));
        }
        const std::string pid = std::to_string(::getpid());
        if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) < 0) log::warning("store", "the lock file can't be written");
        return lock;
    }
    ~FolderLock() { ::close(file_); }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    explicit FolderLock(int file) : file_(file) {}
    const int file_;
};

struct Work {
    std::function<Result<>(Tx&)> job;
    std::move_only_function<void(Result<>)> done;
};

/// A queue that threads wait on.
class WorkQueue {
public:
    void push(Work work) {
        {
            const std::lock_guard lock(mutex_);
            if (!closed_) {
                works_.push_back(std::move(work));
                ready_.notify_one();
                return;
            }
        }
        work.done(fail(ErrorCode::unavailable, "the database is being closed"));
    }
    /// Up to `most`, at least one; none when the queue is closed and empty.
    std::vector<Work> pop(std::size_t most) {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return closed_ || !works_.empty(); });
        std::vector<Work> taken;
        while (!works_.empty() && taken.size() < most) {
            taken.push_back(std::move(works_.front()));
            works_.pop_front();
        }
        return taken;
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        ready_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Work> works_;
    bool closed_ = false;
};

/// One writer with group commit, and readers beside it (WAL).
class SqliteDatabase final : public Database {
public:
    static Result<std::unique_ptr<Database>> open(const std::string& path, const DatabaseOptions& options) try {
        auto database = std::unique_ptr<SqliteDatabase>(new SqliteDatabase(path));
        if (options.read_only) {
            if (!std::filesystem::exists(path)) return fail(ErrorCode::not_found, fmt::format("there is no database {}", path));
            database->start_readers(1, true);
            return database;
        }
        if (!options.create && !std::filesystem::exists(path)) return fail(ErrorCode::not_found, fmt::format("there is no database {}", path));
        auto lock = FolderLock::take(path);
        if (!lock) return fail(lock.error());
        database->lock_ = std::move(*lock);
        database->connect(database->writer_session_, false);
        if (auto migrated = migrate(database->writer_session_, Dialect::sqlite, migrations()); !migrated) return fail(migrated.error());
        database->writer_ = std::thread([raw = database.get()] { raw->write_loop(); });
        database->start_readers(std::max<std::size_t>(options.readers, 1), false);
        return database;
    } catch (const std::exception& exception) {
        return fail(translate(exception).error);
    }

    ~SqliteDatabase() override {
        writes_.close();
        reads_.close();
        if (writer_.joinable()) writer_.join();
        for (auto& reader : readers_) reader.join();
    }

    Dialect dialect() const override { return Dialect::sqlite; }
    bool is_exclusive() const override { return lock_ != nullptr; }

protected:
    void enqueue(Job job, Done done, bool writes) override {
        if (writes && !lock_) return done(fail(ErrorCode::unavailable, "the database is opened for reading only"));
        (writes ? writes_ : reads_).push({std::move(job), std::move(done)});
    }

private:
    explicit SqliteDatabase(std::string path) : path_(std::move(path)) {}

    void connect(soci::session& session, bool read_only) {
        session.open(soci::sqlite3, fmt::format("db=\"{}\" timeout=10{}", path_, read_only ? " readonly=true" : ""));
        if (read_only) {
            session << "PRAGMA query_only = ON";
            return;
        }
        session << "PRAGMA journal_mode = WAL";
        session << "PRAGMA synchronous = FULL";
        session << "PRAGMA foreign_keys = ON";
        session << "PRAGMA wal_autocheckpoint = 4000";
        session << "PRAGMA cache_size = -16000";
    }

    void start_readers(std::size_t count, bool read_only) {
        for (std::size_t index = 0; index < count; ++index) {
            auto session = std::make_unique<soci::session>();
            connect(*session, read_only);
            readers_.emplace_back([this, session = std::move(session)]() mutable { read_loop(*session); });
        }
    }

    void read_loop(soci::session& session) {
        ConnectionState state;
        while (true) {
            auto works = reads_.pop(1);
            if (works.empty()) return;
            Result<> result;
            try {
                session << "BEGIN";
                Tx tx(session, Dialect::sqlite, false, state);
                result = works.front().job(tx);
                session << "COMMIT";
            } catch (const std::exception& exception) {
                result = fail(translate(exception).error);
                roll_back(session, "ROLLBACK");
            }
            works.front().done(std::move(result));
        }
    }

    void write_loop() {
        while (true) {
            auto works = writes_.pop(group_limit);
            if (works.empty()) return;
            write_group(works);
        }
    }

    /// All in one transaction, each in a savepoint of its own: one that fails takes back only itself.
    void write_group(std::vector<Work>& works) {
        std::vector<Result<>> results(works.size());
        try {
            writer_session_ << "BEGIN IMMEDIATE";
            for (std::size_t at = 0; at < works.size(); ++at) results[at] = run_one(works[at].job);
            writer_session_ << "COMMIT";
        } catch (const std::exception& exception) {
            const Error error = translate(exception).error;
            writer_state_ = {};
            roll_back(writer_session_, "ROLLBACK");
            for (auto& result : results) result = fail(error);
        }
        for (std::size_t at = 0; at < works.size(); ++at) works[at].done(std::move(results[at]));
    }

    Result<> run_one(const std::function<Result<>(Tx&)>& job) {
        const ConnectionState before = writer_state_;
        writer_session_ << "SAVEPOINT one";
        Result<> result;
        try {
            Tx tx(writer_session_, Dialect::sqlite, true, writer_state_);
            result = job(tx);
        } catch (const std::exception& exception) {
            result = fail(translate(exception).error);
        }
        if (!result) {
            writer_state_ = before;
            // Full disks and I/O errors roll the whole transaction back by themselves; then this throws, and the group fails as one.
            writer_session_ << "ROLLBACK TO one";
        }
        writer_session_ << "RELEASE one";
        return result;
    }

    static void roll_back(soci::session& session, const char* text) {
        try {
            session << text;
        } catch (const std::exception&) {
            // There was no transaction any more.
        }
    }

    const std::string path_;
    std::unique_ptr<FolderLock> lock_;
    soci::session writer_session_;
    ConnectionState writer_state_;
    WorkQueue writes_;
    WorkQueue reads_;
    std::thread writer_;
    std::vector<std::thread> readers_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const DatabaseOptions& options) { return SqliteDatabase::open(path, options); }

}  // namespace nexa::store
