#include "data/contracts/managers.hpp"

#include <fmt/format.h>

#include "data/contracts/rule_cases.hpp"

namespace nexa::contracts::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string topic(int partitions, std::string_view metadata = "") {
    return manifest("KafkaTopic", "t", fmt::format("partitions: {}", partitions),
                    fmt::format("labels: {{strimzi.io/cluster: c{}}}", metadata));
}

TEST(Managers, AreNamedByTheirMarks) {
    const auto argo =
        manifest("KafkaTopic", "t", "partitions: 3",
                 "labels: {strimzi.io/cluster: c}, annotations: {argocd.argoproj.io/tracking-id: 'shop:kafka.strimzi.io/KafkaTopic:a/t'}");
    const auto helm =
        manifest("KafkaTopic", "t", "partitions: 3",
                 "labels: {strimzi.io/cluster: c}, annotations: {meta.helm.sh/release-name: r, meta.helm.sh/release-namespace: b}");
    const auto flux = topic(3, ", kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system");
    const auto release = topic(3, ", helm.toolkit.fluxcd.io/name: kafka, helm.toolkit.fluxcd.io/namespace: flux-system");
    expect_rule("managed-elsewhere",
                {{"nobody", topic(6), nullptr, {}, topic(3)},
                 {"nothing changes", topic(3), nullptr, {}, argo},
                 {"Argo CD",
                  topic(6),
                  "Argo CD (application shop) also writes this resource, and will bring back spec.partitions at its next sync",
                  {},
                  argo},
                 {"Helm", topic(6), "Helm (release r in namespace b)", {}, helm},
                 {"Flux", topic(6), "Flux (Kustomization flux-system/apps)", {}, flux},
                 {"Flux with Helm", topic(6), "Flux (HelmRelease flux-system/kafka)", {}, release}});
    expect_rule("made-elsewhere", {{"nobody", topic(3), nullptr, {}, topic(3), {}, dev_eu(), true},
                                   {"Argo CD", topic(3), "will make it again", {}, argo, {}, dev_eu(), true}});
}

TEST(Managers, AreNamedByTheFieldsThatTheyHold) {
    const auto live = nexa::test::object(R"({spec: {partitions: 1, replicas: 2}, metadata: {managedFields: [
        {manager: nexa, fieldsV1: {'f:spec': {'f:partitions': {}}}},
        {manager: argocd-controller, fieldsV1: {'f:spec': {'f:partitions': {}, 'f:config': {'f:retention.ms': {}, 'f:unknown': {}}}, 'f:metadata': {'f:labels': {'f:team': {}}}}},
        {manager: helm, fieldsV1: {'f:spec': {'f:replicas': {}}}},
        {manager: strimzi, subresource: status, fieldsV1: {'f:status': {'f:topicId': {}}}}]}})");
    const auto desired =
        nexa::test::object("{metadata: {name: t, labels: {team: a}}, spec: {partitions: 3, replicas: 2, config: {retention.ms: 1}}}");
    const auto shared = fields_of_others(live, desired, "nexa");
    ASSERT_EQ(shared.size(), 1U) << "what stays as it is is reverted by nobody";
    EXPECT_EQ(shared.front().field_manager, "argocd-controller");
    EXPECT_THAT(shared.front().paths, ElementsAre("spec.partitions", "spec.config.retention.ms", "metadata.labels.team"));
    const auto finding = finding_for_shared_fields(shared, desired);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->type, Finding::Type::warning);
    EXPECT_THAT(finding->message, HasSubstr("Argo CD also writes spec.partitions, spec.config.retention.ms, metadata.labels.team of t"));
    // A person's own tool reverts nothing by itself.
    EXPECT_FALSE(finding_for_shared_fields({{"kubectl-client-side-apply", {"spec.partitions"}}}, desired));
    EXPECT_TRUE(fields_of_others(live, nexa::test::object("{metadata: {name: t}, spec: {replicas: 2}}"), "nexa").empty());
}

}  // namespace
}  // namespace nexa::contracts::test
