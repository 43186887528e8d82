#include "data/sandbox/rest/table.hpp"

#include "data/sandbox/rest/cells.hpp"
#include "data/sandbox/rest/json_path.hpp"

namespace nexa::sandbox::rest {

namespace {

json::value column_cell(const StoredObject& object, const PrinterColumn& column, bool custom, Time now) {
    if (column.json_path.starts_with("cell:")) return computed_cell(std::string_view(column.json_path).substr(5), object, now);
    const auto found = find_json_path(object.value(), column.json_path);
    if (found.empty() || found.front()->is_null())
        return custom ? json::value() : json::value(column.format == "age" ? "<unknown>" : "<none>");
    const auto& value = *found.front();
    if (column.type == "date" || column.format == "age" || column.format == "time") {
        if (!value.is_string()) return "<unknown>";
        if (column.format == "time") return value;
        const auto at = parse_rfc3339(value.get_string());
        return at ? json::value(json::string(human_duration(now - *at))) : json::value("<invalid>");
    }
    if (column.type == "string") return value.is_string() ? value : json::value(json::string(json::serialize(value)));
    if (column.type == "integer" && value.is_double()) return static_cast<std::int64_t>(value.get_double());
    return value;
}

}  // namespace

std::string human_duration(Duration duration) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    if (seconds < -1) return "<invalid>";
    if (seconds < 0) return "0s";
    const auto two = [](std::int64_t a, char unit_a, std::int64_t b, char unit_b) {
        return b == 0 ? fmt::format("{}{}", a, unit_a) : fmt::format("{}{}{}{}", a, unit_a, b, unit_b);
    };
    if (seconds < 120) return fmt::format("{}s", seconds);
    const auto minutes = seconds / 60;
    if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
    if (minutes < 180) return fmt::format("{}m", minutes);
    const auto hours = minutes / 60;
    if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
    if (hours < 48) return fmt::format("{}h", hours);
    if (hours < 192) return two(hours / 24, 'd', hours % 24, 'h');
    const auto days = hours / 24;
    if (days < 365 * 2) return fmt::format("{}d", days);
    if (days < 365 * 8) return two(days / 365, 'y', days % 365, 'd');
    return fmt::format("{}y", days / 365);
}

json::array column_definitions(const TypeVersion& version, bool custom) {
    static constexpr std::string_view name_text =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to "
        "request the generation of an appropriate name "
        "automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: "
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
    json::array out;
    // Events begin with when they were last seen; everything else with the name.
    const bool named = version.columns.empty() || version.columns.front().name != "Last Seen";
    if (named) out.push_back({{"name", "Name"}, {"type", "string"}, {"format", "name"}, {"description", name_text}, {"priority", 0}});
    for (const auto& column : version.columns) {
        const bool age = column.format == "age" || column.format == "time";
        auto text = column.description;
        if (text.empty() && custom) text = fmt::format("Custom resource definition column (in JSONPath format): {}", column.json_path);
        out.push_back({{"name", column.name},
                       {"type", column.type},
                       {"format", age ? "" : column.format},
                       {"description", text},
                       {"priority", column.priority}});
    }
    return out;
}

json::object partial_metadata(const StoredObject& object) {
    return {{"kind", "PartialObjectMetadata"}, {"apiVersion", "meta.k8s.io/v1"}, {"metadata", object.metadata()}};
}

json::object table_row(const StoredObject& object, const ResourceType& type, const TypeVersion& version, Time now, RowObject include) {
    json::array cells;
    const bool named = version.columns.empty() || version.columns.front().name != "Last Seen";
    if (named) cells.emplace_back(object.name());
    for (const auto& column : version.columns) cells.push_back(column_cell(object, column, type.custom, now));
    json::object row{{"cells", std::move(cells)}};
    if (include == RowObject::metadata) row["object"] = partial_metadata(object);
    if (include == RowObject::full) {
        auto whole = object.value();
        whole["apiVersion"] = type.group_version(version.name);
        row["object"] = std::move(whole);
    } else if (include == RowObject::none) {
        row["object"] = nullptr;
    }
    return row;
}

}  // namespace nexa::sandbox::rest
