#include "data/sandbox/fleet_fixture.hpp"

namespace nexa::sandbox {
namespace {

class SandboxApi : public FleetFixture {};

TEST_F(SandboxApi, TellsWhoMayComeInAndWhereTo) {
    EXPECT_EQ(get("/version", "").status, 200);
    auto wrong = request(http::Method::get, "/api/v1/namespaces", {}, {}, "");
    wrong.headers.set("Authorization", "Bearer nobody");
    const auto refused = send(std::move(wrong));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(body_of(refused).at("reason"), "Unauthorized");
    const auto anonymous = get("/api/v1/namespaces", "");
    EXPECT_EQ(anonymous.status, 403);
    EXPECT_EQ(body_of(anonymous).at("message"),
              R"(namespaces is forbidden: User "system:anonymous" cannot list resource "namespaces" in API group "" at the cluster scope)");
    EXPECT_EQ(get("/api/v1/pods", "team-a").status, 403);
    EXPECT_EQ(get("/api/v1/namespaces/team-a/pods", "team-a").status, 200);
    EXPECT_EQ(get("/sandbox/log", "team-a").status, 403);
}

TEST_F(SandboxApi, ReviewsSayTheSameAsTheRequests) {
    const auto ask = [&](std::string_view name_space) {
        const auto body = fmt::format(
            R"({{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{{"resourceAttributes":{{"verb":"patch","group":"kafka.strimzi.io","resource":"kafkatopics","namespace":"{}"}}}}}})",
            name_space);
        const auto answer =
            send(request(http::Method::post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body, "application/json", "team-a"));
        EXPECT_EQ(answer.status, 201);
        return body_of(answer).at("status").at("allowed").as_bool();
    };
    EXPECT_TRUE(ask("team-a"));
    EXPECT_FALSE(ask("default"));
}

TEST_F(SandboxApi, ServesDiscoveryInBothForms) {
    const auto list = body_of(get("/apis/kafka.strimzi.io/v1"));
    EXPECT_EQ(list.at("kind"), "APIResourceList");
    auto aggregated = request(http::Method::get, "/apis");
    aggregated.headers.set("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
    const auto answer = send(std::move(aggregated));
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    EXPECT_EQ(body_of(answer).at("kind"), "APIGroupDiscoveryList");
    EXPECT_EQ(get("/apis/absent.example").status, 404);
    EXPECT_EQ(get("/openapi/v3/apis/kafka.strimzi.io/v1").status, 200);
}

TEST_F(SandboxApi, RefusesInTheServersWords) {
    struct Refusal {
        http::Method method;
        std::string path;
        std::string body;
        std::string content_type;
        int status;
        std::string reason;
    };
    ASSERT_EQ(apply("orders").status, 201);
    const std::string one = std::string(topics) + "/orders";
    const std::vector<Refusal> cases = {
        {http::Method::get, std::string(topics) + "/absent", "", "", 404, "NotFound"},
        {http::Method::post, std::string(topics), topic("orders"), "application/json", 409, "AlreadyExists"},
        {http::Method::post, std::string(topics), "{", "application/json", 400, "BadRequest"},
        {http::Method::post, std::string(topics), topic("x", 3, "v1beta2"), "application/json", 400, "BadRequest"},
        {http::Method::post, std::string(topics), topic("Upper"), "application/json", 422, "Invalid"},
        {http::Method::post, std::string(topics), topic("x"), "text/plain", 415, "UnsupportedMediaType"},
        {http::Method::post, one, topic("orders"), "application/json", 405, "MethodNotAllowed"},
        {http::Method::put, one, topic("orders"), "application/json", 422, "Invalid"},
        {http::Method::patch, one, "{}", "application/strategic-merge-patch+json", 415, "UnsupportedMediaType"},
        {http::Method::patch, one, topic("orders"), "application/apply-patch+yaml", 422, "Invalid"},
        {http::Method::patch, one + "?dryRun=Some", "{}", "application/merge-patch+json", 422, "Invalid"},
        {http::Method::get, std::string(topics) + "?resourceVersion=999999", "", "", 504, "Timeout"},
        {http::Method::get, std::string(topics) + "?resourceVersionMatch=Exact", "", "", 422, "Invalid"},
        {http::Method::get, std::string(topics) + "?fieldSelector=spec.x%3D1", "", "", 400, "BadRequest"},
        {http::Method::post, std::string(topics), std::string(3 * 1024 * 1024 + 1, ' '), "application/json", 413, "RequestEntityTooLarge"},
    };
    for (const auto& refusal : cases) {
        const auto answer = send(request(refusal.method, refusal.path, refusal.body, refusal.content_type));
        EXPECT_EQ(answer.status, refusal.status) << refusal.path << " " << answer.body;
        const auto body = body_of(answer);
        EXPECT_EQ(body.at("kind"), "Status");
        EXPECT_EQ(body.at("reason").as_string(), refusal.reason) << refusal.path;
    }
    EXPECT_EQ(get("/apis/kafka.strimzi.io/v1/namespaces/default/absents").body, "404 page not found\n");
    auto form = request(http::Method::get, std::string(topics));
    form.headers.set("Accept", "text/html");
    EXPECT_EQ(send(std::move(form)).status, 406);
}

TEST_F(SandboxApi, AppliesWarnsAndKeepsEvidence) {
    const auto old = request(http::Method::patch, "/apis/kafka.strimzi.io/v1beta2/namespaces/default/kafkatopics/orders?fieldManager=nexa",
                             topic("orders", 3, "v1beta2"), "application/apply-patch+yaml");
    const auto made = send(old);
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.headers.get("Warning"),
              R"(299 - "Version v1beta2 of the KafkaTopic API is deprecated. Please use the v1 version instead.")");
    const auto again = send(request(http::Method::patch, fmt::format("{}/orders?fieldManager=nexa&dryRun=All", topics), topic("orders", 7),
                                    "application/apply-patch+yaml"));
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(body_of(again).at("spec").at("partitions").as_int64(), 7);
    EXPECT_EQ(body_of(get(std::string(topics) + "/orders")).at("spec").at("partitions").as_int64(), 3);

    const auto log = body_of(get("/sandbox/log"));
    const auto& items = log.at("items").as_array();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].at("verb"), "apply");
    EXPECT_EQ(items[0].at("field_manager"), "nexa");
    EXPECT_EQ(items[0].at("intent"), "i-3");
    EXPECT_TRUE(items[0].at("changed").as_bool());
    EXPECT_TRUE(items[1].at("dry_run").as_bool());
    EXPECT_FALSE(items[1].at("changed").as_bool());
}

