#include "data/kafka/connector_offsets.hpp"

#include <fmt/format.h>

#include <array>

#include "data/object.hpp"

namespace nexa::kafka {
namespace {

/// The connectors of a mirror: the field that configures each, and what Connect calls it.
struct Part {
    std::string_view field, name;
};
constexpr std::array<Part, 3> parts{{{"sourceConnector", "MirrorSourceConnector"},
                                     {"checkpointConnector", "MirrorCheckpointConnector"},
                                     {"heartbeatConnector", "MirrorHeartbeatConnector"}}};

OffsetsPlace place(std::string connector, const json::object& spec, std::string member) {
    return {.connector = std::move(connector),
            .listed_to = std::string(text_at(spec, {"listOffsets", "toConfigMap", "name"})),
            .altered_from = std::string(text_at(spec, {"alterOffsets", "fromConfigMap", "name"})),
            .member = std::move(member),
            .state = std::string(wanted_state(spec))};
}

/// v1 has aliases in each mirror and one target; v1beta2 a list of clusters.
std::string_view first_of(std::string_view one, std::string_view other) {
    return one.empty() ? other : one;
}

}  // namespace

std::string_view wanted_state(const json::object& spec) {
    if (const auto state = text_at(spec, {"state"}); !state.empty()) return state;
    return true_at(spec, {"pause"}) ? "paused" : "running";
}

namespace {

/// Calls `visit(name, member, index, field, spec)` for each connector of a mirror.
template <class Visit>
void for_connectors(const json::object& mirror_maker, Visit visit) {
    const auto* mirrors = list_at(mirror_maker, {"spec", "mirrors"});
    if (mirrors == nullptr) return;
    for (std::size_t i = 0; i < mirrors->size(); ++i) {
        const auto* mirror = mirrors->at(i).if_object();
        if (mirror == nullptr) continue;
        const auto source = first_of(text_at(*mirror, {"source", "alias"}), text_at(*mirror, {"sourceCluster"}));
        const auto target = first_of(text_at(mirror_maker, {"spec", "target", "alias"}), text_at(*mirror, {"targetCluster"}));
        for (const auto& part : parts) {
            const auto* own = object_at(*mirror, {part.field});
            // The name of a member of a ConfigMap can't have a ">".
            if (own != nullptr)
                visit(fmt::format("{}->{}.{}", source, target, part.name), fmt::format("{}--{}.{}.json", source, target, part.name), i,
                      part.field, *own);
        }
    }
}

}  // namespace

std::vector<OffsetsPlace> offsets_places(const json::object& resource) {
    std::vector<OffsetsPlace> places;
    if (text_at(resource, {"kind"}) == "KafkaMirrorMaker2") {
        for_connectors(resource, [&](std::string name, std::string member, std::size_t, std::string_view, const json::object& spec) {
            places.push_back(place(std::move(name), spec, std::move(member)));
        });
    } else if (const auto* spec = object_at(resource, {"spec"})) {
        places.push_back(place(std::string(text_at(resource, {"metadata", "name"})), *spec, "offsets.json"));
    }
    return places;
}

std::optional<MirrorConnector> find_connector(const json::object& mirror_maker, std::string_view connector) {
    std::optional<MirrorConnector> found;
    for_connectors(mirror_maker,
                   [&](const std::string& name, const std::string&, std::size_t mirror, std::string_view field, const json::object&) {
                       if (name == connector) found = MirrorConnector{mirror, field};
                   });
    return found;
}

Result<std::vector<ConnectorOffset>> read_offsets(std::string_view text) {
    std::vector<ConnectorOffset> offsets;
    if (text.empty()) return offsets;
    const auto parsed = parse_object(text);
    const auto* list = parsed ? list_at(*parsed, {"offsets"}) : nullptr;
    if (list == nullptr)
        return fail(ErrorCode::invalid,
                    "offsets must be JSON as list-offsets writes it: {\"offsets\": [{\"partition\": {...}, \"offset\": {...}}]}");
    for (const auto& item : *list) {
        const auto* each = item.if_object();
        const auto* partition = each == nullptr ? nullptr : each->if_contains("partition");
        const auto* offset = each == nullptr ? nullptr : each->if_contains("offset");
        if (offset == nullptr)
            return fail(ErrorCode::invalid, fmt::format("{} is no offset: it has to say partition and offset", json::serialize(item)));
        // A mirror's heartbeat has one partition, which has no name.
        offsets.push_back({partition == nullptr ? std::string() : json::serialize(*partition), json::serialize(*offset)});
    }
    return offsets;
}

}  // namespace nexa::kafka
