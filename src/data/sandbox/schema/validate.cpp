#include "data/sandbox/schema/validate.hpp"

#include <cmath>

#include "base/clock.hpp"
#include "data/sandbox/schema/typed.hpp"

namespace nexa::sandbox {

namespace {

std::string at_field(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}
std::string at_index(const std::string& path, std::size_t index) {
    return fmt::format("{}[{}]", path, index);
}

std::string_view json_type(const json::value& value) {
    switch (value.kind()) {
        case json::kind::object:
            return "object";
        case json::kind::array:
            return "array";
        case json::kind::string:
            return "string";
        case json::kind::bool_:
            return "boolean";
        case json::kind::double_:
            return std::floor(value.get_double()) == value.get_double() ? "integer" : "number";
        case json::kind::int64:
        case json::kind::uint64:
            return "integer";
        case json::kind::null:
            break;
    }
    return "null";
}

std::string_view type_name(Schema::Type type) {
    switch (type) {
        case Schema::Type::object:
            return "object";
        case Schema::Type::array:
            return "array";
        case Schema::Type::string:
            return "string";
        case Schema::Type::integer:
            return "integer";
        case Schema::Type::number:
            return "number";
        case Schema::Type::boolean:
            return "boolean";
        case Schema::Type::int_or_string:
            return "integer,string";
        case Schema::Type::any:
            break;
    }
    return "any";
}

bool type_fits(const json::value& value, Schema::Type type) {
    const auto got = json_type(value);
    switch (type) {
        case Schema::Type::any:
            return true;
        case Schema::Type::int_or_string:
            return got == "integer" || got == "string";
        case Schema::Type::number:
            return got == "integer" || got == "number";
        default:
            return got == type_name(type);
    }
}

std::size_t utf8_length(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string plain_number(double number) {
    return number == std::floor(number) && std::abs(number) < 1e15 ? std::to_string(static_cast<std::int64_t>(number))
                                                                   : fmt::format("{}", number);
}

class Validator {
public:
    Validator(std::vector<StatusCause>& out, bool fractions_twice) : out_(out), fractions_twice_(fractions_twice) {}

    void check(const json::value& value, const Schema& schema, const std::string& path) {
        if (value.is_null() && schema.nullable) return;
        if (!type_fits(value, schema.type)) {
            const auto got = json_type(value);
            const auto detail = fmt::format("{} in body must be of type {}: \"{}\"", path, type_name(schema.type), got);
            out_.push_back(status::type_invalid(path, json::value(got), detail));
            if (fractions_twice_ && got == "number" && schema.type == Schema::Type::integer)
                out_.push_back(status::invalid_value("<nil>", json::value(""),
                                                     fmt::format("Checked value must be of type integer (default format) in {}", path)));
            return;
        }
        if (value.is_string()) strings(value, schema, path);
        if (value.is_number()) numbers(value, schema, path);
        if (value.is_array()) lists(value, schema, path);
        if (value.is_object()) objects(value, schema, path);
        if (!schema.enumeration.empty() && std::ranges::find(schema.enumeration, value) == schema.enumeration.end()) {
            std::vector<std::string> supported;
            for (const auto& entry : schema.enumeration)
                supported.push_back(entry.is_string() ? std::string(entry.get_string()) : json::serialize(entry));
            out_.push_back(status::unsupported_value(path, value, supported));
        }
        combined(value, schema, path);
    }

private:
    void wrong(const std::string& path, const json::value& value, std::string_view detail) {
        out_.push_back(status::invalid_value(path, value, fmt::format("{} in body {}", path, detail)));
    }

    void strings(const json::value& value, const Schema& schema, const std::string& path) {
        const std::string_view text = value.get_string();
        // One objection to a text is enough.
        if (schema.max_length && static_cast<std::int64_t>(utf8_length(text)) > *schema.max_length)
            out_.push_back(status::too_long(path, *schema.max_length));
        else if (schema.min_length && static_cast<std::int64_t>(utf8_length(text)) < *schema.min_length)
            wrong(path, value, fmt::format("should be at least {} chars long", *schema.min_length));
        else if (schema.expression && !std::regex_search(text.begin(), text.end(), *schema.expression))
            wrong(path, value, fmt::format("should match '{}'", schema.pattern));
        if (schema.format == "date-time" && !parse_rfc3339(text)) {
            out_.push_back(
                status::type_invalid(path, value, fmt::format("{} in body must be of type date-time: {}", path, json::serialize(value))));
        }
    }

    void numbers(const json::value& value, const Schema& schema, const std::string& path) {
        const auto number = value.to_number<double>();
        if (schema.maximum && (schema.exclusive_maximum ? number >= *schema.maximum : number > *schema.maximum)) {
            wrong(path, value,
                  fmt::format("should be less than {}{}", schema.exclusive_maximum ? "" : "or equal to ", plain_number(*schema.maximum)));
        }
        if (schema.minimum && (schema.exclusive_minimum ? number <= *schema.minimum : number < *schema.minimum)) {
            wrong(
                path, value,
                fmt::format("should be greater than {}{}", schema.exclusive_minimum ? "" : "or equal to ", plain_number(*schema.minimum)));
        }
        if (schema.multiple_of && std::fmod(number, *schema.multiple_of) != 0)
            wrong(path, value, fmt::format("should be a multiple of {}", plain_number(*schema.multiple_of)));
    }

    void lists(const json::value& value, const Schema& schema, const std::string& path) {
        const auto& list = value.get_array();
        const auto size = static_cast<std::int64_t>(list.size());
        if (schema.max_items && size > *schema.max_items) {
            out_.push_back({"FieldValueTooMany", fmt::format("Too many: {}: must have at most {} items", size, *schema.max_items), path});
        }
        if (schema.min_items && size < *schema.min_items)
            wrong(path, size, fmt::format("should have at least {} items", *schema.min_items));
        std::set<std::string> seen;
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (schema.list_type != Schema::ListType::atomic || schema.unique_items) {
                const auto element =
                    schema.list_type == Schema::ListType::atomic ? json::serialize(list[i]) : typed::item_element(list[i], schema, i);
                if (!seen.insert(element).second) {
                    boost::system::error_code error;
                    auto shown =
                        element.size() > 2 && element[1] == ':' ? json::parse(std::string_view(element).substr(2), error) : list[i];
                    out_.push_back(status::duplicate(at_index(path, i), error ? list[i] : shown));
                }
            }
            check(list[i], schema.item(), at_index(path, i));
        }
    }

    void objects(const json::value& value, const Schema& schema, const std::string& path) {
        const auto& object = value.get_object();
        const auto size = static_cast<std::int64_t>(object.size());
        if (schema.max_properties && size > *schema.max_properties) {
            out_.push_back(
                {"FieldValueTooMany", fmt::format("Too many: {}: must have at most {} items", size, *schema.max_properties), path});
        }
        if (schema.min_properties && size < *schema.min_properties)
            wrong(path, value, fmt::format("should have at least {} properties", *schema.min_properties));
        for (const auto& name : schema.required) {
            if (!object.contains(name)) out_.push_back(status::required(at_field(path, name)));
        }
        for (const auto& [name, member] : object) {
            bool declared = false;
            const auto& below = schema.member(name, declared);
            if (!declared && !schema.additional) continue;
            if (path.empty() && name == "metadata") continue;  // validated as every object's metadata is
            check(member, below, at_field(path, name));
        }
    }

    bool holds(const json::value& value, const Schema& schema, const std::string& path) {
        std::vector<StatusCause> found;
        Validator(found, fractions_twice_).check(value, schema, path);
        return found.empty();
    }

    void combined(const json::value& value, const Schema& schema, const std::string& path) {
        for (const auto& part : schema.all_of) check(value, *part, path);
        if (!schema.any_of.empty() && std::ranges::none_of(schema.any_of, [&](const auto& part) { return holds(value, *part, path); })) {
            out_.push_back(status::invalid_value(path, value, fmt::format("{} in body must validate at least one schema (anyOf)", path)));
        }
        if (!schema.one_of.empty()) {
            const auto fitting = std::ranges::count_if(schema.one_of, [&](const auto& part) { return holds(value, *part, path); });
            if (fitting != 1) {
                const auto found = fitting == 0 ? std::string("Found none valid") : fmt::format("Found {} valid alternatives", fitting);
                out_.push_back(status::invalid_value(
                    path, value, fmt::format("{} in body must validate one and only one schema (oneOf). {}", path, found)));
            }
        }
        if (schema.not_of && holds(value, *schema.not_of, path)) {
            out_.push_back(status::invalid_value(path, value, fmt::format("{} in body must not validate the schema (not)", path)));
        }
    }

    std::vector<StatusCause>& out_;
    bool fractions_twice_;
};

void prune_at(json::value& value, const Schema& schema, const std::string& path, std::vector<std::string>& unknown) {
    if (value.is_array()) {
        std::size_t index = 0;
        for (auto& item : value.get_array()) prune_at(item, schema.item(), at_index(path, index++), unknown);
        return;
    }
    if (!value.is_object()) return;
    auto& object = value.get_object();
    std::vector<std::string> dropped;
    for (auto& [name, member] : object) {
        bool declared = false;
        const auto& below = schema.member(name, declared);
        if (!declared && !schema.additional && !schema.keeps_unknown()) {
            dropped.emplace_back(name);
        } else {
            prune_at(member, below, at_field(path, name), unknown);
        }
    }
    for (const auto& name : dropped) {
        unknown.push_back(at_field(path, name));
        object.erase(name);
    }
}

}  // namespace

void apply_defaults(json::value& value, const Schema& schema, Nulls nulls) {
    if (value.is_array()) {
        if (schema.item().has_defaults) {
            for (auto& item : value.get_array()) apply_defaults(item, schema.item(), nulls);
        }
        return;
    }
    if (!value.is_object()) return;
    auto& object = value.get_object();
    std::vector<std::string> dropped;
    for (auto& [name, member] : object) {
        bool declared = false;
        const auto& below = schema.member(name, declared);
        if (!declared && !schema.additional) continue;
        const bool refused = member.is_null() && !below.nullable && below.type != Schema::Type::any;
        if (refused && (nulls == Nulls::drop || below.default_value)) dropped.emplace_back(name);
    }
    for (const auto& name : dropped) object.erase(name);
    for (const auto& [name, property] : schema.properties) {
        if (property->default_value && !object.contains(name)) object.emplace(name, *property->default_value);
    }
    for (auto& [name, member] : object) {
        bool declared = false;
        const auto& below = schema.member(name, declared);
        if (declared || schema.additional) apply_defaults(member, below, nulls);
    }
}

void prune(json::value& value, const Schema& schema, std::vector<std::string>& unknown) {
    prune_at(value, schema, {}, unknown);
}

std::vector<StatusCause> validate(const json::value& value, const Schema& schema, const ValidateOptions& options) {
    std::vector<StatusCause> out;
    Validator(out, options.fractions_twice).check(value, schema, {});
    if (!options.place.empty()) {
        for (auto& cause : out)
            cause.field = cause.field.empty() ? std::string(options.place) : fmt::format("{}.{}", options.place, cause.field);
    }
    return out;
}

namespace {

/// Where Go's decoder stops reading a text as base64: at a character that is none, or at the quantum that is not whole.
std::optional<std::size_t> base64_stops(std::string_view text) {
    std::size_t quantum = 0, start = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\n' || c == '\r') continue;
        if (c == '=' && quantum < 2) return at;
        if (c == '=' && quantum == 2 && at + 1 == text.size()) return text.size();
        if (c == '=' && quantum == 2 && text[at + 1] != '=') return at;
        if (c == '=') {
            const auto end = at + 4 - quantum;
            return end == text.size() ? std::nullopt : std::optional(end);
        }
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '+' && c != '/') return at;
        if (quantum == 0) start = at;
        quantum = (quantum + 1) % 4;
    }
    return quantum == 0 ? std::nullopt : std::optional(start);
}

}  // namespace

