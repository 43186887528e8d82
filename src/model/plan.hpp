#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "model/resource_key.hpp"
#include "model/run.hpp"

namespace nexa {

/// `paused` by a person, or because a step waits for one; `failed`: a step did, and the plan goes on only when a person says so.
enum class PlanState { running, paused, failed, aborted, succeeded };
std::string_view to_string(PlanState state) noexcept;  ///< "running", ...
std::optional<PlanState> parse_plan_state(std::string_view text) noexcept;
/// Aborted or succeeded: it changes no more.
bool is_terminal(PlanState state) noexcept;

/// One step of a plan. What it is to do (`body`) depends on its type:
///   change   {"manifest": {...}}, {"document": n} of the plan's parameter `manifest`, or {"patch": {...}}: a new revision; of a patch,
///            RFC 7386 on the newest one when its turn comes
///   adopt, remove   {}
///   action   {"action": id, "parameters": {...}, "condition": id}: done without it when the condition holds already
///   check, outside  {"condition": id, "parameters": {...}, "patience": seconds}: waits; `outside` is done by a person, and has no patience
///   hold     {}: waits for a person to go on
struct PlanStep {
    enum class Type { change, adopt, remove, action, check, outside, hold };
    enum class State { pending, running, done, failed, skipped };

    std::int64_t position = 0;  ///< 1, 2, 3, ... within the plan.
    std::int64_t wave = 0;      ///< Steps of one wave go side by side; a wave begins when the one before is done.
    Type type = Type::change;
    std::string title;
    std::string explanation;
    ResourceKey key;  ///< Of what concerns a whole cluster: the cluster alone.
    json::object body;
    State state = State::pending;
    std::string message;         ///< What it waits for, or why it failed.
    std::optional<Id<Run>> run;  ///< What carries it out.
    std::optional<Time> started_at;
    std::optional<Time> finished_at;
};
std::string_view to_string(PlanStep::Type type) noexcept;
std::optional<PlanStep::Type> parse_step_type(std::string_view text) noexcept;
std::string_view to_string(PlanStep::State state) noexcept;
std::optional<PlanStep::State> parse_step_state(std::string_view text) noexcept;

/// Several changes that belong together, in order, with checks between them.
struct Plan {
    Id<Plan> id;
    std::string type;  ///< Of the table of plan types: "upgrade-kafka".
    std::string title;
    PlanState state = PlanState::running;
    std::string author;
    std::string reason;
    std::string message;   ///< Why it rests, or how it ended.
    json::object request;  ///< {"target": {...}, "parameters": {...}} as asked for.
    Time created_at;
    std::optional<Time> finished_at;
    std::int64_t sequence = 0;  ///< Grows over all plans with each write.
    std::vector<PlanStep> steps;
};

}  // namespace nexa
