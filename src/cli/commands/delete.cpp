#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"
#include "cli/manifests.hpp"

namespace nexa::cli {
namespace {

struct DeleteOptions {
    std::vector<std::string> targets;
    std::vector<std::string> files;
    bool recursive = false;
    Scope scope;
    std::string reason;
    bool dry_run = false;
    bool wait = false;
    int timeout_seconds = 600;
};

/// What the manifests name, each with the namespace that stands in it.
Outcome<std::vector<std::pair<Targets::Named, std::string>>> named_in(const Context& context, const DeleteOptions& options) {
    const auto files = read_manifests(context, options.files, options.recursive);
    if (!files) return give_up(files.error());
    std::vector<std::pair<Targets::Named, std::string>> named;
    for (const ManifestFile& file : *files) {
        for (const auto& document : file.documents) {
            const json::value& metadata = member(document.value, "metadata");
            Targets::Named target{text(document.value, "kind"), text(metadata, "name")};
            if (target.kind.empty() || target.name.empty()) {
                return usage(fmt::format("{}, line {}: a manifest needs kind and metadata.name", file.name, document.line));
            }
            named.emplace_back(std::move(target), text(metadata, "namespace"));
        }
    }
    return named;
}

Task<Exit> remove(Api& api, const DeleteOptions& options) {
    Context& context = api.context();
    std::vector<std::pair<Targets::Named, std::string>> wanted;
    if (!options.files.empty() && options.targets.empty()) {
        auto named = named_in(context, options);
        if (!named) co_return context.report(named.error());
        wanted = std::move(*named);
    } else if (options.files.empty()) {
        auto targets = parse_targets(options.targets);
        if (targets && targets->named.empty()) targets = usage("say which ones: KIND NAME..., or KIND/NAME...");
        if (!targets) co_return context.report(targets.error());
        for (auto& target : targets->named) wanted.emplace_back(std::move(target), std::string());
    } else {
        co_return context.report(usage("give names or -f, not both").error());
    }

    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    Exit exit = Exit::done;
    std::vector<std::pair<std::string, std::string>> runs;
    for (const auto& [target, name_space] : wanted) {
        Scope scope = options.scope;
        if (!name_space.empty()) scope.name_space = name_space;
        scope.settle(context);
        const auto place = co_await locate(api, *kinds, target, scope);
        if (!place) {
            exit = context.report(place.error());
            continue;
        }
        Query query;
        query.add_flag("dry_run", options.dry_run).add("reason", options.reason);
        const auto reply = co_await api.send(http::Method::del, place->path() + query.str());
        if (!reply) {
            exit = context.report(reply.error());
            continue;
        }
        const bool changed = !member(*reply, "changed").is_bool() || flag(*reply, "changed");
        const std::string_view outcome = !changed ? "is not there" : options.dry_run ? "would be deleted" : "delete accepted";
        context.out << fmt::format("{}  {}\n", context.style.bold(place->title()), outcome);
        context.out << render_findings(items(*reply, "findings"), context.style, "  ") << std::flush;
        if (std::string run = text(member(*reply, "run"), "id"); !run.empty()) runs.emplace_back(place->title(), std::move(run));
    }
    if (options.wait && !runs.empty()) {
        const Exit waited = co_await follow_runs(api, std::move(runs), std::chrono::seconds(options.timeout_seconds));
        if (exit == Exit::done) exit = waited;
    }
    co_return exit;
}

}  // namespace

void add_delete(CLI::App& app, Context& context) {
    const auto options = std::make_shared<DeleteOptions>();
    auto* command = app.add_subcommand("delete", "Delete resources, by name or as manifests name them");
    command->add_option("what", options->targets, "KIND NAME..., or KIND/NAME...")->option_text("WHAT");
    command->add_option("-f,--filename", options->files, "A file, a folder, or - for standard input (may be repeated)")
        ->option_text("PATH ...")
        ->allow_extra_args(false);
    command->add_flag("-R,--recursive", options->recursive, "Look into the folders below too");
    add_scope(*command, options->scope);
    command->add_flag("--dry-run", options->dry_run, "Show what would happen, and change nothing");
    command->add_option("--reason", options->reason, "Why: is kept with the change");
    command->add_flag("--wait", options->wait, "Follow each deletion to its end");
    command->add_option("--timeout", options->timeout_seconds, "With --wait: give up after so many seconds")->check(CLI::Range(1, 86'400));
    on_run(*command, context, [options](Api& api) { return remove(api, *options); });
}

}  // namespace nexa::cli
