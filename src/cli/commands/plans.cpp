#include <charconv>
#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"
#include "cli/manifests.hpp"

namespace nexa::cli {
namespace {

constexpr Duration look_every = std::chrono::milliseconds(500);

struct PlanOptions {
    std::vector<std::string> what;  ///< TYPE [KIND NAME]
    Scope scope;
    std::vector<std::string> parameters;
    std::vector<std::string> files;
    std::vector<std::string> clusters;
    std::string reason;
    bool dry_run = false;
    bool wait = false;
    int timeout_seconds = 14'400;
    Format format = Format::table;
};

struct ListOptions {
    std::string state;
    std::string type;
    std::string cluster;
    std::size_t limit = 50;
    Format format = Format::table;
};

struct OneOptions {
    std::string id;
    bool watch = false;
    Format format = Format::table;
};

Failure usage(std::string message) {
    return {Exit::usage, std::move(message), {}, {}, 0};
}

bool wants_json(Format format) {
    return format == Format::json || format == Format::yaml;
}

/// As the parameter's type wants it.
Outcome<json::value> value_for(const json::value& parameter, std::string_view given) {
    const std::string type = text(parameter, "type");
    const std::string name = text(parameter, "name");
    if (type == "integer") {
        std::int64_t whole = 0;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), whole);
        if (error != std::errc{} || end != given.data() + given.size())
            return give_up(usage(fmt::format("{} must be a whole number", name)));
        return whole;
    }
    if (type == "boolean") {
        if (given != "true" && given != "false") return give_up(usage(fmt::format("{} must be true or false", name)));
        return given == "true";
    }
    if (type == "clusters") {
        json::array names;
        for (std::size_t at = 0; at <= given.size();) {
            const auto comma = std::min(given.find(',', at), given.size());
            if (comma > at) names.emplace_back(given.substr(at, comma - at));
            at = comma + 1;
        }
        return names;
    }
    return json::value(given);
}

/// What --set, --clusters and -f give, by the parameters that the type has; what is preset and was not given is taken as it is.
Outcome<json::object> parameters_of(const Context& context, const json::value& type, const PlanOptions& options) {
    json::object parameters;
    for (const json::value& parameter : items(type, "parameters")) {
        const std::string name = text(parameter, "name");
        if (text(parameter, "type") == "clusters" && !options.clusters.empty()) {
            json::array names;
            for (const auto& each : options.clusters) names.emplace_back(each);
            parameters[name] = std::move(names);
        }
        if (text(parameter, "type") == "manifest" && !options.files.empty()) {
            const auto files = read_manifests(context, options.files, false);
            if (!files) return give_up(files.error());
            std::string all;
            for (const auto& file : *files) all += (all.empty() ? "" : "\n---\n") + file.text;
            parameters[name] = all;
        }
        if (const auto preset = text(parameter, "preset"); !preset.empty() && !parameters.contains(name)) {
            auto value = value_for(parameter, preset);
            if (value) parameters[name] = std::move(*value);
        }
    }
    for (const auto& given : options.parameters) {
        const auto equals = given.find('=');
        if (equals == std::string::npos || equals == 0)
            return give_up(usage(fmt::format("\"{}\" is no parameter; write name=value", given)));
        const auto name = given.substr(0, equals);
        const auto& known = items(type, "parameters");
        const auto found = std::ranges::find_if(known, [&](const json::value& each) { return text(each, "name") == name; });
        if (found == known.end()) {
            std::string possible;
            for (const json::value& each : known) possible += (possible.empty() ? "" : ", ") + text(each, "name");
            return give_up(usage(fmt::format("{} has no parameter {} (it has: {})", text(type, "id"), name, possible)));
        }
        auto value = value_for(*found, std::string_view(given).substr(equals + 1));
        if (!value) return give_up(value.error());
        parameters[name] = std::move(*value);
    }
    return parameters;
}

std::string place_of(const json::value& step) {
    const auto name_space = text(step, "namespace");
    if (text(step, "kind").empty()) return text(step, "cluster");
    return fmt::format("{} {} ({}{}{})", text(step, "kind"), text(step, "name"), text(step, "cluster"), name_space.empty() ? "" : " / ",
                       name_space);
}

