#include "data/kube/api_error.hpp"

#include <gtest/gtest.h>

namespace nexa::kube {
namespace {

const Asked apply{http::Method::patch, "KafkaTopic orders in namespace team-a", "dev", true};
const Asked create{http::Method::post, "KafkaTopic orders in namespace team-a", "dev", false};
const Asked read{http::Method::get, "KafkaTopic orders in namespace team-a", "dev", true};

ApiError told(const Asked& asked, int status, std::string_view body, std::string_view retry_after = {}) {
    http::Headers headers;
    if (!retry_after.empty()) headers.set("Retry-After", std::string(retry_after));
    return describe_status(asked, status, headers, body);
}

TEST(ApiError, FieldPaths) {
    EXPECT_EQ(pointer_of_field("spec.listeners[0].name"), "/spec/listeners/0/name");
    EXPECT_EQ(pointer_of_field(".metadata.annotations[a.b/c]"), "/metadata/annotations/a.b~1c");
    EXPECT_EQ(pointer_of_field(".spec.containers[name=\"x\"].image"), "/spec/containers");
    EXPECT_EQ(pointer_of_field(".spec[\"x.y\"]"), "/spec/x.y");
    EXPECT_EQ(pointer_of_field(""), "");
    EXPECT_EQ(pointer_of_field("spec[oops"), "/spec");
}

TEST(ApiError, ConflictNamesManagersAndFields) {
    const auto error = told(apply, 409,
                            R"({"kind":"Status","reason":"Conflict","message":"Apply failed with 1 conflict","details":{"causes":[
        {"reason":"FieldManagerConflict","message":"conflict with \"kubectl-edit\" using kafka.strimzi.io/v1","field":".spec.replicas"}]}})");
    EXPECT_EQ(error.error.code, ErrorCode::conflict);
    EXPECT_EQ(error.retry, Retry::never);
    ASSERT_EQ(error.error.issues.size(), 1U);
    EXPECT_EQ(error.error.issues[0].pointer, "/spec/replicas");
    EXPECT_NE(error.error.message.find("spec.replicas (managed by \"kubectl-edit\")"), std::string::npos) << error.error.message;
    EXPECT_NE(error.error.message.find("take them over"), std::string::npos);
}

TEST(ApiError, InvalidFieldsBecomeIssues) {
    const auto error = told(apply, 422,
                            R"({"kind":"Status","reason":"Invalid","message":"is invalid","details":{"causes":[
        {"reason":"FieldValueInvalid","message":"must be at least 1","field":"spec.partitions"}]}})");
    EXPECT_EQ(error.error.code, ErrorCode::invalid);
    EXPECT_EQ(error.error.issues, (std::vector<Issue>{{"/spec/partitions", "must be at least 1", "schema"}}));
}

TEST(ApiError, StrictDecodingNamesTheFields) {
    const auto error = told(
        apply, 400,
        R"({"kind":"Status","reason":"BadRequest","message":"strict decoding error: unknown field \"spec.foo\", unknown field \"spec.bar[0].x\""})");
    ASSERT_EQ(error.error.issues.size(), 2U);
    EXPECT_EQ(error.error.issues[0].pointer, "/spec/foo");
    EXPECT_EQ(error.error.issues[1].pointer, "/spec/bar/0/x");
    const auto typed = told(
        apply, 500,
        R"({"kind":"Status","message":"failed to create typed patch object (a/b; v1, Kind=X): .spec.foo: field not declared in schema"})");
    EXPECT_EQ(typed.error.code, ErrorCode::invalid);
    EXPECT_EQ(typed.retry, Retry::never);
    ASSERT_EQ(typed.error.issues.size(), 1U);
    EXPECT_EQ(typed.error.issues[0].pointer, "/spec/foo");
}

TEST(ApiError, TellsTheCredentialFromTheRight) {
    const auto unknown = told(read, 401, R"({"kind":"Status","reason":"Unauthorized","message":"Unauthorized"})");
    EXPECT_EQ(unknown.error.code, ErrorCode::unauthenticated);
    EXPECT_NE(unknown.error.message.find("kubeconfig"), std::string::npos);
    const auto missing = told(apply, 403, R"({"kind":"Status","reason":"Forbidden","message":"User \"x\" cannot patch resource"})");
    EXPECT_EQ(missing.error.code, ErrorCode::forbidden);
    EXPECT_NE(missing.error.message.find("may not change KafkaTopic orders"), std::string::npos) << missing.error.message;
    EXPECT_EQ(missing.retry, Retry::never);
}

