#include "store/plans.hpp"

#include "store/counters.hpp"
#include "store/test_support.hpp"

namespace nexa::store {
namespace {

using Step = PlanStep::State;

class PlansTest : public StoreTest {
protected:
    /// A running plan with one step in each of those places, one after another.
    Plan make(const std::vector<ResourceKey>& places) {
        Plan plan;
        plan.id = Id<Plan>::make();
        plan.type = "apply-in-waves";
        plan.title = "a plan";
        plan.author = "alice";
        plan.request = {{"parameters", json::object{{"text", "'\\%:x"}}}};
        plan.created_at = start;
        for (const auto& place : places) {
            PlanStep step;
            step.position = static_cast<std::int64_t>(plan.steps.size()) + 1;
            step.wave = step.position;
            step.title = "step";
            step.key = place;
            step.body = {{"patch", json::object{{"spec", {{"a", 1}}}}}};
            plan.steps.push_back(step);
        }
        write([&](Tx& tx) { plans::insert(tx, plan); });
        return plan;
    }
    Plan read(Id<Plan> id) {
        return write([&](Tx& tx) { return plans::find(tx, id).value(); });
    }
    bool begin(const Plan& plan, std::int64_t position = 1) {
        return write([&](Tx& tx) { return plans::begin_step(tx, plan.id, position, std::nullopt, start); });
    }
    bool end(const Plan& plan, Step state, std::int64_t position = 1) {
        return write([&](Tx& tx) { return plans::end_step(tx, plan.id, position, state, "said", start); });
    }
    bool move(const Plan& plan, std::set<PlanState> from, PlanState to) {
        return write([&](Tx& tx) { return plans::move(tx, plan.id, from, to, "why", start); });
    }
    std::vector<Id<Plan>> listed(const PlanFilter& filter) {
        std::vector<Id<Plan>> ids;
        for (const auto& plan : write([&](Tx& tx) { return plans::list(tx, filter); }).plans) ids.push_back(plan.id);
        return ids;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, PlansTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(PlansTest, AreKeptWhole) {
    const Plan plan = make({key("a"), key("b", "prod-us")});
    const Plan kept = read(plan.id);
    EXPECT_EQ(kept.request, plan.request);
    EXPECT_EQ(kept.state, PlanState::running);
    ASSERT_EQ(kept.steps.size(), 2U);
    EXPECT_EQ(kept.steps[1].key, plan.steps[1].key);
    EXPECT_EQ(kept.steps[1].body, plan.steps[1].body);
    EXPECT_EQ(kept.steps[0].state, Step::pending);
    EXPECT_FALSE(kept.steps[0].run);
}

TEST_P(PlansTest, AStepBeginsOnceAndOnlyWhileThePlanRuns) {
    const Plan plan = make({key("a"), key("b")});
    EXPECT_TRUE(begin(plan));
    EXPECT_FALSE(begin(plan)) << "somebody was quicker";
    EXPECT_TRUE(move(plan, {PlanState::running}, PlanState::paused));
    EXPECT_FALSE(begin(plan, 2)) << "the plan rests";
    EXPECT_TRUE(end(plan, Step::done)) << "what was begun ends all the same";
    EXPECT_FALSE(end(plan, Step::failed)) << "once";
    EXPECT_EQ(read(plan.id).steps[0].message, "said");
}

TEST_P(PlansTest, MoveOnlyFromTheStatesThatAreNamed) {
    const Plan plan = make({key("a")});
    EXPECT_FALSE(move(plan, {PlanState::paused, PlanState::failed}, PlanState::running));
    EXPECT_TRUE(move(plan, {PlanState::running}, PlanState::aborted));
    EXPECT_TRUE(read(plan.id).finished_at);
    EXPECT_EQ(read(plan.id).message, "why");
    EXPECT_FALSE(move(plan, {PlanState::running}, PlanState::succeeded));
}

TEST_P(PlansTest, FailedStepsCanBeTriedAgainAndOpenOnesSkipped) {
    const Plan plan = make({key("a"), key("b"), key("c")});
    begin(plan, 1);
    end(plan, Step::failed, 1);
    begin(plan, 2);
    write([&](Tx& tx) { plans::reset_failed_steps(tx, plan.id); });
    EXPECT_EQ(read(plan.id).steps[0].state, Step::pending);
    EXPECT_EQ(read(plan.id).steps[1].state, Step::running);
    write([&](Tx& tx) { plans::skip_open_steps(tx, plan.id, start); });
    for (const auto& step : read(plan.id).steps) EXPECT_EQ(step.state, Step::skipped);
}

TEST_P(PlansTest, AreUnderWayWhileTheyRunOrAStepDoes) {
    const Plan plan = make({key("a"), key("b")});
    const auto under_way = [&] { return write([](Tx& tx) { return plans::under_way(tx); }).size(); };
    EXPECT_EQ(under_way(), 1U);
    begin(plan);
    move(plan, {PlanState::running}, PlanState::paused);
    EXPECT_EQ(under_way(), 1U) << "its step has not ended";
    end(plan, Step::done);
    EXPECT_EQ(under_way(), 0U);
}

TEST_P(PlansTest, ListsShowWhatLiesWithinTheScope) {
    const Plan here = make({key("a")});
    const Plan both = make({key("a"), key("b", "prod-us")});
    PlanFilter filter;
    filter.scope.everything = true;
    EXPECT_EQ(listed(filter), (std::vector{both.id, here.id}));
    filter.clusters = {"prod-us"};
    EXPECT_EQ(listed(filter), std::vector{both.id});
    filter.clusters.clear();
    filter.scope = {.everything = false, .places = {{std::set<std::string>{"dev-eu"}, std::set<std::string>{"team-a"}}}};
    EXPECT_EQ(listed(filter), std::vector{here.id}) << "one place that may not be seen hides the plan";
    filter.scope.places.push_back({std::set<std::string>{"prod-us"}, std::nullopt});
    EXPECT_EQ(listed(filter).size(), 2U);
    filter.scope.places.clear();
    EXPECT_TRUE(listed(filter).empty());
}

TEST_P(PlansTest, ListsComeInPages) {
    for (int count = 0; count < 3; ++count) make({key("a")});
    PlanFilter filter;
    filter.scope.everything = true;
    filter.limit = 2;
    const auto first = write([&](Tx& tx) { return plans::list(tx, filter); });
    EXPECT_EQ(first.total, 3U);
    EXPECT_EQ(first.plans.size(), 2U);
    filter.cursor = first.next_cursor;
    const auto second = write([&](Tx& tx) { return plans::list(tx, filter); });
    EXPECT_EQ(second.plans.size(), 1U);
    EXPECT_TRUE(second.next_cursor.empty());
}

TEST_P(PlansTest, EveryWriteIsSeenByThoseWhoFollow) {
    const Plan plan = make({key("a")});
    const auto since = [&](std::int64_t sequence) { return write([&](Tx& tx) { return plans::since(tx, sequence, 10); }); };
    auto last = since(0).back().sequence;
    EXPECT_TRUE(since(last).empty());
    begin(plan);
    ASSERT_EQ(since(last).size(), 1U);
    last = since(last).back().sequence;
    begin(plan);
    EXPECT_TRUE(since(last).empty()) << "nothing was written";
    EXPECT_EQ(write([](Tx& tx) { return counters::value(tx, "plans"); }), last);
}

}  // namespace
}  // namespace nexa::store
