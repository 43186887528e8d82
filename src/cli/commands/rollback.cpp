#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct RollbackOptions {
    std::vector<std::string> target;
    Scope scope;
    std::int64_t revision = 0;
    std::string reason;
    bool list = false;
    bool dry_run = false;
    bool wait = false;
    int timeout_seconds = 600;
};

void print_revisions(Context& context, const json::array& revisions) {
    Table table{.columns = {{.title = "REVISION", .kind = Table::Kind::number},
                            {.title = "BY"},
                            {.title = "AGE"},
                            {.title = "HOW"},
                            {.title = "REASON", .shrinks = true}},
                .rows = {}};
    for (const json::value& revision : revisions) {
        table.add({display(member(revision, "revision")), text(revision, "author"), age(text(revision, "created_at"), context.clock.now()),
                   flag(revision, "deleted") ? "delete" : text(revision, "origin"), text(revision, "reason")});
    }
    context.print(table);
}

/// The newest revision before the current one that has a manifest; 0 when there is none.
std::int64_t previous(const json::array& revisions) {
    std::int64_t newest = 0;
    for (const json::value& each : revisions) newest = std::max(newest, number(each, "revision"));
    std::int64_t found = 0;
    for (const json::value& each : revisions) {
        const std::int64_t revision = number(each, "revision");
        if (revision < newest && !flag(each, "deleted")) found = std::max(found, revision);
    }
    return found;
}

Task<Exit> rollback(Api& api, const RollbackOptions& options) {
    Context& context = api.context();
    Scope scope = options.scope;
    scope.settle(context);
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    const auto place = co_await locate_one(api, *kinds, options.target, scope);
    if (!place) co_return context.report(place.error());

    std::int64_t revision = options.revision;
    if (options.list || revision == 0) {
        const auto revisions = co_await api.list(place->path() + "/revisions", Query());
        if (!revisions) co_return context.report(revisions.error());
        if (options.list) {
            print_revisions(context, *revisions);
            co_return Exit::done;
        }
        revision = previous(*revisions);
        if (revision == 0) co_return context.report({Exit::refused, place->title() + " has no earlier revision to go back to", {}, {}, 0});
    }
    auto body = Body::json(json::object{{"revision", revision}, {"reason", options.reason}});
    const auto reply = co_await api.send(
        http::Method::post, place->path() + "/actions/rollback" + Query().add_flag("dry_run", options.dry_run).str(), std::move(body));
    if (!reply) co_return context.report(reply.error());
    const bool changed = !member(*reply, "changed").is_bool() || flag(*reply, "changed");
    const std::int64_t made = number(member(*reply, "intent"), "revision");
    std::string outcome = fmt::format("is as in revision {} already", revision);
    if (changed && options.dry_run) outcome = fmt::format("would go back to revision {}", revision);
    if (changed && !options.dry_run)
        outcome = fmt::format("goes back to revision {}{}", revision, made > 0 ? fmt::format(" (as revision {})", made) : "");
    context.out << fmt::format("{}  {}\n", context.style.bold(place->title()), outcome)
                << render_diff(items(*reply, "diff"), context.style, "  ")
                << render_findings(items(*reply, "findings"), context.style, "  ") << std::flush;
    const std::string run = text(member(*reply, "run"), "id");
    if (!options.wait || run.empty()) co_return Exit::done;
    std::vector<std::pair<std::string, std::string>> runs{{place->title(), run}};
    co_return co_await follow_runs(api, std::move(runs), std::chrono::seconds(options.timeout_seconds));
}

}  // namespace

void add_rollback(CLI::App& app, Context& context) {
    const auto options = std::make_shared<RollbackOptions>();
    auto* command = app.add_subcommand("rollback", "Go back to an earlier revision of a resource");
    command->add_option("what", options->target, "KIND NAME, or KIND/NAME")->required()->option_text("WHAT");
    add_scope(*command, options->scope);
    command->add_option("--to", options->revision, "The revision (default: the one before the current)")->check(CLI::PositiveNumber);
    command->add_flag("--list", options->list, "Only list the revisions");
    command->add_flag("--dry-run", options->dry_run, "Show what would happen, and change nothing");
    command->add_option("--reason", options->reason, "Why: is kept with the change");
    command->add_flag("--wait", options->wait, "Follow the change to its end");
    command->add_option("--timeout", options->timeout_seconds, "With --wait: give up after so many seconds")->check(CLI::Range(1, 86'400));
    on_run(*command, context, [options](Api& api) { return rollback(api, *options); });
}

}  // namespace nexa::cli
