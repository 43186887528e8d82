#include "data/sandbox/operators/spark_application.hpp"

#include <fmt/format.h>

#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_pods.hpp"
#include "data/version.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;

constexpr auto component = "spark-application-controller";
constexpr std::string_view lost_driver = "driver pod not found";
constexpr Duration submit_time = std::chrono::milliseconds(1500);  ///< What spark-submit itself takes.
constexpr Duration driver_grace = seconds(10);                     ///< The operator's driverPodCreationGracePeriod.

bool supports_suspend(std::string_view operator_version) {
    return compare_versions(operator_version, "2.4.0") >= 0;
}

/// One reconciliation of one application; each method is a state.
class Machine {
public:
    Machine(const json::object& application, const View& view, const SparkFacts& facts)
        : live_(application),
          app_(with_spark_defaults(application)),
          view_(view),
          facts_(facts),
          status_(object_at(application, {"status"})) {
        driver_ = view.find("Pod", driver_pod_name(app_));
    }

    Plan run() {
        if (is_deleting(live_)) return {};
        const auto state = spark_state(live_);
        const bool suspended = supports_suspend(facts_.operator_version) && flag_at(app_, {"spec", "suspend"});
        if (suspended && !is_terminal(state) && state != "SUSPENDING" && state != "SUSPENDED" && state != "INVALIDATING") return suspend();
        if (state.empty()) return fresh();
        if (state == "SUBMITTED" || state == "UNKNOWN") return submitted();
        if (state == "RUNNING") return running();
        if (state == "SUCCEEDING") return succeeding();
        if (state == "FAILING") return failing();
        if (state == "SUBMISSION_FAILED") return submission_failed();
        if (state == "PENDING_RERUN" || state == "RESUMING") return rerun();
        if (state == "INVALIDATING") return invalidating();
        if (state == "SUSPENDING") return suspending();
        if (state == "SUSPENDED") return suspended ? Plan{} : resume();
        return finished();
    }

private:
    const json::object& live_;
    json::object app_;
    const View& view_;
    const SparkFacts& facts_;
    json::object status_;
    const json::object* driver_ = nullptr;
    Plan plan_;

    bool has_driver() const { return driver_ != nullptr && is_owned_by(*driver_, uid_of(live_)); }
    bool quiet() const { return annotation_of(app_, pod_annotation::quiet) == "true"; }

    void tell(std::string_view type, std::string_view reason, std::string message) {
        if (!quiet()) plan_.event(live_, std::string(type), std::string(reason), std::move(message), component);
    }

    void enter(std::string_view state, std::string_view error = {}) {
        json::object next{{"state", state}};
        if (!error.empty()) next["errorMessage"] = error;
        status_["applicationState"] = std::move(next);
    }

    /// Status.driverInfo is required by the CRD, and zero times are written as null.
    Plan written() {
        ensure_object(status_, {"driverInfo"});
        if (!status_.contains("terminationTime")) status_["terminationTime"] = nullptr;
        if (!status_.contains("lastSubmissionAttemptTime")) status_["lastSubmissionAttemptTime"] = nullptr;
        if (status_ != object_at(live_, {"status"})) plan_.status(live_, status_);
        return std::move(plan_);
    }

    void delete_run() {
        if (has_driver()) plan_.remove("Pod", view_.name_space(), name_of(*driver_));
        if (view_.find("Service", ui_service_name(app_)) != nullptr) plan_.remove("Service", view_.name_space(), ui_service_name(app_));
    }

    /// Forgets the run, before the next one. `counters`: as after a change of the spec, when counting starts over.
    void reset(bool counters) {
        for (const auto* field : {"sparkApplicationId", "executorState"}) status_.erase(field);
        status_["terminationTime"] = nullptr;
        status_["driverInfo"] = json::object{};
        if (!counters) return;
        for (const auto* field : {"executionAttempts", "submissionAttempts"}) status_.erase(field);
        status_["lastSubmissionAttemptTime"] = nullptr;
    }

    Plan fresh() {
        const auto age = facts_.now - created_at(live_, facts_.now);
        if (age < submit_time) {
            plan_.again = Wake{submit_time - age};
            return std::move(plan_);
        }
        return submit();
    }

