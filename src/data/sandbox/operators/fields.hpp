#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"

/// Reading manifests whose shape nobody guarantees: a missing or wrongly typed field reads as the fallback. Pure.
namespace nexa::sandbox {

using Path = std::initializer_list<std::string_view>;

/// The value at the path, or null when a step of it is missing or is no object.
const json::value* find(const json::object& object, Path path);

/// The text at the path; numbers and booleans are written out, because manifests leave quotes away.
std::string text_at(const json::object& object, Path path, std::string_view fallback = {});
std::int64_t number_at(const json::object& object, Path path, std::int64_t fallback = 0);
bool flag_at(const json::object& object, Path path, bool fallback = false);
/// An empty object or array when there is none; the reference lives as long as `object`.
const json::object& object_at(const json::object& object, Path path);
const json::array& array_at(const json::object& object, Path path);
std::vector<std::string> texts_at(const json::object& object, Path path);

/// The object at the path inside `object`, made where missing.
json::object& ensure_object(json::object& object, Path path);

std::string name_of(const json::object& object);
std::string namespace_of(const json::object& object);
std::string kind_of(const json::object& object);
std::string uid_of(const json::object& object);
std::int64_t generation_of(const json::object& object);
bool is_deleting(const json::object& object);
std::string label_of(const json::object& object, std::string_view key);
std::string annotation_of(const json::object& object, std::string_view key);
/// When the object was made; `fallback` when it doesn't say.
Time created_at(const json::object& object, Time fallback);
/// A time at a path, or nothing.
std::optional<Time> time_at(const json::object& object, Path path);

/// True when everything that `wanted` says stands in `live`: objects member by member, lists item by item, so that defaults don't count.
bool covers(const json::value& live, const json::value& wanted);
/// Lays `changes` over `target`, member by member; null members remove (RFC 7386).
void merge(json::object& target, const json::object& changes);

/// Stable across runs and machines: pseudo-random choices of the simulation are functions of names.
std::uint64_t stable_hash(std::string_view text);
/// `digits` lower-case hexadecimal digits made from the text.
std::string stable_hex(std::string_view text, std::size_t digits);
/// A UUID of version 4's form.
std::string stable_uuid(std::string_view text);
/// 22 characters of base64url, the form of Kafka's cluster and topic ids.
std::string stable_kafka_id(std::string_view text);

}  // namespace nexa::sandbox
