#pragma once

#include "base/json.hpp"

namespace nexa::sandbox {

/// A copy of the tree in one block of memory of its size, about half of what it takes member by member: for what is kept for long and not
/// changed. Copies of it, or of its parts, are on the heap as usual and keep the block alive. Thread-safe as any other tree is.
json::object packed(const json::object& tree);

}  // namespace nexa::sandbox
