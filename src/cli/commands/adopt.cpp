#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

/// Taking a resource under management, and letting go of it.
struct Direction {
    const char* verb;
    const char* already;
    const char* would;
    const char* done;
};
constexpr Direction into{"adopt", "is managed by Nexa already", "would be managed by Nexa", "is managed by Nexa from now on"};
constexpr Direction out{"detach", "is not managed by Nexa", "would be let go of", "is not managed by Nexa any more; it stays as it is"};

struct AdoptOptions {
    std::vector<std::string> target;
    Scope scope;
    std::string reason;
    bool take_over = false;
    bool dry_run = false;
    bool wait = false;
    int timeout_seconds = 600;
};

Task<Exit> adopt(Api& api, const AdoptOptions& options, const Direction& direction) {
    Context& context = api.context();
    Scope scope = options.scope;
    scope.settle(context);
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    const auto place = co_await locate_one(api, *kinds, options.target, scope);
    if (!place) co_return context.report(place.error());

    Query query;
    query.add_flag("dry_run", options.dry_run).add_flag("take_over", options.take_over);
    if (!options.reason.empty()) query.add("reason", options.reason);
    const auto reply = co_await api.send(http::Method::post, fmt::format("{}/actions/{}{}", place->path(), direction.verb, query.str()));
    if (!reply) co_return context.report(reply.error());
    const bool changed = flag(*reply, "changed");
    const std::string_view outcome = !changed ? direction.already : options.dry_run ? direction.would : direction.done;
    context.out << fmt::format("{}  {}\n", context.style.bold(place->title()), outcome)
                << render_findings(items(*reply, "findings"), context.style, "  ") << std::flush;
    if (options.dry_run && number(*reply, "violations") > 0) co_return Exit::refused;
    const std::string run = text(member(*reply, "run"), "id");
    if (!options.wait || run.empty()) co_return Exit::done;
    std::vector<std::pair<std::string, std::string>> runs{{place->title(), run}};
    co_return co_await follow_runs(api, std::move(runs), std::chrono::seconds(options.timeout_seconds));
}

}  // namespace

void add_adopt(CLI::App& app, Context& context) {
    const auto add = [&](const Direction& direction, const char* about) {
        const auto options = std::make_shared<AdoptOptions>();
        auto* command = app.add_subcommand(direction.verb, about);
        command->add_option("what", options->target, "KIND NAME, or KIND/NAME")->required()->option_text("WHAT");
        add_scope(*command, options->scope);
        if (&direction == &into) command->add_flag("--take-over", options->take_over, "Although a GitOps tool (Argo CD, Flux) manages it");
        command->add_flag("--dry-run", options->dry_run, "Show what would happen, and change nothing");
        command->add_option("--reason", options->reason, "Why: is kept with the change");
        command->add_flag("--wait", options->wait, "Follow the change to its end");
        command->add_option("--timeout", options->timeout_seconds, "With --wait: give up after so many seconds")
            ->check(CLI::Range(1, 86'400));
        on_run(*command, context, [options, &direction](Api& api) { return adopt(api, *options, direction); });
    };
    add(into, "Let Nexa manage a resource that others made, as it is");
    add(out, "Let go of a resource: it stays as it is, and Nexa does not manage it any more");
}

}  // namespace nexa::cli
