#include "http/problem.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace nexa::http {
namespace {

json::object body_of(const Response& response) {
    return json::parse(std::get<std::string>(response.body)).as_object();
}

TEST(Problem, EveryCodeHasItsStatus) {
    const std::vector<std::pair<ErrorCode, int>> table{
        {ErrorCode::invalid, 400},   {ErrorCode::unauthenticated, 401}, {ErrorCode::forbidden, 403},
        {ErrorCode::not_found, 404}, {ErrorCode::conflict, 409},        {ErrorCode::precondition_failed, 412},
        {ErrorCode::too_large, 413}, {ErrorCode::unsupported, 415},     {ErrorCode::too_many_requests, 429},
        {ErrorCode::internal, 500},  {ErrorCode::unavailable, 503},     {ErrorCode::timed_out, 504},
        {ErrorCode::cancelled, 503},
    };
    for (const auto& [code, status] : table) {
        const Response response = problem(Error{code, "message", {}}, Request{});
        EXPECT_EQ(response.status, status) << to_string(code);
        EXPECT_EQ(body_of(response).at("status"), status);
        EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
        EXPECT_NE(reason_phrase(status), "Unknown");
    }
}

TEST(Problem, NamesEveryIssue) {
    Request request;
    request.request_id = "the-request";
    const Error error{
        ErrorCode::invalid, "two things are wrong", {{"/spec/a", "must be set", ""}, {"/spec/b", "too old", "kafka-version"}}};
    const Response response = problem(error, request);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(body_of(response),
              (json::object{{"type", "urn:nexa:problem:invalid"},
                            {"title", "The request is not valid"},
                            {"status", 422},
                            {"detail", "two things are wrong"},
                            {"request_id", "the-request"},
                            {"errors",
                             {json::object{{"pointer", "/spec/a"}, {"message", "must be set"}},
                              json::object{{"pointer", "/spec/b"}, {"message", "too old"}, {"rule", "kafka-version"}}}}}));
}

TEST(Problem, AnInternalErrorTellsNothing) {
    const Error error{ErrorCode::internal, "password=hunter2", {{"/secret", "hunter2", ""}}};
    const Response response = problem(error, Request{});
    EXPECT_EQ(std::get<std::string>(response.body).find("hunter2"), std::string::npos);
}

TEST(Problem, UnauthenticatedSaysHow) {
    EXPECT_EQ(problem(Error{ErrorCode::unauthenticated, "no", {}}, Request{}).headers.get("WWW-Authenticate"), "Bearer");
    EXPECT_FALSE(problem(Error{ErrorCode::forbidden, "no", {}}, Request{}).headers.contains("WWW-Authenticate"));
}

TEST(Problem, AStatusAloneHasTheSameForm) {
    EXPECT_EQ(body_of(problem(404, "nothing here", "id")), (json::object{{"type", "about:blank"},
                                                                         {"title", "Not Found"},
                                                                         {"status", 404},
                                                                         {"detail", "nothing here"},
                                                                         {"request_id", "id"},
                                                                         {"errors", json::array()}}));
}

}  // namespace
}  // namespace nexa::http
