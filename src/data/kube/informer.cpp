#include "data/kube/informer.hpp"

#include <boost/asio/multiple_exceptions.hpp>
#include <random>

#include "base/log.hpp"
#include "data/kube/object_intake.hpp"
#include "data/kube/object_parser.hpp"
#include "data/kube/stream_splitter.hpp"
#include "data/kube/watch_stream.hpp"
#include "data/kube/witnesses.hpp"

namespace nexa::kube {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// An apiserver that has just started may not know its CRDs yet: once is not enough to believe that a kind is gone.
constexpr Duration before_gone = std::chrono::seconds(5);
/// A list with unreadable objects can't tell what is gone: look again soon.
constexpr Duration relist_after_unreadable = std::chrono::minutes(5);
constexpr Duration hand_over_at_end = std::chrono::seconds(30);

double random_share() {
    thread_local std::minstd_rand generator(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(generator);
}

Duration share_of(Duration most) {
    return Duration(static_cast<std::int64_t>(random_share() * static_cast<double>(most.count())));
}

}  // namespace

std::string_view to_string(InformerStatus::State state) noexcept {
    switch (state) {
        case InformerStatus::State::starting:
            return "starting";
        case InformerStatus::State::listing:
            return "listing";
        case InformerStatus::State::watching:
            return "watching";
        case InformerStatus::State::retrying:
            return "retrying";
        case InformerStatus::State::forbidden:
            return "forbidden";
        case InformerStatus::State::unserved:
            return "unserved";
    }
    return "starting";
}

struct Informer::Impl {
    Impl(Api& owner, ObservationSink& where, KindRef ref, Resource what, InformerOptions how, std::function<void()> changed)
        : api(owner),
          sink(where),
          kind(ref),
          resource(std::move(what)),
          options(std::move(how)),
          on_change(std::move(changed)),
          intake([this](std::string_view message) { sink.flagged(api.cluster(), kind, message); }),
          filled(api.executor()),
          drained(api.executor()),
          hurried(api.executor()) {}

    using State = InformerStatus::State;

    void set_state(State state, std::string message = {}, std::optional<ApiError> error = std::nullopt) {
        const bool same = status.state == state && status.message == message;
        status.state = state;
        status.message = std::move(message);
        status.error = std::move(error);
        count();
        if (!same && on_change) on_change();
    }

    void count() {
        status.objects = intake.size();
        status.events = intake.events;
        status.unchanged = intake.unchanged;
        status.flagged = intake.flagged;
    }

    /// Wakes the delivery; while it gathers, only for a full batch.
    void note_pending() {
        if (!lingering || intake.pending_bytes() >= options.batch_bytes) filled.notify();
    }

    bool undelivered() const { return leaving.has_value() || intake.pending(); }

    Task<> seed();
    Task<> follow();
    Task<> follow_safely();
    Task<bool> survive(ApiError error);
    Task<Answer<>> list_pages();
    Task<Answer<ListPage>> list_page(std::string token, std::int64_t limit);
    Task<Answer<>> watch(bool from_start);
    Task<Answer<>> look_for_lost_history();
    Task<Answer<bool>> confirms(const Witness& witness);
    Task<> wait_for_sink(std::size_t bytes);
    Task<> deliver();
    Task<Result<>> hand_over();
    void end_list(std::string list_version);
    bool due_for_list() const { return version.empty() || SteadyClock::now() >= relist_at; }

    Api& api;
    ObservationSink& sink;
    const KindRef kind;
    const Resource resource;
    const InformerOptions options;
    const std::function<void()> on_change;
    InformerStatus status;

    ObjectIntake intake;
    Witnesses witnesses;           ///< Of the history that `version` stands for.
    std::optional<Batch> leaving;  ///< With the sink, or refused by it.
    Wakeup filled;
    Wakeup drained;
    Wakeup hurried;
    bool lingering = false;
    bool seeded = false;
    bool sync_due = false;  ///< `synced` is to be told when all is handed over.

