#include "data/kube/cluster_session.hpp"

#include <random>

#include "base/log.hpp"
#include "data/kube/discovery.hpp"
#include "data/kube/type_watch.hpp"
#include "data/version.hpp"

namespace nexa::kube {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Quiet for so long, the cluster is asked for a sign of life.
constexpr Duration quiet = std::chrono::seconds(30);
/// How long a cluster that does not answer is left alone between two tries, at most.
constexpr Duration longest_silence = std::chrono::seconds(15);
/// From here on the first list is streamed by default (the feature WatchList; beta, and off in some releases, before).
constexpr std::string_view watch_list_since = "1.34";

/// A change of the cluster's types is looked at so soon, and again for a while: discovery tells of it a moment later.
constexpr Duration types_gather = std::chrono::milliseconds(500);
constexpr Duration types_again = std::chrono::seconds(3);
constexpr Duration types_settle = std::chrono::seconds(20);

/// One watch with what runs it.
struct Running {
    Running(const Executor& executor) : tasks(executor) {}
    std::unique_ptr<Informer> informer;
    TaskGroup tasks;
    bool wanted = true;
    std::atomic<bool> ended{false};
};

ClusterStatus::State state_of(const ApiError& error) {
    if (error.status == 401) return ClusterStatus::State::unauthorized;
    return error.status == 0 ? ClusterStatus::State::unreachable : ClusterStatus::State::error;
}

}  // namespace

struct ClusterSession::Impl : std::enable_shared_from_this<ClusterSession::Impl> {
    Impl(Executor on, std::string cluster, std::shared_ptr<Transport> transport, std::span<const KindRef> which, ObservationSink& where,
         StatusSink told, SessionOptions how, const Clock& time)
        : executor(on),
          api(std::move(on), std::move(cluster), std::move(transport), how.limits),
          kinds(which.begin(), which.end()),
          sink(where),
          on_status(std::move(told)),
          options(std::move(how)),
          clock(time),
          tasks(executor),
          woken(executor) {}

    Task<> run();
    Task<> look();
    Task<> ping();
    void follow_types();
    Task<> arrange_watches();
    Task<> end_watch(std::shared_ptr<Running> watch);
    Task<std::vector<std::string>> scopes_of(const Resource& resource);
    void begin_watch(const KindRef& kind, const Resource& resource, std::string name_space);
    void failed(const ApiError& error);
    void publish();
    std::string message() const;

    const Executor executor;
    Api api;
    const std::vector<KindRef> kinds;
    ObservationSink& sink;
    const StatusSink on_status;
    const SessionOptions options;
    const Clock& clock;
    TaskGroup tasks;
    Wakeup woken;

    // Touched on the executor only.
    ClusterStatus::State state = ClusterStatus::State::connecting;
    std::string trouble;  ///< Why the cluster is not connected.
    std::vector<std::string> limits;
    std::optional<Time> certificate_expires;
    std::shared_ptr<const ClusterFacts> facts;
    std::vector<std::shared_ptr<Running>> running;
    SteadyClock::time_point look_at{};
    int failures = 0;
    bool suspicious = false;  ///< A watch has lost the cluster.
    bool follows_types = false;
    bool types_watched = false;               ///< Their changes are heard of.
    bool types_unchanged = false;             ///< Since `facts`, for all that is heard.
    SteadyClock::time_point types_settled{};  ///< Until then the types may still change.

    std::atomic<bool> look_now{false};
    std::atomic<bool> started{false};
    mutable std::mutex mutex;
    ClusterStatus published;          // under the mutex
    std::vector<WatchInfo> watching;  // likewise
};

std::string ClusterSession::Impl::message() const {
    if (!trouble.empty()) return trouble;
    std::string text;
    for (const std::string& limit : limits) text += (text.empty() ? "" : "; ") + limit;
    int named = 0;
    for (const auto& watch : running) {
        const InformerStatus& status = watch->informer->status();
        if (named == 5) break;
        if (status.state != InformerStatus::State::retrying && status.state != InformerStatus::State::forbidden) continue;
        ++named;
        text += fmt::format("{}{} can't be watched: {}", text.empty() ? "" : "; ", watch->informer->resource().plural, status.message);
    }
    return text;
}

void ClusterSession::Impl::publish() {
    ClusterStatus now;
    now.state = state;
    now.message = message();
    now.last_contact = api.requests().last_contact();
    now.facts = facts;
    now.certificate_expires = certificate_expires;
    std::vector<WatchInfo> watches;
    watches.reserve(running.size());
    for (const auto& watch : running) {
        watches.push_back({watch->informer->resource().kind, watch->informer->options().name_space, watch->informer->status()});
    }
    {
        const std::lock_guard lock(mutex);
        published = now;
        watching = std::move(watches);
    }
    if (on_status) on_status(api.cluster(), now);
}

