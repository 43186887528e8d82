#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"
#include "cli/manifests.hpp"

namespace nexa::cli {
namespace {

struct ApplyOptions {
    std::vector<std::string> files;
    bool recursive = false;
    Scope scope;
    std::string reason;
    bool dry_run = false;
    bool take_over = false;
    bool override_contracts = false;
    bool wait = false;
    int timeout_seconds = 600;
    Format format = Format::table;
};

/// What became of all documents together.
struct Tally {
    std::size_t differing = 0;
    Exit exit = Exit::done;
    std::vector<std::pair<std::string, std::string>> runs;  ///< Title and id of what was accepted.
    json::array raw;
};

std::string title_of(const json::value& item) {
    const std::string name_space = text(item, "namespace");
    return printable(fmt::format("{} {}{}{}", text(item, "kind"), name_space, name_space.empty() ? "" : "/", text(item, "name")));
}

std::string where_of(const ManifestFile& file, const json::value& item) {
    const auto index = static_cast<std::size_t>(number(item, "index"));
    return index < file.documents.size() ? fmt::format("{}, line {}", file.name, file.documents[index].line) : file.name;
}

void tell_refusal(Context& context, const ManifestFile& file, const json::value& item, Tally& tally) {
    const json::array& findings = items(member(item, "result"), "findings");
    Failure failure;
    if (member(item, "problem").is_object()) {
        failure = failure_of_problem(member(item, "problem"));
    } else {
        // A dry run tells what would forbid the change as findings alone.
        const auto violations = std::ranges::count_if(findings, [](const json::value& each) { return text(each, "type") == "violation"; });
        failure.message = count_of(static_cast<std::size_t>(violations), "violation");
    }
    if (tally.exit == Exit::done || tally.exit == Exit::refused)
        tally.exit = failure.exit == Exit::not_allowed ? failure.exit : Exit::refused;
    context.out << fmt::format("  {} {}\n", printable(failure.message), context.style.dim("(" + printable(where_of(file, item)) + ")"));
    // The findings say the same as the problem's issues, and how to mend them.
    if (findings.empty()) context.out << render_issues(failure.issues, context.style, "  ");
    if (!failure.request_id.empty()) context.out << "  " << context.style.dim("request id: " + printable(failure.request_id)) << "\n";
}

void tell_result(Context& context, const json::value& item, bool with_diff, Tally& tally) {
    const json::value& result = member(item, "result");
    if (with_diff) context.out << render_diff(items(result, "diff"), context.style, "  ");
    context.out << render_findings(items(result, "findings"), context.style, "  ");
    for (const json::value& note : items(result, "notes"))
        context.out << "  " << context.style.dim("note: " + printable(display(note))) << "\n";
    const std::string run = text(member(result, "run"), "id");
    if (!run.empty()) tally.runs.emplace_back(title_of(item), run);
}

std::string verdict(const json::value& item, bool dry_run, const Style& style) {
    const std::string status = text(item, "status");
    const json::value& result = member(item, "result");
    const bool bad = status == "refused" || status == "error";
    if (bad) return style.red(dry_run && status == "refused" ? "would be refused" : status);
    if (dry_run && !member(result, "action").is_null()) {
        if (!flag(result, "changed")) return style.dim("unchanged");
        const std::string action = text(result, "action");
        return style.green(fmt::format("would be {}{}", action.empty() ? "changed" : action,
                                       action.ends_with('e') ? "d"
                                       : action.empty()      ? ""
                                                             : "ed"));
    }
    const std::int64_t revision = number(member(result, "intent"), "revision");
    return style.state(status) + (revision > 0 ? fmt::format(", revision {}", revision) : std::string());
}

/// Sends one file; every document's result is printed.
Task<Outcome<>> send_file(Api& api, const ApplyOptions& options, const std::string& cluster, const ManifestFile& file, bool diff_only,
                          Tally& tally) {
    Context& context = api.context();
    const bool dry_run = options.dry_run || diff_only;
    Query query;
    query.add_flag("dry_run", dry_run).add("namespace", options.scope.name_space).add("reason", options.reason);
    query.add_flag("take_over", options.take_over).add_flag("override", options.override_contracts);
    Body body{file.text, file.content_type};
    const auto reply =
        co_await api.send(http::Method::post, fmt::format("/clusters/{}/apply{}", url_encode(cluster), query.str()), std::move(body));
    if (!reply) co_return give_up(reply.error());
    for (const json::value& item : items(*reply, "items")) {
        const std::string status = text(item, "status");
        const bool bad = status == "refused" || status == "error";
        const json::value& result = member(item, "result");
        const bool changed = !bad && status != "unchanged" && (!member(result, "changed").is_bool() || flag(result, "changed"));
        if (changed) ++tally.differing;
        if (options.format == Format::json || options.format == Format::yaml) {
            tally.raw.push_back(item);
            if (bad) tally.exit = Exit::refused;
            continue;
        }
        if (diff_only && !bad && !changed) continue;
        const std::string told = diff_only && !bad ? std::string() : "  " + verdict(item, dry_run, context.style);
        context.out << context.style.bold(title_of(item)) << told << "\n";
        if (bad) tell_refusal(context, file, item, tally);
        tell_result(context, item, dry_run, tally);
    }
    context.out << std::flush;
    co_return Outcome<>();
}

Task<Exit> apply(Api& api, const ApplyOptions& given, bool diff_only) {
    Context& context = api.context();
    ApplyOptions options = given;
    options.scope.settle(context);
    const auto files = read_manifests(context, options.files, options.recursive);
    if (!files) co_return context.report(files.error());
    const auto cluster = co_await settle_cluster(api, options.scope);
    if (!cluster) co_return context.report(cluster.error());

    Tally tally;
    for (const ManifestFile& file : *files) {
        const auto sent = co_await send_file(api, options, *cluster, file, diff_only, tally);
        if (sent) continue;
        // One file that can't be sent does not keep the others from it, unless nothing can.
        const Exit exit = context.report(sent.error());
        if (exit == Exit::unreachable || exit == Exit::not_allowed) co_return exit;
        tally.exit = exit;
    }
    if (options.format == Format::json || options.format == Format::yaml)
        print_value(context, json::object{{"items", tally.raw}}, options.format);
    if (diff_only) co_return tally.exit == Exit::done&& tally.differing > 0 ? Exit::refused : tally.exit;
    if (options.wait && !options.dry_run && !tally.runs.empty()) {
        const Exit waited = co_await follow_runs(api, std::move(tally.runs), std::chrono::seconds(options.timeout_seconds));
        if (tally.exit == Exit::done) tally.exit = waited;
    } else if (!tally.runs.empty() && options.format == Format::table) {
        context.err << context.error_style.dim(tally.runs.size() == 1
                                                   ? "follow it with `nexa runs show " + tally.runs.front().second + " -w`"
                                                   : std::string("follow them with `nexa runs`, or repeat with --wait"))
                    << "\n";
    }
    co_return tally.exit;
}

void add_files(CLI::App& command, ApplyOptions& options) {
    command.add_option("-f,--filename", options.files, "A file, a folder, or - for standard input (may be repeated)")
        ->required()
        ->option_text("PATH ...")
        ->allow_extra_args(false);
    command.add_flag("-R,--recursive", options.recursive, "Look into the folders below too");
    add_scope(command, options.scope);
    add_format(command, options.format);
    command.add_flag("--take-over", options.take_over, "Take over fields that another manager owns");
    command.add_flag("--override", options.override_contracts,
                     "Go against compatibility contracts (needs contracts:override and a reason)");
}

}  // namespace

void add_apply(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ApplyOptions>();
    auto* command = app.add_subcommand("apply", "Make resources be as the manifests say");
    add_files(*command, *options);
    command->add_flag("--dry-run", options->dry_run, "Show what would happen, and change nothing");
    command->add_option("--reason", options->reason, "Why: is kept with the change");
    command->add_flag("--wait", options->wait, "Follow each change to its end");
    command->add_option("--timeout", options->timeout_seconds, "With --wait: give up after so many seconds")->check(CLI::Range(1, 86'400));
    on_run(*command, context, [options](Api& api) { return apply(api, *options, false); });

    const auto diff_options = std::make_shared<ApplyOptions>();
    auto* diff = app.add_subcommand("diff", "Show what an apply would change (exit code 1 when anything)");
    add_files(*diff, *diff_options);
    on_run(*diff, context, [diff_options](Api& api) { return apply(api, *diff_options, true); });
}

}  // namespace nexa::cli
