#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cli/api.hpp"
#include "cli/cli.hpp"
#include "cli/kinds.hpp"

/// What the commands share: each file in commands/ declares its own in one `add_x(app, context)`.
namespace nexa::cli {

using Work = std::function<Task<Exit>(Api&)>;

/// Makes `work` the command's: adds the options that say how to reach the server, runs the coroutine and keeps its exit code.
/// What `work` refers to must live as long as the app: capture options by shared pointer.
void on_run(CLI::App& command, Context& context, Work work);

/// Where to look.
struct Scope {
    std::string cluster;
    std::string name_space;
    bool all_namespaces = false;

    /// NEXA_CLUSTER and NEXA_NAMESPACE stand in for what was not given; without those, the namespace is "default".
    void settle(const Context& context);
};
void add_scope(CLI::App& command, Scope& scope, bool with_all = false);

enum class Format { table, wide, name, json, yaml };
void add_format(CLI::App& command, Format& format);
/// Writes the value as JSON (indented) or YAML.
void print_value(Context& context, const json::value& value, Format format);

/// One resource, found.
struct Located {
    const KindInfo* kind = nullptr;
    std::string cluster;
    std::string name_space;
    std::string name;
    std::string path() const { return resource_path(cluster, name_space, kind->plural, name); }
    std::string title() const { return kind->kind + " " + name + " (" + cluster + " / " + name_space + ")"; }
};
/// With a cluster in scope: there. Else on the one cluster that has a resource of that name. Errors: not found, or usage (several have it).
Task<Outcome<Located>> locate(Api& api, const Kinds& kinds, Targets::Named target, Scope scope);

/// Exactly one "KIND NAME" or "KIND/NAME", located.
Task<Outcome<Located>> locate_one(Api& api, const Kinds& kinds, const std::vector<std::string>& arguments, Scope scope);

/// The cluster in scope, or the only one there is. Errors: usage.
Task<Outcome<std::string>> settle_cluster(Api& api, const Scope& scope);

void add_login(CLI::App& app, Context& context);
void add_get(CLI::App& app, Context& context);
void add_describe(CLI::App& app, Context& context);
void add_why(CLI::App& app, Context& context);
void add_explain(CLI::App& app, Context& context);
void add_apply(CLI::App& app, Context& context);
void add_fix(CLI::App& app, Context& context);
void add_convert(CLI::App& app, Context& context);
void add_delete(CLI::App& app, Context& context);
void add_rollback(CLI::App& app, Context& context);
void add_action(CLI::App& app, Context& context);
void add_runs(CLI::App& app, Context& context);
void add_plans(CLI::App& app, Context& context);
void add_queue(CLI::App& app, Context& context);
void add_look(CLI::App& app, Context& context);
void add_logs(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_clusters(CLI::App& app, Context& context);
void add_adopt(CLI::App& app, Context& context);
void add_policies(CLI::App& app, Context& context);
void add_people(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);

}  // namespace nexa::cli
