#include "http/chunked_decoder.hpp"

namespace nexa::http {
namespace {

/// Room for a size and for extensions, which nobody sends but those who want to cost others time.
constexpr std::size_t longest_size_line = 256;

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_control(char c) noexcept {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

}  // namespace

ChunkedDecoder::Progress ChunkedDecoder::put(std::string_view& bytes, std::string& body) {
    while (!bytes.empty()) {
        if (state_ == State::data) {
            const std::string_view part = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(chunk_, bytes.size())));
            body += part;
            bytes.remove_prefix(part.size());
            chunk_ -= part.size();
            if (chunk_ == 0) state_ = State::data_return;
            continue;
        }
        const char c = bytes.front();
        bytes.remove_prefix(1);
        const Progress progress = step(c);
        if (progress != Progress::more) return progress;
    }
    return Progress::more;
}

ChunkedDecoder::Progress ChunkedDecoder::step(char c) {
    const auto expect = [&](char wanted, State next) {
        state_ = next;
        return c == wanted ? Progress::more : Progress::malformed;
    };
    switch (state_) {
        case State::size:
            return size_digit(c);
        case State::extension:
            if (c == '\r') {
                state_ = State::size_end;
                return Progress::more;
            }
            return is_control(c) || ++line_length_ > longest_size_line ? Progress::malformed : Progress::more;
        case State::size_end:
            line_length_ = 0;
            if (chunk_ > body_left_) return Progress::body_too_large;
            body_left_ -= static_cast<std::size_t>(chunk_);
            return expect('\n', chunk_ == 0 ? State::trailer_start : State::data);
        case State::data:
            return Progress::more;  // taken as a whole in `put`
        case State::data_return:
            return expect('\r', State::data_end);
        case State::data_end:
            return expect('\n', State::size);
        case State::trailer_start:
            if (c == '\r') {
                state_ = State::last_end;
                return Progress::more;
            }
            state_ = State::trailer;
            [[fallthrough]];
        case State::trailer:
            if (trailer_left_ == 0) return Progress::trailer_too_large;
            --trailer_left_;
            if (c == '\r') {
                state_ = State::trailer_end;
                return Progress::more;
            }
            return is_control(c) ? Progress::malformed : Progress::more;
        case State::trailer_end:
            return expect('\n', State::trailer_start);
        case State::last_end:
            return c == '\n' ? Progress::done : Progress::malformed;
    }
    return Progress::malformed;
}

ChunkedDecoder::Progress ChunkedDecoder::size_digit(char c) {
    const int digit = hex_value(c);
    if (digit >= 0) {
        if (chunk_ >> 60 != 0 || ++line_length_ > longest_size_line) return Progress::malformed;
        chunk_ = chunk_ * 16 + static_cast<std::uint64_t>(digit);
        return Progress::more;
    }
    if (line_length_ == 0 || (c != '\r' && c != ';')) return Progress::malformed;
    state_ = c == '\r' ? State::size_end : State::extension;
    return Progress::more;
}

}  // namespace nexa::http
