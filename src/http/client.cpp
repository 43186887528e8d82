#include "http/client.hpp"

#include <curl/curl.h>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/encoding.hpp"
#include "http/certificate.hpp"
#include "http/client_address.hpp"
#include "http/client_failure.hpp"
#include "http/client_response.hpp"

namespace nexa::http {
namespace {

using boost::system::error_code;
using Completion = std::move_only_function<void(std::exception_ptr, Result<ClientResponse>)>;

/// Idle connections that are kept, over all peers. curl's own default shrinks with the number of transfers.
constexpr long max_idle_connections = 1024;
/// Of one HTTP/2 connection, where the peer allows as many: what is over opens a connection each.
constexpr long max_streams = 1000;
constexpr long send_buffer_bytes = 128 * 1024;

struct EasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// Whole milliseconds for curl, where 0 means no limit.
long milliseconds(Duration time) {
    if (time <= Duration(0)) return 0;
    return static_cast<long>(std::max<std::int64_t>(1, time.count() / 1000));
}

/// Of the certificate that the server itself has: the first of its chain.
std::optional<Time> server_certificate_expiry(CURL* easy) {
    static constexpr std::string_view field = "Cert:";
    curl_certinfo* chain = nullptr;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr || chain->num_of_certs == 0) return std::nullopt;
    for (const curl_slist* line = chain->certinfo[0]; line != nullptr; line = line->next) {
        const std::string_view text = line->data;
        if (!text.starts_with(field)) continue;
        const auto expiries = certificate_expiries(text.substr(field.size()));
        if (!expiries.empty()) return expiries.front();
    }
    return std::nullopt;
}

/// One request under way. Touched on the engine's executor only.
struct Transfer {
    ClientRequest request;
    std::shared_ptr<const ClientTls> tls;
    HeadSink on_head;
    ChunkSink on_chunk;
    Completion complete;

    std::string certificate;  ///< The client certificate, marked with its key's digest.
    std::unique_ptr<CURL, EasyCleanup> easy;
    std::unique_ptr<curl_slist, ListCleanup> headers;
    std::unique_ptr<curl_slist, ListCleanup> connect_to;
    std::array<char, CURL_ERROR_SIZE> error_text{};
    ClientAddress address;
    std::optional<ResponseReader> reader;

