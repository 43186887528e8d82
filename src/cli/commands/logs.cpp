#include <iostream>

#include "cli/command.hpp"

namespace nexa::cli {
namespace {

struct LogsOptions {
    std::vector<std::string> target;
    Scope scope;
    std::string container;
    std::string pod;
    std::int64_t tail = 0;
    bool follow = false;
};

Task<Exit> logs(Api& api, const LogsOptions& options) {
    Context& context = api.context();
    Scope scope = options.scope;
    scope.settle(context);
    std::vector<std::string> target = options.target;
    // Only Spark applications have logs here, so a name alone says enough.
    if (target.size() == 1 && target.front().find('/') == std::string::npos) target.insert(target.begin(), "sparkapplications");
    const auto kinds = co_await Kinds::load(api);
    if (!kinds) co_return context.report(kinds.error());
    const auto place = co_await locate_one(api, *kinds, target, scope);
    if (!place) co_return context.report(place.error());

    Query query;
    query.add("tail", options.tail > 0 ? std::to_string(options.tail) : std::string())
        .add("container", options.container)
        .add("pod", options.pod);
    query.add_flag("follow", options.follow);
    http::Headers headers;
    headers.set("Accept", "text/plain");
    auto sink = [&](std::string_view chunk) {
        // A log is another program's bytes: shown as they are in a file or pipe, made harmless on a terminal.
        if (context.width > 0) {
            context.out << printable(chunk);
        } else {
            context.out << chunk;
        }
        context.out << std::flush;
        return context.out.good();
    };
    const auto streamed = co_await api.stream(place->path() + "/logs" + query.str(), headers, sink, Duration(0));
    if (!streamed) co_return context.report(streamed.error());
    co_return Exit::done;
}

}  // namespace

void add_logs(CLI::App& app, Context& context) {
    const auto options = std::make_shared<LogsOptions>();
    auto* command = app.add_subcommand("logs", "Print the log of a Spark application's driver, or of an executor");
    command->add_option("what", options->target, "NAME, or KIND/NAME")->required()->option_text("WHAT");
    add_scope(*command, options->scope);
    command->add_flag("-f,--follow", options->follow, "Go on as more is written");
    command->add_option("--tail", options->tail, "Only the last so many lines")->check(CLI::PositiveNumber);
    command->add_option("-c,--container", options->container, "The container (default: the driver's)");
    command->add_option("--pod", options->pod, "An executor's pod (see `nexa pods`); also one that failed and is gone");
    on_run(*command, context, [options](Api& api) { return logs(api, *options); });
}

}  // namespace nexa::cli