    Plan submit() {
        const auto attempts = number_at(status_, {"submissionAttempts"}) + 1;
        const auto executions = number_at(status_, {"executionAttempts"}) + 1;
        const auto id = stable_uuid(fmt::format("{}/{}/{}", uid_of(live_), executions, facts_.now.time_since_epoch().count()));
        const auto run = plan_run(app_, executions);
        status_.erase("executorState");
        status_.erase("sparkApplicationId");
        status_["submissionID"] = id;
        status_["driverInfo"] = json::object{{"podName", driver_pod_name(app_)}};
        status_["lastSubmissionAttemptTime"] = to_rfc3339_seconds(facts_.now);
        status_["submissionAttempts"] = attempts;
        status_["terminationTime"] = nullptr;
        if (driver_ != nullptr) return submission_failure("driver pod already exist");
        if (run.outcome == SparkOutcome::submission_fail) {
            return submission_failure(
                "failed to submit spark application: failed to run spark-submit: failed to run spark-submit: Exception in thread \"main\" "
                "org.apache.spark.SparkException: Please specify spark.kubernetes.file.upload.path property.\n");
        }
        status_["executionAttempts"] = executions;
        plan_.create(make_driver_pod(app_, run, id));
        enter("SUBMITTED");
        tell("Normal", "SparkApplicationSubmitted", fmt::format("SparkApplication {} was submitted successfully", name_of(app_)));
        return written();
    }

    Plan submission_failure(std::string error) {
        // The operator tells first what it was about to submit, as it would have told anyway.
        if (const auto state = spark_state(live_); state.empty()) {
            tell("Normal", "SparkApplicationAdded",
                 fmt::format("SparkApplication {} was added, enqueuing it for submission", name_of(app_)));
        } else if (state == "SUBMISSION_FAILED") {
            tell_submission_failed(text_at(live_, {"status", "applicationState", "errorMessage"}));
        }
        enter("SUBMISSION_FAILED", error);
        tell_submission_failed(error);
        return written();
    }

    void tell_submission_failed(std::string_view error) {
        tell("Warning", "SparkApplicationSubmissionFailed", fmt::format("failed to submit SparkApplication {}: {}", name_of(app_), error));
    }

    Plan submitted() {
        if (!has_driver()) {
            const auto since = facts_.now - time_at(status_, {"lastSubmissionAttemptTime"}).value_or(Time{});
            if (since >= driver_grace) return fail_run(lost_driver);
            plan_.again = Wake{seconds(1)};
            return std::move(plan_);
        }
        if (view_.find("Service", ui_service_name(app_)) == nullptr) plan_.create(make_ui_service(app_, submission_of(*driver_)));
        auto& info = ensure_object(status_, {"driverInfo"});
        if (!info.contains("webUIAddress")) {
            info["webUIServiceName"] = ui_service_name(app_);
            info["webUIPort"] = 4040;
            info["webUIAddress"] = ui_address(app_) + ":4040";
            status_["sparkApplicationId"] = label_of(*driver_, "spark-app-selector");
            return written();
        }
        return follow_driver();
    }

    Plan running() {
        if (!has_driver()) return fail_run(lost_driver);
        return follow_driver();
    }

    Plan follow_driver() {
        track_executors("RUNNING");
        const auto phase = phase_of(*driver_);
        if (phase == "Running" && spark_state(live_) != "RUNNING") {
            enter("RUNNING");
            tell("Normal", "SparkDriverRunning", fmt::format("Driver {} is running", name_of(*driver_)));
        } else if (phase == "Succeeded") {
            enter("SUCCEEDING");
            status_["terminationTime"] = termination_time();
            tell("Normal", "SparkDriverCompleted", fmt::format("Driver {} completed", name_of(*driver_)));
        } else if (phase == "Failed") {
            return fail_run(driver_failure());
        } else if (phase == "Unknown") {
            enter("UNKNOWN");
            tell("Warning", "SparkDriverUnknown", fmt::format("Driver {} in unknown state", name_of(*driver_)));
        }
        return written();
    }

    std::string termination_time() const {
        const auto* terminated = terminated_state(*driver_, driver_container);
        return terminated == nullptr ? to_rfc3339_seconds(facts_.now) : text_at(*terminated, {"finishedAt"});
    }

    std::string driver_failure() const {
        const auto* terminated = terminated_state(*driver_, driver_container);
        if (terminated == nullptr) return "driver container status missing";
        return fmt::format("driver container failed with ExitCode: {}, Reason: {}", number_at(*terminated, {"exitCode"}),
                           text_at(*terminated, {"reason"}));
    }

