#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "cli/failure.hpp"

namespace nexa::cli {

/// The reply of GET /kinds/{kind}/fields, to walk in. Lives as long as the reply. Pure.
class FieldTree {
public:
    explicit FieldTree(const json::value& reply) : reply_(reply) {}

    struct Place {
        const json::value* shape = nullptr;  ///< Of the field itself.
        bool required = false;
    };
    /// The field at "spec.kafka.listeners"; lists and maps are stepped through without a word. Errors: usage, with the nearest name.
    Outcome<Place> find(std::string_view kind, const std::vector<std::string>& path) const;

    struct Child {
        std::string name;
        Place place;
    };
    /// The fields of an object, of a list's items, or of a map's values.
    std::vector<Child> children(const json::value& shape) const;
    /// "<integer>", "<[]string>", "<map[string]integer or string>", "<Object>", as kubectl explain names them.
    std::string type_of(const json::value& shape) const;
    /// What a shape is a list or map of, all the way in: what has fields, or an enumeration and bounds.
    const json::value& innermost(const json::value& shape) const;

private:
    const json::value& shape(std::int64_t place) const;

    const json::value& reply_;
};

/// "kafkatopic.spec.partitions" as the kind and the path.
struct FieldName {
    std::string kind;
    std::vector<std::string> path;
};
FieldName parse_field_name(std::string_view text);

}  // namespace nexa::cli
