#include <iostream>

#include "cli/command.hpp"
#include "cli/json_view.hpp"

namespace nexa::cli {
namespace {

struct LoginOptions {
    std::string user;
    bool password_from_input = false;
};

std::string first_line(std::string text) {
    text.resize(std::min(text.size(), text.find('\n')));
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

Task<Exit> login(Api& api, LoginOptions options) {
    Context& context = api.context();
    const auto server = api.server();
    if (!server) co_return context.report(server.error());
    if (options.user.empty()) {
        auto user = context.ask("User", false);
        if (!user) co_return context.report(failure_of(user.error()));
        options.user = std::move(*user);
    }
    Result<std::string> password = options.password_from_input ? read_file(context, "-") : context.ask("Password", true);
    if (!password) {
        Failure failure = failure_of(password.error());
        failure.message += "; use --password-stdin in scripts";
        co_return context.report(failure);
    }
    std::string secret = options.password_from_input ? first_line(std::move(*password)) : std::move(*password);
    const auto done = co_await api.login(options.user, std::move(secret));
    if (!done) co_return context.report(done.error());
    context.err << fmt::format("Signed in to {} as {}.\n", *server, options.user);
    co_return Exit::done;
}

Task<Exit> logout(Api& api) {
    const auto done = co_await api.logout();
    if (!done) co_return api.context().report(done.error());
    api.context().err << "Signed out.\n";
    co_return Exit::done;
}

std::string axis(const json::value& scope, std::string_view name) {
    const json::value& of = member(scope, name);
    if (flag(of, "all")) return "all";
    std::string parts = display(member(of, "names"));
    if (const auto* labels = member(of, "labels").if_object()) {
        for (const auto& [key, value] : *labels)
            parts += fmt::format("{}{}={}", parts.empty() ? "" : ", ", std::string_view(key), display(value));
    }
    return parts.empty() ? "none" : parts;
}

Task<Exit> whoami(Api& api, Format format) {
    Context& context = api.context();
    const auto me = co_await api.get("/me");
    if (!me) co_return context.report(me.error());
    if (format == Format::json || format == Format::yaml) {
        print_value(context, *me, format);
        co_return Exit::done;
    }
    if (format == Format::name) {
        context.out << text(*me, "name") << "\n";
        co_return Exit::done;
    }
    const auto server = api.server();
    const std::string display_name = text(*me, "display_name");
    context.out << fmt::format("{}{} on {}\n", printable(text(*me, "name")),
                               display_name.empty() ? "" : " (" + printable(display_name) + ")", server ? *server : std::string());
    Table table{.columns = {{.title = "MAY"}, {.title = "CLUSTERS", .shrinks = true}, {.title = "NAMESPACES", .shrinks = true}},
                .rows = {}};
    for (const json::value& grant : items(*me, "permissions"))
        table.add({text(grant, "permission"), axis(grant, "clusters"), axis(grant, "namespaces")});
    if (table.rows.empty()) {
        context.out << "No rights yet; an administrator can give you a role.\n";
    } else {
        context.print(table);
    }
    co_return Exit::done;
}

}  // namespace

void add_login(CLI::App& app, Context& context) {
    const auto options = std::make_shared<LoginOptions>();
    auto* sign_in = app.add_subcommand("login", "Sign in; the session is kept for the commands that follow");
    sign_in->add_option("-u,--user", options->user, "The user name (asked for when absent)");
    sign_in->add_flag("--password-stdin", options->password_from_input, "Read the password from standard input");
    on_run(*sign_in, context, [options](Api& api) { return login(api, *options); });

    on_run(*app.add_subcommand("logout", "End the session and forget it"), context, [](Api& api) { return logout(api); });

    const auto format = std::make_shared<Format>(Format::table);
    auto* who = app.add_subcommand("whoami", "Show who you are and what you may do");
    add_format(*who, *format);
    on_run(*who, context, [format](Api& api) { return whoami(api, *format); });
}

}  // namespace nexa::cli
