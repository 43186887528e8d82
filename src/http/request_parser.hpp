#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/server.hpp"

namespace nexa::http {

/// Turns the bytes of one connection into requests, strictly: what two programs could read differently is refused, so that nothing can
/// be smuggled past a proxy in front (RFC 9112, section 11.2). One instance serves a connection; not thread-safe.
class RequestParser {
public:
    explicit RequestParser(const Limits& limits);
    ~RequestParser();

    enum class Progress {
        more,     ///< All that was given is taken in; feed on.
        header,   ///< The header is complete and the body, which there is, comes next.
        done,     ///< The request is complete.
        refused,  ///< `status` and `detail` say why; the connection can't go on.
    };

    /// Begins the next request, which must live until it is done.
    void start(Request& request);
    /// Takes in what it can of `bytes` and reduces it to the rest.
    Progress put(std::string_view& bytes);

    /// Valid from Progress::header on.
    bool keep_alive() const;
    bool is_http_1_0() const;
    bool expects_continue() const;

    /// Valid after Progress::refused.
    int status() const;
    const std::string& detail() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nexa::http
