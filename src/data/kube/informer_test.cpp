#include "data/kube/informer.hpp"

#include <gtest/gtest.h>

#include "base/io_pool.hpp"
#include "data/kube/fake_transport.hpp"
#include "data/kube/witnesses.hpp"

namespace nexa::kube {
namespace {

using test::FakeTransport;
using test::parameter;
using test::Reply;
using test::until;

constexpr std::array<std::string_view, 1> versions{"v1"};
const KindRef kind{"KafkaTopic", "kafka.strimzi.io", versions, "kafkatopics", true};
const Resource resource = resource_of(kind, "v1");

std::string object(std::string_view name, int version, std::string_view spec = "{}") {
    return fmt::format(
        R"({{"kind":"KafkaTopic","metadata":{{"name":"{}","namespace":"ns","uid":"uid-{}","resourceVersion":"{}","managedFields":[{{"at":{}}}]}},"spec":{}}})",
        name, name, version, version, spec);
}
std::string list(int version, std::vector<std::string> items, std::string_view next = {}) {
    std::string text = fmt::format(R"({{"kind":"List","metadata":{{"resourceVersion":"{}","continue":"{}"}},"items":[)", version, next);
    for (std::size_t index = 0; index < items.size(); ++index) text += (index > 0 ? "," : "") + items[index];
    return text + "]}";
}
std::string event(std::string_view type, const std::string& what) {
    return fmt::format(R"({{"type":"{}","object":{}}})", type, what) + "\n";
}
std::string bookmark(int version, bool end = false) {
    return event("BOOKMARK", fmt::format(R"({{"metadata":{{"resourceVersion":"{}"{}}}}})", version,
                                         end ? R"(,"annotations":{"k8s.io/initial-events-end":"true"})" : ""));
}
bool is_watch(const http::ClientRequest& request) {
    return parameter(request.url, "watch") == "1";
}

/// Keeps what it is told as a store would.
class Store final : public ObservationSink {
public:
    Task<Result<std::vector<Remembered>>> remembered(std::string_view, const KindRef&) override { co_return memory; }
    Task<Result<>> observe(std::string_view, const KindRef&, std::span<const Observed> batch) override {
        while (blocked) co_await sleep_for(std::chrono::milliseconds(1));
        if (refusals > 0) {
            --refusals;
            co_return fail(ErrorCode::unavailable, "no database");
        }
        for (const Observed& one : batch) {
            ++seen;
            if (one.deleted) {
                objects.erase(std::string(one.name));
                deleted.emplace_back(one.name);
            } else {
                EXPECT_EQ(one.object.find("managedFields"), std::string_view::npos);
                objects[std::string(one.name)] = std::string(one.object);
            }
        }
        co_return Result<>();
    }
    void synced(std::string_view, const KindRef&, std::string_view) override { ++syncs; }
    void flagged(std::string_view, const KindRef&, std::string_view) override { ++flags; }

    std::string spec(const std::string& name) const {
        const auto found = objects.find(name);
        return found == objects.end() ? "" : json::serialize(json::parse(found->second).at("spec"));
    }

    std::map<std::string, std::string> objects;
    std::vector<std::string> deleted;
    std::vector<Remembered> memory;
    int seen = 0, syncs = 0, flags = 0, refusals = 0;
    bool blocked = false;
};

struct World {
    World(const Executor& on, FakeTransport::Script script, const InformerOptions& options)
        : executor(on),
          transport(std::make_shared<FakeTransport>(std::move(script))),
          api(on, "dev", transport, limits()),
          informer(std::make_unique<Informer>(api, store, kind, resource, options)) {}
    static RequestLimits limits() {
        RequestLimits found;
        found.backoff = {.first = std::chrono::milliseconds(1), .most = std::chrono::milliseconds(2)};
        found.gate.per_second = found.gate.burst = 1e6;
        return found;
    }
    void start() {
        tasks = std::make_unique<TaskGroup>(executor);
        tasks->spawn("informer", informer->run());
    }
    Task<> stop() {
        const auto began = std::chrono::steady_clock::now();
        tasks->stop();
        co_await tasks->join();
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
        EXPECT_EQ(transport->open(), 0);
    }

