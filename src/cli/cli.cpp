#include "cli/cli.hpp"

#include <ostream>

#include "cli/command.hpp"

namespace nexa::cli {

void add_commands(CLI::App& app, Context& context) {
    add_login(app, context);
    add_get(app, context);
    add_describe(app, context);
    add_why(app, context);
    add_explain(app, context);
    add_apply(app, context);
    add_fix(app, context);
    add_convert(app, context);
    add_delete(app, context);
    add_rollback(app, context);
    add_action(app, context);
    add_runs(app, context);
    add_plans(app, context);
    add_queue(app, context);
    add_look(app, context);
    add_logs(app, context);
    add_audit(app, context);
    add_clusters(app, context);
    add_adopt(app, context);
    add_policies(app, context);
    add_people(app, context);
    add_completion(app, context);
}

int run(CLI::App& app, Context& context, int argc, const char* const* argv) {
    try {
        app.require_subcommand(1);
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error, context.out, context.err);
        return code == 0 ? static_cast<int>(Exit::done) : static_cast<int>(Exit::usage);
    } catch (const std::exception& error) {
        context.err << "error: " << error.what() << "\n";
        return static_cast<int>(Exit::refused);
    }
    return context.exit_code;
}

}  // namespace nexa::cli
