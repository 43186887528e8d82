#include "control/submissions/admission.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace nexa::control {
namespace {

/// Room that is left between two that have to be told apart.
constexpr std::int64_t apart = 1'000'000;

std::string cores(std::int64_t millicores) {
    return fmt::format("{:g}", static_cast<double>(millicores) / 1000);
}

}  // namespace

std::string reason_to_wait(const SubmissionLine& line, const Submission& first, std::size_t in_flight_on_cluster,
                           std::size_t most_on_cluster) {
    if (in_flight_on_cluster >= most_on_cluster)
        return fmt::format("{} submissions are on their way on {}, as many as may be at once", in_flight_on_cluster, line.cluster);
    if (line.most_millicores && first.millicores > *line.most_millicores) return {};  // it never fits
    if (line.most_in_flight && static_cast<std::int64_t>(line.in_flight.size()) >= *line.most_in_flight)
        return fmt::format("{} submissions of the namespace are on their way, as many as its policy allows", line.in_flight.size());
    if (line.most_millicores && line.millicores + first.millicores > *line.most_millicores)
        return fmt::format("it needs {} cores; {} of the {} that the namespace's policy allows are in use", cores(first.millicores),
                           cores(line.millicores), cores(*line.most_millicores));
    return {};
}

std::vector<Id<Run>> admit(std::vector<SubmissionLine> lines, std::size_t most_on_cluster) {
    struct Place {
        SubmissionLine* line;
        std::size_t next = 0;
        const Submission& first() const { return line->waiting[next]; }
        /// Smaller goes first.
        auto turn() const { return std::pair(line->in_flight.size(), first().queued_at); }
    };
    std::vector<Place> places;
    std::map<std::string, std::size_t> in_flight;
    for (auto& line : lines) {
        in_flight[line.cluster] += line.in_flight.size();
        places.push_back({&line});
    }
    std::vector<Id<Run>> released;
    while (true) {
        Place* chosen = nullptr;
        for (auto& place : places) {
            if (place.next == place.line->waiting.size()) continue;
            if (!reason_to_wait(*place.line, place.first(), in_flight[place.line->cluster], most_on_cluster).empty()) continue;
            if (chosen == nullptr || place.turn() < chosen->turn()) chosen = &place;
        }
        if (chosen == nullptr) return released;
        SubmissionLine& line = *chosen->line;
        const Submission& submission = line.waiting[chosen->next++];
        released.push_back(submission.run);
        ++in_flight[line.cluster];
        line.millicores += submission.millicores;
        line.in_flight.push_back(submission);
    }
}

std::vector<Standing> move_to(const std::vector<Submission>& waiting, Id<Run> run, std::size_t place) {
    const auto at = std::ranges::find(waiting, run, &Submission::run);
    if (at == waiting.end()) return {};
    std::vector<Submission> others = waiting;
    others.erase(others.begin() + (at - waiting.begin()));
    const std::size_t index = std::min(std::max<std::size_t>(place, 1) - 1, others.size());
    if (others.empty() || static_cast<std::size_t>(at - waiting.begin()) == index) return {};
    const Submission* before = index > 0 ? &others[index - 1] : nullptr;
    const Submission* after = index < others.size() ? &others[index] : nullptr;
    if (after == nullptr) return {{run, before->priority, before->rank + apart}};
    if (before == nullptr || before->priority != after->priority) return {{run, after->priority, after->rank - apart}};
    if (after->rank - before->rank > 1) return {{run, after->priority, before->rank + (after->rank - before->rank) / 2}};
    // No room: those behind it move back.
    std::vector<Standing> changed{{run, before->priority, before->rank + apart}};
    for (auto each = others.begin() + static_cast<std::ptrdiff_t>(index); each != others.end() && each->priority == before->priority;
         ++each)
        changed.push_back({each->run, each->priority, changed.back().rank + apart});
    return changed;
}

}  // namespace nexa::control
