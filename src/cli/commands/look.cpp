#include <iostream>

#include "cli/command.hpp"
#include "cli/json_view.hpp"

// What is asked of a resource's cluster at that moment, and the history of what was.
namespace nexa::cli {
namespace {

struct LookOptions {
    std::vector<std::string> target;
    Scope scope;
    Format format = Format::table;
};

using Print = void (*)(Context& context, const json::value& reply);

std::string rounded(const json::value& change, const char* side) {
    const json::value& value = member(change, side);
    return value.is_number() ? fmt::format("{:.0f}", value.to_number<double>()) : std::string();
}

/// "120 -> 96"; one number where nothing changes.
std::string moved(const json::value& load, const char* figure) {
    const json::value& change = member(load, figure);
    const auto before = rounded(change, "before");
    const auto after = rounded(change, "after");
    return before == after ? before : before + " -> " + after;
}

void print_pods(Context& context, const json::value& reply) {
    Table table{.columns = {{.title = "POD"},
                            {.title = "ROLE"},
                            {.title = "NODE ID", .optional = true},
                            {.title = "PHASE", .kind = Table::Kind::state},
                            {.title = "READY"},
                            {.title = "RESTARTS"},
                            {.title = "ON NODE", .optional = true},
                            {.title = "AGE"},
                            {.title = "WHY", .shrinks = true}},
                .rows = {}};
    for (const json::value& pod : items(reply, "items")) {
        const auto phase = flag(pod, "leaving") ? std::string("Leaving") : text(pod, "phase");
        const auto words = text(pod, "words");
        table.add({text(pod, "name"), text(pod, "role"), display(member(pod, "node_id")), phase,
                   fmt::format("{}/{}", number(pod, "ready"), number(pod, "containers")), display(member(pod, "restarts")),
                   text(pod, "node"), age(text(pod, "started_at"), context.clock.now()), words.empty() ? text(pod, "reason") : words});
    }
    if (table.rows.empty()) {
        context.err << "No pods now.\n";
    } else {
        context.print(table);
    }
}

void print_load(Context& context, const json::value& reply) {
    Table table{.columns = {{.title = "BROKER"},
                            {.title = "REPLICAS"},
                            {.title = "LEADERS"},
                            {.title = "DISK %"},
                            {.title = "CPU %"},
                            {.title = "IN KB/S"},
                            {.title = "OUT KB/S"}},
                .rows = {}};
    for (const json::value& load : items(reply, "items")) {
        table.add({display(member(load, "broker")), moved(load, "replicas"), moved(load, "leaders"), moved(load, "disk_percent"),
                   moved(load, "cpu_percent"), moved(load, "network_in_kb"), moved(load, "network_out_kb")});
    }
    if (table.rows.empty()) {
        context.err << "There is no proposal yet.\n";
    } else {
        context.print(table);
    }
}

void print_history(Context& context, const json::value& reply) {
    Table table{.columns = {{.title = "SEEN"},
                            {.title = "STATE", .kind = Table::Kind::state},
                            {.title = "ATTEMPT"},
                            {.title = "EXECUTORS"},
                            {.title = "WORDS", .shrinks = true}},
                .rows = {}};
    for (const json::value& change : items(reply, "items")) {
        const auto failed = number(change, "executors_failed");
        table.add({text(change, "at"), text(change, "state"), display(member(change, "attempt")),
                   fmt::format("{}{}", number(change, "executors_running"), failed > 0 ? fmt::format(", {} failed", failed) : ""),
                   text(change, "message").empty() ? std::string() : text(change, "words")});
    }
    if (table.rows.empty()) {
        context.err << "Nothing of it was seen in the last 30 days.\n";
    } else {
        context.print(table);
    }
}

void print_past(Context& context, const json::value& reply) {
    Table table{.columns = {{.title = "APPLICATION"},
                            {.title = "CLUSTER"},
                            {.title = "NAMESPACE"},
                            {.title = "ENDED AS", .kind = Table::Kind::state},
                            {.title = "ATTEMPTS"},
                            {.title = "SEEN FIRST"},
                            {.title = "WENT"},
                            {.title = "WORDS", .shrinks = true}},
                .rows = {}};
    for (const json::value& each : items(reply, "items")) {
        table.add({text(each, "name"), text(each, "cluster"), text(each, "namespace"), text(each, "state"),
                   display(member(each, "attempt")), age(text(each, "began"), context.clock.now()),
                   age(text(each, "ended"), context.clock.now()), text(each, "message").empty() ? std::string() : text(each, "words")});
    }
    if (table.rows.empty()) {
        context.err << "No application has gone in the last 30 days, as far as you may see.\n";
    } else {
        context.print(table);
    }
}

/// What is gone, of the cluster and the namespace that are asked for.
Task<Exit> look_at_past(Api& api, const LookOptions& options) {
    Context& context = api.context();
    Query query;
    query.add("cluster", options.scope.cluster).add("namespace", options.scope.name_space);
    const auto reply = co_await api.get("/past-applications" + query.str());
    if (!reply) co_return context.report(reply.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, *reply, options.format);
    } else {
        print_past(context, *reply);
    }
    co_return Exit::done;
}

void print_credentials(Context& context, const json::value& reply) {
    // As a client reads it: to be put into a file.
    context.out << text(reply, "properties");
}

/// Asks for `what` of the resource and prints it.
Task<Exit> look(Api& api, const LookOptions& options, std::string_view what, Print print) {
    Context& context = api.context();
    Scope scope = options.scope;
    scope.settle(context);
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    std::string path;
    if (what == "history" && !scope.cluster.empty()) {
        // What is gone can't be found by asking where it is.
        const auto& name = options.target.back();
        path = resource_path(scope.cluster, scope.name_space, "sparkapplications", name.substr(name.find('/') + 1));
    } else {
        const auto place = co_await locate_one(api, *kinds, options.target, scope);
        if (!place) co_return context.report(place.error());
        path = place->path();
    }
    const auto reply = co_await api.get(fmt::format("{}/{}", path, what));
    if (!reply) co_return context.report(reply.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, *reply, options.format);
    } else {
        print(context, *reply);
    }
    co_return Exit::done;
}

}  // namespace

