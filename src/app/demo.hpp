#pragma once

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
    /// Opens the fleet and lets it live. Errors: unavailable.
    static Result<std::unique_ptr<Demo>> open(IoPool& pool, const ServeOptions& options);

    /// Before the services start: the clusters that are registered already may have moved to other ports.
    Result<> refresh_addresses(Services& services);
    /// After: registers clusters and makes users at the first start. `administrator`: the password, when it was made just now.
    Task<Result<>> furnish(Services& services, const std::optional<Secret>& administrator);
    /// Writes DATA/demo.json (mode 0600) and the kubeconfigs. Errors: unavailable.
    Result<> write_summary(const std::string& address);
    const std::vector<DemoUser>& users() const { return users_; }
    Task<> stop();

private:
    Demo(std::string data, std::unique_ptr<sandbox::Fleet> fleet) : data_(std::move(data)), fleet_(std::move(fleet)) {}
    Task<Result<>> add_user(Services& services, DemoUser user, std::string role, Scope scope);
    Task<Result<>> add_clusters(Services& services);

    const std::string data_;
    std::unique_ptr<sandbox::Fleet> fleet_;
    std::vector<DemoUser> users_;
};

}  // namespace nexa::app
