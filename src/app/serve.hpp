#pragma once

#include "app/options.hpp"

namespace nexa::app {

/// `nexa serve`: runs until SIGTERM or SIGINT; a second signal ends at once. Returns the process's exit code.
int serve(const ServeOptions& options);

/// `nexa sandbox`: the simulated clusters alone; writes a kubeconfig for each, so that kubectl works against them.
struct SandboxOptions {
    std::string data = "var/sandbox";
    std::string host = "127.0.0.1";
    double speed = 1.0;
    bool empty = false;                 ///< Without the demonstration's seeds and workload.
    std::vector<std::string> clusters;  ///< With `empty`: names; Strimzi and Spark operator of the newest versions.
    std::string kubernetes = "1.35.4";  ///< With `empty`: the release of Kubernetes that they imitate.
    bool operators = true;              ///< With `empty`: false leaves the custom resources without anybody who acts on them.
    std::size_t load = 0;               ///< With `empty`: so many finished SparkApplications in the first cluster, for measurements.
    std::vector<std::string> users;  ///< With `empty`: "NAME=NAMESPACE[,NAMESPACE...]", who may do everything there and nothing elsewhere.
    std::string scenarios;           ///< A file of what goes wrong; empty: nothing does.
    std::string log_level = "info";
};
int run_sandbox(const SandboxOptions& options);

}  // namespace nexa::app
