#include "http/session.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "base/log.hpp"
#include "http/read_buffer.hpp"
#include "http/request_parser.hpp"
#include "http/response_head.hpp"
#include "http/tls_context.hpp"

namespace nexa::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;
using namespace asio::experimental::awaitable_operators;

/// How long a connection that was ended by the server waits for the peer to take the last response.
constexpr Duration linger_time = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = 64 * 1024 * 1024;
/// One TLS record: up to it, header and body are sent as one.
constexpr std::size_t record_bytes = 16 * 1024;

/// Counts a connection off when it goes, started or not.
class Counted {
public:
    Counted(std::shared_ptr<Shard> shard, bool refused) : shard_(std::move(shard)), refused_(refused) {}
    Counted(Counted&&) = default;
    Counted& operator=(Counted&&) = delete;
    ~Counted() {
        if (!shard_) return;
        Service& service = shard_->service();
        (refused_ ? service.refusals : service.connections).fetch_sub(1, std::memory_order_relaxed);
    }

private:
    std::shared_ptr<Shard> shard_;
    bool refused_;
};

std::string address_of(const tcp::socket& socket) {
    error_code gone;
    const auto address = socket.remote_endpoint(gone).address();
    if (gone) return {};
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

template <class Stream>
class Session final : public Connection {
    static constexpr bool is_tls = std::is_same_v<Stream, TlsStream>;

public:
    Session(Stream stream, std::shared_ptr<Shard> shard)
        : stream_(std::move(stream)),
          shard_(std::move(shard)),
          service_(shard_->service()),
          limits_(service_.limits),
          parser_(limits_),
          buffer_(std::max<std::size_t>(limits_.header_bytes, 4096) + 1024),
          remote_(address_of(socket())),
          pause_(shard_->executor()) {
        shard_->add(*this);
    }

    Task<> run(bool refuse_at_once) {
        if constexpr (is_tls) {
            const bool secure = co_await handshake();
            if (!secure) co_return;
        }
        if (refuse_at_once) {
            parser_.start(request_);
            co_await refuse(503, "The server has as many connections as it may; try again later.");
            co_return;
        }
        for (std::size_t served = 1;; ++served) {
            const bool received = co_await receive();
            if (!received) co_return;
            Response response = co_await answer();
            const bool more = served < limits_.requests_per_connection;
            const bool keep = co_await send(response, more);
            if (!keep) break;
        }
        co_await linger();
    }

    void on_deadline() override {
        expired_ = true;
        error_code ignored;
        socket().cancel(ignored);
    }

    void on_stop() override {
        if (!interruptible_) return;
        pause_.cancel();
        error_code ignored;
        socket().cancel(ignored);
    }

private:
    class ChunkWriter;

    tcp::socket& socket() {
        if constexpr (is_tls) {
            return stream_.next_layer();
        } else {
            return stream_;
        }
    }

    void limit_to(Duration time) {
        expired_ = false;
        set_deadline(time);
    }

    Task<bool> handshake()
        requires is_tls
    {
        interruptible_ = true;
        limit_to(limits_.tls_handshake);
        error_code error;
        co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
        clear_deadline();
        interruptible_ = false;
        if (!error) client_subject_ = client_subject(stream_.native_handle());
        co_return !error;
    }

    /// Reads the next request into `request_`. False: the connection has ended, or what came was answered with a problem.
    Task<bool> receive() {
        request_ = Request{};
        parser_.start(request_);
        bool begun = false;
        bool fresh = !buffer_.empty();
        if (!fresh) limit_to(served_any_ ? limits_.idle : limits_.header);
        for (;;) {
            auto progress = RequestParser::Progress::more;
            const bool first = fresh && !begun;
            if (fresh) {
                begun = true;
                std::string_view bytes = buffer_.data();
                progress = parser_.put(bytes);
                buffer_.keep(bytes.size());
            }
            if (progress == RequestParser::Progress::done) break;
            if (progress == RequestParser::Progress::refused) {
                co_await refuse(parser_.status(), parser_.detail());
                co_return false;
            }
            if (progress == RequestParser::Progress::header) {
                if (parser_.expects_continue() && buffer_.empty()) {
                    const bool asked = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {}, {});
                    if (!asked) co_return false;
                }
                limit_to(limits_.body);
                fresh = !buffer_.empty();
                if (fresh) continue;
            } else if (first) {
                limit_to(limits_.header);
            }
            if (buffer_.full()) {
                co_await refuse(400, "a part of the request is too long");
                co_return false;
            }
            if (!begun && shard_->stopping()) co_return false;
            interruptible_ = !begun;
            error_code error;
            const std::size_t count = co_await stream_.async_read_some(buffer_.prepare(), asio::redirect_error(asio::use_awaitable, error));
            interruptible_ = false;
            if (error) {
                if (begun && expired_) co_await refuse(408, "the request did not arrive in time");
                co_return false;
            }
            buffer_.commit(count);
            fresh = true;
        }
        clear_deadline();
        served_any_ = true;
        request_.remote_address = remote_;
        if constexpr (is_tls) request_.client_subject = client_subject_;
        co_return true;
    }

    Task<Response> answer() {
        std::string failure;
        try {
            co_return co_await service_.handler(request_);
        } catch (const boost::system::system_error& error) {
            // Cancelled: the server has waited long enough; the connection ends with this coroutine.
            if (error.code() == asio::error::operation_aborted) throw;
            failure = error.what();
        } catch (const std::exception& error) {
            failure = error.what();
        } catch (...) {
            failure = "an exception of an unknown type";
        }
        log::error("http", "{} {} failed: {} (request {})", to_string(request_.method), request_.raw_path(), failure, request_.request_id);
        co_return service_.problem_response(500, "The server failed to handle the request. Its log has the reason.");
    }

    /// False: the connection is not to be kept.
    Task<bool> send(Response& response, bool more) {
        const bool keep = more && parser_.keep_alive() && !shard_->stopping() && response.headers.get("Connection") != "close";
        if (auto* const body = std::get_if<StreamBody>(&response.body)) {
            const bool whole = co_await send_stream(response, *body, keep);
            co_return whole&& keep;
        }
        const auto* const own = std::get_if<std::string>(&response.body);
        const auto* const shared = std::get_if<std::shared_ptr<const std::string>>(&response.body);
        const std::string_view body = own != nullptr ? *own : *shared != nullptr ? **shared : std::string_view();
        const bool bodiless = request_.method == Method::head || response.status == 204 || response.status == 304;
        head_.clear();
        append_head(head_, response, {.content_length = body.size(), .keep_alive = keep, .http_1_0 = parser_.is_http_1_0()});
        const bool written = co_await write(head_, bodiless ? std::string_view() : body, {});
        co_return written&& keep;
    }

    /// Sends the three pieces in as few packets as can be. False: the peer has gone or does not read.
    Task<bool> write(std::string_view first, std::string_view second, std::string_view third) {
        std::array<asio::const_buffer, 3> pieces{asio::buffer(first), asio::buffer(second), asio::buffer(third)};
        if constexpr (is_tls) {
            // The TLS stream makes a record, and a packet, of each piece.
            if (second.size() + third.size() != 0 && first.size() + second.size() + third.size() <= record_bytes) {
                record_.assign(first).append(second).append(third);
                pieces = {asio::buffer(record_), asio::const_buffer(), asio::const_buffer()};
            }
        } else {
            // Nearly always the kernel takes all of it at once; then nothing needs to be waited for.
            error_code error;
            take(pieces, socket().write_some(pieces, error));
            if (error && error != asio::error::would_block) {
                broken_ = true;
                co_return false;
            }
        }
        while (asio::buffer_size(pieces) != 0) {
            limit_to(limits_.write);
            error_code error;
            const std::size_t count = co_await stream_.async_write_some(pieces, asio::redirect_error(asio::use_awaitable, error));
            clear_deadline();
            if (error) {
                broken_ = true;
                co_return false;
            }
            take(pieces, count);
        }
        co_return true;
    }

    static void take(std::array<asio::const_buffer, 3>& pieces, std::size_t count) {
        for (auto& piece : pieces) {
            const std::size_t here = std::min(count, piece.size());
            piece += here;
            count -= here;
        }
    }

    /// True: the body was sent to its end.
    Task<bool> send_stream(const Response& response, const StreamBody& body, bool keep) {
        const bool chunked = !parser_.is_http_1_0();
        head_.clear();
        append_head(head_, response, {.content_length = {}, .chunked = chunked, .keep_alive = keep && chunked, .http_1_0 = !chunked});
        const bool begun = co_await write(head_, {}, {});
        if (!begun) co_return false;
        if (request_.method == Method::head) co_return chunked;
        stream_state_ = {};
        interruptible_ = true;
        co_await (produce(body, chunked) || watch());
        interruptible_ = false;
        if (!stream_state_.whole || stream_state_.cut) co_return false;
        if (!chunked) co_return false;
        const bool ended = co_await write("0\r\n\r\n", {}, {});
        co_return ended;
    }

    Task<> produce(const StreamBody& body, bool chunked) {
        ChunkWriter writer(*this, chunked);
        try {
            co_await body(writer);
            stream_state_.whole = true;
        } catch (const boost::system::system_error& error) {
            if (error.code() != asio::error::operation_aborted) log_stream_failure(error.what());
        } catch (const std::exception& error) {
            log_stream_failure(error.what());
        } catch (...) {
            log_stream_failure("an exception of an unknown type");
        }
        stream_state_.produced = true;
    }

    void log_stream_failure(std::string_view what) const {
        log::error("http", "the stream of {} was cut: {} (request {})", request_.raw_path(), what, request_.request_id);
    }

    /// Reads while a stream is sent, so that a peer that goes away is noticed when nothing is being written. Returns when it has gone,
    /// which cancels the stream; what it sends meanwhile waits in the buffer for its turn.
    Task<> watch() {
        while (!shard_->stopping()) {
            error_code error;
            if (buffer_.full()) {
                pause_.expires_at(Instant::max());
                co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, error));
                break;
            }
            const std::size_t count = co_await stream_.async_read_some(buffer_.prepare(), asio::redirect_error(asio::use_awaitable, error));
            if (error) break;
            buffer_.commit(count);
        }
        if (!stream_state_.produced) stream_state_.cut = true;
    }

    /// Answers what can't be served, and ends the connection.
    Task<> refuse(int status, std::string detail) {
        log::debug("http", "a request from {} was answered with {}: {}", remote_, status, detail);
        Response response = service_.problem_response(status, std::move(detail));
        response.headers.set("Connection", "close");
        co_await send(response, false);
        co_await linger();
    }

    /// Closes so that the peer still gets the last response: a socket closed with unread bytes would reset the connection and may take
    /// the response with it.
    Task<> linger() {
        if (broken_ || shard_->stopping()) co_return;
        interruptible_ = true;
        limit_to(linger_time);
        error_code error;
        if constexpr (is_tls) co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
        socket().shutdown(tcp::socket::shutdown_send, error);
        std::vector<char> discarded(64 * 1024);
        std::size_t total = 0;
        while (!error && !expired_ && total < linger_bytes) {
            total += co_await socket().async_read_some(asio::buffer(discarded), asio::redirect_error(asio::use_awaitable, error));
        }
    }

    Stream stream_;
    const std::shared_ptr<Shard> shard_;
    Service& service_;
    const Limits& limits_;
    RequestParser parser_;
    ReadBuffer buffer_;
    const std::string remote_;
    asio::steady_timer pause_;
    Request request_;
    std::string head_;
    std::string record_;          // TLS only: header and body joined
    std::string client_subject_;  // likewise
    bool served_any_ = false;
    bool expired_ = false;        // the deadline passed and cancelled what was under way
    bool broken_ = false;         // a write failed: the peer has gone or does not read
    bool interruptible_ = false;  // nothing would be lost if the connection ended now
    struct {
        bool whole = false;     // the body was produced to its end
        bool produced = false;  // the producer has ended, in whatever way
        bool cut = false;       // the peer went, or the server stops
    } stream_state_;
};