/// "3  done     Set Kafka to 4.3.1    waiting for ..."
std::string step_line(const json::value& step, const Style& style) {
    const auto state = text(step, "state");
    // Padded before it is painted: colours have no width.
    const auto padded = std::string(std::max<std::size_t>(state.size(), 8) - state.size(), ' ');
    auto line = fmt::format("  {:>3}  {}{}  {}", number(step, "position"), style.state(state), padded, printable(text(step, "title")));
    const auto message = printable(text(step, "message"));
    if (!message.empty()) line += style.dim(": " + message);
    return line + "\n";
}

void print_plan(Context& context, const json::value& plan) {
    context.out << fmt::format("{}\n", context.style.bold(printable(text(plan, "title"))));
    context.out << fmt::format("  plan {}  {}  {} of {} steps done, by {}, {} ago\n", text(plan, "id"),
                               context.style.state(text(plan, "state")), number(plan, "done"), number(plan, "total"),
                               printable(text(plan, "author")), age(text(plan, "created_at"), context.clock.now()));
    if (const auto message = text(plan, "message"); !message.empty()) context.out << "  " << printable(message) << "\n";
    for (const json::value& step : items(plan, "steps")) context.out << step_line(step, context.style);
    const auto state = text(plan, "state");
    if (state == "paused") context.out << fmt::format("Go on with: nexa plans resume {}\n", text(plan, "id"));
    if (state == "failed")
        context.out << fmt::format("Try the step again with: nexa plans resume {0}; or end it with: nexa plans abort {0}\n",
                                   text(plan, "id"));
}

void print_preview(Context& context, const json::value& preview) {
    context.out << fmt::format("{}\n", context.style.bold(printable(text(preview, "title"))));
    std::int64_t wave = 0;
    for (const json::value& step : items(preview, "steps")) {
        const bool same = number(step, "wave") == wave;
        wave = number(step, "wave");
        context.out << fmt::format("  {:>3}{} {}  {}\n", number(step, "position"), same ? "+" : " ", printable(text(step, "title")),
                                   context.style.dim(printable(place_of(step))));
        if (const auto why = text(step, "explanation"); !why.empty()) context.out << "       " << context.style.dim(printable(why)) << "\n";
        context.out << render_diff(items(step, "diff"), context.style, "       ")
                    << render_findings(items(step, "findings"), context.style, "       ");
    }
    for (const json::value& note : items(preview, "notes")) {
        if (note.is_string()) context.out << "  " << printable(note.get_string()) << "\n";
    }
    if (const auto violations = number(preview, "violations"); violations > 0)
        context.out << fmt::format("{} in the way: it would be refused\n",
                                   violations == 1 ? "One rule is" : fmt::format("{} rules are", violations));
}

/// Prints each step as it changes, until the plan ends or rests.
Task<Exit> follow_plan(Api& api, std::string id, Duration limit) {
    Context& context = api.context();
    std::map<std::int64_t, std::string> printed;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (true) {
        const auto plan = co_await api.get("/plans/" + url_encode(id));
        if (!plan) co_return context.report(plan.error());
        for (const json::value& step : items(*plan, "steps")) {
            if (text(step, "state") == "pending") continue;
            const auto line = step_line(step, context.style);
            if (std::exchange(printed[number(step, "position")], line) != line) context.out << line << std::flush;
        }
        const auto state = text(*plan, "state");
        if (state != "running") {
            const auto message = printable(text(*plan, "message"));
            context.out << fmt::format("{}{}\n", context.style.state(state), message.empty() ? "" : ": " + message);
            if (state == "paused" || state == "failed") context.out << fmt::format("Go on with: nexa plans resume {}\n", id);
            co_return state == "succeeded" ? Exit::done : Exit::refused;
        }
        if (std::chrono::steady_clock::now() + look_every > deadline) {
            co_return context.report(
                {Exit::refused, fmt::format("plan {0} is still running; it goes on: `nexa plans show {0} -w`", id), {}, {}, 0});
        }
        co_await sleep_for(look_every);
    }
}

