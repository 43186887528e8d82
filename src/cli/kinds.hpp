#pragma once

#include <string>
#include <vector>

#include "cli/api.hpp"

namespace nexa::cli {

/// A kind of resource, as the server tells of it.
struct KindInfo {
    struct Column {
        std::string name;
        std::string title;
        std::string type;
    };
    std::string kind;
    std::string plural;
    std::string family;
    std::vector<std::string> short_names;
    std::vector<Column> columns;
};

class Kinds {
public:
    /// From the reply of GET /kinds. Pure.
    static Kinds parse(const json::value& reply);
    static Task<Outcome<Kinds>> load(Api& api);

    const std::vector<KindInfo>& all() const { return kinds_; }
    /// By plural, singular, kind or short name, in any case. Errors: usage, with the nearest name.
    Outcome<const KindInfo*> find(std::string_view name) const;
    /// "kafkas,kt", or "all". Errors: usage.
    Outcome<std::vector<const KindInfo*>> find_list(std::string_view names) const;

private:
    std::vector<KindInfo> kinds_;
};

/// What follows the verb: "kafkas", "kafka,kt", "kt orders payments" or "kt/orders ku/ann".
struct Targets {
    struct Named {
        std::string kind;
        std::string name;
    };
    std::string kinds;         ///< A list without names was asked for.
    std::vector<Named> named;  ///< Else these.
};
/// Pure. Errors: usage.
Outcome<Targets> parse_targets(const std::vector<std::string>& arguments);

}  // namespace nexa::cli
