#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace nexa::cli {

/// A sign-in, as it is kept between commands.
struct Session {
    std::string server;  ///< "https://nexa.example:8443", without a slash at the end.
    std::string access_token;
    std::string refresh_token;
    std::string ca_pem;     ///< The authority that was given at sign-in, or empty.
    bool insecure = false;  ///< Certificates are not checked: was asked for at sign-in.
};

/// The file that holds the sign-in: `session.json` in the user's configuration folder, mode 0600, replaced as a whole or not at all.
class SessionFile {
public:
    /// `folder` is $XDG_CONFIG_HOME/nexa or ~/.config/nexa.
    explicit SessionFile(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Nothing when there is no sign-in. Errors: invalid (the file is damaged, or others may read it).
    Result<std::optional<Session>> load() const;
    /// Errors: unavailable (the folder can't be written).
    Result<> save(const Session& session) const;
    Result<> remove() const;
    std::filesystem::path path() const { return folder_ / "session.json"; }

    /// Held while a refresh token is exchanged: each can be used once, and two commands may run at the same time.
    class Lock {
    public:
        explicit Lock(int descriptor) : descriptor_(descriptor) {}
        ~Lock();
        Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
        Lock& operator=(Lock&&) = delete;
        Lock(const Lock&) = delete;
        Lock& operator=(const Lock&) = delete;

    private:
        int descriptor_;
    };
    /// Waits for other commands. Errors: unavailable.
    Result<Lock> lock() const;

private:
    Result<> make_folder() const;
    std::filesystem::path folder_;
};

}  // namespace nexa::cli
