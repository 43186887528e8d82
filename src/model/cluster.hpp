#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"

namespace nexa {

/// An operator that was found on a cluster (contracts: "Detecting versions from a cluster").
struct OperatorInfo {
    std::string name;                             ///< "strimzi" or "spark-operator"
    std::string version;                          ///< "0.48.0"; empty when it could not be told.
    std::string name_space;                       ///< Where it runs.
    std::vector<std::string> watched_namespaces;  ///< Empty: all.
    std::vector<std::string> kafka_versions;      ///< Strimzi: what its images say it supports; empty when unknown.
    friend bool operator==(const OperatorInfo&, const OperatorInfo&) = default;
};

/// What is known of a cluster's software: input of every contract. Discovered, never configured.
struct ClusterFacts {
    std::string cluster;
    std::string kubernetes_version;  ///< "1.34.2"
    std::vector<OperatorInfo> operators;
    std::map<std::string, std::vector<std::string>> served;  ///< Kind -> served API versions ("v1", "v1beta2"), preferred first.
    /// Kind -> versions in which objects may be stored (status.storedVersions), for Strimzi's kinds; a kind is left out when that may not
    /// be read.
    std::map<std::string, std::vector<std::string>> stored;
    std::vector<std::string> namespaces;
    std::map<std::string, std::map<std::string, std::string>> namespace_labels;  ///< For those that have any: scopes select by them.
    Time seen_at;

    /// The operator of that name that watches `name_space`, or nothing.
    const OperatorInfo* operator_for(std::string_view name, std::string_view name_space) const;
    friend bool operator==(const ClusterFacts&, const ClusterFacts&) = default;
};

struct Cluster {
    Id<Cluster> id;
    std::string name;  ///< Unique DNS label.
    std::map<std::string, std::string> labels;
    std::string colour;   ///< A token of the page's palette ("blue"), or empty.
    std::string server;   ///< The apiserver's URL: not a secret.
    std::string context;  ///< The kubeconfig's context that was chosen.
    Time created_at;
    std::int64_t version = 1;  ///< Grows with each change; the ETag.
};

/// How the connection to a cluster is doing.
struct ClusterStatus {
    enum class State { connecting, connected, unreachable, unauthorized, error };
    State state = State::connecting;
    std::string message;  ///< In the user's words, with what to do.
    std::optional<Time> last_contact;
    std::shared_ptr<const ClusterFacts> facts;  ///< Null: nothing is known yet.
    std::optional<Time> certificate_expires{};  ///< The apiserver's own, as last seen.
};
std::string_view to_string(ClusterStatus::State state) noexcept;  ///< "connecting", ...

}  // namespace nexa