    std::optional<asio::steady_timer> idle;
    std::chrono::steady_clock::time_point last_data;
};

/// One descriptor of curl's: watched here, opened and closed there.
struct Socket {
    Socket(const Executor& executor, curl_socket_t fd) : descriptor(executor, fd) {}
    asio::posix::stream_descriptor descriptor;
    int wanted = CURL_POLL_NONE;
    bool reading = false;
    bool writing = false;
    bool watched = true;
};

/// curl's multi handle and what drives it. Lives on one executor; kept alive by the waits that are under way.
class Engine : public std::enable_shared_from_this<Engine> {
public:
    explicit Engine(Executor executor) : executor_(std::move(executor)), timer_(executor_) {
        static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
        if (initialised != CURLE_OK) throw std::runtime_error("libcurl can't be initialised");
        multi_ = curl_multi_init();
        if (multi_ == nullptr) throw std::bad_alloc();
        curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, on_socket);
        curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, on_timer);
        curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
        curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, max_idle_connections);
        curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, max_streams);
    }
    ~Engine() { close(); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    const Executor& executor() const { return executor_; }

    void start(const std::shared_ptr<Transfer>& transfer) {
        if (multi_ == nullptr) return end(*transfer, fail(ErrorCode::cancelled, "the client is closed"));
        const auto ready = prepare(*transfer);
        if (!ready) return end(*transfer, fail(ready.error()));
        transfers_.emplace(transfer.get(), transfer);
        if (curl_multi_add_handle(multi_, transfer->easy.get()) != CURLM_OK) {
            return finish(transfer.get(), fail(ErrorCode::internal, "libcurl took no further transfer"));
        }
        if (transfer->request.idle_timeout > Duration(0)) {
            transfer->last_data = std::chrono::steady_clock::now();
            transfer->idle.emplace(executor_);
            watch_silence(transfer);
        }
    }

    void cancel(Transfer* transfer) {
        if (transfers_.contains(transfer)) finish(transfer, fail(ErrorCode::cancelled, "the request was cancelled"));
    }

    /// Ends every transfer, as cancelled, and every connection.
    void close() {
        if (multi_ == nullptr) return;
        while (!transfers_.empty()) cancel(transfers_.begin()->first);
        curl_multi_cleanup(std::exchange(multi_, nullptr));
        sockets_.clear();
        timer_.cancel();
    }

private:
    Result<> prepare(Transfer& transfer);
    Result<> prepare_headers(Transfer& transfer);
    void prepare_method(Transfer& transfer);
    void prepare_tls(Transfer& transfer);

    static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
        static_cast<Engine*>(self)->want(fd, what);
        return 0;
    }
    static int on_timer(CURLM*, long milliseconds, void* self) {
        static_cast<Engine*>(self)->schedule(milliseconds);
        return 0;
    }
    /// curl tells of a close with CURL_POLL_REMOVE nearly always; a descriptor must not outlive its number.
    static int on_close(void* self, curl_socket_t fd) {
        static_cast<Engine*>(self)->want(fd, CURL_POLL_REMOVE);
        return ::close(fd);
    }
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* transfer);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* transfer);

    void want(curl_socket_t fd, int what) {
        const auto found = sockets_.find(fd);
        if (what == CURL_POLL_REMOVE) {
            if (found == sockets_.end()) return;
            found->second->watched = false;
            found->second->descriptor.release();
            sockets_.erase(found);
            return;
        }
        auto socket = found != sockets_.end() ? found->second : sockets_.emplace(fd, std::make_shared<Socket>(executor_, fd)).first->second;
        socket->wanted = what;
        arm(socket);
    }

    void arm(const std::shared_ptr<Socket>& socket) {
        using Wait = asio::posix::stream_descriptor;
        if ((socket->wanted & CURL_POLL_IN) != 0 && !socket->reading) wait(socket, Wait::wait_read, CURL_CSELECT_IN, &Socket::reading);
        if ((socket->wanted & CURL_POLL_OUT) != 0 && !socket->writing) wait(socket, Wait::wait_write, CURL_CSELECT_OUT, &Socket::writing);
    }

    void wait(const std::shared_ptr<Socket>& socket, asio::posix::stream_descriptor::wait_type type, int event, bool Socket::* waiting) {
        const auto engine = weak_from_this().lock();
        if (!engine) return;  // being destroyed
        (*socket).*waiting = true;
        socket->descriptor.async_wait(type, [self = engine, socket, event, waiting](const error_code& error) {
            (*socket).*waiting = false;
            if (error || !socket->watched || self->multi_ == nullptr) return;
            self->act(socket->descriptor.native_handle(), event);
            if (socket->watched) self->arm(socket);
        });
    }

    void schedule(long milliseconds) {
        if (milliseconds < 0) {
            timer_.cancel();
            return;
        }
        const auto engine = weak_from_this().lock();
        if (!engine) return;  // being destroyed
        // Also for 0: curl must not be called from inside its callback.
        timer_.expires_after(std::chrono::milliseconds(milliseconds));
        timer_.async_wait([self = engine](const error_code& error) {
            if (!error && self->multi_ != nullptr) self->act(CURL_SOCKET_TIMEOUT, 0);
        });
    }

    void act(curl_socket_t fd, int events) {
        int running = 0;
        curl_multi_socket_action(multi_, fd, events, &running);
        int left = 0;
        while (const CURLMsg* message = multi_ == nullptr ? nullptr : curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            Transfer* transfer = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
            finish(transfer, outcome(*transfer, message->data.result));
        }
    }

    static Result<ClientResponse> outcome(Transfer& transfer, CURLcode code);
    static ClientFailure failure_of(Transfer& transfer, CURLcode code);

    void watch_silence(const std::shared_ptr<Transfer>& transfer) {
        transfer->idle->expires_at(transfer->last_data + transfer->request.idle_timeout);
        transfer->idle->async_wait([self = shared_from_this(), weak = std::weak_ptr(transfer)](const error_code& error) {
            const auto alive = weak.lock();
            if (error || !alive || !self->transfers_.contains(alive.get())) return;
            // Data only notes its time: a timer moved at every chunk would cost more than the chunk.
            const auto limit = alive->request.idle_timeout;
            if (std::chrono::steady_clock::now() < alive->last_data + limit) return self->watch_silence(alive);
            self->finish(alive.get(), fail(ErrorCode::timed_out, fmt::format("{} has sent nothing for {:g} s", alive->address.name(),
                                                                             static_cast<double>(limit.count()) / 1e6)));
        });
    }

    void finish(Transfer* transfer, Result<ClientResponse> result) {
        const auto found = transfers_.find(transfer);
        if (found == transfers_.end()) return;
        const auto kept = std::move(found->second);
        transfers_.erase(found);
        curl_multi_remove_handle(multi_, kept->easy.get());
        kept->idle.reset();
        kept->easy.reset();
        end(*kept, std::move(result));
    }

    static void end(Transfer& transfer, Result<ClientResponse> result) {
        transfer.complete(transfer.reader ? transfer.reader->failure() : nullptr, std::move(result));
    }

    Executor executor_;
    CURLM* multi_ = nullptr;
    asio::steady_timer timer_;
    std::unordered_map<curl_socket_t, std::shared_ptr<Socket>> sockets_;
    std::unordered_map<Transfer*, std::shared_ptr<Transfer>> transfers_;
};

