#include "data/kube/cluster_session.hpp"

#include <gtest/gtest.h>

#include "base/io_pool.hpp"
#include "data/kube/check.hpp"
#include "data/kube/discovery.hpp"
#include "data/kube/fake_transport.hpp"

namespace nexa::kube {
namespace {

using test::FakeTransport;
using test::parameter;
using test::Reply;
using test::until;

constexpr std::array<std::string_view, 2> topic_versions{"v1", "v1beta2"};
constexpr std::array<std::string_view, 1> spark_versions{"v1beta2"};
const std::array<KindRef, 2> kinds{KindRef{"KafkaTopic", "kafka.strimzi.io", topic_versions, "kafkatopics", true},
                                   KindRef{"SparkApplication", "sparkoperator.k8s.io", spark_versions, "sparkapplications", true}};

RequestLimits quick() {
    RequestLimits limits;
    limits.attempts = 1;
    limits.gate.per_second = limits.gate.burst = 1e6;
    return limits;
}

/// A cluster with Strimzi; what may be done there is for each test to say.
struct Cluster {
    bool up = true;
    bool authenticated = true;
    bool aggregated = true;
    bool cluster_wide = true;
    std::string topic_version = "v1beta2";
    std::string types_change{};  ///< What the watch of types tells.

    Reply answer(const http::ClientRequest& request) const {
        if (!up) return Reply::nothing();
        const std::string path = request.url.substr(0, request.url.find('?'));
        if (!authenticated) return Reply::error(401, "Unauthorized", "Unauthorized");
        if (path == "/version") {
            Reply reply = Reply::ok(R"({"gitVersion":"v1.33.4+k3s1"})");
            reply.headers.set("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
            return reply;
        }
        if (path == "/apis") return groups();
        if (path == "/apis/kafka.strimzi.io") return Reply::ok(fmt::format(R"({{"versions":[{{"version":"{}"}}]}})", topic_version));
        if (path == "/apis/kafka.strimzi.io/" + topic_version)
            return Reply::ok(R"({"resources":[{"name":"kafkatopics"},{"name":"kafkatopics/status"}]})");
        if (path == "/apis/apiextensions.k8s.io/v1/customresourcedefinitions") {
            if (parameter(request.url, "watch") != "1") return Reply::ok(R"({"metadata":{"resourceVersion":"9"},"items":[]})");
            return types_change.empty() ? Reply::open() : Reply::open({types_change});
        }
        if (path == "/api/v1/namespaces")
            return cluster_wide
                       ? Reply::ok(
                             R"({"metadata":{},"items":[{"metadata":{"name":"team-a","labels":{"team":"a"}}},{"metadata":{"name":"kafka"}}]})")
                       : forbidden();
        if (path == "/apis/apps/v1/deployments") return cluster_wide ? deployments(request) : forbidden();
        if (path.starts_with("/apis/apps/v1/namespaces/") || path.starts_with("/api/v1/pods") || path.starts_with("/api/v1/namespaces/"))
            return forbidden();
        if (path == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews") {
            const bool allowed = cluster_wide || request.body.find("\"namespace\":\"team-a\"") != std::string::npos;
            return Reply::ok(fmt::format(R"({{"status":{{"allowed":{}}}}})", allowed));
        }
        if (path == "/apis/authentication.k8s.io/v1/selfsubjectreviews") return Reply::ok(R"({"status":{"userInfo":{"username":"nexa"}}})");
        const std::string all = "/apis/kafka.strimzi.io/" + topic_version + "/kafkatopics";
        if (path == all && !cluster_wide) return forbidden();
        if (path == all || path == "/apis/kafka.strimzi.io/" + topic_version + "/namespaces/team-a/kafkatopics") {
            if (parameter(request.url, "watch") == "1") return Reply::open();
            return Reply::ok(
                R"({"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"orders","namespace":"team-a","resourceVersion":"3"}}]})");
        }
        return Reply::error(404, "NotFound", "the server could not find the requested resource");
    }
    Reply groups() const {
        if (!aggregated) return Reply::ok(R"({"kind":"APIGroupList","groups":[]})");
        return Reply::ok(fmt::format(
            R"({{"kind":"APIGroupDiscoveryList","items":[{{"metadata":{{"name":"kafka.strimzi.io"}},"versions":[{{"version":"{}","resources":[{{"resource":"kafkatopics"}}]}}]}}]}})",
            topic_version));
    }
    static Reply forbidden() { return Reply::error(403, "Forbidden", "cannot list at the cluster scope"); }
    static Reply deployments(const http::ClientRequest& request) {
        if (parameter(request.url, "labelSelector") != "app%3Dstrimzi") return Reply::ok(R"({"metadata":{},"items":[]})");
        return Reply::ok(
            R"({"metadata":{},"items":[{"metadata":{"namespace":"kafka","labels":{"app":"strimzi"}},"spec":{"template":{"spec":{"containers":[
            {"name":"strimzi-cluster-operator","image":"quay.io/strimzi/operator:0.48.0"}]}}}}]})");
    }
};

