#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/kube/api.hpp"
#include "data/kube/discovery.hpp"
#include "data/kube/kubeconfig.hpp"

namespace nexa::kube {

enum class CheckState { passed, failed, warning, skipped };
std::string_view to_string(CheckState state) noexcept;  ///< "passed", ...

struct Check {
    std::string name;   ///< "reachable", "tls", "credentials", "permissions", "operators", "served", "clock"
    std::string title;  ///< "The apiserver answers"
    CheckState state = CheckState::skipped;
    std::string message;
    std::string fix;  ///< What to do; empty when passed.
};

struct CheckReport {
    bool ok = false;  ///< No check failed.
    std::vector<std::string> contexts;
    std::string context;
    std::string server;
    std::vector<Check> checks;  ///< Always all seven, in this order.
};

/// Tries everything that Nexa needs of a cluster, in the order in which it would fail.
/// `namespaces`: where to look when the whole cluster may not be listed; usually the target's own.
Task<CheckReport> check_cluster(Api& api, const Target& target, std::span<const KindRef> kinds, std::vector<std::string> namespaces,
                                const Clock& clock = system_clock());

/// The report for a kubeconfig that can't be used at all: the reason is its first check's. Pure.
CheckReport refused_report(std::string_view kubeconfig, std::string_view context, const Error& refusal);

}  // namespace nexa::kube
