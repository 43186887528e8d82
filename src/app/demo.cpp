#include "app/demo.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "control/auth/password.hpp"
#include "data/sandbox/operators/scenarios.hpp"
#include "data/sandbox/seed/demo_fleet.hpp"
#include "store/audit.hpp"
#include "store/bindings.hpp"
#include "store/clusters.hpp"
#include "store/users.hpp"

namespace nexa::app {
namespace {

namespace fs = std::filesystem;

/// Whole or not at all, and for its owner only.
Result<> write_private(const fs::path& path, const std::string& text) {
    const std::string temporary = path.string() + ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return fail(ErrorCode::unavailable, fmt::format("{} can't be written: {}", path.string(), std::strerror(errno)));
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written || ::rename(temporary.c_str(), path.c_str()) != 0)
        return fail(ErrorCode::unavailable, fmt::format("{} can't be written", path.string()));
    return {};
}

std::vector<DemoUser> read_users(const fs::path& path) {
    std::ifstream file(path);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    boost::system::error_code failure;
    const json::value value = json::parse(text, failure);
    std::vector<DemoUser> users;
    const auto* list = failure ? nullptr : value.find_pointer("/users", failure);
    if (!list || !list->is_array()) return users;
    for (const auto& each : list->get_array()) {
        users.push_back({std::string(each.at("name").as_string()),
                         std::string(each.at("password").as_string()),
                         std::string(each.at("about").as_string()),
                         {}});
    }
    return users;
}

}  // namespace

std::unique_ptr<Demo> Demo::begin(IoPool& pool, const ServeOptions& options) {
    auto demo = std::unique_ptr<Demo>(new Demo(options.data));
    demo->users_ = read_users(fs::path(options.data) / "demo.json");
    auto open = [&pool, folder = (fs::path(options.data) / "sandbox").string(), speed = options.sandbox_speed,
                 scenarios = options.scenarios]() -> Result<std::unique_ptr<sandbox::Fleet>> {
        const auto wanted = sandbox::load_scenarios(scenarios);
        if (!wanted) return fail(wanted.error());
        sandbox::FleetOptions fleet_options;
        fleet_options.data_dir = folder;
        auto fleet = sandbox::Fleet::open(pool, std::move(fleet_options));
        if (!fleet) return fail(fleet.error());
        if (auto seeded = sandbox::seed_demo(**fleet, speed); !seeded) return fail(seeded.error());
        for (const auto& name : (*fleet)->names()) sandbox::add_scenarios(*(*fleet)->find(name), *wanted);
        return fleet;
    };
    demo->opening_ = std::async(std::launch::async, std::move(open));
    return demo;
}

Result<> Demo::wait_for_fleet() {
    if (!opening_.valid()) return {};
    auto opened = opening_.get();
    if (!opened) return fail(opened.error());
    fleet_ = std::move(*opened);
    return {};
}

Result<> Demo::refresh_addresses(Services& services) {
    const auto registered =
        services.database().read_blocking([](store::Tx& tx) -> Result<bool> { return !store::clusters::all(tx).empty(); });
    if (!registered) return fail(registered.error());
    if (!*registered) return {};
    if (auto opened = wait_for_fleet(); !opened) return opened;
    const auto done = services.database().write_blocking([&](store::Tx& tx) -> Result<bool> {
        for (const auto& cluster : store::clusters::all(tx)) {
            const auto kubeconfig = fleet_->kubeconfig(cluster.name);
            if (!kubeconfig) continue;  // not one of ours
            const auto sealed = services.vault().seal(Secret(*kubeconfig), control::credential_place(cluster.id));
            store::clusters::replace_kubeconfig(tx, cluster.id, sealed, system_clock().now());
        }
        return true;
    });
    if (!done) return fail(done.error());
    return {};
}

