#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "data/kube/api.hpp"
#include "model/cluster.hpp"

namespace nexa::kube {

/// What was found out about a cluster, and what the credential did not allow to be found out.
struct Discovered {
    ClusterFacts facts;
    /// Each in the user's words with what to do: "Deployments can't be listed, so the operators' versions are not known: ...".
    std::vector<std::string> limits;
    bool lists_namespaces = false;              ///< May list all namespaces.
    std::optional<Time> certificate_expires{};  ///< The apiserver's own; nothing when it shows none.
};

/// Asks a cluster for its version, the served versions of `kinds`, its namespaces and its operators. What is forbidden is left out and
/// named in `limits`; `namespaces` stand in for the cluster's own list where that is forbidden, and are where operators are looked for.
/// `earlier`: facts of a moment since when no type has changed, so that what is stored (a whole definition for each kind) is not read
/// again. Errors: as `Api` has them, when not even the version can be read.
Task<Answer<Discovered>> discover(Api& api, std::span<const KindRef> kinds, std::vector<std::string> namespaces, Time now,
                                  const ClusterFacts* earlier = nullptr);

/// The kind as this cluster serves it: the first of the kind's versions that is served. Nothing when none is.
std::optional<Resource> served_resource(const ClusterFacts& facts, const KindRef& kind);

/// The version's numbers: "v1.34.2+k3s1" is "1.34.2". Pure.
std::string plain_version(std::string_view git_version);

}  // namespace nexa::kube
