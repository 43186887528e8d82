#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/kept_log.hpp"
#include "store/database.hpp"

/// Logs of drivers that have ended, compressed.
namespace nexa::store::kept_logs {

/// A text as it is stored: deflated, in base64. Pure; worth a thread of its own for many megabytes.
std::string pack(std::string_view text);
/// Errors: internal (it is not what `pack` made).
Result<std::string> unpack(std::string_view packed);

/// False when that attempt's log is kept already. `most` of an application are kept: the oldest go.
bool insert(Tx& tx, const KeptLog& log, const std::string& packed, std::size_t most);
bool has(Tx& tx, const ResourceKey& key, const std::string& uid, const std::string& pod, const std::string& attempt);
/// Newest first, without their texts.
std::vector<KeptLog> of_key(Tx& tx, const ResourceKey& key);
/// The packed text; nothing when there is no such log of that application.
std::optional<std::string> text(Tx& tx, const ResourceKey& key, Id<KeptLog> id);
void purge(Tx& tx, Time before);

}  // namespace nexa::store::kept_logs
