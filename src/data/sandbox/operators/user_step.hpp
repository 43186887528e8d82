#pragma once

#include "data/sandbox/operators/plan.hpp"

/// Strimzi's user operator: one reconciliation of a KafkaUser. Pure.
namespace nexa::sandbox {

struct UserFacts {
    Time now;
    bool authorization = false;  ///< The Kafka has an authorizer: ACLs can be kept.
};

/// Precondition: the operator runs and the user bears the cluster's label.
Plan step_user(const json::object& user, const View& view, const UserFacts& facts);

}  // namespace nexa::sandbox
