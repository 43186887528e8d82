#include "data/sandbox/schema_rules.hpp"

#include <ranges>

#include "data/sandbox/schema/validate.hpp"

namespace nexa::sandbox {

namespace {

/// What keeps a number of the scale subresource from being read. Its own check, beside the schema's.
void scale_objection(const json::object& object, const std::string& path, std::vector<StatusCause>& out) {
    const auto object_to = [&](std::string_view why) { out.push_back(status::invalid_value(path, json::value(0), why)); };
    const auto is_of = [](const json::value& value, std::string_view wanted) {
        const auto shown = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
        const auto type = value.is_string()   ? "string"
                          : value.is_bool()   ? "bool"
                          : value.is_double() ? "float64"
                          : value.is_array()  ? "[]interface {}"
                          : value.is_object() ? "map[string]interface {}"
                          : value.is_null()   ? "<nil>"
                                              : "int64";
        return fmt::format("accessor error: {} is of the type {}, expected {}", shown, type, wanted);
    };
    const json::object* at = &object;
    const auto steps = std::string_view(path).substr(1);
    for (const auto step : std::views::split(steps, '.')) {
        const std::string_view name(step);
        const auto* value = at->if_contains(name);
        if (!value) return;
        const bool last = name.data() + name.size() == steps.data() + steps.size();
        if (!last && !value->is_object()) return object_to(path + " " + is_of(*value, "map[string]interface {}"));
        if (!last) {
            at = &value->get_object();
        } else if (!value->is_int64() && !value->is_uint64()) {
            object_to(path + " " + is_of(*value, "int64"));
        } else if (value->to_number<std::int64_t>() < 0) {
            out.push_back(status::invalid_value(path, *value, "should be a non-negative integer"));
        }
    }
}

}  // namespace

std::vector<StatusCause> schema_causes(const json::object& object, const ResourceType& type, const TypeVersion& version,
                                       const Release& release, std::string_view subresource) {
    if (!type.custom) return sandbox::validate(json::value(object), *version.schema);
    std::vector<StatusCause> out;
    const bool status_alone = subresource == "status";
    if (!status_alone) {
        out = sandbox::validate(json::value(object), *version.schema, {.fractions_twice = release.checks_fractions_twice});
    } else if (const auto* status = object.if_contains("status")) {
        bool declared = false;
        out = sandbox::validate(*status, version.schema->member("status", declared),
                                {.place = "status", .fractions_twice = release.checks_fractions_twice});
    }
    if (version.scale) scale_objection(object, status_alone ? version.scale->status_replicas : version.scale->spec_replicas, out);
    return out;
}

}  // namespace nexa::sandbox
