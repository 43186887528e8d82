#include "http/request_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>

#include "http/chunked_decoder.hpp"
#include "http/target.hpp"

namespace nexa::http {
namespace {

namespace beast = boost::beast;
using ErrorCodeOf = beast::error_code;
using beast::http::field;

std::string_view view(beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

bool same_token(std::string_view left, std::string_view right) noexcept {
    return beast::iequals({left.data(), left.size()}, {right.data(), right.size()});
}

/// host [":" port] of RFC 9110, section 7.2; a name, an IPv4 address, or an IPv6 address in brackets.
bool is_host(std::string_view host) noexcept {
    if (host.empty()) return false;
    const auto plain = [](char c) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return alphanumeric || std::string_view("-._~:[]%!$&'()*+,;=").find(c) != std::string_view::npos;
    };
    return std::ranges::all_of(host, plain);
}

/// Reads the header: puts what Beast's grammar finds straight into a Request, without a field container in between. Beast's own reading of
/// bodies is not used: in 1.81 its chunked half asserts on a last chunk that arrives in small pieces.
class HeaderParser final : public beast::http::basic_parser<true> {
public:
    HeaderParser(Request& request, const Limits& limits) : request_(request), limits_(limits) {
        header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        skip(true);
    }

    int refused_status = 0;  // 0: not refused by a rule of ours
    std::string_view refused_because;
    bool line_read = false;
    bool http_1_0 = false;
    bool expects_continue = false;
    bool chunked = false;
    std::uint64_t length = 0;  // of the body, when not chunked

private:
    void refuse(int status, std::string_view because, ErrorCodeOf& ec) {
        refused_status = status;
        refused_because = because;
        ec = beast::http::error::bad_value;
    }

    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version, ErrorCodeOf& ec) override {
        if (target.size() > limits_.target_bytes) return refuse(414, "the request target is too long", ec);
        const auto known = http::parse_method(view(method));
        if (!known) return refuse(501, "this method is not implemented", ec);
        request_.method = *known;
        line_read = true;
        http_1_0 = version == 10;
        if (!http::parse_target(view(target), request_)) return refuse(400, "the request target is malformed", ec);
        header_size_ = method.size() + target.size() + 12;
    }

    void on_field_impl(field name_id, beast::string_view name, beast::string_view value, ErrorCodeOf& ec) override {
        header_size_ += name.size() + value.size() + 4;
        if (header_size_ > limits_.header_bytes) return refuse(431, "the request header is too large", ec);
        switch (name_id) {
            case field::host:
                if (hosts_++ != 0) return refuse(400, "there is more than one Host header", ec);
                if (!is_host(view(value))) return refuse(400, "the Host header is malformed", ec);
                break;
            case field::content_length:
                if (lengths_++ != 0 || !parse_length(view(value))) return refuse(400, "the Content-Length header is ambiguous", ec);
                break;
            case field::transfer_encoding:
                // Anything but a single "chunked" is either a coding that is not spoken here or a trick.
                if (encodings_++ != 0) return refuse(400, "there is more than one Transfer-Encoding header", ec);
                if (!same_token(view(value), "chunked")) return refuse(501, "the only transfer coding here is chunked", ec);
                chunked = true;
                break;
            case field::expect:
                if (!same_token(view(value), "100-continue")) return refuse(417, "the only expectation met here is 100-continue", ec);
                expects_continue = true;
                break;
            default:
                break;
        }
        request_.headers.add(view(name), std::string(value));
    }

    void on_header_impl(ErrorCodeOf& ec) override {
        if (hosts_ == 0 && !http_1_0) return refuse(400, "the Host header is missing", ec);
        if (encodings_ != 0 && lengths_ != 0) return refuse(400, "Content-Length and Transfer-Encoding exclude each other", ec);
        if (encodings_ != 0 && http_1_0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding", ec);
        expects_continue = expects_continue && !http_1_0;
        if (length > limits_.body_bytes) return refuse(413, "the request body is too large", ec);
    }

    bool parse_length(std::string_view text) {
        const auto end = std::from_chars(text.data(), text.data() + text.size(), length);
        return !text.empty() && end.ec == std::errc() && end.ptr == text.data() + text.size();
    }

    // Not called: the body is skipped. The base class asks for them.
    void on_response_impl(int, beast::string_view, int, ErrorCodeOf&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCodeOf&) override {}
    std::size_t on_body_impl(beast::string_view, ErrorCodeOf&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, ErrorCodeOf&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, ErrorCodeOf&) override { return 0; }
    void on_finish_impl(ErrorCodeOf&) override {}

    Request& request_;
    const Limits& limits_;
    std::size_t header_size_ = 0;
    int hosts_ = 0;
    int lengths_ = 0;
    int encodings_ = 0;
};

}  // namespace

struct RequestParser::Impl {
    explicit Impl(const Limits& given) : limits(given) {}
    const Limits& limits;
    Request* request = nullptr;
    std::optional<HeaderParser> header;
    std::optional<ChunkedDecoder> chunks;
    int status = 0;
    std::string detail;

