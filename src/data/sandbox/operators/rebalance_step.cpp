#include "data/sandbox/operators/rebalance_step.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "data/sandbox/operators/strimzi_client.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;

constexpr auto asked = "strimzi.io/rebalance";
constexpr auto auto_approval = "strimzi.io/rebalance-auto-approval";
constexpr Duration proposal_takes = seconds(10);
constexpr Duration periodic = seconds(120);

/// What a user may ask for in a state.
struct StateRow {
    std::string_view state;
    std::string_view allowed;
};
constexpr std::array<StateRow, 7> states{{{"New", ""},
                                          {"PendingProposal", "refresh stop"},
                                          {"ProposalReady", "approve refresh"},
                                          {"Rebalancing", "refresh stop"},
                                          {"Stopped", "refresh"},
                                          {"Ready", "refresh"},
                                          {"NotReady", "refresh"}}};

bool is_allowed(std::string_view what, std::string_view state) {
    const auto* row = std::ranges::find(states, state, &StateRow::state);
    return row != states.end() && row->allowed.find(what) != std::string_view::npos;
}

class RebalanceReconciliation {
public:
    RebalanceReconciliation(const json::object& rebalance, const json::object* kafka, const View& view, const RebalanceFacts& facts)
        : rebalance_(rebalance),
          kafka_(kafka),
          view_(view),
          facts_(facts) {
        for (const auto& item : array_at(rebalance_, {"status", "conditions"})) {
            if (!item.is_object() || text_at(item.get_object(), {"type"}) == "Warning") continue;
            state_ = text_at(item.get_object(), {"type"});
            since_ = time_at(item.get_object(), {"lastTransitionTime"}).value_or(now());
        }
        if (state_ == "ReconciliationPaused") state_ = "New";
    }

    Plan run() {
        if (is_deleting(rebalance_) || annotation_of(rebalance_, "strimzi.io/rebalance-template") == "true") return {};
        if (is_paused(rebalance_)) {
            write_strimzi_status(plan_, rebalance_, paused_status(rebalance_, now()));
            return std::move(plan_);
        }
        if (const auto failure = objection()) return fail(*failure, rest(seconds(20)));
        if (!is_ready_kafka() && state_ != "Ready") return fail({"RuntimeException", "Kafka cluster is not Ready"}, rest(seconds(5)));

        auto what = annotation_of(rebalance_, asked);
        // The operator itself asks for a new proposal when the specification changed, and after a failure that mended itself.
        const bool changed = state_ != "New" && number_at(rebalance_, {"status", "observedGeneration"}, -1) != generation_of(rebalance_);
        if (changed || (state_ == "NotReady" && mends_itself())) what = "refresh";
        if (!what.empty() && !is_allowed(what, state_)) {
            warning_ = fmt::format("Wrong annotation value: {}. In the state {} these are taken: [{}]", what, state_, allowed());
            what.clear();
        }
        if (!what.empty() && !annotation_of(rebalance_, asked).empty())
            plan_.patch(rebalance_, {{"metadata", {{"annotations", {{asked, nullptr}}}}}});
        if (what == "refresh" || state_ == "New") return request_proposal();
        if (what == "stop") return become("Stopped", result(), {}, rest(periodic));
        if (what == "approve") return start();
        return go_on();
    }

    std::optional<Moved> moved() const { return moved_; }

private:
    const json::object& rebalance_;
    const json::object* kafka_;
    const View& view_;
    const RebalanceFacts& facts_;
    std::string state_ = "New";
    Time since_{};
    std::string warning_;
    std::optional<Moved> moved_;
    Plan plan_;

    Time now() const { return facts_.strimzi.now; }
    std::string mode() const { return text_at(rebalance_, {"spec", "mode"}, "full"); }
    std::vector<int> named_brokers() const {
        std::vector<int> brokers;
        for (const auto& item : array_at(rebalance_, {"spec", "brokers"})) {
            if (item.is_int64()) brokers.push_back(static_cast<int>(item.get_int64()));
        }
        return brokers;
    }
    std::string outcome() const { return annotation_of(rebalance_, rebalance_annotation::outcome); }
    std::string allowed() const {
        const auto* row = std::ranges::find(states, state_, &StateRow::state);
        return row == states.end() ? std::string{} : std::string(row->allowed);
    }
    bool is_ready_kafka() const {
        const auto& conditions = array_at(*kafka_, {"status", "conditions"});
        return std::ranges::any_of(
            conditions, [](const json::value& item) { return item.is_object() && text_at(item.get_object(), {"type"}) == "Ready"; });
    }
    /// What lay outside of Cruise Control is over by now, or the objection would have been raised again.
    bool mends_itself() const {
        const auto& conditions = array_at(rebalance_, {"status", "conditions"});
        return std::ranges::any_of(conditions, [](const json::value& item) {
            if (!item.is_object()) return false;
            const auto reason = text_at(item.get_object(), {"reason"});
            return reason == "RuntimeException" || reason == "NoSuchResourceException" || reason == "InvalidResourceException";
        });
    }

