#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace nexa::app {

/// How `nexa serve` was called.
struct ServeOptions {
    std::string data = "var";  ///< The folder of the embedded database and the sandbox.
    std::string listen = "127.0.0.1:8080";
    std::string database;         ///< A database URL; empty: SQLite in `data`.
    std::string page;             ///< The folder of the built page; empty: beside the program, when there is one.
    std::string tls_certificate;  ///< PEM files; both or none.
    std::string tls_key;
    bool demo = false;  ///< With the simulated fleet and demonstration users.
    double sandbox_speed = 1.0;
    std::string scenarios;  ///< With `demo`: a file of what goes wrong in it.
    std::string log_level = "info";
    bool log_json = false;
    std::size_t threads = 0;  ///< I/O threads for callers, and as many for clusters; 0: one to a core.
    std::string roles = "api,worker,watcher";
    double client_rate = 20'000;             ///< Requests a second from one address, in the long run; twice as many at once.
    double cluster_rate = 200;               ///< Requests a second to one cluster; twice as many at once.
    std::size_t submissions_in_flight = 60;  ///< Spark applications on their way to each cluster's operator; others wait.
    bool allow_insecure_clusters = false;    ///< Kubeconfigs may say insecure-skip-tls-verify.
};

struct Address {
    std::string host;
    std::uint16_t port = 0;
};
/// "HOST:PORT" or "[::1]:PORT". Errors: invalid.
Result<Address> parse_address(const std::string& text);

/// A user of the sandbox who may do everything in those namespaces and nothing elsewhere.
struct NamespacedUser {
    std::string name;
    std::vector<std::string> namespaces;
};
/// "NAME=NAMESPACE[,NAMESPACE...]". Errors: invalid.
Result<NamespacedUser> parse_namespaced_user(const std::string& text);

/// The master keys of the environment: NEXA_MASTER_KEY, and NEXA_MASTER_KEY_PREVIOUS during a rotation. Clears them there, so that
/// no child and no crash report inherits them.
std::vector<Secret> take_master_keys();

/// NEXA_METRICS_TOKEN; nothing when it is not set. Cleared likewise.
std::optional<Secret> take_metrics_token();

}  // namespace nexa::app
