#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "data/sandbox/controller.hpp"
#include "data/sandbox/object_store.hpp"
#include "data/sandbox/pod_logs.hpp"
#include "data/sandbox/sim_time.hpp"
#include "data/sandbox/type_registry.hpp"

namespace nexa::sandbox {

/// What a simulated cluster is made of.
struct ClusterOptions {
    std::string name = "sandbox";
    std::string kubernetes_version = "1.35.4";
    std::string strimzi_version;  ///< "0.48.0": which Strimzi CRDs are installed; empty: none.
    std::string spark_version;    ///< "2.5.2", or empty.
    std::string journal_path;     ///< Empty: in memory only.
    HistoryLimits history = {};
};

/// One simulated Kubernetes cluster: types, objects, time, pod logs and the controllers that live in it. Thread-safe.
class SandboxCluster {
public:
    /// Opens the journal, installs what is missing of the base objects (namespaces, CRDs by operator version, a node).
    /// Errors: unavailable (the journal can't be opened or read).
    static Result<std::unique_ptr<SandboxCluster>> open(ClusterOptions options, std::shared_ptr<SimTime> time);
    ~SandboxCluster();
    SandboxCluster(const SandboxCluster&) = delete;
    SandboxCluster& operator=(const SandboxCluster&) = delete;

    const ClusterOptions& options() const;
    const std::string& name() const { return options().name; }
    const std::string& kubernetes_version() const { return options().kubernetes_version; }
    ObjectStore& store();
    SimTime& time();
    TypeRegistry& types();
    PodLogs& logs();
    /// True when the cluster came back from its journal with objects in it: seeds are not planted again.
    bool restored() const;

    void append_log(std::string_view name_space, std::string_view pod, std::string_view container, std::string_view line);
    /// The controller starts in SimTime's next turn and lives until the cluster ends.
    void add_controller(std::shared_ptr<Controller> controller);

    /// Manual time: delivers events and runs the agenda until nothing is left to do (see SimTime::run_until_quiet).
    bool settle(Duration most = std::chrono::hours(1));

private:
    struct Impl;
    explicit SandboxCluster(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::sandbox
