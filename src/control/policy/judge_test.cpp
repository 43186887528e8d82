#include "control/policy/judge.hpp"

#include <gtest/gtest.h>

#include "control/policy/jvm_memory.hpp"

namespace nexa::control {
namespace {

using Found = std::vector<std::pair<std::string, std::string>>;  // rule and pointer

Found judged(const NamespacePolicy& policy, std::string_view kind, std::string_view manifest) {
    Found found;
    for (const auto& each : policy_violations(policy, kind, json::parse(manifest).as_object())) {
        EXPECT_EQ(each.type, Finding::Type::violation);
        EXPECT_FALSE(each.fix.empty());
        found.emplace_back(each.rule, each.pointer);
    }
    return found;
}

NamespacePolicy strict() {
    NamespacePolicy policy;
    policy.kinds = {"SparkApplication", "ScheduledSparkApplication", "KafkaNodePool"};
    policy.service_accounts = {"spark"};
    policy.images = {"registry.example/team/*"};
    policy.volumes = {"emptyDir", "configMap"};
    policy.host_access = false;
    policy.max_cpu = "4";
    policy.max_memory = "8Gi";
    policy.max_instances = 10;
    return policy;
}

TEST(NamespacePolicy, AllowsWhatKeepsWithinIt) {
    EXPECT_EQ(judged(strict(), "SparkApplication", R"({"spec":{"image":"registry.example/team/job:1",
        "driver":{"serviceAccount":"spark","cores":1,"memory":"4g"},"executor":{"instances":10,"cores":4,"memory":"8g","serviceAccount":"spark"},
        "volumes":[{"name":"scratch","emptyDir":{}}]}})"),
              Found{});
}

TEST(NamespacePolicy, ForbidsNothingThatItDoesNotSpeakOf) {
    EXPECT_EQ(judged({}, "SparkApplication", R"({"spec":{"image":"anything","driver":{"memory":"900g","hostNetwork":true}}})"), Found{});
}

TEST(NamespacePolicy, FindsEveryPlaceOfASparkApplication) {
    struct Case {
        std::string spec;
        Found found;
    };
    const std::string driver = R"("driver":{"serviceAccount":"spark"})";
    const std::vector<Case> cases{
        {R"({})", {{"policy-service-accounts", "/spec/driver/serviceAccount"}}},
        {R"({"driver":{}})", {{"policy-service-accounts", "/spec/driver/serviceAccount"}}},
        {R"({"driver":{"serviceAccount":"admin"}})", {{"policy-service-accounts", "/spec/driver/serviceAccount"}}},
        {R"({"image":"evil.example/x",)" + driver + "}", {{"policy-images", "/spec/image"}}},
        {R"({"executor":{"image":"registry.example/other/x"},)" + driver + "}", {{"policy-images", "/spec/executor/image"}}},
        {R"({"volumes":[{"name":"a","emptyDir":{}},{"name":"b","hostPath":{"path":"/"}}],)" + driver + "}",
         {{"policy-volumes", "/spec/volumes/1/hostPath"}, {"policy-host-access", "/spec/volumes/1/hostPath"}}},
        {R"({"driver":{"serviceAccount":"spark","hostNetwork":true}})", {{"policy-host-access", "/spec/driver/hostNetwork"}}},
        {R"({"driver":{"serviceAccount":"spark","template":{"spec":{"containers":[{"image":"evil","securityContext":{"privileged":true}}]}}}})",
         {{"policy-images", "/spec/driver/template/spec/containers/0/image"},
          {"policy-host-access", "/spec/driver/template/spec/containers/0/securityContext/privileged"}}},
        {R"({"executor":{"instances":11},)" + driver + "}", {{"policy-max-instances", "/spec/executor/instances"}}},
        {R"({"dynamicAllocation":{"maxExecutors":100},)" + driver + "}",
         {{"policy-max-instances", "/spec/dynamicAllocation/maxExecutors"}}},
        {R"({"driver":{"serviceAccount":"spark","cores":5,"memory":"8193m"}})",
         {{"policy-max-cpu", "/spec/driver/cores"}, {"policy-max-memory", "/spec/driver/memory"}}},
        {R"({"driver":{"serviceAccount":"spark","coreLimit":"4100m"}})", {{"policy-max-cpu", "/spec/driver/coreLimit"}}},
        {R"({"driver":{"serviceAccount":"spark","memory":"much"}})", {{"policy-max-memory", "/spec/driver/memory"}}},
        {R"({"sparkConf":{"spark.kubernetes.container.image":"evil"},)" + driver + "}",
         {{"policy-images", "/spec/sparkConf/spark.kubernetes.container.image"}}},
        {R"({"sparkConf":{"spark.kubernetes.authenticate.driver.serviceAccountName":"admin"},)" + driver + "}",
         {{"policy-service-accounts", "/spec/sparkConf/spark.kubernetes.authenticate.driver.serviceAccountName"}}},
        {R"({"sparkConf":{"spark.kubernetes.driver.volumes.hostPath.x.mount.path":"/h"},)" + driver + "}",
         {{"policy-volumes", "/spec/sparkConf/spark.kubernetes.driver.volumes.hostPath.x.mount.path"},
          {"policy-host-access", "/spec/sparkConf/spark.kubernetes.driver.volumes.hostPath.x.mount.path"}}},
        {R"({"sparkConf":{"spark.kubernetes.driver.podTemplateFile":"s3://x"},)" + driver + "}",
         {{"policy-pod-template", "/spec/sparkConf/spark.kubernetes.driver.podTemplateFile"}}},
        {R"({"sparkConf":{"spark.executor.memory":"64g","spark.dynamicAllocation.maxExecutors":"50"},)" + driver + "}",
         {{"policy-max-memory", "/spec/sparkConf/spark.executor.memory"},
          {"policy-max-instances", "/spec/sparkConf/spark.dynamicAllocation.maxExecutors"}}},
    };
    for (const auto& each : cases)
        EXPECT_EQ(judged(strict(), "SparkApplication", R"({"spec":)" + each.spec + "}"), each.found) << each.spec;
}

