#include <iostream>

#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct ClusterOptions {
    std::string name;
    std::string kubeconfig;
    std::string use_context;
    std::vector<std::string> labels;
    std::string colour;
    Format format = Format::table;
};

std::string operators_of(const json::value& cluster) {
    std::string found;
    for (const json::value& each : items(cluster, "operators")) {
        found += fmt::format("{}{} {}", found.empty() ? "" : ", ", text(each, "name"), text(each, "version"));
    }
    return found;
}

/// The first of its certificates to expire, once that is worth a word: "token in 6d".
std::string expiry_of(const json::value& cluster, Time now) {
    for (const json::value& each : items(cluster, "certificates")) {
        if (text(each, "validity") == "fine") continue;
        std::string what = text(each, "what");
        std::ranges::replace(what, '_', ' ');
        return fmt::format("{} {}", what, until(text(each, "expires_at"), now));
    }
    return {};
}

std::string counts_of(const json::value& cluster) {
    std::string counts;
    if (const auto* by_health = member(cluster, "counts").if_object()) {
        for (const auto& [health, count] : *by_health) {
            if (display(count) != "0")
                counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", display(count), std::string_view(health));
        }
    }
    return counts;
}

Task<Exit> list(Api& api, Format format) {
    Context& context = api.context();
    const auto found = co_await api.list("/clusters", Query());
    if (!found) co_return context.report(found.error());
    if (format == Format::json || format == Format::yaml) {
        print_value(context, json::object{{"items", *found}}, format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "NAME"},
                            {.title = "STATE", .kind = Table::Kind::state},
                            {.title = "KUBERNETES"},
                            {.title = "OPERATORS", .shrinks = true},
                            {.title = "RESOURCES", .shrinks = true},
                            {.title = "LAST CONTACT"},
                            {.title = "EXPIRES"},
                            {.title = "MESSAGE", .shrinks = true, .optional = true}},
                .rows = {}};
    if (format == Format::wide) table.columns.push_back({.title = "SERVER", .shrinks = true});
    for (const json::value& cluster : *found) {
        if (format == Format::name) {
            context.out << text(cluster, "name") << "\n";
            continue;
        }
        std::vector<std::string> row{text(cluster, "name"),
                                     text(cluster, "state"),
                                     text(cluster, "kubernetes_version"),
                                     operators_of(cluster),
                                     counts_of(cluster),
                                     age(text(cluster, "last_contact"), context.clock.now()),
                                     expiry_of(cluster, context.clock.now()),
                                     text(cluster, "message")};
        if (format == Format::wide) row.push_back(text(cluster, "server"));
        table.add(std::move(row));
    }
    if (format == Format::name) co_return Exit::done;
    if (table.rows.empty()) {
        context.err << "No clusters yet. Add one with `nexa clusters add NAME --kubeconfig FILE`.\n";
    } else {
        context.print(table);
    }
    co_return Exit::done;
}

/// The named cluster, or all.
Task<Outcome<json::array>> chosen_clusters(Api& api, const std::string& name) {
    if (name.empty()) {
        auto all = co_await api.list("/clusters", Query());
        if (!all) co_return give_up(all.error());
        co_return json::array(*all);
    }
    auto one = co_await api.get("/clusters/" + url_encode(name));
    if (!one) co_return give_up(one.error());
    co_return json::array{*one};
}

/// Of one cluster all that has an end, and what can't be known; of all clusters what ends within a month.
Task<Exit> certificates(Api& api, const ClusterOptions& options) {
    Context& context = api.context();
    const auto clusters = co_await chosen_clusters(api, options.name);
    if (!clusters) co_return context.report(clusters.error());
    std::vector<json::value> found;
    std::string unknown;
    for (const json::value& cluster : *clusters) {
        for (const json::value& each : items(cluster, "certificates")) {
            if (!each.is_object() || (options.name.empty() && text(each, "validity") == "fine")) continue;
            found.push_back(each);
            found.back().as_object()["cluster"] = text(cluster, "name");
        }
        if (options.name.empty()) continue;
        for (const json::value& each : items(cluster, "certificates_unknown"))
            unknown += fmt::format("Not known: {}.\n", printable(display(each)));
    }
    // RFC 3339 in UTC sorts as text.
    std::ranges::stable_sort(found, {}, [](const json::value& each) { return text(each, "expires_at"); });
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, json::object{{"items", json::array(found.begin(), found.end())}}, options.format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "EXPIRES"},
                            {.title = "VALIDITY", .kind = Table::Kind::state},
                            {.title = "CLUSTER"},
                            {.title = "OF", .shrinks = true},
                            {.title = "WHAT"},
                            {.title = "NEXT STEP", .shrinks = true}},
                .rows = {}};
    for (const json::value& each : found) {
        table.add({until(text(each, "expires_at"), context.clock.now()), text(each, "validity"), text(each, "cluster"),
                   text(each, "name").empty() ? "" : fmt::format("{}/{}", text(each, "namespace"), text(each, "name")), text(each, "title"),
                   text(each, "next_step")});
    }
    if (table.rows.empty()) {
        context.err << (options.name.empty() ? "Nothing expires within 30 days.\n" : "Nothing that has an end is known.\n");
    } else {
        context.print(table);
    }
    context.out << context.style.dim(unknown);
    co_return Exit::done;
}

