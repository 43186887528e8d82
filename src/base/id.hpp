#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace nexa {

/// A UUID of version 7 (RFC 9562, section 5.7): sorts by the millisecond of its making, and within one process
/// strictly by the order of making, so that ids serve as cursors.
class Uuid {
public:
    constexpr Uuid() = default;

    /// Thread-safe.
    static Uuid make(const Clock& clock = system_clock());
    /// Reads the 36-character form in either case. Errors: invalid.
    static Result<Uuid> parse(std::string_view text);

    /// 36 lower-case characters.
    std::string str() const;
    bool is_nil() const { return bytes_ == std::array<std::uint8_t, 16>{}; }
    const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

    friend auto operator<=>(const Uuid&, const Uuid&) = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

/// An id of one noun: `Id<User>` and `Id<Run>` can't be mixed up. The tag type need not be complete.
template <class Noun>
class Id {
public:
    constexpr Id() = default;
    explicit constexpr Id(Uuid value) : value_(value) {}

    static Id make(const Clock& clock = system_clock()) { return Id(Uuid::make(clock)); }
    static Result<Id> parse(std::string_view text) {
        const auto value = Uuid::parse(text);
        if (!value) return fail(value.error());
        return Id(*value);
    }
    std::string str() const { return value_.str(); }
    bool is_nil() const { return value_.is_nil(); }
    const Uuid& uuid() const { return value_; }

    friend auto operator<=>(const Id&, const Id&) = default;

private:
    Uuid value_;
};

}  // namespace nexa

template <class Noun>
struct std::hash<nexa::Id<Noun>> {
    std::size_t operator()(const nexa::Id<Noun>& id) const noexcept {
        const auto& bytes = id.uuid().bytes();
        return std::hash<std::string_view>{}({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
};
