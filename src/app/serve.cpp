#include "app/serve.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "app/demo.hpp"
#include "app/front.hpp"
#include "app/services.hpp"
#include "app/signals.hpp"
#include "base/log.hpp"
#include "data/sandbox/certificates.hpp"
#include "data/sandbox/operators/install.hpp"
#include "data/sandbox/operators/scenarios.hpp"
#include "data/sandbox/seed/demo_fleet.hpp"
#include "data/sandbox/seed/load.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"

namespace nexa::app {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorCode::invalid, fmt::format("{} can't be read; check the path and its permissions", path));
    return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

log::Level level_of(const std::string& name) {
    if (name == "debug") return log::Level::debug;
    if (name == "warning") return log::Level::warning;
    if (name == "error") return log::Level::error;
    return log::Level::info;
}

/// The page's folder: as told, else ui/dist beside the folder that the program was built in.
std::shared_ptr<const http::StaticFiles> load_page(const ServeOptions& options) {
    fs::path folder = options.page;
    if (folder.empty()) {
        std::error_code failure;
        folder = fs::read_symlink("/proc/self/exe", failure).parent_path().parent_path().parent_path() / "ui" / "dist";
        if (failure || !fs::exists(folder / "index.html")) return nullptr;
    }
    auto files = http::StaticFiles::load(folder);
    if (!files) {
        log::warning("page", "{}", files.error().message);
        return nullptr;
    }
    return std::make_shared<const http::StaticFiles>(std::move(*files));
}

Result<std::optional<http::Tls>> tls_of(const ServeOptions& options) {
    if (options.tls_certificate.empty() && options.tls_key.empty()) return std::nullopt;
    if (options.tls_certificate.empty() || options.tls_key.empty()) return fail(ErrorCode::invalid, "--tls-cert and --tls-key go together");
    auto certificate = read_file(options.tls_certificate);
    if (!certificate) return fail(certificate.error());
    auto key = read_file(options.tls_key);
    if (!key) return fail(key.error());
    return http::Tls{std::move(*certificate), std::move(*key), {}};
}

void say(const std::string& text) {
    std::fputs((text + "\n").c_str(), stdout);
    std::fflush(stdout);
}

void greet(const std::string& address, const Demo* demo, const std::optional<Secret>& administrator) {
    say(fmt::format("\nNexa is ready: {}\n", address));
    if (demo) {
        for (const auto& user : demo->users()) say(fmt::format("  {:<10} {}   {}", user.name, user.password, user.about));
        say("\nStop it with Ctrl-C; the next start goes on where this one ended.");
    } else if (administrator) {
        say(fmt::format("  admin      {}   (shown this once; change it after signing in)", administrator->reveal()));
    }
}

