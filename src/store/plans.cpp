#include "store/plans.hpp"

#include <fmt/format.h>

#include "store/conditions.hpp"
#include "store/counters.hpp"
#include "store/tx.hpp"

namespace nexa::store::plans {
namespace {

json::object to_object(const std::string& text) {
    boost::system::error_code failure;
    auto value = json::parse(text, failure);
    return failure || !value.is_object() ? json::object() : std::move(value.get_object());
}

/// Other processes follow by it. The counter stays locked until the commit, so that its numbers become visible in their order.
void touch(Tx& tx, Id<Plan> id) {
    Sql(tx, "UPDATE plans SET sequence = :a WHERE id = :b").in(counters::bump(tx, "plans")).in(id).run();
}

std::vector<PlanStep> steps_of(Tx& tx, Id<Plan> id) {
    PlanStep step;
    std::string type;
    std::string body;
    std::string state;
    Sql sql(tx,
            "SELECT position, wave, type, title, explanation, cluster, name_space, kind, name, body, state, message, run_id, started_at, "
            "finished_at FROM plan_steps WHERE plan_id = :a ORDER BY position");
    sql.in(id);
    sql.out(step.position).out(step.wave).out(type).out(step.title).out(step.explanation).out(step.key.cluster).out(step.key.name_space);
    sql.out(step.key.kind).out(step.key.name).out(body).out(state).out(step.message).out(step.run).out(step.started_at);
    sql.out(step.finished_at);
    std::vector<PlanStep> found;
    while (sql.next()) {
        step.type = parse_step_type(type).value_or(PlanStep::Type::hold);
        step.state = parse_step_state(state).value_or(PlanStep::State::failed);
        step.body = to_object(body);
        found.push_back(step);
    }
    return found;
}

std::vector<Plan> select(Tx& tx, const std::string& rest, const std::function<void(Sql&)>& bind) {
    std::vector<Plan> found;
    {
        Plan plan;
        std::string state;
        std::string request;
        Sql sql(tx, fmt::format("SELECT id, type, title, state, author, reason, message, request, created_at, finished_at, sequence FROM "
                                "plans{}",
                                rest));
        bind(sql);
        sql.out(plan.id).out(plan.type).out(plan.title).out(state).out(plan.author).out(plan.reason).out(plan.message).out(request);
        sql.out(plan.created_at).out(plan.finished_at).out(plan.sequence);
        while (sql.next()) {
            plan.state = parse_plan_state(state).value_or(PlanState::failed);
            plan.request = to_object(request);
            found.push_back(plan);
        }
    }
    for (auto& plan : found) plan.steps = steps_of(tx, plan.id);
    return found;
}

void insert_step(Tx& tx, Id<Plan> plan, const PlanStep& step) {
    Sql(tx,
        "INSERT INTO plan_steps (plan_id, position, wave, type, title, explanation, cluster, name_space, kind, name, body, state, message, "
        "run_id, started_at, finished_at) VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p)")
        .in(plan)
        .in(step.position)
        .in(step.wave)
        .in(to_string(step.type))
        .in(step.title)
        .in(step.explanation)
        .in(step.key.cluster)
        .in(step.key.name_space)
        .in(step.key.kind)
        .in(step.key.name)
        .in(json::serialize(step.body))
        .in(to_string(step.state))
        .in(step.message)
        .in(step.run)
        .in(step.started_at)
        .in(step.finished_at)
        .run();
}

bool changed(Tx& tx, Id<Plan> plan, std::int64_t rows) {
    if (rows > 0) touch(tx, plan);
    return rows > 0;
}

}  // namespace

void insert(Tx& tx, const Plan& plan) {
    Sql(tx,
        "INSERT INTO plans (id, type, title, state, author, reason, message, request, created_at, finished_at, sequence) VALUES (:a, :b, "
        ":c, :d, :e, :f, :g, :h, :i, :j, :k)")
        .in(plan.id)
        .in(plan.type)
        .in(plan.title)
        .in(to_string(plan.state))
        .in(plan.author)
        .in(plan.reason)
        .in(plan.message)
        .in(json::serialize(plan.request))
        .in(plan.created_at)
        .in(plan.finished_at)
        .in(counters::bump(tx, "plans"))
        .run();
    for (const auto& step : plan.steps) insert_step(tx, plan.id, step);
}

std::optional<Plan> find(Tx& tx, Id<Plan> id) {
    auto found = select(tx, " WHERE id = :a", [&](Sql& sql) { sql.in(id); });
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

PlanList list(Tx& tx, const PlanFilter& filter) {
    Conditions conditions;
    conditions.all_within(filter.scope, "SELECT 1 FROM plan_steps WHERE plan_steps.plan_id = plans.id");
    conditions.among("state", filter.states);
    conditions.among("type", filter.types);
    conditions.among_any("plan_steps.cluster", filter.clusters, "SELECT 1 FROM plan_steps WHERE plan_steps.plan_id = plans.id");
    PlanList page;
    {
        std::int64_t total = 0;
        Sql sql(tx, "SELECT COUNT(*) FROM plans" + conditions.where());
        conditions.bind(sql);
        sql.out(total);
        if (sql.next()) page.total = static_cast<std::size_t>(total);
    }
    if (!filter.cursor.empty()) conditions.add("id < ?", filter.cursor);
    page.plans = select(tx, fmt::format("{} ORDER BY id DESC LIMIT {}", conditions.where(), filter.limit + 1),
                        [&](Sql& sql) { conditions.bind(sql); });
    if (page.plans.size() > filter.limit) {
        page.plans.pop_back();
        page.next_cursor = page.plans.back().id.str();
    }
    return page;
}

std::vector<Plan> under_way(Tx& tx) {
    return select(
        tx,
        " WHERE state = 'running' OR (state IN ('paused', 'failed') AND EXISTS (SELECT 1 FROM plan_steps WHERE plan_id = plans.id "
        "AND plan_steps.state = 'running' AND plan_steps.type <> 'hold')) ORDER BY id",
        [](Sql&) {});
}

std::vector<Plan> since(Tx& tx, std::int64_t sequence, std::size_t limit) {
    return select(tx, fmt::format(" WHERE sequence > :a ORDER BY sequence LIMIT {}", limit), [&](Sql& sql) { sql.in(sequence); });
}

bool begin_step(Tx& tx, Id<Plan> plan, std::int64_t position, const std::optional<Id<Run>>& run, Time now) {
    // The plan's row first, as all writers do: whoever pauses or aborts it at this moment comes before or after.
    std::string state;
    {
        Sql sql(tx, fmt::format("SELECT state FROM plans WHERE id = :a{}", tx.for_update()));
        sql.in(plan).out(state);
        if (!sql.next() || state != to_string(PlanState::running)) return false;
    }
    const auto rows = Sql(tx,
                          "UPDATE plan_steps SET state = 'running', message = '', run_id = :a, started_at = :b WHERE plan_id = :c AND "
                          "position = :d AND state = 'pending'")
                          .in(run)
                          .in(now)
                          .in(plan)
                          .in(position)
                          .run();
    return changed(tx, plan, rows);
}

bool end_step(Tx& tx, Id<Plan> plan, std::int64_t position, PlanStep::State state, const std::string& message, Time now) {
    const auto rows = Sql(tx,
                          "UPDATE plan_steps SET state = :a, message = :b, finished_at = :c WHERE plan_id = :d AND position = :e AND state "
                          "IN ('pending', 'running')")
                          .in(to_string(state))
                          .in(message)
                          .in(now)
                          .in(plan)
                          .in(position)
                          .run();
    return changed(tx, plan, rows);
}

bool tell_step(Tx& tx, Id<Plan> plan, std::int64_t position, const std::string& message) {
    const auto rows = Sql(tx,
                          "UPDATE plan_steps SET message = :a WHERE plan_id = :b AND position = :c AND state IN ('pending', 'running') AND "
                          "message <> :d")
                          .in(message)
                          .in(plan)
                          .in(position)
                          .in(message)
                          .run();
    return changed(tx, plan, rows);
}

void reset_failed_steps(Tx& tx, Id<Plan> plan) {
    const auto rows = Sql(tx,
                          "UPDATE plan_steps SET state = 'pending', message = '', run_id = NULL, started_at = NULL, finished_at = NULL "
                          "WHERE plan_id = :a AND state = 'failed'")
                          .in(plan)
                          .run();
    changed(tx, plan, rows);
}

void skip_open_steps(Tx& tx, Id<Plan> plan, Time now) {
    const auto rows =
        Sql(tx, "UPDATE plan_steps SET state = 'skipped', finished_at = :a WHERE plan_id = :b AND state IN ('pending', 'running')")
            .in(now)
            .in(plan)
            .run();
    changed(tx, plan, rows);
}

bool move(Tx& tx, Id<Plan> plan, const std::set<PlanState>& from, PlanState to, const std::string& message, Time now) {
    std::set<std::string> names;
    for (const auto state : from) names.emplace(to_string(state));
    const std::optional<Time> finished = is_terminal(to) ? std::optional(now) : std::nullopt;
    Conditions conditions;
    conditions.add("id = ?", plan.str());
    conditions.among("state", names);
    Sql sql(tx, "UPDATE plans SET state = :x, message = :y, finished_at = :z" + conditions.where());
    sql.in(to_string(to)).in(message).in(finished);
    conditions.bind(sql);
    return changed(tx, plan, sql.run());
}

}  // namespace nexa::store::plans
