#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "cli/api.hpp"
#include "cli/style.hpp"

namespace nexa::cli {

/// DiffEntry items, one line each: "~ /spec/replicas: 3 → 5", "+ ...", "- ...". Values longer than a line are cut. Pure.
std::string render_diff(const json::array& entries, const Style& style, std::string_view indent);

/// Finding items, the gravest first: what, where, why, and the fix. Pure.
std::string render_findings(const json::array& findings, const Style& style, std::string_view indent);

/// One step of a run as it happens. Pure.
std::string render_step(const json::value& step, const Style& style, std::string_view indent);

/// True when a run changes no more.
bool is_over(std::string_view run_state);

/// Prints the steps of a run as they happen until it is over. The result is its last state. Errors: what the requests met; refused when
/// `limit` passed first (the run goes on).
Task<Outcome<json::value>> follow_run(Api& api, std::string id, Duration limit, std::string indent);

/// What happens after changes were accepted: with `wait`, follows each run to its end. `done` when all succeeded.
Task<Exit> follow_runs(Api& api, std::vector<std::pair<std::string, std::string>> titles_and_runs, Duration limit);

}  // namespace nexa::cli
