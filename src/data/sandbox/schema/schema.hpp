#pragma once

#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nexa::sandbox {

struct Schema;
using SchemaPtr = std::shared_ptr<const Schema>;

/// The structural schema of one API type, with what validation, pruning, defaulting and server-side apply need to know.
/// Immutable and shared. Read from a CRD's openAPIV3Schema or from the compact notation of the built-in tables (notation.hpp).
struct Schema {
    enum class Type { any, object, array, string, integer, number, boolean, int_or_string };
    enum class ListType { atomic, set, map };

    Type type = Type::any;
    std::map<std::string, SchemaPtr, std::less<>> properties;
    SchemaPtr items;
    SchemaPtr additional;  ///< additionalProperties: a map of this.
    std::vector<std::string> required;

    bool preserve_unknown = false;
    bool nullable = false;
    bool embedded_resource = false;
    /// A built-in struct that its program always writes, even when empty: never "added" in managedFields.
    bool always_present = false;
    ListType list_type = ListType::atomic;
    std::vector<std::string> list_keys;  ///< Of ListType::map.
    bool atomic_map = false;
    /// Built-ins: the list is replaced, not merged, by a strategic merge patch although server-side apply merges it, or the reverse.
    std::optional<std::string> strategic_key;

    std::optional<json::value> default_value;
    json::array enumeration;  ///< Empty: none.
    std::optional<double> minimum, maximum, multiple_of;
    bool exclusive_minimum = false, exclusive_maximum = false;
    std::optional<std::int64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
    bool unique_items = false;
    std::string pattern;
    std::shared_ptr<const std::regex> expression;  ///< Of `pattern`; null when it could not be compiled (then it is not checked).
    std::string format;
    std::vector<SchemaPtr> all_of, any_of, one_of;
    SchemaPtr not_of;
    bool has_defaults = false;  ///< Here or below: spares the walk.

    /// Whether fields nobody declared are kept here as they are.
    bool keeps_unknown() const { return preserve_unknown || type == Type::any; }
    /// An object with named fields (a struct), as against a map.
    bool is_struct() const { return type == Type::object && !additional; }
    /// The schema of a member: declared, of the map's values, or free. `declared` tells whether it is a named field.
    const Schema& member(std::string_view name, bool& declared) const;
    const Schema& item() const;

    /// Accepts and keeps everything; maps merge by key, lists are atomic (server-side apply's deduced type).
    static const SchemaPtr& free();
    /// metadata of every object.
    static const SchemaPtr& object_meta();
    /// Reads a CRD's schema. The root gets apiVersion, kind and metadata.
    static SchemaPtr from_openapi(const json::object& schema, bool root = true);
    /// The OpenAPI v3 form, for CRD objects and /openapi.
    json::object to_openapi() const;
};

/// Compiles `pattern` into `expression` and computes `has_defaults`; called once by whoever builds a schema.
void finish(Schema& schema);

}  // namespace nexa::sandbox
