#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/runs/run_item.hpp"
#include "control/submissions/admission.hpp"
#include "model/submission.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// One application in a queue, or on its way from there to the operator.
struct SubmissionItem {
    Id<Run> run;
    std::string cluster, name_space, kind, plural, name, author;
    std::int64_t priority = 0;
    double cores = 0;
    std::optional<std::int64_t> place;
    std::string why;
    Time queued_at;
    std::optional<Time> released_at;
};

/// The queue of one namespace.
struct QueueItem {
    std::string cluster, name_space;
    std::int64_t waiting = 0, in_flight = 0;
    std::optional<std::int64_t> max_in_flight;
    double running_cores = 0;
    std::optional<double> max_running_cores;
    std::string why;
    std::vector<SubmissionItem> items;
};
struct QueueList {
    std::vector<QueueItem> items;
    std::int64_t max_in_flight_per_cluster = 0;
};

/// As they stand, with the place of each and what it waits for. Pure.
QueueList to_list(const std::vector<SubmissionLine>& lines, std::size_t most_on_cluster);

struct MoveBody {
    std::optional<std::int64_t> place;
    std::optional<std::int64_t> priority;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::SubmissionItem> = nexa::wire::describe_reply(
    "Submission", nexa::wire::field("run", &nexa::control::SubmissionItem::run, "The run that waits; to withdraw it, cancel the run."),
    nexa::wire::field("cluster", &nexa::control::SubmissionItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::SubmissionItem::name_space, ""),
    nexa::wire::field("kind", &nexa::control::SubmissionItem::kind, ""),
    nexa::wire::field("plural", &nexa::control::SubmissionItem::plural, ""),
    nexa::wire::field("name", &nexa::control::SubmissionItem::name, ""),
    nexa::wire::field("author", &nexa::control::SubmissionItem::author, "Who asked for it."),
    nexa::wire::field("priority", &nexa::control::SubmissionItem::priority, "Greater goes first."),
    nexa::wire::field("cores", &nexa::control::SubmissionItem::cores, "What its driver and executors ask for together."),
    nexa::wire::field("place", &nexa::control::SubmissionItem::place, "1 is next; none when it has been released."),
    nexa::wire::field("why", &nexa::control::SubmissionItem::why, "What it waits for; empty when it has been released."),
    nexa::wire::field("queued_at", &nexa::control::SubmissionItem::queued_at, ""),
    nexa::wire::field("released_at", &nexa::control::SubmissionItem::released_at, "Since when it is on its way to the operator."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::QueueItem> = nexa::wire::describe_reply(
    "Queue", nexa::wire::field("cluster", &nexa::control::QueueItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::QueueItem::name_space, ""),
    nexa::wire::field("waiting", &nexa::control::QueueItem::waiting, ""),
    nexa::wire::field("in_flight", &nexa::control::QueueItem::in_flight, "Released, and not yet submitted by the operator."),
    nexa::wire::field("max_in_flight", &nexa::control::QueueItem::max_in_flight, "max_submissions of the namespace's policy."),
    nexa::wire::field("running_cores", &nexa::control::QueueItem::running_cores,
                      "Of the namespace's Spark applications that run or are in flight, whoever made them."),
    nexa::wire::field("max_running_cores", &nexa::control::QueueItem::max_running_cores, "Of the namespace's policy."),
    nexa::wire::field("why", &nexa::control::QueueItem::why, "What the first waits for; empty when none waits."),
    nexa::wire::field("items", &nexa::control::QueueItem::items, "Those in flight, then those that wait, in their order."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::QueueList> =
    nexa::wire::describe_reply("QueueList", nexa::wire::field("items", &nexa::control::QueueList::items, ""),
                               nexa::wire::field("max_in_flight_per_cluster", &nexa::control::QueueList::max_in_flight_per_cluster,
                                                 "Of all namespaces of a cluster together: --submissions-in-flight."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::MoveBody> = nexa::wire::describe(
    "SubmissionMove",
    nexa::wire::field("place", &nexa::control::MoveBody::place,
                      "1 is next; beyond the end: the last. It takes the priority of its neighbours.", nexa::wire::Number{.min = 1}),
    nexa::wire::field("priority", &nexa::control::MoveBody::priority, "At the end of those that have it.",
                      nexa::wire::Number{.min = -nexa::greatest_priority, .max = nexa::greatest_priority}));