std::size_t threads_of(const ServeOptions& options) {
    return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

/// When there is more to do than the machine can, callers are answered first: a quarter of it is left to what clusters send.
constexpr int clusters_niceness = 5;

/// One server from start to stop; every part is destroyed before the threads end.
class Run {
public:
    explicit Run(const ServeOptions& options)
        : options_(options),
          pool_(threads_of(options), "nexa-api"),
          clusters_(threads_of(options), "nexa-clust", clusters_niceness) {}

    Result<> operator()() {
        const auto address = parse_address(options_.listen);
        if (!address) return fail(address.error());
        auto tls = tls_of(options_);
        if (!tls) return fail(tls.error());
        std::error_code failure;
        fs::create_directories(options_.data, failure);
        if (failure)
            return fail(ErrorCode::unavailable, fmt::format("the data folder {} can't be made: {}", options_.data, failure.message()));
        ::chmod(options_.data.c_str(), 0700);

        const auto roles = parse_roles(options_.roles);
        if (!roles) return fail(roles.error());
        if (options_.demo && !roles->all()) return fail(ErrorCode::invalid, "--demo is one process with all roles; leave --roles out");
        auto metrics_token = take_metrics_token();

        auto vault = control::Vault::open(take_master_keys());
        if (!vault) return fail(vault.error());
        store::DatabaseOptions database_options;
        database_options.url = options_.database.empty() ? "sqlite:" + (fs::path(options_.data) / "nexa.db").string() : options_.database;
        auto database = store::open_database(database_options);
        if (!database) return fail(database.error());
        kube::KubeconfigPolicy kubeconfigs;
        kubeconfigs.insecure_skip_tls_verify = options_.allow_insecure_clusters;
        const kube::GateLimits gate{.per_second = options_.cluster_rate, .burst = 2 * options_.cluster_rate};
        auto services = Services::make({pool_, clusters_, std::move(*database), std::move(*vault), system_clock(), tls->has_value(), *roles,
                                        kubeconfigs, gate, options_.submissions_in_flight});
        if (!services) return fail(services.error());
        services_ = std::move(*services);

        if (options_.demo) {
            say("Starting the simulated fleet ...");
            demo_ = Demo::begin(clusters_, options_);
            if (auto refreshed = demo_->refresh_addresses(*services_); !refreshed) return refreshed;
        }
        const bool is_tls = tls->has_value();
        const http::RateLimit clients{.per_second = options_.client_rate, .burst = 2 * options_.client_rate};
        auto front = make_front(*services_, load_page(options_), is_tls, std::move(metrics_token), clients, system_clock());
        if (!front) return fail(front.error());
        http::ServerOptions server;
        server.host = address->host;
        server.port = address->port;
        server.tls = std::move(*tls);
        server.limits.body_bytes = 5 * 1024 * 1024;
        server.problem = [](int status, const std::string& detail) { return http::problem(status, detail, Uuid::make().str()); };
        auto listening = http::listen(pool_, std::move(server), std::move(*front));
        if (!listening) return fail(listening.error());
        server_ = std::move(*listening);
        services_->count_connections([this] { return server_->connections(); });
        clusters_.start();
        pool_.start();
        return wait_for_end(fmt::format("{}://{}:{}", is_tls ? "https" : "http", address->host, server_->port()));
    }

    ~Run() {
        pool_.stop();
        clusters_.stop();
        server_.reset();
        demo_.reset();
        services_.reset();
    }

private:
    Result<> wait_for_end(std::string url) {
        std::promise<Result<>> promise;
        auto future = promise.get_future();
        TaskGroup main(pool_.executor(0));
        main.spawn("main", live(std::move(url), promise));
        return future.get();
    }

    Task<> live(std::string url, std::promise<Result<>>& promise) {
        Result<> result = co_await run(std::move(url));
        co_await server_->stop();
        co_await services_->stop();
        if (demo_) co_await demo_->stop();
        promise.set_value(std::move(result));
    }

    /// From the start of the services to the signal that ends them.
    Task<Result<>> run(std::string url) {
        auto administrator = co_await services_->start();
        if (!administrator) co_return fail(administrator.error());
        if (demo_) {
            if (auto furnished = co_await demo_->furnish(*services_, *administrator); !furnished) co_return fail(furnished.error());
        }
        Termination termination(co_await asio::this_coro::executor);
        if (demo_) {
            if (auto written = demo_->write_summary(url); !written) co_return fail(written.error());
        }
        greet(url, demo_.get(), *administrator);
        co_await termination.wait();
        say("\nStopping ...");
        co_return Result<>();
    }

    const ServeOptions options_;
    IoPool pool_;      // callers
    IoPool clusters_;  // what Nexa does on clusters, and the simulated ones
    std::unique_ptr<Services> services_;
    std::unique_ptr<Demo> demo_;
    std::unique_ptr<http::Server> server_;
};

int report(const Result<>& result) {
    if (result) return 0;
    std::fputs(fmt::format("nexa: {}\n", result.error().message).c_str(), stderr);
    for (const auto& issue : result.error().issues) std::fputs(fmt::format("  {}: {}\n", issue.pointer, issue.message).c_str(), stderr);
    return 1;
}

Result<> write_kubeconfig(const sandbox::Fleet& fleet, const std::string& cluster, const std::string& user, const fs::path& path) {
    const auto text = fleet.kubeconfig(cluster, user);
    if (!text) return fail(text.error());
    return sandbox::write_private_file(path.string(), *text);
}

/// What an empty cluster of `nexa sandbox` begins with.
void furnish(sandbox::SandboxCluster& cluster, bool operators, std::size_t load) {
    if (operators) sandbox::install_operators(cluster, sandbox::versions_of(cluster.options()));
    if (load == 0 || cluster.restored()) return;
    sandbox::LoadShape shape;
    shape.count = load;
    if (const auto planted = sandbox::plant_load(cluster.store(), shape); !planted) log::error("sandbox", "the load could not be planted");
}

}  // namespace

