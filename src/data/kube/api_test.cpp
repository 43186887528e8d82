#include "data/kube/api.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/io_pool.hpp"
#include "data/kube/fake_transport.hpp"

namespace nexa::kube {
namespace {

using test::FakeTransport;
using test::Reply;

const Resource topics{"kafka.strimzi.io", "v1", "kafkatopics", "KafkaTopic", true};
const ObjectName orders{"team-a", "orders"};

RequestLimits quick() {
    RequestLimits limits;
    limits.backoff = {.first = std::chrono::milliseconds(1), .most = std::chrono::milliseconds(2)};
    return limits;
}

/// Runs `body` with an Api whose answers `script` gives.
template <class Body>
void with_api(FakeTransport::Script script, Body body, RequestLimits limits = quick()) {
    const auto test = [&]() -> Task<> {
        const auto transport = std::make_shared<FakeTransport>(std::move(script));
        const Executor executor = co_await asio::this_coro::executor;
        Api api(executor, "dev", transport, limits);
        co_await body(api, *transport);
    };
    run_to_end(test());
}

TEST(Api, AppliesAsNexaAndStrictly) {
    with_api(
        [](const auto&) {
            Reply reply{201, {}};
            reply.headers.add("Warning", R"(299 - "spec.old is deprecated", 299 - "a \"b\"")");
            reply.headers.add("warning", R"(299 - "spec.old is deprecated")");
            reply.status = 200;
            reply.chunks = {R"({"metadata":{"uid":"u","resourceVersion":"9","generation":4}})"};
            return reply;
        },
        [](Api& api, FakeTransport& transport) -> Task<> {
            WriteOptions options;
            options.force = options.dry_run = true;
            const auto written = co_await api.apply(topics, orders, "{}", options);
            EXPECT_TRUE(written);
            EXPECT_EQ(written->generation, 4);
            EXPECT_EQ(written->uid, "u");
            EXPECT_EQ(written->warnings, (std::vector<std::string>{"spec.old is deprecated", "a \"b\""}));
            const auto& request = transport.requests.at(0);
            EXPECT_EQ(request.method, http::Method::patch);
            EXPECT_EQ(request.headers.get("Content-Type"), "application/apply-patch+yaml");
            EXPECT_EQ(request.url,
                      "/apis/kafka.strimzi.io/v1/namespaces/team-a/kafkatopics/"
                      "orders?fieldManager=nexa&fieldValidation=Strict&dryRun=All&force=true");
        });
}

TEST(Api, RepeatsWhatIsSafe) {
    int count = 0;
    with_api(
        [&](const auto&) {
            ++count;
            if (count == 1) return Reply::nothing();
            if (count == 2) return Reply::error(503, "ServiceUnavailable", "starting");
            return Reply::ok(R"({"metadata":{}})");
        },
        [&](Api& api, FakeTransport&) -> Task<> {
            const auto found = co_await api.get(topics, orders);
            EXPECT_TRUE(found);
            EXPECT_EQ(count, 3);
            count = 0;
            const auto written = co_await api.apply(topics, orders, "{}");
            EXPECT_TRUE(written);
            EXPECT_EQ(count, 3);
        });
}

TEST(Api, NeverRepeatsACreateWhoseOutcomeIsUnknown) {
    for (const Reply& failure : {Reply::nothing(), Reply::error(500, "", "x"), Reply::error(504, "", "x"), Reply::error(503, "", "x")}) {
        with_api([&](const auto&) { return failure; },
                 [&](Api& api, FakeTransport& transport) -> Task<> {
                     const auto written = co_await api.create(topics, "team-a", "{}");
                     EXPECT_FALSE(written);
                     EXPECT_EQ(transport.requests.size(), 1U);
                     EXPECT_EQ(written.error().outcome_unknown, failure.status != 503);
                 });
    }
    int count = 0;
    with_api([&](const auto&) { return ++count == 1 ? Reply::error(429, "", "slow") : Reply::ok("{}"); },
             [&](Api& api, FakeTransport&) -> Task<> {
                 const auto written = co_await api.create(topics, "team-a", "{}");
                 EXPECT_TRUE(written);
             });
}

TEST(Api, HonoursRetryAfterWithinTheDeadline) {
    Reply busy = Reply::error(429, "TooManyRequests", "slow down");
    busy.headers.set("Retry-After", "1");
    int count = 0;
    with_api([&](const auto&) { return ++count == 1 ? busy : Reply::ok("{}"); },
             [&](Api& api, FakeTransport&) -> Task<> {
                 const auto began = std::chrono::steady_clock::now();
                 const auto found = co_await api.get(topics, orders);
                 EXPECT_TRUE(found);
                 EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
                 count = 0;
                 WriteOptions hasty;
                 hasty.deadline = std::chrono::milliseconds(200);
                 const auto refused = co_await api.apply(topics, orders, "{}", hasty);
                 EXPECT_FALSE(refused);
                 EXPECT_EQ(refused.error().retry, Retry::after);
                 EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(1));
             });
}

TEST(Api, HasABudgetOfRepetitions) {
    RequestLimits limits = quick();
    limits.retry_reserve = 3;
    with_api([](const auto&) { return Reply::nothing(); },
             [](Api& api, FakeTransport& transport) -> Task<> {
                 for (int index = 0; index < 10; ++index) {
                     const auto found = co_await api.get(topics, orders);
                     EXPECT_FALSE(found);
                 }
                 EXPECT_LE(transport.requests.size(), 15U);
             },
             limits);
}

TEST(Api, ListsPagesAndBeginsAnewWhenTheTokenExpires) {
    int expired = 0;
    with_api(
        [&](const http::ClientRequest& request) {
            const std::string token = test::parameter(request.url, "continue");
            if (token.empty()) return Reply::ok(R"({"metadata":{"continue":"t1","resourceVersion":"5"},"items":[{"a":1}]})");
            if (expired++ == 0) return Reply::error(410, "Expired", "too old");
            return Reply::ok(R"({"metadata":{"resourceVersion":"5"},"items":[{"a":2},{"a":3}]})");
        },
        [](Api& api, FakeTransport& transport) -> Task<> {
            std::size_t count = 0;
            const auto version = co_await api.list(topics, {.name_space = "team-a", .label_selector = "a=b,c"}, [&](json::array& items) {
                count += items.size();
                return true;
            });
            EXPECT_TRUE(version);
            EXPECT_EQ(*version, "5");
            EXPECT_EQ(count, 4U);
            EXPECT_EQ(transport.requests.size(), 4U);
            EXPECT_EQ(test::parameter(transport.requests[0].url, "labelSelector"), "a%3Db%2Cc");
        });
}

TEST(Api, DeletesWithPreconditions) {
    with_api([](const auto&) { return Reply::ok(R"({"kind":"Status","status":"Success"})"); },
             [](Api& api, FakeTransport& transport) -> Task<> {
                 DeleteOptions options;
                 options.uid = "u";
                 options.propagation = Propagation::foreground;
                 const auto deleted = co_await api.remove(topics, orders, options);
                 EXPECT_TRUE(deleted);
                 EXPECT_TRUE(deleted->gone);
                 const auto body = json::parse(transport.requests.at(0).body);
                 EXPECT_EQ(body.at("preconditions").at("uid"), "u");
                 EXPECT_EQ(body.at("propagationPolicy"), "Foreground");
             });
    with_api([](const auto&) { return Reply::ok(R"({"kind":"KafkaTopic","metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"}})"); },
             [](Api& api, FakeTransport&) -> Task<> {
                 const auto deleted = co_await api.remove(topics, orders);
                 EXPECT_TRUE(deleted);
                 EXPECT_FALSE(deleted->gone);
             });
}

TEST(Api, AnswersWhatIsAllowedInOrder) {
    with_api(
        [](const http::ClientRequest& request) {
            const bool list = request.body.find("\"list\"") != std::string::npos;
            return Reply::ok(fmt::format(R"({{"status":{{"allowed":{}}}}})", list));
        },
        [](Api& api, FakeTransport&) -> Task<> {
            std::vector<AccessQuestion> questions;
            for (int index = 0; index < 50; ++index) questions.push_back({index % 3 == 0 ? "list" : "delete", "g", "r"});
            const auto answers = co_await api.allowed(questions);
            EXPECT_TRUE(answers);
            for (std::size_t index = 0; index < 50; ++index) EXPECT_EQ((*answers)[index], index % 3 == 0);
        });
}

TEST(Api, SortsEventsNewestFirst) {
    with_api(
        [](const auto&) {
            return Reply::ok(R"({"items":[{"reason":"A","lastTimestamp":"2026-01-01T00:00:00Z","count":3,"source":{"component":"x"}},
              {"reason":"B","eventTime":"2026-01-02T00:00:00.000001Z","series":{"count":7,"lastObservedTime":"2026-01-03T00:00:00.000001Z"},"reportingComponent":"y"},7]})");
        },
        [](Api& api, FakeTransport&) -> Task<> {
            const auto events = co_await api.events("KafkaTopic", orders);
            EXPECT_TRUE(events);
            EXPECT_EQ(events->size(), 2U);
            EXPECT_EQ(events->at(0).reason, "B");
            EXPECT_EQ(events->at(0).count, 7);
            EXPECT_EQ(events->at(1).source, "x");
        });
}