    std::string version;  ///< To watch from; empty: a list is needed.
    SteadyClock::time_point relist_at{};
    bool broken = false;  ///< The last stream did not end as it should.
    bool watch_list_refused = false;
    int failures = 0;
    int not_found = 0;
};

Task<> Informer::Impl::seed() {
    for (int attempt = 1; !seeded; ++attempt) {
        auto remembered = co_await sink.remembered(api.cluster(), kind);
        if (!remembered) {
            set_state(State::retrying, remembered.error().message);
            co_await sleep_for(options.backoff.delay(attempt));
            continue;
        }
        for (const Remembered& object : *remembered) {
            if (options.name_space.empty() || object.name_space == options.name_space) intake.remember(object);
        }
        seeded = true;
    }
}

void Informer::Impl::end_list(std::string list_version) {
    intake.end_list();
    version = std::move(list_version);
    const Duration pause = intake.unreadable_in_list() > 0 ? relist_after_unreadable : options.relist;
    relist_at = SteadyClock::now() + pause + share_of(pause / 2);
    sync_due = true;
    ++status.lists;
    filled.notify();
}

/// Waits until the sink has taken so much that no more than `bytes` are left.
Task<> Informer::Impl::wait_for_sink(std::size_t bytes) {
    while (intake.pending_bytes() > bytes) co_await drained.wait_for(std::chrono::seconds(1));
}

Task<Answer<ListPage>> Informer::Impl::list_page(std::string token, std::int64_t limit) {
    constexpr int attempts = 3;
    for (int attempt = 1;; ++attempt) {
        auto page = co_await read_list_page(api.requests(), resource, options.name_space, token, limit,
                                            [this](std::string_view item) { intake.listed(item); });
        note_pending();
        if (page) co_return page;
        const ApiError& error = page.error();
        // A page more than once does no harm; what needs another list, or another credential, is not for here.
        if (attempt == attempts || error.retry == Retry::never || error.status == 410) co_return page;
        const Duration pause = std::max(options.backoff.delay(attempt), error.retry_after);
        co_await sleep_for(pause);
    }
}

Task<Answer<>> Informer::Impl::list_pages() {
    std::string token;
    std::int64_t limit = options.page;
    intake.begin_list();
    while (true) {
        auto page = co_await list_page(token, limit);
        if (!page) {
            if (page.error().status != 410 || token.empty()) co_return fail(std::move(page.error()));
            // The list took longer than the apiserver keeps history: again from the start, in larger pages.
            token.clear();
            limit = std::min<std::int64_t>(limit * 4, 50'000);
            intake.begin_list();
            continue;
        }
        token = std::move(page->next);
        if (token.empty()) {
            end_list(std::move(page->resource_version));
            co_return Answer<>();
        }
        co_await wait_for_sink(2 * options.batch_bytes);
    }
}

Task<Answer<>> Informer::Impl::watch(bool from_start) {
    co_await wait_for_sink(options.pending_bytes / 2);
    ++status.streams;
    WatchQuery query;
    query.name_space = options.name_space;
    query.from = from_start ? std::string() : version;
    query.initial_events = from_start;
    query.lasts = options.watch_for + share_of(options.watch_for);
    query.idle = options.idle;
    bool listing = from_start;
    if (from_start) intake.begin_list();

    WatchHandler handler;
    handler.on_open = [&] {
        if (!listing) set_state(State::watching);
    };
    handler.on_object = [&](WatchHandler::Type type, std::string_view object) {
        if (listing && type != WatchHandler::Type::deleted) {
            intake.listed(object);
        } else {
            const bool deleted = type == WatchHandler::Type::deleted;
            const std::string_view seen = deleted ? intake.deleted(object) : intake.changed(object);
            if (!listing && !seen.empty()) version = seen;
            const ParsedObject& last = intake.last();
            if (!seen.empty()) witnesses.note(last.name_space, last.name, version_number(seen), deleted);
        }
    };
    handler.on_bookmark = [&](std::string_view bookmark, bool ends_list) {
        if (listing && ends_list) {
            listing = false;
            end_list(std::string(bookmark));
            set_state(State::watching);
        } else if (!listing && !bookmark.empty()) {
            version = bookmark;
        }
    };
    handler.on_unreadable = [&](std::string_view message) {
        ++intake.flagged;
        sink.flagged(api.cluster(), kind, message);
    };
    handler.after_chunk = [&] {
        count();
        if (intake.pending()) note_pending();
        // The first list can't be resumed in its middle, so it may take more room.
        const std::size_t most = listing ? 8 * options.pending_bytes : options.pending_bytes;
        return intake.pending_bytes() <= most && (listing || SteadyClock::now() < relist_at);
    };
    const auto began = SteadyClock::now();
    auto ended = co_await watch_stream(api.requests(), resource, std::move(query), std::move(handler));
    count();
    const bool lasted = SteadyClock::now() - began > std::chrono::seconds(5);
    if (lasted) failures = 0;
    if (listing && (!ended || ended->stopped)) {
        // Too much for one stream, or cut off in the middle: pages are the way that always works.
        watch_list_refused = true;
    }
    if (!ended) {
        // A stream that fell silent, or whose apiserver went away, after a good while is the way of the world.
        broken = ended.error().status == 0;
        if (broken && lasted && ended.error().error.code == ErrorCode::timed_out) co_return Answer<>();
        co_return fail(std::move(ended.error()));
    }
    if (ended->stopped) co_await wait_for_sink(options.pending_bytes / 4);
    // An apiserver that ends streams at once must not be asked again at once.
    if (!lasted && !ended->stopped && ++failures > 2) co_await hurried.wait_for(options.backoff.delay(failures - 2));
    co_return Answer<>();
}

/// An apiserver that came back with an older state (a restored etcd) would give a watch from our version nothing, for long, and then skip
/// what happened since. Its current version tells; and where it has written much since, what was seen last is looked for.
Task<Answer<>> Informer::Impl::look_for_lost_history() {
    auto page = co_await read_list_page(api.requests(), resource, options.name_space, {}, 1, [](std::string_view) {});
    if (!page) co_return fail(std::move(page.error()));
    bool lost = version_number(page->resource_version) < version_number(version);
    for (const Witness& witness : witnesses.latest()) {
        if (lost) break;
        auto agrees = co_await confirms(witness);
        if (!agrees) co_return fail(std::move(agrees.error()));
        lost = !*agrees;
    }
    if (lost) {
        log::info("informer", "{} {}: the cluster is in an older state than was seen: everything is listed anew", api.cluster(), kind.kind);
        version.clear();
        witnesses.forget();
    }
    broken = false;
    co_return Answer<>();
}

/// Whether the apiserver still knows of a change. One that was undone in the ordinary way meanwhile counts as lost too: that costs a list.
Task<Answer<bool>> Informer::Impl::confirms(const Witness& witness) {
    Call call;
    call.target = object_path(resource, {witness.name_space, witness.name});
    call.headers.set("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json");
    call.what = describe(resource, {witness.name_space, witness.name});
    call.lane = Lane::background;
    const auto answer = co_await api.requests().send(std::move(call));
    // Where single objects may not be read, lists alone have to do.
    if (!answer && answer.error().status == 403) co_return true;
    if (!answer && answer.error().status == 404) co_return witness.deleted;
    if (!answer) co_return fail(answer.error());
    const auto object = ObjectParser::of_this_thread().parse(answer->body);
    co_return object&& version_number(object->resource_version) >= witness.version;
}

/// Decides what an error means; false: there is nothing to follow any more.
Task<bool> Informer::Impl::survive(ApiError error) {
    ++failures;
    if (error.status == 410) {
        version.clear();
        // Many watches expire together: their lists should not come together.
        co_await hurried.wait_for(failures > 1 ? options.backoff.delay(failures) : share_of(std::chrono::seconds(1)));
        co_return true;
    }
    if (error.status == 403) {
        std::string message = error.error.message;
        set_state(State::forbidden, std::move(message), std::move(error));
        co_return false;
    }
    if (error.status == 404) {
        if (++not_found > 1) {
            intake.all_deleted();
            version.clear();
            filled.notify();
            std::string message = error.error.message;
            set_state(State::unserved, std::move(message), std::move(error));
            co_return false;
        }
        version.clear();
        co_await hurried.wait_for(std::min(before_gone, options.backoff.most));
        co_return true;
    }
    const Duration pause = std::max(options.backoff.delay(failures), error.retry_after);
    std::string message = error.error.message;
    set_state(State::retrying, std::move(message), std::move(error));
    co_await hurried.wait_for(pause);
    co_return true;
}

Task<> Informer::Impl::follow() {
    co_await seed();
    if (options.first_delay > Duration(0) && version.empty()) co_await sleep_for(share_of(options.first_delay));
    while (true) {
        Answer<> answer;
        if (broken && !version.empty()) answer = co_await look_for_lost_history();
        if (answer && due_for_list()) {
            set_state(State::listing);
            const bool streamed = options.watch_list && !watch_list_refused;
            if (streamed) {
                answer = co_await watch(true);
                // Refused for its parameters: the server does not know them.
                if (!answer && (answer.error().status == 400 || answer.error().status == 422)) continue;
            } else {
                answer = co_await list_pages();
                if (answer) failures = 0;
            }
        } else if (answer) {
            answer = co_await watch(false);
        }
        if (answer) {
            not_found = 0;
            continue;
        }
        ApiError error = std::move(answer.error());
        const bool go_on = co_await survive(std::move(error));
        if (!go_on) break;
    }
    const auto deadline = SteadyClock::now() + hand_over_at_end;
    while (undelivered() && SteadyClock::now() < deadline) co_await drained.wait_for(std::chrono::milliseconds(100));
}

Task<> Informer::Impl::follow_safely() {
    try {
        co_await follow();
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& error) {
        log::error("informer", "{} {}: {}", api.cluster(), kind.kind, error.what());
        set_state(State::retrying, "an internal error ended the watch; it begins anew");
    }
}

Task<Result<>> Informer::Impl::hand_over() {
    try {
        const std::vector<Observed> batch = leaving->observations();
        auto taken = co_await sink.observe(api.cluster(), kind, batch);
        co_return taken;
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& error) {
        co_return fail(ErrorCode::internal, error.what());
    }
}

Task<> Informer::Impl::deliver() {
    int refusals = 0;
    while (true) {
        if (!undelivered()) {
            if (sync_due) {
                sync_due = false;
                status.synced = true;
                count();
                sink.synced(api.cluster(), kind, options.name_space);
                if (on_change) on_change();
            }
            co_await filled.wait_for(std::chrono::hours(1));
            if (!undelivered()) continue;
            if (intake.pending_bytes() < options.batch_bytes) {
                lingering = true;
                co_await filled.wait_for(options.linger);
                lingering = false;
            }
        }
        if (!leaving) leaving.emplace(intake.take());
        const auto taken = co_await hand_over();
        if (!taken) {
            log::warning("informer", "{} {}: observations are not taken: {}", api.cluster(), kind.kind, taken.error().message);
            co_await sleep_for(options.backoff.delay(++refusals));
            continue;
        }
        refusals = 0;
        leaving.reset();
        drained.notify();
    }
}

Informer::Informer(Api& api, ObservationSink& sink, KindRef kind, Resource resource, InformerOptions options,
                   std::function<void()> on_change)
    : impl_(std::make_unique<Impl>(api, sink, kind, std::move(resource), std::move(options), std::move(on_change))) {}
Informer::~Informer() = default;

Task<> Informer::run() {
    using namespace asio::experimental::awaitable_operators;
    impl_->not_found = 0;
    impl_->set_state(InformerStatus::State::starting);
    auto following = impl_->follow_safely();
    auto delivering = impl_->deliver();
    try {
        co_await (std::move(following) || std::move(delivering));
    } catch (const asio::multiple_exceptions& both) {
        std::rethrow_exception(both.first_exception());  // cancelled, both of them
    }
}

void Informer::hurry() {
    impl_->hurried.notify();
}
const InformerStatus& Informer::status() const {
    return impl_->status;
}
const Resource& Informer::resource() const {
    return impl_->resource;
}
const InformerOptions& Informer::options() const {
    return impl_->options;
}

}  // namespace nexa::kube