    Progress refuse(int with, std::string because) {
        status = with;
        detail = std::move(because);
        return Progress::refused;
    }

    Progress put_header(std::string_view& bytes) {
        ErrorCodeOf ec;
        const std::string_view before = bytes;
        bytes.remove_prefix(header->put(asio::const_buffer(bytes.data(), bytes.size()), ec));
        if (ec == beast::http::error::need_more) return Progress::more;
        if (ec) return refuse_header(ec, before);
        if (!header->is_done()) return Progress::more;
        if (header->chunked) {
            chunks.emplace(limits.body_bytes, limits.header_bytes);
            return Progress::header;
        }
        // Grows with what really comes: a promise alone does not get memory.
        request->body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(header->length, 64 * 1024)));
        return header->length == 0 ? Progress::done : Progress::header;
    }

    Progress refuse_header(const ErrorCodeOf& ec, std::string_view bytes) {
        using beast::http::error;
        if (header->refused_status != 0) return refuse(header->refused_status, std::string(header->refused_because));
        const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
        if (ec == error::header_limit) {
            // Beast looks for the end of the whole header first; whether the target alone is to blame shows in the first line.
            if (!header->line_read && line.size() > limits.target_bytes + 32) return refuse(414, "the request target is too long");
            return refuse(431, fmt::format("the request header is larger than {} bytes", limits.header_bytes));
        }
        const auto version = line.rfind(" HTTP/");
        if (ec == error::bad_version && version != std::string_view::npos && line.size() == version + 9) {
            return refuse(505, "the HTTP versions here are 1.0 and 1.1");
        }
        return refuse(400, fmt::format("the request is malformed: {}", ec.message()));
    }

    Progress put_body(std::string_view& bytes) {
        if (!chunks) {
            const std::size_t missing = static_cast<std::size_t>(header->length) - request->body.size();
            const std::string_view part = bytes.substr(0, missing);
            request->body += part;
            bytes.remove_prefix(part.size());
            return part.size() == missing ? Progress::done : Progress::more;
        }
        switch (chunks->put(bytes, request->body)) {
            case ChunkedDecoder::Progress::more:
                return Progress::more;
            case ChunkedDecoder::Progress::done:
                return Progress::done;
            case ChunkedDecoder::Progress::malformed:
                return refuse(400, "the chunked body is malformed");
            case ChunkedDecoder::Progress::trailer_too_large:
                return refuse(431, "the trailer is too large");
            case ChunkedDecoder::Progress::body_too_large:
                break;
        }
        return refuse(413, fmt::format("the request body is larger than {} bytes", limits.body_bytes));
    }
};

RequestParser::RequestParser(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

void RequestParser::start(Request& request) {
    impl_->request = &request;
    impl_->header.emplace(request, impl_->limits);
    impl_->chunks.reset();
}

RequestParser::Progress RequestParser::put(std::string_view& bytes) {
    HeaderParser& header = *impl_->header;
    if (header.is_done()) return impl_->put_body(bytes);
    if (!header.got_some()) {
        // A stray empty line after the last body is to be ignored (RFC 9112, section 2.2).
        while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
        if (bytes.empty() || bytes == "\r") return Progress::more;
    }
    return impl_->put_header(bytes);
}

bool RequestParser::keep_alive() const {
    return impl_->header->keep_alive();
}
bool RequestParser::is_http_1_0() const {
    return impl_->header->http_1_0;
}
bool RequestParser::expects_continue() const {
    return impl_->header->expects_continue;
}
int RequestParser::status() const {
    return impl_->status;
}
const std::string& RequestParser::detail() const {
    return impl_->detail;
}

}  // namespace nexa::http
