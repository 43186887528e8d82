#include "data/sandbox/seed/workload.hpp"

#include <fmt/format.h>

#include "data/sandbox/cluster.hpp"
#include "data/sandbox/operators/plan.hpp"

namespace nexa::sandbox::seed {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration between_jobs = minutes(4);
constexpr Duration between_rolls = minutes(60);
constexpr int job_ttl_seconds = 25 * 60;

class Workload final : public Controller {
public:
    explicit Workload(Table table) : table_(std::move(table)) {}

    std::string_view name() const override { return "demo-workload"; }

    void start(SandboxCluster& cluster) override {
        cluster_ = &cluster;
        if (!table_.ad_hoc.empty()) every(between_jobs, seconds(90), [this](std::int64_t turn) { start_job(turn); });
        if (!table_.kafkas.empty()) every(between_rolls, minutes(25), [this](std::int64_t turn) { roll_broker(turn); });
    }

    void on_event(const WatchEvent&) override {}

private:
    Table table_;
    SandboxCluster* cluster_ = nullptr;

    /// Turns are numbered by the clock, so that a restarted cluster goes on where it was.
    void every(Duration interval, Duration first, std::function<void(std::int64_t turn)> act) {
        cluster_->time().schedule(
            first,
            [this, interval, act = std::move(act)]() mutable {
                act(cluster_->time().now().time_since_epoch() / interval);
                every(interval, interval, std::move(act));
            },
            SimTime::Weight::background);
    }

    void start_job(std::int64_t turn) {
        auto job = table_.ad_hoc[static_cast<std::size_t>(turn) % table_.ad_hoc.size()];
        job.name += fmt::format("-{}", turn % 100'000);
        job.ttl_seconds = job_ttl_seconds;
        Plan plan;
        plan.create(manifest(job, table_.spark_image_version));
        carry_out(*cluster_, plan);
    }

    void roll_broker(std::int64_t turn) {
        const auto& kafka = table_.kafkas[static_cast<std::size_t>(turn) % table_.kafkas.size()];
        const auto selector =
            *LabelSelector::parse(fmt::format("strimzi.io/cluster={0},strimzi.io/name={0}-kafka,strimzi.io/broker-role=true", kafka.name));
        const auto pods = cluster_->store().list("Pod", kafka.name_space, selector);
        // A single broker would take its topics down with it.
        if (pods.size() < 3) return;
        const auto& pod = pods[static_cast<std::size_t>(turn) % pods.size()];
        Plan plan;
        plan.patch(pod->value(), {{"metadata", {{"annotations", {{"strimzi.io/manual-rolling-update", "true"}}}}}});
        carry_out(*cluster_, plan);
    }
};

}  // namespace

std::shared_ptr<Controller> make_workload(Table table) {
    return std::make_shared<Workload>(std::move(table));
}

}  // namespace nexa::sandbox::seed
