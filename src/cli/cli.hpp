#pragma once

#include <CLI/CLI.hpp>

#include "cli/context.hpp"

/// The command line client: commands that talk to the API like any other client.
///
///     CLI::App app{"..."};
///     auto context = cli::Context::of_process();
///     cli::add_commands(app, context);
///     // further commands of the program may be added here; `audit` takes more subcommands
///     return cli::run(app, context, argc, argv);
namespace nexa::cli {

/// Adds the client's commands. The context must outlive the app.
void add_commands(CLI::App& app, Context& context);

/// Parses, runs the command that was named, and returns the process's exit code: 0 done, 1 refused or failed, 2 usage, 3 unreachable,
/// 4 not allowed. Commands that are not the client's set `context.exit_code` in their callbacks.
int run(CLI::App& app, Context& context, int argc, const char* const* argv);

}  // namespace nexa::cli
