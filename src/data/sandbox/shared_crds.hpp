#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "data/sandbox/object.hpp"

namespace nexa::sandbox {

/// CustomResourceDefinitions are by far the largest objects of a fresh cluster, and the same in all clusters with the same operators:
/// clusters that hold the same text share one object. Thread-safe; keeps nothing alive.
class SharedCrds {
public:
    /// The live object with that text, or null.
    ObjectPtr find(std::string_view storage, std::string_view text);
    void keep(std::string_view storage, const ObjectPtr& object, std::string_view text);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::weak_ptr<const StoredObject>> objects_;
};

/// One for the process: clusters of several fleets share too.
SharedCrds& shared_crds();

}  // namespace nexa::sandbox
