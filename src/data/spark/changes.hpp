#pragma once

#include <string_view>
#include <vector>

#include "model/diff.hpp"

/// Which changes of a SparkApplication's spec make the operator kill the job and run it again, even a finished one. Pure.
namespace nexa::spark {

/// Whether a change at `pointer` ("/spec/timeToLiveSeconds") leaves the job alone: `suspend` does, and from operator 2.5.1 on
/// `timeToLiveSeconds`. An unknown operator version is taken for the newest.
bool is_exempt(std::string_view pointer, std::string_view operator_version) noexcept;

/// The changes of spec between two manifests that rerun the job; pointers are into `after`. Empty when nothing reruns.
std::vector<DiffEntry> rerunning_changes(const json::object& before, const json::object& after, std::string_view operator_version = {});

inline bool reruns(const json::object& before, const json::object& after) {
    return !rerunning_changes(before, after).empty();
}

}  // namespace nexa::spark