class Store final : public ObservationSink {
public:
    Task<Result<std::vector<Remembered>>> remembered(std::string_view, const KindRef&) override { co_return std::vector<Remembered>(); }
    Task<Result<>> observe(std::string_view, const KindRef&, std::span<const Observed> batch) override {
        for (const Observed& one : batch) objects.emplace(one.name);
        co_return Result<>();
    }
    void synced(std::string_view, const KindRef&, std::string_view name_space) override { synced_in.emplace(name_space); }
    void flagged(std::string_view, const KindRef&, std::string_view) override {}
    std::set<std::string> objects, synced_in;
};

template <class Body>
void in_session(Cluster& cluster, Body body, SessionOptions options = {}) {
    const auto test = [&]() -> Task<> {
        const Executor executor = co_await asio::this_coro::executor;
        const auto transport = std::make_shared<FakeTransport>([&](const auto& request) { return cluster.answer(request); });
        Store store;
        options.limits = quick();
        options.discover_again = std::chrono::milliseconds(5);
        options.informer.backoff = {.first = std::chrono::milliseconds(5), .most = std::chrono::milliseconds(10)};
        std::vector<ClusterStatus::State> states;
        ClusterSession session(
            executor, "dev", transport, kinds, store, [&](const auto&, const ClusterStatus& status) { states.push_back(status.state); },
            options);
        session.start();
        co_await body(session, store, *transport);
        const auto began = std::chrono::steady_clock::now();
        co_await session.stop();
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
        EXPECT_FALSE(states.empty());
    };
    run_to_end(test());
}

TEST(ClusterSession, FindsOutAndWatchesWhatIsServed) {
    for (const bool aggregated : {true, false}) {
        Cluster cluster;
        cluster.aggregated = aggregated;
        in_session(cluster, [&](ClusterSession& session, Store& store, FakeTransport&) -> Task<> {
            const bool seen = co_await until(
                [&] { return store.objects.contains("orders") && session.status().state == ClusterStatus::State::connected; });
            EXPECT_TRUE(seen);
            const ClusterStatus status = session.status();
            EXPECT_TRUE(status.facts);
            EXPECT_EQ(status.facts->kubernetes_version, "1.33.4");
            EXPECT_EQ(status.facts->served.at("KafkaTopic"), std::vector<std::string>{"v1beta2"});
            EXPECT_FALSE(status.facts->served.contains("SparkApplication"));
            EXPECT_EQ(status.facts->namespaces, (std::vector<std::string>{"kafka", "team-a"}));
            EXPECT_EQ(status.facts->namespace_labels.at("team-a").at("team"), "a");
            EXPECT_EQ(status.facts->operators.at(0).version, "0.48.0");
            EXPECT_EQ(status.message, "");
            EXPECT_TRUE(status.last_contact.has_value());
            EXPECT_EQ(session.resource(kinds[0])->version, "v1beta2");
            EXPECT_FALSE(session.resource(kinds[1]).has_value());
            EXPECT_EQ(session.watches().size(), 1U);
        });
    }
}

TEST(ClusterSession, WatchesNamespacesWhereTheClusterIsForbidden) {
    Cluster cluster;
    cluster.cluster_wide = false;
    SessionOptions options;
    options.namespaces = {"team-a"};
    in_session(
        cluster,
        [&](ClusterSession& session, Store& store, FakeTransport&) -> Task<> {
            const bool seen = co_await until(
                [&] { return store.synced_in.contains("team-a") && session.status().state == ClusterStatus::State::connected; });
            EXPECT_TRUE(seen);
            EXPECT_EQ(session.status().facts->namespaces, std::vector<std::string>{"team-a"});
            EXPECT_NE(session.status().message.find("may not list namespaces"), std::string::npos);
        },
        options);
}