    Executor executor;
    std::shared_ptr<FakeTransport> transport;
    Api api;
    Store store;
    std::unique_ptr<Informer> informer;
    std::unique_ptr<TaskGroup> tasks;
};

InformerOptions quick() {
    InformerOptions options;
    options.idle = std::chrono::seconds(30);
    options.backoff = {.first = std::chrono::milliseconds(2), .most = std::chrono::milliseconds(4)};
    options.linger = std::chrono::milliseconds(1);
    return options;
}

template <class Body>
void in_world(FakeTransport::Script script, Body body, const InformerOptions& options = quick(),
              const std::function<void(World&)>& prepare = {}) {
    const auto test = [&]() -> Task<> {
        const Executor executor = co_await asio::this_coro::executor;
        World world(executor, std::move(script), options);
        if (prepare) prepare(world);
        world.start();
        co_await body(world);
        co_await world.stop();
    };
    run_to_end(test());
}

#define WAIT_UNTIL(condition)                                        \
    {                                                                \
        const bool held = co_await until([&] { return condition; }); \
        EXPECT_TRUE(held) << #condition;                             \
    }

TEST(Informer, ListsPagesThenWatchesFromTheirVersion) {
    in_world(
        [](const http::ClientRequest& request) {
            if (is_watch(request)) {
                // Cut where it hurts: in the middle of a line, and of a multi-byte character.
                const std::string text = event("ADDED", object("d", 11)) + event("MODIFIED", object("a", 12, R"({"x":"ü"})")) +
                                         event("DELETED", object("b", 13));
                const std::size_t middle = text.find('\xc3') + 1;
                return Reply::open({text.substr(0, middle), text.substr(middle)});
            }
            const std::string token = parameter(request.url, "continue");
            if (token.empty()) return Reply::ok(list(10, {object("a", 1), object("b", 2)}, "p2"));
            return Reply::ok(list(10, {object("c", 3)}));
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.deleted.size() == 1);
            EXPECT_EQ(world.store.deleted, std::vector<std::string>{"b"});
            EXPECT_EQ(world.store.objects.size(), 3U);
            EXPECT_EQ(world.store.spec("a"), R"({"x":"ü"})");
            EXPECT_EQ(world.store.syncs, 1);
            EXPECT_EQ(world.informer->status().state, InformerStatus::State::watching);
            EXPECT_TRUE(world.informer->status().synced);
            const auto watches = world.transport->targets("watch=1");
            EXPECT_EQ(watches.size(), 1U);
            EXPECT_EQ(parameter(watches.at(0), "resourceVersion"), "10");
            EXPECT_EQ(parameter(watches.at(0), "allowWatchBookmarks"), "true");
        });
}

TEST(Informer, ListsAgainWhenTheContinueTokenExpires) {
    int expired = 0;
    in_world(
        [&](const http::ClientRequest& request) {
            if (is_watch(request)) return Reply::open();
            if (parameter(request.url, "continue").empty()) {
                // What the first list showed is gone by the second.
                return Reply::ok(expired == 0 ? list(10, {object("old", 1)}, "t") : list(20, {object("new", 2)}, "t"));
            }
            if (expired++ == 0) return Reply::error(410, "Expired", "The provided continue parameter is too old");
            return Reply::ok(list(20, {object("c", 3)}));
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.syncs == 1);
            EXPECT_EQ(world.store.objects.size(), 2U);
            EXPECT_FALSE(world.store.objects.contains("old"));
            const auto lists = world.transport->targets("limit=");
            EXPECT_EQ(lists.size(), 4U);
            EXPECT_EQ(parameter(lists.at(2), "continue"), "");
            EXPECT_EQ(parameter(lists.at(2), "limit"), "2000");
        });
}

