#include <iostream>

#include "cli/command.hpp"
#include "cli/json_view.hpp"
#include "cli/manifests.hpp"

namespace nexa::cli {
namespace {

struct PolicyOptions {
    std::string cluster;
    std::string name_space;
    std::string file;
    Format format = Format::table;

    std::string path() const { return fmt::format("/namespace-policies/{}/{}", url_encode(cluster), url_encode(name_space)); }
};

/// "a, b" of a list; "any" where nothing is said; "none" for an empty list.
std::string allowed(const json::value& policy, std::string_view name) {
    const json::value& values = member(policy, name);
    if (!values.is_array()) return "any";
    std::string text;
    for (const json::value& each : values.get_array()) text += fmt::format("{}{}", text.empty() ? "" : ", ", display(each));
    return text.empty() ? "none" : text;
}

std::string limits_of(const json::value& policy) {
    std::string text;
    const auto add = [&](std::string_view what, const char* name) {
        if (const json::value& value = member(policy, name); !value.is_null())
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, display(value));
    };
    add("cpu", "max_cpu");
    add("memory", "max_memory");
    add("instances", "max_instances");
    add("submissions", "max_submissions");
    add("running cores", "max_running_cores");
    return text;
}

Task<Exit> list(Api& api, Format format) {
    Context& context = api.context();
    const auto found = co_await api.list("/namespace-policies", Query());
    if (!found) co_return context.report(found.error());
    if (format == Format::json || format == Format::yaml) {
        print_value(context, json::object{{"items", *found}}, format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "CLUSTER"},
                            {.title = "NAMESPACE"},
                            {.title = "KINDS", .shrinks = true},
                            {.title = "SERVICE ACCOUNTS", .shrinks = true},
                            {.title = "IMAGES", .shrinks = true},
                            {.title = "VOLUMES", .shrinks = true},
                            {.title = "HOST ACCESS"},
                            {.title = "AT MOST", .shrinks = true}},
                .rows = {}};
    for (const json::value& each : *found) {
        const json::value& policy = member(each, "policy");
        table.add({text(each, "cluster"), text(each, "namespace"), allowed(policy, "kinds"), allowed(policy, "service_accounts"),
                   allowed(policy, "images"), allowed(policy, "volumes"), flag(policy, "host_access") ? "yes" : "no", limits_of(policy)});
    }
    if (table.rows.empty()) {
        context.err << "No namespace has a policy. Set one with `nexa policies set CLUSTER NAMESPACE -f FILE`.\n";
    } else {
        context.print(table);
    }
    co_return Exit::done;
}

Task<Exit> show(Api& api, const PolicyOptions& options) {
    Context& context = api.context();
    const auto found = co_await api.get(options.path());
    if (!found) co_return context.report(found.error());
    // As `set` takes it, so that it can be edited and set again.
    print_value(context, member(*found, "policy"), options.format == Format::json ? Format::json : Format::yaml);
    co_return Exit::done;
}

Task<Exit> set(Api& api, const PolicyOptions& options) {
    Context& context = api.context();
    const auto files = read_manifests(context, {options.file}, false);
    if (!files) co_return context.report(files.error());
    if (files->size() != 1 || files->front().documents.size() != 1) {
        co_return context.report(usage(fmt::format("{}: a policy is one document", options.file)).error());
    }
    auto body = Body::json(files->front().documents.front().value);
    const auto done = co_await api.send(http::Method::put, options.path(), std::move(body));
    if (!done) co_return context.report(done.error());
    context.out << fmt::format("policy of {} / {} is set (version {})\n", options.cluster, options.name_space,
                               display(member(*done, "version")));
    co_return Exit::done;
}

Task<Exit> remove(Api& api, const PolicyOptions& options) {
    Context& context = api.context();
    const auto done = co_await api.send(http::Method::del, options.path());
    if (!done) co_return context.report(done.error());
    context.out << fmt::format("policy of {} / {} removed\n", options.cluster, options.name_space);
    co_return Exit::done;
}

void add_place(CLI::App& command, PolicyOptions& options) {
    command.add_option("cluster", options.cluster, "The cluster")->required();
    command.add_option("namespace", options.name_space, "The namespace")->required();
}

}  // namespace

void add_policies(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("policies", "Say what may be run in a namespace");
    command->require_subcommand(0, 1);
    const auto options = std::make_shared<PolicyOptions>();
    add_format(*command, options->format);
    on_run(*command, context, [options](Api& api) { return list(api, options->format); });

    auto* listing = command->add_subcommand("list", "List the policies");
    add_format(*listing, options->format);
    on_run(*listing, context, [options](Api& api) { return list(api, options->format); });

    auto* showing = command->add_subcommand("get", "Show the policy of a namespace, as `set` takes it");
    add_place(*showing, *options);
    add_format(*showing, options->format);
    on_run(*showing, context, [options](Api& api) { return show(api, *options); });

    auto* setting = command->add_subcommand("set", "Set the policy of a namespace");
    add_place(*setting, *options);
    setting->add_option("-f,--filename", options->file, "The policy in YAML or JSON, or - for standard input")->required();
    on_run(*setting, context, [options](Api& api) { return set(api, *options); });

    auto* removing = command->add_subcommand("remove", "Lift what was said of a namespace");
    add_place(*removing, *options);
    on_run(*removing, context, [options](Api& api) { return remove(api, *options); });
}

}  // namespace nexa::cli
