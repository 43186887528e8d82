#include "data/sandbox/operators/spark_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_pods.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::milliseconds;

class Script {
public:
    explicit Script(Duration end) : end_(end) {}

    /// Lines of the same moment stay in the order of the calls; what would come after the end is left out.
    void at(Duration after, std::string text) {
        if (after > end_) return;
        const auto place = std::ranges::upper_bound(lines_, after, {}, &LogLine::after);
        lines_.insert(place, {after, std::move(text)});
    }
    std::vector<LogLine> take() && { return std::move(lines_); }

private:
    Duration end_;
    std::vector<LogLine> lines_;
};

void start_up(Script& script, const json::object& application, const json::object& driver) {
    const auto name = text_at(application, {"spec", "sparkConf", "spark.app.name"}, name_of(application));
    const auto ip = pod_ip(namespace_of(driver), name_of(driver));
    script.at(milliseconds(100),
              fmt::format("INFO SparkContext: Running Spark version {}", text_at(application, {"spec", "sparkVersion"})));
    script.at(milliseconds(110), "INFO SparkContext: OS info Linux, 6.1.0, amd64");
    script.at(milliseconds(150), fmt::format("INFO SparkContext: Submitted application: {}", name));
    script.at(milliseconds(300),
              "INFO SecurityManager: SecurityManager: authentication disabled; ui acls disabled; users with view permissions: spark");
    script.at(milliseconds(600), "INFO Utils: Successfully started service 'sparkDriver' on port 7078.");
    script.at(milliseconds(700), "INFO SparkEnv: Registering MapOutputTracker");
    script.at(milliseconds(720), "INFO SparkEnv: Registering BlockManagerMaster");
    script.at(milliseconds(900), "INFO JettyUtils: Start Jetty 0.0.0.0:4040 for SparkUI");
    script.at(milliseconds(950), "INFO Utils: Successfully started service 'SparkUI' on port 4040.");
    script.at(milliseconds(1200),
              "INFO SparkKubernetesClientFactory: Auto-configuring K8S client using current context from users K8S config file");
    script.at(milliseconds(1500), fmt::format("INFO NettyBlockTransferService: Server created on {} {}:7079", name_of(driver), ip));
}

void executors(Script& script, const json::object& application, const SparkRun& run, const json::object& driver) {
    if (run.executors.empty()) return;
    script.at(
        run.executors.front().start,
        fmt::format(
            "INFO ExecutorPodsAllocator: Going to request {} executors from Kubernetes for ResourceProfile Id: 0, target: {}, known: 0, "
            "sharedSlotFromPendingPods: 2147483647.",
            executor_count(application).first, executor_count(application).first));
    for (const auto& executor : run.executors) {
        const auto pod = executor_pod_name(application, submission_of(driver), executor.id);
        script.at(executor.start + milliseconds(2200), fmt::format("INFO KubernetesClusterSchedulerBackend$KubernetesDriverEndpoint: "
                                                                   "Registered executor NettyRpcEndpointRef(spark-client://Executor) "
                                                                   "({}:51234) with ID {}, ResourceProfileId 0",
                                                                   pod_ip(namespace_of(driver), pod), executor.id));
    }
}

