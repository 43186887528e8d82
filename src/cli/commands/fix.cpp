#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"
#include "cli/manifests.hpp"
#include "wire/decode.hpp"
#include "wire/remedy_wire.hpp"
#include "wire/yaml.hpp"
#include "wire/yaml_edit.hpp"

namespace nexa::cli {
namespace {

constexpr std::string_view standard_input = "standard input";

struct FixOptions {
    std::vector<std::string> files;
    bool recursive = false;
    Scope scope;
    bool warnings = false;
    bool dry_run = false;
};

/// What is to be mended in one document, and whether something stands in its way still.
struct Found {
    std::vector<Remedy> remedies;
    bool is_blocked = false;
};

std::optional<Remedy> remedy_of(const json::value& item) {
    const json::value& remedy = member(item, "remedy");
    if (!remedy.is_object()) return std::nullopt;
    auto read = wire::decode<Remedy>(remedy);
    return read ? std::optional(std::move(*read)) : std::nullopt;
}

Found found_in(const json::value& item, bool with_warnings) {
    Found found;
    const auto add = [&](const json::value& each) {
        if (auto remedy = remedy_of(each)) found.remedies.push_back(std::move(*remedy));
    };
    for (const json::value& each : items(member(item, "result"), "findings")) {
        const std::string type = text(each, "type");
        found.is_blocked = found.is_blocked || type == "violation";
        if (type == "violation" || (with_warnings && type == "warning")) add(each);
    }
    for (const json::value& each : items(member(item, "problem"), "errors")) add(each);
    found.is_blocked = found.is_blocked || member(item, "problem").is_object();
    return found;
}

/// The text of the file with one of its documents mended by the first remedy that can be written; nothing when none can.
struct Mended {
    std::string text;
    std::string label;
};
std::optional<Mended> mend(const std::string& file, std::size_t index, const std::vector<Remedy>& remedies) {
    const auto documents = wire::parse_yaml(file);
    if (!documents || index >= documents->size()) return std::nullopt;
    std::size_t at = 0;
    for (std::size_t before = 0; before < index; ++before) {
        at = file.find((*documents)[before].text, at);
        if (at == std::string::npos) return std::nullopt;
        at += (*documents)[before].text.size();
    }
    const auto& document = (*documents)[index].text;
    at = file.find(document, at);
    if (at == std::string::npos) return std::nullopt;
    for (const auto& remedy : remedies) {
        auto edited = wire::edit_yaml(document, remedy.patch);
        if (edited) return Mended{file.substr(0, at) + *edited + file.substr(at + document.size()), remedy.label};
    }
    return std::nullopt;
}

Task<Outcome<json::value>> judge(Api& api, const FixOptions& options, const std::string& cluster, const ManifestFile& file) {
    Query query;
    query.add_flag("dry_run", true).add("namespace", options.scope.name_space);
    Body body{file.text, file.content_type};
    co_return co_await api.send(http::Method::post, fmt::format("/clusters/{}/apply{}", url_encode(cluster), query.str()), std::move(body));
}

/// Mends a file as long as there is something that can be; one remedy at a time, since each may be the end of another. True when nothing
/// stands in the way any more.
Task<Outcome<bool>> fix_file(Api& api, const FixOptions& options, const std::string& cluster, ManifestFile& file) {
    Context& context = api.context();
    constexpr int most_rounds = 200;
    for (int round = 0; round < most_rounds; ++round) {
        const auto reply = co_await judge(api, options, cluster, file);
        if (!reply) co_return give_up(reply.error());
        bool is_clear = true;
        std::optional<Mended> mended;
        for (const json::value& item : items(*reply, "items")) {
            const auto found = found_in(item, options.warnings);
            is_clear = is_clear && !found.is_blocked;
            if (mended || found.remedies.empty() || file.content_type != "application/yaml") continue;
            mended = mend(file.text, static_cast<std::size_t>(number(item, "index")), found.remedies);
            if (!mended) continue;
            const auto what = fmt::format("{} {}", text(item, "kind"), text(item, "name"));
            auto& told = file.name == standard_input ? context.err : context.out;  // what was mended goes to standard output then
            told << fmt::format("{}: {}: {}\n", printable(file.name), printable(what), printable(mended->label)) << std::flush;
        }
        if (!mended || mended->text == file.text) {
            if (is_clear) co_return true;
            for (const json::value& item : items(*reply, "items")) {
                context.out << render_findings(items(member(item, "result"), "findings"), context.style, "  ");
                if (const json::value& problem = member(item, "problem"); problem.is_object())
                    context.out << render_issues(failure_of_problem(problem).issues, context.style, "  ");
            }
            co_return false;
        }
        file.text = std::move(mended->text);
    }
    co_return false;
}

Outcome<> write_file(const std::string& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content << std::flush;
    if (!file) return usage(fmt::format("{} can't be written", path));
    return {};
}

Task<Exit> fix(Api& api, const FixOptions& given) {
    Context& context = api.context();
    FixOptions options = given;
    options.scope.settle(context);
    auto files = read_manifests(context, options.files, options.recursive);
    if (!files) co_return context.report(files.error());
    const auto cluster = co_await settle_cluster(api, options.scope);
    if (!cluster) co_return context.report(cluster.error());
    Exit exit = Exit::done;
    for (ManifestFile& file : *files) {
        const std::string before = file.text;
        const auto is_clear = co_await fix_file(api, options, *cluster, file);
        if (!is_clear) co_return context.report(is_clear.error());
        if (!*is_clear) exit = Exit::refused;
        if (file.text == before || options.dry_run) continue;
        if (file.name == standard_input) {
            context.out << file.text;
        } else if (const auto written = write_file(file.name, file.text); !written) {
            co_return context.report(written.error());
        }
    }
    co_return exit;
}

}  // namespace

void add_fix(CLI::App& app, Context& context) {
    const auto options = std::make_shared<FixOptions>();
    auto* command = app.add_subcommand("fix", "Write into manifests what mends them, comments kept (exit code 1 when something is left)");
    command->add_option("-f,--filename", options->files, "A file, a folder, or - for standard input (may be repeated)")
        ->required()
        ->option_text("PATH ...")
        ->allow_extra_args(false);
    command->add_flag("-R,--recursive", options->recursive, "Look into the folders below too");
    add_scope(*command, options->scope);
    command->add_flag("--warnings", options->warnings, "Mend what is advised against too");
    command->add_flag("--dry-run", options->dry_run, "Say what would be written, and write nothing");
    on_run(*command, context, [options](Api& api) { return fix(api, *options); });
}

}  // namespace nexa::cli