TEST(Informer, ResumesWithoutAGapWhenTheStreamBreaks) {
    int watches = 0;
    in_world(
        [&](const http::ClientRequest& request) {
            if (request.url.ends_with("/kafkatopics/b")) return Reply::ok(object("b", 11));
            if (!is_watch(request)) return Reply::ok(list(parameter(request.url, "limit") == "1" ? 99 : 10, {object("a", 1)}));
            Reply reply = Reply::open();
            ++watches;
            if (watches == 1)
                reply = {200, {event("ADDED", object("b", 11)), event("ADDED", object("c", 12)).substr(0, 20)}, Reply::End::broken};
            if (watches == 2) reply = {200, {bookmark(30)}, Reply::End::broken};
            if (watches == 3) reply.chunks = {event("ADDED", object("c", 31))};
            return reply;
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.objects.size() == 3);
            const auto resumed = world.transport->targets("watch=1");
            EXPECT_EQ(parameter(resumed.at(1), "resourceVersion"), "11");
            EXPECT_EQ(parameter(resumed.at(2), "resourceVersion"), "30");
            EXPECT_EQ(world.informer->status().lists, 1U);
        });
}

class Expired : public testing::TestWithParam<bool> {};

TEST_P(Expired, ListsAgainAndFindsWhatWasDeletedMeanwhile) {
    const bool in_stream = GetParam();
    int watches = 0;
    in_world(
        [&](const http::ClientRequest& request) {
            if (!is_watch(request))
                return Reply::ok(watches == 0 ? list(10, {object("a", 1), object("b", 2)}) : list(50, {object("b", 2), object("c", 40)}));
            if (watches++ > 0) return Reply::open();
            const Reply gone = Reply::error(410, "Expired", "too old resource version");
            return in_stream ? Reply{200, {event("ERROR", gone.chunks.front())}, Reply::End::silent} : gone;
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.syncs == 2);
            EXPECT_EQ(world.store.deleted, std::vector<std::string>{"a"});
            EXPECT_EQ(world.store.objects.size(), 2U);
            EXPECT_EQ(world.store.seen, 4);  // a, b; c, without a: b has not changed
            EXPECT_EQ(world.informer->status().objects, 2U);
            EXPECT_EQ(parameter(world.transport->targets("watch=1").back(), "resourceVersion"), "50");
        });
}

INSTANTIATE_TEST_SUITE_P(BothForms, Expired, testing::Bool(),
                         [](const auto& param) { return param.param ? "in_the_stream" : "as_status"; });

TEST(Informer, ListsAgainWhenTheClusterCameBackOlder) {
    int lists = 0;
    int watches = 0;
    in_world(
        [&](const http::ClientRequest& request) {
            if (is_watch(request))
                return watches++ == 0 ? Reply{200, {event("ADDED", object("b", 101))}, Reply::End::broken} : Reply::open();
            if (parameter(request.url, "limit") == "1") return Reply::ok(list(60, {}));
            // After the restore `a` has an older version and other content.
            return Reply::ok(lists++ == 0 ? list(100, {object("a", 90)}) : list(60, {object("a", 50, R"({"old":1})")}));
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.syncs == 2);
            EXPECT_EQ(world.store.deleted, std::vector<std::string>{"b"});
            EXPECT_EQ(world.store.spec("a"), R"({"old":1})");
            EXPECT_EQ(parameter(world.transport->targets("watch=1").back(), "resourceVersion"), "60");
        });
}

/// A cluster that came back older has written much since: only what was seen last can tell.
struct Returned {
    const char* name;
    std::string event;  ///< The last one seen, of version 101.
    Reply object;       ///< What the cluster answers about it now.
    bool lists_again;
};

class CameBack : public testing::TestWithParam<Returned> {};

