#include <fmt/ranges.h>

#include <iostream>

#include "cli/command.hpp"
#include "cli/field_tree.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct ExplainOptions {
    std::string field;
    Scope scope;
    std::string version;
    bool recursive = false;
    Format format = Format::table;
};

/// Whose fields they are: "Strimzi 0.48.0 on cluster prod-us".
std::string whose(const json::value& reply, const std::string& cluster) {
    const std::string name = text(reply, "operator") == "strimzi" ? "Strimzi" : "Spark operator";
    const std::string version = text(reply, "operator_version");
    if (version.empty()) return fmt::format("{}, the newest release that Nexa knows", name);
    return fmt::format("{} {} on cluster {}", name, version, cluster);
}

void print_fields(Context& context, const FieldTree& tree, const json::value& shape, bool recursive, std::size_t depth) {
    // The tables end before this; a server's reply need not.
    constexpr std::size_t deepest = 32;
    if (depth > deepest) return;
    for (const auto& [name, place] : tree.children(shape)) {
        context.out << fmt::format("{:{}}{}\t{}{}\n", "", depth * 2, context.style.bold(printable(name)),
                                   printable(tree.type_of(*place.shape)), place.required ? " -required-" : "");
        if (recursive) print_fields(context, tree, *place.shape, true, depth + 1);
    }
}

void print_limits(Context& context, const json::value& limits) {
    std::vector<std::string> values;
    for (const json::value& each : items(limits, "values")) values.push_back(printable(display(each)));
    if (!values.empty()) context.out << fmt::format("ENUM:     {}\n", fmt::join(values, ", "));
    for (const auto& [title, name] : {std::pair{"MINIMUM:", "minimum"}, std::pair{"MAXIMUM:", "maximum"}, std::pair{"PATTERN:", "pattern"},
                                      std::pair{"DEFAULT:", "default"}}) {
        if (const json::value& value = member(limits, name); !value.is_null())
            context.out << fmt::format("{:<10}{}\n", title,
                                       printable(value.is_string() && value.get_string().empty() ? "\"\"" : display(value)));
    }
}

/// What to say of a field that the cluster's operator does not have: perhaps a newer one has it.
Task<Exit> not_there(Api& api, const KindInfo& kind, const FieldName& name, const json::value& reply, const std::string& cluster,
                     Failure failure) {
    failure.message += fmt::format(" in {} ({})", text(reply, "api_version"), whose(reply, cluster));
    if (!cluster.empty()) {
        const auto newest = co_await api.get(fmt::format("/kinds/{}/fields", url_encode(kind.plural)));
        if (newest && FieldTree(*newest).find(kind.kind, name.path))
            failure.message += fmt::format("; {} of a newer release has it", text(*newest, "api_version"));
    }
    co_return api.context().report(failure);
}

Task<Exit> explain(Api& api, ExplainOptions options) {
    Context& context = api.context();
    if (options.scope.cluster.empty()) options.scope.cluster = context.environment("NEXA_CLUSTER");
    const auto& cluster = options.scope.cluster;
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    const auto name = parse_field_name(options.field);
    const auto kind = kinds->find(name.kind);
    if (!kind) co_return context.report(kind.error());
    Query query;
    query.add("cluster", cluster).add("namespace", options.scope.name_space).add("version", options.version);
    const auto reply = co_await api.get(fmt::format("/kinds/{}/fields{}", url_encode((*kind)->plural), query.str()));
    if (!reply) co_return context.report(reply.error());
    if (options.format == Format::json || options.format == Format::yaml) {
        print_value(context, *reply, options.format);
        co_return Exit::done;
    }
    const FieldTree tree(*reply);
    const auto found = tree.find((*kind)->kind, name.path);
    if (!found) co_return co_await not_there(api, **kind, name, *reply, cluster, found.error());

    context.out << fmt::format("KIND:     {}\nVERSION:  {}\nOF:       {}\n", printable((*kind)->kind),
                               printable(text(*reply, "api_version")), printable(whose(*reply, cluster)));
    if (!name.path.empty()) {
        context.out << fmt::format("FIELD:    {} {}{}\n", context.style.bold(printable(fmt::format("{}", fmt::join(name.path, ".")))),
                                   printable(tree.type_of(*found->shape)), found->required ? " -required-" : "");
        print_limits(context, member(tree.innermost(*found->shape), "limits"));
    }
    if (!tree.children(*found->shape).empty()) {
        context.out << "\nFIELDS:\n";
        print_fields(context, tree, *found->shape, options.recursive, 1);
    } else if (flag(tree.innermost(*found->shape), "open")) {
        context.out << "\nFields of any name.\n";
    }
    co_return Exit::done;
}

}  // namespace

void add_explain(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ExplainOptions>();
    auto* command = app.add_subcommand("explain", "Show the fields of a kind, as a cluster's operator has them");
    command->add_option("field", options->field, "A kind, or a field of it: kafkatopic.spec.config")
        ->required()
        ->option_text("KIND[.FIELD...]");
    add_scope(*command, options->scope);
    command->add_option("--api-version", options->version, "The API version (v1beta2); default: the one that the cluster serves");
    command->add_flag("--recursive", options->recursive, "Show the fields of the fields too");
    add_format(*command, options->format);
    on_run(*command, context, [options](Api& api) { return explain(api, *options); });
}

}  // namespace nexa::cli