Result<> Engine::prepare_headers(Transfer& transfer) {
    curl_slist* list = nullptr;
    const auto add = [&](const std::string& line) {
        list = curl_slist_append(list, line.c_str());
        static_cast<void>(transfer.headers.release());
        transfer.headers.reset(list);
    };
    for (const auto& [name, value] : transfer.request.headers.all()) {
        if (name.empty() || (name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos ||
            name.find(':') != std::string::npos) {
            return fail(ErrorCode::invalid, "a header field with a line end, or without a name");
        }
        add(value.empty() ? name + ";" : name + ": " + value);
    }
    // curl would add these by itself: a form's type, and a wait for "100 Continue".
    if (!transfer.request.headers.contains("Content-Type")) add("Content-Type:");
    add("Expect:");
    if (!transfer.request.headers.contains("User-Agent")) add("User-Agent: nexa/" NEXA_VERSION);
    const bool renamed = transfer.address.secure && transfer.tls && !transfer.tls->server_name.empty();
    if (renamed && !transfer.request.headers.contains("Host")) add("Host: " + transfer.address.name());
    curl_easy_setopt(transfer.easy.get(), CURLOPT_HTTPHEADER, transfer.headers.get());
    return {};
}

void Engine::prepare_method(Transfer& transfer) {
    CURL* easy = transfer.easy.get();
    const ClientRequest& request = transfer.request;
    if (request.method == Method::head) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    const bool takes_body = request.method == Method::post || request.method == Method::put || request.method == Method::patch;
    if (takes_body || !request.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, std::string(to_string(request.method)).c_str());
}

void Engine::prepare_tls(Transfer& transfer) {
    CURL* easy = transfer.easy.get();
    static const ClientTls system_trust;
    const ClientTls& tls = transfer.tls ? *transfer.tls : system_trust;
    const auto blob = [&](CURLoption option, const std::string& pem) {
        // No copy: the transfer holds the texts for as long as curl may look.
        curl_blob view{const_cast<char*>(pem.data()), pem.size(), CURL_BLOB_NOCOPY};
        if (!pem.empty()) curl_easy_setopt(easy, option, &view);
    };
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!tls.ca_pem.empty()) {
        // Else the system's authorities would be trusted beside these.
        curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
        blob(CURLOPT_CAINFO_BLOB, tls.ca_pem);
    }
    if (!tls.certificate_pem.empty()) {
        // curl compares certificates, not keys, when it looks for a connection to reuse; a certificate is public, so one who has it without
        // its key would ride on the owner's connections. Text after the PEM blocks is ignored by the reader, but not by that comparison.
        transfer.certificate = fmt::format("{}\n# {}\n", tls.certificate_pem, to_hex(sha256(tls.private_key_pem.reveal())));
        curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM");
        blob(CURLOPT_SSLCERT_BLOB, transfer.certificate);
        curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM");
        blob(CURLOPT_SSLKEY_BLOB, tls.private_key_pem.reveal());
    }
    if (tls.insecure_skip_verify) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (transfer.address.secure && !tls.server_name.empty()) {
        transfer.connect_to.reset(curl_slist_append(nullptr, fmt::format("::{}:{}", transfer.address.host, transfer.address.port).c_str()));
        curl_easy_setopt(easy, CURLOPT_CONNECT_TO, transfer.connect_to.get());
    }
}