    Plan fail_run(std::string_view error) {
        track_executors("FAILING");
        enter("FAILING", error);
        status_["terminationTime"] = has_driver() ? termination_time() : to_rfc3339_seconds(facts_.now);
        // Of a driver that is gone the operator has no state to tell.
        if (error != lost_driver) tell("Warning", "SparkDriverFailed", fmt::format("Driver {} failed", driver_pod_name(app_)));
        return written();
    }

    /// Pods that are gone become COMPLETED with a completed application, UNKNOWN with a running one, FAILED otherwise.
    void track_executors(std::string_view app_state) {
        const auto submission = text_at(status_, {"submissionID"});
        json::object states = object_at(status_, {"executorState"});
        for (std::int64_t id = 1; id <= executor_count(app_).most; ++id) {
            const auto name = executor_pod_name(app_, submission, static_cast<int>(id));
            const auto before = text_at(states, {name});
            const auto* pod = view_.find("Pod", name);
            auto state = before;
            if (pod != nullptr) {
                const auto phase = phase_of(*pod);
                state = phase == "Running"     ? "RUNNING"
                        : phase == "Succeeded" ? "COMPLETED"
                        : phase == "Failed"    ? "FAILED"
                        : phase == "Unknown"   ? "UNKNOWN"
                                               : "PENDING";
                status_["sparkApplicationId"] = label_of(*pod, "spark-app-selector");
            } else if (before == "PENDING" || before == "RUNNING" || before == "UNKNOWN") {
                state = app_state == "COMPLETED" ? "COMPLETED" : app_state == "RUNNING" ? "UNKNOWN" : "FAILED";
            }
            if (state == before || state.empty()) continue;
            states[name] = state;
            if (state == "RUNNING") tell("Normal", "SparkExecutorRunning", fmt::format("Executor {} is running", name));
            if (state == "FAILED") tell("Warning", "SparkExecutorFailed", fmt::format("Executor {} failed", name));
        }
        if (!states.empty()) status_["executorState"] = std::move(states);
    }

    Plan succeeding() {
        if (text_at(app_, {"spec", "restartPolicy", "type"}) == "Always") return start_over();
        track_executors("COMPLETED");
        enter("COMPLETED");
        return written();
    }

    Plan start_over() {
        delete_run();
        reset(false);
        enter("PENDING_RERUN");
        tell("Warning", "SparkApplicationPendingRerun", fmt::format("SparkApplication {} is pending rerun", name_of(app_)));
        return written();
    }

    /// How long to wait before the retry; nothing when the policy has none left.
    std::optional<Duration> retry_delay(std::string_view retries, std::string_view interval, std::int64_t attempts) const {
        const auto& policy = object_at(app_, {"spec", "restartPolicy"});
        const auto type = text_at(policy, {"type"});
        if (type != "Always" && !(type == "OnFailure" && find(policy, {retries}) != nullptr && attempts <= number_at(policy, {retries})))
            return std::nullopt;
        const auto due = time_at(status_, {"lastSubmissionAttemptTime"}).value_or(facts_.now) +
                         seconds(number_at(policy, {interval}) * number_at(status_, {"submissionAttempts"}));
        return std::max(Duration{}, due - facts_.now);
    }

    Plan failing() {
        const auto delay = retry_delay("onFailureRetries", "onFailureRetryInterval", number_at(status_, {"executionAttempts"}));
        if (!delay) {
            track_executors("FAILING");
            enter("FAILED", text_at(status_, {"applicationState", "errorMessage"}));
            return written();
        }
        if (*delay > Duration{}) {
            plan_.again = Wake{*delay};
            return std::move(plan_);
        }
        return start_over();
    }

    Plan submission_failed() {
        const auto delay =
            retry_delay("onSubmissionFailureRetries", "onSubmissionFailureRetryInterval", number_at(status_, {"submissionAttempts"}));
        if (delay && *delay > Duration{}) {
            plan_.again = Wake{*delay};
            return std::move(plan_);
        }
        if (delay) return submit();
        const auto error = text_at(status_, {"applicationState", "errorMessage"});
        enter("FAILED", error);
        status_["terminationTime"] = to_rfc3339_seconds(facts_.now);
        tell("Warning", "SparkApplicationFailed", fmt::format("SparkApplication {} failed: {}", name_of(app_), error));
        return written();
    }

    Plan rerun() {
        const bool gone = !has_driver() && view_.find("Service", ui_service_name(app_)) == nullptr;
        if (gone) return submit();
        delete_run();
        plan_.again = Wake{seconds(1)};
        return std::move(plan_);
    }

