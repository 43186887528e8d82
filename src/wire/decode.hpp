#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "wire/encode.hpp"
#include "wire/parse.hpp"
#include "wire/record.hpp"

namespace nexa::wire {

/// RFC 6901: "~" as "~0", "/" as "~1".
std::string escape_pointer(std::string_view token);

/// The known name that is nearest to `name` by edit distance, or "" when none is near enough to be meant.
std::string_view nearest(std::string_view name, std::span<const std::string_view> known);

/// Where reading stands and what was found wrong so far. Part of `decode`.
class Decoder {
public:
    /// Notes an issue at the current place; after the first hundred they are only counted.
    void issue(std::string message);
    void enter(std::string_view token);
    void enter(std::size_t index);
    void leave();
    bool clean() const { return count_ == 0; }
    /// What `decode` returns when it is not clean: `invalid`, with a message that stands alone.
    Error error() &&;

    void read(const json::value& from, bool& to);
    void read(const json::value& from, double& to, const Number& limits);
    void read(const json::value& from, std::string& to, const Text& limits);
    void read(const json::value& from, Time& to);
    void read(const json::value& from, json::object& to);
    /// Integers of any size, with the ends of their type.
    void read_integer(const json::value& from, std::int64_t& to, std::int64_t least, std::int64_t most, const Number& limits);
    void read_integer(const json::value& from, std::uint64_t& to, std::uint64_t most, const Number& limits);
    void read_name(const json::value& from, std::int64_t& to, std::span<const EnumEntry> entries);
    const json::object* object(const json::value& from, const Items& limits = {});
    const json::array* array(const json::value& from, const Items& limits);
    void unknown_fields(const json::object& from, std::span<const std::string_view> known);

private:
    void wrong_type(std::string_view expected, const json::value& found);
    void count(std::size_t size, const Items& limits);
    void range(double value, const Number& limits);

    std::string pointer_;
    std::vector<std::size_t> marks_;
    std::vector<Issue> issues_;
    std::size_t count_ = 0;
};

template <class T>
void decode_into(Decoder& decoder, const json::value& from, T& to, const Constraints& constraints);

template <Described T>
void decode_record(Decoder& decoder, const json::value& from, T& to) {
    const json::object* object = decoder.object(from);
    if (object == nullptr) return;
    std::array<std::string_view, std::tuple_size_v<decltype(record<T>.fields)>> known{};
    std::size_t index = 0;
    for_each_field<T>([&]<class Member>(const Field<T, Member>& field) {
        known[index++] = field.name;
        const json::value* value = object->if_contains(field.name);
        decoder.enter(field.name);
        if (value != nullptr) {
            decode_into(decoder, *value, to.*(field.member), field.constraints);
        } else if (!Optional<Member> && !field.defaulted) {
            decoder.issue("is required");
        }
        decoder.leave();
    });
    if (!object->empty()) decoder.unknown_fields(*object, known);
}

template <class T>
void decode_into(Decoder& decoder, const json::value& from, T& to, const Constraints& constraints) {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, Time> || std::is_same_v<T, json::object>) {
        decoder.read(from, to);
    } else if constexpr (std::is_same_v<T, json::value>) {
        to = from;
    } else if constexpr (std::is_same_v<T, RawJson>) {
        to.text = encode(from);
    } else if constexpr (std::is_same_v<T, std::string>) {
        decoder.read(from, to, constraints.text);
    } else if constexpr (std::is_same_v<T, Secret>) {
        std::string text;
        decoder.read(from, text, constraints.text);
        to = Secret(std::move(text));
    } else if constexpr (std::is_floating_point_v<T>) {
        double number = 0;
        decoder.read(from, number, constraints.number);
        to = static_cast<T>(number);
    } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
        std::int64_t number = 0;
        decoder.read_integer(from, number, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), constraints.number);
        to = static_cast<T>(number);
    } else if constexpr (std::is_integral_v<T>) {
        std::uint64_t number = 0;
        decoder.read_integer(from, number, std::numeric_limits<T>::max(), constraints.number);
        to = static_cast<T>(number);
    } else if constexpr (Named<T>) {
        static_assert(names_are_of_this_enum<T>(), "the enumeration lists values of another enum");
        auto value = static_cast<std::int64_t>(to);
        decoder.read_name(from, value, names<T>.entries);
        to = static_cast<T>(value);
    } else if constexpr (AnyId<T>) {
        std::string text;
        decoder.read(from, text, {});
        if (!from.is_string()) return;
        auto id = T::parse(text);
        if (id) {
            to = *id;
        } else {
            decoder.issue(id.error().message);
        }
    } else if constexpr (Optional<T>) {
        if (from.is_null()) {
            to.reset();
        } else {
            decode_into(decoder, from, to.emplace(), constraints);
        }
    } else if constexpr (List<T>) {
        const json::array* array = decoder.array(from, constraints.items);
        if (array == nullptr) return;
        to.clear();
        to.reserve(array->size());
        for (std::size_t index = 0; index < array->size(); ++index) {
            typename T::value_type item{};
            decoder.enter(index);
            decode_into(decoder, (*array)[index], item, constraints);
            decoder.leave();
            to.push_back(std::move(item));
        }
    } else if constexpr (TextSet<T>) {
        const json::array* array = decoder.array(from, constraints.items);
        if (array == nullptr) return;
        to.clear();
        for (std::size_t index = 0; index < array->size(); ++index) {
            std::string item;
            decoder.enter(index);
            decoder.read((*array)[index], item, constraints.text);
            decoder.leave();
            to.insert(std::move(item));
        }
    } else if constexpr (TextMap<T>) {
        const json::object* object = decoder.object(from, constraints.items);
        if (object == nullptr) return;
        to.clear();
        for (const auto& [key, value] : *object) {
            decoder.enter(key);
            decode_into(decoder, value, to[std::string(key)], constraints);
            decoder.leave();
        }
    } else {
        static_assert(Described<T>, "this type has no wire::record, wire::names or built-in form");
        decode_record(decoder, from, to);
    }
}

/// Reads a value of that type. Every issue is reported at once, each with its JSON pointer. Errors: invalid. Pure.
template <class T>
Result<T> decode(const json::value& from) {
    Decoder decoder;
    Result<T> value(std::in_place);
    decode_into(decoder, from, *value, Constraints{});
    if (!decoder.clean()) return fail(std::move(decoder).error());
    return value;
}

/// The same from JSON text. Errors: invalid, too_large.
template <class T>
Result<T> decode_text(std::string_view text, const ParseLimits& limits = {}) {
    const auto value = parse_json(text, limits);
    if (!value) return fail(value.error());
    return decode<T>(*value);
}

}  // namespace nexa::wire
