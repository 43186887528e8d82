#include "http/client_address.hpp"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <charconv>

namespace nexa::http {
namespace {

std::string text(boost::urls::string_view part) {
    return std::string(part.data(), part.size());
}

}  // namespace

Result<ClientAddress> parse_address(const std::string& url, const std::string& server_name) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->encoded_host().empty()) return fail(ErrorCode::invalid, "not a URL; write it as https://host:port/path");
    const std::string scheme = text(parsed->scheme());
    if (scheme != "http" && scheme != "https") return fail(ErrorCode::invalid, fmt::format("{}:// is not spoken; use https://", scheme));
    if (parsed->has_userinfo()) return fail(ErrorCode::invalid, "a URL must not hold credentials; send them in a header");
    ClientAddress address{.secure = scheme == "https", .host = text(parsed->encoded_host()), .port = text(parsed->port()), .url = url};
    if (address.port.empty()) address.port = address.secure ? "443" : "80";
    unsigned port = 0;
    const auto read = std::from_chars(address.port.data(), address.port.data() + address.port.size(), port);
    if (read.ec != std::errc{} || port == 0 || port > 65'535) return fail(ErrorCode::invalid, "the port of a URL is from 1 to 65535");
    if (address.secure && !server_name.empty()) {
        boost::urls::url renamed(*parsed);
        if (server_name.find_first_of("/?#@:[] ") != std::string::npos) {
            return fail(ErrorCode::invalid, fmt::format("\"{}\" is no server name", server_name.substr(0, 253)));
        }
        renamed.set_host(server_name);
        address.url = text(renamed.buffer());
    }
    return address;
}

}  // namespace nexa::http
