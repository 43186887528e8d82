#include "control/api/runs/run_endpoints.hpp"

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/rbac/scope.hpp"
#include "control/runs/run_events.hpp"
#include "control/runs/run_item.hpp"
#include "data/kinds.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/submissions.hpp"

namespace nexa::control {
namespace {

auto no_such_run() {
    return fail(ErrorCode::not_found, "there is no such run, or you may not see it");
}

class Runs {
public:
    Runs(store::Database& database, ResourceIndex& index, OutcomeWatcher& outcomes, const Clock& clock, std::function<void()> wake)
        : database_(database),
          index_(index),
          outcomes_(outcomes),
          clock_(clock),
          wake_(std::move(wake)) {}

    Task<Result<http::Response>> list(Call& call) {
        store::RunFilter filter;
        filter.scope = scope_of(*call.caller.rights, Permission::runs_read);
        for (const auto& name : call.query_set("state")) {
            if (!parse_run_state(name)) {
                co_return fail(ErrorCode::invalid,
                               fmt::format("there is no run state \"{}\" (queued, awaiting_approval, running, waiting, succeeded, failed, "
                                           "cancelled, superseded, timed_out)",
                                           name.substr(0, 40)));
            }
            filter.states.insert(name);
        }
        filter.clusters = call.query_set("cluster");
        filter.namespaces = call.query_set("namespace");
        for (const auto& name : call.query_set("kind")) {
            const Kind* kind = find_kind(name);
            if (!kind)
                co_return fail(ErrorCode::invalid,
                               fmt::format("Nexa does not operate a kind \"{}\"; see /api/v1/kinds", name.substr(0, 80)));
            filter.kinds.emplace(kind->ref.kind);
        }
        filter.name = call.query("name");
        filter.author = call.query("who");
        filter.oldest_first = call.query("sort") == "created_at";
        filter.cursor = call.query("cursor");
        const auto limit = call.query_limit();
        if (!limit) co_return fail(limit.error());
        filter.limit = *limit;
        auto read = [filter](store::Tx& tx) -> Result<store::RunList> { return store::runs::list(tx, filter); };
        const auto page = co_await database_.read(std::move(read));
        if (!page) co_return fail(page.error());
        std::vector<std::shared_ptr<const std::string>> items;
        for (const auto& run : page->runs) items.push_back(std::make_shared<const std::string>(wire::encode(to_item(run))));
        co_return reply_list(items, page->next_cursor, page->total);
    }

    Task<Result<http::Response>> show(Call& call) {
        const auto id = Id<Run>::parse(call.param("id"));
        if (!id) co_return no_such_run();
        auto read = [id = *id](store::Tx& tx) -> Result<std::optional<RunDetail>> {
            const auto run = store::runs::find(tx, id);
            if (!run) return std::nullopt;
            RunDetail detail{to_item(*run), {}};
            for (const auto& step : store::runs::steps(tx, id)) detail.steps.push_back(to_item(step));
            return detail;
        };
        auto detail = co_await database_.read(std::move(read));
        if (!detail) co_return fail(detail.error());
        if (!*detail || !call.caller.rights->allows(Permission::runs_read, (*detail)->run.cluster, (*detail)->run.name_space))
            co_return no_such_run();
        // What a waiting run waits for is known to the index before it is written down.
        const auto item = index_.find({(*detail)->run.cluster, (*detail)->run.name_space, (*detail)->run.kind, (*detail)->run.name});
        if (item && item->run && item->run->id == *id && (*detail)->run.state == RunState::waiting) {
            (*detail)->run.message = item->run->message;
            (*detail)->run.words = item->run->words;
        }
        co_return reply(200, **detail);
    }

    Task<Result<http::Response>> cancel(Call& call) {
        const auto message = fmt::format("cancelled by {}", call.caller.name);
        const Time now = clock_.now();
        auto change = [message, now](store::Tx& tx, const Run& run) -> Result<Run> {
            const auto cancelled = store::runs::cancel(tx, run.id, message, now);
            if (!cancelled) return fail(ErrorCode::conflict, fmt::format("the run has ended already ({})", to_string(run.state)));
            record_end(tx, *cancelled, now);
            return *cancelled;
        };
        auto response = co_await change_run(call, "run.cancel", std::move(change));
        co_return std::move(response);
    }

