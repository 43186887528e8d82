#include "cli/context.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace nexa::cli {
namespace {

constexpr std::size_t most_bytes = 64 * 1024 * 1024;

std::filesystem::path configuration_folder(const std::function<std::string(const char*)>& environment) {
    if (const std::string base = environment("XDG_CONFIG_HOME"); base.starts_with('/')) return std::filesystem::path(base) / "nexa";
    const std::string home = environment("HOME");
    return std::filesystem::path(home.empty() ? "/" : home) / ".config" / "nexa";
}

std::size_t terminal_width(int descriptor) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

/// Turns the terminal's echo off for as long as it lives.
class Silence {
public:
    Silence() : changed_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (!changed_) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~Silence() {
        if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    termios before_{};
    bool changed_;
};

}  // namespace

Context Context::of_process() {
    const auto environment = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value == nullptr ? "" : value);
    };
    const bool out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    const bool colours = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    return Context{.out = std::cout,
                   .err = std::cerr,
                   .in = std::cin,
                   .environment = environment,
                   .clock = system_clock(),
                   .session = SessionFile(configuration_folder(environment)),
                   .interactive = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1,
                   .width = out_is_terminal ? terminal_width(STDOUT_FILENO) : 0,
                   .style = {.colour = colours && out_is_terminal},
                   .error_style = {.colour = colours && ::isatty(STDERR_FILENO) == 1}};
}

void Context::print(const Table& table) const {
    out << render(table, width, style) << std::flush;
}

Exit Context::report(const Failure& failure) const {
    out << std::flush;
    err << render(failure, error_style) << std::flush;
    return failure.exit;
}

Result<std::string> Context::ask(const std::string& question, bool secret) const {
    if (!interactive) return fail(ErrorCode::invalid, fmt::format("{} is needed, and there is no terminal to ask on", question));
    err << question << ": " << std::flush;
    std::string answer;
    {
        std::optional<Silence> silence;
        if (secret) silence.emplace();
        if (!std::getline(in, answer)) return fail(ErrorCode::invalid, fmt::format("{} is needed", question));
    }
    if (secret) err << "\n" << std::flush;
    return answer;
}

Result<std::string> read_file(const Context& context, const std::string& path) {
    std::stringstream content;
    if (path == "-") {
        content << context.in.rdbuf();
    } else {
        std::error_code error;
        if (!std::filesystem::exists(path, error)) return fail(ErrorCode::not_found, fmt::format("{}: there is no such file", path));
        if (std::filesystem::is_directory(path, error)) return fail(ErrorCode::invalid, fmt::format("{} is a folder", path));
        const std::ifstream file(path, std::ios::binary);
        if (!file) return fail(ErrorCode::not_found, fmt::format("{}: can't be read; check its permissions", path));
        content << file.rdbuf();
    }
    std::string text = std::move(content).str();
    if (text.size() > most_bytes) return fail(ErrorCode::too_large, fmt::format("{}: {} bytes are too many", path, text.size()));
    return text;
}

}  // namespace nexa::cli