Result<> Engine::prepare(Transfer& transfer) {
    const auto address = parse_address(transfer.request.url, transfer.tls ? transfer.tls->server_name : std::string());
    if (!address) return fail(address.error());
    transfer.address = *address;
    const bool streams = transfer.on_chunk != nullptr;
    transfer.reader.emplace(address->name(), transfer.request.max_body_bytes, std::move(transfer.on_head), std::move(transfer.on_chunk));
    transfer.easy.reset(curl_easy_init());
    CURL* easy = transfer.easy.get();
    if (easy == nullptr) return fail(ErrorCode::internal, "libcurl is out of memory");
    curl_easy_setopt(easy, CURLOPT_URL, address->url.c_str());
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error_text.data());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a cancel must not wait for the resolver's thread
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, address->secure ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(transfer.request.connect_timeout));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(transfer.request.total_timeout));
    // A stream keeps curl's small buffer: there may be thousands of them.
    if (!streams) curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, send_buffer_bytes);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
    prepare_method(transfer);
    prepare_tls(transfer);
    if (transfer.request.asks_certificate && address->secure) {
        // A certificate is shown in the handshake only; what curl tells of it is lost on a connection that is used again.
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
        curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
    }
    return prepare_headers(transfer);
}

std::size_t Engine::on_header(char* data, std::size_t size, std::size_t count, void* context) {
    Transfer& transfer = *static_cast<Transfer*>(context);
    transfer.last_data = std::chrono::steady_clock::now();
    return transfer.reader->header({data, size * count}) ? size * count : 0;
}

std::size_t Engine::on_body(char* data, std::size_t size, std::size_t count, void* context) {
    Transfer& transfer = *static_cast<Transfer*>(context);
    transfer.last_data = std::chrono::steady_clock::now();
    // Any other number ends the transfer; 0 would not, for an empty chunk.
    return transfer.reader->body({data, size * count}) ? size * count : size * count + 1;
}