    Plan invalidating() {
        delete_run();
        reset(true);
        enter("PENDING_RERUN");
        tell("Warning", "SparkApplicationPendingRerun", fmt::format("SparkApplication {} is pending rerun", name_of(app_)));
        return written();
    }

    Plan suspend() {
        enter("SUSPENDING");
        tell("Warning", "SparkApplicationSuspending", fmt::format("SparkApplication {} is suspending", name_of(app_)));
        return written();
    }

    Plan suspending() {
        delete_run();
        status_.erase("sparkApplicationId");
        status_.erase("executorState");
        status_["driverInfo"] = json::object{};
        enter("SUSPENDED");
        tell("Warning", "SparkApplicationSuspended", fmt::format("SparkApplication {} is suspended", name_of(app_)));
        return written();
    }

    Plan resume() {
        enter("RESUMING");
        tell("Warning", "SparkApplicationResuming", fmt::format("SparkApplication {} is resuming", name_of(app_)));
        return written();
    }

    /// COMPLETED and FAILED: executors are still followed, and the time to live is kept.
    Plan finished() {
        track_executors(spark_state(live_));
        const auto* ttl = ::nexa::sandbox::find(app_, {"spec", "timeToLiveSeconds"});
        const auto ended = time_at(status_, {"terminationTime"});
        if (ttl != nullptr && ttl->is_number() && ended) {
            const auto left = *ended + seconds(number_at(app_, {"spec", "timeToLiveSeconds"})) - facts_.now;
            if (left < Duration{}) {
                plan_.remove("SparkApplication", view_.name_space(), name_of(app_));
                return std::move(plan_);
            }
            plan_.again = rest(left + seconds(1));
        }
        return written();
    }
};

}  // namespace

std::string spark_state(const json::object& application) {
    return text_at(application, {"status", "applicationState", "state"});
}

bool is_terminal(std::string_view state) {
    return state == "COMPLETED" || state == "FAILED";
}

Plan step_spark_application(const json::object& application, const View& view, const SparkFacts& facts) {
    return Machine(application, view, facts).run();
}

bool invalidates(const json::object& old_application, const json::object& new_application, std::string_view operator_version) {
    auto before = object_at(old_application, {"spec"});
    auto after = object_at(new_application, {"spec"});
    if (supports_suspend(operator_version)) {
        before.erase("suspend");
        after.erase("suspend");
    }
    if (compare_versions(operator_version, "2.5.1") >= 0) {
        before.erase("timeToLiveSeconds");
        after.erase("timeToLiveSeconds");
    }
    return before != after;
}

json::object invalidated_status(const json::object& application) {
    auto status = object_at(application, {"status"});
    ensure_object(status, {"driverInfo"});
    status["applicationState"] = json::object{{"state", "INVALIDATING"}};
    if (!status.contains("terminationTime")) status["terminationTime"] = nullptr;
    if (!status.contains("lastSubmissionAttemptTime")) status["lastSubmissionAttemptTime"] = nullptr;
    return status;
}

bool apply_spark_defaults(json::object& application) {
    const auto before = object_at(application, {"spec"});
    auto& spec = ensure_object(application, {"spec"});
    const auto fill = [](json::object& into, std::string_view key, json::value value) {
        if (const auto* present = into.if_contains(key); present == nullptr || present->is_null()) into[key] = std::move(value);
    };
    fill(spec, "mode", "cluster");
    auto& policy = ensure_object(spec, {"restartPolicy"});
    fill(policy, "type", "Never");
    if (text_at(policy, {"type"}) != "Never") {
        fill(policy, "onFailureRetryInterval", 5);
        fill(policy, "onSubmissionFailureRetryInterval", 5);
    }
    for (const auto* role : {"driver", "executor"}) {
        auto& resources = ensure_object(spec, {role});
        fill(resources, "cores", 1);
        fill(resources, "memory", "1g");
    }
    if (flag_at(spec, {"dynamicAllocation", "enabled"})) {
        fill(ensure_object(spec, {"dynamicAllocation"}), "shuffleTrackingEnabled", true);
    } else {
        fill(ensure_object(spec, {"executor"}), "instances", 1);
    }
    return spec != before;
}

json::object with_spark_defaults(const json::object& application) {
    auto result = application;
    apply_spark_defaults(result);
    return result;
}

}  // namespace nexa::sandbox
