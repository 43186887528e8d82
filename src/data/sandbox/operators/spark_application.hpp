#pragma once

#include "data/sandbox/operators/plan.hpp"

/// The SparkApplication state machine of the Kubeflow Spark operator (2.0 to 2.5), as pure functions.
namespace nexa::sandbox {

/// What one reconciliation sees besides the application.
struct SparkFacts {
    std::string_view operator_version;  ///< "2.5.2"
    Time now;
};

/// One reconciliation. Every answer is one state of the machine further, or where it was.
Plan step_spark_application(const json::object& application, const View& view, const SparkFacts& facts);

/// True when the operator answers this change of the spec by killing the run and starting over: anything but `suspend` (2.4 and later)
/// and `timeToLiveSeconds` (2.5.1 and later).
bool invalidates(const json::object& old_application, const json::object& new_application, std::string_view operator_version);

/// The status that such a change forces on the application.
json::object invalidated_status(const json::object& application);

/// What the mutating webhook fills in at creation. True when it changed something.
bool apply_spark_defaults(json::object& application);

/// The application as the operator reads it: with the webhook's defaults, whether or not it passed through the webhook.
json::object with_spark_defaults(const json::object& application);

std::string spark_state(const json::object& application);
bool is_terminal(std::string_view spark_state);

}  // namespace nexa::sandbox