TEST_F(SandboxApi, PrintsTables) {
    ASSERT_EQ(apply("orders").status, 201);
    auto ask = request(http::Method::get, std::string(topics));
    ask.headers.set("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
    const auto table = body_of(send(std::move(ask)));
    EXPECT_EQ(table.at("kind"), "Table");
    const auto& cells = table.at("rows").as_array().at(0).at("cells").as_array();
    EXPECT_EQ(cells.at(0), "orders");
    EXPECT_EQ(cells.at(2).as_int64(), 3);
    EXPECT_EQ(table.at("columnDefinitions").as_array().at(2).at("name"), "Partitions");
}

TEST_F(SandboxApi, ScalesThroughTheSubresource) {
    const std::string pools = "/apis/kafka.strimzi.io/v1/namespaces/default/kafkanodepools";
    const auto pool_body =
        R"({"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaNodePool","metadata":{"name":"p"},"spec":{"replicas":3,"roles":["broker"],"storage":{"type":"ephemeral"}}})";
    ASSERT_EQ(send(request(http::Method::post, pools, pool_body)).status, 201);
    const auto scaled =
        send(request(http::Method::patch, pools + "/p/scale", R"({"spec":{"replicas":5}})", "application/merge-patch+json"));
    EXPECT_EQ(scaled.status, 200) << scaled.body;
    EXPECT_EQ(body_of(scaled).at("kind"), "Scale");
    const auto after = body_of(get(pools + "/p"));
    EXPECT_EQ(after.at("spec").at("replicas").as_int64(), 5);
    EXPECT_EQ(after.at("metadata").at("generation").as_int64(), 2);
}

TEST_F(SandboxApi, DeletesManyAtOnce) {
    for (const auto name : {"a", "b", "c"}) ASSERT_EQ(apply(name).status, 201);
    EXPECT_EQ(send(request(http::Method::del, std::string(topics) + "?fieldSelector=metadata.name%3Da")).status, 200);
    EXPECT_EQ(store().list("KafkaTopic").size(), 2U);
    const auto deleted = send(request(http::Method::del, std::string(topics) + "/b", R"({"preconditions":{"uid":"other"}})"));
    EXPECT_EQ(deleted.status, 409);
    const auto gone = send(request(http::Method::del, std::string(topics) + "/b"));
    EXPECT_EQ(body_of(gone).at("status"), "Success");
}

TEST_F(SandboxApi, PodLogsCanBeReadAndCut) {
    const auto pod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"main","image":"x:1"}]}})";
    ASSERT_EQ(send(request(http::Method::post, "/api/v1/namespaces/default/pods", pod)).status, 201);
    for (int i = 1; i <= 5; ++i) fleet->find("dev")->append_log("default", "p", "main", fmt::format("line {}", i));
    EXPECT_EQ(get("/api/v1/namespaces/default/pods/p/log?tailLines=2").body, "line 4\nline 5\n");
    EXPECT_EQ(get("/api/v1/namespaces/default/pods/p/log?container=side").status, 400);
}

}  // namespace
}  // namespace nexa::sandbox