    std::optional<StrimziFailure> objection() const {
        const auto cluster = label_of(rebalance_, "strimzi.io/cluster");
        if (cluster.empty()) {
            return StrimziFailure{"InvalidResourceException",
                                  "Resource lacks label 'strimzi.io/cluster': No cluster related to a possible rebalance."};
        }
        if (kafka_ == nullptr) {
            return StrimziFailure{
                "NoSuchResourceException",
                fmt::format("Kafka resource '{}' identified by label 'strimzi.io/cluster' does not exist in namespace {}.", cluster,
                            view_.name_space())};
        }
        if (!object_at(*kafka_, {"spec"}).contains("cruiseControl"))
            return StrimziFailure{"InvalidResourceException", "Kafka resource lacks 'cruiseControl' declaration"};
        return std::nullopt;
    }

    /// What Cruise Control answers to a request that makes no sense to it.
    std::optional<StrimziFailure> refusal() const {
        const auto& brokers = array_at(rebalance_, {"spec", "brokers"});
        const auto kind = mode();
        if (kind != "add-brokers" && kind != "remove-brokers") return std::nullopt;
        if (brokers.empty())
            return StrimziFailure{"IllegalArgumentException",
                                  fmt::format("The brokers list is mandatory when using the {} rebalancing mode", kind)};
        if (!is_ready_kafka()) return std::nullopt;
        for (const auto& item : brokers) {
            const auto known =
                item.is_int64() && std::ranges::find(facts_.brokers, static_cast<int>(item.get_int64())) != facts_.brokers.end();
            if (known) continue;
            return StrimziFailure{
                "CruiseControlRestException",
                fmt::format("Error processing POST request '/{}' due to: 'java.lang.IllegalArgumentException: Some of the "
                            "brokers {} don't exist.'",
                            kind == "add-brokers" ? "add_broker" : "remove_broker", json::serialize(brokers))};
        }
        return std::nullopt;
    }

    Plan fail(const StrimziFailure& failure, Wake again) {
        write_strimzi_status(plan_, rebalance_, failed_status(rebalance_, failure, now()));
        plan_.again = again;
        return std::move(plan_);
    }

    json::object result() const { return object_at(rebalance_, {"status", "optimizationResult"}); }

    /// A state of its own time: staying in one leaves the status alone.
    Plan become(std::string_view state, json::object optimization, const std::string& session, Wake again) {
        json::array conditions{strimzi_condition(state, now())};
        if (!warning_.empty()) conditions.push_back(strimzi_condition("Warning", now(), "InvalidAnnotation", warning_));
        json::object status{{"conditions", std::move(conditions)}, {"observedGeneration", generation_of(rebalance_)}};
        if (!session.empty()) status["sessionId"] = session;
        if (!optimization.empty()) status["optimizationResult"] = std::move(optimization);
        const bool with_progress =
            facts_.strimzi.at_least("0.47.0") && (state == "Rebalancing" || state == "Ready" || state == "ProposalReady");
        if (with_progress) status["progress"] = json::object{{"rebalanceProgressConfigMap", name_of(rebalance_)}};
        write_strimzi_status(plan_, rebalance_, std::move(status));
        plan_.again = again;
        return std::move(plan_);
    }

    std::string session_of(std::string_view of) const {
        return stable_uuid(fmt::format("{}/{}/{}/{}", uid_of(rebalance_), generation_of(rebalance_), of, to_rfc3339(now())));
    }

    Plan request_proposal() {
        if (const auto refused = refusal()) return fail(*refused, rest(periodic));
        return become("PendingProposal", {}, session_of("proposal"), Wake{proposal_takes});
    }

    Plan start() { return become("Rebalancing", result(), session_of("rebalance"), Wake{moving_takes()}); }

    Duration moving_takes() const { return outcome() == "slow" ? std::chrono::minutes(10) : seconds(45); }

