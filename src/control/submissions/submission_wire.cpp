#include "control/submissions/submission_wire.hpp"

#include <fmt/format.h>

#include "data/kinds.hpp"

namespace nexa::control {
namespace {

double in_cores(std::int64_t millicores) {
    return static_cast<double>(millicores) / 1000;
}

SubmissionItem to_item(const Submission& submission) {
    const Kind* kind = find_kind(submission.key.kind);
    SubmissionItem item;
    item.run = submission.run;
    item.cluster = submission.key.cluster;
    item.name_space = submission.key.name_space;
    item.kind = submission.key.kind;
    item.plural = kind ? std::string(kind->ref.plural) : std::string();
    item.name = submission.key.name;
    item.author = submission.author;
    item.priority = submission.priority;
    item.cores = in_cores(submission.millicores);
    item.queued_at = submission.queued_at;
    item.released_at = submission.released_at;
    return item;
}

QueueItem to_item(const SubmissionLine& line, std::size_t in_flight_on_cluster, std::size_t most_on_cluster) {
    QueueItem item;
    item.cluster = line.cluster;
    item.name_space = line.name_space;
    item.waiting = static_cast<std::int64_t>(line.waiting.size());
    item.in_flight = static_cast<std::int64_t>(line.in_flight.size());
    item.max_in_flight = line.most_in_flight;
    item.running_cores = in_cores(line.millicores);
    if (line.most_millicores) item.max_running_cores = in_cores(*line.most_millicores);
    if (!line.waiting.empty()) {
        item.why = reason_to_wait(line, line.waiting.front(), in_flight_on_cluster, most_on_cluster);
        if (item.why.empty()) item.why = "it is about to be released";
    }
    for (const auto& each : line.in_flight) item.items.push_back(to_item(each));
    std::int64_t place = 0;
    for (const auto& each : line.waiting) {
        auto shown = to_item(each);
        shown.place = ++place;
        shown.why = place == 1   ? item.why
                    : place == 2 ? fmt::format("{} is before it", line.waiting.front().key.name)
                                 : fmt::format("{} others are before it", place - 1);
        item.items.push_back(std::move(shown));
    }
    return item;
}

}  // namespace

QueueList to_list(const std::vector<SubmissionLine>& lines, std::size_t most_on_cluster) {
    std::map<std::string, std::size_t> in_flight;
    for (const auto& line : lines) in_flight[line.cluster] += line.in_flight.size();
    QueueList list;
    list.max_in_flight_per_cluster = static_cast<std::int64_t>(most_on_cluster);
    for (const auto& line : lines) list.items.push_back(to_item(line, in_flight[line.cluster], most_on_cluster));
    return list;
}

}  // namespace nexa::control