TEST(Api, HopsToItsExecutorAndBack) {
    IoPool pool(2);
    pool.start();
    const auto transport = std::make_shared<FakeTransport>([](const auto&) { return Reply::ok("{}"); });
    Api api(pool.executor(0), "dev", transport, quick());
    const auto test = [&]() -> Task<> {
        const auto here = std::this_thread::get_id();
        for (int index = 0; index < 100; ++index) {
            const auto found = co_await api.get(topics, orders);
            EXPECT_TRUE(found);
            EXPECT_TRUE(std::this_thread::get_id() == here);
        }
    };
    run_to_end(test());
    pool.stop();
}

TEST(Gate, LimitsAndTakesLanesInTurn) {
    const auto test = [&]() -> Task<> {
        const Executor executor = co_await asio::this_coro::executor;
        Gate gate(executor, {.in_flight = 1, .per_second = 1e6, .burst = 1e6, .waiting = 4});
        auto first = co_await gate.enter(Lane::work, std::chrono::seconds(1));
        EXPECT_TRUE(first);
        std::string order;
        TaskGroup group(executor);
        const auto enter = [](Gate& at, Lane lane, char letter, std::string& seen) -> Task<> {
            const auto permit = co_await at.enter(lane, std::chrono::seconds(1));
            if (permit) seen += letter;
        };
        for (int index = 0; index < 3; ++index) group.spawn("work", enter(gate, Lane::work, 'w', order));
        group.spawn("read", enter(gate, Lane::interactive, 'i', order));
        co_await sleep_for(std::chrono::milliseconds(1));
        EXPECT_EQ(gate.waiting(), 4U);
        const auto refused = co_await gate.enter(Lane::work, std::chrono::seconds(1));
        EXPECT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::too_many_requests);
        first = Result<Gate::Permit>();
        co_await group.join();
        EXPECT_EQ(order.size(), 4U);
        EXPECT_LT(order.find('i'), 2U);
        EXPECT_EQ(gate.in_flight(), 0U);
        auto kept = co_await gate.enter(Lane::work, std::chrono::seconds(1));
        const auto late = co_await gate.enter(Lane::work, std::chrono::milliseconds(5));
        EXPECT_FALSE(late);
        EXPECT_EQ(late.error().code, ErrorCode::timed_out);
    };
    run_to_end(test());
}

TEST(Gate, HoldsTheRate) {
    const auto test = [&]() -> Task<> {
        const Executor executor = co_await asio::this_coro::executor;
        Gate gate(executor, {.in_flight = 10, .per_second = 100, .burst = 5, .waiting = 100});
        const auto began = std::chrono::steady_clock::now();
        for (int index = 0; index < 15; ++index) {
            const auto permit = co_await gate.enter(Lane::work, std::chrono::seconds(1));
            EXPECT_TRUE(permit);
        }
        EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(90));
    };
    run_to_end(test());
}

}  // namespace
}  // namespace nexa::kube
