#include "data/schema/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <regex>
#include <string>

#include "data/object.hpp"
#include "data/remedies.hpp"
#include "data/version.hpp"
#include "wire/decode.hpp"

namespace nexa::schema {
namespace {

/// The patterns of the tables, compiled once each: compiling takes longer than all else in a check.
bool matches(std::string_view pattern, std::string_view text) {
    static std::mutex mutex;
    static std::map<std::string_view, std::regex> compiled;
    // std::regex recurses once per character of the text; nothing that these patterns describe is long.
    if (text.size() > 1024) return false;
    const std::regex* expression = nullptr;
    {
        const std::scoped_lock lock(mutex);
        auto found = compiled.find(pattern);
        if (found == compiled.end()) found = compiled.emplace(pattern, std::regex(pattern.data(), pattern.size())).first;
        expression = &found->second;
    }
    return std::regex_search(text.begin(), text.end(), *expression);
}

std::string_view name_of(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return "null";
        case json::kind::bool_:
            return "a boolean";
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_:
            return "a number";
        case json::kind::string:
            return "a string";
        case json::kind::array:
            return "a list";
        case json::kind::object:
            return "an object";
    }
    return "null";
}

bool is_integer(const json::value& value) {
    return value.is_int64() || value.is_uint64() || (value.is_double() && std::trunc(value.get_double()) == value.get_double());
}

bool has_type(const json::value& value, Type type) {
    switch (type) {
        case Type::any:
            return true;
        case Type::object:
            return value.is_object();
        case Type::array:
            return value.is_array();
        case Type::string:
            return value.is_string();
        case Type::integer:
            return is_integer(value);
        case Type::number:
            return value.is_number();
        case Type::boolean:
            return value.is_bool();
        case Type::int_or_string:
            return value.is_string() || is_integer(value);
    }
    return false;
}

std::string_view article(Type type) {
    switch (type) {
        case Type::object:
            return "an object";
        case Type::array:
            return "a list";
        case Type::string:
            return "a string";
        case Type::integer:
            return "a whole number";
        case Type::number:
            return "a number";
        case Type::boolean:
            return "true or false";
        case Type::int_or_string:
            return "a whole number or a string";
        case Type::any:
            break;
    }
    return "any value";
}

std::string type_message(const json::value& value, Type type) {
    std::string message = fmt::format("must be {}, not {}", article(type), name_of(value));
    // The usual cause: YAML reads 4.1 and true as what they look like.
    if (type == Type::string && (value.is_number() || value.is_bool()))
        message += fmt::format(": write it in quotes, \"{}\"", plain_text(value));
    if (value.is_string() && (type == Type::integer || type == Type::boolean || type == Type::number))
        message += ": write it without quotes";
    return message;
}

std::string_view nearest_field(std::string_view name, std::span<const Field> fields) {
    std::vector<std::string_view> names(fields.size());
    std::ranges::transform(fields, names.begin(), &Field::name);
    return wire::nearest(name, names);
}

class Checker {
public:
    explicit Checker(const Checks& checks) : checks_(checks) {}

    void visit(const json::value& value, const Shape& shape, const std::string& pointer) {
        if (full()) return;
        if (value.is_null() && shape.nullable) return;
        if (!has_type(value, shape.type)) return add(pointer, type_message(value, shape.type), of_type(value, shape, pointer));
        if (const auto* object = value.if_object(); object != nullptr && shape.type == Type::object)
            return visit_object(*object, shape, pointer);
        if (const auto* array = value.if_array(); array != nullptr && shape.items != nullptr) {
            for (std::size_t index = 0; index < array->size(); ++index)
                visit((*array)[index], *shape.items, fmt::format("{}/{}", pointer, index));
            return;
        }
        if (const auto* text = value.if_string()) visit_text({text->data(), text->size()}, shape, pointer);
        if (value.is_number()) visit_number(value, shape, pointer);
    }

    std::vector<Issue> take() { return std::move(issues_); }

private:
    void visit_object(const json::object& object, const Shape& shape, const std::string& pointer) {
        for (const auto& member : object) {
            const std::string_view name(member.key().data(), member.key().size());
            const auto* below = shape.below(name);
            if (below != nullptr) {
                visit(member.value(), *below, pointer + "/" + wire::escape_pointer(name));
            } else if (checks_.unknown_fields && !shape.open) {
                const auto meant = nearest_field(name, shape.fields);
                const auto place = pointer + "/" + wire::escape_pointer(name);
                add(place, meant.empty() ? std::string("unknown field") : fmt::format("unknown field; did you mean {}?", meant),
                    remedies::unknown_field(object, place, meant));
            }
        }
        if (!checks_.required) return;
        for (const auto& field : shape.fields) {
            if (field.required && !object.contains(field.name)) add(pointer + "/" + wire::escape_pointer(field.name), "is required");
        }
    }

