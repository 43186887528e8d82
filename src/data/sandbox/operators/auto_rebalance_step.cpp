#include "data/sandbox/operators/auto_rebalance_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "data/kafka/strimzi_status.hpp"

namespace nexa::sandbox {
namespace {

constexpr std::string_view add_brokers = "add-brokers";
constexpr std::string_view remove_brokers = "remove-brokers";
constexpr auto finalizer = "strimzi.io/auto-rebalancing";

using Brokers = std::set<int>;

Brokers brokers_in(const json::array& list) {
    Brokers ids;
    for (const auto& id : list) {
        if (id.is_int64()) ids.insert(static_cast<int>(id.get_int64()));
    }
    return ids;
}

/// The brokers that status.autoRebalance.modes has for a mode.
Brokers noted(const json::object& status, std::string_view mode) {
    for (const auto& item : array_at(status, {"modes"})) {
        if (item.is_object() && text_at(item.get_object(), {"mode"}) == mode) return brokers_in(array_at(item.get_object(), {"brokers"}));
    }
    return {};
}

void note(json::object& status, const Brokers& blocked, const Brokers& added) {
    json::array modes;
    if (!blocked.empty()) modes.push_back({{"mode", remove_brokers}, {"brokers", json::value_from(blocked)}});
    if (!added.empty()) modes.push_back({{"mode", add_brokers}, {"brokers", json::value_from(added)}});
    if (modes.empty()) {
        status.erase("modes");
    } else {
        status["modes"] = std::move(modes);
    }
}

/// Of the brokers added so far, those that are still wanted, and those that are being added now.
Brokers added_so_far(const json::object& kafka, const KafkaModel& model) {
    const auto before = noted(object_at(kafka, {"status", "autoRebalance"}), add_brokers);
    Brokers added;
    for (const auto& pool : model.pools) {
        if (!pool.broker) continue;
        std::ranges::copy_if(pool.ids, std::inserter(added, added.end()),
                             [&](int id) { return before.contains(id) || std::ranges::find(pool.added, id) != pool.added.end(); });
    }
    return added;
}

class AutoRebalance {
public:
    AutoRebalance(const json::object& kafka, const KafkaModel& model, const View& view, Time now, Plan& plan)
        : kafka_(kafka),
          view_(view),
          plan_(plan),
          now_(now),
          status_(object_at(kafka, {"status", "autoRebalance"})),
          blocked_(model.blocked.begin(), model.blocked.end()),
          added_(added_so_far(kafka, model)) {}

    std::expected<json::object, StrimziFailure> run() {
        const auto state = text_at(status_, {"state"});
        if (state.empty()) return become("Idle", {}, {});
        if (state == "RebalanceOnScaleDown") return on_scale_down();
        if (state == "RebalanceOnScaleUp") return on_scale_up();
        return blocked_.empty() && added_.empty() ? status_ : next();
    }

private:
    const json::object& kafka_;
    const View& view_;
    Plan& plan_;
    Time now_;
    json::object status_;
    Brokers blocked_;  ///< To be scaled away, and still in use.
    Brokers added_;

    json::object become(std::string_view state, const Brokers& blocked, const Brokers& added) {
        status_["state"] = state;
        status_["lastTransitionTime"] = to_rfc3339(now_);
        note(status_, blocked, added);
        return status_;
    }

    std::string rebalance_name(std::string_view mode) const { return fmt::format("{}-auto-rebalancing-{}", name_of(kafka_), mode); }

    const json::object* template_of(std::string_view mode, bool& missing) const {
        for (const auto& item : array_at(kafka_, {"spec", "cruiseControl", "autoRebalance"})) {
            if (!item.is_object() || text_at(item.get_object(), {"mode"}) != mode) continue;
            const auto name = text_at(item.get_object(), {"template", "name"});
            if (name.empty()) return nullptr;
            const auto* found = view_.find("KafkaRebalance", name);
            missing = found == nullptr;
            return found;
        }
        missing = true;
        return nullptr;
    }

