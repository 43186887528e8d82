#include "control/metrics/metrics.hpp"

#include <fmt/format.h>

#include "control/clusters/cluster_registry.hpp"
#include "control/intents/change_service.hpp"
#include "control/metrics/exposition.hpp"
#include "control/metrics/process.hpp"
#include "control/observe/resource_index.hpp"
#include "control/runs/run_stats.hpp"
#include "http/request_stats.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"
#include "store/runs.hpp"
#include "store/submissions.hpp"

namespace nexa::control {
namespace {

double number(auto value) {
    return static_cast<double>(value);
}

void add_requests(Exposition& to, const http::RequestStats& stats) {
    const auto rows = stats.rows();
    to.counter("nexa_http_requests_total", "Answered requests by route template, method and status class.");
    for (const auto& row : rows) {
        for (std::size_t at = 0; at < row.by_class.size(); ++at) {
            if (row.by_class[at] == 0) continue;
            to.sample({{"route", row.route}, {"method", row.method}, {"status", fmt::format("{}xx", at + 1)}}, number(row.by_class[at]));
        }
    }
    to.histogram("nexa_http_request_duration_seconds", "From the whole request to its answer, without streams.");
    for (const auto& row : rows) {
        if (row.took.total() > 0) to.sample({{"route", row.route}, {"method", row.method}}, row.took);
    }
}

void add_runs(Exposition& to, const RunStats& stats) {
    to.counter("nexa_run_outcomes_total", "Runs that this process ended.");
    for (std::size_t at = 0; at < stats.ended.size(); ++at) {
        const auto state = static_cast<RunState>(at);
        if (is_terminal(state)) to.sample({{"outcome", to_string(state)}}, number(stats.ended[at].load()));
    }
    to.counter("nexa_run_attempts_total", "Attempts that this process made.")
        .sample({{"result", "applied"}}, number(stats.attempts_applied.load()))
        .sample({{"result", "retried"}}, number(stats.attempts_retried.load()))
        .sample({{"result", "failed"}}, number(stats.attempts_failed.load()));
    to.histogram("nexa_run_queue_wait_seconds", "From being due to being claimed.").sample({}, stats.queue_wait.snapshot());
    to.histogram("nexa_run_attempt_duration_seconds", "One attempt on the cluster.").sample({}, stats.attempt.snapshot());
    to.histogram("nexa_apply_latency_seconds", "From the accepted change to its apply on the cluster.")
        .sample({}, stats.apply_latency.snapshot());
}

void add_changes(Exposition& to, const ChangeService& changes) {
    using Action = ChangeRequest::Action;
    to.counter("nexa_intents_accepted_total", "Changes that this process accepted.");
    for (const auto action : {Action::apply, Action::remove, Action::rollback, Action::adopt, Action::detach}) {
        to.sample({{"origin", origin_of(action)}}, number(changes.accepted(action)));
    }
}

void add_clusters(Exposition& to, const ClusterRegistry& registry) {
    using State = ClusterStatus::State;
    struct Watched {
        std::string cluster;
        std::size_t watches = 0, live = 0;
        std::uint64_t events = 0, lists = 0, streams = 0;
    };
    std::map<State, std::size_t> by_state;
    std::vector<Watched> watched;
    for (const auto& handle : registry.all()) {
        ++by_state[handle.status.state];
        Watched sum;
        sum.cluster = handle.cluster.name;
        for (const auto& watch : handle.session->watches()) {
            ++sum.watches;
            if (watch.status.state == kube::InformerStatus::State::watching) ++sum.live;
            sum.events += watch.status.events;
            sum.lists += watch.status.lists;
            sum.streams += watch.status.streams;
        }
        watched.push_back(std::move(sum));
    }
    to.gauge("nexa_clusters", "Registered clusters by how their connection is doing.");
    for (const auto state : {State::connecting, State::connected, State::unreachable, State::unauthorized, State::error}) {
        to.sample({{"state", to_string(state)}}, number(by_state[state]));
    }
    to.gauge("nexa_watches", "Kinds (in a namespace, where not all may be listed) that are to be watched.");
    for (const auto& each : watched) to.sample({{"cluster", each.cluster}}, number(each.watches));
    to.gauge("nexa_watches_live", "Those of them whose stream is open.");
    for (const auto& each : watched) to.sample({{"cluster", each.cluster}}, number(each.live));
    to.counter("nexa_watch_events_total", "Objects received, in lists and watches.");
    for (const auto& each : watched) to.sample({{"cluster", each.cluster}}, number(each.events));
    to.counter("nexa_watch_lists_total", "Full lists; each but the first of a kind is a relist.");
    for (const auto& each : watched) to.sample({{"cluster", each.cluster}}, number(each.lists));
    to.counter("nexa_watch_streams_total", "Watches begun; each but the first of a kind is a reconnection.");
    for (const auto& each : watched) to.sample({{"cluster", each.cluster}}, number(each.streams));
}

void add_database(Exposition& to, const store::DatabaseStats& stats) {
    to.counter("nexa_database_writes_total", "Transactions that write.").sample(number(stats.writes.load()));
    to.counter("nexa_database_write_failures_total", "Those of them that were refused or failed.").sample(number(stats.failures.load()));
    to.histogram("nexa_database_batch_duration_seconds", "Committing one batch of writes together; its count is the number of batches.")
        .sample({}, stats.batch.snapshot());
    to.histogram("nexa_database_read_duration_seconds", "One transaction that reads.").sample({}, stats.read.snapshot());
}

struct Stored {
    std::map<RunState, std::int64_t> runs;
    std::int64_t submissions = 0;
    std::int64_t audit_records = 0;
};

void add_stored(Exposition& to, const Result<Stored>& stored) {
    to.gauge("nexa_database_up", "Whether the database answered just now.").sample(stored ? 1 : 0);
    if (!stored) return;
    to.gauge("nexa_runs", "Runs under way in the whole installation.");
    for (const auto state : {RunState::queued, RunState::awaiting_approval, RunState::running, RunState::waiting}) {
        const auto found = stored->runs.find(state);
        to.sample({{"state", to_string(state)}}, found == stored->runs.end() ? 0 : number(found->second));
    }
    to.gauge("nexa_submissions_waiting", "Spark applications of the whole installation that wait in the submission queue.")
        .sample(number(stored->submissions));
    to.counter("nexa_audit_records_total", "Records of the audit trail of the whole installation.").sample(number(stored->audit_records));
}

}  // namespace

Task<std::string> Metrics::render() const {
    auto read = [](store::Tx& tx) -> Result<Stored> {
        return Stored{store::runs::under_way_by_state(tx), store::submissions::waiting(tx), store::audit::head(tx).sequence};
    };
    const auto stored = co_await sources_.database.read(std::move(read));
    Exposition text;
    text.gauge("nexa_build_info", "Always 1; the label says which version runs.").sample({{"version", NEXA_VERSION}}, 1);
    add_requests(text, sources_.requests);
    text.gauge("nexa_http_connections", "Open connections.").sample(number(sources_.connections()));
    text.gauge("nexa_event_subscribers", "Open event streams.").sample(number(sources_.hub.followers()));
    add_changes(text, sources_.changes);
    add_runs(text, sources_.runs);
    add_clusters(text, sources_.clusters);
    text.gauge("nexa_index_resources", "Resources in the index in memory.").sample(number(sources_.index.size()));
    add_database(text, sources_.database.stats());
    add_stored(text, stored);
    add_process(text);
    co_return text.take();
}

}  // namespace nexa::control