    void visit_text(std::string_view text, const Shape& shape, const std::string& pointer) {
        if (!shape.values.empty() && std::ranges::find(shape.values, text) == shape.values.end()) {
            const auto meant = wire::nearest(text, shape.values);
            add(pointer, fmt::format("\"{}\" is not one of {}", text.substr(0, 64), fmt::join(shape.values, ", ")),
                meant.empty() ? std::nullopt : std::optional(replaced(pointer, json::string(meant))));
        }
        if (!shape.pattern.empty() && !matches(shape.pattern, text)) {
            add(pointer, fmt::format("\"{}\" does not match {}", text.substr(0, 64), shape.pattern));
        }
    }

    void visit_number(const json::value& value, const Shape& shape, const std::string& pointer) {
        const auto number = value.to_number<double>();
        if (shape.minimum && number < static_cast<double>(*shape.minimum))
            add(pointer, fmt::format("must be at least {}, is {}", *shape.minimum, number), replaced(pointer, *shape.minimum));
        if (shape.maximum && number > static_cast<double>(*shape.maximum))
            add(pointer, fmt::format("must be at most {}, is {}", *shape.maximum, number), replaced(pointer, *shape.maximum));
    }

    /// A number or boolean that was to be a text, and a text that was to be one of those, when it reads as one.
    static std::optional<Remedy> of_type(const json::value& value, const Shape& shape, const std::string& pointer) {
        if (shape.type == Type::string && (value.is_number() || value.is_bool())) return replaced(pointer, json::string(plain_text(value)));
        if (shape.type != Type::integer && shape.type != Type::boolean && shape.type != Type::number) return std::nullopt;
        if (!value.is_string()) return std::nullopt;
        boost::system::error_code error;
        const auto read = json::parse(value.get_string(), error);
        return !error && has_type(read, shape.type) ? std::optional(replaced(pointer, read)) : std::nullopt;
    }
    static Remedy replaced(const std::string& pointer, json::value value) {
        auto label = fmt::format("Set {} to {}{}{}", remedies::dotted(pointer), value.is_string() ? "\"" : "", plain_text(value),
                                 value.is_string() ? "\"" : "");
        return {.label = std::move(label),
                .patch = {{.op = PatchOperation::Op::replace, .path = pointer, .from = {}, .value = std::move(value)}}};
    }

    void add(const std::string& pointer, std::string message, std::optional<Remedy> remedy = {}) {
        if (full()) return;
        issues_.push_back({.pointer = pointer, .message = std::move(message), .rule = {}});
        if (remedy && checks_.remedies != nullptr) checks_.remedies->push_back({pointer, std::move(*remedy)});
    }
    bool full() const { return issues_.size() >= checks_.limit; }

    const Checks& checks_;
    std::vector<Issue> issues_;
};

}  // namespace

std::string_view to_string(Type type) noexcept {
    switch (type) {
        case Type::any:
            return "any";
        case Type::object:
            return "object";
        case Type::array:
            return "array";
        case Type::string:
            return "string";
        case Type::integer:
            return "integer";
        case Type::number:
            return "number";
        case Type::boolean:
            return "boolean";
        case Type::int_or_string:
            return "integer or string";
    }
    return "any";
}

const Field* Shape::field(std::string_view name) const noexcept {
    const auto found = std::ranges::lower_bound(fields, name, {}, &Field::name);
    return found != fields.end() && found->name == name ? &*found : nullptr;
}

const Shape* Shape::below(std::string_view name) const noexcept {
    if (const auto* declared = field(name)) return declared->shape;
    return type == Type::object ? items : nullptr;
}

const Shape* fields(std::string_view kind, std::string_view version, std::string_view operator_version) noexcept {
    const Shape* found = nullptr;
    for (const auto& table : tables()) {
        if (table.kind != kind || table.version != version) continue;
        if (found != nullptr && is_version(operator_version) && compare_versions(table.release, operator_version) > 0) break;
        found = table.shape;
    }
    return found;
}

const Shape* at(const Shape& shape, std::string_view pointer) {
    const Shape* here = &shape;
    while (here != nullptr && !pointer.empty()) {
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        const auto token = pointer.substr(0, end);
        // Tokens with escapes are keys of free maps, whose values all have one shape.
        here = here->type == Type::array ? here->items : here->below(token);
        pointer.remove_prefix(end);
    }
    return here;
}

std::vector<Issue> check(const json::value& value, const Shape& shape, std::string_view pointer, const Checks& checks) {
    Checker checker(checks);
    checker.visit(value, shape, std::string(pointer));
    return checker.take();
}

}  // namespace nexa::schema