template <class Stream>
class Session<Stream>::ChunkWriter final : public StreamWriter {
public:
    ChunkWriter(Session& session, bool chunked) : session_(session), chunked_(chunked) {}

    Task<Result<>> write(std::string_view chunk) override {
        if (session_.stream_state_.cut) co_return fail(ErrorCode::cancelled, "the peer has gone");
        if (chunk.empty()) co_return Result<>{};  // an empty chunk would end the body
        const std::string size = chunked_ ? fmt::format("{:x}\r\n", chunk.size()) : std::string();
        const bool written = co_await session_.write(size, chunk, chunked_ ? "\r\n" : "");
        if (written) co_return Result<>{};
        session_.stream_state_.cut = true;
        if (session_.expired_) co_return fail(ErrorCode::timed_out, "the peer does not read");
        co_return fail(ErrorCode::cancelled, "the peer has gone");
    }

private:
    Session& session_;
    const bool chunked_;
};

Task<> serve_plain(std::shared_ptr<Shard> shard, tcp::socket socket, bool refuse, Counted) {
    Session<tcp::socket> session(std::move(socket), std::move(shard));
    co_await session.run(refuse);
}

Task<> serve_tls(std::shared_ptr<Shard> shard, tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, bool refuse, Counted) {
    Session<TlsStream> session(TlsStream(std::move(socket), *tls), std::move(shard));
    co_await session.run(refuse);
}

}  // namespace

void start_session(const std::shared_ptr<Shard>& shard, tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, bool refuse) {
    Counted counted(shard, refuse);
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    auto session = tls ? serve_tls(shard, std::move(socket), std::move(tls), refuse, std::move(counted))
                       : serve_plain(shard, std::move(socket), refuse, std::move(counted));
    shard->group().spawn("connection", std::move(session));
}

}  // namespace nexa::http
