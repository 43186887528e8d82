#pragma once

#include <vector>

#include "control/submissions/admission.hpp"

namespace nexa::store {
class Tx;
}

namespace nexa::control {

class ResourceIndex;

/// The queue of each namespace that has one: submissions whose run has not ended, or limits in its policy. What runs is taken from what is
/// observed, the rest from the database. By cluster and namespace. What is in use is counted where somebody waits under a limit to it, or
/// everywhere.
enum class CountCores { where_it_decides, everywhere };
std::vector<SubmissionLine> lines_of(store::Tx& tx, const ResourceIndex& index, CountCores count = CountCores::where_it_decides);

}  // namespace nexa::control
