#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nexa::http {

/// Undoes the chunked transfer coding (RFC 9112, section 7.1) as it arrives. Strict about line ends and sizes; extensions and trailers are
/// read over. Not thread-safe.
class ChunkedDecoder {
public:
    /// At most `body_bytes` of content, `trailer_bytes` after it.
    ChunkedDecoder(std::size_t body_bytes, std::size_t trailer_bytes) : body_left_(body_bytes), trailer_left_(trailer_bytes) {}

    enum class Progress { more, done, malformed, body_too_large, trailer_too_large };
    /// Appends the content of `bytes` to `body`, and reduces `bytes` to what comes after the coding's end.
    Progress put(std::string_view& bytes, std::string& body);

private:
    enum class State { size, extension, size_end, data, data_return, data_end, trailer_start, trailer, trailer_end, last_end };
    Progress step(char c);
    Progress size_digit(char c);

    State state_ = State::size;
    std::size_t body_left_;
    std::size_t trailer_left_;
    std::uint64_t chunk_ = 0;      // what is left of the chunk; its size while that is being read
    std::size_t line_length_ = 0;  // of the line with the size
};

}  // namespace nexa::http
