#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/remedy.hpp"
#include "base/result.hpp"

/// The field tables of the operators' custom resources: names, types, which are required, enumerations, bounds.
/// Facts only, written from the operators' CRDs by `tools/crd_fields.py` into `tables_*.cpp`; identical shapes are stored once.
/// Everything here is constant data: thread-safe, no start-up cost, pointers are valid for the life of the program.
namespace nexa::schema {

enum class Type : std::uint8_t { any, object, array, string, integer, number, boolean, int_or_string };
std::string_view to_string(Type type) noexcept;  ///< "object", ..., "integer or string"

struct Shape;

struct Field {
    std::string_view name;
    const Shape* shape = nullptr;
    bool required = false;
};

/// What a value may look like.
struct Shape {
    Type type = Type::any;
    bool open = false;  ///< object: fields beside `fields` are allowed (x-kubernetes-preserve-unknown-fields).
    bool nullable = false;
    std::span<const Field> fields{};                 ///< object: by name, ascending.
    const Shape* items = nullptr;                    ///< array: its elements. object: the values of a map. Null: no such.
    std::span<const std::string_view> values{};      ///< string: the enumeration; empty when free.
    std::span<const std::string_view> merge_keys{};  ///< array: x-kubernetes-list-map-keys; empty: the list is atomic (or a set).
    bool set = false;                                ///< array: x-kubernetes-list-type set: merged by value.
    std::optional<std::int64_t> minimum{};
    std::optional<std::int64_t> maximum{};
    std::string_view pattern{};  ///< string: ECMA 262 regular expression; empty when none.
    std::string_view initial{};  ///< JSON text of the default that the API server fills in; empty when none.
    bool atomic = false;         ///< object: x-kubernetes-map-type atomic: replaced as a whole.

    /// The declared field of that name, or null.
    const Field* field(std::string_view name) const noexcept;
    /// What lies below `name`: the field's shape, the map's value shape, or null when nothing is known of it.
    const Shape* below(std::string_view name) const noexcept;
};

/// One resource as one API version of one operator release declares it: an object with `spec` and `status`
/// (apiVersion, kind and metadata are Kubernetes' own and not in the table).
struct Table {
    std::string_view kind;     ///< "KafkaTopic"
    std::string_view version;  ///< "v1beta2"
    std::string_view release;  ///< The first operator release with this shape: "0.46.1"
    const Shape* shape = nullptr;
};

/// All tables, ordered by kind, then version, then release.
std::span<const Table> tables() noexcept;

/// The table of `kind` in `version` as `operator_version` ("0.48.0", "v2.5.2") has it: the newest release not after it, else the oldest
/// there is. An empty or unreadable operator version takes the newest. Null when no release has the kind in that version.
const Shape* fields(std::string_view kind, std::string_view version, std::string_view operator_version) noexcept;

/// The shape at an RFC 6901 pointer below `shape`; list positions stand for any element. Null when nothing is known there.
const Shape* at(const Shape& shape, std::string_view pointer);

/// Everything in `value` that `shape` does not allow, in document order, with pointers below `pointer`.
/// Unknown fields name the nearest known one. `limit` bounds the work on a hostile document.
struct Checks {
    bool unknown_fields = true;
    bool required = true;
    std::size_t limit = 64;                         ///< Issues; checking stops there.
    std::vector<PlacedRemedy>* remedies = nullptr;  ///< When given, receives what would mend an issue, where that is certain.
};
std::vector<Issue> check(const json::value& value, const Shape& shape, std::string_view pointer, const Checks& checks = {});

}  // namespace nexa::schema
