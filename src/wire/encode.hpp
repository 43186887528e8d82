#pragma once

#include <string>
#include <string_view>

#include "wire/record.hpp"

namespace nexa::wire {

/// Writers of the leaves; `encode` below is what callers want. They append to `out`.
void append_text(std::string& out, std::string_view text);  ///< Quoted and escaped; the text must be UTF-8.
void append_integer(std::string& out, std::int64_t number);
void append_integer(std::string& out, std::uint64_t number);
void append_double(std::string& out, double number);  ///< Shortest form that reads back the same; null for NaN and infinities.
void append_json(std::string& out, const json::value& value);
void append_json(std::string& out, const json::object& value);
void append_json(std::string& out, const json::array& value);

/// Appends the JSON of `value`.
template <class T>
void encode_to(std::string& out, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        out.append(value ? "true" : "false");
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        append_text(out, value);
    } else if constexpr (std::is_same_v<T, RawJson> || std::is_same_v<T, RawObject>) {
        out.append(value.text);
    } else if constexpr (std::is_same_v<T, json::value> || std::is_same_v<T, json::object> || std::is_same_v<T, json::array>) {
        append_json(out, value);
    } else if constexpr (std::is_floating_point_v<T>) {
        append_double(out, static_cast<double>(value));
    } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
        append_integer(out, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_integral_v<T>) {
        append_integer(out, static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_same_v<T, Time>) {
        append_text(out, to_rfc3339(value));
    } else if constexpr (AnyId<T>) {
        append_text(out, value.str());
    } else if constexpr (Named<T>) {
        static_assert(names_are_of_this_enum<T>(), "the enumeration lists values of another enum");
        for (const EnumEntry& entry : names<T>.entries) {
            if (entry.value == static_cast<std::int64_t>(value)) return append_text(out, entry.text);
        }
        out.append("null");
    } else if constexpr (Optional<T>) {
        if (value) {
            encode_to(out, *value);
        } else {
            out.append("null");
        }
    } else if constexpr (List<T> || TextSet<T>) {
        char before = '[';
        for (const auto& item : value) {
            out.push_back(before);
            encode_to(out, static_cast<const typename T::value_type&>(item));
            before = ',';
        }
        if (before == '[') out.push_back('[');
        out.push_back(']');
    } else if constexpr (TextMap<T>) {
        char before = '{';
        for (const auto& [key, item] : value) {
            out.push_back(before);
            append_text(out, key);
            out.push_back(':');
            encode_to(out, item);
            before = ',';
        }
        if (before == '{') out.push_back('{');
        out.push_back('}');
    } else {
        static_assert(Described<T>, "this type has no wire::record, wire::names or built-in form");
        char before = '{';
        for_each_field<T>([&]<class Member>(const Field<T, Member>& field) {
            if constexpr (Described<Member>) {
                if (field.name.empty()) {  // inlined
                    const std::size_t brace = out.size();
                    encode_to(out, value.*(field.member));
                    out[brace] = before;
                    out.pop_back();
                    before = ',';
                    return;
                }
            }
            out.push_back(before);
            out.push_back('"');
            out.append(field.name);
            out.append("\":");
            encode_to(out, value.*(field.member));
            before = ',';
        });
        if (before == '{') out.push_back('{');
        out.push_back('}');
    }
}

/// The compact JSON of `value`. Fields are written in the order of their declaration, absent optionals as null. Pure.
template <class T>
std::string encode(const T& value) {
    std::string out;
    encode_to(out, value);
    return out;
}

}  // namespace nexa::wire
