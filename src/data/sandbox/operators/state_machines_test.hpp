#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/scenarios.hpp"

/// The machine of every kind that the operators simulate, as a table of its transitions. Scenarios walk through it in simulated time: what
/// they see must be in the table, and what is in the table must be seen.
namespace nexa::sandbox::machines {

class StateMachines;

struct Walk {
    std::string_view name;
    std::string_view strimzi, spark;  ///< Releases of the operators; "" is none.
    std::function<void(StateMachines&)> act;
};

struct Machine {
    std::string_view kind;
    std::string_view source;  ///< Of the contracts.
    std::string (*state)(const json::object& object);
    /// The object that scenarios make and walk through; "gone" is its end.
    std::string_view object;
    std::set<std::pair<std::string, std::string>> transitions;
    std::vector<Walk> scenarios;
};

inline void PrintTo(const Machine& machine, std::ostream* out) {
    *out << machine.kind;
}

class StateMachines : public OperatorsTest, public ::testing::WithParamInterface<Machine> {
public:
    using OperatorsTest::create;
    using OperatorsTest::get;
    using OperatorsTest::pass;
    using OperatorsTest::patch;
    using OperatorsTest::remove;

    void settled() { ASSERT_TRUE(settle()); }
    void annotate(std::string_view kind, std::string_view name, std::string_view key, std::string_view value) {
        patch(kind, name, fmt::format("metadata: {{annotations: {{{}: {}}}}}", key, value));
    }
    void happens(const std::string& what) { add_scenarios(*cluster, {Scenario{what, {}, {}, {}, {}}}); }
    void spec(std::string_view kind, std::string_view name, std::string_view text) { patch(kind, name, fmt::format("spec: {}", text)); }

protected:
    /// Every state of the object, each once in a row, from "" on.
    std::vector<std::string> walk(const Machine& machine, const Walk& scenario) {
        time = SimTime::manual();
        open(std::string(scenario.strimzi), std::string(scenario.spark));
        auto seen = std::make_shared<std::vector<std::string>>(1, "");
        const auto note = [seen](std::string state) {
            if (seen->back() != state) seen->push_back(std::move(state));
        };
        store().subscribe([&machine, note](const EventPtr& event) {
            if (event->resource->kind != machine.kind || event->object->name() != machine.object) return;
            note(event->type == WatchEvent::Type::deleted ? "gone" : machine.state(event->object->value()));
        });
        scenario.act(*this);
        cluster.reset();
        return *seen;
    }
};

inline std::string filled(std::string text, std::string_view blank, std::string_view with) {
    const auto at = text.find(blank);
    return at == std::string::npos ? text : text.replace(at, blank.size(), with);
}

std::vector<Machine> kafka_machines();  // state_machines_kafka_test.cpp
std::vector<Machine> spark_machines();  // state_machines_spark_test.cpp

}  // namespace nexa::sandbox::machines