TEST_P(CameBack, IsJudgedByWhatWasSeenLast) {
    int lists = 0;
    int watches = 0;
    in_world(
        [&](const http::ClientRequest& request) {
            if (is_watch(request)) return watches++ == 0 ? Reply{200, {GetParam().event}, Reply::End::broken} : Reply::open();
            if (request.url.ends_with("/kafkatopics/b")) return GetParam().object;
            if (parameter(request.url, "limit") == "1") return Reply::ok(list(500, {}));
            return Reply::ok(lists++ == 0 ? list(100, {object("a", 90)}) : list(500, {object("a", 50, R"({"old":1})")}));
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.transport->targets("watch=1").size() == 2);
            EXPECT_EQ(world.informer->status().lists, GetParam().lists_again ? 2U : 1U);
            EXPECT_EQ(parameter(world.transport->targets("watch=1").back(), "resourceVersion"), GetParam().lists_again ? "500" : "101");
        });
}

INSTANTIATE_TEST_SUITE_P(
    Clusters, CameBack,
    testing::Values(Returned{"the_same", event("ADDED", object("b", 101)), Reply::ok(object("b", 101)), false},
                    Returned{"changed_since", event("ADDED", object("b", 101)), Reply::ok(object("b", 300)), false},
                    Returned{"still_gone", event("DELETED", object("b", 101)), Reply::error(404, "NotFound", "not found"), false},
                    Returned{"made_again", event("DELETED", object("b", 101)), Reply::ok(object("b", 300)), false},
                    Returned{"not_to_be_read", event("ADDED", object("b", 101)), Reply::error(403, "Forbidden", "no"), false},
                    Returned{"older", event("MODIFIED", object("b", 101)), Reply::ok(object("b", 60)), true},
                    Returned{"never_made", event("ADDED", object("b", 101)), Reply::error(404, "NotFound", "not found"), true},
                    Returned{"never_deleted", event("DELETED", object("b", 101)), Reply::ok(object("b", 60)), true}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Witnesses, KeepTheLastOfEachObject) {
    Witnesses witnesses;
    const auto names = [&] {
        std::string out;
        for (const auto& each : witnesses.latest())
            out += fmt::format("{}/{}:{}{} ", each.name_space, each.name, each.version, each.deleted ? "-" : "");
        return out;
    };
    witnesses.note("ns", "a", 1, false);
    witnesses.note("ns", "b", 2, false);
    for (std::uint64_t version = 3; version < 50; ++version) witnesses.note("ns", "b", version, false);
    witnesses.note("other", "b", 50, true);
    EXPECT_EQ(names(), "ns/a:1 ns/b:49 other/b:50- ");
    witnesses.note("ns", "c", 51, false);
    EXPECT_EQ(names(), "ns/c:51 ns/b:49 other/b:50- ");
    witnesses.forget();
    EXPECT_EQ(names(), "");
}

TEST(Informer, GivesUpASilentStream) {
    InformerOptions options = quick();
    options.idle = std::chrono::milliseconds(20);
    int watches = 0;
    in_world(
        [&](const http::ClientRequest& request) {
            if (!is_watch(request)) return Reply::ok(list(10, {object("a", 1)}));
            return ++watches < 3 ? Reply::open() : Reply::open({event("ADDED", object("late", 11))});
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.objects.contains("late"));
            EXPECT_EQ(world.informer->status().lists, 1U);
        },
        options);
}

TEST(Informer, FlagsWhatItCanNotReadAndGoesOn) {
    in_world(
        [&](const http::ClientRequest& request) {
            if (!is_watch(request)) return Reply::ok(list(10, {object("a", 1), R"({"metadata":{"name":7}})", R"({"metadata":nul})"}));
            return Reply::open({"{broken\n", "\xff\xff\n", event("ADDED", "{\"metadata\":{}}"), event("SHOUT", object("x", 11)), "[]\n\n",
                                event("ADDED", object("b", 12))});
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.objects.size() == 2);
            EXPECT_EQ(world.store.flags, 7);
        });
}

