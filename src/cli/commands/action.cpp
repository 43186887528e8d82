#include <charconv>
#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct ActionOptions {
    std::vector<std::string> target;
    Scope scope;
    std::vector<std::string> parameters;
    std::string reason;
    bool dry_run = false;
    bool override_contracts = false;
    bool take_over = false;
    bool wait = false;
    int timeout_seconds = 1800;
    Format format = Format::table;
};

/// "node=3" as a member; whole numbers as such.
Outcome<json::object> parameters_of(const std::vector<std::string>& given) {
    json::object parameters;
    for (const auto& each : given) {
        const auto equals = each.find('=');
        if (equals == std::string::npos || equals == 0) {
            return give_up({Exit::usage, fmt::format("\"{}\" is no parameter; write name=value", each), {}, {}, 0});
        }
        const std::string_view value = std::string_view(each).substr(equals + 1);
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        const bool whole = error == std::errc{} && end == value.data() + value.size();
        parameters[each.substr(0, equals)] = whole ? json::value(number) : json::value(value);
    }
    return parameters;
}

/// "task: 1 (of 0, 1, 2)", "node?"
std::string parameter_words(const json::value& parameter) {
    std::string words = text(parameter, "name") + (flag(parameter, "required") ? "" : "?");
    if (const auto preset = text(parameter, "preset"); !preset.empty()) words += ": " + preset;
    std::string choices;
    for (const json::value& choice : items(parameter, "choices"))
        choices += fmt::format("{}{}", choices.empty() ? "" : ", ", text(choice, "value"));
    return choices.empty() ? words : fmt::format("{} (of {})", words, choices);
}

Task<Exit> list_actions(Api& api, const Located& place, Format format) {
    Context& context = api.context();
    const auto reply = co_await api.get(place.path() + "/actions");
    if (!reply) co_return context.report(reply.error());
    if (format == Format::json || format == Format::yaml) {
        print_value(context, *reply, format);
        co_return Exit::done;
    }
    Table table{
        .columns = {{.title = "ACTION"}, {.title = "WHAT"}, {.title = "PARAMETERS"}, {.title = "NOT NOW, BECAUSE", .shrinks = true}},
        .rows = {}};
    for (const json::value& each : items(*reply, "items")) {
        std::string parameters;
        for (const json::value& parameter : items(each, "parameters")) {
            parameters += fmt::format("{}{}", parameters.empty() ? "" : "; ", parameter_words(parameter));
        }
        if (format == Format::name) {
            context.out << text(each, "id") << "\n";
            continue;
        }
        table.add({text(each, "id"), text(each, "title"), parameters, text(each, "objection")});
    }
    if (format == Format::name) co_return Exit::done;
    context.print(table);
    if (const auto leading = text(*reply, "main"); !leading.empty())
        context.out << fmt::format("\nThe way on: {}\n", context.style.bold(leading));
    co_return Exit::done;
}

Task<Exit> perform(Api& api, const Located& place, const std::string& action, const ActionOptions& options) {
    Context& context = api.context();
    auto parameters = parameters_of(options.parameters);
    if (!parameters) co_return context.report(parameters.error());
    Query query;
    query.add_flag("dry_run", options.dry_run).add_flag("override", options.override_contracts).add_flag("take_over", options.take_over);
    auto body = Body::json(json::object{{"parameters", std::move(*parameters)}, {"reason", options.reason}});
    const auto reply =
        co_await api.send(http::Method::post, place.path() + "/actions/" + url_encode(action) + query.str(), std::move(body));
    if (!reply) co_return context.report(reply.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, *reply, options.format);
        co_return Exit::done;
    }
    const std::string run = text(member(*reply, "run"), "id");
    const bool blocked = number(*reply, "violations") > 0;
    const std::string name = text(member(*reply, "run"), "name");
    const std::string made = name.empty() || name == place.name ? std::string() : fmt::format(", makes {}", name);
    std::string outcome = run.empty() ? "changes nothing" : fmt::format("{}: asked for (run {}){}", action, run, printable(made));
    if (options.dry_run) outcome = fmt::format("{} {}", action, blocked ? "would be refused" : "would do this");
    context.out << fmt::format("{}  {}\n", context.style.bold(place.title()), outcome);
    for (const json::value& note : items(*reply, "notes")) {
        if (note.is_string()) context.out << "  " << printable(note.get_string()) << "\n";
    }
    context.out << render_diff(items(*reply, "diff"), context.style, "  ")
                << render_findings(items(*reply, "findings"), context.style, "  ") << std::flush;
    if (options.dry_run) co_return blocked ? Exit::refused : Exit::done;
    if (!options.wait || run.empty()) co_return Exit::done;
    std::vector<std::pair<std::string, std::string>> runs{{place.title(), run}};
    co_return co_await follow_runs(api, std::move(runs), std::chrono::seconds(options.timeout_seconds));
}

/// "KIND NAME [ACTION]" or "KIND/NAME [ACTION]".
Task<Exit> act(Api& api, const ActionOptions& options) {
    Context& context = api.context();
    std::vector<std::string> what = options.target;
    const std::size_t of_resource = what.front().find('/') == std::string::npos ? 2 : 1;
    if (what.size() < of_resource || what.size() > of_resource + 1) {
        co_return context.report({Exit::usage,
                                  "say what to act on and what to do: KIND NAME ACTION; without ACTION those that there are are listed",
                                  {},
                                  {},
                                  0});
    }
    std::string action;
    if (what.size() > of_resource) {
        action = what.back();
        what.pop_back();
    }
    Scope scope = options.scope;
    scope.settle(context);
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    const auto place = co_await locate_one(api, *kinds, what, scope);
    if (!place) co_return context.report(place.error());
    if (action.empty()) co_return co_await list_actions(api, *place, options.format);
    co_return co_await perform(api, *place, action, options);
}

}  // namespace

void add_action(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ActionOptions>();
    auto* command = app.add_subcommand("action", "Pull a lever of the operator: restart, pause, suspend, approve; or list them");
    command->add_option("what", options->target, "KIND NAME [ACTION], or KIND/NAME [ACTION]")->required()->option_text("WHAT");
    add_scope(*command, options->scope);
    command->add_option("--set", options->parameters, "A parameter: name=value; may be repeated")->allow_extra_args(false);
    command->add_flag("--dry-run", options->dry_run, "Show what would happen, and change nothing");
    command->add_option("--reason", options->reason, "Why: is kept with the action");
    command->add_flag("--override", options->override_contracts, "Go on in spite of violated contracts (needs the right to, and a reason)");
    command->add_flag("--take-over", options->take_over, "Fields of other managers become Nexa's");
    command->add_flag("--wait", options->wait, "Follow the action to its end");
    command->add_option("--timeout", options->timeout_seconds, "With --wait: give up after so many seconds")->check(CLI::Range(1, 86'400));
    add_format(*command, options->format);
    on_run(*command, context, [options](Api& api) { return act(api, *options); });
}

}  // namespace nexa::cli
