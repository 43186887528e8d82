#include "data/spark/changes.hpp"

#include <algorithm>

#include "data/object.hpp"
#include "data/version.hpp"

namespace nexa::spark {

bool is_exempt(std::string_view pointer, std::string_view operator_version) noexcept {
    if (pointer == "/spec/suspend") return true;
    return pointer == "/spec/timeToLiveSeconds" && (!is_version(operator_version) || compare_versions(operator_version, "2.5.1") >= 0);
}

std::vector<DiffEntry> rerunning_changes(const json::object& before, const json::object& after, std::string_view operator_version) {
    const auto* old_spec = find(before, {"spec"});
    const auto* new_spec = find(after, {"spec"});
    const json::value none = json::object();
    auto entries = diff(old_spec == nullptr ? none : *old_spec, new_spec == nullptr ? none : *new_spec);
    for (auto& entry : entries) entry.pointer.insert(0, "/spec");
    std::erase_if(entries, [&](const DiffEntry& each) { return is_exempt(each.pointer, operator_version); });
    return entries;
}

}  // namespace nexa::spark
