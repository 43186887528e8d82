#include "data/sandbox/fleet_fixture.hpp"

namespace nexa::sandbox {
namespace {

class SandboxWatch : public FleetFixture {
protected:
    static std::string type_of(const json::object& event) { return std::string(event.at("type").as_string()); }
    static std::string name_of(const json::object& event) { return std::string(event.at("object").at("metadata").at("name").as_string()); }
    std::string watch_path(std::string_view query) const { return fmt::format("{}?watch=true&timeoutSeconds=2&{}", topics, query); }
};

TEST_F(SandboxWatch, BeginsWithWhatThereIsOrResumes) {
    ASSERT_EQ(apply("a").status, 201);
    const auto version = store().resource_version();
    ASSERT_EQ(apply("b").status, 201);
    ASSERT_EQ(apply("b", 5).status, 200);
    ASSERT_EQ(send(request(http::Method::del, std::string(topics) + "/a")).status, 200);
    const auto fresh = watch(watch_path(""), 1);
    ASSERT_EQ(fresh.size(), 1U);
    EXPECT_EQ(type_of(fresh[0]), "ADDED");
    EXPECT_EQ(name_of(fresh[0]), "b");
    const auto resumed = watch(watch_path(fmt::format("resourceVersion={}", version)), 3);
    ASSERT_EQ(resumed.size(), 3U);
    EXPECT_EQ(type_of(resumed[0]), "ADDED");
    EXPECT_EQ(type_of(resumed[1]), "MODIFIED");
    EXPECT_EQ(type_of(resumed[2]), "DELETED");
}

TEST_F(SandboxWatch, ListsThenSaysThatItIsDone) {
    ASSERT_EQ(apply("a").status, 201);
    const auto events = watch(watch_path("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"), 2);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(type_of(events[0]), "ADDED");
    EXPECT_EQ(type_of(events[1]), "BOOKMARK");
    EXPECT_EQ(events[1].at("object").at("metadata").at("annotations").at("k8s.io/initial-events-end"), "true");
    EXPECT_EQ(get(watch_path("sendInitialEvents=true")).status, 422);
}

TEST_F(SandboxWatch, SendsBookmarksAndEnds) {
    const auto before = store().resource_version();
    ASSERT_EQ(send(request(http::Method::post, "/api/v1/namespaces", R"({"metadata":{"name":"later"}})", "application/json")).status, 201);
    const auto events = watch(watch_path(fmt::format("allowWatchBookmarks=true&resourceVersion={}", before)), 1000);
    ASSERT_GE(events.size(), 2U);
    for (const auto& event : events) EXPECT_EQ(type_of(event), "BOOKMARK");
}

TEST_F(SandboxWatch, SelectorsMakeThingsComeAndGo) {
    const auto version = store().resource_version();
    const auto label = [&](std::string_view value) {
        return send(request(http::Method::patch, std::string(topics) + "/a",
                            fmt::format(R"({{"metadata":{{"labels":{{"team":"{}"}}}}}})", value), "application/merge-patch+json"))
            .status;
    };
    ASSERT_EQ(apply("a").status, 201);
    ASSERT_EQ(label("x"), 200);
    ASSERT_EQ(label("y"), 200);
    const auto events = watch(watch_path(fmt::format("labelSelector=team%3Dx&resourceVersion={}", version)), 2);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(type_of(events[0]), "ADDED");
    EXPECT_EQ(type_of(events[1]), "DELETED");
    EXPECT_EQ(events[1].at("object").at("metadata").at("labels").at("team"), "x");
    EXPECT_EQ(events[1].at("object").at("metadata").at("resourceVersion").as_string(), std::to_string(store().resource_version()));
}

TEST_F(SandboxWatch, TheCompactedPastIsGone) {
    const auto version = store().resource_version();
    ASSERT_EQ(apply("a").status, 201);
    ASSERT_EQ(send(request(http::Method::post, "/sandbox/compact", "{}")).status, 200);
    const auto events = watch(watch_path(fmt::format("resourceVersion={}", version)), 1);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(type_of(events[0]), "ERROR");
    EXPECT_EQ(events[0].at("object").at("code").as_int64(), 410);
    EXPECT_EQ(events[0].at("object").at("reason"), "Expired");
}

class SandboxFaults : public FleetFixture {
protected:
    void inject(std::string body) { ASSERT_EQ(send(request(http::Method::post, "/sandbox/faults", std::move(body))).status, 201); }
};

TEST_F(SandboxFaults, StrikesWhatItIsScopedTo) {
    inject(R"({"kind":"too_many_requests","verb":"list","path":"/apis/kafka.strimzi.io","count":1,"retry_after":7})");
    EXPECT_EQ(get("/api/v1/namespaces").status, 200);
    const auto refused = get(std::string(topics));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.get("Retry-After"), "7");
    EXPECT_EQ(get(std::string(topics)).status, 200);
    inject(R"({"kind":"gone","verb":"watch"})");
    EXPECT_EQ(get(std::string(topics) + "?watch=1&resourceVersion=1").status, 410);
    inject(R"({"kind":"unauthorized","path":"/api/v1"})");
    EXPECT_EQ(get("/api/v1/namespaces").status, 401);
    EXPECT_EQ(send(request(http::Method::del, "/sandbox/faults")).status, 200);
    EXPECT_EQ(get("/api/v1/namespaces").status, 200);
    EXPECT_EQ(send(request(http::Method::post, "/sandbox/faults", R"({"kind":"nothing"})")).status, 400);
}

TEST_F(SandboxFaults, AConnectionDropsBeforeOrAfterTheCommit) {
    inject(R"({"kind":"drop","verb":"patch","count":1})");
    const auto ask =
        request(http::Method::patch, fmt::format("{}/a?fieldManager=nexa", topics), topic("a"), "application/apply-patch+yaml");
    EXPECT_FALSE(run_to_end(client->send(ask, trust)));
    EXPECT_FALSE(store().find("KafkaTopic", "default", "a"));
    inject(R"({"kind":"commit_and_drop","verb":"patch","count":1})");
    EXPECT_FALSE(run_to_end(client->send(ask, trust)));
    EXPECT_TRUE(store().find("KafkaTopic", "default", "a"));
    EXPECT_EQ(fleet->request_log("dev")->after(0).back().status, 201);
}

TEST_F(SandboxFaults, AHalfOpenWatchSaysNothing) {
    inject(R"({"kind":"half_open","verb":"watch"})");
    auto ask = request(http::Method::get, fmt::format("{}?watch=true&resourceVersion={}", topics, store().resource_version()));
    ask.total_timeout = std::chrono::seconds(10);
    ask.idle_timeout = std::chrono::milliseconds(500);
    ASSERT_EQ(apply("a").status, 201);
    std::size_t bytes = 0;
    const auto ended = run_to_end(client->stream(
        ask, trust, [](int status, const http::Headers&) { return status == 200; },
        [&](std::string_view chunk) {
            bytes += chunk.size();
            return true;
        }));
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, ErrorCode::timed_out);
    EXPECT_EQ(bytes, 0U);
}

}  // namespace
}  // namespace nexa::sandbox