/// The check list as it stands; `refused` when a check failed.
Exit tell_checks(Context& context, const json::value& report) {
    for (const json::value& check : items(report, "checks")) {
        const std::string state = text(check, "state");
        const std::string_view mark = state == "passed" ? "✓" : state == "failed" ? "✗" : state == "warning" ? "!" : "-";
        std::string title = text(check, "title");
        if (title.empty()) title = text(check, "name");
        const std::string painted = state == "passed"    ? context.style.green(mark)
                                    : state == "failed"  ? context.style.red(mark)
                                    : state == "warning" ? context.style.yellow(mark)
                                                         : context.style.dim(mark);
        context.out << fmt::format("{} {:<9}{}  {}\n", painted, state, context.style.bold(printable(title)),
                                   printable(text(check, "message")));
        if (const std::string fix = text(check, "fix"); !fix.empty() && state != "passed")
            context.out << "            fix: " << printable(fix) << "\n";
    }
    return flag(report, "ok") ? Exit::done : Exit::refused;
}

Outcome<json::object> kubeconfig_body(const Context& context, const ClusterOptions& options) {
    auto kubeconfig = read_file(context, options.kubeconfig);
    if (!kubeconfig) return usage(kubeconfig.error().message);
    json::object body{{"kubeconfig", *kubeconfig}};
    if (!options.use_context.empty()) body["context"] = options.use_context;
    return body;
}

Outcome<json::object> labels_of(const ClusterOptions& options) {
    json::object labels;
    for (const std::string& label : options.labels) {
        const std::size_t equals = label.find('=');
        if (equals == std::string::npos || equals == 0) return usage(fmt::format("\"{}\" is not of the form key=value", label));
        labels[label.substr(0, equals)] = label.substr(equals + 1);
    }
    return labels;
}

Task<Exit> add(Api& api, const ClusterOptions& options) {
    Context& context = api.context();
    auto body = kubeconfig_body(context, options);
    if (!body) co_return context.report(body.error());
    (*body)["name"] = options.name;
    if (!options.colour.empty()) (*body)["colour"] = options.colour;
    auto labels = labels_of(options);
    if (!labels) co_return context.report(labels.error());
    if (!labels->empty()) (*body)["labels"] = std::move(*labels);
    auto request = Body::json(*body);
    const auto made = co_await api.send(http::Method::post, "/clusters", std::move(request));
    if (!made) co_return context.report(made.error());
    context.out << fmt::format("cluster {} added\n", options.name);
    co_return Exit::done;
}

Task<Exit> update(Api& api, const ClusterOptions& options) {
    Context& context = api.context();
    const std::string path = "/clusters/" + url_encode(options.name);
    auto labels = labels_of(options);
    if (!labels) co_return context.report(labels.error());
    if (options.kubeconfig.empty() && labels->empty() && options.colour.empty()) {
        co_return context.report(usage("say what to change: --kubeconfig, --label or --colour").error());
    }
    if (options.kubeconfig.empty() && !options.use_context.empty()) {
        co_return context.report(usage("--context goes with --kubeconfig").error());
    }
    if (!options.kubeconfig.empty()) {
        auto body = kubeconfig_body(context, options);
        if (!body) co_return context.report(body.error());
        auto request = Body::json(*body);
        const auto replaced = co_await api.send(http::Method::put, path + "/kubeconfig", std::move(request));
        if (!replaced) co_return context.report(replaced.error());
        context.out << fmt::format("cluster {} has a new kubeconfig ({}); it is being connected anew\n", options.name,
                                   text(*replaced, "server"));
    }
    json::object change;
    if (!labels->empty()) change["labels"] = std::move(*labels);
    if (!options.colour.empty()) change["colour"] = options.colour;
    if (change.empty()) co_return Exit::done;
    auto request = Body::json(change);
    const auto changed = co_await api.send(http::Method::patch, path, std::move(request));
    if (!changed) co_return context.report(changed.error());
    context.out << fmt::format("cluster {} changed\n", options.name);
    co_return Exit::done;
}

