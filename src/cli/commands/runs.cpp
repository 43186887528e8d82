#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct RunsOptions {
    Scope scope;
    std::string state;
    std::string kind;
    std::string name;
    std::string who;
    std::size_t limit = 50;
    Format format = Format::table;
};

struct RunOptions {
    std::string id;
    bool watch = false;
    Format format = Format::table;
};

Task<Exit> list(Api& api, const RunsOptions& options) {
    Context& context = api.context();
    Query query;
    // Runs are looked at across namespaces, unless one is asked for.
    query.add("state", options.state).add("cluster", options.scope.cluster).add("namespace", options.scope.name_space);
    query.add("kind", options.kind).add("name", options.name).add("who", options.who);
    const auto found = co_await api.list("/runs", query, options.limit);
    if (!found) co_return context.report(found.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, json::object{{"items", *found}}, options.format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "ID"},
                            {.title = "STATE", .kind = Table::Kind::state},
                            {.title = "ACTION"},
                            {.title = "CLUSTER", .shrinks = true},
                            {.title = "NAMESPACE", .shrinks = true},
                            {.title = "RESOURCE", .shrinks = true},
                            {.title = "BY"},
                            {.title = "AGE"},
                            {.title = "MESSAGE", .shrinks = true, .optional = true}},
                .rows = {}};
    for (const json::value& run : *found) {
        if (options.format == Format::name) {
            context.out << text(run, "id") << "\n";
            continue;
        }
        table.add({text(run, "id"), text(run, "state"), text(run, "action"), text(run, "cluster"), text(run, "namespace"),
                   text(run, "kind") + "/" + text(run, "name"), text(run, "author"), age(text(run, "created_at"), context.clock.now()),
                   words_of(run, "message")});
    }
    if (options.format == Format::name) co_return Exit::done;
    if (table.rows.empty()) {
        context.err << "No runs.\n";
    } else {
        context.print(table);
    }
    co_return Exit::done;
}

void print_head(Context& context, const json::value& run) {
    const Time now = context.clock.now();
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) context.out << fmt::format("{:<12}{}\n", std::string(name) + ":", value);
    };
    line("Run", text(run, "id"));
    line("Resource",
         printable(fmt::format("{} {} ({} / {})", text(run, "kind"), text(run, "name"), text(run, "cluster"), text(run, "namespace"))));
    line("Action",
         text(run, "action") + (number(run, "revision") > 0 ? fmt::format(", revision {}", number(run, "revision")) : std::string()));
    line("By", fmt::format("{}, {} ago", printable(text(run, "author")), age(text(run, "created_at"), now)));
    line("State", context.style.state(text(run, "state")));
    line("Message", printable(words_of(run, "message")));
    line("Attempts", display(member(run, "attempt")));
}

Task<Exit> show(Api& api, const RunOptions& options) {
    Context& context = api.context();
    const auto run = co_await api.get("/runs/" + url_encode(options.id));
    if (!run) co_return context.report(run.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, *run, options.format);
        co_return Exit::done;
    }
    print_head(context, *run);
    context.out << context.style.bold("Steps") << "\n";
    if (options.watch) {
        const auto ended = co_await follow_run(api, options.id, std::chrono::hours(24), "  ");
        if (!ended) co_return context.report(ended.error());
        context.out << fmt::format("{}: {}\n", context.style.state(text(*ended, "state")), printable(text(*ended, "message")));
        co_return text(*ended, "state") == "succeeded" ? Exit::done : Exit::refused;
    }
    for (const json::value& step : items(*run, "steps")) {
        context.out << render_step(step, context.style, "  ");
        const std::string detail = text(step, "detail");
        if (!detail.empty()) context.out << context.style.dim("            " + printable(detail)) << "\n";
    }
    co_return Exit::done;
}

Task<Exit> change(Api& api, std::string id, std::string verb) {
    Context& context = api.context();
    const auto run = co_await api.send(http::Method::post, fmt::format("/runs/{}/{}", url_encode(id), verb));
    if (!run) co_return context.report(run.error());
    context.out << fmt::format("run {}  {}\n", id, context.style.state(text(*run, "state")));
    co_return Exit::done;
}

}  // namespace

void add_runs(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("runs", "List and steer what is being carried out");
    command->require_subcommand(0, 1);
    const auto options = std::make_shared<RunsOptions>();
    const auto add_list = [&](CLI::App& to) {
        add_scope(to, options->scope);
        to.add_option("--state", options->state,
                      "queued, awaiting_approval, running, waiting, succeeded, failed, cancelled, superseded, timed_out (comma separated)");
        to.add_option("--kind", options->kind, "Of resources of these kinds (KafkaTopic)");
        to.add_option("--name", options->name, "Of the resource with this name; orders* for all that begin so");
        to.add_option("--who", options->who, "Asked for by this user");
        to.add_option("--limit", options->limit, "At most so many, the newest first")->check(CLI::Range(1, 100'000));
        add_format(to, options->format);
    };
    add_list(*command);
    on_run(*command, context, [options](Api& api) { return list(api, *options); });
    auto* listing = command->add_subcommand("list", "List runs, the newest first");
    add_list(*listing);
    on_run(*listing, context, [options](Api& api) { return list(api, *options); });

    const auto one = std::make_shared<RunOptions>();
    auto* showing = command->add_subcommand("show", "Show one run with its steps");
    showing->add_option("id", one->id, "The run")->required();
    showing->add_flag("-w,--watch", one->watch, "Follow it to its end (exit code 1 unless it succeeds)");
    add_format(*showing, one->format);
    on_run(*showing, context, [one](Api& api) { return show(api, *one); });
    for (const auto& [verb, about] : {std::pair{"cancel", "Stop a run that is not over"}, std::pair{"retry", "Try a failed run again"}}) {
        auto* changing = command->add_subcommand(verb, about);
        changing->add_option("id", one->id, "The run")->required();
        on_run(*changing, context, [one, action = std::string(verb)](Api& api) { return change(api, one->id, action); });
    }
}

}  // namespace nexa::cli
