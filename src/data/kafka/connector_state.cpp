#include "data/kafka/connector_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "data/object.hpp"

namespace nexa::kafka {
namespace {

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

std::string with_fault(std::string text, std::string_view fault) {
    if (!fault.empty()) text += fmt::format(": {}", fault);
    return text;
}

}  // namespace

std::string ConnectorState::task_count() const {
    return tasks == 0 ? std::string() : fmt::format("{}/{}", running, tasks);
}

ConnectorState connector_state(const json::object& status) {
    ConnectorState result;
    result.name = text_at(status, {"name"});
    result.state = text_at(status, {"connector", "state"});
    result.fault = first_line(text_at(status, {"connector", "trace"}));
    const auto* tasks = list_at(status, {"tasks"});
    if (tasks == nullptr) return result;
    for (const auto& item : *tasks) {
        const auto* task = item.if_object();
        if (task == nullptr) continue;
        ++result.tasks;
        const auto id = integer_at(*task, {"id"}).value_or(0);
        const auto state = text_at(*task, {"state"});
        if (state == "RUNNING") ++result.running;
        if (state == "FAILED") result.failed.push_back(id);
        if (state == "UNASSIGNED" || state == "RESTARTING") result.unsettled.push_back(id);
        if (state == "FAILED" && result.fault.empty()) result.fault = first_line(text_at(*task, {"trace"}));
    }
    return result;
}

HealthVerdict connector_health(const ConnectorState& state, bool rests) {
    if (state.state == "FAILED") return {Health::degraded, with_fault("the connector has FAILED", state.fault)};
    if (!state.failed.empty())
        return {
            Health::degraded,
            with_fault(fmt::format("task{} {} FAILED", state.failed.size() == 1 ? "" : "s", fmt::join(state.failed, ", ")), state.fault)};
    if (state.at_rest()) {
        if (rests) return {Health::suspended, fmt::format("{} as asked for", state.state)};
        return {Health::progressing, fmt::format("{}: about to be resumed", state.state)};
    }
    if (state.state == "UNASSIGNED") return {Health::progressing, "UNASSIGNED: no worker has taken the connector yet"};
    if (state.state == "RESTARTING") return {Health::progressing, "RESTARTING"};
    if (rests && state.state == "RUNNING") return {Health::progressing, "RUNNING: about to be paused or stopped"};
    if (!state.unsettled.empty())
        return {Health::progressing, fmt::format("tasks {} have no worker yet", fmt::join(state.unsettled, ", "))};
    return {Health::healthy, {}};
}

}  // namespace nexa::kafka