void ClusterSession::Impl::failed(const ApiError& error) {
    ++failures;
    state = state_of(error);
    trouble = error.error.message;
}

void ClusterSession::Impl::begin_watch(const KindRef& kind, const Resource& resource, std::string name_space) {
    InformerOptions how = options.informer;
    how.name_space = std::move(name_space);
    how.watch_list = facts && is_version(facts->kubernetes_version) && compare_versions(facts->kubernetes_version, watch_list_since) >= 0;
    const auto watch = std::make_shared<Running>(executor);
    auto changed = [this, weak = std::weak_ptr(watch)] {
        const auto alive = weak.lock();
        if (!alive || !alive->informer) return;
        const InformerStatus& status = alive->informer->status();
        const bool lost =
            status.state == InformerStatus::State::retrying && status.error && (status.error->status == 0 || status.error->status == 401);
        if (lost && !suspicious) {
            suspicious = true;
            woken.notify();
        }
        if (status.state == InformerStatus::State::unserved) look_now = true;
        // What is allowed now may have changed, but asking at once, again and again, would not change it.
        if (status.state == InformerStatus::State::forbidden) look_at = std::min(look_at, SteadyClock::now() + quiet);
        if (look_now || status.state == InformerStatus::State::forbidden) woken.notify();
        publish();
    };
    watch->informer = std::make_unique<Informer>(api, sink, kind, resource, std::move(how), std::move(changed));
    running.push_back(watch);
    const auto follow = [](std::shared_ptr<Running> self) -> Task<> {
        co_await self->informer->run();
        self->ended = true;
    };
    watch->tasks.spawn("informer", follow(watch));
}

Task<> ClusterSession::Impl::end_watch(std::shared_ptr<Running> watch) {
    watch->tasks.stop();
    co_await watch->tasks.join();
    std::erase(running, watch);
}

/// "" when the whole cluster may be listed and watched, else the namespaces in which this may be tried.
Task<std::vector<std::string>> ClusterSession::Impl::scopes_of(const Resource& resource) {
    std::vector<AccessQuestion> questions;
    for (const char* verb : {"list", "watch"}) questions.push_back({verb, resource.group, resource.plural, {}, {}});
    const auto answers = co_await api.allowed(std::move(questions));
    const bool everywhere = !answers || std::ranges::all_of(*answers, [](bool allowed) { return allowed; });
    if (everywhere || !resource.namespaced) co_return std::vector<std::string>{std::string()};
    co_return options.namespaces.empty() ? facts->namespaces : options.namespaces;
}

/// Ends the watches that no longer fit what is served and allowed, and begins those that are missing.
Task<> ClusterSession::Impl::arrange_watches() {
    struct Wanted {
        const KindRef* kind;
        Resource resource;
        std::string name_space;
    };
    std::vector<Wanted> wanted;
    for (const KindRef& kind : kinds) {
        const auto resource = served_resource(*facts, kind);
        if (!resource) continue;
        const std::vector<std::string> scopes = co_await scopes_of(*resource);
        for (const std::string& scope : scopes) wanted.push_back({&kind, *resource, scope});
    }
    for (const auto& watch : running) {
        watch->wanted = !watch->ended && std::ranges::any_of(wanted, [&](const Wanted& one) {
            return one.resource == watch->informer->resource() && one.name_space == watch->informer->options().name_space;
        });
    }
    // A kind that is gone for good ends by itself, after it has told so; another version of it begins beside it.
    std::vector<std::shared_ptr<Running>> unwanted;
    for (const auto& watch : running) {
        const bool served =
            std::ranges::any_of(wanted, [&](const Wanted& one) { return one.resource.kind == watch->informer->resource().kind; });
        if (!watch->wanted && (served || watch->ended)) unwanted.push_back(watch);
    }
    for (const auto& watch : unwanted) co_await end_watch(watch);
    for (const Wanted& one : wanted) {
        const bool there = std::ranges::any_of(running, [&](const auto& watch) {
            return one.resource == watch->informer->resource() && one.name_space == watch->informer->options().name_space;
        });
        if (!there) begin_watch(*one.kind, one.resource, one.name_space);
    }
}