void add_look(CLI::App& app, Context& context) {
    struct Row {
        const char* name;
        const char* path;
        const char* about;
        const char* kind;  ///< Of a name alone; null: the kind has to be said.
        Print print;
    };
    static constexpr Row rows[] = {
        {"pods", "pods", "List the pods of a resource, as its cluster tells of them now", nullptr, print_pods},
        {"load", "load", "Show what the proposal of a rebalance does to each broker", "kafkarebalance", print_load},
        {"history", "history",
         "Show the states that a Spark application went through, also when it is gone (with --cluster); without a name, list what is gone",
         "sparkapplication", print_history},
        {"credentials", "credentials", "Print the client.properties of a Kafka user; the trail keeps who did", "kafkauser",
         print_credentials},
    };
    for (const Row& row : rows) {
        const auto options = std::make_shared<LookOptions>();
        auto* command = app.add_subcommand(row.name, row.about);
        auto* what = command->add_option("what", options->target, row.kind == nullptr ? "KIND NAME, or KIND/NAME" : "NAME, or KIND/NAME");
        what->option_text("WHAT");
        const bool may_be_left_out = row.print == print_history;
        if (!may_be_left_out) what->required();
        add_scope(*command, options->scope);
        add_format(*command, options->format);
        on_run(*command, context, [options, &row](Api& api) {
            if (options->target.empty()) return look_at_past(api, *options);
            if (row.kind != nullptr && options->target.size() == 1 && options->target.front().find('/') == std::string::npos)
                options->target.insert(options->target.begin(), row.kind);
            return look(api, *options, row.path, row.print);
        });
    }
}

}  // namespace nexa::cli