Task<Exit> check(Api& api, const ClusterOptions& options) {
    Context& context = api.context();
    if (options.name.empty() == options.kubeconfig.empty()) {
        co_return context.report(usage("give the name of a cluster, or --kubeconfig to check one before it is added").error());
    }
    std::string path = fmt::format("/clusters/{}/check", url_encode(options.name));
    Body request;
    if (!options.kubeconfig.empty()) {
        auto body = kubeconfig_body(context, options);
        if (!body) co_return context.report(body.error());
        path = "/clusters/check";
        request = Body::json(*body);
    }
    const auto report = co_await api.send(http::Method::post, path, std::move(request));
    if (!report) co_return context.report(report.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, *report, options.format);
        co_return flag(*report, "ok") ? Exit::done : Exit::refused;
    }
    co_return tell_checks(context, *report);
}

Task<Exit> remove(Api& api, std::string name) {
    Context& context = api.context();
    const auto done = co_await api.send(http::Method::del, "/clusters/" + url_encode(name));
    if (!done) co_return context.report(done.error());
    context.out << fmt::format("cluster {} removed from Nexa; nothing was changed on it\n", name);
    co_return Exit::done;
}

void add_kubeconfig(CLI::App& command, ClusterOptions& options, bool required) {
    command.add_option("--kubeconfig", options.kubeconfig, "The file, or - for standard input")->required(required);
    command.add_option("--context", options.use_context, "The kubeconfig's context (default: its current one)");
}

}  // namespace

void add_clusters(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("clusters", "List, add, change, check and remove clusters");
    command->require_subcommand(0, 1);
    const auto options = std::make_shared<ClusterOptions>();
    add_format(*command, options->format);
    on_run(*command, context, [options](Api& api) { return list(api, options->format); });

    auto* listing = command->add_subcommand("list", "List the clusters");
    add_format(*listing, options->format);
    on_run(*listing, context, [options](Api& api) { return list(api, options->format); });

    auto* adding = command->add_subcommand("add", "Add a cluster");
    adding->add_option("name", options->name, "How it will be called")->required();
    add_kubeconfig(*adding, *options, true);
    adding->add_option("-l,--label", options->labels, "key=value (may be repeated)")->allow_extra_args(false);
    adding->add_option("--colour", options->colour, "A colour of the page's palette, to tell it from others");
    on_run(*adding, context, [options](Api& api) { return add(api, *options); });

    auto* updating = command->add_subcommand("update", "Give a cluster another kubeconfig, labels or colour");
    updating->add_option("name", options->name, "The cluster")->required();
    add_kubeconfig(*updating, *options, false);
    updating->add_option("-l,--label", options->labels, "key=value (may be repeated); they take the place of all labels")
        ->allow_extra_args(false);
    updating->add_option("--colour", options->colour, "A colour of the page's palette");
    on_run(*updating, context, [options](Api& api) { return update(api, *options); });

    auto* checking = command->add_subcommand("check", "Check the connection and the rights on a cluster");
    checking->add_option("name", options->name, "A cluster that was added");
    add_kubeconfig(*checking, *options, false);
    add_format(*checking, options->format);
    on_run(*checking, context, [options](Api& api) { return check(api, *options); });

    auto* expiring = command->add_subcommand("certificates", "What expires within 30 days; of one cluster, everything that has an end");
    expiring->add_option("name", options->name, "The cluster");
    add_format(*expiring, options->format);
    on_run(*expiring, context, [options](Api& api) { return certificates(api, *options); });

    auto* removing = command->add_subcommand("remove", "Forget a cluster; what runs on it goes on");
    removing->add_option("name", options->name, "The cluster")->required();
    on_run(*removing, context, [options](Api& api) { return remove(api, options->name); });
}

}  // namespace nexa::cli
