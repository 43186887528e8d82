#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/rbac/rights.hpp"
#include "model/plan.hpp"

namespace nexa::control {

/// What a plan has to do next, as its steps stand.
struct PlanProgress {
    std::vector<std::int64_t> begin;  ///< Positions of steps whose turn it is.
    std::optional<PlanState> ends;    ///< Succeeded, or failed with `message`.
    std::string message;
};
/// Steps of the first wave that is not over; when one of them failed, nothing more begins, and the plan fails once the others have ended.
/// Pure.
PlanProgress progress_of(const Plan& plan);

/// What one must hold at the step's place to have it done.
Permission permission_for(PlanStep::Type type) noexcept;
/// Why these rights do not let a step be done; nothing: they do.
std::optional<std::string> objection_to(const Rights& rights, const PlanStep& step);
/// Every place of the plan may be read.
bool may_see(const Rights& rights, const Plan& plan);

}  // namespace nexa::control
