#pragma once

#include <span>
#include <string_view>

namespace nexa::kube {

/// What an apiserver must be told to find a kind. The texts live for the whole program.
struct KindRef {
    std::string_view kind;                       ///< "KafkaTopic"
    std::string_view group;                      ///< "kafka.strimzi.io"; empty for the core group.
    std::span<const std::string_view> versions;  ///< In order of preference: "v1", "v1beta2".
    std::string_view plural;                     ///< "kafkatopics"
    bool namespaced = true;
};

}  // namespace nexa::kube
