#include "control/runs/run_events.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "store/audit.hpp"
#include "store/runs.hpp"

namespace nexa::control {

void record_end(store::Tx& tx, const Run& run, Time now, std::string_view detail) {
    const bool good = run.state == RunState::succeeded;
    const bool neutral = run.state == RunState::superseded || run.state == RunState::cancelled;
    store::runs::add_step(tx, {run.id, run.attempt, 0, std::string(to_string(run.state)), good ? "ok" : (neutral ? "info" : "failed"),
                               run.message, std::string(detail), now});
    AuditEntry entry;
    entry.at = now;
    entry.who = "system:worker";
    entry.what = fmt::format("run.{}", to_string(run.state));
    entry.outcome = good ? "succeeded" : (neutral ? "cancelled" : "failed");
    entry.cluster = run.key.cluster;
    entry.name_space = run.key.name_space;
    entry.kind = run.key.kind;
    entry.name = run.key.name;
    entry.message = run.message.empty() ? fmt::format("{} of revision {}", run.action, run.revision) : run.message.substr(0, 2000);
    entry.detail = json::serialize(json::object{
        {"run", run.id.str()}, {"author", run.author}, {"action", run.action}, {"revision", run.revision}, {"attempts", run.attempt}});
    store::audit::append(tx, entry);
}

}  // namespace nexa::control
