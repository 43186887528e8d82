#pragma once

#include <string>
#include <string_view>

namespace nexa::spark {

/// The lines of a driver's log that tell why it failed: of the last exception, traceback or ERROR line the words and the first frames.
/// At most 12 lines of 400 bytes; empty when nothing in it looks like a failure. Pure.
std::string cause_in(std::string_view log);

}  // namespace nexa::spark