TEST(NamespacePolicy, JudgesSchedulesAndKafkaLikewise) {
    EXPECT_EQ(judged(strict(), "ScheduledSparkApplication", R"({"spec":{"template":{"image":"evil","driver":{"memory":"64g"}}}})"),
              (Found{{"policy-images", "/spec/template/image"},
                     {"policy-max-memory", "/spec/template/driver/memory"},
                     {"policy-service-accounts", "/spec/template/driver/serviceAccount"}}));
    EXPECT_EQ(judged(strict(), "KafkaNodePool",
                     R"({"spec":{"replicas":11,"resources":{"limits":{"memory":"9Gi","cpu":"2"},"requests":{"cpu":"8"}},
                         "storage":{"type":"jbod","volumes":[{"id":0,"type":"persistent-claim"}]}}})"),
              (Found{{"policy-max-instances", "/spec/replicas"},
                     {"policy-max-memory", "/spec/resources/limits/memory"},
                     {"policy-max-cpu", "/spec/resources/requests/cpu"}}));
    EXPECT_EQ(judged(strict(), "KafkaTopic", R"({"spec":{"partitions":3}})"), (Found{{"policy-kinds", "/kind"}}));
}

TEST(Pattern, MatchesWithStars) {
    EXPECT_TRUE(matches_pattern("registry/*", "registry/a/b:1"));
    EXPECT_TRUE(matches_pattern("*/spark:*", "docker.io/library/spark:4.0.1"));
    EXPECT_TRUE(matches_pattern("*", ""));
    EXPECT_TRUE(matches_pattern("a*b*c", "aXbYbZc"));
    EXPECT_FALSE(matches_pattern("registry/*", "registry.evil/a"));
    EXPECT_FALSE(matches_pattern("spark", "spark:1"));
    EXPECT_FALSE(matches_pattern("", "x"));
}

TEST(JvmMemory, IsReadAsSparkWritesIt) {
    EXPECT_EQ(parse_jvm_memory("4g"), 4.0 * 1024 * 1024 * 1024);
    EXPECT_EQ(parse_jvm_memory("512m"), parse_jvm_memory("512"));
    EXPECT_EQ(parse_jvm_memory("2GB"), parse_jvm_memory("2g"));
    for (const auto* text : {"", "g", "-1g", "4Gi", "x"}) EXPECT_EQ(parse_jvm_memory(text), std::nullopt) << text;
}

}  // namespace
}  // namespace nexa::control
