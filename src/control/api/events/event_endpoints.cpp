#include "control/api/events/event_endpoints.hpp"

#include <fmt/format.h>

#include "http/sse.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t queue_capacity = 4096;

/// One page that follows along. Rights are looked up for each event, so that one that is taken away takes effect at once.
class Follower {
public:
    Follower(EventHub& hub, Directory& directory, const Clock& clock, Caller caller, std::set<Event::Topic> topics, Executor executor)
        : hub_(hub),
          directory_(directory),
          clock_(clock),
          caller_(std::move(caller)),
          topics_(std::move(topics)),
          queue_(std::make_shared<http::EventQueue>(std::move(executor), queue_capacity)) {}

    /// From the hub, on any thread. What comes before `begin` waits, so that what was missed goes first.
    void live(const std::shared_ptr<const Event>& event) {
        const std::lock_guard lock(mutex_);
        if (begun_) {
            offer(*event);
        } else {
            waiting_.push_back(event);
        }
    }

    void begin(const std::vector<std::shared_ptr<const Event>>& missed) {
        const std::lock_guard lock(mutex_);
        for (const auto& event : missed) offer(*event);
        for (const auto& event : waiting_) offer(*event);
        waiting_.clear();
        begun_ = true;
    }

    http::EventQueue& queue() { return *queue_; }

private:
    void offer(const Event& event) {
        if (!topics_.contains(event.topic)) return;
        const auto person = directory_.find(caller_.user);
        if (!person || !directory_.is_alive(caller_.session, clock_.now())) return queue_->close();
        const Permission needed = permission_for(event.topic);
        const bool visible = event.name_space.empty() ? person->rights->allows_in(needed, event.cluster)
                                                      : person->rights->allows(needed, event.cluster, event.name_space);
        if (visible) queue_->push(http::sse_frame(hub_.id_of(event), event.type, *event.data));
    }

    EventHub& hub_;
    Directory& directory_;
    const Clock& clock_;
    const Caller caller_;
    const std::set<Event::Topic> topics_;
    std::shared_ptr<http::EventQueue> queue_;
    std::mutex mutex_;
    bool begun_ = false;
    std::vector<std::shared_ptr<const Event>> waiting_;
};

Result<std::set<Event::Topic>> topics_of(const Call& call) {
    std::set<Event::Topic> topics;
    for (const auto& name : call.query_set("topics")) {
        const auto topic = parse_topic(name);
        if (!topic)
            return fail(ErrorCode::invalid,
                        fmt::format("there is no topic \"{}\" (there are: resources, runs, clusters)", name.substr(0, 40)));
        topics.insert(*topic);
    }
    if (topics.empty()) topics = {Event::Topic::resources, Event::Topic::runs, Event::Topic::clusters};
    return topics;
}

}  // namespace

Endpoints event_endpoints(EventHub& hub, Directory& directory, const Clock& clock) {
    auto follow = [&hub, &directory, &clock](Call& call) -> Task<Result<http::Response>> {
        auto topics = topics_of(call);
        if (!topics) co_return fail(topics.error());
        const Executor executor = co_await asio::this_coro::executor;
        auto follower = std::make_shared<Follower>(hub, directory, clock, call.caller, std::move(*topics), executor);
        std::string last_id(call.request.headers.get("last-event-id"));
        if (last_id.empty()) last_id = call.query("last_event_id");
        http::StreamBody body = [&hub, follower, last_id](http::StreamWriter& writer) -> Task<> {
            const auto start = hub.subscribe([follower](const std::shared_ptr<const Event>& event) { follower->live(event); }, last_id);
            // Says from where to resume before anything happened, and, if need be, that the page must read anew.
            const auto hello = http::sse_frame(start.now, start.reset ? "reset" : "hello", "{}");
            if (start.missed.empty()) {
                const auto sent = co_await writer.write(*hello.text);
                if (!sent) co_return;
            }
            follower->begin(start.missed);
            co_await http::stream_events(writer, follower->queue());
        };
        auto response = http::Response::stream(200, "text/event-stream", std::move(body));
        response.headers.set("cache-control", "no-store");
        response.headers.set("x-accel-buffering", "no");
        co_return response;
    };
    return {{.method = http::Method::get,
             .path = "/events",
             .access = signed_in,
             .audit = not_audited,
             .operation = "followEvents",
             .summary = "What changes, as server-sent events: resource, run, cluster, reset",
             .handle = std::move(follow),
             .query = {{"topics", "resources, runs, clusters; all when absent"}, {"last_event_id", "As the Last-Event-ID header"}},
             .response = raw_shape("text/event-stream")}};
}

}  // namespace nexa::control
