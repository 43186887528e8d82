#include "base/id.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <mutex>

#include "base/encoding.hpp"

namespace nexa {

Uuid Uuid::make(const Clock& clock) {
    // 48 bits of milliseconds, then a 12-bit counter that starts anew each millisecond (RFC 9562, section 6.2, method 1):
    // a counter that overflows borrows from the next millisecond, so that the order never breaks.
    static std::mutex mutex;
    static std::uint64_t last_tick = 0;

    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch()).count();
    std::uint64_t tick = static_cast<std::uint64_t>(millis) << 12;
    {
        const std::lock_guard lock(mutex);
        tick = std::max(tick, last_tick + 1);
        last_tick = tick;
    }
    Uuid id;
    randombytes_buf(id.bytes_.data() + 8, 8);
    const std::uint64_t stamp = tick >> 12;
    for (std::size_t byte = 0; byte < 6; ++byte) id.bytes_[byte] = static_cast<std::uint8_t>(stamp >> (40 - 8 * byte));
    id.bytes_[6] = static_cast<std::uint8_t>(0x70 | ((tick >> 8) & 0x0f));
    id.bytes_[7] = static_cast<std::uint8_t>(tick & 0xff);
    id.bytes_[8] = static_cast<std::uint8_t>(0x80 | (id.bytes_[8] & 0x3f));
    return id;
}

Result<Uuid> Uuid::parse(std::string_view text) {
    const auto bad = [&] { return fail(ErrorCode::invalid, fmt::format("\"{}\" is not an id (a UUID is expected)", text.substr(0, 64))); };
    if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return bad();
    std::string compact;
    compact.reserve(32);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (at != 8 && at != 13 && at != 18 && at != 23) compact += text[at];
    }
    const auto raw = from_hex(compact);
    if (!raw || raw->size() != 16) return bad();
    Uuid id;
    std::copy(raw->begin(), raw->end(), reinterpret_cast<char*>(id.bytes_.data()));
    return id;
}

std::string Uuid::str() const {
    std::string text = to_hex({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

}  // namespace nexa
