#pragma once

#include "data/sandbox/operators/plan.hpp"

/// The kubelet's and scheduler's part: pure functions of (pod, now). A pod says by annotations how it behaves;
/// whoever creates a simulated pod sets them.
namespace nexa::sandbox {

namespace pod_annotation {
inline constexpr std::string_view start_after = "sandbox.nexa.dev/start-after";  ///< Creation to Running; "1s" when absent.
inline constexpr std::string_view ready_after = "sandbox.nexa.dev/ready-after";  ///< Running to Ready; "1s" when absent.
inline constexpr std::string_view run_for = "sandbox.nexa.dev/run-for";          ///< Running to the end; absent: for ever.
inline constexpr std::string_view exit_code = "sandbox.nexa.dev/exit-code";      ///< "0" when absent.
inline constexpr std::string_view exit_reason = "sandbox.nexa.dev/exit-reason";  ///< "Completed" or "Error" by the code.
/// What a container writes before it ends with an error, each time that it is started: the pod never becomes ready (CrashLoopBackOff).
inline constexpr std::string_view crash = "sandbox.nexa.dev/crash";
/// Why no node takes the pod: "0/3 nodes are available: 3 Insufficient cpu."; it stays Pending while it has this.
inline constexpr std::string_view unschedulable = "sandbox.nexa.dev/unschedulable";
inline constexpr std::string_view quiet = "sandbox.nexa.dev/quiet";  ///< "true": writes no log.
}  // namespace pod_annotation

/// Where a pod is put.
struct Node {
    std::string name;
    std::string address;
    /// One of the three nodes that a simulated cluster has, by the pod's name.
    static Node of(std::string_view cluster, const json::object& pod);
};

/// What becomes of a pod next: binding to `node`, the waiting, running, ready and terminated states.
/// A pod without a node is not looked at again before it changes; one that crashes is written once.
/// An image whose name contains "missing" can't be pulled: such a pod stays Pending with ErrImagePull, then ImagePullBackOff.
Plan step_pod(const json::object& pod, const Node& node, Time now);

/// Binds a claim that is Pending; grows one whose request grew.
Plan step_claim(const json::object& claim);

/// True when the pod is Running and its Ready condition holds.
bool is_ready(const json::object& pod);
std::string phase_of(const json::object& pod);
/// The container's terminated state, or null while it runs.
const json::object* terminated_state(const json::object& pod, std::string_view container);

/// A stable address in 10.42.0.0/16 for a pod, 10.43.0.0/16 for a service.
std::string pod_ip(std::string_view name_space, std::string_view name);

/// A container of a pod template; `resources` may be empty.
json::object make_container(std::string_view name, std::string_view image, json::object resources = {});

}  // namespace nexa::sandbox
