#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "data/sandbox/schema/schema.hpp"
#include "data/sandbox/status_error.hpp"

/// What the API server does to a body before it is stored. Pure functions; texts as apiextensions-apiserver and kube-openapi write them.
namespace nexa::sandbox {

/// What becomes of a null where none may be: a body's is dropped; what server-side apply makes is judged as it is, unless the field has a
/// default.
enum class Nulls { drop, keep };
/// Fills in defaults.
void apply_defaults(json::value& value, const Schema& schema, Nulls nulls = Nulls::drop);

/// Drops fields that the schema does not declare; their paths ("spec.kafka.foo", "spec.listeners[0].x") are appended to `unknown`.
void prune(json::value& value, const Schema& schema, std::vector<std::string>& unknown);

struct ValidateOptions {
    /// Where the value stands in its object, for the fields of the causes; their texts name fields from the value on.
    std::string_view place{};
    bool fractions_twice = false;  ///< See Release.
};
/// Everything the schema objects to, in the order of the schema.
std::vector<StatusCause> validate(const json::value& value, const Schema& schema, const ValidateOptions& options = {});

/// The first value whose JSON type a built-in's program can't decode: `{path, wanted, got}`.
struct TypeMismatch {
    std::string path;
    std::string wanted;
    std::string got;
};
std::optional<TypeMismatch> first_type_mismatch(const json::value& value, const Schema& schema);

/// What Go's decoder says of the first text that ought to be base64 and is not; "" when there is none.
std::string byte_objection(const json::value& value, const Schema& schema);

/// What structured-merge-diff objects to in an applied configuration (".spec.foo: field not declared in schema").
std::vector<std::string> applied_configuration_errors(const json::value& value, const Schema& schema);

}  // namespace nexa::sandbox
