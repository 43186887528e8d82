#pragma once

#include "data/sandbox/operators/plan.hpp"

/// Strimzi's user operator: one reconciliation of a KafkaUser. Pure.
namespace nexa::sandbox {

struct UserFacts {
    Time now;
    bool authorization = false;  ///< The Kafka has an authorizer: ACLs can be kept.
    bool renews = true;          ///< It renews a single user's certificate when it is asked to: Strimzi 1.0 and later.
};

/// Precondition: the operator runs and the user bears the cluster's label.
Plan step_user(const json::object& user, const View& view, const UserFacts& facts);

}  // namespace nexa::sandbox
