#include "data/sandbox/operators/connector_offsets_step.hpp"

#include <fmt/format.h>

namespace nexa::sandbox {
namespace {

void list(const kafka::OffsetsPlace& place, const json::object& resource, const RunningConnector& connector, const View& view, Plan& plan) {
    if (const auto* known = view.find("ConfigMap", place.listed_to)) {
        plan.patch(*known, {{"data", {{place.member, connector.offsets}}}});
        return;
    }
    auto map = make_object("ConfigMap", namespace_of(resource), place.listed_to);
    const auto cluster = label_of(resource, "strimzi.io/cluster");
    map["metadata"].as_object()["labels"] = json::object{{"strimzi.io/cluster", cluster.empty() ? name_of(resource) : cluster}};
    map["data"] = json::object{{place.member, connector.offsets}};
    add_owner(map, resource, false);
    plan.create(std::move(map));
}

}  // namespace

std::optional<StrimziFailure> obey_offsets(std::string_view what, const kafka::OffsetsPlace& place, const json::object& resource,
                                           RunningConnector& connector, const View& view, Plan& plan) {
    if (what == "list") {
        if (place.listed_to.empty()) {
            return StrimziFailure{"ListOffsets",
                                  fmt::format("Failed to list the connector offsets for {} due to missing property listOffsets in {} CR.",
                                              place.connector, kind_of(resource))};
        }
        list(place, resource, connector, view, plan);
        return std::nullopt;
    }
    if (what != "alter" && what != "reset") {
        return StrimziFailure{"ManageOffsets",
                              fmt::format("Encountered unknown value {} for annotation strimzi.io/connector-offsets", what)};
    }
    const auto failed = [&](std::string_view why) {
        return StrimziFailure{what == "alter" ? "AlterOffsets" : "ResetOffsets",
                              fmt::format("Failed to {} the connector offsets for {} due to {}", what, place.connector, why)};
    };
    if (connector.state != "STOPPED") return failed("the connector not being stopped.");
    if (what == "reset") {
        connector.offsets = R"({"offsets":[]})";
        return std::nullopt;
    }
    const auto* map = place.altered_from.empty() ? nullptr : view.find("ConfigMap", place.altered_from);
    if (map == nullptr) return failed(fmt::format("the ConfigMap '{}' not being there.", place.altered_from));
    const auto text = text_at(*map, {"data", place.member});
    if (text.empty()) return failed(fmt::format("the field {} missing in ConfigMap {}.", place.member, place.altered_from));
    if (!kafka::read_offsets(text))
        return failed(fmt::format("the field {} of ConfigMap {} holding no offsets.", place.member, place.altered_from));
    connector.offsets = text;
    return std::nullopt;
}

}  // namespace nexa::sandbox
