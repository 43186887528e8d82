#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"

namespace nexa::control {

/// Slows down guessing: after `free` failures for a key (a name, an address) each further one doubles the wait, up to `longest`.
/// A success forgets the key. Thread-safe; bounded.
class LoginGuard {
public:
    struct Limits {
        int free = 5;
        Duration first = std::chrono::seconds(2);
        Duration longest = std::chrono::minutes(15);
        std::size_t keys = 20'000;
    };
    explicit LoginGuard(const Clock& clock) : LoginGuard(clock, Limits{}) {}
    LoginGuard(const Clock& clock, Limits limits) : clock_(clock), limits_(limits) {}

    /// How long the key must still wait; 0: it may try.
    Duration wait_of(const std::string& key) const;
    void failed(const std::string& key);
    void succeeded(const std::string& key);

private:
    struct Record {
        int failures = 0;
        Time not_before{};
    };
    const Clock& clock_;
    const Limits limits_;
    mutable std::mutex mutex_;
    std::map<std::string, Record> records_;
};

}  // namespace nexa::control
