#include "data/sandbox/operators/kubernetes.hpp"

#include <gmock/gmock.h>

#include "data/kube/operators.hpp"
#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class KubernetesTest : public OperatorsTest {
protected:
    static std::string pod(std::string_view annotations, std::string_view image = "busybox:1") {
        return fmt::format("kind: Pod\nmetadata: {{name: p, annotations: {}}}\nspec: {{containers: [{{name: main, image: \"{}\"}}]}}\n",
                           annotations, image);
    }
    std::string waiting() {
        const auto state = status("Pod", "p");
        const auto& containers = array_at(state, {"containerStatuses"});
        return containers.empty() ? "" : text_at(containers[0].as_object(), {"state", "waiting", "reason"});
    }
};

TEST_F(KubernetesTest, PodStartsAndBecomesReady) {
    open("", "");
    create(pod("{sandbox.nexa.dev/start-after: 3s, sandbox.nexa.dev/ready-after: 5s}"));
    pass(seconds(1));
    EXPECT_EQ(phase_of(get("Pod", "p")), "Pending");
    EXPECT_EQ(waiting(), "ContainerCreating");
    EXPECT_THAT(text_at(get("Pod", "p"), {"spec", "nodeName"}), testing::StartsWith("test-node-"));
    pass(seconds(3));
    EXPECT_EQ(phase_of(get("Pod", "p")), "Running");
    EXPECT_FALSE(is_ready(get("Pod", "p")));
    EXPECT_NE(text_at(status("Pod", "p"), {"podIP"}), "");
    pass(seconds(6));
    EXPECT_TRUE(is_ready(get("Pod", "p")));
}

struct ExitCase {
    const char* name;
    const char* annotations;
    const char* phase;
    int code;
    const char* reason;
};

class PodExitTest : public KubernetesTest, public ::testing::WithParamInterface<ExitCase> {};

TEST_P(PodExitTest, EndsAsAnnotated) {
    const auto& expected = GetParam();
    open("", "");
    create(pod(expected.annotations));
    ASSERT_TRUE(settle());
    const auto ended = get("Pod", "p");
    EXPECT_EQ(phase_of(ended), expected.phase);
    const auto* terminated = terminated_state(ended, "main");
    ASSERT_NE(terminated, nullptr);
    EXPECT_EQ(number_at(*terminated, {"exitCode"}), expected.code);
    EXPECT_EQ(text_at(*terminated, {"reason"}), expected.reason);
}

INSTANTIATE_TEST_SUITE_P(
    Ends, PodExitTest,
    ::testing::Values(
        ExitCase{"succeeds", "{sandbox.nexa.dev/run-for: 10s}", "Succeeded", 0, "Completed"},
        ExitCase{"fails", "{sandbox.nexa.dev/run-for: 10s, sandbox.nexa.dev/exit-code: '3'}", "Failed", 3, "Error"},
        ExitCase{"killed", "{sandbox.nexa.dev/run-for: 10s, sandbox.nexa.dev/exit-code: '137', sandbox.nexa.dev/exit-reason: OOMKilled}",
                 "Failed", 137, "OOMKilled"}),
    [](const auto& info) { return info.param.name; });

TEST_F(KubernetesTest, MissingImageIsNotPulled) {
    open("", "");
    create(pod("{}", "example.com/missing:1"));
    pass(seconds(4));
    EXPECT_EQ(waiting(), "ErrImagePull");
    pass(seconds(20));
    EXPECT_EQ(waiting(), "ImagePullBackOff");
    EXPECT_EQ(phase_of(get("Pod", "p")), "Pending");
}

TEST_F(KubernetesTest, DeploymentFollowsItsTemplateAndScale) {
    open("", "");
    create(R"(
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: "web:1"}]}}
)");
    ASSERT_TRUE(settle());
    EXPECT_EQ(number_at(status("Deployment", "web"), {"availableReplicas"}), 2);
    EXPECT_THAT(conditions("Deployment", "web"),
                ElementsAre("Available=True:MinimumReplicasAvailable", "Progressing=True:NewReplicaSetAvailable"));
    EXPECT_THAT(names("Pod"), SizeIs(2));
    patch("Deployment", "web", "spec: {template: {spec: {containers: [{name: main, image: 'web:2'}]}}}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("ReplicaSet"), SizeIs(2)) << "the old one stays, empty";
    EXPECT_THAT(names("Pod"), SizeIs(2));
    patch("Deployment", "web", "spec: {replicas: 0}");
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("Pod"), IsEmpty());
    remove("Deployment", "web");
    ASSERT_TRUE(settle());
    EXPECT_THAT(names("ReplicaSet"), IsEmpty());
}

TEST_F(KubernetesTest, OperatorsAreFoundByTheirDeployments) {
    open("0.48.0", "2.2.1");
    std::vector<json::value> deployments;
    for (const auto& object : store().list("Deployment")) deployments.emplace_back(object->value());
    const auto found = kube::operators_of(deployments);
    ASSERT_THAT(found, SizeIs(2));
    const auto& spark = found[0].name == "strimzi" ? found[1] : found[0];
    const auto& strimzi = found[0].name == "strimzi" ? found[0] : found[1];
    EXPECT_EQ(strimzi.version, "0.48.0");
    EXPECT_EQ(strimzi.name_space, "strimzi");
    EXPECT_THAT(strimzi.kafka_versions, ElementsAre("4.0.0", "4.1.0"));
    EXPECT_THAT(strimzi.watched_namespaces, IsEmpty());
    EXPECT_EQ(spark.name, "spark-operator");
    EXPECT_EQ(spark.version, "2.2.1");
    EXPECT_THAT(spark.watched_namespaces, IsEmpty());
}

TEST_F(KubernetesTest, AReopenedClusterGoesOn) {
    const auto path = std::filesystem::temp_directory_path() /
                      fmt::format("nexa-operators-{}.journal", ::testing::UnitTest::GetInstance()->random_seed());
    std::filesystem::remove(path);
    ClusterOptions options;
    options.name = "test";
    options.spark_version = "2.5.2";
    options.journal_path = path.string();
    const auto start = [&](Time at) {
        time = SimTime::manual(at);
        auto opened = SandboxCluster::open(options, time);
        ASSERT_TRUE(opened) << opened.error().message;
        cluster = std::move(*opened);
        install_operators(*cluster, versions_of(options));
    };
    start(Time(std::chrono::hours(500'000)));
    create(R"(
kind: SparkApplication
metadata: {name: pi, annotations: {sandbox.nexa.dev/duration: 60s}}
spec: {type: Python, mainApplicationFile: "local:///pi.py", sparkVersion: 4.0.4, driver: {}, executor: {}}
)");
    pass(seconds(20));
    ASSERT_EQ(text_at(status("SparkApplication", "pi"), {"applicationState", "state"}), "RUNNING");
    const auto later = time->now() + std::chrono::minutes(5);
    cluster.reset();
    start(later);
    EXPECT_TRUE(cluster->restored());
    ASSERT_TRUE(settle());
    EXPECT_EQ(text_at(status("SparkApplication", "pi"), {"applicationState", "state"}), "COMPLETED");
    EXPECT_EQ(number_at(status("SparkApplication", "pi"), {"executionAttempts"}), 1);
    EXPECT_THAT(cluster->logs().read("default", "pi-driver", "spark-kubernetes-driver"), testing::Not(IsEmpty()))
        << "logs are written anew";
    cluster.reset();
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace nexa::sandbox
