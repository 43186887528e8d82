#include "cli/events.hpp"

#include <iostream>

#include "base/backoff.hpp"

namespace nexa::cli {
namespace {

/// The server sends a comment every 15 seconds.
constexpr Duration longest_silence = std::chrono::seconds(45);

}  // namespace

void EventParser::restart() {
    buffer_.clear();
    event_ = {};
    has_data_ = false;
}

void EventParser::line(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "data") {
        if (has_data_) event_.data += '\n';
        event_.data += value;
        has_data_ = true;
    } else if (name == "event") {
        event_.type = value;
    } else if (name == "id" && value.find('\0') == std::string_view::npos) {
        id_ = value;
    }
}

bool EventParser::feed(std::string_view chunk, const std::function<bool(const ServerEvent&)>& on_event) {
    buffer_ += chunk;
    std::size_t start = 0;
    while (true) {
        const std::size_t end = buffer_.find_first_of("\r\n", start);
        if (end == std::string::npos) break;
        // A carriage return at the end may yet be followed by its line feed.
        if (buffer_[end] == '\r' && end + 1 == buffer_.size()) break;
        const std::string_view text = std::string_view(buffer_).substr(start, end - start);
        start = end + (buffer_[end] == '\r' && buffer_[end + 1] == '\n' ? 2 : 1);
        if (!text.empty()) {
            line(text);
            continue;
        }
        last_id_ = id_;
        const bool complete = has_data_;
        ServerEvent event = std::exchange(event_, {});
        has_data_ = false;
        event.id = id_;
        if (event.type.empty()) event.type = "message";
        if (complete && !on_event(event)) return false;
    }
    buffer_.erase(0, start);
    return true;
}

Task<Outcome<>> follow_events(Api& api, std::string topics, std::string last_id, std::function<bool(const ServerEvent&)> on_event) {
    EventParser parser;
    const Backoff backoff{.first = std::chrono::milliseconds(500), .most = std::chrono::seconds(15)};
    std::string resume_at = std::move(last_id);
    bool ended = false;
    bool connected = false;
    for (int attempt = 1;; ++attempt) {
        http::Headers headers;
        headers.set("Accept", "text/event-stream");
        if (!resume_at.empty()) headers.set("Last-Event-ID", resume_at);
        parser.restart();
        auto sink = [&](std::string_view chunk) {
            connected = true;
            attempt = 1;
            ended = !parser.feed(chunk, on_event);
            return !ended;
        };
        const auto streamed = co_await api.stream("/events" + Query().add("topics", topics).str(), headers, sink, longest_silence);
        if (ended) co_return Outcome<>();
        if (!parser.last_id().empty()) resume_at = parser.last_id();
        if (!streamed && (!connected || streamed.error().exit != Exit::unreachable)) co_return give_up(streamed.error());
        if (!streamed && attempt == 2) {
            Context& context = api.context();
            context.err << context.error_style.dim("the connection broke; trying again ...") << std::endl;
        }
        co_await sleep_for(backoff.delay(attempt));
    }
}

}  // namespace nexa::cli