int serve(const ServeOptions& options) {
    log::configure(level_of(options.log_level), options.log_json);
    ignore_broken_pipes();
    Run run(options);
    return report(run());
}

int run_sandbox(const SandboxOptions& options) {
    log::configure(level_of(options.log_level), false);
    ignore_broken_pipes();
    IoPool pool(std::max(1U, std::thread::hardware_concurrency()));
    const auto open = [&]() -> Result<std::unique_ptr<sandbox::Fleet>> {
        auto fleet = sandbox::Fleet::open(pool, {options.data, options.host});
        if (!fleet) return fleet;
        if (options.empty) {
            for (const auto& name : options.clusters) {
                sandbox::FleetMember member;
                member.cluster.name = name;
                member.cluster.kubernetes_version = options.kubernetes;
                member.cluster.strimzi_version = "1.2.0";
                member.cluster.spark_version = "2.5.2";
                member.speed = options.speed;
                member.cluster.history = sandbox::history_for(options.clusters.size());
                for (const auto& text : options.users) {
                    const auto user = parse_namespaced_user(text);
                    if (!user) return fail(user.error());
                    member.users.push_back(sandbox::SandboxUser::limited(user->name, {}, user->namespaces));
                }
                const std::size_t load = name == options.clusters.front() ? options.load : 0;
                auto added =
                    (*fleet)->add(std::move(member), [&](sandbox::SandboxCluster& cluster) { furnish(cluster, options.operators, load); });
                if (!added) return fail(added.error());
            }
            return fleet;
        }
        if (auto seeded = sandbox::seed_demo(**fleet, options.speed); !seeded) return fail(seeded.error());
        return fleet;
    };
    const auto scenarios = sandbox::load_scenarios(options.scenarios);
    if (!scenarios) return report(fail(scenarios.error()));
    auto fleet = open();
    if (!fleet) return report(fail(fleet.error()));
    for (const auto& name : (*fleet)->names()) sandbox::add_scenarios(*(*fleet)->find(name), *scenarios);
    Termination termination(pool.executor(0));
    pool.start();
    for (const auto& name : (*fleet)->names()) {
        const fs::path path = fs::path(options.data) / (name + ".kubeconfig");
        if (auto written = write_kubeconfig(**fleet, name, "admin", path); !written) return report(written);
        for (const auto& text : options.users) {
            const auto user = parse_namespaced_user(text)->name;
            auto written = write_kubeconfig(**fleet, name, user, fs::path(options.data) / fmt::format("{}-{}.kubeconfig", name, user));
            if (!written) return report(written);
        }
        say(fmt::format("{:<12} {}   KUBECONFIG={}", name, (*fleet)->server_url(name), fs::absolute(path).lexically_normal().string()));
    }
    say("The sandbox is ready; stop it with Ctrl-C.");
    std::promise<void> ended;
    TaskGroup main(pool.executor(0));
    auto live = [](Termination& termination, sandbox::Fleet& clusters, std::promise<void>& done) -> Task<> {
        co_await termination.wait();
        co_await clusters.stop();
        done.set_value();
    };
    main.spawn("main", live(termination, **fleet, ended));
    ended.get_future().wait();
    pool.stop();
    fleet->reset();
    return 0;
}

}  // namespace nexa::app
