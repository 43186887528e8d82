#include <iostream>
#include <sstream>

#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct UserOptions {
    std::string name;
    std::string display_name;
    bool password_from_input = false;
    bool generate = false;
    Format format = Format::table;
};

struct RoleOptions {
    std::string name;
    std::string description;
    std::vector<std::string> permissions;
    Format format = Format::table;
};

struct AxisOptions {
    bool all = false;
    std::vector<std::string> names;
    std::vector<std::string> labels;
};

struct BindingOptions {
    std::string id;
    std::string user;
    std::string role;
    AxisOptions clusters;
    AxisOptions namespaces;
    Format format = Format::table;
};

/// A list in the form that was asked for: `table` holds the headings, `row` makes the cells, `name` what -o name prints.
Task<Exit> print_list(Api& api, std::string path, Format format, Table table,
                      std::function<std::vector<std::string>(const json::value&)> row, std::string name) {
    Context& context = api.context();
    const auto found = co_await api.list(path, Query());
    if (!found) co_return context.report(found.error());
    if (format == Format::json || format == Format::yaml) {
        print_value(context, json::object{{"items", *found}}, format);
        co_return Exit::done;
    }
    for (const json::value& item : *found) {
        if (format == Format::name) {
            context.out << text(item, name) << "\n";
        } else {
            table.add(row(item));
        }
    }
    if (format != Format::name) context.print(table);
    co_return Exit::done;
}

Task<Exit> create(Api& api, std::string path, json::object body, std::string done) {
    auto request = Body::json(body);
    const auto made = co_await api.send(http::Method::post, std::move(path), std::move(request));
    if (!made) co_return api.context().report(made.error());
    const std::string id = text(*made, "id");
    api.context().out << done << (done.ends_with(' ') ? id : std::string()) << "\n";
    co_return Exit::done;
}

Task<Exit> remove(Api& api, std::string path, std::string done) {
    const auto removed = co_await api.send(http::Method::del, std::move(path));
    if (!removed) co_return api.context().report(removed.error());
    api.context().out << done << "\n";
    co_return Exit::done;
}

