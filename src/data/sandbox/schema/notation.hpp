#pragma once

#include <string_view>

#include "data/sandbox/schema/schema.hpp"

namespace nexa::sandbox {

/// Reads the compact notation in which the tables of this folder state schemas:
///
///     s i n b t q ~         string, integer, number, boolean, date-time, int-or-string, anything (unknown fields kept)
///     e(a|b)                string, one of
///     s/regex/  i(1,5)      with a pattern; with bounds, either may be left out: i(1,) is at least 1
///     {name:T,other*:T}     struct; * marks what is required
///     {name:T,..}           struct that keeps fields that are not listed
///     <T>                   map of T by string
///     [T] [=T] [T|key,key]  list: atomic, a set, a map by keys
///     !T                    atomic as a whole (maps and structs)
///     &{...}                struct that is always written, even when empty
///     T='text' T=12 T=true  with a default
///     [T@key]               atomic in server-side apply; a strategic merge patch merges it by key
///
/// Throws std::logic_error with the place for a malformed text: tables are part of the program.
SchemaPtr parse_notation(std::string_view text);

/// A root schema: `fields` (the inside of a struct) plus apiVersion, kind and metadata.
SchemaPtr root_schema(std::string_view fields);

}  // namespace nexa::sandbox
