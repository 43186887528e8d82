#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

/// How far connectors have come, as Strimzi lists it to ConfigMaps and alters it from them (annotation strimzi.io/connector-offsets). Pure.
namespace nexa::kafka {

/// Where the offsets of one connector are listed and altered.
struct OffsetsPlace {
    std::string connector;     ///< A KafkaConnector's name, or a mirror's "a->b.MirrorSourceConnector".
    std::string listed_to;     ///< ConfigMap; "" when the specification names none.
    std::string altered_from;  ///< ConfigMap; "" when the specification names none.
    std::string member;        ///< Of the ConfigMap's data.
    std::string state;         ///< The wanted one: "running", "paused", "stopped".
    friend bool operator==(const OffsetsPlace&, const OffsetsPlace&) = default;
};

/// Of a KafkaConnector: one. Of a KafkaMirrorMaker2: one for each of its connectors, in the order of its specification.
std::vector<OffsetsPlace> offsets_places(const json::object& resource);

/// Where a mirror configures one of its connectors.
struct MirrorConnector {
    std::size_t mirror = 0;  ///< Of spec.mirrors.
    std::string_view field;  ///< "sourceConnector"
};
/// Nothing: the KafkaMirrorMaker2 has no connector of that name.
std::optional<MirrorConnector> find_connector(const json::object& mirror_maker, std::string_view connector);

/// The wanted state of a connector's specification: spec.state, or what spec.pause says before it.
std::string_view wanted_state(const json::object& spec);

/// One partition of a source or sink and how far it has come; JSON texts, as their shape is the connector's.
struct ConnectorOffset {
    std::string partition, offset;
    friend bool operator==(const ConnectorOffset&, const ConnectorOffset&) = default;
};

/// What a ConfigMap's member holds: {"offsets": [{"partition": {...}, "offset": {...}}]}. None of an empty text. Errors: invalid.
Result<std::vector<ConnectorOffset>> read_offsets(std::string_view text);

}  // namespace nexa::kafka
