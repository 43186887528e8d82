#include "data/sandbox/operators/state_machines_test.hpp"

#include "data/kinds.hpp"

namespace nexa::sandbox::machines {
namespace {

std::vector<Machine> machines() {
    auto all = kafka_machines();
    for (auto& machine : spark_machines()) all.push_back(std::move(machine));
    return all;
}

TEST_P(StateMachines, SeeWhatIsDeclaredAndNothingElse) {
    const auto& machine = GetParam();
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& scenario : machine.scenarios) {
        const auto states = walk(machine, scenario);
        for (std::size_t at = 1; at < states.size(); ++at) {
            const std::pair step(states[at - 1], states[at]);
            seen.insert(step);
            EXPECT_TRUE(machine.transitions.contains(step))
                << machine.kind << " " << scenario.name << ": '" << step.first << "' -> '" << step.second << "' is not declared ("
                << machine.source << "); it went " << fmt::format("'{}'", fmt::join(states, "' -> '"));
        }
    }
    for (const auto& [from, to] : machine.transitions)
        EXPECT_TRUE(seen.contains({from, to})) << machine.kind << ": nothing led from '" << from << "' to '" << to << "'";
}

INSTANTIATE_TEST_SUITE_P(Of, StateMachines, ::testing::ValuesIn(machines()), [](const auto& info) { return std::string(info.param.kind); });

TEST(StateMachinesOf, EveryKind) {
    std::set<std::string> known;
    for (const auto& machine : machines()) known.emplace(machine.kind);
    for (const auto& kind : kinds()) EXPECT_TRUE(known.contains(std::string(kind.ref.kind))) << kind.ref.kind << " has no machine";
}

}  // namespace
}  // namespace nexa::sandbox::machines
