#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"
#include "wire/constraints.hpp"

/// One declaration of a struct gives its JSON in, its JSON out and its schema:
///
///     struct LoginRequest { std::string username; std::string password; std::optional<bool> cookie; };
///     template <> inline constexpr auto nexa::wire::record<LoginRequest> = nexa::wire::describe("LoginRequest",
///         nexa::wire::field("username", &LoginRequest::username, "The user's name.", nexa::wire::Text{.min = 1, .max = 64}),
///         ...);
///
/// Members may be: bool, integers, double, std::string, Secret (in only), Time, Id<>, enums with `names`, records, json::value,
/// json::object, RawJson, and optional, vector, set<string> and map<string, T> of those. A specialisation stands in the global namespace.
namespace nexa::wire {

struct Undescribed {};

/// The description of a struct; specialised beside it.
template <class T>
inline constexpr auto record = Undescribed{};
/// The names of an enum's values; specialised beside it: `= enumeration("Health", {{Health::healthy, "Healthy"}, ...})`.
template <class E>
inline constexpr auto names = Undescribed{};

template <class T>
concept Described = std::is_class_v<T> && !std::is_same_v<std::remove_cv_t<decltype(record<T>)>, Undescribed>;
/// JSON that is rendered already: written as it is (so it must be valid); read in, the value's compact text.
struct RawJson {
    std::string text = "null";
    friend bool operator==(const RawJson&, const RawJson&) = default;
};

/// As RawJson, for what is always an object.
struct RawObject {
    std::string text = "{}";
    friend bool operator==(const RawObject&, const RawObject&) = default;
};

template <class Record, class Member>
struct Field {
    std::string_view name;
    Member Record::* member;
    std::string_view about;
    Constraints constraints;
    bool defaulted = false;
};

/// A field that must be there, unless the member is a std::optional: then it may be absent or null, and null is written for nothing.
template <class Record, class Member, class... Constraint>
constexpr Field<Record, Member> field(std::string_view name, Member Record::* member, std::string_view about, Constraint... constraint) {
    Field<Record, Member> made{name, member, about, {}, false};
    (made.constraints.with(constraint), ...);
    return made;
}

/// A field that may be absent on the way in: the member then keeps the value of its initialiser. Always written.
template <class Record, class Member, class... Constraint>
constexpr Field<Record, Member> defaulted(std::string_view name, Member Record::* member, std::string_view about,
                                          Constraint... constraint) {
    auto made = field(name, member, about, constraint...);
    made.defaulted = true;
    return made;
}

/// The fields of a record within another, at the same level ("flat"). For replies only: `decode` does not read it.
template <class Record, Described Member>
constexpr Field<Record, Member> inlined(Member Record::* member) {
    return {"", member, "", {}, false};
}

template <class... Fields>
struct Description {
    std::string_view name;  ///< The schema component's name; unique in the program.
    std::tuple<Fields...> fields;
    bool reply = false;
};

template <class... Fields>
constexpr Description<Fields...> describe(std::string_view name, Fields... fields) {
    return {name, {fields...}, false};
}

/// As `describe`, for what is only ever sent by us: the schema says that every field is there, optional ones perhaps as null.
template <class... Fields>
constexpr Description<Fields...> describe_reply(std::string_view name, Fields... fields) {
    return {name, {fields...}, true};
}

/// One value of an enum and its text. Remembers which enum it came from, so that a mixed-up list does not compile.
struct EnumEntry {
    template <class E>
        requires std::is_enum_v<E>
    constexpr EnumEntry(E of, std::string_view as) : value(static_cast<std::int64_t>(of)),
                                                     text(as),
                                                     tag(&tag_of<E>) {}

    template <class E>
    static constexpr char tag_of = 0;

    std::int64_t value;
    std::string_view text;
    const char* tag;
};

template <std::size_t N>
struct Enumeration {
    std::string_view name;
    std::array<EnumEntry, N> entries;
};

template <std::size_t N>
constexpr Enumeration<N> enumeration(std::string_view name, const EnumEntry (&entries)[N]) {
    return
        [&]<std::size_t... I>(std::index_sequence<I...>) { return Enumeration<N>{name, {entries[I]...}}; }(std::make_index_sequence<N>());
}

template <class T>
concept Named = std::is_enum_v<T> && !std::is_same_v<std::remove_cv_t<decltype(names<T>)>, Undescribed>;

template <class T, template <class...> class Of>
inline constexpr bool is_a = false;
template <template <class...> class Of, class... Args>
inline constexpr bool is_a<Of<Args...>, Of> = true;

template <class T>
concept Optional = is_a<T, std::optional>;
template <class T>
concept List = is_a<T, std::vector>;
template <class T>
concept TextMap = is_a<T, std::map> && requires { requires std::is_same_v<typename T::key_type, std::string>; };
template <class T>
concept TextSet = std::is_same_v<T, std::set<std::string>>;
template <class T>
concept AnyId = is_a<T, Id>;

/// Calls `visit` with each field of the record, in the order of declaration.
template <Described T, class Visit>
constexpr void for_each_field(Visit&& visit) {
    std::apply([&](const auto&... each) { (visit(each), ...); }, record<T>.fields);
}

template <Named E>
consteval bool names_are_of_this_enum() {
    for (const EnumEntry& entry : names<E>.entries) {
        if (entry.tag != &EnumEntry::tag_of<E>) return false;
    }
    return true;
}

}  // namespace nexa::wire
