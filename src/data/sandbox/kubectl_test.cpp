#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "data/sandbox/fleet_fixture.hpp"

/// kubectl itself against the simulated server: what it sends and what it makes of the answers is the best judge of both.
namespace nexa::sandbox {
namespace {

struct Ended {
    int code = -1;
    std::string output;
};

Ended run(const std::string& command) {
    Ended out;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (!pipe) return out;
    char block[4096];
    for (std::size_t count = 0; (count = ::fread(block, 1, sizeof block, pipe)) > 0;) out.output.append(block, count);
    const int status = ::pclose(pipe);
    out.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return out;
}

class SandboxKubectl : public FleetFixture {
protected:
    void SetUp() override {
        if (run("kubectl version --client").code != 0) GTEST_SKIP() << "kubectl is not on PATH";
        FleetFixture::SetUp();
        folder = std::filesystem::temp_directory_path() / fmt::format("nexa-kubectl-{}", ::getpid());
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "config") << *fleet->kubeconfig("dev");
        std::ofstream(folder / "team") << *fleet->kubeconfig("dev", "team-a");
    }
    void TearDown() override {
        FleetFixture::TearDown();
        if (!folder.empty()) std::filesystem::remove_all(folder);
    }

    Ended kubectl(const std::string& arguments, std::string_view config = "config") {
        return run(fmt::format("HOME={0} KUBECONFIG={0}/{1} timeout 20 kubectl {2}", folder.string(), config, arguments));
    }
    std::string file(std::string_view name, std::string_view text) {
        std::ofstream(folder / name) << text;
        return (folder / name).string();
    }
    static testing::AssertionResult says(const Ended& ended, std::string_view text) {
        if (ended.code == 0 && ended.output.find(text) != std::string::npos) return testing::AssertionSuccess();
        return testing::AssertionFailure() << "exit " << ended.code << ", expected \"" << text << "\" in:\n" << ended.output;
    }

    std::filesystem::path folder;
};

constexpr std::string_view topic_yaml =
    "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: orders\n  labels:\n    strimzi.io/cluster: my\nspec:\n  "
    "partitions: 3\n  replicas: 1\n";

TEST_F(SandboxKubectl, GetsAppliesDescribesAndDeletes) {
    EXPECT_TRUE(says(kubectl("version"), "Server Version: v1.35"));
    EXPECT_TRUE(says(kubectl("api-resources"), "kafkatopics"));
    EXPECT_TRUE(says(kubectl("get nodes"), "Ready"));
    const auto manifest = file("topic.yaml", topic_yaml);
    EXPECT_TRUE(says(kubectl("apply --server-side -f " + manifest), "serverside-applied"));
    EXPECT_TRUE(says(kubectl("get kt"), "orders   my        3            1"));
    EXPECT_TRUE(says(kubectl("describe kt orders"), "Partitions:  3"));
    EXPECT_TRUE(says(kubectl("get kt orders -o yaml --show-managed-fields"), "f:partitions"));
    std::string other(topic_yaml);
    other.replace(other.find("partitions: 3"), 13, "partitions: 6");
    const auto conflict = kubectl("apply --server-side --field-manager=other -f " + file("other.yaml", other));
    EXPECT_NE(conflict.code, 0);
    EXPECT_NE(conflict.output.find("conflict with \"kubectl\": .spec.partitions"), std::string::npos) << conflict.output;
    EXPECT_TRUE(says(kubectl("explain kt.spec --api-version=kafka.strimzi.io/v1"), "partitions"));
    EXPECT_TRUE(says(kubectl("delete kt orders"), "deleted"));
}

TEST_F(SandboxKubectl, WorksWithBuiltInKindsInItsOwnWays) {
    EXPECT_TRUE(says(kubectl("create namespace team-a"), "created"));
    EXPECT_TRUE(says(kubectl("create deployment web -n team-a --image=nginx:1 --port=80"), "created"));
    EXPECT_TRUE(says(kubectl("set image deployment/web -n team-a nginx=nginx:2"), "updated"));
    EXPECT_TRUE(says(kubectl("scale deployment web -n team-a --replicas=4"), "scaled"));
    EXPECT_TRUE(
        says(kubectl("get deployment web -n team-a -o jsonpath={.spec.replicas},{.spec.template.spec.containers[0].image}"), "4,nginx:2"));
    const auto map = file("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map, namespace: team-a}\ndata: {a: b}\n");
    EXPECT_TRUE(says(kubectl("apply -f " + map), "created"));
    EXPECT_TRUE(says(kubectl("apply -f " + map), "unchanged"));
    EXPECT_TRUE(says(kubectl("label configmap map -n team-a x=y"), "labeled"));
    EXPECT_TRUE(says(kubectl("get configmap -n team-a -l x=y"), "map"));
    EXPECT_TRUE(says(kubectl("get configmap -n team-a", "team"), "map"));
    const auto refused = kubectl("get configmap -A", "team");
    EXPECT_NE(refused.output.find("cannot list resource \"configmaps\""), std::string::npos) << refused.output;
    EXPECT_TRUE(says(kubectl("auth can-i create pods -n team-a", "team"), "yes"));
    EXPECT_TRUE(says(kubectl("delete namespace team-a"), "deleted"));
}

TEST_F(SandboxKubectl, WatchesAndReadsLogs) {
    ASSERT_EQ(apply("early").status, 201);
    std::thread writer([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        static_cast<void>(store().create("KafkaTopic", "default", {{"metadata", {{"name", "late"}}}, {"spec", json::object()}}));
    });
    const auto watched = run(fmt::format("HOME={0} KUBECONFIG={0}/config timeout 3 kubectl get kt --watch", folder.string()));
    writer.join();
    EXPECT_NE(watched.output.find("early"), std::string::npos) << watched.output;
    EXPECT_NE(watched.output.find("late"), std::string::npos) << watched.output;
    EXPECT_TRUE(says(kubectl("run one --image=busybox:1"), "created"));
    fleet->find("dev")->append_log("default", "one", "one", "hello from the pod");
    EXPECT_TRUE(says(kubectl("logs one"), "hello from the pod"));
}

}  // namespace
}  // namespace nexa::sandbox
