#include "http/sse.hpp"

#include <algorithm>

namespace nexa::http {
namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    std::ranges::copy_if(value, std::back_inserter(out), [](char c) { return c != '\r' && c != '\n' && c != '\0'; });
    out += '\n';
}

}  // namespace

SseFrame sse_frame(std::string_view id, std::string_view event, std::string_view data) {
    std::string text;
    text.reserve(id.size() + event.size() + data.size() + 32);
    if (!id.empty()) append_field(text, "id", id);
    if (!event.empty()) append_field(text, "event", event);
    for (;;) {
        const auto end = data.find_first_of("\r\n");
        append_field(text, "data", data.substr(0, end));
        if (end == std::string_view::npos) break;
        data.remove_prefix(data.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
    }
    text += '\n';
    return {.id = std::string(id), .text = std::make_shared<const std::string>(std::move(text))};
}

EventQueue::EventQueue(Executor executor, std::size_t capacity) : capacity_(capacity), wakeup_(std::move(executor)) {}

void EventQueue::push(SseFrame frame) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        if (frames_.size() >= capacity_) {
            overflowed_ = true;
            last_dropped_ = std::move(frame.id);
            frames_.clear();
        } else {
            frames_.push_back(std::move(frame));
        }
    }
    wakeup_.notify();
}

void EventQueue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    wakeup_.notify();
}

std::size_t EventQueue::size() const {
    const std::lock_guard lock(mutex_);
    return frames_.size() + (overflowed_ ? 1 : 0);
}

EventQueue::Batch EventQueue::drain() {
    const std::lock_guard lock(mutex_);
    Batch batch{.frames = std::exchange(frames_, {}), .closed = closed_};
    if (std::exchange(overflowed_, false)) batch.frames.insert(batch.frames.begin(), sse_frame(last_dropped_, "reset", "{}"));
    return batch;
}

Task<EventQueue::Batch> EventQueue::take(Duration limit) {
    for (;;) {
        Batch batch = drain();
        if (!batch.frames.empty() || batch.closed) co_return batch;
        const bool notified = co_await wakeup_.wait_for(limit);
        // A notification may be about what has been taken already; only silence ends the wait with nothing.
        if (!notified) co_return drain();
    }
}

Task<> stream_events(StreamWriter& writer, EventQueue& queue, Duration heartbeat) {
    std::string text;
    for (;;) {
        const EventQueue::Batch batch = co_await queue.take(heartbeat);
        text.clear();
        for (const SseFrame& frame : batch.frames) text += *frame.text;
        if (text.empty() && !batch.closed) text = ":\n\n";
        const auto written = co_await writer.write(text);
        if (!written || batch.closed) co_return;
    }
}

Response sse_response(std::shared_ptr<EventQueue> queue, Duration heartbeat) {
    Response response = Response::stream(200, "text/event-stream", [queue = std::move(queue), heartbeat](StreamWriter& writer) {
        return stream_events(writer, *queue, heartbeat);
    });
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Accel-Buffering", "no");  // nginx would hold events back
    return response;
}

}  // namespace nexa::http
