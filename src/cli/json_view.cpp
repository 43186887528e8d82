#include "cli/json_view.hpp"

#include <fmt/format.h>

#include "wire/encode.hpp"

namespace nexa::cli {

const json::value& member(const json::value& object, std::string_view name) {
    static const json::value nothing;
    const json::object* fields = object.if_object();
    const json::value* found = fields == nullptr ? nullptr : fields->if_contains(name);
    return found == nullptr ? nothing : *found;
}

std::string text(const json::value& object, std::string_view name) {
    const json::value& found = member(object, name);
    return found.is_string() ? std::string(found.get_string()) : std::string();
}

std::string words_of(const json::value& object, std::string_view raw) {
    auto words = text(object, "words");
    return words.empty() ? text(object, raw) : words;
}

std::int64_t number(const json::value& object, std::string_view name) {
    const json::value& found = member(object, name);
    if (found.is_int64()) return found.get_int64();
    if (found.is_uint64()) return static_cast<std::int64_t>(found.get_uint64());
    return found.is_double() ? static_cast<std::int64_t>(found.get_double()) : 0;
}

bool flag(const json::value& object, std::string_view name) {
    const json::value& found = member(object, name);
    return found.is_bool() && found.get_bool();
}

const json::array& items(const json::value& object, std::string_view name) {
    static const json::array none;
    const json::value& found = member(object, name);
    return found.is_array() ? found.get_array() : none;
}

std::string display(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return {};
        case json::kind::string:
            return std::string(value.get_string());
        case json::kind::double_:
            return fmt::format("{:g}", value.get_double());
        case json::kind::array: {
            std::string joined;
            for (const json::value& item : value.get_array()) joined += (joined.empty() ? "" : ", ") + display(item);
            return joined;
        }
        default:
            return wire::encode(value);
    }
}

}  // namespace nexa::cli
