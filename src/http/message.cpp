#include "http/message.hpp"

#include <ranges>

namespace nexa::http {
namespace {

constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same_name(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() && std::ranges::equal(left, right, {}, lower, lower);
}

}  // namespace

std::string_view to_string(Method method) noexcept {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
    }
    return "GET";
}

std::optional<Method> parse_method(std::string_view text) noexcept {
    constexpr std::array all{Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del, Method::options};
    const auto* const found = std::ranges::find(all, text, [](Method method) { return to_string(method); });
    if (found == all.end()) return std::nullopt;
    return *found;
}

std::string_view Headers::get(std::string_view name) const noexcept {
    const auto found = std::ranges::find_if(fields_, [&](const auto& field) { return same_name(field.first, name); });
    return found == fields_.end() ? std::string_view() : std::string_view(found->second);
}

bool Headers::contains(std::string_view name) const noexcept {
    return std::ranges::any_of(fields_, [&](const auto& field) { return same_name(field.first, name); });
}

void Headers::set(std::string_view name, std::string value) {
    const auto found = std::ranges::find_if(fields_, [&](const auto& field) { return same_name(field.first, name); });
    if (found == fields_.end()) return add(name, std::move(value));
    found->second = std::move(value);
    const auto duplicates =
        std::ranges::remove_if(found + 1, fields_.end(), [&](const auto& field) { return same_name(field.first, name); });
    fields_.erase(duplicates.begin(), duplicates.end());
}

void Headers::add(std::string_view name, std::string value) {
    fields_.emplace_back(name, std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_, [&](const auto& field) { return same_name(field.first, name); });
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    const auto found = std::ranges::find(query, name, [](const auto& pair) { return std::string_view(pair.first); });
    if (found == query.end()) return std::nullopt;
    return found->second;
}

std::string_view Request::raw_path() const noexcept {
    const std::string_view whole = target;
    return whole.substr(0, whole.find('?'));
}

Response Response::text(int status, std::string body, std::string content_type) {
    Response response;
    response.status = status;
    if (!content_type.empty()) response.headers.add("Content-Type", std::move(content_type));
    response.body = std::move(body);
    return response;
}

Response Response::json(int status, std::string body) {
    return text(status, std::move(body), "application/json");
}

Response Response::stream(int status, std::string content_type, StreamBody body) {
    Response response = text(status, {}, std::move(content_type));
    response.body = std::move(body);
    return response;
}

Handler chain(std::vector<Middleware> middlewares, Handler handler) {
    for (auto& middleware : std::views::reverse(middlewares)) handler = middleware(std::move(handler));
    return handler;
}

}  // namespace nexa::http
