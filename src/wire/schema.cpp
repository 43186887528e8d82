#include "wire/schema.hpp"

#include <cmath>

namespace nexa::wire {
namespace {

constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

/// Whole bounds are written as integers, as a reader expects them.
void bound(json::object& schema, std::string_view name, double value) {
    if (!std::isfinite(value)) return;
    if (value == std::trunc(value) && std::fabs(value) < 1e15) {
        schema[name] = static_cast<std::int64_t>(value);
    } else {
        schema[name] = value;
    }
}

void sizes(json::object& schema, std::string_view least, std::string_view most, std::size_t min, std::size_t max) {
    if (min > 0) schema[least] = min;
    if (max != unlimited) schema[most] = max;
}

}  // namespace

json::object reference(std::string_view component) {
    return {{"$ref", fmt::format("#/components/schemas/{}", component)}};
}

json::object nullable(json::object schema) {
    if (schema.empty()) return schema;
    if (auto* type = schema.if_contains("type"); type != nullptr && type->is_string()) {
        *type = json::array{*type, "null"};
        return schema;
    }
    return {{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

json::object text_schema(const Text& limits) {
    json::object schema{{"type", "string"}};
    sizes(schema, "minLength", "maxLength", limits.min, limits.max);
    if (!limits.pattern.regex.empty()) schema["pattern"] = limits.pattern.regex;
    if (!limits.format.empty()) schema["format"] = limits.format;
    return schema;
}

json::object number_schema(const Number& limits) {
    json::object schema{{"type", "number"}, {"format", "double"}};
    bound(schema, "minimum", limits.min);
    bound(schema, "maximum", limits.max);
    return schema;
}

json::object integer_schema(const Number& limits, std::string_view format, bool is_unsigned) {
    json::object schema{{"type", "integer"}, {"format", format}};
    bound(schema, "minimum", is_unsigned ? std::max(limits.min, 0.0) : limits.min);
    bound(schema, "maximum", limits.max);
    return schema;
}

json::object list_schema(json::object items, const Items& limits, bool unique) {
    json::object schema{{"type", "array"}, {"items", std::move(items)}};
    sizes(schema, "minItems", "maxItems", limits.min, limits.max);
    if (unique) schema["uniqueItems"] = true;
    return schema;
}

json::object map_schema(json::object values, const Items& limits) {
    json::object schema{{"type", "object"}, {"additionalProperties", std::move(values)}};
    sizes(schema, "minProperties", "maxProperties", limits.min, limits.max);
    return schema;
}

json::object enum_schema(std::span<const EnumEntry> entries) {
    json::array texts;
    for (const EnumEntry& entry : entries) texts.emplace_back(entry.text);
    return {{"type", "string"}, {"enum", std::move(texts)}};
}

}  // namespace nexa::wire
