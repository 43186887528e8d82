#include "control/api/call.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "data/kinds.hpp"

namespace nexa::control {

std::set<std::string> Call::query_set(std::string_view name) const {
    std::set<std::string> values;
    for (const auto& [key, text] : request.query) {
        if (key != name) continue;
        std::string_view rest = text;
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            if (const auto part = rest.substr(0, comma); !part.empty()) values.emplace(part);
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        }
    }
    return values;
}

Result<bool> Call::query_flag(std::string_view name) const {
    const auto value = request.query_value(name);
    if (!value || *value == "false" || *value == "0") return false;
    if (*value == "true" || *value == "1") return true;
    return fail(ErrorCode::invalid, fmt::format("the query parameter {} is \"{}\"; it must be true or false", name, value->substr(0, 40)));
}

Result<std::size_t> Call::query_limit(std::size_t otherwise, std::size_t most) const {
    const auto text = request.query_value("limit");
    if (!text) return otherwise;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size() || value < 1 || value > most) {
        return fail(ErrorCode::invalid,
                    fmt::format("the query parameter limit is \"{}\"; it must be a number from 1 to {}", text->substr(0, 40), most));
    }
    return value;
}

Result<ResourceKey> Call::resource_key() const {
    const std::string plural = param("plural");
    const Kind* kind = find_kind(plural);
    if (!kind || kind->ref.plural != plural) {
        return fail(ErrorCode::not_found, fmt::format("Nexa does not operate a kind \"{}\"; see /api/v1/kinds", plural.substr(0, 80)));
    }
    return ResourceKey{param("cluster"), param("namespace"), std::string(kind->ref.kind), param("name")};
}

Result<Call::Repeatable> Call::repeatable() const {
    Repeatable made{std::string(request.headers.get("idempotency-key")), {}};
    if (made.key.size() > 128) return fail(ErrorCode::invalid, "the Idempotency-Key is longer than 128 characters");
    made.hash = to_hex(sha256(fmt::format("{} {}\n{}", http::to_string(request.method), request.target, request.body)));
    return made;
}

Result<std::optional<std::int64_t>> Call::if_match(std::string_view what) const {
    std::string_view match = request.headers.get("if-match");
    if (match.empty()) return std::nullopt;
    if (match.size() >= 2 && match.front() == '"' && match.back() == '"') match = match.substr(1, match.size() - 2);
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(match.data(), match.data() + match.size(), version);
    if (error != std::errc{} || end != match.data() + match.size())
        return fail(ErrorCode::invalid, fmt::format("If-Match must be {}", what));
    return version;
}

Result<> Call::check_json_content_type() const {
    const std::string_view type = request.headers.get("content-type");
    if (type.empty() || type.starts_with("application/json")) return {};
    return fail(ErrorCode::unsupported, fmt::format("the content type {} is not taken here; send application/json", type.substr(0, 80)));
}

http::Response reply_list(const std::vector<std::shared_ptr<const std::string>>& items, std::string_view next_cursor, std::size_t total,
                          std::string_view more) {
    std::size_t size = 96 + next_cursor.size() + more.size();
    for (const auto& item : items) size += item->size() + 1;
    std::string body;
    body.reserve(size);
    body += R"({"items":[)";
    for (std::size_t at = 0; at < items.size(); ++at) {
        if (at > 0) body += ',';
        body += *items[at];
    }
    body += R"(],"next_cursor":)";
    if (next_cursor.empty()) {
        body += "null";
    } else {
        wire::append_text(body, next_cursor);
    }
    body += fmt::format(R"(,"total":{})", total);
    body += more;
    body += '}';
    return http::Response::json(200, std::move(body));
}

}  // namespace nexa::control
