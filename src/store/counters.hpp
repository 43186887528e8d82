#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "store/database.hpp"

/// Named numbers that grow with what they stand for ("rights", "clusters", "runs", "snapshots"), so that other processes see by one cheap
/// read that there is something new.
namespace nexa::store::counters {

/// Adds one and returns the new value. The counter's row stays locked until the commit, so that values become visible in their order.
std::int64_t bump(Tx& tx, std::string_view name);
/// All of them by one read.
std::map<std::string, std::int64_t, std::less<>> all(Tx& tx);
/// 0 for one that was never bumped.
std::int64_t value(Tx& tx, std::string_view name);

}  // namespace nexa::store::counters
