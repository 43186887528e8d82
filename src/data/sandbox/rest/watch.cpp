#include <charconv>
#include <random>

#include "data/sandbox/continue_token.hpp"
#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/table.hpp"

namespace nexa::sandbox::rest {

namespace {

constexpr std::size_t batch_size = 500;
constexpr std::size_t chunk_bytes = 64 * 1024;

/// What one watch needs after its request has been answered with a stream.
struct Watch {
    SandboxCluster& cluster;
    TypePtr type;
    std::string version;
    std::string group_version;
    std::string name_space;
    LabelSelector labels;
    FieldSelector fields;
    Form::As as = Form::As::object;
    RowObject row_object = RowObject::metadata;
    bool bookmarks = false;
    bool initial_events = false;    ///< Begin with ADDED for what there is.
    bool initial_bookmark = false;  ///< And say when that is done (watch-list).
    bool marks_end = false;         ///< The first bookmark, whenever it comes, says so.
    std::uint64_t from = 0;
    Duration timeout = Duration(0);
    Duration bookmark_every = Duration(0);
    bool half_open = false;
    bool gone_event = false;
    bool columns_sent = false;

    const TypeVersion& type_version() const { return *type->version(version); }

    bool selects(const StoredObject& object) const {
        if (!name_space.empty() && object.name_space() != name_space) return false;
        return labels.matches(object) && fields.matches(object);
    }

    void append(std::string& out, std::string_view event, const StoredObject& object) {
        out += R"({"type":")";
        out += event;
        out += R"(","object":)";
        if (as == Form::As::table) {
            json::object table{{"kind", "Table"},
                               {"apiVersion", "meta.k8s.io/v1"},
                               {"metadata", {{"resourceVersion", std::to_string(object.resource_version())}}}};
            table["columnDefinitions"] = columns_sent ? json::value() : json::value(column_definitions(type_version(), type->custom));
            columns_sent = true;
            table["rows"] = json::array{table_row(object, *type, type_version(), cluster.time().now(), row_object)};
            out += json::serialize(table);
        } else if (as == Form::As::partial_metadata) {
            out += json::serialize(partial_metadata(object));
        } else {
            append_object(out, *type, group_version, object);
        }
        out += "}\n";
    }

    void append_bookmark(std::string& out, std::uint64_t version_number, bool ends_initial) const {
        json::object metadata{{"resourceVersion", std::to_string(version_number)}};
        if (ends_initial) metadata["annotations"] = {{"k8s.io/initial-events-end", "true"}};
        json::object object{{"kind", type->kind}, {"apiVersion", group_version}, {"metadata", std::move(metadata)}};
        if (as == Form::As::table) {
            object = {{"kind", "Table"},
                      {"apiVersion", "meta.k8s.io/v1"},
                      {"metadata", object.at("metadata")},
                      {"columnDefinitions", nullptr},
                      {"rows", json::array()}};
        } else if (as == Form::As::partial_metadata) {
            object["kind"] = "PartialObjectMetadata";
            object["apiVersion"] = "meta.k8s.io/v1";
        }
        out += json::serialize(json::object{{"type", "BOOKMARK"}, {"object", std::move(object)}});
        out += '\n';
    }

    /// What a commit means to this watch: an object that stops matching is deleted for it, one that starts to is added.
    void append_event(std::string& out, const WatchEvent& event) {
        const bool now = event.type != WatchEvent::Type::deleted && selects(*event.object);
        const bool before = event.previous && selects(*event.previous);
        if (now) {
            append(out, before ? "MODIFIED" : "ADDED", *event.object);
        } else if (before) {
            if (event.type == WatchEvent::Type::deleted) {
                append(out, "DELETED", *event.object);
            } else {
                // The last state that matched, under the version at which it stopped to.
                json::object value(event.previous->value());
                value["metadata"].as_object()["resourceVersion"] = std::to_string(event.resource_version);
                const StoredObject last(std::move(value), event.previous->key(), event.resource_version);
                append(out, "DELETED", last);
            }
        }
    }
};

void append_error(std::string& out, const StatusError& error) {
    out += json::serialize(json::object{{"type", "ERROR"}, {"object", error.to_json()}});
    out += '\n';
}

/// Calls the store's listener off when the stream ends, however it ends.
class Subscription {
public:
    Subscription(ObjectStore& store, std::string storage, std::shared_ptr<Wakeup> wakeup) : store_(store) {
        ticket_ = store.subscribe([storage = std::move(storage), wakeup = std::move(wakeup)](const EventPtr& event) {
            if (event->resource->storage == storage) wakeup->notify();
        });
    }
    ~Subscription() { store_.unsubscribe(ticket_); }
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

private:
    ObjectStore& store_;
    std::uint64_t ticket_ = 0;
};

