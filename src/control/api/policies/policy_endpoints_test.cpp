#include "control/api/policies/policy_endpoints.hpp"

#include "control/test_fixture.hpp"

namespace nexa::control {
namespace {

class PolicyApi : public ApiTest {
protected:
    Endpoints endpoints() override { return policy_endpoints(*database, clock); }
    Answer put(const std::string& body, const std::string& token, std::vector<std::pair<std::string, std::string>> headers = {},
               const std::string& path = "/namespace-policies/dev-eu/team-a") {
        return call({http::Method::put, path, body, token, std::move(headers)});
    }
};

TEST_F(PolicyApi, SetsShowsListsAndRemoves) {
    const auto admin = token_of("admin");
    EXPECT_EQ(get("/namespace-policies/dev-eu/team-a", admin).status, 404);
    const auto made = put(R"({"kinds":["KafkaTopic"],"host_access":false,"max_memory":"8Gi"})", admin);
    ASSERT_EQ(made.status, 200) << made.text;
    EXPECT_EQ(made.headers.get("etag"), "\"1\"");
    const auto shown = get("/namespace-policies/dev-eu/team-a", admin);
    EXPECT_EQ(shown.at("/policy/max_memory"), "8Gi");
    EXPECT_EQ(shown.at("/cluster"), "dev-eu");
    EXPECT_EQ(get("/namespace-policies", admin).column("/namespace"), std::vector<std::string>{"team-a"});
    EXPECT_EQ(put("{}", admin).headers.get("etag"), "\"2\"");
    EXPECT_EQ(del("/namespace-policies/dev-eu/team-a", admin).status, 204);
    EXPECT_EQ(del("/namespace-policies/dev-eu/team-a", admin).status, 404);
}

TEST_F(PolicyApi, GuardsAgainstLostChanges) {
    const auto admin = token_of("admin");
    EXPECT_EQ(put("{}", admin, {{"If-Match", "\"1\""}}).status, 412);
    EXPECT_EQ(put("{}", admin, {{"If-Match", "\"0\""}}).status, 200);
    EXPECT_EQ(put("{}", admin, {{"If-Match", "\"0\""}}).status, 412);
    EXPECT_EQ(put("{}", admin, {{"If-Match", "\"1\""}}).status, 200);
    EXPECT_EQ(put("{}", admin, {{"If-Match", "newest"}}).status, 400);
    EXPECT_EQ(call({http::Method::del, "/namespace-policies/dev-eu/team-a", {}, admin, {{"If-Match", "\"1\""}}}).status, 412);
}

TEST_F(PolicyApi, RecordsWhatChanged) {
    const auto admin = token_of("admin");
    put(R"({"max_instances":3})", admin);
    put(R"({"max_instances":5})", admin);
    const auto records = trail("policy.put");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].cluster, "dev-eu");
    EXPECT_EQ(records[0].name_space, "team-a");
    const auto detail = json::parse(records[0].detail);
    EXPECT_EQ(detail.at("before").at("max_instances"), 3);
    EXPECT_EQ(detail.at("after").at("max_instances"), 5);
    del("/namespace-policies/dev-eu/team-a", admin);
    EXPECT_EQ(trail("policy.delete").size(), 1U);
}

TEST_F(PolicyApi, IsForThoseWhoHoldTheRightThere) {
    const auto admin = token_of("admin");
    put("{}", admin);
    put("{}", admin, {}, "/namespace-policies/dev-eu/team-b");
    EXPECT_EQ(put("{}", token_of("operator")).status, 403);
    EXPECT_EQ(put("{}", token_of("auditor")).status, 403);
    EXPECT_EQ(trail("policy.put").at(0).outcome, "denied");
    add_role("keeper", {"policies:read", "policies:write", "resources:read"});
    const auto keeper = add_user("keeper-of-a");
    bind(keeper.id, "keeper", in({"dev-eu"}, {"team-a"}));
    reload();
    const auto token = token_of("keeper-of-a");
    EXPECT_EQ(put("{}", token).status, 200);
    EXPECT_EQ(put("{}", token, {}, "/namespace-policies/dev-eu/team-b").status, 404);
    EXPECT_EQ(get("/namespace-policies", token).column("/namespace"), std::vector<std::string>{"team-a"});
}

TEST_F(PolicyApi, SaysWhatIsWrongWithAPolicy) {
    const auto admin = token_of("admin");
    EXPECT_EQ(put(R"({"max_cpu":"lots","kinds":["Pod"]})", admin).pointers(), (std::vector<std::string>{"/max_cpu", "/kinds"}));
    EXPECT_EQ(put(R"({"image":["x"]})", admin).pointers(), std::vector<std::string>{"/image"});
    EXPECT_EQ(put(R"({"max_instances":-1})", admin).status, 422);
}

}  // namespace
}  // namespace nexa::control
