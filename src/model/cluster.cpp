#include "model/cluster.hpp"

#include <algorithm>

namespace nexa {

const OperatorInfo* ClusterFacts::operator_for(std::string_view name, std::string_view name_space) const {
    const auto found = std::ranges::find_if(operators, [&](const OperatorInfo& each) {
        return each.name == name &&
               (each.watched_namespaces.empty() || std::ranges::find(each.watched_namespaces, name_space) != each.watched_namespaces.end());
    });
    return found == operators.end() ? nullptr : &*found;
}

std::string_view to_string(ClusterStatus::State state) noexcept {
    switch (state) {
        case ClusterStatus::State::connecting:
            return "connecting";
        case ClusterStatus::State::connected:
            return "connected";
        case ClusterStatus::State::unreachable:
            return "unreachable";
        case ClusterStatus::State::unauthorized:
            return "unauthorized";
        case ClusterStatus::State::error:
            return "error";
    }
    return "error";
}

}  // namespace nexa