Task<Result<>> Demo::furnish(Services& services, const std::optional<Secret>& administrator) {
    auto wait = [this] { return wait_for_fleet(); };
    if (auto opened = co_await run_blocking(services.hashing(), std::move(wait)); !opened) co_return fail(opened.error());
    if (!administrator) co_return Result<>();
    users_ = {{"admin", administrator->reveal(), "administrator: everything, everywhere", {}}};
    if (auto added = co_await add_clusters(services); !added) co_return fail(added.error());
    const ScopeAxis everything{true, {}, {}};
    DemoUser operator_user{"operator", control::make_password().reveal(), "operator of team-a and team-b on dev-eu", "Olga Operator"};
    Scope two_namespaces{{false, {"dev-eu"}, {}}, {false, {"team-a", "team-b"}, {}}};
    auto made = co_await add_user(services, std::move(operator_user), "operator", std::move(two_namespaces));
    if (!made) co_return fail(made.error());
    DemoUser viewer{"viewer", control::make_password().reveal(), "viewer: reads everything, changes nothing", "Vera Viewer"};
    Scope whole{everything, everything};
    made = co_await add_user(services, std::move(viewer), "viewer", std::move(whole));
    if (!made) co_return fail(made.error());
    co_return co_await services.directory().reload();
}

Task<Result<>> Demo::add_user(Services& services, DemoUser user, std::string role, Scope scope) {
    // Passwords of 116 random bits can't be guessed, however fast a guess is: the costly limits are for what people choose.
    auto hash =
        co_await run_blocking(services.hashing(), [password = Secret(user.password)] { return control::hash_password_quickly(password); });
    if (!hash) co_return fail(hash.error());
    const Time now = system_clock().now();
    const User record{Id<User>::make(), user.name, user.display_name, *hash, false, now};
    const Binding binding{Id<Binding>::make(), record.id, role, std::move(scope), now};
    auto write = [record, binding, now](store::Tx& tx) -> Result<bool> {
        store::users::insert(tx, record);
        store::bindings::insert(tx, binding);
        AuditEntry entry;
        entry.at = now;
        entry.who = "system:demo";
        entry.what = "user.create";
        entry.outcome = "succeeded";
        entry.kind = "User";
        entry.name = record.name;
        entry.message = fmt::format("demonstration user {} with the role {}", record.name, binding.role);
        entry.detail = "{}";
        store::audit::append(tx, entry);
        return true;
    };
    const auto written = co_await services.database().write(std::move(write));
    if (!written) co_return fail(written.error());
    users_.push_back(std::move(user));
    co_return Result<>();
}

Task<Result<>> Demo::add_clusters(Services& services) {
    for (const auto& each : sandbox::demo_clusters()) {
        Cluster cluster;
        cluster.name = each.member.cluster.name;
        cluster.labels = each.labels;
        cluster.colour = each.colour;
        const auto kubeconfig = fleet_->kubeconfig(cluster.name);
        if (!kubeconfig) co_return fail(kubeconfig.error());
        AuditEntry entry;
        entry.who = "system:demo";
        entry.what = "cluster.create";
        entry.outcome = "succeeded";
        entry.cluster = cluster.name;
        entry.message = fmt::format("simulated cluster {} was added", cluster.name);
        entry.detail = "{}";
        auto added = co_await services.clusters().add(std::move(cluster), Secret(*kubeconfig), {}, std::move(entry));
        if (!added) co_return fail(added.error());
    }
    co_return Result<>();
}

Result<> Demo::write_summary(const std::string& address) {
    const fs::path folder = fs::path(data_) / "kubeconfigs";
    std::error_code failure;
    fs::create_directories(folder, failure);
    json::object kubeconfigs;
    for (const auto& name : fleet_->names()) {
        const auto text = fleet_->kubeconfig(name);
        if (!text) return fail(text.error());
        const fs::path path = folder / (name + ".yaml");
        if (auto written = write_private(path, *text); !written) return written;
        kubeconfigs[name] = fs::absolute(path).lexically_normal().string();
    }
    json::array users;
    for (const auto& user : users_) users.push_back(json::object{{"name", user.name}, {"password", user.password}, {"about", user.about}});
    const json::object summary{{"address", address}, {"users", std::move(users)}, {"kubeconfigs", std::move(kubeconfigs)}};
    return write_private(fs::path(data_) / "demo.json", json::serialize(summary) + "\n");
}

Task<> Demo::stop() {
    // Still opening: the start has failed, and nobody is served any more who could mind the wait.
    const auto opened = wait_for_fleet();
    if (opened && fleet_) co_await fleet_->stop();
}

}  // namespace nexa::app
