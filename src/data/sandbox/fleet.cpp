#include "data/sandbox/fleet.hpp"

#include <charconv>
#include <filesystem>
#include <mutex>

#include "base/encoding.hpp"
#include "data/sandbox/certificates.hpp"
#include "data/sandbox/rest/api_server.hpp"
#include "http/server.hpp"

namespace nexa::sandbox {

namespace {

constexpr std::string_view admin_name = "admin";

/// One served cluster; members end in reverse order: the server first, the cluster last.
struct Served {
    std::shared_ptr<SimTime> time;
    std::unique_ptr<SandboxCluster> cluster;
    std::unique_ptr<RequestLog> log;
    Faults faults;
    std::vector<SandboxUser> users;  // the administrator first, under "admin"
    std::unique_ptr<ApiServer> api;
    std::unique_ptr<http::Server> server;
};

/// The bodies of what the HTTP server refuses by itself.
http::Response problem(int code, std::string detail) {
    const json::object body{{"kind", "Status"},
                            {"apiVersion", "v1"},
                            {"metadata", json::object()},
                            {"status", "Failure"},
                            {"message", detail},
                            {"reason", code == 413   ? "RequestEntityTooLarge"
                                       : code == 500 ? "InternalError"
                                                     : "BadRequest"},
                            {"code", code}};
    return http::Response::json(code, json::serialize(body));
}

std::string make_token() {
    return to_base64url(random_bytes(32));
}

}  // namespace

struct Fleet::Impl {
    IoPool& pool;
    FleetOptions options;
    Certificates certificates;
    mutable std::mutex mutex;
    std::map<std::string, std::unique_ptr<Served>, std::less<>> clusters;

    Impl(IoPool& the_pool, FleetOptions the_options, Certificates the_certificates)
        : pool(the_pool),
          options(std::move(the_options)),
          certificates(std::move(the_certificates)) {}

    Served* find(std::string_view name) const {
        const std::lock_guard lock(mutex);
        const auto found = clusters.find(name);
        return found == clusters.end() ? nullptr : found->second.get();
    }

    std::string folder(std::string_view cluster) const {
        return options.data_dir.empty() ? std::string() : fmt::format("{}/{}", options.data_dir, cluster);
    }

    /// The token kept for that user, made at first.
    Result<std::string> token_of(const std::string& cluster, const std::string& user) const {
        const auto place = folder(cluster);
        if (place.empty()) return make_token();
        const auto path = fmt::format("{}/{}.token", place, user);
        if (auto kept = read_private_file(path); kept && !kept->empty()) return kept;
        auto fresh = make_token();
        if (auto written = write_private_file(path, fresh); !written) return fail(std::move(written.error()));
        return fresh;
    }

    std::uint16_t last_port(const std::string& cluster) const {
        if (options.data_dir.empty()) return 0;
        const auto text = read_private_file(folder(cluster) + "/port");
        std::uint16_t port = 0;
        if (text) std::from_chars(text->data(), text->data() + text->size(), port);
        return port;
    }