TEST(Informer, DropsWhatTellsNothingNew) {
    in_world(
        [&](const http::ClientRequest& request) {
            if (!is_watch(request)) return Reply::ok(list(10, {object("a", 5)}));
            return Reply::open({event("ADDED", object("a", 5)),                      // repeated
                                event("MODIFIED", object("a", 11)),                  // only its version and managed fields
                                event("MODIFIED", object("a", 12, R"({"x":1})")),    // changed
                                event("MODIFIED", object("a", 11, R"({"old":1})")),  // out of order
                                event("DELETED", object("b", 13)),                   // never seen
                                event("DELETED", object("a", 2)),                    // out of order
                                event("ADDED", object("end", 14))});
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.objects.size() == 2);
            EXPECT_LE(world.store.seen, 3);
            EXPECT_EQ(world.store.spec("a"), R"({"x":1})");
            EXPECT_EQ(world.informer->status().unchanged, 5U);
        });
}

TEST(Informer, StreamsTheFirstListWhereTheServerDoes) {
    InformerOptions options = quick();
    options.watch_list = true;
    in_world(
        [&](const http::ClientRequest&) {
            return Reply::open(
                {event("ADDED", object("a", 3)) + event("ADDED", object("b", 4)), bookmark(10, true), event("ADDED", object("c", 11))});
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.objects.size() == 3 && world.store.syncs == 1);
            EXPECT_EQ(world.store.deleted, std::vector<std::string>{"gone"});
            EXPECT_EQ(world.transport->requests.size(), 1U);
            EXPECT_EQ(parameter(world.transport->requests.at(0).url, "sendInitialEvents"), "true");
            EXPECT_EQ(parameter(world.transport->requests.at(0).url, "resourceVersionMatch"), "NotOlderThan");
        },
        options, [](World& world) { world.store.memory = {{"ns", "gone", "uid-gone", "2"}}; });
}

TEST(Informer, TakesPagesWhenAStreamedListIsRefusedOrCutOff) {
    for (const bool refused : {true, false}) {
        InformerOptions options = quick();
        options.watch_list = true;
        in_world(
            [&](const http::ClientRequest& request) {
                if (!is_watch(request)) return Reply::ok(list(10, {object("a", 1)}));
                if (parameter(request.url, "sendInitialEvents").empty()) return Reply::open();
                if (refused) return Reply::error(422, "Invalid", "sendInitialEvents is forbidden");
                return Reply{200, {event("ADDED", object("a", 1))}, Reply::End::broken};
            },
            [](World& world) -> Task<> {
                WAIT_UNTIL(world.store.syncs == 1);
                EXPECT_EQ(world.store.objects.size(), 1U);
            },
            options);
    }
}

TEST(Informer, KnowsWhatTheStoreHas) {
    in_world(
        [&](const http::ClientRequest& request) {
            return is_watch(request) ? Reply::open() : Reply::ok(list(10, {object("same", 5), object("other", 7)}));
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.syncs == 1);
            EXPECT_EQ(world.store.seen, 2);
            EXPECT_EQ(world.store.deleted, std::vector<std::string>{"away"});
            EXPECT_TRUE(world.store.objects.contains("other"));
        },
        quick(),
        [](World& world) {
            world.store.memory = {{"ns", "same", "uid-same", "5"}, {"ns", "other", "uid-other", "6"}, {"ns", "away", "uid-away", "4"}};
        });
}

