#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace nexa::cli {

/// Completion scripts for a program whose commands are those of `app`: subcommands and options are written into the script, kinds of
/// resources are asked of the server (`nexa kinds -o name`) when they are needed. Pure but for reading the app.
std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);
std::string fish_completion(const CLI::App& app);

}  // namespace nexa::cli
