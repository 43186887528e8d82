#include "data/sandbox/operators/spark_operator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_admission.hpp"
#include "data/sandbox/operators/spark_application.hpp"
#include "data/sandbox/operators/spark_connect.hpp"
#include "data/sandbox/operators/spark_log.hpp"
#include "data/sandbox/operators/spark_pods.hpp"
#include "data/sandbox/operators/spark_schedule.hpp"
#include "data/sandbox/operators/work_queue.hpp"

namespace nexa::sandbox {
namespace {

constexpr auto app_label = "sparkoperator.k8s.io/app-name";

class ApplicationController final : public Controller {
public:
    explicit ApplicationController(std::string version) : version_(std::move(version)) {}

    std::string_view name() const override { return "spark-application-controller"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        queue_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) { return reconcile(key); });
    }

    void on_event(const WatchEvent& event) override {
        const auto& kind = event.resource->kind;
        if (kind == "SparkApplication") {
            if (event.type == WatchEvent::Type::deleted) return;
            if (event.type == WatchEvent::Type::modified && event.previous && !event.object->deleting() &&
                invalidates(event.previous->value(), event.object->value(), version_)) {
                invalidate(*event.object);
            }
            queue_->add(key_of(*event.object));
        } else if (kind == "Pod" || kind == "Service") {
            const auto app = label_of(event.object->value(), app_label);
            if (!app.empty()) queue_->add({std::string(event.object->name_space()), app});
        }
    }

private:
    std::string version_;
    SandboxCluster* cluster_ = nullptr;
    std::unique_ptr<WorkQueue> queue_;

    /// The operator does this in the filter of its watch, before and apart from any reconciliation.
    void invalidate(const StoredObject& object) {
        Plan plan;
        plan.status(object.value(), invalidated_status(object.value()));
        carry_out(*cluster_, plan);
    }

    std::optional<Wake> reconcile(const WorkKey& key) {
        const auto application = cluster_->store().find("SparkApplication", key.name_space, key.name);
        if (!application) return std::nullopt;
        const View view(cluster_->store(), key.name_space);
        return carry_out(*cluster_, step_spark_application(application->value(), view, {version_, cluster_->time().now()}));
    }
};

class ScheduleController final : public Controller {
public:
    std::string_view name() const override { return "scheduled-spark-application-controller"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        queue_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) { return reconcile(key); });
    }

    void on_event(const WatchEvent& event) override {
        if (event.resource->kind == "ScheduledSparkApplication" && event.type != WatchEvent::Type::deleted)
            queue_->add(key_of(*event.object));
    }

private:
    SandboxCluster* cluster_ = nullptr;
    std::unique_ptr<WorkQueue> queue_;

    std::optional<Wake> reconcile(const WorkKey& key) {
        const auto schedule = cluster_->store().find("ScheduledSparkApplication", key.name_space, key.name);
        if (!schedule) return std::nullopt;
        const View view(cluster_->store(), key.name_space);
        return carry_out(*cluster_, step_scheduled_application(schedule->value(), view, cluster_->time().now()));
    }
};

class ConnectController final : public Controller {
public:
    std::string_view name() const override { return "spark-connect-controller"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        queue_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) { return reconcile(key); });
    }

    void on_event(const WatchEvent& event) override {
        const auto& kind = event.resource->kind;
        if (kind == "SparkConnect" && event.type != WatchEvent::Type::deleted) queue_->add(key_of(*event.object));
        if (kind != "Pod") return;
        const auto connect = label_of(event.object->value(), spark_connect_label);
        if (!connect.empty()) queue_->add({std::string(event.object->name_space()), connect});
    }

private:
    SandboxCluster* cluster_ = nullptr;
    std::unique_ptr<WorkQueue> queue_;

    std::optional<Wake> reconcile(const WorkKey& key) {
        const auto connect = cluster_->store().find("SparkConnect", key.name_space, key.name);
        if (!connect) return std::nullopt;
        return carry_out(*cluster_, step_spark_connect(connect->value(), View(cluster_->store(), key.name_space), cluster_->time().now()));
    }
};

/// What happens inside driver pods: they ask for executors, write their log, and sometimes vanish.
class DriverRuntime final : public Controller {
public:
    std::string_view name() const override { return "spark-driver-runtime"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        queue_ = std::make_unique<WorkQueue>(cluster, [this](const WorkKey& key) { return reconcile(key); });
    }

    void on_event(const WatchEvent& event) override {
        if (event.resource->kind != "Pod" || label_of(event.object->value(), "spark-role") != "driver") return;
        if (event.type == WatchEvent::Type::deleted) {
            written_.erase(std::string(event.object->uid()));
        } else {
            queue_->add(key_of(*event.object));
        }
    }

private:
    SandboxCluster* cluster_ = nullptr;
    std::unique_ptr<WorkQueue> queue_;
    std::map<std::string, std::size_t> written_;  ///< Driver pod's uid -> lines of its log. A restart writes the log anew.

