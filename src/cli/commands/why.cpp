#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct WhyOptions {
    std::vector<std::string> target;
    Scope scope;
};

/// The newest `most` entries whose `name` is one of interest, as they are already sorted by the server or by time here.
std::vector<const json::value*> worth_telling(const json::array& events, std::size_t most) {
    std::vector<const json::value*> chosen;
    for (const json::value& event : events) {
        if (text(event, "type") != "Normal") chosen.push_back(&event);
    }
    if (chosen.empty()) {
        for (const json::value& event : events) chosen.push_back(&event);
    }
    std::ranges::stable_sort(chosen, std::greater(), [](const json::value* event) { return text(*event, "last_seen"); });
    chosen.resize(std::min(chosen.size(), most));
    return chosen;
}

/// Ten lines: what is wrong, what the operator says, what was changed last, what happened, what to do next.
Task<Exit> why(Api& api, const WhyOptions& options) {
    Context& context = api.context();
    Scope scope = options.scope;
    scope.settle(context);
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    const auto place = co_await locate_one(api, *kinds, options.target, scope);
    if (!place) co_return context.report(place.error());
    const auto detail = co_await api.get(place->path());
    if (!detail) co_return context.report(detail.error());
    const auto events = co_await api.get(place->path() + "/events");

    const Style& style = context.style;
    const Time now = context.clock.now();
    const std::size_t width = context.width > 0 ? context.width : 10'000;
    const auto say = [&](std::string_view label, const std::string& painted, const std::string& rest) {
        std::string shown = printable(rest);
        std::ranges::replace(shown, '\n', ' ');
        const std::size_t used = 12 + (painted.empty() ? 0 : 14);
        context.out << fmt::format("{:<12}{}{}\n", label, painted.empty() ? "" : painted + "  ", fit(shown, width - std::min(width, used)));
    };

    context.out << style.bold(place->title()) << "\n";
    say("health", style.state(text(*detail, "health")), words_of(*detail, "reason"));
    const json::array& drift = items(*detail, "drift");
    std::string differs;
    for (std::size_t index = 0; index < std::min<std::size_t>(2, drift.size()); ++index)
        differs += (index > 0 ? ", " : "") + text(drift[index], "pointer");
    if (drift.size() > 2) differs += fmt::format(" and {} more", drift.size() - 2);
    say("sync", style.state(text(*detail, "sync")), differs.empty() ? "" : "differs at " + differs);
    if (number(*detail, "observed_generation") < number(*detail, "generation") && number(*detail, "observed_generation") > 0) {
        say("operator", {},
            fmt::format("has seen generation {} of {}", number(*detail, "observed_generation"), number(*detail, "generation")));
    }
    std::size_t told = 0;
    for (const json::value& condition : items(*detail, "conditions")) {
        if (++told > 2) break;
        const std::string since = age(text(condition, "last_transition_time"), now);
        say("condition", {},
            fmt::format("{}={}{}{} {}", text(condition, "type"), text(condition, "status"), since.empty() ? "" : " for " + since,
                        text(condition, "reason").empty() ? "" : " " + text(condition, "reason"), text(condition, "message")));
    }
    std::string failed_run;
    if (const json::array& runs = items(*detail, "runs"); !runs.empty()) {
        const json::value& run = runs.front();
        const std::string state = text(run, "state");
        if (state == "failed" || state == "timed_out") failed_run = text(run, "id");
        say("last change", style.state(state),
            fmt::format("{} of revision {} by {}, {} ago. {}", text(run, "action"), display(member(run, "revision")), text(run, "author"),
                        age(text(run, "created_at"), now), words_of(run, "message")));
    } else {
        say("last change", {}, "none by way of Nexa");
    }
    if (events) {
        for (const json::value* event : worth_telling(items(*events, "items"), 2)) {
            say("event", {},
                fmt::format("{} ago {}: {}", age(text(*event, "last_seen"), now), text(*event, "reason"), text(*event, "message")));
        }
    }
    for (const json::value& finding : items(*detail, "findings")) {
        if (text(finding, "type") != "violation") continue;
        const std::string fix = text(finding, "fix");
        say("contract", {}, text(finding, "message") + (fix.empty() ? "" : " Fix: " + fix));
        break;
    }
    const std::string where = fmt::format("{}/{} --cluster {} -n {}", place->kind->plural, place->name, place->cluster, place->name_space);
    std::string next = "nexa describe " + where;
    if (!failed_run.empty()) next = "nexa runs show " + failed_run;
    if (text(*detail, "health") == "Degraded" && place->kind->kind == "SparkApplication") next = "nexa logs " + where;
    context.out << style.dim(fmt::format("{:<12}{}", "next", next)) << "\n";
    co_return Exit::done;
}

}  // namespace

void add_why(CLI::App& app, Context& context) {
    const auto options = std::make_shared<WhyOptions>();
    auto* command = app.add_subcommand("why", "Say in ten lines why a resource is as it is");
    command->add_option("what", options->target, "KIND NAME, or KIND/NAME")->required()->option_text("WHAT");
    add_scope(*command, options->scope);
    on_run(*command, context, [options](Api& api) { return why(api, *options); });
}

}  // namespace nexa::cli
