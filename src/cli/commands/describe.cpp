#include <iostream>

#include "cli/change.hpp"
#include "cli/command.hpp"
#include "cli/json_view.hpp"
#include "cli/resource_table.hpp"
#include "wire/yaml.hpp"

namespace nexa::cli {
namespace {

struct DescribeOptions {
    std::vector<std::string> target;
    Scope scope;
};

class Sheet {
public:
    explicit Sheet(Context& context) : context_(context), now_(context.clock.now()) {}

    void line(std::string_view name, const std::string& value) {
        if (!value.empty()) context_.out << fmt::format("{:<14}{}\n", std::string(name) + ":", value);
    }
    void section(std::string_view title) { context_.out << "\n" << context_.style.bold(title) << "\n"; }
    std::string ago(const json::value& of, std::string_view name) const {
        const std::string since = age(text(of, name), now_);
        return since.empty() ? since : since + " ago";
    }

    void head(const json::value& detail, const Located& place) {
        line("Name", printable(text(detail, "name")));
        line("Kind", fmt::format("{} ({})", place.kind->kind, printable(text(detail, "api_version"))));
        line("Cluster", place.cluster);
        line("Namespace", place.name_space);
        const std::string reason = printable(words_of(detail, "reason"));
        line("Health", context_.style.state(text(detail, "health")) + (reason.empty() ? "" : "  " + reason));
        line("Sync", context_.style.state(text(detail, "sync")));
        line("Revision", display(member(detail, "revision")));
        line("Generation", fmt::format("{} (observed {})", number(detail, "generation"), number(detail, "observed_generation")));
        line("Created", ago(detail, "created_at"));
        line("Seen", ago(detail, "seen_at"));
        std::string labels;
        if (const auto* pairs = member(detail, "labels").if_object()) {
            for (const auto& [key, value] : *pairs)
                labels += fmt::format("{}{}={}", labels.empty() ? "" : ", ", std::string_view(key), display(value));
        }
        line("Labels", printable(labels));
        for (const KindInfo::Column& column : place.kind->columns) {
            line(column.title, printable(cell(member(member(detail, "summary"), column.name), column.type, now_)));
        }
    }

    void conditions(const json::value& detail) {
        Table table{.columns = {{.title = "TYPE"},
                                {.title = "STATUS"},
                                {.title = "SINCE"},
                                {.title = "REASON"},
                                {.title = "MESSAGE", .shrinks = true}},
                    .rows = {}};
        for (const json::value& each : items(detail, "conditions")) {
            table.add({text(each, "type"), text(each, "status"), age(text(each, "last_transition_time"), now_), text(each, "reason"),
                       text(each, "message")});
        }
        print("Conditions", table);
    }

    /// The tree below, each level further to the right; what it is part of stands above it.
    void relations(const json::value& tree) {
        Table table{.columns = {{.title = "WHAT"},
                                {.title = "NAME"},
                                {.title = "HEALTH", .kind = Table::Kind::state},
                                {.title = "REASON", .shrinks = true}},
                    .rows = {}};
        std::size_t left = most_related;
        for (const json::value& owner : items(tree, "owners"))
            table.add({"part of " + text(owner, "role"), text(owner, "name"), text(owner, "health"), words_of(owner, "reason")});
        for (const json::value& child : items(tree, "children")) add_branch(table, child, 0, left);
        print("Related", table);
        const std::int64_t more =
            number(tree, "left_out") + (left == 0 ? count_of_nodes(tree) - static_cast<std::int64_t>(most_related) : 0);
        if (more > 0) context_.out << context_.style.dim(fmt::format("... and {} more", more)) << "\n";
    }

    void drift(const json::value& detail) {
        if (items(detail, "drift").empty()) return;
        section("Drift (wanted → there)");
        context_.out << render_diff(items(detail, "drift"), context_.style, "  ");
    }

    void findings(const json::value& detail) {
        if (items(detail, "findings").empty()) return;
        section("Findings");
        context_.out << render_findings(items(detail, "findings"), context_.style, "  ");
    }

    void runs(const json::value& detail) {
        Table table{.columns = {{.title = "RUN"},
                                {.title = "ACTION"},
                                {.title = "REVISION", .kind = Table::Kind::number},
                                {.title = "STATE", .kind = Table::Kind::state},
                                {.title = "BY"},
                                {.title = "AGE"},
                                {.title = "MESSAGE", .shrinks = true}},
                    .rows = {}};
        for (const json::value& run : items(detail, "runs")) {
            table.add({text(run, "id"), text(run, "action"), display(member(run, "revision")), text(run, "state"), text(run, "author"),
                       age(text(run, "created_at"), now_), text(run, "message")});
        }
        print("Runs", table);
    }

    void events(const json::value& reply) {
        Table table{.columns = {{.title = "TYPE"},
                                {.title = "REASON"},
                                {.title = "AGE"},
                                {.title = "COUNT", .kind = Table::Kind::number},
                                {.title = "MESSAGE", .shrinks = true}},
                    .rows = {}};
        for (const json::value& event : items(reply, "items")) {
            table.add({text(event, "type"), text(event, "reason"), age(text(event, "last_seen"), now_), display(member(event, "count")),
                       text(event, "message")});
        }
        print("Events", table);
    }

private:
    static constexpr std::size_t most_related = 100;

    static void add_branch(Table& table, const json::value& node, std::size_t depth, std::size_t& left) {
        if (left == 0) return;
        --left;
        table.add({std::string(depth * 2, ' ') + text(node, "role"), text(node, "name"), text(node, "health"), words_of(node, "reason")});
        for (const json::value& child : items(node, "children")) add_branch(table, child, depth + 1, left);
    }
    static std::int64_t count_of_nodes(const json::value& node) {
        std::int64_t count = 0;
        for (const json::value& child : items(node, "children")) count += 1 + count_of_nodes(child);
        return count;
    }

    void print(std::string_view title, const Table& table) {
        if (table.rows.empty()) return;
        section(title);
        context_.print(table);
    }

    Context& context_;
    Time now_;
};

Task<Exit> describe(Api& api, const DescribeOptions& options) {
    Context& context = api.context();
    Scope scope = options.scope;
    scope.settle(context);
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    const auto place = co_await locate_one(api, *kinds, options.target, scope);
    if (!place) co_return context.report(place.error());
    const auto detail = co_await api.get(place->path());
    if (!detail) co_return context.report(detail.error());
    const auto relations = co_await api.get(place->path() + "/relations");
    const auto events = co_await api.get(place->path() + "/events");

    Sheet sheet(context);
    sheet.head(*detail, *place);
    sheet.conditions(*detail);
    // A server of before has no such thing.
    if (relations) sheet.relations(*relations);
    sheet.drift(*detail);
    sheet.findings(*detail);
    sheet.runs(*detail);
    if (events) {
        sheet.events(*events);
    } else {
        context.err << context.error_style.dim("the events could not be read: " + printable(events.error().message)) << "\n";
    }
    co_return Exit::done;
}

}  // namespace

void add_describe(CLI::App& app, Context& context) {
    const auto options = std::make_shared<DescribeOptions>();
    auto* command = app.add_subcommand("describe", "Show all that is known of one resource");
    command->add_option("what", options->target, "KIND NAME, or KIND/NAME")->required()->option_text("WHAT");
    add_scope(*command, options->scope);
    on_run(*command, context, [options](Api& api) { return describe(api, *options); });
}

}  // namespace nexa::cli
