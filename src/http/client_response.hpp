#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "http/client.hpp"

namespace nexa::http {

/// Puts a response together from the lines and pieces that come in, holds the limits and feeds the sinks.
class ResponseReader {
public:
    ResponseReader(std::string peer, std::size_t max_body_bytes, HeadSink on_head, ChunkSink on_chunk)
        : peer_(std::move(peer)),
          max_body_bytes_(max_body_bytes),
          on_head_(std::move(on_head)),
          on_chunk_(std::move(on_chunk)) {}

    /// One line of the header, the empty one at its end too. False ends the transfer; so does `body`.
    bool header(std::string_view line);
    bool body(std::string_view chunk);

    bool head_done() const { return head_done_; }
    /// A sink had enough: what there is, is the response.
    bool ended_by_sink() const { return ended_by_sink_; }
    /// Why the transfer was ended here; nothing when it was not.
    const std::optional<Error>& refusal() const { return refusal_; }
    /// What a sink threw.
    const std::exception_ptr& failure() const { return failure_; }
    ClientResponse take() { return std::move(response_); }

private:
    bool end_of_head();
    bool refuse(std::string message);

    std::string peer_;
    std::size_t max_body_bytes_;
    HeadSink on_head_;
    ChunkSink on_chunk_;
    ClientResponse response_;
    std::size_t header_bytes_ = 0;
    bool head_done_ = false;
    bool ended_by_sink_ = false;
    std::optional<Error> refusal_;
    std::exception_ptr failure_;
};

}  // namespace nexa::http
