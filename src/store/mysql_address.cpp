#include "store/mysql_address.hpp"

#include <fmt/format.h>
#include <boost/url.hpp>

namespace nexa::store {
namespace {

std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char each : value) {
        if (each == '\'' || each == '\\') text += '\\';
        text += each;
    }
    return text + "'";
}

}  // namespace

Result<MysqlAddress> MysqlAddress::parse(const std::string& text) {
    const auto bad = [](std::string_view why) {
        return fail(
            ErrorCode::invalid,
            fmt::format("the database URL {}; write mysql://user:password@host:3306/name, with %-escapes for special characters", why));
    };
    const auto url = boost::urls::parse_uri(text);
    if (!url) return bad("can't be read");
    MysqlAddress address;
    address.user = url->user();
    address.password = url->password();
    address.host = url->host();
    if (url->has_port()) address.port = url->port_number();
    const auto segments = url->segments();
    if (address.user.empty()) return bad("names no user");
    if (segments.size() != 1 || segments.front().empty()) return bad("names no database");
    address.name = segments.front();
    for (const auto& param : url->params()) {
        if (param.key != "unix_socket") return bad(fmt::format("has an unknown parameter {}", param.key));
        address.socket = param.value;
    }
    if (address.host.empty() && address.socket.empty()) return bad("names no host");
    return address;
}

std::string MysqlAddress::connect_text() const {
    std::string text =
        fmt::format("db={} user={} charset=utf8mb4 connect_timeout=10 read_timeout=60 write_timeout=60", quoted(name), quoted(user));
    if (!password.empty()) text += " password=" + quoted(password);
    text += socket.empty() ? fmt::format(" host={} port={}", quoted(host), port) : " unix_socket=" + quoted(socket);
    return text;
}

}  // namespace nexa::store
