#include "app/roles.hpp"

#include <fmt/format.h>

namespace nexa::app {

std::vector<std::string_view> Roles::names() const {
    std::vector<std::string_view> names;
    if (api) names.emplace_back("api");
    if (worker) names.emplace_back("worker");
    if (watcher) names.emplace_back("watcher");
    return names;
}

Result<Roles> parse_roles(std::string_view text) {
    Roles roles{.api = false, .worker = false, .watcher = false};
    while (true) {
        const auto comma = text.find(',');
        const std::string_view name = text.substr(0, comma);
        if (name == "api") {
            roles.api = true;
        } else if (name == "worker") {
            roles.worker = true;
        } else if (name == "watcher") {
            roles.watcher = true;
        } else {
            return fail(ErrorCode::invalid,
                        fmt::format("--roles: there is no role \"{}\"; give some of api, worker and watcher, separated by commas", name));
        }
        if (comma == std::string_view::npos) return roles;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace nexa::app