TEST(Informer, HandsARefusedBatchOverAgainAndForgetsNothingBetweenRuns) {
    bool open = false;
    in_world(
        [&](const http::ClientRequest& request) {
            if (request.url.ends_with("/kafkatopics/b")) return Reply::ok(object("b", 11));
            if (request.url.ends_with("/kafkatopics/c")) return Reply::ok(object("c", 12));
            if (!is_watch(request)) return Reply::ok(list(parameter(request.url, "limit") == "1" ? 99 : 10, {object("a", 1)}));
            return open ? Reply::open({event("ADDED", object("c", 12))}) : Reply::open({event("ADDED", object("b", 11))});
        },
        [&](World& world) -> Task<> {
            WAIT_UNTIL(world.store.objects.size() == 2);
            world.store.refusals = 1'000'000;
            co_await world.stop();
            open = true;
            world.start();
            WAIT_UNTIL(world.store.refusals < 999'995);
            co_await world.stop();  // with `c` in its hands
            world.store.refusals = 0;
            world.start();
            WAIT_UNTIL(world.store.objects.size() == 3);
            EXPECT_EQ(world.informer->status().lists, 1U);
            WAIT_UNTIL(parameter(world.transport->targets("watch=1").back(), "resourceVersion") == "12");
        });
}

TEST(Informer, ClosesTheStreamWhenTheSinkIsFarBehind) {
    InformerOptions options = quick();
    options.pending_bytes = 4000;
    options.batch_bytes = 1000;
    int next = 11;
    in_world(
        [&](const http::ClientRequest& request) {
            if (!is_watch(request)) return Reply::ok(list(10, {}));
            next = std::stoi(parameter(request.url, "resourceVersion")) + 1;
            std::vector<std::string> chunks;
            for (int count = 0; count < 100 && next + count <= 311; ++count)
                chunks.push_back(event("ADDED", object("o" + std::to_string(next + count), next + count)));
            return Reply::open(chunks);
        },
        [](World& world) -> Task<> {
            world.store.blocked = true;
            co_await sleep_for(std::chrono::milliseconds(100));
            EXPECT_LT(world.informer->status().events, 90U);
            world.store.blocked = false;
            WAIT_UNTIL(world.transport->targets("watch=1").size() > 1);
            WAIT_UNTIL(world.store.objects.size() > 95);
        },
        options);
}

TEST(Informer, CoalescesWhatTheSinkHasNotTakenYet) {
    in_world(
        [&](const http::ClientRequest& request) {
            if (!is_watch(request)) return Reply::ok(list(10, {object("a", 1), object("b", 2)}));
            std::string text;
            for (int version = 11; version < 211; ++version)
                text += event("MODIFIED", object(version % 2 == 0 ? "a" : "b", version, fmt::format(R"({{"x":{}}})", version)));
            return Reply::open({text});
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.store.spec("a") == R"({"x":210})" && world.store.spec("b") == R"({"x":209})");
            EXPECT_LT(world.store.seen, 20);
        });
}

TEST(Informer, EndsWhenForbiddenOrNoLongerServed) {
    in_world([](const auto&) { return Reply::error(403, "Forbidden", "may not list"); },
             [](World& world) -> Task<> {
                 co_await world.tasks->join();
                 EXPECT_EQ(world.informer->status().state, InformerStatus::State::forbidden);
                 EXPECT_NE(world.informer->status().message.find("may not"), std::string::npos);
             });
    bool served = true;
    in_world(
        [&](const http::ClientRequest& request) {
            if (!served) return Reply::error(404, "NotFound", "the server could not find the requested resource");
            served = !is_watch(request);
            return is_watch(request) ? Reply{200, {bookmark(11)}} : Reply::ok(list(10, {object("a", 1)}));
        },
        [](World& world) -> Task<> {
            co_await world.tasks->join();
            EXPECT_EQ(world.informer->status().state, InformerStatus::State::unserved);
            EXPECT_EQ(world.store.deleted, std::vector<std::string>{"a"});
        });
}

TEST(Informer, WaitsForAClusterThatIsAway) {
    int count = 0;
    in_world(
        [&](const http::ClientRequest& request) {
            return ++count < 12 ? Reply::nothing() : is_watch(request) ? Reply::open() : Reply::ok(list(10, {object("a", 1)}));
        },
        [](World& world) -> Task<> {
            WAIT_UNTIL(world.informer->status().state == InformerStatus::State::retrying);
            EXPECT_FALSE(world.informer->status().message.empty());
            WAIT_UNTIL(world.store.syncs == 1);
        });
}

}  // namespace
}  // namespace nexa::kube