/// Finds out about the cluster's software.
Task<> ClusterSession::Impl::look() {
    look_now = false;
    const auto earlier = std::exchange(types_unchanged, types_watched) ? facts : nullptr;
    auto found = co_await discover(api, kinds, options.namespaces, clock.now(), earlier.get());
    if (!found) {
        types_unchanged = false;
        failed(found.error());
        look_at = SteadyClock::now() +
                  std::min(Backoff{.first = options.discover_again, .most = options.discover_every}.delay(failures), longest_silence);
        publish();
        co_return;
    }
    const bool was_away = state != ClusterStatus::State::connected;
    failures = 0;
    suspicious = false;
    state = ClusterStatus::State::connected;
    trouble.clear();
    limits = std::move(found->limits);
    certificate_expires = found->certificate_expires;
    facts = std::make_shared<const ClusterFacts>(std::move(found->facts));
    thread_local std::minstd_rand generator(std::random_device{}());
    const double spread = std::uniform_real_distribution<double>(1, 1.5)(generator);
    look_at = SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(options.discover_every * spread);
    if (SteadyClock::now() < types_settled) look_at = SteadyClock::now() + types_again;
    if (options.watch_objects) co_await arrange_watches();
    if (options.watch_objects) follow_types();
    if (was_away) {
        for (const auto& watch : running) watch->informer->hurry();
    }
    publish();
}

/// Other types than those that were found are looked at when they come, not at the next turn.
void ClusterSession::Impl::follow_types() {
    if (std::exchange(follows_types, true)) return;
    const auto follow = [](std::shared_ptr<Impl> self) -> Task<> {
        const auto changed = [impl = self.get()] {
            impl->types_unchanged = false;
            impl->types_settled = SteadyClock::now() + types_settle;
            impl->look_at = std::min(impl->look_at, SteadyClock::now() + types_gather);
            impl->woken.notify();
        };
        self->types_watched = true;
        co_await watch_types(self->api.requests(), changed, self->options.informer.backoff);
        self->types_watched = self->types_unchanged = false;
    };
    tasks.spawn("types", follow(shared_from_this()));
}

/// A sign of life, when it has been quiet or a watch has lost the cluster.
Task<> ClusterSession::Impl::ping() {
    const auto heard = api.requests().last_contact();
    if (!suspicious && state == ClusterStatus::State::connected && heard && system_clock().now() - *heard < quiet / 2) {
        publish();
        co_return;
    }
    Call call;
    call.target = "/version";
    call.what = "its version";
    call.lane = Lane::background;
    call.deadline = std::chrono::seconds(10);
    const auto answer = co_await api.send(std::move(call));
    suspicious = false;
    if (answer || answer.error().status == 403) {
        if (state != ClusterStatus::State::connected) look_at = {};  // it is back: look at everything
    } else {
        failed(answer.error());
        look_at = SteadyClock::now() + Backoff{.first = std::chrono::seconds(1), .most = longest_silence}.delay(failures);
    }
    publish();
}

Task<> ClusterSession::Impl::run() {
    while (true) {
        if (look_now || SteadyClock::now() >= look_at) {
            co_await look();
        } else {
            co_await ping();
        }
        const auto until = look_at - SteadyClock::now();
        const Duration pause = std::clamp<Duration>(std::chrono::duration_cast<Duration>(until), std::chrono::milliseconds(1), quiet);
        co_await woken.wait_for(pause);
        // Watches that fail together wake us together.
        if (suspicious) co_await sleep_for(std::chrono::milliseconds(100));
    }
}

ClusterSession::ClusterSession(Executor executor, std::string cluster, std::shared_ptr<Transport> transport, std::span<const KindRef> kinds,
                               ObservationSink& sink, StatusSink on_status, SessionOptions options, const Clock& clock)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(cluster), std::move(transport), kinds, sink, std::move(on_status),
                                   std::move(options), clock)) {}
ClusterSession::~ClusterSession() = default;

void ClusterSession::start() {
    if (impl_->started.exchange(true)) return;
    const auto run = [](std::shared_ptr<Impl> self) -> Task<> { co_await self->run(); };
    impl_->tasks.spawn("cluster session", run(impl_));
}

Task<> ClusterSession::stop() {
    const auto self = impl_;
    self->tasks.stop();
    co_await self->tasks.join();
    // The list is the executor's; with its task ended nobody else touches it.
    const auto watches = self->running;
    for (const auto& watch : watches) watch->tasks.stop();
    for (const auto& watch : watches) co_await watch->tasks.join();
}

void ClusterSession::refresh() {
    impl_->look_now = true;
    impl_->woken.notify();
}

Api& ClusterSession::api() {
    return impl_->api;
}
const std::string& ClusterSession::cluster() const {
    return impl_->api.cluster();
}

ClusterStatus ClusterSession::status() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->published;
}

std::optional<Resource> ClusterSession::resource(const KindRef& kind) const {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->published.facts) return std::nullopt;
    return served_resource(*impl_->published.facts, kind);
}

std::vector<ClusterSession::WatchInfo> ClusterSession::watches() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->watching;
}

}  // namespace nexa::kube
