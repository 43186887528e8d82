#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/contracts/contract.hpp"
#include "data/object.hpp"
#include "model/diff.hpp"

/// What the rules read from manifests again and again. Pure.
namespace nexa::contracts {

using Objects = std::vector<json::object>;

/// "Strimzi 0.48.0 on cluster prod-us", "Strimzi of an unknown version on cluster x": how messages name an operator.
std::string operator_on_cluster(const Input& input, const OperatorInfo& which);
/// The operator is known to be of that release or a newer one; false when its version is not known.
bool is_since(const OperatorInfo* which, std::string_view release) noexcept;
/// The operator is known to be older than that release; false when its version is not known.
bool is_before(const OperatorInfo* which, std::string_view release) noexcept;

/// What the label strimzi.io/cluster names; empty when it is absent.
std::string_view cluster_label(const json::object& object) noexcept;
/// The one resource of that kind and name in the namespace; nothing when there is none or nothing is known.
std::optional<json::object> related_object(const Input& input, std::string_view kind, std::string_view name);
/// The missing label strimzi.io/cluster, where the namespace has one resource of that kind only, which it must then name.
std::optional<Remedy> label_of_the_only(const Input& input, std::string_view kind);
/// The Kafka resource that a pool, topic, user or rebalance belongs to.
std::optional<json::object> kafka_of(const Input& input);
/// The node pools of a Kafka cluster; the one under judgement as it would be, absent when it would be deleted.
Objects pools_of(const Input& input, std::string_view cluster);

bool has_role(const json::object& pool, std::string_view role);
/// How many brokers the pools (or, in ZooKeeper mode, the Kafka resource) ask for; nothing when that is not known.
std::optional<std::int64_t> broker_count(const Input& input, const json::object& kafka, std::string_view cluster);

/// An option of a config map as a whole number, be it written as number or text.
std::optional<std::int64_t> option_of(const json::object& object, Path config, std::string_view name);
/// The names of members that differ between two objects; null counts as empty.
std::vector<std::string> changed_members(const json::object* before, const json::object* after);
/// What a change does to the manifest (spec, labels, annotations), against what was there; empty for a create.
std::vector<DiffEntry> changes(const Input& input);
bool is_below(std::string_view pointer, std::string_view parent) noexcept;  ///< Or equal.
bool is_changed(const std::vector<DiffEntry>& entries, std::string_view parent) noexcept;

/// "/spec/kafka/version" as "spec.kafka.version".
std::string dotted(std::string_view pointer);
/// "/metadata/annotations/strimzi.io~1kraft" for a name with slashes.
std::string pointer_of(std::string_view parent, std::string_view name);
/// "a, b, c and 7 more"
std::string list_of(const std::vector<std::string>& names);

}  // namespace nexa::contracts
