#include <iostream>

#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct AuditOptions {
    Scope scope;
    std::string who;
    std::string what;
    std::string outcome;
    std::string from;
    std::string to;
    std::string search;
    std::size_t limit = 50;
    Format format = Format::table;
};

/// "2h", "3d", "15m": so long ago; "2026-01-31": when that day begins in UTC; anything else is a time already.
std::string point_in_time(const std::string& given, Time now) {
    const bool is_day = given.size() == 10 && given[4] == '-' && given[7] == '-';
    if (is_day) return given + "T00:00:00Z";
    if (given.size() < 2 || given.find_first_not_of("0123456789") != given.size() - 1) return given;
    static constexpr std::string_view units = "smhd";
    static constexpr std::array<int, 4> seconds{1, 60, 3600, 86'400};
    const std::size_t unit = units.find(given.back());
    if (unit == std::string_view::npos || given.size() > 8) return given;
    return to_rfc3339_seconds(now - std::chrono::seconds(std::stoll(given) * seconds[unit]));
}

Task<Exit> list(Api& api, const AuditOptions& options) {
    Context& context = api.context();
    const Time now = context.clock.now();
    Query query;
    query.add("who", options.who)
        .add("what", options.what)
        .add("cluster", options.scope.cluster)
        .add("namespace", options.scope.name_space);
    query.add("outcome", options.outcome)
        .add("from", point_in_time(options.from, now))
        .add("to", point_in_time(options.to, now))
        .add("q", options.search);
    const auto found = co_await api.list("/audit", query, options.limit);
    if (!found) co_return context.report(found.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, json::object{{"items", *found}}, options.format);
        co_return Exit::done;
    }
    Table table{.columns = {{.title = "SEQUENCE", .kind = Table::Kind::number},
                            {.title = "AT"},
                            {.title = "WHO"},
                            {.title = "WHAT"},
                            {.title = "OUTCOME", .kind = Table::Kind::state},
                            {.title = "WHERE", .shrinks = true, .optional = true},
                            {.title = "MESSAGE", .shrinks = true}},
                .rows = {}};
    if (options.format == Format::wide) {
        table.columns.push_back({.title = "FROM"});
        table.columns.push_back({.title = "REQUEST"});
    }
    for (const json::value& entry : *found) {
        if (options.format == Format::name) {
            context.out << text(entry, "id") << "\n";
            continue;
        }
        std::string where;
        for (const std::string_view part : {"cluster", "namespace", "kind", "name"}) {
            const std::string value = text(entry, part);
            if (!value.empty()) where += (where.empty() ? "" : "/") + value;
        }
        std::vector<std::string> row{display(member(entry, "sequence")),
                                     text(entry, "at").substr(0, 19) + "Z",
                                     text(entry, "who"),
                                     text(entry, "what"),
                                     text(entry, "outcome"),
                                     where,
                                     text(entry, "message")};
        if (options.format == Format::wide) row.insert(row.end(), {text(entry, "remote_address"), text(entry, "request_id")});
        table.add(std::move(row));
    }
    if (options.format == Format::name) co_return Exit::done;
    if (table.rows.empty()) {
        context.err << "No records.\n";
    } else {
        context.print(table);
    }
    co_return Exit::done;
}

Task<Exit> head(Api& api) {
    const auto found = co_await api.get("/audit/head");
    if (!found) co_return api.context().report(found.error());
    // As it is: this is what is kept outside and given to `audit verify` later.
    print_value(api.context(), *found, Format::json);
    co_return Exit::done;
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("audit", "Search the audit trail");
    command->require_subcommand(0, 1);
    const auto options = std::make_shared<AuditOptions>();
    const auto add_list = [&](CLI::App& to) {
        add_scope(to, options->scope);
        to.add_option("--who", options->who, "The user, or system:<component>");
        to.add_option("--what", options->what, "What was done: intent.apply, auth.login, ...");
        to.add_option("--outcome", options->outcome, "accepted, denied, succeeded or failed");
        to.add_option("--from", options->from, "From this time on: 2026-01-31T12:00:00Z, 2026-01-31 (UTC), or 2h (ago)");
        to.add_option("--to", options->to, "Before this time, written likewise");
        to.add_option("-q,--search", options->search, "Words of the message");
        to.add_option("--limit", options->limit, "At most so many, the newest first")->check(CLI::Range(1, 100'000));
        add_format(to, options->format);
    };
    add_list(*command);
    on_run(*command, context, [options](Api& api) { return list(api, *options); });
    auto* listing = command->add_subcommand("list", "List records, the newest first");
    add_list(*listing);
    on_run(*listing, context, [options](Api& api) { return list(api, *options); });
    on_run(*command->add_subcommand("head", "Print the newest record's number and hash, to be kept elsewhere"), context,
           [](Api& api) { return head(api); });
}

}  // namespace nexa::cli
