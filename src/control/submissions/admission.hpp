#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/submission.hpp"

/// Who is next in the queues of submissions. Pure.
namespace nexa::control {

/// The queue of one namespace, with what is known of it.
struct SubmissionLine {
    std::string cluster, name_space;
    std::vector<Submission> waiting;             ///< In order.
    std::vector<Submission> in_flight;           ///< Released, and not submitted by the operator yet.
    std::int64_t millicores = 0;                 ///< Held by what runs, and promised to what is in flight.
    std::optional<std::int64_t> most_in_flight;  ///< Of the namespace's policy; nothing: no limit.
    std::optional<std::int64_t> most_millicores;
};

/// Why `first`, the first of a line, waits; empty: it may go.
std::string reason_to_wait(const SubmissionLine& line, const Submission& first, std::size_t in_flight_on_cluster,
                           std::size_t most_on_cluster);

/// The runs to release now, in that order. All lines of a cluster share `most_on_cluster`, as its operator does: the line with the fewest
/// in flight goes next, of those the one whose first has waited longest. Within a line nobody is passed by: a large application that waits
/// for cores gets them. What asks for more than its namespace allows at all is released too, to be refused with the reason.
std::vector<Id<Run>> admit(std::vector<SubmissionLine> lines, std::size_t most_on_cluster);

/// Where a submission stands in the order.
struct Standing {
    Id<Run> run;
    std::int64_t priority = 0;
    std::int64_t rank = 0;
};
/// What has to be written so that `run` is at that place (1 is the first; beyond the end: the last) of the waiting ones, which are given in
/// order: it alone, or, where there is no room between two neighbours, others of its new priority too. Empty: it does not wait, or is
/// there.
std::vector<Standing> move_to(const std::vector<Submission>& waiting, Id<Run> run, std::size_t place);

}  // namespace nexa::control
