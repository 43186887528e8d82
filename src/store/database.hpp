#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "base/async.hpp"
#include "base/histogram.hpp"
#include "base/result.hpp"

namespace nexa::store {

/// One transaction on one connection. Handed to repositories; they and `Database` alone know what is in it.
class Tx;

enum class Dialect { sqlite, mysql };

/// What the database did since it was opened. Thread-safe.
struct DatabaseStats {
    Histogram batch;                         ///< Committing one batch of writes, fsync included.
    std::atomic<std::uint64_t> writes{0};    ///< Transactions in those batches,
    std::atomic<std::uint64_t> failures{0};  ///< and those that came to nothing.
    Histogram read;

    void batched(std::size_t works, std::size_t failed, Duration took) {
        batch.observe(took);
        writes.fetch_add(works, std::memory_order_relaxed);
        failures.fetch_add(failed, std::memory_order_relaxed);
    }
};

/// The database. Repositories are free functions over Tx&, so that a caller composes what belongs together into one transaction.
///
/// A repository leaves database trouble to the exceptions of its library; `write` and `read` translate them: unavailable (locked, full,
/// unreachable, corrupt), conflict (a unique key is taken), internal. A function that returns a failed Result rolls back.
/// A function may be run again (a deadlock), so it must not touch anything but the transaction. Transactions of several callers are
/// committed together (one fsync for all), each within a savepoint of its own: one that fails takes back only itself. Thread-safe; its
/// destruction waits for the transactions that are under way and refuses the others.
class Database {
public:
    virtual ~Database() = default;

    /// Tells, by reading again, whether a transaction was committed whose COMMIT got no answer (the connection broke in it).
    using Confirm = std::function<Result<bool>(Tx&)>;

    /// Runs `work(Tx&) -> Result<T>` in a transaction and commits it. Returns after the commit is durable.
    /// When COMMIT gets no answer, `confirm` decides: true, it is there; false, the work is run again; without one: timed_out.
    template <class Work>
    Task<std::invoke_result_t<Work&, Tx&>> write(Work work, Confirm confirm = {}) {
        return submit(std::move(work), std::move(confirm), Queue::writes);
    }
    /// The same for what nobody waits for in front of a screen (observations, outcomes of runs): goes after the other writes.
    template <class Work>
    Task<std::invoke_result_t<Work&, Tx&>> write_behind(Work work, Confirm confirm = {}) {
        return submit(std::move(work), std::move(confirm), Queue::writes_behind);
    }
    /// Runs `work(Tx&) -> Result<T>` on one consistent state.
    template <class Work>
    Task<std::invoke_result_t<Work&, Tx&>> read(Work work) {
        return submit(std::move(work), {}, Queue::reads);
    }
    /// The same for start-up, command lines and tests: blocks the thread.
    template <class Work>
    std::invoke_result_t<Work&, Tx&> write_blocking(Work work, Confirm confirm = {}) {
        return wait_for(std::move(work), std::move(confirm), Queue::writes);
    }
    template <class Work>
    std::invoke_result_t<Work&, Tx&> read_blocking(Work work) {
        return wait_for(std::move(work), {}, Queue::reads);
    }

    /// Asks the database for a sign of life. Errors: unavailable.
    Task<Result<>> ping();

    virtual Dialect dialect() const = 0;
    /// True when this process is the only writer (the embedded database, locked): then leases of before the start are void.
    virtual bool is_exclusive() const = 0;
    const DatabaseStats& stats() const { return stats_; }

protected:
    DatabaseStats stats_;
    struct Job {
        std::function<Result<>(Tx&)> run;  ///< A failed Result rolls back.
        Confirm confirm;                   ///< May be empty.
    };
    using Done = std::move_only_function<void(Result<>)>;
    enum class Queue { reads, writes, writes_behind };
    /// Calls `done` once, on any thread, after the commit or the failure.
    virtual void enqueue(Job job, Done done, Queue queue) = 0;

private:
    template <class Outcome, class Work>
    static Job job_of(Work work, Confirm confirm, std::shared_ptr<std::optional<Outcome>> outcome) {
        auto run = [work = std::move(work), outcome = std::move(outcome)](Tx& tx) mutable -> Result<> {
            outcome->emplace(work(tx));
            if (!**outcome) return fail((*outcome)->error());
            return {};
        };
        return {std::move(run), std::move(confirm)};
    }

    template <class Work>
    Task<std::invoke_result_t<Work&, Tx&>> submit(Work work, Confirm confirm, Queue queue) {
        using Outcome = std::invoke_result_t<Work&, Tx&>;
        const auto outcome = std::make_shared<std::optional<Outcome>>();
        auto initiate = [this, queue](auto handler, Job job) {
            auto home = asio::get_associated_executor(handler);
            auto guard = asio::make_work_guard(home);
            auto done = [handler = std::move(handler), home, guard = std::move(guard)](Result<> result) mutable {
                auto resume = [handler = std::move(handler), result = std::move(result)]() mutable {
                    std::move(handler)(nullptr, std::move(result));
                };
                asio::post(home, std::move(resume));
            };
            enqueue(std::move(job), std::move(done), queue);
        };
        Job job = job_of<Outcome>(std::move(work), std::move(confirm), outcome);
        const Result<> committed = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, Result<>)>(
            std::move(initiate), asio::use_awaitable, std::move(job));
        if (!committed) co_return fail(committed.error());
        co_return std::move(**outcome);
    }

    template <class Work>
    std::invoke_result_t<Work&, Tx&> wait_for(Work work, Confirm confirm, Queue queue) {
        using Outcome = std::invoke_result_t<Work&, Tx&>;
        const auto outcome = std::make_shared<std::optional<Outcome>>();
        std::promise<Result<>> promise;
        auto future = promise.get_future();
        auto done = [promise = std::move(promise)](Result<> result) mutable { promise.set_value(std::move(result)); };
        enqueue(job_of<Outcome>(std::move(work), std::move(confirm), outcome), std::move(done), queue);
        const Result<> committed = future.get();
        if (!committed) return fail(committed.error());
        return std::move(**outcome);
    }
};

struct DatabaseOptions {
    /// "sqlite:PATH", or "mysql://user:password@host:port/name[?unix_socket=PATH]" (MySQL and MariaDB).
    std::string url;
    std::size_t readers = 4;  ///< Connections (and threads) for reading.
    std::size_t writers = 2;  ///< The same for writing, MySQL only: SQLite has one writer.
    bool create = true;       ///< SQLite: make the file when it is not there. Tables are brought up to date either way.
    bool read_only = false;   ///< Look at it, beside a running server too: changes nothing, takes no lock, leaves the tables as they are.
};

/// Opens the database and brings its tables up to date (see migrations/).
/// Errors: unavailable (with what to do), invalid (the URL; a database newer than this program; an edited migration).
Result<std::unique_ptr<Database>> open_database(const DatabaseOptions& options);

}  // namespace nexa::store