ClientFailure Engine::failure_of(Transfer& transfer, CURLcode code) {
    long system_error = 0;
    long verify_result = 0;
    curl_off_t connected = 0;
    curl_off_t secured = 0;
    CURL* easy = transfer.easy.get();
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &system_error);
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verify_result);
    curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected);
    curl_easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &secured);

    ClientFailure failure{.peer = transfer.address.name(), .host = transfer.address.host, .detail = transfer.error_text.data()};
    failure.system_error = static_cast<int>(system_error);
    failure.verify_result = verify_result;
    failure.limit = transfer.request.total_timeout;
    if (failure.detail.empty()) failure.detail = curl_easy_strerror(code);
    using Kind = ClientFailure::Kind;
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            failure.kind = Kind::unknown_host;
            break;
        case CURLE_COULDNT_CONNECT:
            failure.kind = Kind::no_connection;
            break;
        case CURLE_PEER_FAILED_VERIFICATION:
            failure.kind = Kind::not_trusted;
            break;
        case CURLE_SSL_CACERT_BADFILE:
            failure.kind = Kind::bad_authority;
            break;
        case CURLE_SSL_CERTPROBLEM:
            failure.kind = Kind::bad_certificate;
            break;
        case CURLE_SSL_CONNECT_ERROR:
            failure.kind = Kind::no_tls;
            break;
        case CURLE_OPERATION_TIMEDOUT: {
            const bool up = transfer.address.secure ? secured > 0 : connected > 0;
            failure.kind = up || transfer.reader->head_done() ? Kind::response_timeout : Kind::connect_timeout;
            if (!up) failure.limit = transfer.request.connect_timeout;
            break;
        }
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
            failure.kind = Kind::not_http;
            break;
        default:
            failure.kind = Kind::broken;
            break;
    }
    return failure;
}

Result<ClientResponse> Engine::outcome(Transfer& transfer, CURLcode code) {
    ResponseReader& reader = *transfer.reader;
    if (reader.refusal()) return fail(*reader.refusal());
    if (code == CURLE_OK || reader.ended_by_sink()) {
        auto response = reader.take();
        if (transfer.request.asks_certificate) response.certificate_expires = server_certificate_expiry(transfer.easy.get());
        return response;
    }
    return fail(describe(failure_of(transfer, code)));
}

class CurlClient final : public Client {
public:
    explicit CurlClient(Executor executor) : engine_(std::make_shared<Engine>(std::move(executor))) {}
    ~CurlClient() override {
        asio::dispatch(engine_->executor(), [engine = engine_] { engine->close(); });
    }

    Task<Result<ClientResponse>> send(ClientRequest request, std::shared_ptr<const ClientTls> tls) override {
        return stream(std::move(request), std::move(tls), nullptr, nullptr);
    }

    Task<Result<ClientResponse>> stream(ClientRequest request, std::shared_ptr<const ClientTls> tls, HeadSink on_head,
                                        ChunkSink on_chunk) override {
        const auto engine = engine_;
        const auto transfer = std::make_shared<Transfer>();
        transfer->request = std::move(request);
        transfer->tls = std::move(tls);
        transfer->on_head = std::move(on_head);
        transfer->on_chunk = std::move(on_chunk);
        auto initiate = [engine, transfer](auto handler) {
            const auto home = asio::get_associated_executor(handler);
            if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected()) {
                slot.assign([engine, weak = std::weak_ptr(transfer)](asio::cancellation_type) {
                    asio::post(engine->executor(), [engine, weak] {
                        if (const auto alive = weak.lock()) engine->cancel(alive.get());
                    });
                });
            }
            transfer->complete = [handler = std::move(handler), home, guard = asio::make_work_guard(home)](
                                     std::exception_ptr failure, Result<ClientResponse> result) mutable {
                asio::post(home, [handler = std::move(handler), failure = std::move(failure), result = std::move(result)]() mutable {
                    std::move(handler)(std::move(failure), std::move(result));
                });
            };
            asio::dispatch(engine->executor(), [engine, transfer] { engine->start(transfer); });
        };
        co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, Result<ClientResponse>)>(
            std::move(initiate), asio::use_awaitable);
    }

private:
    std::shared_ptr<Engine> engine_;
};

}  // namespace

std::unique_ptr<Client> make_client(Executor executor) {
    return std::make_unique<CurlClient>(std::move(executor));
}

}  // namespace nexa::http
