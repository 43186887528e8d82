#include "cli/command.hpp"

#include <iostream>

#include "base/io_pool.hpp"
#include "cli/json_view.hpp"
#include "wire/encode.hpp"
#include "wire/yaml.hpp"

namespace nexa::cli {
namespace {

Task<Exit> run_work(Context& context, const Work& work) {
    const Executor executor = co_await asio::this_coro::executor;
    Api api(context, executor);
    auto task = work(api);
    co_return co_await std::move(task);
}

void indent_json(std::string& out, const json::value& value, std::size_t depth) {
    const auto new_line = [&](std::size_t level) { out.append("\n").append(level * 2, ' '); };
    if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
        char before = '{';
        for (const auto& [key, item] : *object) {
            out += std::exchange(before, ',');
            new_line(depth + 1);
            wire::append_text(out, key);
            out += ": ";
            indent_json(out, item, depth + 1);
        }
        new_line(depth);
        out += '}';
    } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
        char before = '[';
        for (const json::value& item : *array) {
            out += std::exchange(before, ',');
            new_line(depth + 1);
            indent_json(out, item, depth + 1);
        }
        new_line(depth);
        out += ']';
    } else {
        wire::append_json(out, value);
    }
}

}  // namespace

void on_run(CLI::App& command, Context& context, Work work) {
    ConnectionFlags& connection = context.connection;
    command.add_option("--server", connection.server, "Nexa's address (default: NEXA_SERVER, or the one you signed in to)")
        ->group("Connection");
    command.add_option("--ca-file", connection.ca_file, "PEM file with the authority that signed the server's certificate")
        ->group("Connection");
    command.add_flag("--insecure-skip-tls-verify", connection.insecure, "Accept any certificate of the server")->group("Connection");
    command.callback([&command, &context, work = std::move(work)] {
        // CLI11 calls a parent after its subcommand; the parent's own work is for when there was none.
        if (!command.get_subcommands().empty()) return;
        const Exit code = run_to_end(run_work(context, work));
        context.out << std::flush;
        context.exit_code = static_cast<int>(code);
    });
}

void Scope::settle(const Context& context) {
    if (cluster.empty()) cluster = context.environment("NEXA_CLUSTER");
    if (all_namespaces) {
        name_space.clear();
    } else if (name_space.empty()) {
        name_space = context.environment("NEXA_NAMESPACE");
        if (name_space.empty()) name_space = "default";
    }
}

void add_scope(CLI::App& command, Scope& scope, bool with_all) {
    command.add_option("--cluster", scope.cluster, "The cluster (default: NEXA_CLUSTER)");
    auto* name_space = command.add_option("-n,--namespace", scope.name_space, "The namespace (default: NEXA_NAMESPACE, else \"default\")");
    if (with_all) command.add_flag("-A,--all-namespaces", scope.all_namespaces, "All namespaces")->excludes(name_space);
}

void add_format(CLI::App& command, Format& format) {
    static const std::map<std::string, Format> formats{
        {"table", Format::table}, {"wide", Format::wide}, {"name", Format::name}, {"json", Format::json}, {"yaml", Format::yaml}};
    command.add_option("-o,--output", format, "table, wide, name, json or yaml")
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case).description(""))
        ->option_text("FORMAT");
}

void print_value(Context& context, const json::value& value, Format format) {
    if (format == Format::yaml) {
        context.out << wire::to_yaml(value);
        return;
    }
    std::string text;
    indent_json(text, value, 0);
    context.out << text << "\n";
}

Task<Outcome<Located>> locate(Api& api, const Kinds& kinds, Targets::Named target, Scope scope) {
    const auto kind = kinds.find(target.kind);
    if (!kind) co_return give_up(kind.error());
    if (!scope.cluster.empty() && !scope.all_namespaces) co_return Located{*kind, scope.cluster, scope.name_space, target.name};

    Query query;
    query.add("kind", (*kind)->kind).add("cluster", scope.cluster).add("namespace", scope.name_space).add("q", target.name);
    const auto found = co_await api.list("/resources", query);
    if (!found) co_return give_up(found.error());
    std::vector<Located> exact;
    for (const json::value& item : *found) {
        if (text(item, "name") == target.name) exact.push_back({*kind, text(item, "cluster"), text(item, "namespace"), target.name});
    }
    if (exact.size() == 1) co_return exact.front();
    const std::string where = scope.name_space.empty() ? std::string("any namespace") : "namespace " + scope.name_space;
    if (exact.empty()) {
        co_return give_up({Exit::refused,
                           fmt::format("there is no {} \"{}\" in {} that you may see; `nexa get {} -A` lists them", (*kind)->kind,
                                       target.name, where, (*kind)->plural),
                           {},
                           {},
                           404});
    }
    std::string places;
    for (const Located& each : exact) places += fmt::format("{}{}/{}", places.empty() ? "" : ", ", each.cluster, each.name_space);
    co_return usage(fmt::format("{} \"{}\" exists more than once ({}); choose with --cluster and -n", (*kind)->kind, target.name, places));
}

Task<Outcome<Located>> locate_one(Api& api, const Kinds& kinds, const std::vector<std::string>& arguments, Scope scope) {
    auto targets = parse_targets(arguments);
    if (!targets) co_return give_up(targets.error());
    if (targets->named.size() != 1) co_return usage("say which one: KIND NAME, or KIND/NAME");
    auto target = targets->named.front();
    co_return co_await locate(api, kinds, std::move(target), std::move(scope));
}

Task<Outcome<std::string>> settle_cluster(Api& api, const Scope& scope) {
    if (!scope.cluster.empty()) co_return scope.cluster;
    const auto clusters = co_await api.list("/clusters", Query());
    if (!clusters) co_return give_up(clusters.error());
    if (clusters->size() == 1) co_return text(clusters->front(), "name");
    if (clusters->empty()) co_return usage("there is no cluster yet; add one with `nexa clusters add`");
    std::string names;
    for (const json::value& cluster : *clusters) names += (names.empty() ? "" : ", ") + text(cluster, "name");
    co_return usage(fmt::format("say which cluster with --cluster, or set NEXA_CLUSTER: {}", names));
}

}  // namespace nexa::cli
