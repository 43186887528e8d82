#include "control/intents/field_managers.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

json::object live(std::string_view metadata) {
    return json::object{{"metadata", json::parse(metadata)}};
}

constexpr std::string_view shared = R"({"managedFields":[
    {"manager":"kubectl-client-side-apply","operation":"Update","fieldsV1":{"f:spec":{"f:partitions":{},"f:config":{".":{},"f:a":{}}}}},
    {"manager":"topic-operator","operation":"Update","fieldsV1":{"f:metadata":{"f:finalizers":{".":{},"v:\"x\"":{}}}}},
    {"manager":"topic-operator","operation":"Update","subresource":"status","fieldsV1":{"f:status":{}}},
    {"manager":"nexa","operation":"Apply","fieldsV1":{"f:spec":{"f:partitions":{},"f:config":{".":{}}}}}]})";

TEST(FieldManagers, AreNamedWithoutNexaAndStatusWriters) {
    EXPECT_EQ(other_managers(live(shared)), (std::vector<std::string>{"kubectl-client-side-apply", "topic-operator"}));
    EXPECT_TRUE(other_managers(live("{}")).empty());
}

TEST(FieldManagers, LoseWhatNexaOwnsAndNothingElse) {
    const auto left = owned_by_nexa_alone(live(shared));
    ASSERT_TRUE(left);
    EXPECT_EQ(json::value(*left), json::parse(R"([
        {"manager":"kubectl-client-side-apply","operation":"Update","fieldsV1":{"f:spec":{"f:config":{"f:a":{}}}}},
        {"manager":"topic-operator","operation":"Update","fieldsV1":{"f:metadata":{"f:finalizers":{".":{},"v:\"x\"":{}}}}},
        {"manager":"topic-operator","operation":"Update","subresource":"status","fieldsV1":{"f:status":{}}},
        {"manager":"nexa","operation":"Apply","fieldsV1":{"f:spec":{"f:partitions":{},"f:config":{".":{}}}}}])"));
    // Once more there is nothing to do.
    EXPECT_FALSE(owned_by_nexa_alone(json::object{{"metadata", json::object{{"managedFields", *left}}}}));
}

TEST(FieldManagers, ThatOwnNothingMoreGo) {
    const auto left = owned_by_nexa_alone(live(R"({"managedFields":[
        {"manager":"helm","operation":"Update","fieldsV1":{"f:spec":{"f:a":{}}}},
        {"manager":"nexa","operation":"Apply","fieldsV1":{"f:spec":{"f:a":{},"f:b":{}}}}]})"));
    ASSERT_TRUE(left);
    EXPECT_EQ(left->size(), 1U);
}

TEST(FieldManagers, StayWhereNexaAppliedNothing) {
    EXPECT_FALSE(owned_by_nexa_alone(live(R"({"managedFields":[{"manager":"helm","operation":"Update","fieldsV1":{"f:spec":{}}}]})")));
    EXPECT_FALSE(owned_by_nexa_alone(live("{}")));
}

TEST(GitOps, IsKnownByItsMarksAndItsManager) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {R"({"labels":{"argocd.argoproj.io/instance":"lake"}})", "Argo CD (label argocd.argoproj.io/instance=lake)"},
        {R"({"annotations":{"argocd.argoproj.io/tracking-id":"lake:x"}})", "Argo CD (annotation argocd.argoproj.io/tracking-id=lake:x)"},
        {R"({"labels":{"kustomize.toolkit.fluxcd.io/name":"apps"}})", "Flux (label kustomize.toolkit.fluxcd.io/name=apps)"},
        {R"({"managedFields":[{"manager":"argocd-controller","operation":"Apply","fieldsV1":{}}]})",
         "Argo CD (field manager argocd-controller)"},
        {R"({"managedFields":[{"manager":"helm-controller","operation":"Apply","fieldsV1":{}}]})", "Flux (field manager helm-controller)"},
        {R"({"labels":{"app":"x"},"managedFields":[{"manager":"kubectl","operation":"Apply","fieldsV1":{}}]})", ""},
        {R"({"managedFields":[{"manager":"argocd-controller","operation":"Update","subresource":"status","fieldsV1":{}}]})", ""},
    };
    for (const auto& [metadata, told] : cases) EXPECT_EQ(gitops_of(live(metadata)).value_or(""), told) << metadata;
}

}  // namespace
}  // namespace nexa::control
