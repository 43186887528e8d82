#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "http/message.hpp"

namespace nexa::http {

/// A server-sent event (HTML standard, section 9.2), written once and shared by every subscriber that gets it.
struct SseFrame {
    std::string id;                           ///< What Last-Event-ID will carry; may be empty.
    std::shared_ptr<const std::string> text;  ///< The lines as sent, with the empty one at the end.
};

/// Formats an event. Line breaks in `data` become several data lines; in `id` and `event` they, and NUL, are dropped.
SseFrame sse_frame(std::string_view id, std::string_view event, std::string_view data);

/// The events that one subscriber has yet to get. `push` and `close` are thread-safe; `take` is for the one coroutine that streams,
/// on the executor given. When more than `capacity` wait, all are dropped and one `reset` event stands for them (with the id of the
/// last one dropped): the subscriber is to fetch the state anew. Must be destroyed before the IoPool that the executor is of.
class EventQueue {
public:
    EventQueue(Executor executor, std::size_t capacity);

    void push(SseFrame frame);
    /// Ends the stream after what is queued (the subscription or its session is over).
    void close();

    struct Batch {
        std::vector<SseFrame> frames;
        bool closed = false;  ///< Nothing comes after these.
    };
    /// What is queued, at once; else waits up to `limit` for something, and returns an empty batch when nothing came.
    Task<Batch> take(Duration limit);
    std::size_t size() const;

private:
    Batch drain();

    mutable std::mutex mutex_;
    std::vector<SseFrame> frames_;
    std::string last_dropped_;
    bool overflowed_ = false;
    bool closed_ = false;
    const std::size_t capacity_;
    Wakeup wakeup_;
};

/// Writes what comes out of the queue until it is closed or the peer goes away; a comment line every `heartbeat` of silence keeps
/// proxies from cutting the connection and finds peers that vanished.
Task<> stream_events(StreamWriter& writer, EventQueue& queue, Duration heartbeat = std::chrono::seconds(15));

/// A response that streams the queue, with the headers that event streams need. The queue must have been made for the executor of the
/// request's coroutine.
Response sse_response(std::shared_ptr<EventQueue> queue, Duration heartbeat = std::chrono::seconds(15));

}  // namespace nexa::http