TEST(ApiError, Classifies) {
    struct Case {
        Asked asked;
        int status;
        const char* body;
        const char* wait;
        ErrorCode code;
        Retry retry;
        bool unknown;
    };
    const Case cases[] = {
        {read, 404, R"({"kind":"Status","reason":"NotFound","message":"kafkatopics \"x\" not found","details":{"name":"x"}})", "",
         ErrorCode::not_found, Retry::never, false},
        {read, 404, R"({"kind":"Status","reason":"NotFound","message":"the server could not find the requested resource"})", "",
         ErrorCode::not_found, Retry::never, false},
        {read, 404, "404 page not found", "", ErrorCode::not_found, Retry::never, false},
        {apply, 409, R"({"kind":"Status","reason":"Conflict","message":"the object has been modified"})", "", ErrorCode::conflict,
         Retry::safe, false},
        {apply, 409,
         R"({"kind":"Status","reason":"Conflict","message":"Precondition failed: UID in precondition: a, UID in object meta: b"})", "",
         ErrorCode::precondition_failed, Retry::never, false},
        {apply, 409,
         R"({"kind":"Status","reason":"Conflict","message":"the UID in the precondition (a) does not match the UID in record (b): deleted?"})",
         "", ErrorCode::precondition_failed, Retry::never, false},
        {create, 409, R"({"kind":"Status","reason":"AlreadyExists","message":"already exists"})", "", ErrorCode::conflict, Retry::never,
         false},
        {read, 410, R"({"kind":"Status","reason":"Expired","message":"too old"})", "", ErrorCode::precondition_failed, Retry::safe, false},
        {apply, 413, "", "", ErrorCode::too_large, Retry::never, false},
        {apply, 415, "", "", ErrorCode::unsupported, Retry::never, false},
        {apply, 429, "", "2", ErrorCode::too_many_requests, Retry::after, false},
        {create, 429, R"({"kind":"Status","details":{"retryAfterSeconds":3}})", "", ErrorCode::too_many_requests, Retry::after, false},
        {apply, 500, R"({"kind":"Status","message":"failed calling webhook"})", "", ErrorCode::unavailable, Retry::safe, true},
        {apply, 500,
         R"({"kind":"Status","message":"failed to create typed patch object (a/b; kafka.strimzi.io/v1, Kind=KafkaTopic): .spec.replicas: expected numeric (int or float), got string"})",
         "", ErrorCode::invalid, Retry::never, false},
        {create, 500, "", "", ErrorCode::unavailable, Retry::never, true},
        {create, 503, "", "", ErrorCode::unavailable, Retry::safe, false},
        {apply, 502, "<html>", "", ErrorCode::unavailable, Retry::safe, true},
        {apply, 504, R"({"kind":"Status","reason":"Timeout","message":"x"})", "", ErrorCode::timed_out, Retry::safe, true},
        {read, 418, "", "", ErrorCode::invalid, Retry::never, false},
    };
    for (const Case& one : cases) {
        const auto error = told(one.asked, one.status, one.body, one.wait);
        EXPECT_EQ(error.error.code, one.code) << one.status << one.body;
        EXPECT_EQ(error.retry, one.retry) << one.status << one.body;
        EXPECT_EQ(error.outcome_unknown, one.unknown) << one.status << one.body;
        EXPECT_NE(error.error.message.find("dev"), std::string::npos) << error.error.message;
    }
    EXPECT_EQ(told(create, 429, R"({"kind":"Status","details":{"retryAfterSeconds":3}})").retry_after, std::chrono::seconds(3));
}

TEST(ApiError, WithoutAnAnswerAWriteIsRepeatedOnlyWhenThatDoesNoHarm) {
    const Error broken{ErrorCode::unavailable, "the connection broke", {}};
    EXPECT_EQ(describe_failure(apply, broken).retry, Retry::safe);
    EXPECT_TRUE(describe_failure(apply, broken).outcome_unknown);
    EXPECT_EQ(describe_failure(create, broken).retry, Retry::never);
    EXPECT_FALSE(describe_failure(read, broken).outcome_unknown);
}

TEST(ApiError, SurvivesHostileBodies) {
    for (const char* body : {"", "null", "[]", "{", R"({"kind":"Status","details":[]})", R"({"kind":"Status","details":{"causes":{}}})",
                             R"({"kind":"Status","details":{"causes":[1,null,{"field":7}]},"message":{}})", "\xff\xfe"}) {
        for (const int status : {400, 401, 403, 404, 409, 410, 422, 429, 500, 503, 599, 302}) {
            EXPECT_FALSE(told(apply, status, body).error.message.empty());
        }
    }
}

}  // namespace
}  // namespace nexa::kube
