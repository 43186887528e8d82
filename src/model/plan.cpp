#include "model/plan.hpp"

#include <array>
#include <utility>

namespace nexa {
namespace {

using Type = PlanStep::Type;
using State = PlanStep::State;

constexpr std::array<std::pair<PlanState, std::string_view>, 5> plan_states{{{PlanState::running, "running"},
                                                                             {PlanState::paused, "paused"},
                                                                             {PlanState::failed, "failed"},
                                                                             {PlanState::aborted, "aborted"},
                                                                             {PlanState::succeeded, "succeeded"}}};
constexpr std::array<std::pair<Type, std::string_view>, 7> step_types{{{Type::change, "change"},
                                                                       {Type::adopt, "adopt"},
                                                                       {Type::remove, "remove"},
                                                                       {Type::action, "action"},
                                                                       {Type::check, "check"},
                                                                       {Type::outside, "outside"},
                                                                       {Type::hold, "hold"}}};
constexpr std::array<std::pair<State, std::string_view>, 5> step_states{{{State::pending, "pending"},
                                                                         {State::running, "running"},
                                                                         {State::done, "done"},
                                                                         {State::failed, "failed"},
                                                                         {State::skipped, "skipped"}}};

template <class Table, class Value>
constexpr std::string_view name_in(const Table& table, Value value) noexcept {
    for (const auto& [each, name] : table) {
        if (each == value) return name;
    }
    return {};
}

template <class Table>
constexpr auto value_in(const Table& table, std::string_view text) noexcept {
    using Value = typename Table::value_type::first_type;
    for (const auto& [value, name] : table) {
        if (name == text) return std::optional<Value>(value);
    }
    return std::optional<Value>();
}

}  // namespace

std::string_view to_string(PlanState state) noexcept {
    return name_in(plan_states, state);
}
std::optional<PlanState> parse_plan_state(std::string_view text) noexcept {
    return value_in(plan_states, text);
}
bool is_terminal(PlanState state) noexcept {
    return state == PlanState::aborted || state == PlanState::succeeded;
}
std::string_view to_string(PlanStep::Type type) noexcept {
    return name_in(step_types, type);
}
std::optional<PlanStep::Type> parse_step_type(std::string_view text) noexcept {
    return value_in(step_types, text);
}
std::string_view to_string(PlanStep::State state) noexcept {
    return name_in(step_states, state);
}
std::optional<PlanStep::State> parse_step_state(std::string_view text) noexcept {
    return value_in(step_states, text);
}

}  // namespace nexa
