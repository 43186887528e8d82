#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/run.hpp"

namespace nexa {

/// A change that makes the Spark operator submit an application: it waits in the queue of its namespace until it is released.
/// The queue's order is: priority, greatest first; then rank, smallest first.
struct Submission {
    Id<Run> run;
    ResourceKey key;
    std::int64_t priority = 0;
    std::int64_t rank = 0;        ///< The microsecond in which it came, unless somebody moved it.
    std::int64_t millicores = 0;  ///< What the application asks for while it runs, in thousandths of a core.
    Time queued_at;
    std::optional<Time> released_at;

    // Of its run, as it is now; not written with it.
    RunState state = RunState::queued;
    std::string author;
};

/// How a manifest says its priority; -1000 to 1000, 0 when it does not.
inline constexpr std::string_view priority_annotation = "nexa.dev/priority";
inline constexpr std::int64_t greatest_priority = 1000;

/// What the run of a waiting submission says until more is known.
inline constexpr std::string_view waits_in_queue = "waits in the submission queue of its namespace";

}  // namespace nexa
