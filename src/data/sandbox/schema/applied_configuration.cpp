#include "data/sandbox/schema/typed.hpp"
#include "data/sandbox/schema/validate.hpp"

/// What server-side apply objects to before anything is merged, in structured-merge-diff's words.
namespace nexa::sandbox {

namespace {

/// A value as Go's %v prints it.
std::string go_value(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_null()) return "<nil>";
    std::string out;
    if (value.is_array()) {
        for (const auto& item : value.get_array()) out += (out.empty() ? "" : " ") + go_value(item);
        return "[" + out + "]";
    }
    if (!value.is_object()) return json::serialize(value);
    std::map<std::string_view, const json::value*> members;
    for (const auto& member : value.get_object()) members.emplace(member.key(), &member.value());
    for (const auto& [name, member] : members) out += fmt::format("{}{}:{}", out.empty() ? "" : " ", name, go_value(*member));
    return "map[" + out + "]";
}

/// What structured-merge-diff says of a value of another type than declared; "" when it fits.
std::string typed_objection(const json::value& value, const Schema& schema) {
    if (value.is_null()) return {};
    const auto expected = [&](std::string_view type) { return fmt::format("expected {}, got &{{{}}}", type, go_value(value)); };
    switch (schema.type) {
        case Schema::Type::integer:
        case Schema::Type::number:
            if (value.is_number()) return {};
            return fmt::format("expected numeric (int or float), got {}", value.is_string()   ? "string"
                                                                          : value.is_bool()   ? "bool"
                                                                          : value.is_object() ? "map[string]interface {}"
                                                                                              : "[]interface {}");
        case Schema::Type::string:
            return value.is_string() ? std::string() : expected("string");
        case Schema::Type::boolean:
            return value.is_bool() ? std::string() : expected("boolean");
        case Schema::Type::array:
            return value.is_array() ? std::string() : expected("list");
        case Schema::Type::object:
            return value.is_object() ? std::string() : expected("map");
        case Schema::Type::int_or_string:
        case Schema::Type::any:
            break;
    }
    return {};
}

/// The keys of a list by key, quoted, when an item has none of them.
std::string keys_omitted(const json::value& item, const Schema& list) {
    if (list.list_type != Schema::ListType::map || !item.is_object()) return {};
    std::string out;
    for (const auto& key : list.list_keys) {
        bool declared = false;
        if (item.get_object().contains(key) || list.item().member(key, declared).default_value) return {};
        out += fmt::format("{}\"{}\"", out.empty() ? "" : " ", key);
    }
    return out;
}

void configuration_errors(const json::value& value, const Schema& schema, FieldSet::Path& path, std::vector<std::string>& out) {
    const auto down = [&](std::string element, const json::value& member, const Schema& below) {
        path.push_back(std::move(element));
        configuration_errors(member, below, path, out);
        path.pop_back();
    };
    if (const auto wrong = typed_objection(value, schema); !wrong.empty()) {
        out.push_back(fmt::format("{}: {}", FieldSet::describe(path), wrong));
        return;
    }
    if (value.is_object()) {
        std::vector<std::string_view> names;
        for (const auto& member : value.get_object()) names.push_back(member.key());
        std::ranges::sort(names);
        for (const auto name : names) {
            const auto& member = value.get_object().at(name);
            bool declared = false;
            const auto& below = schema.member(name, declared);
            const auto element = "f:" + std::string(name);
            if (!declared && !schema.additional && !schema.keeps_unknown()) {
                path.push_back(element);
                out.push_back(FieldSet::describe(path) + ": field not declared in schema");
                path.pop_back();
            } else {
                down(element, member, below);
            }
        }
    } else if (value.is_array()) {
        std::set<std::string> seen;
        std::size_t index = 0;
        for (const auto& item : value.get_array()) {
            if (const auto keys = keys_omitted(item, schema); !keys.empty()) {
                out.push_back(
                    fmt::format("{}: element {}: associative list with keys has an element that omits all key fields [{}] (and doesn't "
                                "have default values for any key fields)",
                                FieldSet::describe(path), index++, keys));
                continue;
            }
            const bool atomic = schema.list_type == Schema::ListType::atomic;
            const auto element = atomic ? fmt::format("i:{}", index) : typed::item_element(item, schema, index);
            ++index;
            if (!atomic && !seen.insert(element).second) {
                out.push_back(fmt::format("{}: duplicate entries for key {}", FieldSet::describe(path), FieldSet::describe({element})));
            }
            down(element, item, schema.item());
        }
    }
}

}  // namespace

std::vector<std::string> applied_configuration_errors(const json::value& value, const Schema& schema) {
    std::vector<std::string> out;
    FieldSet::Path path;
    configuration_errors(value, schema, path, out);
    return out;
}

}  // namespace nexa::sandbox
