#include "data/sandbox/status_error.hpp"

#include <fmt/format.h>

#include "data/sandbox/resource_type.hpp"

namespace nexa::sandbox {

namespace {

/// Answers about a resource have `details` even when there is nothing in them.
bool tells_details(std::string_view reason) {
    return reason == "NotFound" || reason == "Forbidden" || reason == "MethodNotAllowed" || reason == "Invalid";
}

}  // namespace

json::object StatusError::to_json() const {
    json::object metadata;
    if (!continue_token.empty()) metadata["continue"] = continue_token;
    json::object out{
        {"kind", "Status"}, {"apiVersion", "v1"}, {"metadata", std::move(metadata)}, {"status", "Failure"}, {"message", message}};
    if (!reason.empty()) out["reason"] = reason;
    json::object details;
    if (!name.empty()) details["name"] = name;
    if (!group.empty()) details["group"] = group;
    if (!kind.empty()) details["kind"] = kind;
    if (!uid.empty()) details["uid"] = uid;
    if (!causes.empty()) {
        json::array list;
        for (const auto& cause : causes) {
            json::object entry;
            if (!cause.reason.empty()) entry["reason"] = cause.reason;
            if (!cause.message.empty()) entry["message"] = cause.message;
            if (!cause.field.empty()) entry["field"] = cause.field;
            list.push_back(std::move(entry));
        }
        details["causes"] = std::move(list);
    }
    if (retry_after_seconds) details["retryAfterSeconds"] = *retry_after_seconds;
    if (!details.empty() || has_details || tells_details(reason)) out["details"] = std::move(details);
    out["code"] = code;
    return out;
}

namespace status {

namespace {

StatusError about(const ResourceType& type, std::string_view name, int code, std::string reason, std::string message) {
    return {.code = code,
            .reason = std::move(reason),
            .message = std::move(message),
            .name = std::string(name),
            .group = type.group,
            .kind = type.plural};
}

StatusError plain(int code, std::string reason, std::string message) {
    return {.code = code, .reason = std::move(reason), .message = std::move(message)};
}

}  // namespace

std::string qualified(std::string_view plural, std::string_view group) {
    return group.empty() ? std::string(plural) : fmt::format("{}.{}", plural, group);
}

StatusError bad_request(std::string message) {
    return plain(400, "BadRequest", std::move(message));
}
StatusError unauthorized() {
    return plain(401, "Unauthorized", "Unauthorized");
}
StatusError forbidden(const ResourceType& type, std::string_view name, std::string_view detail) {
    return about(type, name, 403, "Forbidden",
                 name.empty() ? fmt::format("{} is forbidden: {}", qualified(type.plural, type.group), detail)
                              : fmt::format("{} \"{}\" is forbidden: {}", qualified(type.plural, type.group), name, detail));
}
StatusError not_found(const ResourceType& type, std::string_view name) {
    return about(type, name, 404, "NotFound", fmt::format("{} \"{}\" not found", qualified(type.plural, type.group), name));
}
StatusError already_exists(const ResourceType& type, std::string_view name) {
    return about(type, name, 409, "AlreadyExists", fmt::format("{} \"{}\" already exists", qualified(type.plural, type.group), name));
}
StatusError conflict(const ResourceType& type, std::string_view name, std::string_view detail) {
    return about(type, name, 409, "Conflict",
                 fmt::format("Operation cannot be fulfilled on {} \"{}\": {}", qualified(type.plural, type.group), name, detail));
}
StatusError apply_conflict(std::string message, std::vector<StatusCause> causes) {
    auto error = plain(409, "Conflict", std::move(message));
    error.causes = std::move(causes);
    return error;
}
StatusError invalid(const ResourceType& type, std::string_view name, std::vector<StatusCause> causes) {
    std::string list;
    std::vector<std::string> said;
    for (const auto& cause : causes) {
        auto words = fmt::format("{}: {}", cause.field, cause.message);
        if (std::ranges::find(said, words) == said.end()) said.push_back(std::move(words));
    }
    for (const auto& words : said) list += (list.empty() ? "" : ", ") + words;
    if (said.size() > 1) list = "[" + list + "]";
    StatusError error{.code = 422,
                      .reason = "Invalid",
                      .message = fmt::format("{} \"{}\" is invalid: {}", qualified(type.kind, type.group), name, list),
                      .name = std::string(name),
                      .group = type.group,
                      .kind = type.kind};
    error.causes = std::move(causes);
    return error;
}
StatusError invalid_options(std::string_view kind, std::vector<StatusCause> causes) {
    const ResourceType type{.group = "meta.k8s.io",
                            .kind = std::string(kind),
                            .list_kind = {},
                            .plural = {},
                            .singular = {},
                            .short_names = {},
                            .categories = {},
                            .storage = {},
                            .verbs = {},
                            .versions = {}};
    return invalid(type, "", std::move(causes));
}
StatusError method_not_allowed(const ResourceType& type, std::string_view verb) {
    return {.code = 405,
            .reason = "MethodNotAllowed",
            .message = fmt::format("{} is not supported on resources of kind \"{}\"", verb, qualified(type.plural, type.group)),
            .group = type.group,
            .kind = type.plural};
}
StatusError not_acceptable(std::string_view accepted) {
    return plain(406, "NotAcceptable", fmt::format("only the following media types are accepted: {}", accepted));
}
StatusError unsupported_media_type(std::string_view accepted) {
    return plain(415, "UnsupportedMediaType",
                 fmt::format("the body of the request was in an unknown format - accepted media types include: {}", accepted));
}
StatusError gone(std::string message) {
    return plain(410, "Gone", std::move(message));
}
StatusError expired(std::string message) {
    return plain(410, "Expired", std::move(message));
}
StatusError too_large_resource_version(std::uint64_t asked, std::uint64_t current) {
    auto error = plain(504, "Timeout", fmt::format("Timeout: Too large resource version: {}, current: {}", asked, current));
    error.causes.push_back({"ResourceVersionTooLarge", "Too large resource version", ""});
    error.retry_after_seconds = 1;
    return error;
}
StatusError too_large(std::string message) {
    return plain(413, "RequestEntityTooLarge", std::move(message));
}
StatusError too_many_requests(std::string message, int retry_after_seconds) {
    auto error = plain(429, "TooManyRequests", std::move(message));
    error.retry_after_seconds = retry_after_seconds;
    return error;
}
StatusError internal(std::string message) {
    return plain(500, "InternalError", fmt::format("Internal error occurred: {}", message));
}

StatusCause required(std::string field, std::string_view detail) {
    return {"FieldValueRequired", detail.empty() ? "Required value" : fmt::format("Required value: {}", detail), std::move(field)};
}
StatusCause invalid_value(std::string field, const json::value& value, std::string_view detail) {
    return {"FieldValueInvalid", fmt::format("Invalid value: {}: {}", json::serialize(value), detail), std::move(field)};
}
StatusCause unsupported_value(std::string field, const json::value& value, const std::vector<std::string>& supported) {
    std::string list;
    for (const auto& entry : supported) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", entry);
    return {"FieldValueNotSupported", fmt::format("Unsupported value: {}: supported values: {}", json::serialize(value), list),
            std::move(field)};
}
StatusCause type_invalid(std::string field, const json::value& value, std::string_view detail) {
    return {"FieldValueTypeInvalid", fmt::format("Invalid value: {}: {}", json::serialize(value), detail), std::move(field)};
}
StatusCause forbidden_field(std::string field, std::string_view detail) {
    return {"FieldValueForbidden", fmt::format("Forbidden: {}", detail), std::move(field)};
}
StatusCause duplicate(std::string field, const json::value& value) {
    return {"FieldValueDuplicate", fmt::format("Duplicate value: {}", json::serialize(value)), std::move(field)};
}
StatusCause too_long(std::string field, std::int64_t most) {
    return {"FieldValueTooLong", fmt::format("Too long: may not be more than {} bytes", most), std::move(field)};
}

}  // namespace status
}  // namespace nexa::sandbox
