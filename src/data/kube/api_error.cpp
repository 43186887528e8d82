#include "data/kube/api_error.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/json.hpp"

namespace nexa::kube {
namespace {

constexpr std::size_t most_causes = 50;
constexpr std::size_t most_text = 2000;

std::string_view member(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return value->get_string();
}

struct Cause {
    std::string reason, message, field;
};

/// A Status object (meta/v1), as far as the body is one.
struct StatusBody {
    std::string reason, message, kind, group, name;
    std::vector<Cause> causes;
    std::int64_t retry_after_seconds = 0;
    std::string continue_token;
    bool is_status = false;
};

StatusBody read_status(std::string_view body) {
    StatusBody status;
    boost::system::error_code error;
    const json::value value = json::parse(json::string_view(body.data(), body.size()), error);
    const json::object* object = error ? nullptr : value.if_object();
    if (object == nullptr || member(*object, "kind") != "Status") return status;
    status.is_status = true;
    status.reason = member(*object, "reason");
    status.message = std::string(member(*object, "message").substr(0, most_text));
    if (const auto* metadata = object->if_contains("metadata"); metadata != nullptr && metadata->is_object()) {
        status.continue_token = member(metadata->get_object(), "continue");
    }
    const json::value* details = object->if_contains("details");
    if (details == nullptr || !details->is_object()) return status;
    const json::object& detail = details->get_object();
    status.kind = member(detail, "kind");
    status.group = member(detail, "group");
    status.name = member(detail, "name");
    if (const auto* seconds = detail.if_contains("retryAfterSeconds"); seconds != nullptr && seconds->is_int64()) {
        status.retry_after_seconds = seconds->get_int64();
    }
    const json::value* causes = detail.if_contains("causes");
    if (causes == nullptr || !causes->is_array()) return status;
    for (const json::value& entry : causes->get_array()) {
        if (!entry.is_object() || status.causes.size() == most_causes) continue;
        const json::object& cause = entry.get_object();
        status.causes.push_back({std::string(member(cause, "reason")), std::string(member(cause, "message").substr(0, most_text)),
                                 std::string(member(cause, "field"))});
    }
    return status;
}

std::optional<Duration> retry_after(const http::Headers& headers, const StatusBody& status) {
    const std::string_view text = headers.get("Retry-After");
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) seconds = status.retry_after_seconds;
    if (seconds <= 0) return std::nullopt;
    return std::chrono::seconds(std::min<std::int64_t>(seconds, 600));
}

/// The manager in `conflict with "kubectl-edit" using kafka.strimzi.io/v1`; "" when the text is another.
std::string_view manager_of(std::string_view message) {
    const std::size_t begin = message.find('"');
    if (begin == std::string_view::npos) return {};
    const std::size_t end = message.find('"', begin + 1);
    return end == std::string_view::npos ? std::string_view() : message.substr(begin + 1, end - begin - 1);
}

void describe_manager_conflict(const StatusBody& status, ApiError& result, const Asked& asked) {
    std::string fields;
    std::size_t count = 0;
    for (const Cause& cause : status.causes) {
        if (cause.reason != "FieldManagerConflict") continue;
        const std::string_view manager = manager_of(cause.message);
        std::string_view field = cause.field;
        if (field.starts_with('.')) field.remove_prefix(1);
        result.error.issues.push_back({pointer_of_field(cause.field), fmt::format("is managed by \"{}\"", manager), "field-manager"});
        if (++count <= 5) fields += fmt::format("{}{} (managed by \"{}\")", fields.empty() ? "" : ", ", field, manager);
    }
    if (count > 5) fields += fmt::format(" and {} more", count - 5);
    result.error.code = ErrorCode::conflict;
    result.error.message = fmt::format("{} on cluster {} has fields that others manage: {}; take them over, or leave them out", asked.what,
                                       asked.cluster, fields);
}

/// The unknown and duplicate fields of `strict decoding error: unknown field "spec.foo", duplicate field "spec.bar"`.
void add_strict_issues(std::string_view message, std::vector<Issue>& issues) {
    for (const auto& [marker, words] : {std::pair<std::string_view, std::string_view>{"unknown field \"", "is not a field of this kind"},
                                        {"duplicate field \"", "is there twice"}}) {
        for (std::size_t at = message.find(marker); at != std::string_view::npos; at = message.find(marker, at + 1)) {
            const std::size_t begin = at + marker.size();
            const std::size_t end = message.find('"', begin);
            if (end == std::string_view::npos) break;
            issues.push_back({pointer_of_field(message.substr(begin, end - begin)), std::string(words), "schema"});
        }
    }
    // Of server-side apply: `.spec.foo: field not declared in schema`.
    constexpr std::string_view undeclared = ": field not declared in schema";
    for (std::size_t at = message.find(undeclared); at != std::string_view::npos; at = message.find(undeclared, at + 1)) {
        const std::size_t space = message.substr(0, at).find_last_of(" \n");
        const std::size_t begin = space == std::string_view::npos ? 0 : space + 1;
        issues.push_back({pointer_of_field(message.substr(begin, at - begin)), "is not a field of this kind", "schema"});
    }
}

void describe_invalid(const StatusBody& status, ApiError& result, const Asked& asked, const std::string& said) {
    result.error.code = ErrorCode::invalid;
    for (const Cause& cause : status.causes) {
        result.error.issues.push_back({cause.field.empty() ? std::string() : pointer_of_field(cause.field), cause.message, "schema"});
    }
    if (result.error.issues.empty()) add_strict_issues(said, result.error.issues);
    result.error.message = fmt::format("cluster {} does not accept {}: {}", asked.cluster, asked.what, said);
}

std::string verb_of(http::Method method) {
    switch (method) {
        case http::Method::get:
        case http::Method::head:
        case http::Method::options:
            return "read";
        case http::Method::del:
            return "delete";
        case http::Method::post:
            return "create";
        case http::Method::put:
        case http::Method::patch:
            return "change";
    }
    return "use";
}

}  // namespace