std::string byte_objection(const json::value& value, const Schema& schema) {
    if (value.is_string() && schema.format == "byte") {
        const auto stop = base64_stops(value.get_string());
        return stop ? fmt::format("illegal base64 data at input byte {}", *stop) : std::string();
    }
    if (value.is_array()) {
        for (const auto& item : value.get_array()) {
            if (auto wrong = byte_objection(item, schema.item()); !wrong.empty()) return wrong;
        }
    } else if (value.is_object()) {
        for (const auto& [name, member] : value.get_object()) {
            bool declared = false;
            const auto& below = schema.member(name, declared);
            if (!declared && !schema.additional) continue;
            if (auto wrong = byte_objection(member, below); !wrong.empty()) return wrong;
        }
    }
    return {};
}

std::optional<TypeMismatch> first_type_mismatch(const json::value& value, const Schema& schema) {
    const auto walk = [](const auto& self, const json::value& at, const Schema& wanted,
                         const std::string& path) -> std::optional<TypeMismatch> {
        if (at.is_null()) return std::nullopt;
        if (!type_fits(at, wanted.type)) return TypeMismatch{path, std::string(type_name(wanted.type)), std::string(json_type(at))};
        if (at.is_object()) {
            for (const auto& [name, member] : at.get_object()) {
                bool declared = false;
                const auto& below = wanted.member(name, declared);
                if (!declared && !wanted.additional) continue;
                // Go names the field that is a map, not the entry.
                if (auto found = self(self, member, below, declared ? at_field(path, name) : path)) return found;
            }
        } else if (at.is_array()) {
            for (const auto& item : at.get_array()) {
                if (auto found = self(self, item, wanted.item(), path)) return found;
            }
        }
        return std::nullopt;
    };
    return walk(walk, value, schema, {});
}

}  // namespace nexa::sandbox
