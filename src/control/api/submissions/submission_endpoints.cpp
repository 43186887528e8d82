#include "control/api/submissions/submission_endpoints.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "control/api/api.hpp"
#include "control/submissions/lines.hpp"
#include "control/submissions/submission_wire.hpp"
#include "store/audit.hpp"
#include "store/database.hpp"
#include "store/submissions.hpp"

namespace nexa::control {
namespace {

auto no_such_submission() {
    return fail(ErrorCode::not_found, "there is no such submission, or you may not see it");
}

const SubmissionLine* line_of(const std::vector<SubmissionLine>& lines, const ResourceKey& key) {
    const auto found = std::ranges::find_if(
        lines, [&](const SubmissionLine& line) { return line.cluster == key.cluster && line.name_space == key.name_space; });
    return found == lines.end() ? nullptr : &*found;
}

/// What has to be written for a wish. Errors: invalid.
Result<std::vector<Standing>> standings_for(const MoveBody& wish, const SubmissionLine& line, Id<Run> run, Time now) {
    if (wish.place.has_value() == wish.priority.has_value())
        return fail(ErrorCode::invalid, "say either place (1 is next) or priority",
                    {{wish.place ? "/priority" : "/place", wish.place ? "leave it out" : "is needed, or priority", {}}});
    if (wish.place) return move_to(line.waiting, run, static_cast<std::size_t>(*wish.place));
    return std::vector<Standing>{{run, *wish.priority, now.time_since_epoch().count()}};
}

class Submissions {
public:
    Submissions(store::Database& database, const ResourceIndex& index, const Clock& clock, std::size_t most, std::function<void()> wake)
        : database_(database),
          index_(index),
          clock_(clock),
          most_(most),
          wake_(std::move(wake)) {}

    Task<Result<http::Response>> list(Call& call) {
        auto read = [this](store::Tx& tx) -> Result<std::vector<SubmissionLine>> { return lines_of(tx, index_, CountCores::everywhere); };
        auto lines = co_await database_.read(std::move(read));
        if (!lines) co_return fail(lines.error());
        const auto limit = call.query_limit();
        if (!limit) co_return fail(limit.error());
        auto all = to_list(*lines, most_);
        const auto clusters = call.query_set("cluster");
        const auto namespaces = call.query_set("namespace");
        std::erase_if(all.items, [&](const QueueItem& queue) {
            return !call.caller.rights->allows(Permission::runs_read, queue.cluster, queue.name_space) ||
                   (!clusters.empty() && !clusters.contains(queue.cluster)) ||
                   (!namespaces.empty() && !namespaces.contains(queue.name_space));
        });
        const auto name = call.query("name");
        for (auto& queue : all.items) {
            if (!name.empty()) std::erase_if(queue.items, [&](const SubmissionItem& each) { return each.name != name; });
            if (queue.items.size() > *limit) queue.items.resize(*limit);
        }
        co_return reply(200, all);
    }

    Task<Result<http::Response>> move(Call& call) {
        const auto id = Id<Run>::parse(call.param("run"));
        if (!id) co_return no_such_submission();
        const auto wish = call.body<MoveBody>();
        if (!wish) co_return fail(wish.error());
        auto entry = audit_entry_of(call, "submission.move", "accepted");
        entry.at = clock_.now();
        auto write = [this, id = *id, wish = *wish, entry, rights = call.caller.rights](store::Tx& tx) -> Result<QueueItem> {
            store::submissions::decide_alone(tx);
            const auto found = store::submissions::find(tx, id);
            if (!found || !rights->allows(Permission::runs_read, found->key.cluster, found->key.name_space)) return no_such_submission();
            if (!rights->allows(Permission::runs_write, found->key.cluster, found->key.name_space)) {
                return fail(ErrorCode::forbidden,
                            fmt::format("you lack the right runs:write in {} / {}", found->key.cluster, found->key.name_space));
            }
            if (found->released_at || found->state != RunState::queued)
                return fail(ErrorCode::conflict, fmt::format("{} does not wait in the queue any more", found->key.name));
            const auto before = lines_of(tx, index_);
            const auto* line = line_of(before, found->key);
            if (line == nullptr) return no_such_submission();
            const auto standings = standings_for(wish, *line, id, entry.at);
            if (!standings) return fail(standings.error());
            for (const auto& each : *standings) store::submissions::place(tx, each.run, each.priority, each.rank);
            AuditEntry record = entry;
            record.cluster = found->key.cluster;
            record.name_space = found->key.name_space;
            record.kind = found->key.kind;
            record.name = found->key.name;
            record.message = wish.place ? fmt::format("to place {}", *wish.place) : fmt::format("to priority {}", *wish.priority);
            store::audit::append(tx, std::move(record));
            const auto after = to_list(lines_of(tx, index_, CountCores::everywhere), most_);
            const auto moved = std::ranges::find_if(after.items, [&](const QueueItem& queue) {
                return queue.cluster == found->key.cluster && queue.name_space == found->key.name_space;
            });
            if (moved == after.items.end()) return no_such_submission();
            return *moved;
        };
        const auto queue = co_await database_.write(std::move(write));
        if (!queue) co_return fail(queue.error());
        if (wake_) wake_();
        co_return reply(200, *queue);
    }

private:
    store::Database& database_;
    const ResourceIndex& index_;
    const Clock& clock_;
    const std::size_t most_;
    std::function<void()> wake_;
};

}  // namespace

Endpoints submission_endpoints(store::Database& database, const ResourceIndex& index, const Clock& clock, std::size_t most_in_flight,
                               std::function<void()> wake) {
    const auto submissions = std::make_shared<Submissions>(database, index, clock, most_in_flight, std::move(wake));
    const auto bind = [&](Task<Result<http::Response>> (Submissions::*method)(Call&)) {
        return Handle([submissions, method](Call& call) { return ((*submissions).*method)(call); });
    };
    using http::Method;
    return {{.method = Method::get,
             .path = "/queues",
             .access = permitted(Permission::runs_read, Access::Where::anywhere),
             .audit = not_audited,
             .operation = "listQueues",
             .summary = "Spark applications that wait to be submitted, by namespace, with their places and reasons",
             .handle = bind(&Submissions::list),
             .query = {{"cluster", "Comma separated."},
                       {"namespace", "Comma separated."},
                       {"name", "Only this application among the items; places and counts stay those of the whole queue."},
                       {"limit", "Items of each queue, 1 to 500; 50 when absent.", "integer"}},
             .response = shape<QueueList>()},
            {.method = Method::post,
             .path = "/submissions/{run}/move",
             .access = permitted(Permission::runs_write, Access::Where::anywhere),
             .audit = audited("submission.move"),
             .operation = "moveSubmission",
             .summary = "Give a waiting application another place or priority",
             .handle = bind(&Submissions::move),
             .request = shape<MoveBody>(),
             .response = shape<QueueItem>()}};
}

}  // namespace nexa::control
