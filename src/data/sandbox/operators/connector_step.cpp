#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "data/sandbox/operators/connect_step.hpp"
#include "data/sandbox/operators/connector_offsets_step.hpp"

/// One reconciliation of a KafkaConnector.
namespace nexa::sandbox {
namespace {

using std::chrono::seconds;

constexpr auto restart = "strimzi.io/restart";
constexpr auto restart_task_number = "strimzi.io/restart-task";
constexpr auto offsets = "strimzi.io/connector-offsets";

class ConnectorReconciliation {
public:
    ConnectorReconciliation(const json::object& connector, const json::object* connect, const RunningConnector* running, const View& view,
                            Time now)
        : connector_(connector),
          connect_(connect),
          view_(view),
          now_(now) {
        if (running != nullptr) step_.running = *running;
    }

    ConnectorStep run() {
        if (is_deleting(connector_)) {
            step_.running.reset();
            return std::move(step_);
        }
        if (is_paused(connector_)) {
            auto status = paused_status(connector_, now_);
            status["tasksMax"] = connect_ == nullptr ? 0 : tasks_max();
            write_strimzi_status(step_.plan, connector_, std::move(status));
            return std::move(step_);
        }
        if (const auto failure = objection()) return failed(*failure, connect_ == nullptr ? 0 : tasks_max());
        if (!is_serving(*connect_)) {
            // It is being reconciled: the connector's turn comes after it.
            if (!has_failed(*connect_)) {
                step_.plan.again = Wake{seconds(2)};
                return std::move(step_);
            }
            return failed({"ConnectException", ""}, tasks_max());
        }
        const auto connector_class = text_at(connector_, {"spec", "class"});
        if (!offers_plugin(*connect_, connector_class)) {
            step_.running.reset();
            return failed({"ConnectRestException", fmt::format("PUT /connectors/{}/config returned 500 (Internal Server Error): Failed to "
                                                               "find any class that implements Connector and which name matches {}",
                                                               name_of(connector_), connector_class)},
                          tasks_max());
        }
        carry();
        obey_annotations();
        restart_by_itself();
        report();
        return std::move(step_);
    }

private:
    const json::object& connector_;
    const json::object* connect_;
    const View& view_;
    Time now_;
    ConnectorStep step_;
    json::array warnings_;
    json::object auto_restart_;

    std::int64_t tasks_max() const { return number_at(connector_, {"spec", "tasksMax"}, 1); }
    std::string outcome() const { return annotation_of(connector_, connector_annotation::outcome); }
    std::string cluster() const { return label_of(connector_, "strimzi.io/cluster"); }

    std::string wanted_state() const {
        auto state = text_at(connector_, {"spec", "state"});
        if (state.empty() && flag_at(connector_, {"spec", "pause"})) return "paused";
        return state;
    }

    static bool has_failed(const json::object& connect) {
        const auto& conditions = array_at(connect, {"status", "conditions"});
        return std::ranges::any_of(
            conditions, [](const json::value& item) { return item.is_object() && text_at(item.get_object(), {"type"}) == "NotReady"; });
    }

    std::optional<StrimziFailure> objection() const {
        if (cluster().empty()) {
            return StrimziFailure{"InvalidResourceException",
                                  "Resource lacks label 'strimzi.io/cluster': No connect cluster in which to create this connector."};
        }
        if (connect_ == nullptr) {
            return StrimziFailure{
                "NoSuchResourceException",
                fmt::format("KafkaConnect resource '{}' identified by label 'strimzi.io/cluster' does not exist in namespace {}.",
                            cluster(), view_.name_space())};
        }
        if (number_at(*connect_, {"spec", "replicas"}, 1) == 0) {
            return StrimziFailure{
                "RuntimeException",
                fmt::format("KafkaConnect resource '{}' identified by label 'strimzi.io/cluster' has 0 replicas.", cluster())};
        }
        if (annotation_of(*connect_, "strimzi.io/use-connector-resources") != "true") {
            return StrimziFailure{
                "NoSuchResourceException",
                fmt::format("KafkaConnect {} is not configured with annotation strimzi.io/use-connector-resources", cluster())};
        }
        return std::nullopt;
    }

    ConnectorStep failed(const StrimziFailure& failure, std::int64_t most) {
        auto status = failed_status(connector_, failure, now_);
        status["tasksMax"] = most;
        write_strimzi_status(step_.plan, connector_, std::move(status));
        step_.plan.again = rest(seconds(120));
        return std::move(step_);
    }

    /// Creates it in Connect, or brings it to what the specification says. A new configuration is a new start.
    void carry() {
        const auto fingerprint = stable_hex(fmt::format("{}{}{}", text_at(connector_, {"spec", "class"}), tasks_max(),
                                                        json::serialize(object_at(connector_, {"spec", "config"}))),
                                            16);
        auto& running = step_.running;
        if (!running || running->fingerprint != fingerprint) {
            auto fresh = start_connector(fingerprint, tasks_max(), wanted_state(), now_);
            fresh.offsets = running ? std::move(running->offsets) : first_offsets(fresh.offsets);
            running = std::move(fresh);
        } else {
            age_connector(*running, outcome(), now_);
            move_connector(*running, wanted_state(), now_);
        }
    }