/// Two stages over the time that is left between the start of the executors and the end.
void work(Script& script, const json::object& application, const SparkRun& run) {
    const auto begin = Duration(std::chrono::seconds(5));
    const auto end = run.duration - std::chrono::seconds(2);
    if (end <= begin) return;
    const auto tasks = 8 + static_cast<std::int64_t>(stable_hash(name_of(application)) % 25);
    const auto file = text_at(application, {"spec", "mainApplicationFile"});
    const auto source = file.substr(file.rfind('/') + 1);
    script.at(begin, fmt::format("INFO SparkContext: Starting job: collect at {}", source));
    script.at(begin + milliseconds(60),
              fmt::format("INFO DAGScheduler: Got job 0 (collect at {}) with {} output partitions", source, tasks));
    const auto stage_time = (end - begin) / 2;
    const bool fails = !run.fault.empty();
    for (int stage = 0; stage < 2; ++stage) {
        const auto start = begin + stage_time * stage + milliseconds(100);
        script.at(start, fmt::format("INFO DAGScheduler: Submitting {} missing tasks from {} {} (MapPartitionsRDD[{}] at map at {})", tasks,
                                     stage == 0 ? "ShuffleMapStage" : "ResultStage", stage, stage * 3 + 1, source));
        script.at(start + milliseconds(10),
                  fmt::format("INFO TaskSchedulerImpl: Adding task set {}.0 with {} tasks resource profile 0", stage, tasks));
        if (fails && stage == 1) return;
        for (std::int64_t done = 1; done <= tasks; done += std::max<std::int64_t>(1, tasks / 4)) {
            const auto at = start + (stage_time - milliseconds(300)) * done / tasks;
            script.at(at, fmt::format("INFO TaskSetManager: Finished task {}.0 in stage {}.0 (TID {}) in {} ms on executor 1 ({}/{})",
                                      done - 1, stage, stage * tasks + done - 1, 400 + done * 13, done, tasks));
        }
        script.at(start + stage_time - milliseconds(150), fmt::format("INFO DAGScheduler: {} {} (collect at {}) finished in {:.3f} s",
                                                                      stage == 0 ? "ShuffleMapStage" : "ResultStage", stage, source,
                                                                      std::chrono::duration<double>(stage_time).count()));
    }
    script.at(end, fmt::format("INFO DAGScheduler: Job 0 finished: collect at {}, took {:.6f} s", source,
                               std::chrono::duration<double>(end - begin).count()));
    if (text_at(application, {"spec", "mainClass"}).ends_with("SparkPi"))
        script.at(end + milliseconds(10), "Pi is roughly 3.1416543514165435");
}

void ending(Script& script, const SparkRun& run) {
    const auto end = run.duration;
    if (run.outcome == SparkOutcome::hang || run.outcome == SparkOutcome::lost_driver) return;
    if (!run.fault.empty()) {
        const auto at = end - std::min<Duration>(end, milliseconds(400));
        if (run.outcome == SparkOutcome::out_of_memory)
            script.at(at, "ERROR Utils: uncaught error in thread task-result-getter-2, stopping SparkContext");
        script.at(at, fmt::format("Exception in thread \"main\" {}", run.fault));
        script.at(at, "\tat org.apache.spark.deploy.SparkSubmit.org$apache$spark$deploy$SparkSubmit$$runMain(SparkSubmit.scala:1029)");
        script.at(at, "\tat org.apache.spark.deploy.SparkSubmit$$anon$2.doSubmit(SparkSubmit.scala:1123)");
        script.at(at, "\tat org.apache.spark.deploy.SparkSubmit$.main(SparkSubmit.scala:1132)");
    }
    script.at(end - std::min<Duration>(end, milliseconds(200)), "INFO SparkContext: Invoking stop() from shutdown hook");
    script.at(end - std::min<Duration>(end, milliseconds(150)), "INFO KubernetesClusterSchedulerBackend: Shutting down all executors");
    if (run.exit_code == 0)
        script.at(end - std::min<Duration>(end, milliseconds(50)), "INFO SparkContext: Successfully stopped SparkContext");
    script.at(end, "INFO ShutdownHookManager: Shutdown hook called");
}

}  // namespace

std::vector<LogLine> driver_log(const json::object& application, const SparkRun& run, const json::object& driver) {
    // A job that is told to hang does its work and then waits; one whose pod vanishes stops in the middle of a line's work.
    const auto end = run.outcome == SparkOutcome::lost_driver ? run.duration / 2 : run.duration;
    Script script(end);
    start_up(script, application, driver);
    executors(script, application, run, driver);
    work(script, application, run);
    ending(script, run);
    return std::move(script).take();
}

std::string stamped(Time at, const LogLine& line) {
    // Stack traces and what the program itself prints carry no stamp.
    if (!line.text.starts_with("INFO ") && !line.text.starts_with("WARN ") && !line.text.starts_with("ERROR ")) return line.text;
    auto stamp = to_rfc3339_seconds(at).substr(2, 17);
    std::ranges::replace(stamp, '-', '/');
    std::ranges::replace(stamp, 'T', ' ');
    return stamp + " " + line.text;
}

}  // namespace nexa::sandbox
