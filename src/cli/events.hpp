#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/api.hpp"

namespace nexa::cli {

/// One server-sent event.
struct ServerEvent {
    std::string id;
    std::string type;
    std::string data;
};

/// Puts a stream of chunks together to events (HTML standard, section 9.2.6). Comments and retry times are skipped.
class EventParser {
public:
    /// Calls `on_event` for each event that the chunk completes; false ends the stream, and is returned.
    bool feed(std::string_view chunk, const std::function<bool(const ServerEvent&)>& on_event);
    /// The id of the last event: what a resumed stream is asked to begin after.
    const std::string& last_id() const { return last_id_; }
    /// Forgets a half-received event: the stream starts anew.
    void restart();

private:
    void line(std::string_view text);

    std::string buffer_;
    std::string id_;
    std::string last_id_;
    ServerEvent event_;
    bool has_data_ = false;
};

/// Follows GET /events until `on_event` returns false, taking up a broken stream where it ended. `last_id` may be empty.
/// Errors: what the first connection met; later ones are tried again, and told on the error stream.
Task<Outcome<>> follow_events(Api& api, std::string topics, std::string last_id, std::function<bool(const ServerEvent&)> on_event);

}  // namespace nexa::cli
