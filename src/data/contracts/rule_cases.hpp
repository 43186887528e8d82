#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "data/contracts/contract.hpp"
#include "data/test_support.hpp"

/// Cases of one rule, for the tests of this folder.
namespace nexa::contracts::test {

using nexa::test::dev_eu;
using nexa::test::facts;
using nexa::test::legacy_ap;
using nexa::test::prod_us;

/// One case: what is judged, in YAML, and what the rule says.
struct Case {
    const char* about;
    std::string desired;
    const char* says = nullptr;  ///< Part of the message and fix; null: the rule is silent.
    std::string current = {};    ///< Empty: none.
    std::string observed = {};   ///< Empty: none.
    std::vector<std::string> related = {};
    ClusterFacts on = dev_eu();
    bool removal = false;
};

/// The findings of a case, all of them.
std::vector<Finding> judge(const Case& each);
/// Judges the cases and compares what the one rule says. Each rule must speak in one case and be silent in another: asked for at the end
/// of the whole test program.
void expect_rule(std::string_view rule, const std::vector<Case>& cases);

/// "{apiVersion: ..., kind: KafkaTopic, metadata: {name: t, namespace: a, ...}, spec: {...}}"
std::string manifest(std::string_view kind, std::string_view name, std::string_view spec, std::string_view metadata = "",
                     std::string_view status = "", std::string_view api = "kafka.strimzi.io/v1");

}  // namespace nexa::contracts::test
