#include "control/metrics/access.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

struct Case {
    std::string address;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<std::string> token;
    std::optional<ErrorCode> refused;
};

TEST(MetricsAccess, IsThisMachinesOrTheTokens) {
    const std::vector<Case> cases{
        {"127.0.0.1", {}, std::nullopt, std::nullopt},
        {"::1", {}, std::nullopt, std::nullopt},
        {"10.0.0.7", {}, std::nullopt, ErrorCode::forbidden},
        {"", {}, std::nullopt, ErrorCode::forbidden},
        {"127.0.0.1", {{"X-Forwarded-For", "10.0.0.7"}}, std::nullopt, ErrorCode::forbidden},
        {"127.0.0.1", {{"Forwarded", "for=10.0.0.7"}}, std::nullopt, ErrorCode::forbidden},
        {"10.0.0.7", {{"Authorization", "Bearer s3cret"}}, "s3cret", std::nullopt},
        {"10.0.0.7", {{"Authorization", "Bearer s3cres"}}, "s3cret", ErrorCode::unauthenticated},
        {"10.0.0.7", {{"Authorization", "Bearer s3cret2"}}, "s3cret", ErrorCode::unauthenticated},
        {"127.0.0.1", {}, "s3cret", ErrorCode::unauthenticated},
        {"127.0.0.1", {{"Authorization", "Basic s3cret"}}, "s3cret", ErrorCode::unauthenticated},
    };
    for (const auto& each : cases) {
        http::Request request;
        request.remote_address = each.address;
        for (const auto& [name, value] : each.headers) request.headers.add(name, value);
        const auto token = each.token ? std::optional<Secret>(Secret(*each.token)) : std::nullopt;
        const auto objection = metrics_objection(request, token);
        EXPECT_EQ(objection ? std::optional(objection->code) : std::nullopt, each.refused) << each.address;
    }
}

}  // namespace
}  // namespace nexa::control
