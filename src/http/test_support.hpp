#pragma once

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <future>

#include "http/server.hpp"

namespace nexa::http::test {

using namespace std::chrono_literals;

/// How long a test waits for what must happen before it fails.
constexpr auto patience = 20s;

/// A peer that writes exactly the bytes it is told to. Every wait ends after `patience`, with a failure.
template <class Stream>
class Peer {
public:
    template <class... Args>
    explicit Peer(std::uint16_t port, Args&&... args) : stream_(context_, std::forward<Args>(args)...) {
        socket().connect({asio::ip::address_v4::loopback(), port});
    }

    auto& socket() { return stream_.lowest_layer(); }
    Stream& stream() { return stream_; }

    void send(std::string_view bytes) {
        asio::async_write(stream_, asio::buffer(bytes), [this](boost::system::error_code error, std::size_t) { error_ = error; });
        wait();
    }

    /// Up to and with `mark`, or all there was before the end of the connection.
    std::string read_through(std::string_view mark) {
        for (std::size_t searched = 0;;) {
            const auto at = received_.find(mark, searched);
            if (at != std::string::npos) return take(at + mark.size());
            searched = received_.size() - std::min(received_.size(), mark.size());
            if (!read_some()) return std::exchange(received_, {});
        }
    }

    /// A header and as much body as its Content-Length says.
    std::string read_response() {
        std::string response = read_through("\r\n\r\n");
        const auto at = response.find("Content-Length: ");
        if (at == std::string::npos) return response;
        const auto length = std::stoul(response.substr(at + 16));
        while (received_.size() < length && read_some()) {
        }
        return response + take(std::min<std::size_t>(length, received_.size()));
    }

    std::string read_to_end() {
        while (read_some()) {
        }
        return std::exchange(received_, {});
    }

    void close() { socket().close(); }
    void reset() {
        socket().set_option(asio::socket_base::linger(true, 0));
        socket().close();
    }

    boost::system::error_code error() const { return error_; }

    /// Runs what was started on the stream.
    void wait() {
        context_.restart();
        context_.run_for(patience);
        if (!context_.stopped()) throw std::runtime_error("the server did not do in time what the test waits for");
    }

private:
    bool read_some() {
        std::size_t got = 0;
        stream_.async_read_some(asio::buffer(chunk_), [&](boost::system::error_code error, std::size_t count) {
            error_ = error;
            got = count;
        });
        wait();
        received_.append(chunk_.data(), got);
        return !error_;
    }
    std::string take(std::size_t count) {
        std::string taken = received_.substr(0, count);
        received_.erase(0, count);
        return taken;
    }

    asio::io_context context_;
    Stream stream_;
    std::array<char, 65536> chunk_{};
    std::string received_;
    boost::system::error_code error_;
};

using PlainPeer = Peer<asio::ip::tcp::socket>;

/// A server on a free port with two I/O threads, stopped and joined at the end.
class Running {
public:
    explicit Running(Handler handler, Limits limits = {}, std::optional<Tls> tls = std::nullopt) {
        ServerOptions options;
        options.limits = limits;
        options.tls = std::move(tls);
        auto made = listen(pool, std::move(options), std::move(handler));
        if (!made) throw std::runtime_error(made.error().message);
        server = std::move(*made);
        pool.start();
    }
    ~Running() {
        stop();
        pool.stop();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    std::uint16_t port() const { return server->port(); }
    std::future<void> start_stop() { return asio::co_spawn(pool.executor(0), server->stop(), asio::use_future); }
    void stop() {
        auto done = start_stop();
        if (done.wait_for(patience) != std::future_status::ready) std::abort();  // nothing could be torn down safely
    }

    IoPool pool{2};
    std::unique_ptr<Server> server;
};

/// What a handler tells a test from its own thread.
template <class T>
class Report {
public:
    void say(T value) { promise_.set_value(std::move(value)); }
    T wait() {
        if (future_.wait_for(patience) != std::future_status::ready) throw std::runtime_error("nothing was reported");
        return future_.get();
    }

private:
    std::promise<T> promise_;
    std::future<T> future_ = promise_.get_future();
};

inline std::string get(std::string_view target, std::string_view more_headers = {}) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: test\r\n{}\r\n", target, more_headers);
}

/// The status of a response, 0 when there is none.
inline int status_in(std::string_view response) {
    return response.starts_with("HTTP/1.1 ") ? std::stoi(std::string(response.substr(9, 3))) : 0;
}

inline std::string body_in(std::string_view response) {
    const auto end = response.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string() : std::string(response.substr(end + 4));
}

}  // namespace nexa::http::test
