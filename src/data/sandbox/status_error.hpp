#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa::sandbox {

/// One entry of Status.details.causes: what is wrong with one field.
struct StatusCause {
    std::string reason;  ///< "FieldValueInvalid", "FieldManagerConflict", ...
    std::string message;
    std::string field;  ///< "spec.replicas"
};

/// A failure as a Kubernetes API server words it (meta/v1 Status). The factories below follow apimachinery's api/errors,
/// so that clients that match on reason, code or text find what they expect.
struct StatusError {
    int code = 500;
    std::string reason{};  ///< "NotFound"; empty for unknown.
    std::string message{};
    std::string name{};   ///< details.name
    std::string group{};  ///< details.group
    std::string kind{};   ///< details.kind: a plural for most errors, a Kind for Invalid.
    std::string uid{};    ///< details.uid
    std::vector<StatusCause> causes{};
    std::optional<int> retry_after_seconds{};  ///< details.retryAfterSeconds and the Retry-After header.
    std::string continue_token{};              ///< metadata.continue: Expired lists give one to go on with.
    bool has_details = false;                  ///< `details` is there even when there is nothing in it.

    json::object to_json() const;
};

template <class T = void>
using Outcome = std::expected<T, StatusError>;

[[nodiscard]] inline std::unexpected<StatusError> refuse(StatusError error) {
    return std::unexpected(std::move(error));
}

struct ResourceType;

namespace status {
/// "kafkas.kafka.strimzi.io", or "pods" for the core group.
std::string qualified(std::string_view plural, std::string_view group);

StatusError bad_request(std::string message);
StatusError unauthorized();
/// `detail` follows `... is forbidden: `.
StatusError forbidden(const ResourceType& type, std::string_view name, std::string_view detail);
StatusError not_found(const ResourceType& type, std::string_view name);
StatusError already_exists(const ResourceType& type, std::string_view name);
StatusError conflict(const ResourceType& type, std::string_view name, std::string_view detail);
/// Server-side apply: each cause names a field and the manager that owns it.
StatusError apply_conflict(std::string message, std::vector<StatusCause> causes);
/// Several causes are listed in brackets in the message.
StatusError invalid(const ResourceType& type, std::string_view name, std::vector<StatusCause> causes);
/// Of a request's own options: "ListOptions", "DeleteOptions", ... of meta.k8s.io, which have no name.
StatusError invalid_options(std::string_view kind, std::vector<StatusCause> causes);
StatusError method_not_allowed(const ResourceType& type, std::string_view verb);
StatusError not_acceptable(std::string_view accepted);
StatusError unsupported_media_type(std::string_view accepted);
StatusError gone(std::string message);     ///< reason Gone: a watch from before compaction.
StatusError expired(std::string message);  ///< reason Expired: a list page or resourceVersion that is too old.
StatusError too_large_resource_version(std::uint64_t asked, std::uint64_t current);
StatusError too_large(std::string message);
StatusError too_many_requests(std::string message, int retry_after_seconds);
StatusError internal(std::string message);

/// Causes, with the texts of apimachinery's field errors.
StatusCause required(std::string field, std::string_view detail = {});
StatusCause invalid_value(std::string field, const json::value& value, std::string_view detail);
StatusCause unsupported_value(std::string field, const json::value& value, const std::vector<std::string>& supported);
StatusCause type_invalid(std::string field, const json::value& value, std::string_view detail);
StatusCause forbidden_field(std::string field, std::string_view detail);
StatusCause duplicate(std::string field, const json::value& value);
StatusCause too_long(std::string field, std::int64_t most);
}  // namespace status

}  // namespace nexa::sandbox