Task<Exit> list_types(Api& api, const json::value& types, Format format) {
    Context& context = api.context();
    if (wants_json(format)) {
        print_value(context, types, format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "PLAN"},
                            {.title = "WHAT"},
                            {.title = "ABOUT A"},
                            {.title = "PARAMETERS", .shrinks = true},
                            {.title = "NOT NOW, BECAUSE", .shrinks = true}},
                .rows = {}};
    for (const json::value& type : items(types, "items")) {
        if (format == Format::name) {
            context.out << text(type, "id") << "\n";
            continue;
        }
        std::string parameters;
        for (const json::value& parameter : items(type, "parameters")) {
            std::string words = text(parameter, "name") + (flag(parameter, "required") ? "" : "?");
            if (const auto preset = text(parameter, "preset"); !preset.empty()) words += "=" + preset;
            parameters += (parameters.empty() ? "" : ", ") + words;
        }
        table.add({text(type, "id"), text(type, "title"), text(type, "kind"), parameters, text(type, "objection")});
    }
    if (format != Format::name) context.print(table);
    co_return Exit::done;
}

Task<Exit> make(Api& api, const PlanOptions& options) {
    Context& context = api.context();
    // Without a type, or with a resource alone: what can be planned.
    std::vector<std::string> what = options.what;
    const bool resource_only = what.size() == 1 && what.front().find('/') != std::string::npos;
    std::string type_id;
    if (!what.empty() && !resource_only) {
        type_id = what.front();
        what.erase(what.begin());
    }
    Query query;
    std::optional<Located> place;
    if (!what.empty()) {
        Scope scope = options.scope;
        scope.settle(context);
        const auto kinds = co_await Kinds::load(api);
        if (!kinds) co_return context.report(kinds.error());
        auto located = co_await locate_one(api, *kinds, what, scope);
        if (!located) co_return context.report(located.error());
        place = std::move(*located);
        query.add("cluster", place->cluster).add("namespace", place->name_space).add("kind", place->kind->kind).add("name", place->name);
    }
    const auto types = co_await api.get("/plan-types" + query.str());
    if (!types) co_return context.report(types.error());
    if (type_id.empty()) co_return co_await list_types(api, *types, options.format);
    const auto& known = items(*types, "items");
    const auto type = std::ranges::find_if(known, [&](const json::value& each) { return text(each, "id") == type_id; });
    if (type == known.end()) {
        std::string possible;
        for (const json::value& each : known) possible += (possible.empty() ? "" : ", ") + text(each, "id");
        co_return context.report(
            usage(fmt::format("there is no plan {}{} (possible: {})", type_id,
                              place ? fmt::format(" for a {}", place->kind->kind) : std::string(), possible.empty() ? "none" : possible)));
    }
    auto parameters = parameters_of(context, *type, options);
    if (!parameters) co_return context.report(parameters.error());
    json::object body{{"type", type_id}, {"parameters", std::move(*parameters)}, {"reason", options.reason}};
    if (place) {
        body["target"] =
            json::object{{"cluster", place->cluster}, {"namespace", place->name_space}, {"kind", place->kind->kind}, {"name", place->name}};
    }
    const auto reply =
        co_await api.send(http::Method::post, options.dry_run ? "/plans?dry_run=true" : "/plans", Body::json(std::move(body)));
    if (!reply) co_return context.report(reply.error());
    if (wants_json(options.format)) {
        print_value(context, *reply, options.format);
    } else if (options.dry_run) {
        print_preview(context, *reply);
    } else {
        print_plan(context, *reply);
    }
    context.out << std::flush;
    if (options.dry_run) co_return number(*reply, "violations") > 0 ? Exit::refused : Exit::done;
    if (!options.wait) co_return Exit::done;
    co_return co_await follow_plan(api, text(*reply, "id"), std::chrono::seconds(options.timeout_seconds));
}

Task<Exit> list(Api& api, const ListOptions& options) {
    Context& context = api.context();
    Query query;
    query.add("state", options.state).add("type", options.type).add("cluster", options.cluster);
    const auto found = co_await api.list("/plans", query, options.limit);
    if (!found) co_return context.report(found.error());
    if (wants_json(options.format)) {
        print_value(context, json::object{{"items", *found}}, options.format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "ID"},
                            {.title = "STATE", .kind = Table::Kind::state},
                            {.title = "PLAN", .shrinks = true},
                            {.title = "DONE"},
                            {.title = "BY"},
                            {.title = "AGE"},
                            {.title = "MESSAGE", .shrinks = true, .optional = true}},
                .rows = {}};
    for (const json::value& plan : *found) {
        if (options.format == Format::name) {
            context.out << text(plan, "id") << "\n";
            continue;
        }
        table.add({text(plan, "id"), text(plan, "state"), text(plan, "title"),
                   fmt::format("{}/{}", number(plan, "done"), number(plan, "total")), text(plan, "author"),
                   age(text(plan, "created_at"), context.clock.now()), text(plan, "message")});
    }
    if (options.format == Format::name) co_return Exit::done;
    if (table.rows.empty()) {
        context.err << "No plans. `nexa plan` lists what can be planned.\n";
    } else {
        context.print(table);
    }
    co_return Exit::done;
}

