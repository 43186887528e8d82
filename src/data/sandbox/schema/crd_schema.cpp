#include "data/sandbox/schema/crd_schema.hpp"

#include <mutex>

#include "data/schema/schema.hpp"

namespace nexa::sandbox {

namespace {

using schema::Shape;
using schema::Type;

constexpr int full_depth = 3;                                               // structs above it are spelt out: spec is 1, spec.kafka 2
constexpr int last_depth = 4;                                               // and above this one those that
constexpr std::size_t small_struct = 12;                                    // have no more fields, or
constexpr std::string_view spelt_out[] = {"driver", "executor", "server"};  // are Spark's pods: what every manifest sets;
constexpr std::string_view pod_templates[] = {"template", "templates"};     // but not these

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

json::object anything() {
    return {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}};
}

bool is_anything(const json::object& described) {
    return described.contains("x-kubernetes-preserve-unknown-fields") && !described.contains("properties");
}

std::string_view plain_type(Type type) {
    switch (type) {
        case Type::string:
            return "string";
        case Type::integer:
            return "integer";
        case Type::number:
            return "number";
        case Type::boolean:
            return "boolean";
        case Type::any:
        case Type::object:
        case Type::array:
        case Type::int_or_string:
            break;
    }
    return {};
}

json::object scalar(const Shape& shape) {
    json::object out;
    if (shape.type == Type::int_or_string) {
        out["x-kubernetes-int-or-string"] = true;
        out["anyOf"] = {{{"type", "integer"}}, {{"type", "string"}}};
    } else {
        const auto type = plain_type(shape.type);
        if (type.empty()) return anything();
        out["type"] = type;
    }
    if (!shape.values.empty()) out["enum"] = json::array(shape.values.begin(), shape.values.end());
    if (shape.minimum) out["minimum"] = *shape.minimum;
    if (shape.maximum) out["maximum"] = *shape.maximum;
    if (!shape.pattern.empty()) out["pattern"] = shape.pattern;
    return out;
}

json::object describe(std::string_view name, const Shape& shape, int depth);

json::object structure(const Shape& shape, int depth) {
    json::object properties;
    json::array required;
    for (const auto& field : shape.fields) {
        properties[field.name] = describe(field.name, *field.shape, depth + 1);
        if (field.required) required.emplace_back(field.name);
    }
    json::object out{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) out["required"] = std::move(required);
    if (shape.open) out["x-kubernetes-preserve-unknown-fields"] = true;
    return out;
}

json::object list(std::string_view name, const Shape& shape, int depth) {
    auto items = shape.items ? describe(name, *shape.items, depth) : anything();
    json::object out{{"type", "array"}};
    if (shape.set) out["x-kubernetes-list-type"] = "set";
    if (!shape.merge_keys.empty()) {
        out["x-kubernetes-list-type"] = "map";
        out["x-kubernetes-list-map-keys"] = json::array(shape.merge_keys.begin(), shape.merge_keys.end());
        // Lists that merge by key need the keys, however deep they are.
        if (is_anything(items)) {
            json::object keys;
            json::array required;
            for (const auto key : shape.merge_keys) {
                const auto* field = shape.items ? shape.items->field(key) : nullptr;
                if (!field) continue;
                keys[key] = describe(key, *field->shape, depth + 1);
                if (field->required) required.emplace_back(key);
            }
            items["properties"] = std::move(keys);
            if (!required.empty()) items["required"] = std::move(required);
        }
    }
    out["items"] = std::move(items);
    return out;
}

json::object map_or_struct(std::string_view name, const Shape& shape, int depth) {
    if (!shape.fields.empty()) {
        const bool small = shape.fields.size() <= small_struct && !is_one_of(name, pod_templates);
        if (depth < full_depth || (depth < last_depth && (small || is_one_of(name, spelt_out)))) return structure(shape, depth);
        return anything();
    }
    const bool of_scalars = shape.items && shape.items->type != Type::object && shape.items->type != Type::array;
    if (!of_scalars) return anything();
    return {{"type", "object"}, {"additionalProperties", scalar(*shape.items)}};
}

json::object describe(std::string_view name, const Shape& shape, int depth) {
    auto out = shape.type == Type::array    ? list(name, shape, depth)
               : shape.type == Type::object ? map_or_struct(name, shape, depth)
                                            : scalar(shape);
    if (shape.nullable) out["nullable"] = true;
    if (shape.atomic) out["x-kubernetes-map-type"] = "atomic";
    if (!shape.initial.empty()) out["default"] = json::parse(shape.initial);
    return out;
}

json::object root(const Shape& shape) {
    auto out = structure(shape, 0);
    auto& properties = out.at("properties").as_object();
    // Only the operators write it, and they are part of the simulation.
    if (properties.contains("status")) properties["status"] = anything();
    properties["apiVersion"] = {{"type", "string"}};
    properties["kind"] = {{"type", "string"}};
    properties["metadata"] = {{"type", "object"}};
    return out;
}

}  // namespace

const json::object& crd_schema(std::string_view kind, std::string_view version, std::string_view release) {
    static std::mutex mutex;
    static std::unordered_map<const Shape*, json::object> made;
    static const json::object free = anything();
    const auto* shape = schema::fields(kind, version, release);
    if (!shape) return free;
    const std::lock_guard lock(mutex);
    const auto [at, fresh] = made.try_emplace(shape);
    if (fresh) at->second = root(*shape);
    return at->second;
}

}  // namespace nexa::sandbox
