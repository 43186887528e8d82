#include <sodium.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#include "app/commands.hpp"
#include "cli/cli.hpp"
#include "cli/context.hpp"

int main(int argc, char** argv) {
    if (sodium_init() < 0) {
        std::fputs("nexa: the system's random generator is not available\n", stderr);
        return 1;
    }
    CLI::App app{"Nexa operates Apache Spark and Apache Kafka on many Kubernetes clusters."};
    app.set_version_flag("--version", NEXA_VERSION);
    auto context = nexa::cli::Context::of_process();
    nexa::cli::add_commands(app, context);
    nexa::app::add_commands(app, context);
    return nexa::cli::run(app, context, argc, argv);
}