    Result<std::unique_ptr<http::Server>> listen(Served& served, std::uint16_t port) {
        http::ServerOptions server;
        server.host = options.host;
        server.port = port;
        server.tls = http::Tls{certificates.server.certificate, certificates.server.private_key, {}};
        server.limits.body_bytes = 8 * 1024 * 1024;  // the API itself refuses from 3 MiB, in its own words
        server.limits.drain = std::chrono::seconds(2);
        server.problem = problem;
        auto* api = served.api.get();
        return http::listen(pool, std::move(server), [api](http::Request& request) { return api->handle(request); });
    }
};

Result<std::unique_ptr<Fleet>> Fleet::open(IoPool& pool, FleetOptions options) {
    auto certificates = options.data_dir.empty() ? make_certificates() : load_or_make_certificates(options.data_dir);
    if (!certificates) return fail(std::move(certificates.error()));
    return std::unique_ptr<Fleet>(new Fleet(std::make_unique<Impl>(pool, std::move(options), std::move(*certificates))));
}

Fleet::Fleet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Fleet::~Fleet() = default;

Result<> Fleet::add(FleetMember member, const Prepare& prepare) {
    const auto name = member.cluster.name;
    if (find(name)) return fail(ErrorCode::conflict, fmt::format("the sandbox cluster {} exists already", name));
    const auto place = impl_->folder(name);
    if (!place.empty()) {
        std::error_code error;
        std::filesystem::create_directories(place, error);
        if (error) return fail(ErrorCode::unavailable, fmt::format("the folder {} can't be made: {}", place, error.message()));
        member.cluster.journal_path = place + "/journal";
    }
    auto served = std::make_unique<Served>();
    const bool has_past = member.past > Duration{};
    served->time = has_past ? SimTime::manual(system_clock().now() - member.past) : SimTime::living(impl_->pool.next(), member.speed);
    auto cluster = SandboxCluster::open(std::move(member.cluster), served->time);
    if (!cluster) return fail(std::move(cluster.error()));
    served->cluster = std::move(*cluster);
    auto log = RequestLog::open(place.empty() ? "" : place + "/requests.jsonl");
    if (!log) return fail(std::move(log.error()));
    served->log = std::move(*log);

    member.users.insert(member.users.begin(), SandboxUser::admin({}));
    for (auto& user : member.users) {
        if (!user.token.empty()) continue;
        auto token = impl_->token_of(name, user.name);
        if (!token) return fail(std::move(token.error()));
        user.token = std::move(*token);
    }
    served->users = member.users;
    // A cluster that comes back from its journal has had its past: its operators start now.
    const bool lived = has_past && served->cluster->restored();
    if (lived) served->time->step(member.past);
    if (prepare) prepare(*served->cluster);
    if (has_past && !lived) served->time->step(member.past);
    if (has_past) served->time->go_live(impl_->pool.next(), member.speed);
    ApiServerOptions api;
    api.users = std::move(member.users);
    api.bookmark_every = member.bookmark_every;
    api.server_address = impl_->options.host;
    served->api = std::make_unique<ApiServer>(*served->cluster, *served->log, served->faults, std::move(api));

    const auto before = member.port ? std::uint16_t{0} : impl_->last_port(name);
    auto server = impl_->listen(*served, member.port ? member.port : before);
    if (!server && before) server = impl_->listen(*served, 0);
    if (!server) return fail(std::move(server.error()));
    served->server = std::move(*server);
    if (!place.empty()) {
        if (auto written = write_private_file(place + "/port", std::to_string(served->server->port())); !written)
            return fail(std::move(written.error()));
    }
    const std::lock_guard lock(impl_->mutex);
    impl_->clusters.emplace(name, std::move(served));
    return {};
}

Task<Result<>> Fleet::remove(std::string cluster, bool forget) {
    std::unique_ptr<Served> served;
    {
        const std::lock_guard lock(impl_->mutex);
        const auto found = impl_->clusters.find(cluster);
        if (found == impl_->clusters.end()) co_return fail(ErrorCode::not_found, fmt::format("there is no sandbox cluster {}", cluster));
        served = std::move(found->second);
        impl_->clusters.erase(found);
    }
    co_await served->server->stop();
    served.reset();
    if (forget && !impl_->options.data_dir.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(impl_->folder(cluster), ignored);
    }
    co_return Result<>();
}

std::vector<std::string> Fleet::names() const {
    const std::lock_guard lock(impl_->mutex);
    std::vector<std::string> out;
    for (const auto& [name, served] : impl_->clusters) out.push_back(name);
    return out;
}

SandboxCluster* Fleet::find(std::string_view cluster) const {
    const auto* served = impl_->find(cluster);
    return served ? served->cluster.get() : nullptr;
}

Faults* Fleet::faults(std::string_view cluster) const {
    auto* served = impl_->find(cluster);
    return served ? &served->faults : nullptr;
}

RequestLog* Fleet::request_log(std::string_view cluster) const {
    const auto* served = impl_->find(cluster);
    return served ? served->log.get() : nullptr;
}

std::string Fleet::server_url(std::string_view cluster) const {
    const auto* served = impl_->find(cluster);
    return served ? fmt::format("https://{}:{}", impl_->options.host, served->server->port()) : std::string();
}

const std::string& Fleet::authority_pem() const {
    return impl_->certificates.authority.certificate;
}

std::string Fleet::token(std::string_view cluster, std::string_view user) const {
    const auto* served = impl_->find(cluster);
    if (!served) return {};
    if (user == admin_name) return served->users.front().token;
    const auto found = std::ranges::find(served->users, user, &SandboxUser::name);
    return found == served->users.end() ? std::string() : found->token;
}

Result<std::string> Fleet::kubeconfig(std::string_view cluster, std::string_view user) const {
    const auto bearer = token(cluster, user);
    if (bearer.empty()) return fail(ErrorCode::not_found, fmt::format("the sandbox has no cluster {} with a user {}", cluster, user));
    return fmt::format(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: {0}\n  cluster:\n    server: {1}\n    certificate-authority-data: {2}\nusers:\n- "
        "name: {3}\n  user:\n    token: {4}\n"
        "contexts:\n- name: {0}\n  context:\n    cluster: {0}\n    user: {3}\n    namespace: default\ncurrent-context: {0}\n",
        cluster, server_url(cluster), to_base64(authority_pem()), user, bearer);
}

Task<> Fleet::stop() {
    std::vector<Served*> all;
    {
        const std::lock_guard lock(impl_->mutex);
        for (const auto& [name, served] : impl_->clusters) all.push_back(served.get());
    }
    for (auto* served : all) co_await served->server->stop();
    for (auto* served : all) served->time->stop();
}

}  // namespace nexa::sandbox
