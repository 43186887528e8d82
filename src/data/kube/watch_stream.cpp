#include "data/kube/watch_stream.hpp"

#include "data/kube/object_parser.hpp"
#include "data/kube/stream_splitter.hpp"
#include "data/object.hpp"

namespace nexa::kube {
namespace {

ApiError bad_list(const Requests& requests, const std::string& what, const Error& error) {
    ApiError bad;
    bad.error = {ErrorCode::unavailable,
                 fmt::format("cluster {} sent a list of {} that can't be read: {}", requests.cluster(), what, error.message),
                 {}};
    bad.retry = Retry::safe;
    return bad;
}

/// Of a Status, either as the answer's body or in the stream. A version from the future is as useless as one from the past: both need a new
/// list.
void unify_expired(ApiError& error) {
    if (error.reason == "Expired" || error.reason == "Gone") error.status = 410;
    if (error.error.message.find("Too large resource version") != std::string::npos) error.status = 410;
}

}  // namespace

Task<Answer<ListPage>> read_list_page(Requests& requests, const Resource& resource, std::string name_space, std::string token,
                                      std::int64_t limit, std::function<void(std::string_view)> on_item) {
    Query query;
    query.add("limit", std::to_string(limit)).add_if("continue", token);
    Call call;
    call.target = collection_path(resource, name_space) + query.str();
    call.what = describe(resource, {name_space, {}});
    call.lane = Lane::background;
    call.deadline = std::chrono::minutes(2);
    call.idle = std::chrono::seconds(30);
    const std::string what = call.what;

    ListSplitter splitter(std::move(on_item));
    std::optional<Error> bad;
    http::ChunkSink sink = [&](std::string_view chunk) {
        auto fed = splitter.feed(chunk);
        if (!fed) bad = std::move(fed.error());
        return !bad.has_value();
    };
    auto response = co_await requests.stream(std::move(call), nullptr, std::move(sink));
    if (!response) {
        unify_expired(response.error());
        co_return fail(std::move(response.error()));
    }
    if (!bad) {
        if (auto finished = splitter.finish(); !finished) bad = std::move(finished.error());
    }
    if (bad) co_return fail(bad_list(requests, what, *bad));
    boost::system::error_code error;
    const json::value metadata = json::parse(splitter.metadata(), error);
    if (error || !metadata.is_object()) {
        co_return fail(bad_list(requests, what, Error{ErrorCode::invalid, "its metadata is not JSON", {}}));
    }
    ListPage page;
    page.resource_version = text_at(metadata.get_object(), {"resourceVersion"});
    page.next = text_at(metadata.get_object(), {"continue"});
    co_return page;
}

namespace {

/// Takes the lines of one watch apart.
class WatchReader {
public:
    WatchReader(const WatchHandler& handler, const Asked& asked) : handler_(handler), asked_(asked) {}

    bool chunk(std::string_view bytes) {
        if (!lines_.feed(bytes, [this](std::string_view line) { return read(line); })) return false;
        if (lines_.dropped() != dropped_) {
            dropped_ = lines_.dropped();
            handler_.on_unreadable("a line of the watch is longer than any object can be, and was skipped");
        }
        stopped_ = !handler_.after_chunk();
        return !stopped_;
    }
    bool stopped() const { return stopped_; }
    std::optional<ApiError>& error() { return error_; }

private:
    bool read(std::string_view line) {
        const auto event = ObjectParser::of_this_thread().split(line);
        if (!event) {
            handler_.on_unreadable(event.error().message);
            return true;
        }
        using Type = WatchHandler::Type;
        if (event->type == "MODIFIED") {
            handler_.on_object(Type::modified, event->object);
        } else if (event->type == "ADDED") {
            handler_.on_object(Type::added, event->object);
        } else if (event->type == "DELETED") {
            handler_.on_object(Type::deleted, event->object);
        } else if (event->type == "BOOKMARK") {
            const auto bookmark = ObjectParser::of_this_thread().parse(event->object, false);
            if (bookmark) handler_.on_bookmark(bookmark->resource_version, bookmark->initial_events_end);
        } else if (event->type == "ERROR") {
            take_error(event->object);
            return false;
        } else {
            handler_.on_unreadable(fmt::format("an event of the unknown type {}", event->type.substr(0, 40)));
        }
        return true;
    }

    void take_error(std::string_view object) {
        boost::system::error_code failed;
        const json::value status = json::parse(json::string_view(object.data(), object.size()), failed);
        std::int64_t code = 500;
        if (!failed && status.is_object()) code = integer_at(status.get_object(), {"code"}).value_or(500);
        error_ = describe_status(asked_, static_cast<int>(code), {}, object);
        unify_expired(*error_);
    }

    const WatchHandler& handler_;
    const Asked asked_;
    LineSplitter lines_;
    std::uint64_t dropped_ = 0;
    bool stopped_ = false;
    std::optional<ApiError> error_;
};

}  // namespace

Task<Answer<WatchEnd>> watch_stream(Requests& requests, const Resource& resource, WatchQuery query, WatchHandler handler) {
    Query parameters;
    parameters.add("watch", "1").add("allowWatchBookmarks", "true");
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(query.lasts).count();
    parameters.add("timeoutSeconds", std::to_string(std::max<std::int64_t>(1, seconds)));
    parameters.add_if("resourceVersion", query.from);
    if (query.initial_events) parameters.add("sendInitialEvents", "true").add("resourceVersionMatch", "NotOlderThan");
    Call call;
    call.target = collection_path(resource, query.name_space) + parameters.str();
    call.what = describe(resource, {query.name_space, {}});
    call.lane = Lane::background;
    call.deadline = Duration(0);
    call.idle = query.idle;
    call.lasting = true;
    const std::string what = call.what;

    const Asked asked{http::Method::get, what, requests.cluster(), true};
    WatchReader reader(handler, asked);
    auto opened = [&handler](const http::Headers&) { handler.on_open(); };
    http::ChunkSink sink = [&reader](std::string_view bytes) { return reader.chunk(bytes); };
    auto response = co_await requests.stream(std::move(call), opened, std::move(sink));
    if (reader.error()) co_return fail(std::move(*reader.error()));
    if (!response) {
        unify_expired(response.error());
        co_return fail(std::move(response.error()));
    }
    co_return WatchEnd{reader.stopped()};
}

}  // namespace nexa::kube