    /// False: the template that is asked for is not there, and nothing is rebalanced.
    bool start(std::string_view mode, const Brokers& brokers) {
        bool missing = false;
        const auto* pattern = template_of(mode, missing);
        if (missing) return false;
        auto rebalance = make_object("KafkaRebalance", view_.name_space(), rebalance_name(mode), {{"strimzi.io/cluster", name_of(kafka_)}},
                                     {{"strimzi.io/rebalance-auto-approval", "true"}});
        rebalance["metadata"].as_object()["finalizers"] = json::array{finalizer};
        auto spec = pattern == nullptr ? json::object() : object_at(*pattern, {"spec"});
        spec["mode"] = mode;
        spec["brokers"] = json::value_from(brokers);
        rebalance["spec"] = std::move(spec);
        plan_.create(std::move(rebalance));
        return true;
    }

    /// A scale-down comes before a scale-up that waits.
    json::object next() {
        if (!blocked_.empty())
            return start(remove_brokers, blocked_) ? become("RebalanceOnScaleDown", blocked_, added_) : become("Idle", {}, {});
        if (!added_.empty()) return start(add_brokers, added_) ? become("RebalanceOnScaleUp", {}, added_) : become("Idle", {}, {});
        return become("Idle", {}, {});
    }

    void end(const json::object& rebalance) {
        plan_.patch(rebalance, {{"metadata", {{"finalizers", nullptr}}}});
        plan_.remove("KafkaRebalance", view_.name_space(), name_of(rebalance));
    }

    void refresh(const json::object& rebalance, const Brokers& brokers) {
        plan_.patch(rebalance, {{"metadata", {{"annotations", {{"strimzi.io/rebalance", "refresh"}}}}},
                                {"spec", {{"brokers", json::value_from(brokers)}}}});
    }

    static Brokers brokers_of(const json::object& rebalance) { return brokers_in(array_at(rebalance, {"spec", "brokers"})); }

    std::expected<json::object, StrimziFailure> on_scale_down() {
        const auto* rebalance = view_.find("KafkaRebalance", rebalance_name(remove_brokers));
        if (rebalance == nullptr) return become("Idle", {}, added_);
        const auto state = kafka::rebalance_state(*rebalance);
        if (state == "Stopped" || state == "ReconciliationPaused") return unexpected(state);
        if (state == "NotReady") {
            end(*rebalance);
            return become("Idle", {}, {});
        }
        if (!blocked_.empty() && blocked_ != brokers_of(*rebalance)) {
            refresh(*rebalance, blocked_);
            return become("RebalanceOnScaleDown", blocked_, added_);
        }
        if (state != "Ready") return status_;
        end(*rebalance);
        blocked_.clear();
        return next();
    }

    std::expected<json::object, StrimziFailure> on_scale_up() {
        const auto* rebalance = view_.find("KafkaRebalance", rebalance_name(add_brokers));
        if (rebalance == nullptr) return become("Idle", {}, {});
        const auto state = kafka::rebalance_state(*rebalance);
        if (state == "Stopped" || state == "ReconciliationPaused") return unexpected(state);
        if (!blocked_.empty() && state != "NotReady") {
            // Brokers that go again as they came are not worth a rebalance of their own afterwards.
            if (state != "Ready" && blocked_ == added_) added_.clear();
            end(*rebalance);
            return next();
        }
        if (added_ != brokers_of(*rebalance) && !added_.empty()) {
            refresh(*rebalance, added_);
            return become("RebalanceOnScaleUp", {}, added_);
        }
        if (state != "Ready" && state != "NotReady") return status_;
        end(*rebalance);
        return become("Idle", {}, {});
    }

    static std::unexpected<StrimziFailure> unexpected(std::string_view state) {
        return std::unexpected(StrimziFailure{"RuntimeException", fmt::format("Unexpected state {}", state)});
    }
};

}  // namespace

std::optional<json::object> with_added_brokers(const json::object& kafka, const KafkaModel& model) {
    auto status = object_at(kafka, {"status", "autoRebalance"});
    if (status.empty() || !rebalances_on(kafka, add_brokers)) return std::nullopt;
    const auto before = noted(status, add_brokers);
    const auto added = added_so_far(kafka, model);
    if (std::ranges::includes(before, added)) return std::nullopt;
    note(status, noted(status, remove_brokers), added);
    return status;
}

std::expected<json::object, StrimziFailure> step_auto_rebalance(const json::object& kafka, const KafkaModel& model, const View& view,
                                                                Time now, Plan& plan) {
    if (array_at(kafka, {"spec", "cruiseControl", "autoRebalance"}).empty()) return json::object();
    return AutoRebalance(kafka, model, view, now, plan).run();
}

}  // namespace nexa::sandbox
