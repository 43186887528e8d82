#pragma once

#include "base/json.hpp"
#include "data/sandbox/schema/field_set.hpp"
#include "data/sandbox/schema/schema.hpp"

/// What server-side apply does with values under a schema, after structured-merge-diff's `typed` package: pure functions.
/// Maps and structs merge by field, lists by their kind (atomic, set, map by keys).
namespace nexa::sandbox::typed {

/// The fields that a configuration states.
FieldSet fields_of(const json::value& value, const Schema& schema);

struct Comparison {
    FieldSet added, removed, modified;
};
/// Of two objects.
Comparison compare(const json::object& before, const json::object& after, const Schema& schema);

/// `over` laid over `base`: what it states wins, list items keep their relative order.
json::value merge(const json::value& base, const json::value& over, const Schema& schema);

/// `value` without the fields and list items of `set`.
json::value remove(const json::value& value, const FieldSet& set, const Schema& schema);

/// The set with every struct field on the way to a member made a member too.
FieldSet with_named_fields(const FieldSet& set, const Schema& schema);

/// The path element of a list's item ("k:{...}", "v:..."); "i:n" when it can't be told.
std::string item_element(const json::value& item, const Schema& list, std::size_t index);

}  // namespace nexa::sandbox::typed
