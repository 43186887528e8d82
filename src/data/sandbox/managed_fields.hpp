#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "data/sandbox/schema/field_set.hpp"
#include "data/sandbox/schema/schema.hpp"
#include "data/sandbox/status_error.hpp"

/// metadata.managedFields: who owns which field, after apimachinery's managedfields package and structured-merge-diff's `merge`. Pure
/// functions.
namespace nexa::sandbox {

struct ManagerEntry {
    std::string manager;
    bool applied = false;  ///< operation Apply, else Update.
    std::string api_version;
    std::string subresource;
    std::string time;  ///< RFC 3339, whole seconds; empty: not told, as of who scaled.
    FieldSet fields;

    /// Appliers are the same at every API version.
    bool same_manager(const ManagerEntry& other) const;
};
using ManagerEntries = std::vector<ManagerEntry>;

ManagerEntries read_managers(const json::object& metadata);
/// In the order of the API server: Apply before Update, then by time and manager. Removes the field when there is none.
void write_managers(json::object& metadata, ManagerEntries entries);

/// Who writes: the entry's fields but the set.
struct Writer {
    std::string manager;
    std::string api_version;
    std::string subresource;
    bool has_status = false;  ///< The type has a status subresource: its main endpoint never owns status.
    Time now;
};

/// After an update from `before` (null: created) to `after`: the writer owns what it changed or added; what was removed is owned by nobody.
ManagerEntries after_update(const json::object* before, const json::object& after, const Schema& schema, ManagerEntries entries,
                            const Writer& writer);

struct Applied {
    json::object object;  ///< Without managedFields.
    ManagerEntries entries;
};
/// Server-side apply of `config` to `live` (null: there is no object). Errors: Conflict, naming the fields and their owners, unless
/// `force`.
Outcome<Applied> apply_configuration(const json::object* live, const json::object& config, const Schema& schema, ManagerEntries entries,
                                     const Writer& writer, bool force);

}  // namespace nexa::sandbox
