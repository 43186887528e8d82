#include <iostream>

#include "base/id.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct QueueOptions {
    Scope scope;
    std::size_t limit = 100;
    Format format = Format::table;
};

struct MoveOptions {
    Scope scope;
    std::string what;  ///< Name of an application, or id of its run.
    std::optional<std::int64_t> place;
    std::optional<std::int64_t> priority;
};

Failure usage(std::string message) {
    return {Exit::usage, std::move(message), {}, {}, 0};
}

/// Queues are looked at across namespaces, unless one is asked for.
Query query_of(const Scope& scope) {
    Query query;
    query.add("cluster", scope.cluster).add("namespace", scope.name_space);
    return query;
}

double real(const json::value& value) {
    return value.is_number() ? value.to_number<double>() : 0;
}

/// "team-a on dev-eu: 3 wait, 2 of 10 on their way, 12 of 200 cores in use"
std::string headline(const json::value& queue) {
    const auto limited = [&](const std::string& present, const char* limit) {
        const json::value& most = member(queue, limit);
        return most.is_null() ? present : fmt::format("{} of {}", present, display(most));
    };
    return fmt::format("{} on {}: {} wait, {} on their way, {} cores in use", text(queue, "namespace"), text(queue, "cluster"),
                       number(queue, "waiting"), limited(display(member(queue, "in_flight")), "max_in_flight"),
                       limited(fmt::format("{:g}", real(member(queue, "running_cores"))), "max_running_cores"));
}

void print_queue(Context& context, const json::value& queue) {
    context.out << context.style.bold(printable(headline(queue))) << "\n";
    Table table{.columns = {{.title = "PLACE"},
                            {.title = "APPLICATION", .shrinks = true},
                            {.title = "PRIORITY"},
                            {.title = "CORES"},
                            {.title = "BY"},
                            {.title = "SINCE"},
                            {.title = "WAITS FOR", .shrinks = true},
                            {.title = "RUN", .optional = true}},
                .rows = {}};
    for (const json::value& each : items(queue, "items")) {
        const bool waits = !member(each, "place").is_null();
        table.add({waits ? display(member(each, "place")) : "-", text(each, "name"), display(member(each, "priority")),
                   fmt::format("{:g}", real(member(each, "cores"))), text(each, "author"),
                   age(text(each, "queued_at"), context.clock.now()), waits ? text(each, "why") : "the operator", text(each, "run")});
    }
    if (!table.rows.empty()) context.print(table);
}

Task<Exit> list(Api& api, const QueueOptions& options) {
    Context& context = api.context();
    auto query = query_of(options.scope);
    query.add("limit", std::to_string(options.limit));
    const auto found = co_await api.get("/queues" + query.str());
    if (!found) co_return context.report(found.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, *found, options.format);
        co_return Exit::done;
    }
    bool any = false;
    for (const json::value& queue : items(*found, "items")) {
        if (options.format == Format::name) {
            for (const json::value& each : items(queue, "items")) context.out << text(each, "run") << "\n";
            continue;
        }
        if (items(queue, "items").empty()) continue;
        if (std::exchange(any, true)) context.out << "\n";
        print_queue(context, queue);
    }
    if (!any && options.format != Format::name) context.err << "Nothing waits to be submitted.\n";
    co_return Exit::done;
}

/// The run that an application or an id stands for.
Task<Outcome<std::string>> run_of(Api& api, const std::string& what, Scope scope) {
    auto query = query_of(scope);
    query.add("name", what).add("limit", "500");
    if (Id<struct Any>::parse(what)) co_return what;
    const auto found = co_await api.get("/queues" + query.str());
    if (!found) co_return give_up(found.error());
    std::vector<std::string> runs;
    std::string places;
    for (const json::value& queue : items(*found, "items")) {
        for (const json::value& each : items(queue, "items")) {
            runs.push_back(text(each, "run"));
            places += fmt::format("{}{} / {}", places.empty() ? "" : ", ", text(queue, "cluster"), text(queue, "namespace"));
        }
    }
    if (runs.empty())
        co_return give_up({Exit::refused, fmt::format("no application {} waits to be submitted; see `nexa queue`", what), {}, {}, 0});
    if (runs.size() > 1)
        co_return give_up(usage(fmt::format("{} waits in several places ({}); say which with --cluster and -n", what, places)));
    co_return runs.front();
}

Task<Exit> move(Api& api, const MoveOptions& options) {
    Context& context = api.context();
    if (options.place.has_value() == options.priority.has_value())
        co_return context.report(usage("say either --to PLACE (1 is next) or --priority NUMBER"));
    const auto run = co_await run_of(api, options.what, options.scope);
    if (!run) co_return context.report(run.error());
    json::object body;
    if (options.place) body["place"] = *options.place;
    if (options.priority) body["priority"] = *options.priority;
    const auto queue =
        co_await api.send(http::Method::post, fmt::format("/submissions/{}/move", url_encode(*run)), Body::json(std::move(body)));
    if (!queue) co_return context.report(queue.error());
    print_queue(context, *queue);
    co_return Exit::done;
}

Task<Exit> withdraw(Api& api, const MoveOptions& options) {
    Context& context = api.context();
    const auto run = co_await run_of(api, options.what, options.scope);
    if (!run) co_return context.report(run.error());
    const auto ended = co_await api.send(http::Method::post, fmt::format("/runs/{}/cancel", url_encode(*run)));
    if (!ended) co_return context.report(ended.error());
    context.out << fmt::format("{} is withdrawn; to submit it after all: nexa runs retry {}\n", printable(text(*ended, "name")), *run);
    co_return Exit::done;
}

}  // namespace

void add_queue(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("queue", "Spark applications that wait to be submitted: look, move, withdraw");
    command->require_subcommand(0, 1);
    const auto options = std::make_shared<QueueOptions>();
    const auto add_list = [&](CLI::App& to) {
        add_scope(to, options->scope);
        to.add_option("--limit", options->limit, "At most so many of each queue")->check(CLI::Range(1, 500));
        add_format(to, options->format);
    };
    add_list(*command);
    on_run(*command, context, [options](Api& api) { return list(api, *options); });
    auto* listing = command->add_subcommand("list", "List the queues");
    add_list(*listing);
    on_run(*listing, context, [options](Api& api) { return list(api, *options); });

    const auto moving = std::make_shared<MoveOptions>();
    auto* mover = command->add_subcommand("move", "Give an application another place or priority");
    mover->add_option("application", moving->what, "Its name, or the id of its run")->required();
    add_scope(*mover, moving->scope);
    mover->add_option("--to", moving->place, "The place: 1 is next")->check(CLI::Range(1, 1'000'000));
    mover->add_option("--priority", moving->priority, "From -1000 to 1000; greater goes first")->check(CLI::Range(-1000, 1000));
    on_run(*mover, context, [moving](Api& api) { return move(api, *moving); });
    auto* withdrawal = command->add_subcommand("withdraw", "Take an application out of the queue");
    withdrawal->add_option("application", moving->what, "Its name, or the id of its run")->required();
    add_scope(*withdrawal, moving->scope);
    on_run(*withdrawal, context, [moving](Api& api) { return withdraw(api, *moving); });
}

}  // namespace nexa::cli
