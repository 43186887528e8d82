#include "control/plans/plan_progress.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

using State = PlanStep::State;

/// Steps as (wave, state).
Plan plan_of(const std::vector<std::pair<int, State>>& steps) {
    Plan plan;
    for (const auto& [wave, state] : steps) {
        PlanStep step;
        step.position = static_cast<std::int64_t>(plan.steps.size()) + 1;
        step.wave = wave;
        step.state = state;
        step.title = "step " + std::to_string(step.position);
        step.message = "said";
        step.key = {"c", "n", "KafkaTopic", "t"};
        plan.steps.push_back(step);
    }
    return plan;
}

TEST(PlanProgress, BeginsAWaveTogetherAndTheNextWhenItIsDone) {
    EXPECT_EQ(progress_of(plan_of({{1, State::pending}, {1, State::pending}, {2, State::pending}})).begin,
              (std::vector<std::int64_t>{1, 2}));
    EXPECT_TRUE(progress_of(plan_of({{1, State::running}, {1, State::done}, {2, State::pending}})).begin.empty());
    EXPECT_EQ(progress_of(plan_of({{1, State::done}, {1, State::skipped}, {2, State::pending}})).begin, (std::vector<std::int64_t>{3}));
}

TEST(PlanProgress, FailsWhenTheOthersOfTheWaveHaveEnded) {
    const auto waits = progress_of(plan_of({{1, State::failed}, {1, State::running}, {1, State::pending}}));
    EXPECT_TRUE(waits.begin.empty());
    EXPECT_FALSE(waits.ends);
    const auto ended = progress_of(plan_of({{1, State::failed}, {1, State::done}, {1, State::pending}, {2, State::pending}}));
    EXPECT_EQ(ended.ends, PlanState::failed);
    EXPECT_EQ(ended.message, "step 1: said");
    EXPECT_TRUE(ended.begin.empty());
}

TEST(PlanProgress, SucceedsWhenNothingIsLeft) {
    EXPECT_EQ(progress_of(plan_of({{1, State::done}, {2, State::skipped}})).ends, PlanState::succeeded);
    EXPECT_EQ(progress_of(plan_of({})).ends, PlanState::succeeded);
}

Rights rights_of(PermissionSet permissions, Scope scope) {
    return Rights({{permissions, std::move(scope)}}, nullptr);
}
Scope in(std::set<std::string> clusters, std::set<std::string> namespaces) {
    Scope scope;
    scope.clusters.names = std::move(clusters);
    scope.namespaces.names = std::move(namespaces);
    return scope;
}

TEST(PlanRights, AskForWhatTheStepDoes) {
    PermissionSet permissions;
    permissions.add(Permission::resources_write);
    const auto rights = rights_of(permissions, in({"c"}, {"n"}));
    PlanStep step = plan_of({{1, State::pending}}).steps.front();
    EXPECT_FALSE(objection_to(rights, step));
    step.type = PlanStep::Type::remove;
    EXPECT_EQ(objection_to(rights, step), "\"step 1\" needs the right resources:delete in c / n");
    step.type = PlanStep::Type::action;
    EXPECT_TRUE(objection_to(rights, step));
    step.type = PlanStep::Type::change;
    step.key.name_space = "other";
    EXPECT_TRUE(objection_to(rights, step));
}

TEST(PlanRights, APlanIsSeenByThoseWhoSeeAllOfIt) {
    PermissionSet permissions;
    permissions.add(Permission::runs_read);
    const auto rights = rights_of(permissions, in({"c"}, {"n"}));
    auto plan = plan_of({{1, State::pending}, {1, State::pending}});
    EXPECT_TRUE(may_see(rights, plan));
    plan.steps[1].key.name_space.clear();
    EXPECT_FALSE(may_see(rights, plan)) << "a cluster as a whole is not within one namespace";
    plan.steps[1].key = {"d", "n", "KafkaTopic", "t"};
    EXPECT_FALSE(may_see(rights, plan));
}

}  // namespace
}  // namespace nexa::control
