#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <memory>

#include "base/async.hpp"
#include "http/server.hpp"

namespace nexa::http {

/// What all connections of a server read. Immutable but for the count.
struct Service {
    Limits limits;
    Handler handler;
    std::function<Response(int status, std::string detail)> problem;
    std::atomic<std::size_t> connections{0};  ///< Those that are served.
    std::atomic<std::size_t> refusals{0};     ///< Those over the limit, about to hear 503.

    /// Never throws: an error form that fails is replaced by plain text.
    Response problem_response(int status, std::string detail) const noexcept;
};

/// A connection as its shard sees it. It leaves the shard by being destroyed.
class Connection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    using Instant = std::chrono::steady_clock::time_point;

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The deadline has passed; called again at each tick until it is moved.
    virtual void on_deadline() = 0;
    /// The server stops: end at once what need not be waited for.
    virtual void on_stop() = 0;
    Instant deadline() const { return deadline_; }

protected:
    Connection() = default;
    virtual ~Connection() = default;

    void set_deadline(Duration from_now) { deadline_ = std::chrono::steady_clock::now() + from_now; }
    void clear_deadline() { deadline_ = Instant::max(); }

private:
    Instant deadline_ = Instant::max();
};

/// The connections of one executor. One timer serves the deadlines of them all: setting a deadline, several times a request, is only a
/// store, and lateness of up to a tick does not matter. Use on the executor only, except for the constructor, `group` and `executor`.
class Shard : public std::enable_shared_from_this<Shard> {
public:
    Shard(Executor executor, std::shared_ptr<Service> service);

    void add(Connection& connection);
    void begin_stop();
    bool stopping() const { return stopping_; }

    const Executor& executor() const { return executor_; }
    TaskGroup& group() { return group_; }
    Service& service() { return *service_; }

private:
    void arm();
    void tick();

    const Executor executor_;
    const std::shared_ptr<Service> service_;
    const Duration period_;
    TaskGroup group_;
    boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>> connections_;
    asio::steady_timer timer_;
    bool armed_ = false;
    bool stopping_ = false;
};

}  // namespace nexa::http
