#include "http/server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>

#include "base/log.hpp"
#include "http/session.hpp"
#include "http/tls_context.hpp"

namespace nexa::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;
using Shards = std::vector<std::shared_ptr<Shard>>;

/// Connections over the limit that may wait to hear 503; more are closed without a word.
constexpr std::size_t most_refusals = 64;
constexpr Duration accept_pause = std::chrono::milliseconds(100);

bool lacks_resources(const error_code& error) {
    namespace errc = boost::system::errc;
    return error == errc::too_many_files_open || error == errc::too_many_files_open_in_system || error == errc::no_buffer_space ||
           error == errc::not_enough_memory;
}

void hand_over(const std::shared_ptr<Shard>& shard, tcp::socket socket, const std::shared_ptr<asio::ssl::context>& tls) {
    Service& service = shard->service();
    if (service.connections.fetch_add(1, std::memory_order_relaxed) < service.limits.connections) {
        start_session(shard, std::move(socket), tls, false);
        return;
    }
    service.connections.fetch_sub(1, std::memory_order_relaxed);
    if (service.refusals.fetch_add(1, std::memory_order_relaxed) < most_refusals) {
        start_session(shard, std::move(socket), tls, true);
        return;
    }
    service.refusals.fetch_sub(1, std::memory_order_relaxed);
}

/// Accepts until cancelled. Running out of descriptors is survived: the next connection that ends gives one back.
Task<> accept_connections(tcp::acceptor acceptor, Shards shards, std::shared_ptr<asio::ssl::context> tls) {
    bool complained = false;
    for (std::size_t turn = 0;; ++turn) {
        const auto& shard = shards[turn % shards.size()];
        error_code error;
        tcp::socket socket = co_await acceptor.async_accept(shard->executor(), asio::redirect_error(asio::use_awaitable, error));
        if (error == asio::error::operation_aborted) co_return;
        if (!error) {
            complained = false;
            hand_over(shard, std::move(socket), tls);
            continue;
        }
        if (error == asio::error::connection_aborted) continue;  // the peer hung up before it was accepted
        if (!std::exchange(complained, true)) {
            const std::string_view advice = lacks_resources(error) ? "; raise the limit of open files" : "";
            log::error("http", "can't accept connections for now: {}{}", error.message(), advice);
        }
        co_await sleep_for(accept_pause);
    }
}

class BeastServer final : public Server {
public:
    BeastServer(std::uint16_t port, Shards shards, std::shared_ptr<Service> service, Executor accepting)
        : port_(port),
          shards_(std::move(shards)),
          service_(std::move(service)),
          acceptors_(std::move(accepting)) {}

    ~BeastServer() override {
        acceptors_.stop();
        for (const auto& shard : shards_) shard->group().stop();
    }

    std::uint16_t port() const override { return port_; }
    std::size_t connections() const override { return service_->connections.load(std::memory_order_relaxed); }

    void start(tcp::acceptor acceptor, std::shared_ptr<asio::ssl::context> tls) {
        auto accepting = accept_connections(std::move(acceptor), shards_, std::move(tls));
        acceptors_.spawn("accept", std::move(accepting));
    }

    Task<> stop() override {
        acceptors_.stop();
        co_await acceptors_.join();
        for (const auto& shard : shards_) asio::post(shard->executor(), [shard] { shard->begin_stop(); });
        auto ending = all_ended();
        const auto drained = co_await with_timeout(std::move(ending), service_->limits.drain, "draining");
        if (!drained) log::warning("http", "{} connections were still busy after the drain time and were cut", connections());
        for (const auto& shard : shards_) shard->group().stop();
        co_await all_ended();
    }

private:
    Task<Result<bool>> all_ended() {
        for (const auto& shard : shards_) co_await shard->group().join();
        co_return true;
    }

    const std::uint16_t port_;
    const Shards shards_;
    const std::shared_ptr<Service> service_;
    TaskGroup acceptors_;
};

Result<tcp::acceptor> open_acceptor(const Executor& executor, const std::string& host, std::uint16_t port) {
    error_code error;
    asio::ip::address address = asio::ip::make_address(host, error);
    if (error) {
        asio::io_context context;
        tcp::resolver resolver(context);
        const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
        if (error || found.empty()) {
            return fail(ErrorCode::unavailable,
                        fmt::format("can't listen on {}: it is no address of this machine: {}", host, error.message()));
        }
        address = found.begin()->endpoint().address();
    }
    const tcp::endpoint endpoint(address, port);
    tcp::acceptor acceptor(executor);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) return acceptor;
    if (error == asio::error::address_in_use) {
        return fail(ErrorCode::unavailable,
                    fmt::format("port {} on {} is taken by another program: stop that program, or choose another port", port, host));
    }
    if (error == asio::error::access_denied) {
        return fail(ErrorCode::unavailable,
                    fmt::format("port {} on {} needs more rights than this program has: choose one above 1023", port, host));
    }
    return fail(ErrorCode::unavailable, fmt::format("can't listen on port {} of {}: {}", port, host, error.message()));
}

}  // namespace

Result<std::unique_ptr<Server>> listen(IoPool& pool, ServerOptions options, Handler handler) {
    std::shared_ptr<asio::ssl::context> tls;
    if (options.tls) {
        auto context = make_tls_context(*options.tls);
        if (!context) return fail(std::move(context.error()));
        tls = std::move(*context);
    }
    const Executor accepting = pool.executor(0);
    auto acceptor = open_acceptor(accepting, options.host, options.port);
    if (!acceptor) return fail(std::move(acceptor.error()));
    const std::uint16_t port = acceptor->local_endpoint().port();

    auto service = std::make_shared<Service>();
    service->limits = options.limits;
    service->handler = std::move(handler);
    service->problem = std::move(options.problem);
    Shards shards;
    for (std::size_t index = 0; index < pool.size(); ++index) shards.push_back(std::make_shared<Shard>(pool.executor(index), service));
    auto server = std::make_unique<BeastServer>(port, std::move(shards), std::move(service), accepting);
    server->start(std::move(*acceptor), std::move(tls));
    return server;
}

}  // namespace nexa::http
