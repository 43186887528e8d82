#include <iostream>

#include "cli/command.hpp"
#include "cli/events.hpp"
#include "cli/json_view.hpp"
#include "cli/resource_table.hpp"
#include "wire/encode.hpp"
#include "wire/parse.hpp"

namespace nexa::cli {
namespace {

struct GetOptions {
    std::vector<std::string> targets;
    Scope scope;
    Format format = Format::table;
    std::string health;
    std::string sync;
    std::string label;
    std::string search;
    std::string sort;
    std::size_t limit = 100'000;
    bool watch = false;
    bool desired = false;
};

bool in_list(std::string_view list, std::string_view word) {
    if (list.empty()) return true;
    while (true) {
        const std::size_t comma = list.find(',');
        if (list.substr(0, comma) == word) return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
}

/// Lists, then follows what changes.
class Getter {
public:
    Getter(Api& api, const GetOptions& options, std::vector<const KindInfo*> kinds)
        : api_(api),
          context_(api.context()),
          options_(options),
          scope_(options.scope) {
        scope_.settle(context_);
        columns_ = {.kinds = std::move(kinds),
                    .cluster = scope_.cluster.empty() || scope_.cluster.find(',') != std::string::npos,
                    .name_space = scope_.name_space.empty() || scope_.name_space.find(',') != std::string::npos,
                    .wide = options.format == Format::wide,
                    .watched = options.watch};
    }

    Task<Exit> run() {
        if (options_.watch) co_return co_await watch();
        const auto found = co_await list();
        if (!found) co_return context_.report(found.error());
        print(*found);
        co_return Exit::done;
    }

private:
    /// First the place in the stream of events, then the list, then what came after that place: nothing is missed in between.
    Task<Exit> watch() {
        std::string place;
        while (true) {
            if (place.empty()) {
                const auto begun = co_await follow_events(api_, "resources", {}, [&](const ServerEvent& event) {
                    place = event.id;
                    return false;
                });
                if (!begun) co_return context_.report(begun.error());
            }
            const auto found = co_await list();
            if (!found) co_return context_.report(found.error());
            print(*found);
            const auto followed = co_await follow_events(api_, "resources", place, [&](const ServerEvent& event) {
                place = event.id;
                // The server can't tell all that happened since: fetch the list anew, outside of this callback.
                if (event.type == "reset") return false;
                print_event(event);
                return true;
            });
            if (!followed) co_return context_.report(followed.error());
        }
    }

    Task<Outcome<json::array>> list() {
        std::string kinds;
        for (const KindInfo* kind : columns_.kinds) kinds += (kinds.empty() ? "" : ",") + kind->kind;
        Query query;
        query.add("kind", kinds).add("cluster", scope_.cluster).add("namespace", scope_.name_space).add("health", options_.health);
        query.add("sync", options_.sync).add("label", options_.label).add("q", options_.search).add("sort", options_.sort);
        co_return co_await api_.list("/resources", query, options_.limit);
    }

    void print(const json::array& found) {
        if (options_.format == Format::json || options_.format == Format::yaml) {
            print_value(context_, json::object{{"items", found}}, options_.format);
        } else if (options_.format == Format::name) {
            for (const json::value& item : found) context_.out << short_name(item) << "\n";
        } else {
            Table table = columns_.headings();
            for (const json::value& item : found) table.add(columns_.row(item, context_.clock.now()));
            layout_.emplace(table, context_.width);
            if (found.empty()) {
                tell_empty();
                if (!options_.watch) return;
            }
            context_.out << layout_->header(context_.style);
            for (const auto& row : table.rows) context_.out << layout_->row(row, context_.style);
        }
        context_.out << std::flush;
    }

    void tell_empty() {
        const std::string what = columns_.kinds.size() == 1 ? columns_.kinds.front()->plural : std::string("resources");
        const std::string where = scope_.name_space.empty() ? std::string() : fmt::format(" in namespace {}", scope_.name_space);
        context_.err << fmt::format("No {}{}{}.{}\n", what, where, scope_.cluster.empty() ? "" : " on " + scope_.cluster,
                                    scope_.name_space.empty() ? "" : " Use -A for all namespaces.");
    }

    bool matches(const json::value& item) const {
        const bool of_kind = std::ranges::any_of(columns_.kinds, [&](const KindInfo* kind) { return kind->kind == text(item, "kind"); });
        if (!of_kind || !in_list(scope_.cluster, text(item, "cluster")) || !in_list(scope_.name_space, text(item, "namespace")))
            return false;
        return flag(item, "deleted") || (in_list(options_.health, text(item, "health")) && in_list(options_.sync, text(item, "sync")) &&
                                         text(item, "name").find(options_.search) != std::string::npos);
    }

    void print_event(const ServerEvent& event) {
        const auto item = wire::parse_json(event.data);
        if (event.type != "resource" || !item || !matches(*item)) return;
        if (options_.format == Format::json) {
            context_.out << wire::encode(*item) << "\n";
        } else if (options_.format == Format::yaml) {
            context_.out << "---\n";
            print_value(context_, *item, Format::yaml);
        } else if (options_.format == Format::name) {
            context_.out << short_name(*item) << "\n";
        } else {
            context_.out << layout_->row(columns_.row(*item, context_.clock.now()), context_.style);
        }
        context_.out << std::flush;
    }

    Api& api_;
    Context& context_;
    const GetOptions& options_;
    Scope scope_;
    ResourceColumns columns_;
    std::optional<Layout> layout_;
};

/// Named resources: the manifest for -o json and yaml, else their rows.
Task<Exit> get_named(Api& api, const GetOptions& options, const Kinds& kinds, std::vector<Targets::Named> targets) {
    Context& context = api.context();
    Scope scope = options.scope;
    scope.settle(context);
    ResourceColumns columns{
        .kinds = {}, .cluster = scope.cluster.empty(), .name_space = scope.name_space.empty(), .wide = options.format == Format::wide};
    std::vector<json::value> found;
    Exit exit = Exit::done;
    for (const Targets::Named& target : targets) {
        const auto place = co_await locate(api, kinds, target, scope);
        if (!place) {
            exit = context.report(place.error());
            continue;
        }
        auto detail = co_await api.get(place->path());
        if (!detail) {
            exit = context.report(detail.error());
            continue;
        }
        if (std::ranges::find(columns.kinds, place->kind) == columns.kinds.end()) columns.kinds.push_back(place->kind);
        found.push_back(std::move(*detail));
    }
    if (options.format == Format::json || options.format == Format::yaml) {
        bool first = true;
        for (const json::value& detail : found) {
            const json::value& observed = member(detail, "observed");
            const json::value& manifest = options.desired || observed.is_null() ? member(detail, "desired") : observed;
            if (options.format == Format::yaml && !std::exchange(first, false)) context.out << "---\n";
            print_value(context, manifest, options.format);
        }
    } else if (options.format == Format::name) {
        for (const json::value& detail : found) context.out << short_name(detail) << "\n";
    } else if (!found.empty()) {
        Table table = columns.headings();
        for (const json::value& detail : found) table.add(columns.row(detail, context.clock.now()));
        context.print(table);
    }
    co_return exit;
}

Task<Exit> get(Api& api, const GetOptions& options) {
    auto targets = parse_targets(options.targets);
    if (!targets) co_return api.context().report(targets.error());
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return api.context().report(kinds.error());
    if (!targets->named.empty()) {
        if (options.watch) co_return api.context().report(usage("-w watches a list; leave the names out, and use -q to narrow it").error());
        co_return co_await get_named(api, options, *kinds, targets->named);
    }
    auto of_kinds = kinds->find_list(targets->kinds);
    if (!of_kinds) co_return api.context().report(of_kinds.error());
    Getter getter(api, options, std::move(*of_kinds));
    co_return co_await getter.run();
}

Task<Exit> list_kinds(Api& api, Format format) {
    const auto reply = co_await api.get("/kinds");
    if (!reply) co_return api.context().report(reply.error());
    if (format == Format::json || format == Format::yaml) {
        print_value(api.context(), *reply, format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "PLURAL"}, {.title = "KIND"}, {.title = "SHORT NAMES"}, {.title = "FAMILY"}}, .rows = {}};
    const Kinds kinds = Kinds::parse(*reply);
    for (const KindInfo& kind : kinds.all()) {
        if (format == Format::name) {
            api.context().out << kind.plural << "\n";
            continue;
        }
        std::string names;
        for (const std::string& name : kind.short_names) names += (names.empty() ? "" : ", ") + name;
        table.add({kind.plural, kind.kind, names, kind.family});
    }
    if (format != Format::name) api.context().print(table);
    co_return Exit::done;
}

}  // namespace

void add_get(CLI::App& app, Context& context) {
    const auto options = std::make_shared<GetOptions>();
    auto* command = app.add_subcommand("get", "List resources, or show some by name");
    command->add_option("what", options->targets, "KIND[,KIND], KIND NAME..., KIND/NAME..., or all")->required()->option_text("WHAT");
    add_scope(*command, options->scope, true);
    add_format(*command, options->format);
    command->add_flag("-w,--watch", options->watch, "After the list, show each change as it happens");
    command->add_option("-l,--selector", options->label, "Labels to match: team=a,tier=gold");
    command->add_option("-q,--search", options->search, "Part of the name");
    command->add_option("--health", options->health, "Healthy, Progressing, Degraded, Suspended, Missing, Unknown (comma separated)");
    command->add_option("--sync", options->sync, "InSync, OutOfSync, Unmanaged, Unknown (comma separated)");
    command->add_option("--sort", options->sort, "name, namespace, cluster, kind, health, age or sync; -name for the reverse");
    command->add_option("--limit", options->limit, "At most so many")->check(CLI::Range(1, 100'000));
    command->add_flag("--desired", options->desired, "With -o json or yaml and a name: what is wanted, not what is there");
    on_run(*command, context, [options](Api& api) { return get(api, *options); });

    const auto format = std::make_shared<Format>(Format::table);
    auto* kinds = app.add_subcommand("kinds", "List the kinds of resources");
    add_format(*kinds, *format);
    on_run(*kinds, context, [format](Api& api) { return list_kinds(api, *format); });
}

}  // namespace nexa::cli
