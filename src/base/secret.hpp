#pragma once

#include <sodium.h>

#include <string>
#include <utility>

namespace nexa {

/// Text that must not leak: it can't be printed, compared with == or converted, and its memory is wiped when it goes.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe();
            value_ = other.value_;
        }
        return *this;
    }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            value_ = std::move(other.value_);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    /// The text itself: for the one call that needs it, never to be stored or logged.
    const std::string& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }

private:
    void wipe() {
        if (!value_.empty()) sodium_memzero(value_.data(), value_.size());
        value_.clear();
    }
    std::string value_;
};

}  // namespace nexa