std::string_view to_string(Retry retry) noexcept {
    switch (retry) {
        case Retry::never:
            return "never";
        case Retry::safe:
            return "safe";
        case Retry::after:
            return "after";
    }
    return "never";
}

std::string pointer_of_field(std::string_view field) {
    std::string pointer;
    std::string part;
    bool any = false;
    const auto flush = [&] {
        if (!any) return;
        pointer += '/';
        for (const char c : part) {
            if (c == '~') {
                pointer += "~0";
            } else if (c == '/') {
                pointer += "~1";
            } else {
                pointer += c;
            }
        }
        part.clear();
        any = false;
    };
    for (std::size_t at = 0; at < field.size(); ++at) {
        const char c = field[at];
        if (c == '.') {
            flush();
        } else if (c == '[') {
            flush();
            const std::size_t end = field.find(']', at);
            if (end == std::string_view::npos) return pointer;
            std::string_view key = field.substr(at + 1, end - at - 1);
            // A list item by its key, as server-side apply names it ([name="plain"]), has no JSON pointer: the list stands for it.
            if (key.find('=') != std::string_view::npos) return pointer;
            if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
            part = key;
            any = true;
            at = end;
        } else {
            part += c;
            any = true;
        }
    }
    flush();
    return pointer;
}

ApiError describe_status(const Asked& asked, int status, const http::Headers& headers, std::string_view body) {
    const StatusBody details = read_status(body);
    ApiError result;
    result.status = status;
    result.reason = details.reason;
    result.continue_token = details.continue_token;
    // A proxy's page is of no use to anyone; its first words may be.
    const std::string said =
        !details.message.empty() ? details.message : fmt::format("HTTP status {}{}", status, details.is_status ? "" : " without a reason");
    const auto set = [&](ErrorCode code, Retry retry, std::string message) {
        result.error.code = code;
        result.retry = retry;
        result.error.message = std::move(message);
    };
    const auto wait = retry_after(headers, details);
    const auto later = [&](ErrorCode code, std::string message) {
        set(code, wait ? Retry::after : Retry::safe, std::move(message));
        result.retry_after = wait.value_or(Duration(0));
    };
    switch (status) {
        case 400:
        case 422:
            describe_invalid(details, result, asked, said);
            break;
        case 401:
            set(ErrorCode::unauthenticated, Retry::never,
                fmt::format("cluster {} does not accept the credential (token or client certificate): it may have expired or been revoked; "
                            "give the cluster a new kubeconfig",
                            asked.cluster));
            break;
        case 403:
            set(ErrorCode::forbidden, Retry::never,
                fmt::format("the credential for cluster {} may not {} {}: {}", asked.cluster, verb_of(asked.method), asked.what, said));
            break;
        case 404:
            if (details.name.empty() && details.message.starts_with("the server could not find")) {
                set(ErrorCode::not_found, Retry::never,
                    fmt::format("cluster {} does not serve {}; is its operator, with its CRDs, installed?", asked.cluster, asked.what));
            } else {
                set(ErrorCode::not_found, Retry::never, fmt::format("cluster {}: {}", asked.cluster, said));
            }
            break;
        case 405:
        case 406:
        case 415:
            set(ErrorCode::unsupported, Retry::never, fmt::format("cluster {} can't do this with {}: {}", asked.cluster, asked.what, said));
            break;
        case 409:
            if (std::ranges::any_of(details.causes, [](const Cause& cause) { return cause.reason == "FieldManagerConflict"; })) {
                describe_manager_conflict(details, result, asked);
            } else if (details.reason == "AlreadyExists") {
                set(ErrorCode::conflict, Retry::never, fmt::format("{} exists on cluster {} already", asked.what, asked.cluster));
            } else if (said.find("Precondition failed") != std::string::npos ||
                       said.find("the UID in the precondition") != std::string::npos) {
                set(ErrorCode::precondition_failed, Retry::never,
                    fmt::format("{} on cluster {} is no longer the object that was meant: {}", asked.what, asked.cluster, said));
            } else {
                set(ErrorCode::conflict, Retry::safe,
                    fmt::format("{} on cluster {} was changed at the same time: {}", asked.what, asked.cluster, said));
            }
            break;
        case 410:
            set(ErrorCode::precondition_failed, Retry::safe,
                fmt::format("cluster {} no longer has the version of {} that was asked for: {}", asked.cluster, asked.what, said));
            break;
        case 413:
            set(ErrorCode::too_large, Retry::never, fmt::format("{} is too large for cluster {}: {}", asked.what, asked.cluster, said));
            break;
        case 429:
            later(ErrorCode::too_many_requests, fmt::format("cluster {} asks to slow down: {}", asked.cluster, said));
            break;
        case 500:
            // How an apiserver says that an applied configuration has unknown fields or values of wrong types.
            if (said.find("failed to create typed patch object") != std::string::npos) {
                describe_invalid(details, result, asked, said);
                break;
            }
            later(ErrorCode::unavailable, fmt::format("cluster {} failed at {}: {}", asked.cluster, asked.what, said));
            result.outcome_unknown = asked.method != http::Method::get;
            break;
        case 504:
            later(ErrorCode::timed_out, fmt::format("cluster {} took too long for {}: {}", asked.cluster, asked.what, said));
            result.outcome_unknown = asked.method != http::Method::get;
            break;
        default:
            if (status >= 500) {
                later(ErrorCode::unavailable, fmt::format("cluster {} is not available: {}", asked.cluster, said));
                // 503 comes before the work is begun; a gateway's 502 may hide anything.
                result.outcome_unknown = status != 503 && asked.method != http::Method::get;
            } else {
                set(ErrorCode::invalid, Retry::never, fmt::format("cluster {} refused {}: {}", asked.cluster, asked.what, said));
            }
            break;
    }
    if (result.outcome_unknown && !asked.repeatable) result.retry = Retry::never;
    return result;
}

ApiError describe_failure(const Asked& asked, const Error& failure) {
    ApiError result;
    result.error = failure;
    result.error.message = fmt::format("cluster {}: {}", asked.cluster, failure.message);
    const bool temporary = failure.code == ErrorCode::unavailable || failure.code == ErrorCode::timed_out;
    result.outcome_unknown = temporary && asked.method != http::Method::get;
    if (failure.code == ErrorCode::too_many_requests) result.retry = Retry::safe;  // our own queue: nothing was sent
    if (temporary) result.retry = result.outcome_unknown && !asked.repeatable ? Retry::never : Retry::safe;
    return result;
}

ApiError describe_unreadable(std::string_view cluster, std::string_view what) {
    ApiError result;
    result.error = {ErrorCode::unavailable,
                    fmt::format("cluster {} sent something that is not JSON for {}; is a proxy in between?", cluster, what),
                    {}};
    result.retry = Retry::safe;
    return result;
}

}  // namespace nexa::kube
