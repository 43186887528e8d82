#pragma once

#include "cli/cli.hpp"
#include "cli/context.hpp"

namespace CLI {
class App;
}

namespace nexa::app {

/// Adds the commands that are the server itself: serve, sandbox, openapi, and `audit verify`, which reads the database.
void add_commands(CLI::App& app, cli::Context& context);

}  // namespace nexa::app
