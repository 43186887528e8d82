#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/failure.hpp"
#include "cli/session.hpp"
#include "cli/style.hpp"
#include "cli/table.hpp"

namespace nexa::cli {

/// How to reach the server, as far as the command line says so.
struct ConnectionFlags {
    std::string server;
    std::string ca_file;
    bool insecure = false;
};

/// What a command works with: where it writes, what surrounds it, and what it returns. For one thread.
struct Context {
    std::ostream& out;
    std::ostream& err;
    std::istream& in;
    std::function<std::string(const char*)> environment;  ///< A variable's value, "" when not set.
    const Clock& clock;
    SessionFile session;
    bool interactive = false;  ///< Somebody sits there who can be asked.
    std::size_t width = 0;     ///< Of the terminal that `out` is; 0: none, lines may be of any length.
    Style style{};             ///< For `out`.
    Style error_style{};       ///< For `err`.
    ConnectionFlags connection{};
    int exit_code = 0;

    /// The real thing: standard streams, the environment, the terminal.
    static Context of_process();

    void print(const Table& table) const;
    /// Writes the failure to `err` and returns its exit code.
    Exit report(const Failure& failure) const;

    /// Asks on the terminal, without an echo when it is a secret. Errors: invalid (nobody to ask).
    Result<std::string> ask(const std::string& question, bool secret) const;
};

/// A file's text, or that of standard input for "-". Errors: not_found, unavailable, too_large.
Result<std::string> read_file(const Context& context, const std::string& path);

}  // namespace nexa::cli
