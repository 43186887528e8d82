#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace nexa::cli {

/// Kubernetes' short form of a length of time: "45s", "12m", "3h20m", "5d", "2y40d". Pure.
std::string short_duration(Duration time);

/// How long ago an RFC 3339 time was, in that form; "" for no time. What lies ahead (clocks differ) is "0s".
std::string age(std::string_view time, Time now);

/// The same for what lies ahead: "in 5d", or "5d ago" when it is over; "" for no time.
std::string until(std::string_view time, Time now);

/// "1.5 GiB". Pure.
std::string bytes(std::int64_t count);

/// One cell of a list, by the type that GET /kinds gives its column ("text", "number", "bytes", "state", "time").
std::string cell(const json::value& value, std::string_view type, Time now);

/// "1 topic", "2 topics".
std::string count_of(std::size_t count, std::string_view noun);

/// Percent-encodes all but RFC 3986's unreserved characters.
std::string url_encode(std::string_view text);

/// Builds "?a=b&c=d"; empty values are left out. Pure.
class Query {
public:
    Query& add(std::string_view name, std::string_view value);
    Query& add_flag(std::string_view name, bool value) { return value ? add(name, "true") : *this; }
    const std::string& str() const { return text_; }

private:
    std::string text_;
};

/// "/clusters/{c}/namespaces/{ns}/{plural}/{name}", encoded.
std::string resource_path(std::string_view cluster, std::string_view name_space, std::string_view plural, std::string_view name);

}  // namespace nexa::cli
