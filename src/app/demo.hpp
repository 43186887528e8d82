#pragma once

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "app/services.hpp"
#include "data/sandbox/fleet.hpp"

namespace nexa::app {

/// One user of the demonstration.
struct DemoUser {
    std::string name, password, about;
    std::string display_name = {};
};

/// The demonstration around a server: the simulated fleet, its registration, and the users. What was made once is kept in DATA/demo.json.
class Demo {
public:
    /// Begins to open the fleet, on threads of its own: at a first start it lives through its past while the services start.
    static std::unique_ptr<Demo> begin(IoPool& pool, const ServeOptions& options);

    /// Before the services start: the clusters that are registered already may have moved to other ports; waits for them.
    /// Errors: unavailable.
    Result<> refresh_addresses(Services& services);
    /// After: waits for the fleet, registers clusters and makes users at the first start. `administrator`: the password, when it was made
    /// just now. Errors: unavailable.
    Task<Result<>> furnish(Services& services, const std::optional<Secret>& administrator);
    /// Writes DATA/demo.json (mode 0600) and the kubeconfigs. Errors: unavailable.
    Result<> write_summary(const std::string& address);
    const std::vector<DemoUser>& users() const { return users_; }
    Task<> stop();

private:
    explicit Demo(std::string data) : data_(std::move(data)) {}
    /// Blocks until the fleet is there.
    Result<> wait_for_fleet();
    Task<Result<>> add_user(Services& services, DemoUser user, std::string role, Scope scope);
    Task<Result<>> add_clusters(Services& services);

    const std::string data_;
    std::future<Result<std::unique_ptr<sandbox::Fleet>>> opening_;
    std::unique_ptr<sandbox::Fleet> fleet_;  ///< Null until it is there.
    std::vector<DemoUser> users_;
};

}  // namespace nexa::app