TEST(ClusterSession, SaysWhatIsWrongAndComesBack) {
    Cluster cluster;
    cluster.authenticated = false;
    in_session(cluster, [&](ClusterSession& session, Store& store, FakeTransport&) -> Task<> {
        const bool refused = co_await until([&] { return session.status().state == ClusterStatus::State::unauthorized; });
        EXPECT_TRUE(refused);
        EXPECT_NE(session.status().message.find("kubeconfig"), std::string::npos);
        cluster.authenticated = true;
        const bool back =
            co_await until([&] { return session.status().state == ClusterStatus::State::connected && store.synced_in.size() == 1; });
        EXPECT_TRUE(back);
        EXPECT_EQ(session.status().message, "");
    });
    Cluster away;
    away.up = false;
    in_session(away, [&](ClusterSession& session, Store&, FakeTransport&) -> Task<> {
        const bool refused = co_await until([&] { return session.status().state == ClusterStatus::State::unreachable; });
        EXPECT_TRUE(refused);
        away.up = true;
        const bool back = co_await until([&] { return session.status().state == ClusterStatus::State::connected; });
        EXPECT_TRUE(back);
    });
}

TEST(ClusterSession, FollowsACrdToAnotherVersion) {
    Cluster cluster;
    in_session(cluster, [&](ClusterSession& session, Store& store, FakeTransport& transport) -> Task<> {
        const bool seen = co_await until([&] { return store.synced_in.size() == 1; });
        EXPECT_TRUE(seen);
        cluster.topic_version = "v1";
        session.refresh();
        const bool moved =
            co_await until([&] { return !transport.targets("/v1/kafkatopics?watch").empty() && session.watches().size() == 1; });
        EXPECT_TRUE(moved);
        EXPECT_EQ(session.resource(kinds[0])->version, "v1");
    });
}

TEST(ClusterSession, LooksAtTypesWhenTheyChange) {
    Cluster cluster;
    cluster.types_change = "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"kafkatopics.kafka.strimzi.io\"}}}\n";
    in_session(cluster, [&](ClusterSession& session, Store& store, FakeTransport& transport) -> Task<> {
        const bool seen = co_await until([&] { return store.synced_in.size() == 1; });
        EXPECT_TRUE(seen);
        cluster.topic_version = "v1";
        // Nobody asks for it.
        const bool moved =
            co_await until([&] { return !transport.targets("/v1/kafkatopics?watch").empty() && session.watches().size() == 1; });
        EXPECT_TRUE(moved);
    });
}

CheckReport check(Cluster cluster) {
    std::optional<CheckReport> report;
    const auto test = [&]() -> Task<> {
        const Executor executor = co_await asio::this_coro::executor;
        Api api(executor, "dev", std::make_shared<FakeTransport>([&](const auto& request) { return cluster.answer(request); }), quick());
        Target target;
        target.server = "https://dev:6443";
        target.tls = std::make_shared<http::ClientTls>();
        report = co_await check_cluster(api, target, kinds, {"team-a"});
    };
    run_to_end(test());
    return std::move(*report);
}

std::string states(const CheckReport& report) {
    std::string text;
    for (const Check& one : report.checks) text += fmt::format("{}={} ", one.name, to_string(one.state));
    return text;
}

TEST(Check, SaysHowFarItCame) {
    const CheckReport good = check({});
    EXPECT_EQ(states(good),
              "reachable=passed tls=passed credentials=passed permissions=passed operators=passed served=passed clock=warning ");
    EXPECT_TRUE(good.ok);
    const CheckReport away = check({.up = false});
    EXPECT_EQ(states(away),
              "reachable=failed tls=skipped credentials=skipped permissions=skipped operators=skipped served=skipped clock=skipped ");
    EXPECT_FALSE(away.ok);
    EXPECT_EQ(states(check({.authenticated = false})),
              "reachable=passed tls=passed credentials=failed permissions=skipped operators=skipped served=skipped clock=skipped ");
    EXPECT_EQ(states(check({.cluster_wide = false})),
              "reachable=passed tls=passed credentials=passed permissions=warning operators=warning served=passed clock=warning ");
    for (const Check& one : away.checks) EXPECT_FALSE(one.message.empty()) << one.name;
}

TEST(Discovery, PlainVersions) {
    EXPECT_EQ(plain_version("v1.34.2"), "1.34.2");
    EXPECT_EQ(plain_version("v1.30.1-gke.1234"), "1.30.1");
    EXPECT_EQ(plain_version(""), "");
}

}  // namespace
}  // namespace nexa::kube