    static constexpr Duration linger = std::chrono::seconds(6);  ///< Executors of a failed driver are cleaned up that long after it.

    std::optional<Wake> reconcile(const WorkKey& key) {
        const auto driver = cluster_->store().find("Pod", key.name_space, key.name);
        if (!driver || driver->deleting()) return std::nullopt;
        const auto application = cluster_->store().find("SparkApplication", key.name_space, label_of(driver->value(), app_label));
        if (!application) return std::nullopt;
        const auto now = cluster_->time().now();
        const auto app = with_spark_defaults(application->value());
        const auto run = plan_run(app, number_at(app, {"status", "executionAttempts"}, 1));
        const auto started = started_at(driver->value());
        if (!started) return std::nullopt;

        Plan plan;
        const auto log_due = write_log(app, run, driver->value(), *started, now);
        const auto phase = phase_of(driver->value());
        if (phase == "Running") {
            plan.again = sooner(log_due, act(plan, app, run, driver->value(), *started, now));
        } else {
            plan.again = sooner(log_due, clean_up(plan, app, run, driver->value(), now));
        }
        return carry_out(*cluster_, plan);
    }

    static std::optional<Wake> sooner(std::optional<Wake> left, std::optional<Wake> right) {
        if (!left || !right) return left ? left : right;
        return left->after <= right->after ? left : right;
    }

    static std::optional<Time> started_at(const json::object& driver) {
        for (const auto& item : array_at(driver, {"status", "containerStatuses"})) {
            if (!item.is_object() || text_at(item.get_object(), {"name"}) != driver_container) continue;
            const auto running = time_at(item.get_object(), {"state", "running", "startedAt"});
            return running ? running : time_at(item.get_object(), {"state", "terminated", "startedAt"});
        }
        return std::nullopt;
    }

    std::optional<Wake> write_log(const json::object& app, const SparkRun& run, const json::object& driver, Time started, Time now) {
        if (annotation_of(driver, pod_annotation::quiet) == "true") return std::nullopt;
        const auto lines = driver_log(app, run, driver);
        auto& written = written_[uid_of(driver)];
        const auto ended = phase_of(driver) != "Running";
        while (written < lines.size()) {
            const auto& line = lines[written];
            // Bursts are written together, so that a log costs a few wake-ups.
            if (!ended && started + line.after > now + std::chrono::milliseconds(500)) return Wake{started + line.after - now};
            cluster_->logs().append(namespace_of(driver), name_of(driver), driver_container, started + line.after,
                                    stamped(started + line.after, line));
            ++written;
        }
        return std::nullopt;
    }

    /// Asks for the executors that are due; a driver that is to be lost goes half-way.
    std::optional<Wake> act(Plan& plan, const json::object& app, const SparkRun& run, const json::object& driver, Time started, Time now) {
        if (run.outcome == SparkOutcome::lost_driver && now >= started + run.duration / 2) {
            plan.remove("Pod", namespace_of(driver), name_of(driver));
            return std::nullopt;
        }
        std::optional<Wake> next;
        if (run.outcome == SparkOutcome::lost_driver) next = Wake{started + run.duration / 2 - now};
        for (const auto& executor : run.executors) {
            if (started + executor.start > now) return sooner(next, Wake{started + executor.start - now});
            const auto name = executor_pod_name(app, submission_of(driver), executor.id);
            if (executor.length > Duration{} && now >= started + executor.start + executor.length) continue;
            if (!cluster_->store().find("Pod", namespace_of(driver), name)) plan.create(make_executor_pod(app, driver, executor));
        }
        return next;
    }

    std::optional<Wake> clean_up(Plan& plan, const json::object& app, const SparkRun& run, const json::object& driver, Time now) {
        const auto* terminated = terminated_state(driver, driver_container);
        const auto ended = terminated == nullptr ? now : time_at(*terminated, {"finishedAt"}).value_or(now);
        const auto due = phase_of(driver) == "Succeeded" ? ended + std::chrono::seconds(1) : ended + linger;
        bool left = false;
        for (const auto& executor : run.executors) {
            const auto name = executor_pod_name(app, submission_of(driver), executor.id);
            if (!cluster_->store().find("Pod", namespace_of(driver), name)) continue;
            left = true;
            if (now >= due) plan.remove("Pod", namespace_of(driver), name);
        }
        if (left && now < due) return Wake{due - now};
        return std::nullopt;
    }
};

}  // namespace

void add_spark_operator(SandboxCluster& cluster, std::string version) {
    cluster.store().set_admission([version](const ResourceType& type, json::object& object) { return admit_spark(type, object, version); });
    cluster.add_controller(std::make_shared<ApplicationController>(std::move(version)));
    cluster.add_controller(std::make_shared<ScheduleController>());
    cluster.add_controller(std::make_shared<ConnectController>());
    cluster.add_controller(std::make_shared<DriverRuntime>());
}

}  // namespace nexa::sandbox
