#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nexa::sandbox {

struct Schema;

/// A column of Table output. `json_path` is the CRD form (".status.phase"); built-ins may name a computed cell instead ("pod:ready").
struct PrinterColumn {
    std::string name;
    std::string type;  ///< "string", "integer", "date", ...
    std::string json_path;
    std::string description;
    int priority = 0;  ///< 0: always shown; otherwise only with -o wide.
    std::string format;
};

/// Where the scale subresource finds its numbers (".spec.replicas").
struct ScalePaths {
    std::string spec_replicas;
    std::string status_replicas;
    std::string label_selector;  ///< May be empty.
};

/// One API version of a type.
struct TypeVersion {
    std::string name;  ///< "v1beta2"
    bool served = true;
    bool stored = false;                   ///< Exactly one version of a type.
    std::string deprecation_warning;       ///< Sent as a Warning header with every call; empty: not deprecated.
    std::shared_ptr<const Schema> schema;  ///< Never null.
    std::vector<PrinterColumn> columns;    ///< Without NAME and AGE, which every table has (AGE only when empty here for CRDs).
    bool status = false;                   ///< Has the status subresource.
    std::optional<ScalePaths> scale;
};

/// A kind of object the server knows. Immutable once registered; shared.
struct ResourceType {
    std::string group;      ///< "" is the core group.
    std::string kind;       ///< "KafkaTopic"
    std::string list_kind;  ///< "KafkaTopicList"
    std::string plural;     ///< "kafkatopics"
    std::string singular;
    std::vector<std::string> short_names;
    std::vector<std::string> categories;
    bool namespaced = true;
    bool custom = false;                ///< Defined by a CustomResourceDefinition.
    bool generation = false;            ///< metadata.generation is kept (custom types, Deployments, ...).
    std::string storage;                ///< Key of the object space; two types may share one (core and events.k8s.io Events).
    std::vector<std::string> verbs;     ///< Of the main resource, as discovery tells them.
    std::vector<TypeVersion> versions;  ///< Preferred first.

    const TypeVersion* version(std::string_view name) const;
    const TypeVersion& stored_version() const;
    /// "kafka.strimzi.io/v1", or "v1" for the core group.
    std::string group_version(std::string_view version_name) const;
    bool allows(std::string_view verb) const;
};
using TypePtr = std::shared_ptr<const ResourceType>;

}  // namespace nexa::sandbox
