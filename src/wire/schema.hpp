#pragma once

#include <string>
#include <string_view>

#include "wire/record.hpp"

namespace nexa::wire {

json::object reference(std::string_view component);  ///< {"$ref": "#/components/schemas/<component>"}
json::object nullable(json::object schema);          ///< The same, or null.
json::object text_schema(const Text& limits);
json::object number_schema(const Number& limits);
json::object integer_schema(const Number& limits, std::string_view format, bool is_unsigned);
json::object list_schema(json::object items, const Items& limits, bool unique);
json::object map_schema(json::object values, const Items& limits);
json::object enum_schema(std::span<const EnumEntry> entries);

/// JSON Schema 2020-12 of a T where it is used, as OpenAPI 3.1 wants it: a `$ref` for records and enums, else the schema itself.
template <class T>
json::object schema(const Constraints& constraints = {}) {
    if constexpr (Described<T>) {
        return reference(record<T>.name);
    } else if constexpr (Named<T>) {
        return reference(names<T>.name);
    } else if constexpr (Optional<T>) {
        return nullable(schema<typename T::value_type>(constraints));
    } else if constexpr (List<T>) {
        return list_schema(schema<typename T::value_type>(constraints), constraints.items, false);
    } else if constexpr (TextSet<T>) {
        return list_schema(text_schema(constraints.text), constraints.items, true);
    } else if constexpr (TextMap<T>) {
        return map_schema(schema<typename T::mapped_type>(constraints), constraints.items);
    } else if constexpr (std::is_same_v<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::is_floating_point_v<T>) {
        return number_schema(constraints.number);
    } else if constexpr (std::is_integral_v<T>) {
        return integer_schema(constraints.number, sizeof(T) > 4 ? "int64" : "int32", std::is_unsigned_v<T>);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return text_schema(constraints.text);
    } else if constexpr (std::is_same_v<T, Secret>) {
        auto text = text_schema(constraints.text);
        text["writeOnly"] = true;
        return text;
    } else if constexpr (std::is_same_v<T, Time>) {
        return {{"type", "string"}, {"format", "date-time"}};
    } else if constexpr (AnyId<T>) {
        return {{"type", "string"}, {"format", "uuid"}};
    } else if constexpr (std::is_same_v<T, RawObject> || std::is_same_v<T, json::object>) {
        return {{"type", "object"}, {"additionalProperties", true}};
    } else {
        static_assert(std::is_same_v<T, json::value> || std::is_same_v<T, RawJson>,
                      "this type has no wire::record, wire::names or built-in form");
        return {};
    }
}

/// Adds the definitions of T and of all that it uses to `components` (the object under "#/components/schemas").
template <class T>
void collect_schemas(json::object& components) {
    if constexpr (Optional<T> || List<T>) {
        collect_schemas<typename T::value_type>(components);
    } else if constexpr (TextMap<T>) {
        collect_schemas<typename T::mapped_type>(components);
    } else if constexpr (Named<T>) {
        static_assert(names_are_of_this_enum<T>(), "the enumeration lists values of another enum");
        components.emplace(names<T>.name, enum_schema(names<T>.entries));
    } else if constexpr (Described<T>) {
        if (components.contains(record<T>.name)) return;
        components.emplace(record<T>.name, nullptr);  // known before its members are visited: records may nest themselves
        json::object properties;
        json::array required;
        for_each_field<T>([&]<class Member>(const Field<T, Member>& field) {
            if constexpr (Described<Member>) {
                if (field.name.empty()) {  // inlined
                    collect_schemas<Member>(components);
                    const json::object& inner = components.at(record<Member>.name).as_object();
                    for (const auto& [name, property] : inner.at("properties").as_object()) properties[name] = property;
                    if (const auto* needed = inner.if_contains("required")) {
                        for (const auto& name : needed->as_array()) required.push_back(name);
                    }
                    return;
                }
            }
            auto property = schema<Member>(field.constraints);
            if (!field.about.empty()) property["description"] = field.about;
            properties[field.name] = std::move(property);
            if (record<T>.reply || (!Optional<Member> && !field.defaulted)) required.emplace_back(field.name);
            collect_schemas<Member>(components);
        });
        json::object made{{"type", "object"}, {"properties", std::move(properties)}};
        if (!required.empty()) made["required"] = std::move(required);
        if (!record<T>.reply) made["additionalProperties"] = false;
        components[record<T>.name] = std::move(made);
    }
}

}  // namespace nexa::wire
