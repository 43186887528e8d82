#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "data/kube/requests.hpp"
#include "data/kube/resource.hpp"

namespace nexa::kube {

/// How one page of a list ended.
struct ListPage {
    std::string resource_version;
    std::string next;  ///< The continue token; empty: that was all.
};

/// Reads one page of a list, item by item as it arrives: `on_item` gets each one's JSON, and has had some when an error ends the page.
/// `token` is the page before's; `limit` counts items. Errors: as Requests, and `unavailable` for a page that is cut off or no list.
Task<Answer<ListPage>> read_list_page(Requests& requests, const Resource& resource, std::string name_space, std::string token,
                                      std::int64_t limit, std::function<void(std::string_view)> on_item);

struct WatchQuery {
    std::string name_space;
    std::string from;             ///< resourceVersion.
    bool initial_events = false;  ///< Send everything that exists first, and a bookmark behind it.
    Duration lasts{};             ///< The server ends the watch after this.
    Duration idle{};              ///< We do after so long a silence.
};

/// What a watch tells. Called on the executor, in the order of the stream.
struct WatchHandler {
    enum class Type { added, modified, deleted };
    std::function<void()> on_open;
    std::function<void(Type type, std::string_view object)> on_object;
    std::function<void(std::string_view resource_version, bool ends_initial_events)> on_bookmark;
    /// A line that can't be read; it is skipped.
    std::function<void(std::string_view message)> on_unreadable;
    /// After the lines of each chunk; false ends the watch.
    std::function<bool()> after_chunk;
};

struct WatchEnd {
    bool stopped = false;  ///< By `after_chunk`; else the server ended it.
};

/// One watch, until it ends. An ERROR in the stream is an error, like one in the answer's head: `410` for an expired version in both forms,
/// and for a version that is ahead of the server's.
Task<Answer<WatchEnd>> watch_stream(Requests& requests, const Resource& resource, WatchQuery query, WatchHandler handler);

}  // namespace nexa::kube
