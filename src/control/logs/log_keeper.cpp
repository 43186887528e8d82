#include "control/logs/log_keeper.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/log.hpp"
#include "data/object.hpp"
#include "data/spark/log_cause.hpp"
#include "store/kept_logs.hpp"

namespace nexa::control {
namespace {

/// In these the driver has ended; the pod is still there in most.
constexpr std::array<std::string_view, 6> ended_states{"SUCCEEDING", "COMPLETED", "FAILING", "FAILED", "PENDING_RERUN", "INVALIDATING"};
/// At a time, of all clusters: each may hold twice its text.
constexpr std::size_t at_once = 4;
/// Attempts that were looked at; the database tells of those before.
constexpr std::size_t remembered = 20'000;

/// The end of what comes in.
class Tail {
public:
    void take(std::string_view chunk) {
        text_ += chunk;
        if (text_.size() <= 2 * LogKeeper::most_bytes) return;
        text_.erase(0, text_.size() - LogKeeper::most_bytes);
        cut_ = true;
    }
    std::string finish() {
        if (text_.size() > LogKeeper::most_bytes) {
            text_.erase(0, text_.size() - LogKeeper::most_bytes);
            cut_ = true;
        }
        // From the beginning of a line on.
        if (const auto line = text_.find('\n'); cut_ && line != std::string::npos) text_.erase(0, line + 1);
        return std::move(text_);
    }
    bool cut() const { return cut_; }

private:
    std::string text_;
    bool cut_ = false;
};

}  // namespace

struct LogKeeper::State : std::enable_shared_from_this<State> {
    State(Executor on, store::Database& in, std::function<std::optional<ClusterHandle>(std::string_view)> by, const Clock& with)
        : database(in),
          find(std::move(by)),
          clock(with),
          tasks(std::move(on)) {}

    store::Database& database;
    std::function<std::optional<ClusterHandle>(std::string_view)> find;
    const Clock& clock;
    TaskGroup tasks;
    BlockingPool packing{1};
    std::mutex mutex;
    std::set<std::string> looked_at;
    std::vector<KeptLog> waiting;
    std::size_t busy = 0;

    void add(KeptLog log) {
        {
            const std::lock_guard lock(mutex);
            if (looked_at.size() >= remembered) looked_at.clear();
            if (!looked_at.insert(log.key.str() + "/" + log.uid + "/" + log.attempt + "/" + log.pod).second) return;
            waiting.push_back(std::move(log));
            if (busy == at_once) return;
            ++busy;
        }
        // It may begin at once, on this very thread.
        tasks.spawn("keep logs", work(shared_from_this()));
    }

    std::optional<KeptLog> next() {
        const std::lock_guard lock(mutex);
        if (waiting.empty()) {
            --busy;
            return std::nullopt;
        }
        auto log = std::move(waiting.back());
        waiting.pop_back();
        return log;
    }

    static Task<> work(std::shared_ptr<State> self) {
        while (auto log = self->next()) co_await self->keep(std::move(*log));
    }

    Task<> keep(KeptLog log) {
        auto read = [log](store::Tx& tx) -> Result<bool> { return store::kept_logs::has(tx, log.key, log.uid, log.pod, log.attempt); };
        const auto has = co_await database.read(std::move(read));
        const auto cluster = find(log.key.cluster);
        if (!has || *has || !cluster) co_return;
        const auto tail = std::make_shared<Tail>();
        auto on_chunk = [tail](std::string_view chunk) {
            tail->take(chunk);
            return true;
        };
        kube::LogOptions options;
        options.idle = std::chrono::seconds(30);
        const auto followed =
            co_await cluster->session->api().follow_logs({log.key.name_space, log.pod}, std::move(options), std::move(on_chunk));
        if (!followed) {
            log::debug("logs", "the log of {} is not kept: {}", log.key.str(), followed.error().error.message);
            co_return;
        }
        auto pack = [tail, log]() mutable -> Result<std::pair<KeptLog, std::string>> {
            const std::string text = tail->finish();
            log.bytes = static_cast<std::int64_t>(text.size());
            log.cut = tail->cut();
            log.cause = spark::cause_in(text);
            return std::pair(std::move(log), store::kept_logs::pack(text));
        };
        auto packed = co_await run_blocking(packing, std::move(pack));
        if (!packed || packed->first.bytes == 0) co_return;
        packed->first.id = Id<KeptLog>::make(clock);
        packed->first.kept_at = clock.now();
        auto write = [kept = std::move(packed->first), text = std::move(packed->second)](store::Tx& tx) -> Result<bool> {
            return store::kept_logs::insert(tx, kept, text, most_attempts);
        };
        const auto written = co_await database.write_behind(std::move(write));
        if (!written) log::warning("logs", "the log of {} could not be kept: {}", log.key.str(), written.error().message);
    }
};

LogKeeper::LogKeeper(Executor executor, store::Database& database, std::function<std::optional<ClusterHandle>(std::string_view)> find,
                     const Clock& clock)
    : state_(std::make_shared<State>(std::move(executor), database, std::move(find), clock)) {}
LogKeeper::~LogKeeper() = default;

void LogKeeper::observed(std::string_view cluster, const json::object& application) {
    const auto state = text_at(application, {"status", "applicationState", "state"});
    KeptLog log;
    log.key = {std::string(cluster), std::string(text_at(application, {"metadata", "namespace"})), "SparkApplication",
               std::string(text_at(application, {"metadata", "name"}))};
    log.uid = text_at(application, {"metadata", "uid"});
    log.attempt = text_at(application, {"status", "lastSubmissionAttemptTime"});
    // Failed executors first: Spark removes their pods soon.
    if (const auto* executors = object_at(application, {"status", "executorState"})) {
        for (const auto& [pod, of_pod] : *executors) {
            if (!of_pod.is_string() || view(of_pod.get_string()) != "FAILED") continue;
            KeptLog failed = log;
            failed.pod = pod;
            failed.role = "executor";
            failed.state = "FAILED";
            state_->add(std::move(failed));
        }
    }
    if (std::ranges::find(ended_states, state) == ended_states.end()) return;
    log.pod = text_at(application, {"status", "driverInfo", "podName"});
    if (log.pod.empty()) return;
    log.state = state;
    state_->add(std::move(log));
}

Task<> LogKeeper::stop() {
    state_->tasks.stop();
    co_await state_->tasks.join();
}

}  // namespace nexa::control
