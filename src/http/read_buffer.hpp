#pragma once

#include <boost/asio/buffer.hpp>
#include <cstring>
#include <memory>
#include <string_view>

namespace nexa::http {

/// The bytes that a connection has received and not yet understood: one piece of memory, which bounds how far a peer can send ahead.
class ReadBuffer {
public:
    explicit ReadBuffer(std::size_t most) : most_(most) {}

    std::string_view data() const { return {bytes_.get() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }
    bool full() const { return end_ - begin_ == most_; }

    /// Room for at least one byte, unless full.
    boost::asio::mutable_buffer prepare() {
        if (begin_ == end_) begin_ = end_ = 0;
        if (end_ == capacity_) {
            if (begin_ != 0) {
                std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
                end_ -= begin_;
                begin_ = 0;
            } else {
                grow();
            }
        }
        return {bytes_.get() + end_, capacity_ - end_};
    }
    void commit(std::size_t count) { end_ += count; }
    /// Keeps the last `rest` bytes.
    void keep(std::size_t rest) { begin_ = end_ - rest; }

private:
    void grow() {
        const std::size_t wider = std::min(most_, std::max<std::size_t>(first_capacity, capacity_ * 2));
        if (wider == capacity_) return;
        auto bytes = std::make_unique_for_overwrite<char[]>(wider);
        if (end_ != 0) std::memcpy(bytes.get(), bytes_.get(), end_);
        bytes_ = std::move(bytes);
        capacity_ = wider;
    }

    // Most requests fit, and ten thousand idle connections stay at 20 MB.
    static constexpr std::size_t first_capacity = 2048;

    const std::size_t most_;
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace nexa::http