    /// Of a sink as Connect tells them: how far its consumer has come in each topic. Of a source as they are.
    std::string first_offsets(const std::string& of_source) const {
        if (text_at(connector_, {"spec", "class"}).find("Sink") == std::string::npos) return of_source;
        json::array list;
        std::istringstream topics(text_at(connector_, {"spec", "config", "topics"}));
        for (std::string topic; std::getline(topics, topic, ',');) {
            const auto at = 1 + static_cast<std::int64_t>(stable_hash(topic + name_of(connector_)) % 100'000);
            list.push_back(
                json::object{{"partition", {{"kafka_topic", topic}, {"kafka_partition", 0}}}, {"offset", {{"kafka_offset", at}}}});
        }
        return json::serialize(json::object{{"offsets", std::move(list)}});
    }

    void drop_annotation(const char* name) { step_.plan.patch(connector_, {{"metadata", {{"annotations", {{name, nullptr}}}}}}); }

    void warn(std::string_view reason, std::string_view message) {
        warnings_.push_back(strimzi_condition("Warning", now_, reason, message));
    }

    void obey_annotations() {
        if (const auto how = annotation_of(connector_, restart); !how.empty()) {
            const bool include_tasks = how.find("includeTasks") != std::string::npos;
            restart_connector(*step_.running, include_tasks, how.find("onlyFailed") != std::string::npos, now_);
            drop_annotation(restart);
        }
        if (const auto number = annotation_of(connector_, restart_task_number); !number.empty()) {
            if (restart_task(*step_.running, static_cast<std::size_t>(std::atoll(number.c_str())), now_)) {
                drop_annotation(restart_task_number);
            } else {
                warn("RestartConnectorTask", fmt::format("POST /connectors/{}/tasks/{}/restart returned 404 (Not Found): Unknown task",
                                                         name_of(connector_), number));
            }
        }
        if (const auto what = annotation_of(connector_, offsets); !what.empty()) {
            const auto place = kafka::offsets_places(connector_).at(0);
            if (const auto failure = obey_offsets(what, place, connector_, *step_.running, view_, step_.plan)) {
                warn(failure->reason, failure->message);
            } else {
                drop_annotation(offsets);
            }
        }
    }

    /// The count starts anew after as long without a failure as the next restart would have waited.
    void restart_by_itself() {
        auto_restart_ = object_at(connector_, {"status", "autoRestart"});
        if (!flag_at(connector_, {"spec", "autoRestart", "enabled"})) {
            auto_restart_.clear();
            return;
        }
        const auto count = number_at(auto_restart_, {"count"});
        const auto last = time_at(auto_restart_, {"lastRestartTimestamp"}).value_or(Time{});
        const auto due = last + auto_restart_delay(count);
        if (!step_.running->has_failed()) {
            if (count > 0 && now_ >= due) auto_restart_.clear();
            if (count > 0 && now_ < due) step_.plan.again = rest(due - now_);
            return;
        }
        const auto most = number_at(connector_, {"spec", "autoRestart", "maxRestarts"}, -1);
        if (most >= 0 && count >= most) return;
        if (count > 0 && now_ < due) {
            step_.plan.again = rest(due - now_);
            return;
        }
        restart_connector(*step_.running, true, true, now_);
        auto_restart_ =
            json::object{{"count", count + 1}, {"connectorName", name_of(connector_)}, {"lastRestartTimestamp", to_rfc3339(now_)}};
    }

    std::optional<StrimziFailure> failure_of_tasks() const {
        if (step_.running->state == "FAILED")
            return StrimziFailure{"Throwable", "Connector has failed, see connectorStatus for more details."};
        std::string list;
        for (const int id : step_.running->failed_tasks()) list += fmt::format("{}{}", list.empty() ? "" : ", ", id);
        if (list.empty()) return std::nullopt;
        return StrimziFailure{"Throwable", fmt::format("The following tasks have failed: {}, see connectorStatus for more details.", list)};
    }

    json::array topics() const {
        std::vector<std::string> names;
        for (const auto* key : {"topic", "topics"}) {
            const auto all = text_at(connector_, {"spec", "config", key});
            for (std::size_t from = 0; from < all.size();) {
                const auto comma = std::min(all.find(',', from), all.size());
                names.push_back(all.substr(from, comma - from));
                from = comma + 1;
            }
        }
        std::ranges::sort(names);
        json::array result;
        for (const auto& name : names) result.emplace_back(name);
        return result;
    }

    void report() {
        json::object status{{"observedGeneration", generation_of(connector_)}, {"tasksMax", tasks_max()}};
        json::array conditions;
        if (const auto failure = failure_of_tasks()) {
            conditions.push_back(strimzi_condition("NotReady", now_, failure->reason, failure->message));
        } else {
            conditions.push_back(strimzi_condition("Ready", now_));
        }
        for (auto& warning : warnings_) conditions.push_back(std::move(warning));
        status["conditions"] = std::move(conditions);
        const auto type = text_at(connector_, {"spec", "class"}).find("Sink") == std::string::npos ? "source" : "sink";
        status["connectorStatus"] = connector_json(*step_.running, name_of(connector_), type, cluster() + "-connect",
                                                   number_at(*connect_, {"spec", "replicas"}, 1), view_.name_space());
        status["topics"] = topics();
        if (!auto_restart_.empty()) status["autoRestart"] = auto_restart_;
        write_strimzi_status(step_.plan, connector_, std::move(status));
        if (const auto change = next_change(*step_.running, outcome(), now_)) {
            step_.plan.again = rest(*change);
        } else if (!step_.plan.again) {
            step_.plan.again = rest(seconds(120));
        }
    }
};

}  // namespace

ConnectorStep step_connector(const json::object& connector, const json::object* connect, const RunningConnector* running, const View& view,
                             Time now) {
    return ConnectorReconciliation(connector, connect, running, view, now).run();
}

}  // namespace nexa::sandbox