    Plan go_on() {
        const auto session = text_at(rebalance_, {"status", "sessionId"});
        const auto stay = [&](Duration from_since) {
            const auto due = since_ + from_since;
            return become(state_, result(), session, Wake{due > now() ? due - now() : seconds(1)});
        };
        if (state_ == "PendingProposal") {
            if (now() < since_ + proposal_takes) return stay(proposal_takes);
            write_load("0");
            return become("ProposalReady", proposal(), session, Wake{seconds(1)});
        }
        if (state_ == "ProposalReady") {
            if (annotation_of(rebalance_, auto_approval) == "true") return start();
            return become(state_, result(), session, rest(periodic));
        }
        if (state_ == "Rebalancing") {
            if (outcome() == "fail" && now() >= since_ + seconds(20))
                return fail({"CruiseControlRestException", "Error during the rebalance: the task was completed with error."},
                            rest(periodic));
            if (now() < since_ + moving_takes()) return stay(outcome() == "fail" ? seconds(20) : moving_takes());
            write_load("100");
            moved_ = Moved{mode(), named_brokers(), facts_.brokers};
            return become("Ready", result(), {}, rest(periodic));
        }
        if (state_ == "NotReady") {
            plan_.again = rest(periodic);
            return std::move(plan_);
        }
        return become(state_, result(), {}, rest(periodic));
    }

    std::uint64_t drawn(std::string_view of, std::uint64_t from, std::uint64_t to) const {
        return from + stable_hash(fmt::format("{}/{}/{}", uid_of(rebalance_), generation_of(rebalance_), of)) % (to - from + 1);
    }

    json::object proposal() const {
        const auto moves = drawn("moves", 8, 180);
        return {{"afterBeforeLoadConfigMap", name_of(rebalance_)},
                {"dataToMoveMB", drawn("data", 40, 9000)},
                {"excludedBrokersForLeadership", json::array{}},
                {"excludedBrokersForReplicaMove", json::array{}},
                {"excludedTopics", json::array{}},
                {"intraBrokerDataToMoveMB", 0},
                {"monitoredPartitionsPercentage", 100},
                {"numIntraBrokerReplicaMovements", 0},
                {"numLeaderMovements", drawn("leaders", 2, 60)},
                {"numReplicaMovements", moves},
                {"onDemandBalancednessScoreBefore", static_cast<double>(drawn("before", 600, 790)) / 10},
                {"onDemandBalancednessScoreAfter", static_cast<double>(drawn("after", 830, 960)) / 10},
                {"provisionRecommendation", ""},
                {"provisionStatus", "RIGHT_SIZED"},
                {"recentWindows", 1}};
    }

    /// The ConfigMap with the brokers' load before and after.
    void write_load(std::string_view percent) {
        json::object load;
        for (const int broker : facts_.brokers) {
            json::object figures;
            const auto add = [&](std::string_view name, std::uint64_t most) {
                const auto before = drawn(fmt::format("{}/{}/before", broker, name), most / 3, most);
                const auto after = (before + most / 2) / 2;
                figures[name] = json::object{
                    {"before", before}, {"after", after}, {"diff", static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before)}};
            };
            add("leaders", 60);
            add("replicas", 180);
            add("cpuPercentage", 90);
            add("diskUsedPercentage", 80);
            add("diskUsedMB", 60'000);
            add("networkOutRateKB", 9'000);
            add("leaderNetworkInRateKB", 3'000);
            add("followerNetworkInRateKB", 5'000);
            add("potentialMaxNetworkOutRateKB", 12'000);
            load[std::to_string(broker)] = std::move(figures);
        }
        auto map = make_object("ConfigMap", view_.name_space(), name_of(rebalance_),
                               {{"strimzi.io/cluster", label_of(rebalance_, "strimzi.io/cluster")}, {"strimzi.io/kind", "KafkaRebalance"}});
        map["data"] = json::object{{"brokerLoad.json", json::serialize(load)}};
        if (facts_.strimzi.at_least("0.47.0")) {
            auto& data = map["data"].as_object();
            data["completedByteMovementPercentage"] = percent;
            data["estimatedTimeToCompletionInMinutes"] = "0";
        }
        add_owner(map, rebalance_, false);
        plan_.ensure(std::move(map));
    }
};

}  // namespace

RebalanceStep step_rebalance(const json::object& rebalance, const json::object* kafka, const View& view, const RebalanceFacts& facts) {
    RebalanceReconciliation reconciliation(rebalance, kafka, view, facts);
    auto plan = reconciliation.run();
    return {std::move(plan), reconciliation.moved()};
}

}  // namespace nexa::sandbox
