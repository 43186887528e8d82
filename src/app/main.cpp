#include <sodium.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#include "app/commands.hpp"
#include "cli/cli.hpp"
#include "cli/context.hpp"

#ifdef NEXA_JEMALLOC
/// Read by jemalloc at the start: what was freed goes back to the system within seconds, by a thread of its own.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "background_thread:true,dirty_decay_ms:3000,muzzy_decay_ms:0";
}
#endif

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