Task<Exit> show(Api& api, const OneOptions& options) {
    Context& context = api.context();
    const auto plan = co_await api.get("/plans/" + url_encode(options.id));
    if (!plan) co_return context.report(plan.error());
    if (wants_json(options.format)) {
        print_value(context, *plan, options.format);
        co_return Exit::done;
    }
    if (!options.watch) {
        print_plan(context, *plan);
        co_return Exit::done;
    }
    context.out << fmt::format("{}\n", context.style.bold(printable(text(*plan, "title"))));
    co_return co_await follow_plan(api, options.id, std::chrono::hours(24));
}

Task<Exit> change(Api& api, std::string id, std::string verb) {
    Context& context = api.context();
    const auto plan = co_await api.send(http::Method::post, fmt::format("/plans/{}/{}", url_encode(id), verb));
    if (!plan) co_return context.report(plan.error());
    print_plan(context, *plan);
    co_return Exit::done;
}

}  // namespace

void add_plans(CLI::App& app, Context& context) {
    const auto options = std::make_shared<PlanOptions>();
    auto* making = app.add_subcommand("plan", "Make several changes as one, with checks between them; or list what can be planned");
    making->add_option("what", options->what, "TYPE [KIND NAME]; a resource alone lists what can be planned for it")->option_text("WHAT");
    add_scope(*making, options->scope);
    making->add_option("--set", options->parameters, "A parameter: name=value; may be repeated")->allow_extra_args(false);
    making->add_option("--clusters", options->clusters, "The clusters, in the order of the waves: a,b,c")->delimiter(',');
    making->add_option("-f,--filename", options->files, "The manifest: a file, or - for standard input; may be repeated")
        ->allow_extra_args(false);
    making->add_option("--reason", options->reason, "Why: is kept with the plan");
    making->add_flag("--dry-run", options->dry_run, "Show every step with what it would do, and change nothing");
    making->add_flag("--wait", options->wait, "Follow the plan until it ends or waits for somebody");
    making->add_option("--timeout", options->timeout_seconds, "With --wait: give up after so many seconds")->check(CLI::Range(1, 604'800));
    add_format(*making, options->format);
    on_run(*making, context, [options](Api& api) { return make(api, *options); });

    auto* command = app.add_subcommand("plans", "List and steer plans");
    command->require_subcommand(0, 1);
    const auto listed = std::make_shared<ListOptions>();
    const auto add_list = [&](CLI::App& to) {
        to.add_option("--state", listed->state, "running, paused, failed, aborted, succeeded (comma separated)");
        to.add_option("--type", listed->type, "Of these types (upgrade-kafka)");
        to.add_option("--cluster", listed->cluster, "With a step on one of these clusters");
        to.add_option("--limit", listed->limit, "At most so many, the newest first")->check(CLI::Range(1, 100'000));
        add_format(to, listed->format);
    };
    add_list(*command);
    on_run(*command, context, [listed](Api& api) { return list(api, *listed); });
    auto* listing = command->add_subcommand("list", "List plans, the newest first");
    add_list(*listing);
    on_run(*listing, context, [listed](Api& api) { return list(api, *listed); });

    const auto one = std::make_shared<OneOptions>();
    auto* showing = command->add_subcommand("show", "Show one plan with its steps");
    showing->add_option("id", one->id, "The plan")->required();
    showing->add_flag("-w,--watch", one->watch, "Follow it until it ends or rests (exit code 1 unless it succeeds)");
    add_format(*showing, one->format);
    on_run(*showing, context, [one](Api& api) { return show(api, *one); });
    for (const auto& [verb, about] :
         {std::pair{"pause", "Begin no more steps until it is resumed"}, std::pair{"resume", "Go on; steps that failed are tried again"},
          std::pair{"abort", "End it; what is under way on clusters is not taken back"}}) {
        auto* changing = command->add_subcommand(verb, about);
        changing->add_option("id", one->id, "The plan")->required();
        on_run(*changing, context, [one, action = std::string(verb)](Api& api) { return change(api, one->id, action); });
    }
}

}  // namespace nexa::cli
