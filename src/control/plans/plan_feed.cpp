#include "control/plans/plan_feed.hpp"

#include <set>

#include "base/log.hpp"
#include "store/counters.hpp"
#include "store/plans.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t page = 200;
/// When nobody nudges; what the database refused is tried again then.
constexpr Duration at_least = std::chrono::seconds(30);

void publish(EventHub& hub, const Plan& plan) {
    const auto data =
        std::make_shared<const std::string>(json::serialize(json::object{{"id", plan.id.str()}, {"state", to_string(plan.state)}}));
    std::set<std::pair<std::string, std::string>> places;
    for (const auto& step : plan.steps) places.emplace(step.key.cluster, step.key.name_space);
    for (const auto& [cluster, name_space] : places)
        hub.publish(
            {.sequence = 0, .topic = Event::Topic::plans, .type = "plan", .cluster = cluster, .name_space = name_space, .data = data});
}

}  // namespace

struct PlanFeed::State {
    State(const Executor& on, store::Database& from, EventHub& to) : database(from), hub(to), tasks(on), wakeup(on) {}
    store::Database& database;
    EventHub& hub;
    TaskGroup tasks;
    Wakeup wakeup;
    std::int64_t told = 0;  ///< The sequence of the last plan that was told of; on the executor only.

    static Task<> follow(std::shared_ptr<State> self) {
        while (true) {
            co_await self->wakeup.wait_for(at_least);
            for (bool more = true; more;) {
                auto read = [since = self->told](store::Tx& tx) -> Result<std::vector<Plan>> {
                    return store::plans::since(tx, since, page);
                };
                const auto plans = co_await self->database.read(std::move(read));
                if (!plans) log::warning("plans", "what became of plans can't be told now: {}", plans.error().message);
                more = plans && plans->size() == page;
                if (!plans) break;
                for (const auto& plan : *plans) {
                    publish(self->hub, plan);
                    self->told = plan.sequence;
                }
            }
        }
    }
};

PlanFeed::PlanFeed(const Executor& executor, store::Database& database, EventHub& hub)
    : state_(std::make_shared<State>(executor, database, hub)) {}
PlanFeed::~PlanFeed() = default;

Task<Result<>> PlanFeed::start() {
    auto read = [](store::Tx& tx) -> Result<std::int64_t> { return store::counters::value(tx, "plans"); };
    const auto last = co_await state_->database.read(std::move(read));
    if (!last) co_return fail(last.error());
    state_->told = *last;
    state_->tasks.spawn("tell of plans", State::follow(state_));
    co_return Result<>();
}

Task<> PlanFeed::stop() {
    state_->tasks.stop();
    co_await state_->tasks.join();
}

void PlanFeed::nudge() {
    state_->wakeup.notify();
}

}  // namespace nexa::control