    Task<Result<http::Response>> retry(Call& call) {
        const Time now = clock_.now();
        auto change = [now, who = call.caller.name](store::Tx& tx, const Run& run) -> Result<Run> {
            const std::int64_t newest = store::intents::latest_revision(tx, run.key);
            if (run.intent && newest != run.revision) {
                return fail(ErrorCode::conflict,
                            fmt::format("revision {} has taken the place of this run's revision {}; roll back to it instead", newest,
                                        run.revision));
            }
            const auto queued = store::runs::retry(tx, run.id, now);
            if (!queued)
                return fail(ErrorCode::conflict,
                            fmt::format("only a run that failed can be retried; this one is {}", to_string(run.state)));
            store::runs::add_step(tx, {run.id, run.attempt, 0, "retry", "info", fmt::format("{} asked for another try", who), "", now});
            // What came through the queue goes through it again.
            if (store::submissions::requeue(tx, run.id, now)) return store::runs::find(tx, run.id).value_or(*queued);
            return *queued;
        };
        auto response = co_await change_run(call, "run.retry", std::move(change));
        if (response && wake_) wake_();
        co_return std::move(response);
    }

private:
    using Change = std::function<Result<Run>(store::Tx&, const Run&)>;

    Task<Result<http::Response>> change_run(Call& call, std::string_view what, Change change) {
        const auto id = Id<Run>::parse(call.param("id"));
        if (!id) co_return no_such_run();
        auto entry = audit_entry_of(call, what, "accepted");
        entry.at = clock_.now();
        auto write = [id = *id, change = std::move(change), entry, rights = call.caller.rights](store::Tx& tx) mutable -> Result<Run> {
            const auto run = store::runs::find(tx, id);
            if (!run || !rights->allows(Permission::runs_read, run->key.cluster, run->key.name_space)) return no_such_run();
            if (!rights->allows(Permission::runs_write, run->key.cluster, run->key.name_space)) {
                return fail(ErrorCode::forbidden,
                            fmt::format("you lack the right runs:write in {} / {}", run->key.cluster, run->key.name_space));
            }
            auto changed = change(tx, *run);
            if (!changed) return changed;
            AuditEntry record = entry;
            record.cluster = run->key.cluster;
            record.name_space = run->key.name_space;
            record.kind = run->key.kind;
            record.name = run->key.name;
            record.message = fmt::format("run {} of revision {}", id.str(), run->revision);
            store::audit::append(tx, std::move(record));
            return changed;
        };
        const auto run = co_await database_.write(std::move(write));
        if (!run) co_return fail(run.error());
        outcomes_.forget(run->id);
        outcomes_.stats().end(run->state);
        index_.apply(*run);
        co_return reply(202, to_item(*run));
    }

    store::Database& database_;
    ResourceIndex& index_;
    OutcomeWatcher& outcomes_;
    const Clock& clock_;
    std::function<void()> wake_;
};

}  // namespace

Endpoints run_endpoints(store::Database& database, ResourceIndex& index, OutcomeWatcher& outcomes, const Clock& clock,
                        std::function<void()> wake) {
    const auto runs = std::make_shared<Runs>(database, index, outcomes, clock, std::move(wake));
    const auto bind = [&](Task<Result<http::Response>> (Runs::*method)(Call&)) {
        return Handle([runs, method](Call& call) { return ((*runs).*method)(call); });
    };
    using http::Method;
    return {
        {Method::get,
         "/runs",
         permitted(Permission::runs_read, Access::Where::anywhere),
         not_audited,
         "listRuns",
         "Runs, newest first",
         bind(&Runs::list),
         {{"state", "Comma separated."},
          {"cluster", "Comma separated."},
          {"namespace", "Comma separated."},
          {"kind", "Comma separated."},
          {"name", "Of the resource; with a * at its end, all names that begin so."},
          {"who", "Who asked for it."},
          {"sort", "created_at or -created_at."},
          {"limit", "1 to 500; 50 when absent.", "integer"},
          {"cursor", "As next_cursor of the page before."}},
         {},
         200,
         list_shape<RunItem>()},
        {Method::get,
         "/runs/{id}",
         permitted(Permission::runs_read, Access::Where::anywhere),
         not_audited,
         "getRun",
         "A run with its steps",
         bind(&Runs::show),
         {},
         {},
         200,
         shape<RunDetail>()},
        {Method::post,
         "/runs/{id}/cancel",
         permitted(Permission::runs_write, Access::Where::anywhere),
         audited("run.cancel"),
         "cancelRun",
         "End a run that has not ended",
         bind(&Runs::cancel),
         {},
         {},
         202,
         shape<RunItem>()},
        {Method::post,
         "/runs/{id}/retry",
         permitted(Permission::runs_write, Access::Where::anywhere),
         audited("run.retry"),
         "retryRun",
         "Try a failed run again",
         bind(&Runs::retry),
         {},
         {},
         202,
         shape<RunItem>()},
    };
}

}  // namespace nexa::control
