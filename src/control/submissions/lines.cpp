#include "control/submissions/lines.hpp"

#include <cmath>
#include <map>
#include <set>

#include "control/observe/resource_index.hpp"
#include "control/policy/policy_wire.hpp"
#include "data/object.hpp"
#include "data/spark/submission.hpp"
#include "store/policies.hpp"
#include "store/submissions.hpp"
#include "wire/decode.hpp"

namespace nexa::control {
namespace {

using Place = std::pair<std::string, std::string>;

const Rights& everything() {
    static const ScopeAxis all{.all = true, .names = {}, .labels = {}};
    static const Rights rights({{PermissionSet::all(), {all, all}}}, nullptr);
    return rights;
}

json::object summary_of(const ResourceItem& item) {
    return parse_object(item.summary.text).value_or(json::object());
}

std::string state_of(const ResourceIndex& index, const ResourceKey& key) {
    const auto item = index.find(key);
    return item ? std::string(text_at(summary_of(*item), {"state"})) : std::string();
}

/// A released one is on its way until the operator has submitted it: before it is applied, and while its run waits for that.
bool is_in_flight(const Submission& submission, const ResourceIndex& index) {
    return submission.state != RunState::waiting || !spark::is_submitted(state_of(index, submission.key));
}

/// What the namespace's applications hold, and which these are.
std::int64_t held_in(const ResourceIndex& index, const Place& place, std::set<std::string>& holders) {
    ResourceQuery query;
    query.kinds = {"SparkApplication"};
    query.clusters = {place.first};
    query.namespaces = {place.second};
    query.limit = std::numeric_limits<std::size_t>::max() / 2;
    const auto selection = index.select(query, everything());
    if (!selection) return 0;
    std::int64_t millicores = 0;
    for (const auto& item : selection->items) {
        const auto summary = summary_of(item);
        if (!spark::holds_cores(text_at(summary, {"state"}))) continue;
        if (const auto* cores = summary.if_contains("cores"); cores != nullptr && cores->is_number())
            millicores += std::llround(cores->to_number<double>() * 1000);
        holders.insert(item.name);
    }
    return millicores;
}

}  // namespace

std::vector<SubmissionLine> lines_of(store::Tx& tx, const ResourceIndex& index, CountCores count) {
    std::map<Place, SubmissionLine> lines;
    const auto line_at = [&](const std::string& cluster, const std::string& name_space) -> SubmissionLine& {
        auto& line = lines[{cluster, name_space}];
        line.cluster = cluster;
        line.name_space = name_space;
        return line;
    };
    for (auto& submission : store::submissions::open(tx)) {
        SubmissionLine& line = line_at(submission.key.cluster, submission.key.name_space);
        if (!submission.released_at) {
            line.waiting.push_back(std::move(submission));
        } else if (is_in_flight(submission, index)) {
            line.in_flight.push_back(std::move(submission));
        }
    }
    for (const auto& stored : store::policies::all(tx)) {
        const auto policy = wire::decode_text<NamespacePolicy>(stored.document);
        if (!policy || (!policy->max_submissions && !policy->max_running_cores)) continue;
        SubmissionLine& line = line_at(stored.cluster, stored.name_space);
        line.most_in_flight = policy->max_submissions;
        if (policy->max_running_cores) line.most_millicores = *policy->max_running_cores * 1000;
    }
    std::vector<SubmissionLine> all;
    for (auto& [place, line] : lines) {
        const bool decides = line.most_millicores && !line.waiting.empty();
        if (decides || count == CountCores::everywhere) {
            std::set<std::string> holders;
            line.millicores = held_in(index, place, holders);
            for (const auto& each : line.in_flight) {
                if (!holders.contains(each.key.name)) line.millicores += each.millicores;
            }
        }
        all.push_back(std::move(line));
    }
    return all;
}

}  // namespace nexa::control
