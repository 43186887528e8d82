#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/intent.hpp"
#include "model/resource_key.hpp"

namespace nexa {

enum class RunState { queued, awaiting_approval, running, waiting, succeeded, failed, cancelled, superseded, timed_out };
std::string_view to_string(RunState state) noexcept;
std::optional<RunState> parse_run_state(std::string_view text) noexcept;
/// True for succeeded, failed, cancelled, superseded and timed_out: the run changes no more (a retry is a new attempt of a failed or
/// timed-out run).
bool is_terminal(RunState state) noexcept;

/// `due_at` of a queued run that is not claimed until somebody releases it.
inline constexpr Time held_back =
    std::chrono::sys_days(std::chrono::year_month_day(std::chrono::year(9999), std::chrono::December, std::chrono::day(31)));

/// The execution of one intent (or one action).
struct Run {
    Id<Run> id;
    std::optional<Id<Intent>> intent;
    std::int64_t revision = 0;  ///< The intent's.
    std::string action;         ///< "apply", "delete", or an action's name.
    ResourceKey key;
    RunState state = RunState::queued;
    std::string author;
    std::string message;  ///< What it waits for, or why it failed, in the user's words.
    int attempt = 0;      ///< Attempts begun.
    Time created_at;
    Time due_at;  ///< Not claimed before this; `held_back`: not yet known.
    std::optional<Time> started_at;
    std::optional<Time> finished_at;
    std::optional<Time> deadline;                    ///< Of `waiting`.
    std::optional<std::int64_t> applied_generation;  ///< metadata.generation that the apply produced.
    std::optional<std::string> applied_uid;
    std::optional<Time> applied_at;
    bool starts_anew = false;  ///< The apply made the operator start its work again (see Kind::starts_anew).
    std::string lease_owner;   ///< Worker id; empty when unclaimed.
    std::int64_t fencing = 0;  ///< Grows with every claim; every write of a run is conditional on it.
    std::optional<Time> lease_until;
};

/// Append-only. One line of what a run did.
struct RunStep {
    Id<Run> run;
    int attempt = 0;
    std::int64_t sequence = 0;  ///< 1, 2, ... within the run.
    std::string name;           ///< "claimed", "checked", "dry-run", "applied", "waiting", "retry", "succeeded", ...
    std::string outcome;        ///< "ok", "failed", "info"
    std::string message;
    std::string detail;  ///< The raw answer behind it, folded on the page; may be empty.
    Time at;
};

}  // namespace nexa
