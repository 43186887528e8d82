#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wire/record.hpp"
#include "wire/remedy_wire.hpp"

namespace nexa::control {

/// The error form of every endpoint (written by http/problem; declared here for the schema).
struct ProblemIssue {
    std::string pointer, message;
    std::optional<std::string> rule;
    std::optional<Remedy> remedy;
};
struct ProblemDocument {
    std::string type, title;
    int status = 0;
    std::string detail, request_id;
    std::vector<ProblemIssue> errors;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::ProblemIssue> = nexa::wire::describe(
    "ProblemIssue", nexa::wire::field("pointer", &nexa::control::ProblemIssue::pointer, "JSON pointer into the request's body."),
    nexa::wire::field("message", &nexa::control::ProblemIssue::message, "What is wrong there, and what to do."),
    nexa::wire::field("rule", &nexa::control::ProblemIssue::rule, "The contract that objects."),
    nexa::wire::field("remedy", &nexa::control::ProblemIssue::remedy,
                      "What mends it, as an edit of the body, where there is a certain one."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ProblemDocument> = nexa::wire::describe(
    "Problem", nexa::wire::field("type", &nexa::control::ProblemDocument::type, ""),
    nexa::wire::field("title", &nexa::control::ProblemDocument::title, ""),
    nexa::wire::field("status", &nexa::control::ProblemDocument::status, ""),
    nexa::wire::field("detail", &nexa::control::ProblemDocument::detail, "What happened, for a person."),
    nexa::wire::field("request_id", &nexa::control::ProblemDocument::request_id, "Names the request in the log and the audit trail."),
    nexa::wire::defaulted("errors", &nexa::control::ProblemDocument::errors, "Each thing that is wrong with the request."));
