#pragma once

#include "data/sandbox/operators/plan.hpp"

/// The Spark operator's SparkConnect controller (from 2.3 on), and the executors that a server asks for. Pure.
namespace nexa::sandbox {

inline constexpr std::string_view spark_connect_label = "sparkoperator.k8s.io/connect-name";

Plan step_spark_connect(const json::object& connect, const View& view, Time now);

}  // namespace nexa::sandbox
