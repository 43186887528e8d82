#include "app/commands.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "app/serve.hpp"
#include "app/services.hpp"
#include "data/sandbox/operators/scenarios.hpp"
#include "data/version.hpp"
#include "store/audit.hpp"

namespace nexa::app {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with the program.
struct Scratch {
    fs::path path;
    Scratch() {
        std::string pattern = (fs::temp_directory_path() / "nexa-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

/// The document follows from the rows of the whole graph, which is built for it and never started.
Result<std::string> openapi_document() {
    const Scratch scratch;
    IoPool pool(1);
    auto vault = control::Vault::open({control::make_master_key()});
    if (!vault) return fail(vault.error());
    auto database = store::open_database({.url = "sqlite:" + (scratch.path / "nexa.db").string(), .readers = 1});
    if (!database) return fail(database.error());
    auto services = Services::make({pool, pool, std::move(*database), std::move(*vault), system_clock()});
    if (!services) return fail(services.error());
    return json::serialize(control::openapi((*services)->endpoints()));
}

std::string pretty(const json::value& value, std::size_t depth = 0) {
    const std::string indent(2 * (depth + 1), ' ');
    const std::string end(2 * depth, ' ');
    std::string text;
    if (const auto* object = value.if_object(); object && !object->empty()) {
        for (const auto& [name, member] : *object) {
            text += fmt::format("{}{}{}: {}", text.empty() ? "{\n" : ",\n", indent, json::serialize(json::value(name)),
                                pretty(member, depth + 1));
        }
        return text + "\n" + end + "}";
    }
    if (const auto* array = value.if_array(); array && !array->empty()) {
        for (const auto& item : *array) text += fmt::format("{}{}{}", text.empty() ? "[\n" : ",\n", indent, pretty(item, depth + 1));
        return text + "\n" + end + "]";
    }
    return json::serialize(value);
}

std::optional<store::AuditHead> parse_head(const std::string& text) {
    const auto colon = text.find(':');
    store::AuditHead head;
    if (colon == std::string::npos || text.size() != colon + 65) return std::nullopt;
    if (std::from_chars(text.data(), text.data() + colon, head.sequence).ptr != text.data() + colon) return std::nullopt;
    head.hash = text.substr(colon + 1);
    return head;
}

int verify_audit(const std::string& url, const std::string& kept_head) {
    std::optional<store::AuditHead> expected;
    if (!kept_head.empty()) {
        expected = parse_head(kept_head);
        if (!expected) {
            std::cerr << "nexa: --head must be SEQUENCE:HASH, as this command and GET /api/v1/audit/head give it\n";
            return 2;
        }
    }
    const auto database = store::open_database({.url = url, .readers = 1, .create = false, .read_only = true});
    if (!database) {
        std::cerr << "nexa: " << database.error().message << "\n";
        return 1;
    }
    const auto report = store::audit::verify(**database, expected);
    if (report.fault == store::AuditReport::Fault::none) {
        std::cout << fmt::format("The audit trail is whole: {} records.\nhead {}:{}\n", report.records, report.head.sequence,
                                 report.head.hash);
        return 0;
    }
    std::cout << fmt::format("The audit trail is NOT whole. First bad record: {}\n{}\n{} records before it are good.\n", report.first_bad,
                             report.explanation, report.records);
    return 1;
}

void add_serve(CLI::App& app, cli::Context& context) {
    auto* command = app.add_subcommand("serve", "Run the server");
    const auto options = std::make_shared<ServeOptions>();
    command->add_option("--data", options->data, "Folder of the embedded database and the sandbox")->capture_default_str();
    command->add_option("--listen", options->listen, "HOST:PORT")->capture_default_str();
    command->add_option("--database", options->database, "mysql://user:password@host:port/name instead of the embedded database");
    command->add_option("--page", options->page, "Folder of the built page");
    command->add_option("--tls-cert", options->tls_certificate, "PEM file of the certificate chain");
    command->add_option("--tls-key", options->tls_key, "PEM file of its private key");
    command
        ->add_option("--roles", options->roles,
                     "What this process does: api, worker, watcher; several processes share one MySQL or MariaDB")
        ->capture_default_str();
    command->add_option("--client-rate", options->client_rate, "Requests a second that one address may make; more are answered 429")
        ->check(CLI::Range(1.0, 1e9))
        ->capture_default_str();
    command
        ->add_option("--cluster-rate", options->cluster_rate,
                     "Requests a second that Nexa makes to one cluster; more wait. A run takes two")
        ->check(CLI::Range(1.0, 1e9))
        ->capture_default_str();
    command
        ->add_option("--submissions-in-flight", options->submissions_in_flight,
                     "Spark applications that may be on their way to the operator of one cluster; more wait in the queue")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command->add_flag("--allow-insecure-skip-tls-verify", options->allow_insecure_clusters,
                      "Take kubeconfigs that do not verify their apiserver: whoever is in between reads their credentials");
    command->add_flag("--demo", options->demo, "With a simulated fleet of three clusters and three users");
    command
        ->add_option("--scenarios", options->scenarios, "With --demo: a file of what goes wrong in it; `nexa sandbox --help` has the list")
        ->check(CLI::ExistingFile);
    command->add_option("--sandbox-speed", options->sandbox_speed, "Simulated seconds per second")->check(CLI::PositiveNumber);
    command->add_option("--log-level", options->log_level, "debug, info, warning or error")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->capture_default_str();
    command->add_flag("--log-json", options->log_json, "One JSON object a line");
    command->add_option("--threads", options->threads, "I/O threads for callers, and as many for clusters; one to a core when absent");
    command->callback([options, &context] { context.exit_code = serve(*options); });
}

void add_sandbox(CLI::App& app, cli::Context& context) {
    auto* command = app.add_subcommand("sandbox", "Run the simulated clusters alone, for kubectl and tests");
    const auto options = std::make_shared<SandboxOptions>();
    command->add_option("--data", options->data, "Folder of journals, certificates and kubeconfigs")->capture_default_str();
    command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
    command->add_option("--speed", options->speed, "Simulated seconds per second")->check(CLI::PositiveNumber)->capture_default_str();
    command->add_option("--cluster", options->clusters, "An empty cluster of that name (may be repeated) instead of the demonstration's");
    command->add_option("--kubernetes", options->kubernetes, "With --cluster: the release of Kubernetes that they imitate")
        ->check(CLI::Validator(
            [](const std::string& text) { return is_version(text) ? std::string() : text + " is no version such as 1.35.4"; }, "VERSION"))
        ->capture_default_str();
    command->add_flag("!--no-operators", options->operators, "With --cluster: nobody acts on the custom resources");
    command->add_option("--load", options->load, "With --cluster: so many finished SparkApplications in the first one");
    command->add_option(
        "--user", options->users,
        "With --cluster: NAME=NAMESPACE[,NAMESPACE...], who may do everything there and nothing elsewhere (may be repeated)");
    command
        ->add_option("--scenarios", options->scenarios, "A file of what goes wrong: a list of {scenario, cluster, namespace, name, node}")
        ->check(CLI::ExistingFile);
    command->footer("Scenarios:\n" + sandbox::scenario_words() + "Only the scenario is needed; without names it happens to all.");
    command->add_option("--log-level", options->log_level, "debug, info, warning or error")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
    command->callback([options, &context] {
        options->empty = !options->clusters.empty();
        context.exit_code = run_sandbox(*options);
    });
}

void add_openapi(CLI::App& app, cli::Context& context) {
    auto* command = app.add_subcommand("openapi", "Write the OpenAPI document to standard output");
    command->callback([&context] {
        const auto document = openapi_document();
        if (!document) {
            std::cerr << "nexa: " << document.error().message << "\n";
            context.exit_code = 1;
            return;
        }
        std::cout << pretty(json::parse(*document)) << "\n";
    });
}

void add_audit_verify(CLI::App& app, cli::Context& context) {
    auto* command = app.get_subcommand("audit")->add_subcommand("verify", "Check the whole trail against the database, offline");
    struct Options {
        std::string data = "var", database, head;
    };
    const auto options = std::make_shared<Options>();
    command->add_option("--data", options->data, "The server's data folder")->capture_default_str();
    command->add_option("--database", options->database, "A database URL instead of --data");
    command->add_option("--head", options->head, "SEQUENCE:HASH of an earlier check: finds a trail that was cut off or written anew");
    command->callback([options, &context] {
        const std::string url = options->database.empty() ? "sqlite:" + (fs::path(options->data) / "nexa.db").string() : options->database;
        context.exit_code = verify_audit(url, options->head);
    });
}

}  // namespace

void add_commands(CLI::App& app, cli::Context& context) {
    add_serve(app, context);
    add_sandbox(app, context);
    add_openapi(app, context);
    add_audit_verify(app, context);
}

}  // namespace nexa::app