/// The lines of standard input.
Outcome<std::vector<std::string>> input_lines(const Context& context) {
    const auto input = read_file(context, "-");
    if (!input) return give_up(failure_of(input.error()));
    std::vector<std::string> lines;
    std::istringstream stream(*input);
    for (std::string line; std::getline(stream, line);) {
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

/// Asked for twice.
Outcome<std::string> ask_new_password(const Context& context) {
    auto first = context.ask("New password", true);
    if (!first) return usage(first.error().message + "; use --password-stdin in scripts");
    const auto second = context.ask("The same again", true);
    if (!second) return usage(second.error().message);
    if (*first != *second) return usage("the two passwords differ");
    return std::move(*first);
}

Task<Exit> create_user(Api& api, UserOptions options) {
    Context& context = api.context();
    json::object body{{"name", options.name}};
    if (!options.display_name.empty()) body["display_name"] = options.display_name;
    if (!options.generate) {
        Outcome<std::string> password;
        if (options.password_from_input) {
            const auto lines = input_lines(context);
            if (!lines) co_return context.report(lines.error());
            if (lines->empty()) co_return context.report(usage("standard input holds no password").error());
            password = lines->front();
        } else {
            password = ask_new_password(context);
        }
        if (!password) co_return context.report(password.error());
        body["password"] = *password;
    }
    auto request = Body::json(body);
    const auto made = co_await api.send(http::Method::post, "/users", std::move(request));
    if (!made) co_return context.report(made.error());
    context.err << fmt::format("user {} created\n", options.name);
    // On standard output alone, so that a script can keep it.
    if (options.generate) context.out << text(*made, "password") << "\n";
    co_return Exit::done;
}

/// One's own password is changed by who knows it: from standard input the old one comes first, on a line of its own.
Task<Exit> set_password(Api& api, UserOptions options) {
    Context& context = api.context();
    const auto me = co_await api.get("/me");
    if (!me) co_return context.report(me.error());
    const bool own = text(*me, "name") == options.name;
    json::object body;
    if (options.password_from_input) {
        const auto lines = input_lines(context);
        if (!lines) co_return context.report(lines.error());
        if (lines->size() < (own ? 2U : 1U)) {
            co_return context.report(usage(own ? "standard input must hold the old password and, on the next line, the new one"
                                               : "standard input holds no password")
                                         .error());
        }
        if (own) body["current_password"] = lines->front();
        body["password"] = (*lines)[own ? 1 : 0];
    } else {
        if (own) {
            const auto current = context.ask("Current password", true);
            if (!current) co_return context.report(usage(current.error().message).error());
            body["current_password"] = *current;
        }
        const auto password = ask_new_password(context);
        if (!password) co_return context.report(password.error());
        body["password"] = *password;
    }
    co_return co_await create(api, fmt::format("/users/{}/password", url_encode(options.name)), std::move(body),
                              fmt::format("password of {} changed", options.name));
}

Outcome<json::object> axis_body(const AxisOptions& axis, std::string_view what) {
    json::object labels;
    for (const std::string& label : axis.labels) {
        const std::size_t equals = label.find('=');
        if (equals == std::string::npos || equals == 0) return usage(fmt::format("\"{}\" is not of the form key=value", label));
        labels[label.substr(0, equals)] = label.substr(equals + 1);
    }
    if (!axis.all && axis.names.empty() && labels.empty()) {
        return usage(fmt::format("say which {0}s: --{0} NAME, --{0}-label key=value, or --all-{0}s", what));
    }
    json::array names;
    for (const std::string& name : axis.names) names.emplace_back(name);
    return json::object{{"all", axis.all}, {"names", std::move(names)}, {"labels", std::move(labels)}};
}

Task<Exit> create_binding(Api& api, const BindingOptions& options) {
    auto clusters = axis_body(options.clusters, "cluster");
    auto namespaces = axis_body(options.namespaces, "namespace");
    if (!clusters) co_return api.context().report(clusters.error());
    if (!namespaces) co_return api.context().report(namespaces.error());
    json::object body{
        {"user", options.user}, {"role", options.role}, {"clusters", std::move(*clusters)}, {"namespaces", std::move(*namespaces)}};
    co_return co_await create(api, "/bindings", std::move(body), fmt::format("{} has role {} by binding ", options.user, options.role));
}

std::string axis_text(const json::value& axis) {
    if (flag(axis, "all")) return "all";
    std::string parts = display(member(axis, "names"));
    if (const auto* labels = member(axis, "labels").if_object()) {
        for (const auto& [key, value] : *labels)
            parts += fmt::format("{}{}={}", parts.empty() ? "" : ", ", std::string_view(key), display(value));
    }
    return parts;
}

/// A group with `list` as what it does by itself.
CLI::App* add_group(CLI::App& app, Context& context, const std::string& name, const std::string& about, Format& format, Work list) {
    auto* group = app.add_subcommand(name, about);
    group->require_subcommand(0, 1);
    add_format(*group, format);
    on_run(*group, context, list);
    auto* listing = group->add_subcommand("list", "List them");
    add_format(*listing, format);
    on_run(*listing, context, std::move(list));
    return group;
}

void add_users(CLI::App& app, Context& context) {
    const auto options = std::make_shared<UserOptions>();
    auto* group = add_group(app, context, "users", "List, create and delete users", options->format, [options](Api& api) {
        Table table{.columns = {{.title = "NAME"}, {.title = "DISPLAY NAME", .shrinks = true}, {.title = "DISABLED"}, {.title = "AGE"}},
                    .rows = {}};
        return print_list(
            api, "/users", options->format, std::move(table),
            [&context = api.context()](const json::value& user) {
                return std::vector{text(user, "name"), text(user, "display_name"), std::string(flag(user, "disabled") ? "yes" : "no"),
                                   age(text(user, "created_at"), context.clock.now())};
            },
            "name");
    });
    auto* creating = group->add_subcommand("create", "Create a user");
    creating->add_option("name", options->name, "The name to sign in with")->required();
    creating->add_option("--display-name", options->display_name, "The name to show");
    creating->add_flag("--password-stdin", options->password_from_input, "Read the password from standard input");
    creating->add_flag("--generate-password", options->generate, "Let Nexa make the password, and print it this once");
    on_run(*creating, context, [options](Api& api) { return create_user(api, *options); });
    auto* password = group->add_subcommand("password", "Set a user's password");
    password->add_option("name", options->name, "The user")->required();
    password->add_flag("--password-stdin", options->password_from_input, "Read the password from standard input");
    on_run(*password, context, [options](Api& api) { return set_password(api, *options); });
    auto* deleting = group->add_subcommand("delete", "Delete a user");
    deleting->add_option("name", options->name, "The user")->required();
    on_run(*deleting, context, [options](Api& api) {
        return remove(api, "/users/" + url_encode(options->name), fmt::format("user {} deleted", options->name));
    });
}

void add_roles(CLI::App& app, Context& context) {
    const auto options = std::make_shared<RoleOptions>();
    auto* group = add_group(app, context, "roles", "List, create and delete roles", options->format, [options](Api& api) {
        Table table{.columns = {{.title = "NAME"},
                                {.title = "BUILT IN"},
                                {.title = "PERMISSIONS", .shrinks = true},
                                {.title = "DESCRIPTION", .shrinks = true}},
                    .rows = {}};
        return print_list(
            api, "/roles", options->format, std::move(table),
            [](const json::value& role) {
                return std::vector{text(role, "name"), std::string(flag(role, "built_in") ? "yes" : "no"),
                                   display(member(role, "permissions")), text(role, "description")};
            },
            "name");
    });
    auto* creating = group->add_subcommand("create", "Create a role");
    creating->add_option("name", options->name, "How it is called")->required();
    creating->add_option("-p,--permission", options->permissions, "resources:read, ... (may be repeated)")
        ->required()
        ->delimiter(',')
        ->allow_extra_args(false);
    creating->add_option("--description", options->description, "What it is for");
    on_run(*creating, context, [options](Api& api) {
        json::array permissions;
        for (const std::string& permission : options->permissions) permissions.emplace_back(permission);
        json::object body{{"name", options->name}, {"description", options->description}, {"permissions", std::move(permissions)}};
        return create(api, "/roles", std::move(body), fmt::format("role {} created", options->name));
    });
    auto* deleting = group->add_subcommand("delete", "Delete a role");
    deleting->add_option("name", options->name, "The role")->required();
    on_run(*deleting, context, [options](Api& api) {
        return remove(api, "/roles/" + url_encode(options->name), fmt::format("role {} deleted", options->name));
    });
}

void add_axis(CLI::App& command, AxisOptions& axis, const std::string& what) {
    command.add_flag(fmt::format("--all-{}s", what), axis.all, fmt::format("On all {}s", what));
    command.add_option("--" + what, axis.names, fmt::format("On this {} (may be repeated)", what))->delimiter(',')->allow_extra_args(false);
    command.add_option(fmt::format("--{}-label", what), axis.labels, fmt::format("On {}s with this label, key=value", what))
        ->delimiter(',')
        ->allow_extra_args(false);
}

void add_bindings(CLI::App& app, Context& context) {
    const auto options = std::make_shared<BindingOptions>();
    auto* group = add_group(app, context, "bindings", "List, create and delete role bindings", options->format, [options](Api& api) {
        Table table{.columns = {{.title = "ID"},
                                {.title = "USER"},
                                {.title = "ROLE"},
                                {.title = "CLUSTERS", .shrinks = true},
                                {.title = "NAMESPACES", .shrinks = true}},
                    .rows = {}};
        return print_list(
            api, "/bindings", options->format, std::move(table),
            [](const json::value& binding) {
                return std::vector{text(binding, "id"), text(binding, "user"), text(binding, "role"),
                                   axis_text(member(binding, "clusters")), axis_text(member(binding, "namespaces"))};
            },
            "id");
    });
    auto* creating = group->add_subcommand("create", "Give a user a role, somewhere");
    creating->add_option("--user", options->user, "The user")->required();
    creating->add_option("--role", options->role, "The role")->required();
    add_axis(*creating, options->clusters, "cluster");
    add_axis(*creating, options->namespaces, "namespace");
    on_run(*creating, context, [options](Api& api) { return create_binding(api, *options); });
    auto* deleting = group->add_subcommand("delete", "Take a role away");
    deleting->add_option("id", options->id, "The binding's id, as listed")->required();
    on_run(*deleting, context, [options](Api& api) {
        return remove(api, "/bindings/" + url_encode(options->id), fmt::format("binding {} deleted", options->id));
    });
}

}  // namespace

void add_people(CLI::App& app, Context& context) {
    add_users(app, context);
    add_roles(app, context);
    add_bindings(app, context);
}

}  // namespace nexa::cli
