#include <soci/mysql/soci-mysql.h>

#include <condition_variable>
#include <deque>
#include <thread>

#include <boost/url.hpp>
#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/log.hpp"
#include "store/backends.hpp"
#include "store/errors.hpp"
#include "store/migrations/migrations.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace {

constexpr int most_attempts = 8;

struct Address {
    std::string user, password, host, name, socket;
    int port = 3306;

    std::string connect_text() const {
        const auto quoted = [](const std::string& value) {
            std::string text = "'";
            for (const char each : value) {
                if (each == '\'' || each == '\\') text += '\\';
                text += each;
            }
            return text + "'";
        };
        std::string text = fmt::format("db={} user={} charset=utf8mb4", quoted(name), quoted(user));
        if (!password.empty()) text += " password=" + quoted(password);
        if (socket.empty()) {
            text += fmt::format(" host={} port={}", quoted(host), port);
        } else {
            text += " unix_socket=" + quoted(socket);
        }
        return text;
    }
};

Result<Address> parse(const std::string& text) {
    const auto url = boost::urls::parse_uri(text);
    const auto bad = [] {
        return fail(ErrorCode::invalid, "the database URL can't be read; write mysql://user:password@host:3306/name, with %-escapes for special characters");
    };
    if (!url) return bad();
    Address address;
    address.user = url->user();
    address.password = url->password();
    address.host = url->host();
    if (url->has_port()) address.port = url->port_number();
    const auto segments = url->segments();
    if (segments.size() != 1 || address.user.empty()) return bad();
    address.name = *segments.begin();
    for (const auto& param : url->params()) {
        if (param.key == "unix_socket") address.socket = param.value;
    }
    if (address.name.empty() || (address.host.empty() && address.socket.empty())) return bad();
    return address;
}

struct Work {
    std::function<Result<>(Tx&)> job;
    std::move_only_function<void(Result<>)> done;
    bool writes = false;
};

/// A pool of connections, one thread to each.
class MysqlDatabase final : public Database {
public:
    static Result<std::unique_ptr<Database>> open(const std::string& url, const DatabaseOptions& options) try {
        auto address = parse(url);
        if (!address) return fail(address.error());
        auto database = std::unique_ptr<MysqlDatabase>(new MysqlDatabase(std::move(*address)));
        auto session = std::make_unique<soci::session>();
        database->connect(*session);
        // Several Nexas may start at once: one of them migrates, the others wait.
        int locked = 0;
        *session << "SELECT GET_LOCK('nexa_migrations', 120)", soci::into(locked);
        const auto migrated = locked == 1 ? migrate(*session, Dialect::mysql, migrations())
                                          : Result<>(fail(ErrorCode::unavailable, "another process is changing the database's tables; try again"));
        *session << "SELECT RELEASE_LOCK('nexa_migrations')", soci::into(locked);
        if (!migrated) return fail(migrated.error());
        for (std::size_t index = 0; index < std::max<std::size_t>(options.readers, 2); ++index) {
            database->threads_.emplace_back([raw = database.get()] { raw->loop(); });
        }
        return database;
    } catch (const std::exception& exception) {
        return fail(translate(exception).error);
    }

    ~MysqlDatabase() override {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        ready_.notify_all();
        for (auto& thread : threads_) thread.join();
    }

    Dialect dialect() const override { return Dialect::mysql; }
    bool is_exclusive() const override { return false; }

protected:
    void enqueue(Job job, Done done, bool writes) override {
        {
            const std::lock_guard lock(mutex_);
            if (!closed_) {
                works_.push_back({std::move(job), std::move(done), writes});
                ready_.notify_one();
                return;
            }
        }
        done(fail(ErrorCode::unavailable, "the database is being closed"));
    }

private:
    explicit MysqlDatabase(Address address) : address_(std::move(address)) {}

    void connect(soci::session& session) const {
        session.open(soci::mysql, address_.connect_text());
        session << "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
        // Rows are read to be changed with FOR UPDATE; gap locks of the default level would only make neighbours deadlock.
        session << "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
        session << "SET SESSION innodb_lock_wait_timeout = 10";
    }

    void loop() {
        std::unique_ptr<soci::session> session;
        ConnectionState state;
        while (true) {
            Work work;
            {
                std::unique_lock lock(mutex_);
                ready_.wait(lock, [&] { return closed_ || !works_.empty(); });
                if (works_.empty()) return;
                work = std::move(works_.front());
                works_.pop_front();
            }
            Result<> result = run(session, state, work);
            work.done(std::move(result));
        }
    }

    Result<> run(std::unique_ptr<soci::session>& session, ConnectionState& state, const Work& work) {
        const Backoff backoff{.first = std::chrono::milliseconds(10), .most = std::chrono::milliseconds(500)};
        for (int attempt = 1;; ++attempt) {
            bool committing = false;
            try {
                if (!session) {
                    session = std::make_unique<soci::session>();
                    connect(*session);
                }
                *session << (work.writes ? "START TRANSACTION" : "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
                Tx tx(*session, Dialect::mysql, false, state);
                Result<> result = work.job(tx);
                committing = result.has_value();
                *session << (committing ? "COMMIT" : "ROLLBACK");
                return result;
            } catch (const std::exception& exception) {
                const DatabaseFailure failure = translate(exception);
                if (failure.lost) {
                    session.reset();
                    // Nothing was sent to be committed yet: a new connection may do it. After COMMIT was sent the outcome is unknown.
                    if (!committing && attempt < 3) continue;
                    if (committing) {
                        return fail(ErrorCode::timed_out, "the database went away while the change was being committed: it may or may not have been "
                                                          "accepted; look before you send it again (an Idempotency-Key makes that safe)");
                    }
                    return fail(failure.error);
                }
                roll_back(session);
                if (!failure.retry || attempt >= most_attempts) return fail(failure.error);
                std::this_thread::sleep_for(backoff.delay(attempt));
            }
        }
    }

    static void roll_back(std::unique_ptr<soci::session>& session) {
        if (!session) return;
        try {
            *session << "ROLLBACK";
        } catch (const std::exception&) {
            session.reset();
        }
    }

    const Address address_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Work> works_;
    bool closed_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_mysql(const std::string& url, const DatabaseOptions& options) { return MysqlDatabase::open(url, options); }

}  // namespace nexa::store