Task<> run(std::shared_ptr<Watch> watch, http::StreamWriter& writer) {
    auto& store = watch->cluster.store();
    const Executor executor = co_await asio::this_coro::executor;
    const auto wakeup = std::make_shared<Wakeup>(executor);
    const Subscription subscription(store, watch->type->storage, wakeup);
    const auto deadline = std::chrono::steady_clock::now() + watch->timeout;
    auto next_bookmark = std::chrono::steady_clock::now() + watch->bookmark_every;
    auto cursor = watch->from;
    std::string out;

    if (watch->gone_event) {
        append_error(out, status::expired(fmt::format("too old resource version: {} ({})", watch->from, store.resource_version())));
        static_cast<void>(co_await writer.write(out));
        co_return;
    }
    if (watch->initial_events) {
        ListQuery query;
        query.name_space = watch->name_space;
        query.labels = watch->labels;
        query.fields = watch->fields;
        const auto page = store.list(*watch->type, query);
        if (!page) co_return;
        cursor = page->resource_version;
        for (const auto& object : page->items) {
            watch->append(out, "ADDED", *object);
            if (out.size() < chunk_bytes) continue;
            const auto sent = co_await writer.write(out);
            if (!sent) co_return;
            out.clear();
        }
        if (watch->initial_bookmark) watch->append_bookmark(out, cursor, true);
    }
    for (;;) {
        std::uint64_t upto = cursor;
        auto events = store.events_after(watch->type->storage, cursor, batch_size, upto);
        if (!events) {
            append_error(out, events.error());
            static_cast<void>(co_await writer.write(out));
            co_return;
        }
        if (watch->half_open) {
            // The peer sees an open stream that says nothing more.
            co_await sleep_for(std::chrono::hours(24));
            co_return;
        }
        for (const auto& event : *events) watch->append_event(out, *event);
        cursor = std::max(cursor, upto);
        const auto now = std::chrono::steady_clock::now();
        // A bookmark at the version that the client came with tells it nothing.
        const bool news = watch->bookmarks && (cursor > watch->from || watch->marks_end);
        if (news && now >= next_bookmark) watch->append_bookmark(out, cursor, std::exchange(watch->marks_end, false));
        if (now >= next_bookmark) next_bookmark = now + watch->bookmark_every;
        const bool ends = now >= deadline || !store.types().by_storage(watch->type->storage);
        // A last bookmark lets the client resume from here.
        if (ends && news) watch->append_bookmark(out, cursor, std::exchange(watch->marks_end, false));
        if (!out.empty()) {
            const auto sent = co_await writer.write(out);
            if (!sent) co_return;
            out.clear();
            if (out.capacity() > 4 * chunk_bytes) out = {};
        }
        if (ends) co_return;
        if (events->size() == batch_size) continue;
        auto until = deadline;
        if (watch->bookmarks) until = std::min(until, next_bookmark);
        const auto wait = std::chrono::duration_cast<Duration>(until - std::chrono::steady_clock::now());
        static_cast<void>(co_await wakeup->wait_for(std::max(wait, Duration(1000))));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) co_return;
    }
}

Duration watch_timeout(const Call& call) {
    if (const auto text = call.query("timeoutSeconds")) {
        std::int64_t seconds = 0;
        std::from_chars(text->data(), text->data() + text->size(), seconds);
        if (seconds > 0) return std::chrono::seconds(seconds);
    }
    // Unasked, watches end after half an hour to an hour, so that they spread over the servers again.
    thread_local std::mt19937 random{std::random_device{}()};
    return std::chrono::seconds(std::uniform_int_distribution<int>(1800, 3600)(random));
}

}  // namespace

http::Response watch_objects(Call& call, Duration bookmark_every) {
    auto watch = std::make_shared<Watch>(Watch{.cluster = call.cluster,
                                               .type = call.type,
                                               .version = call.version->name,
                                               .group_version = call.group_version(),
                                               .name_space = {},
                                               .labels = {},
                                               .fields = {}});
    watch->name_space = call.type->namespaced ? call.info.name_space : "";
    if (auto fine = read_selectors(call, watch->labels, watch->fields); !fine) return error_reply(fine.error());
    watch->as = call.form.as;
    const auto include = call.query("includeObject").value_or("Metadata");
    if (include == "None") watch->row_object = RowObject::none;
    if (include == "Object") watch->row_object = RowObject::full;
    watch->bookmarks = truthy(call.query("allowWatchBookmarks"));
    watch->timeout = watch_timeout(call);
    watch->bookmark_every = bookmark_every;
    watch->half_open = call.half_open;
    watch->gone_event = call.gone_event;

    const auto version = call.query("resourceVersion").value_or("");
    const auto match = call.query("resourceVersionMatch").value_or("");
    const auto send_initial = call.query("sendInitialEvents");
    if (send_initial && match != "NotOlderThan") {
        std::vector<StatusCause> causes{
            status::forbidden_field("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")};
        if (!match.empty()) causes.push_back(status::unsupported_value("resourceVersionMatch", json::value(match), {"NotOlderThan"}));
        return error_reply(status::invalid_options("ListOptions", std::move(causes)));
    }
    if (!send_initial && !match.empty()) {
        return error_reply(status::invalid_options(
            "ListOptions", {status::forbidden_field("resourceVersionMatch",
                                                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")}));
    }
    auto& store = call.cluster.store();
    if (!version.empty() && version != "0") {
        const auto number = parse_resource_version(version);
        if (!number) return error_reply(unparsable_option(version));
        // One that is yet to come is waited for.
        watch->from = *number;
    } else {
        watch->from = store.resource_version();
        watch->initial_events = true;
        watch->marks_end = version.empty();
    }
    if (send_initial) {
        watch->initial_events = truthy(send_initial);
        watch->initial_bookmark = watch->initial_events && watch->bookmarks;
        watch->marks_end = false;
    }
    auto response = http::Response::stream(200, "application/json", [watch](http::StreamWriter& writer) { return run(watch, writer); });
    response.headers.set("Cache-Control", "no-cache, private");
    return response;
}

}  // namespace nexa::sandbox::rest
