#include "model/run.hpp"

#include <array>
#include <utility>

namespace nexa {
namespace {

constexpr std::array<std::pair<RunState, std::string_view>, 9> names{{{RunState::queued, "queued"},
                                                                      {RunState::awaiting_approval, "awaiting_approval"},
                                                                      {RunState::running, "running"},
                                                                      {RunState::waiting, "waiting"},
                                                                      {RunState::succeeded, "succeeded"},
                                                                      {RunState::failed, "failed"},
                                                                      {RunState::cancelled, "cancelled"},
                                                                      {RunState::superseded, "superseded"},
                                                                      {RunState::timed_out, "timed_out"}}};

}  // namespace

std::string_view to_string(RunState state) noexcept {
    for (const auto& [each, name] : names) {
        if (each == state) return name;
    }
    return "queued";
}

std::optional<RunState> parse_run_state(std::string_view text) noexcept {
    for (const auto& [state, name] : names) {
        if (name == text) return state;
    }
    return std::nullopt;
}

bool is_terminal(RunState state) noexcept {
    return state == RunState::succeeded || state == RunState::failed || state == RunState::cancelled || state == RunState::superseded ||
           state == RunState::timed_out;
}

}  // namespace nexa
