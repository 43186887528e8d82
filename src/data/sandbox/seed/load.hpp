#pragma once

#include <cstdint>
#include <string>

#include "data/sandbox/cluster.hpp"

/// Many synthetic SparkApplications, for measurements.
namespace nexa::sandbox {

struct LoadShape {
    std::size_t count = 10'000;
    std::size_t namespaces = 20;      ///< "load-00", "load-01", ... ; made when missing.
    std::string prefix = "load-app";  ///< Names are "<prefix>-000042".
    /// True: with a finished status (nine of ten COMPLETED, else FAILED), about 3.3 KB each, a third of it managedFields, at rest whether
    /// an operator is installed or not. False: without status, to be run by the installed operator; such jobs write no log and no events.
    bool finished = true;
};

std::string load_name(const LoadShape& shape, std::size_t index);
std::string load_namespace(const LoadShape& shape, std::size_t index);

/// Creates the objects. Errors: the first one that the store gives.
Outcome<> plant_load(ObjectStore& store, const LoadShape& shape);

/// Changes `changes` objects in turn, one MODIFIED event each: the executors' states and the attempt's number move, as they do in a live
/// status. `turn` makes every call's changes different. Errors: as plant_load.
Outcome<> churn_load(ObjectStore& store, const LoadShape& shape, std::size_t changes, std::uint64_t turn);

}  // namespace nexa::sandbox
