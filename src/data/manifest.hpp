#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/remedy.hpp"
#include "base/result.hpp"
#include "data/kinds.hpp"
#include "model/cluster.hpp"

namespace nexa {

/// A document that is a well-formed resource of a known kind. Whether it is wise is for the contracts to say.
struct Manifest {
    const Kind* kind = nullptr;
    std::string version;  ///< The API version as sent: "v1beta2".
    std::string name_space;
    std::string name;
    json::object desired;            ///< Canonical: see canonical().
    std::vector<std::string> notes;  ///< What was left out of it and why, for people.
};

/// What a document is checked against.
struct ManifestTarget {
    const ClusterFacts* facts = nullptr;   ///< Decides which release's field table applies. Null: the newest.
    std::string_view default_namespace{};  ///< For a document without one; empty: it must have one.
    /// The path of the request; a document that says otherwise is refused, naming both. Empty: not given.
    std::string_view kind{};
    std::string_view name_space{};
    std::string_view name{};
};

inline constexpr std::size_t max_manifest_bytes = 1'048'576;  ///< Canonical JSON; etcd's usual limit for one object is 1.5 MiB.

/// Checks a parsed document: apiVersion and kind, names, metadata, labels, and every field against the operator release's field table.
/// All issues at once, with JSON pointers. A kind that Nexa does not operate is refused with what to send instead.
/// `remedies`, when given, receives what would mend an issue, where that is certain: an edit of the document as it was sent.
/// Errors: invalid, too_large.
Result<Manifest> check_manifest(const json::value& document, const ManifestTarget& target, std::vector<PlacedRemedy>* remedies = nullptr);

/// The desired state in a document: members sorted by name, nulls dropped, without status and the metadata that the apiserver owns.
/// `notes`, when given, receives a line for each thing left out that says something.
json::object canonical(const json::object& document, std::vector<std::string>* notes = nullptr);

/// The manifest that would make the live object: what adopting it starts from.
json::object manifest_of(const json::object& live);

/// The API version to send `kind` in to this cluster: the first of the kind's that it serves; empty when it serves none.
std::string_view served_version(const Kind& kind, const ClusterFacts& facts);

/// The version of the operator that reconciles `kind` in a namespace, or of any of its name when none watches it; empty when unknown.
std::string_view operator_version(const Kind& kind, const ClusterFacts& facts, std::string_view name_space);

/// "kafka.strimzi.io/v1" of a manifest, split; group is empty for core kinds.
struct ApiVersion {
    std::string_view group;
    std::string_view version;
};
ApiVersion split_api_version(std::string_view api_version) noexcept;

}  // namespace nexa
