#include "data/sandbox/operators/topic_step.hpp"

#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "data/sandbox/operators/operators_fixture.hpp"
#include "data/sandbox/operators/user_step.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr auto single_node = R"(
kind: KafkaNodePool
metadata: {name: dual, labels: {strimzi.io/cluster: c}}
spec: {replicas: 1, roles: [controller, broker], storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 1Gi}]}}
---
kind: Kafka
metadata: {name: c}
spec:
  kafka:
    version: 4.2.1
    listeners: [{name: plain, port: 9092, type: internal, tls: false}]
    config: {default.replication.factor: 1, offsets.topic.replication.factor: 1}
  entityOperator: {topicOperator: {}, userOperator: {}}
)";

class TopicTest : public OperatorsTest {
protected:
    void SetUp() override {
        open("1.2.0", "");
        create(single_node);
        ASSERT_TRUE(settle());
    }

    void create_topic(std::string_view name, std::string_view spec, std::string_view annotations = "{}") {
        create(fmt::format("kind: KafkaTopic\nmetadata: {{name: {}, labels: {{strimzi.io/cluster: c}}, annotations: {}}}\nspec: {}\n", name,
                           annotations, spec));
        ASSERT_TRUE(settle());
    }
    void change(std::string_view name, std::string_view yaml) {
        patch("KafkaTopic", name, yaml);
        ASSERT_TRUE(settle());
    }
    std::string id(std::string_view name) { return text_at(status("KafkaTopic", name), {"topicId"}); }
    std::string condition(std::string_view name) { return fmt::format("{}", fmt::join(conditions("KafkaTopic", name), ",")); }
    std::int64_t observed(std::string_view name) { return number_at(status("KafkaTopic", name), {"observedGeneration"}); }
};

TEST_F(TopicTest, GetsItsFinalizerBeforeItsStatus) {
    const auto recording = record("KafkaTopic", "a");
    create_topic("a", "{partitions: 3, replicas: 1, config: {retention.ms: 7200000}}");
    ASSERT_THAT(recording->states, SizeIs(3));
    EXPECT_THAT(texts_at(recording->states[0], {"metadata", "finalizers"}), IsEmpty());
    EXPECT_THAT(texts_at(recording->states[1], {"metadata", "finalizers"}), ElementsAre("strimzi.io/topic-operator"));
    EXPECT_FALSE(recording->states[1].contains("status") && !object_at(recording->states[1], {"status"}).empty());
    EXPECT_EQ(condition("a"), "Ready=True");
    EXPECT_EQ(text_at(status("KafkaTopic", "a"), {"topicName"}), "a");
    EXPECT_THAT(id("a"), SizeIs(22));
}

TEST_F(TopicTest, PartitionsGrowButDoNotShrink) {
    create_topic("a", "{partitions: 3, replicas: 1}");
    const auto first = id("a");
    change("a", "spec: {partitions: 5}");
    EXPECT_EQ(condition("a"), "Ready=True");
    EXPECT_EQ(observed("a"), 2);
    change("a", "spec: {partitions: 2}");
    EXPECT_EQ(condition("a"), "Ready=False:NotSupported");
    EXPECT_EQ(message("KafkaTopic", "a"), "Decreasing partitions not supported");
    EXPECT_EQ(observed("a"), 3);
    EXPECT_EQ(id("a"), first) << "kept for refused partitions";
    change("a", "spec: {partitions: 5}");
    EXPECT_EQ(condition("a"), "Ready=True");
    EXPECT_EQ(id("a"), first);
}

TEST_F(TopicTest, ReplicationFactorNeedsCruiseControl) {
    create_topic("a", "{partitions: 5, replicas: 1}");
    change("a", "spec: {replicas: 2}");
    EXPECT_EQ(condition("a"), "Ready=False:NotSupported");
    EXPECT_EQ(message("KafkaTopic", "a"), "Replication factor change not supported, but required for partitions [0, 1, 2, 3, 4]");
    change("a", "spec: {replicas: 1}");
    EXPECT_EQ(condition("a"), "Ready=True");
}

TEST_F(TopicTest, TopicNameIsFixed) {
    create_topic("named", "{topicName: Real_Name, partitions: 1, replicas: 1}");
    EXPECT_EQ(text_at(status("KafkaTopic", "named"), {"topicName"}), "Real_Name");
    change("named", "spec: {topicName: Other_Name}");
    EXPECT_EQ(condition("named"), "Ready=False:NotSupported");
    EXPECT_EQ(message("KafkaTopic", "named"), "Changing spec.topicName is not supported");
    EXPECT_EQ(text_at(status("KafkaTopic", "named"), {"topicName"}), "Real_Name");
    EXPECT_EQ(id("named"), "") << "dropped for a refused name";
    change("named", "spec: {topicName: Real_Name}");
    EXPECT_EQ(condition("named"), "Ready=True");
}

TEST_F(TopicTest, SecondResourceForATopicConflictsUntilTheFirstIsGone) {
    create_topic("named", "{topicName: Real_Name, partitions: 1, replicas: 1}");
    const auto first = id("named");
    create_topic("named2", "{topicName: Real_Name, partitions: 2, replicas: 1}");
    EXPECT_EQ(condition("named2"), "Ready=False:ResourceConflict");
    EXPECT_EQ(message("KafkaTopic", "named2"), "Managed by Ref{namespace='default', name='named'}");
    EXPECT_THAT(texts_at(get("KafkaTopic", "named2"), {"metadata", "finalizers"}), IsEmpty());
    remove("KafkaTopic", "named");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(exists("KafkaTopic", "named"));
    pass(seconds(150));
    EXPECT_EQ(condition("named2"), "Ready=True");
    EXPECT_NE(id("named2"), first) << "a new topic";
}

TEST_F(TopicTest, UnmanagedIsLeftAlone) {
    create_topic("un", "{partitions: 1, replicas: 1}", "{strimzi.io/managed: 'false'}");
    EXPECT_EQ(condition("un"), "Unmanaged=True");
    EXPECT_FALSE(status("KafkaTopic", "un").contains("topicName"));
    change("un", "metadata: {annotations: {strimzi.io/managed: null}}");
    EXPECT_EQ(condition("un"), "Ready=True");
    const auto first = id("un");
    change("un", "metadata: {annotations: {strimzi.io/managed: 'false'}}");
    remove("KafkaTopic", "un");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(exists("KafkaTopic", "un"));
    create_topic("un", "{partitions: 1, replicas: 1}");
    EXPECT_EQ(id("un"), first) << "the topic outlived its resource";
}

TEST_F(TopicTest, PausedAdvancesTheGenerationAndIsDeletedInKafka) {
    create_topic("p", "{partitions: 1, replicas: 1}");
    const auto first = id("p");
    change("p", "metadata: {annotations: {strimzi.io/pause-reconciliation: 'true'}}");
    EXPECT_EQ(condition("p"), "ReconciliationPaused=True");
    EXPECT_EQ(id("p"), "");
    change("p", "spec: {partitions: 4}");
    EXPECT_EQ(observed("p"), 2);
    remove("KafkaTopic", "p");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(exists("KafkaTopic", "p"));
    create_topic("p", "{partitions: 1, replicas: 1}");
    EXPECT_NE(id("p"), first);
}

struct RefusedTopic {
    const char* name;
    const char* spec;
    const char* message;
};

class RefusedTopicTest : public TopicTest, public ::testing::WithParamInterface<RefusedTopic> {};

TEST_P(RefusedTopicTest, IsAKafkaError) {
    create_topic("bad", GetParam().spec);
    EXPECT_EQ(condition("bad"), "Ready=False:KafkaError");
    EXPECT_EQ(message("KafkaTopic", "bad"), std::string("org.apache.kafka.common.errors.") + GetParam().message);
    EXPECT_EQ(id("bad"), "");
}

INSTANTIATE_TEST_SUITE_P(
    Creation, RefusedTopicTest,
    ::testing::Values(
        RefusedTopic{"value", "{partitions: 1, replicas: 1, config: {retention.ms: abc}}",
                     "InvalidConfigurationException: Invalid value abc for configuration retention.ms: Not a number of type LONG"},
        RefusedTopic{"policy", "{config: {cleanup.policy: nonsense}}",
                     "InvalidConfigurationException: Invalid value nonsense for configuration cleanup.policy: String must be one of: "
                     "compact, delete"},
        RefusedTopic{"option", "{partitions: 1, replicas: 1, config: {no.such.key: '1'}}",
                     "InvalidConfigurationException: Unknown topic config name: no.such.key"},
        RefusedTopic{"replicas", "{partitions: 1, replicas: 3}",
                     "InvalidReplicationFactorException: Unable to replicate the partition 3 time(s): The target replication factor of 3 "
                     "cannot be reached because only 1 "
                     "broker(s) are registered."},
        RefusedTopic{"topic_name", "{topicName: a b/c}",
                     "InvalidTopicException: Topic name is invalid: 'a b/c' contains one or more characters other than ASCII "
                     "alphanumerics, '.', '_' and '-'"}),
    [](const auto& info) { return info.param.name; });

TEST_F(TopicTest, AcceptsConfigOfSeveralTypes) {
    create_topic("types",
                 "{partitions: 1, replicas: 1, config: {retention.ms: '604800000', preallocate: false, min.cleanable.dirty.ratio: 0.4, "
                 "cleanup.policy: [compact, delete]}}");
    EXPECT_EQ(condition("types"), "Ready=True");
    create_topic("empty", "{}");
    EXPECT_EQ(condition("empty"), "Ready=True");
    create_topic("thr", "{config: {leader.replication.throttled.replicas: '*'}}");
    EXPECT_EQ(condition("thr"), "Ready=True,Warning=True:InvalidConfig");
}

TEST_F(TopicTest, WithoutLabelOrOperatorNothingHappens) {
    create("kind: KafkaTopic\nmetadata: {name: nolabel}\nspec: {partitions: 1}\n");
    create("kind: KafkaTopic\nmetadata: {name: foreign, labels: {strimzi.io/cluster: other}}\nspec: {partitions: 1}\n");
    ASSERT_TRUE(settle());
    EXPECT_TRUE(status("KafkaTopic", "nolabel").empty());
    EXPECT_TRUE(status("KafkaTopic", "foreign").empty());
    change("nolabel", "metadata: {labels: {strimzi.io/cluster: c}}");
    EXPECT_EQ(condition("nolabel"), "Ready=True");
}

TEST_F(TopicTest, UnreachableKafkaTimesOutAndRecovers) {
    create_topic("a", "{partitions: 1, replicas: 1}");
    // A pod that never comes back: its image can't be pulled.
    patch("Kafka", "c", "spec: {kafka: {image: example.com/missing:1}}");
    pass(seconds(30));
    EXPECT_EQ(condition("a"), "Ready=True");
    pass(seconds(300));
    EXPECT_EQ(condition("a"), "Ready=False:KafkaError");
    EXPECT_EQ(message("KafkaTopic", "a"),
              "org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: describeConfigs");
    remove("KafkaTopic", "a");
    pass(seconds(150));
    EXPECT_TRUE(exists("KafkaTopic", "a")) << "the finalizer holds it";
    patch("Kafka", "c", "spec: {kafka: {image: null}}");
    remove("Pod", "c-dual-0");
    pass(seconds(400));
    EXPECT_FALSE(exists("KafkaTopic", "a"));
}

class UserTest : public TopicTest {};

TEST_F(UserTest, GetsNameAndSecret) {
    create("kind: KafkaUser\nmetadata: {name: u, labels: {strimzi.io/cluster: c}}\nspec: {authentication: {type: tls}}\n");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaUser", "u"), ElementsAre("Ready=True"));
    EXPECT_EQ(text_at(status("KafkaUser", "u"), {"username"}), "CN=u");
    EXPECT_EQ(text_at(status("KafkaUser", "u"), {"secret"}), "u");
    EXPECT_TRUE(object_at(get("Secret", "u"), {"data"}).contains("user.crt"));
    patch("KafkaUser", "u", "spec: {authentication: {type: scram-sha-512}}");
    ASSERT_TRUE(settle());
    EXPECT_EQ(text_at(status("KafkaUser", "u"), {"username"}), "u");
    EXPECT_TRUE(object_at(get("Secret", "u"), {"data"}).contains("sasl.jaas.config"));
    EXPECT_FALSE(object_at(get("Secret", "u"), {"data"}).contains("user.crt"));
    remove("KafkaUser", "u");
    ASSERT_TRUE(settle());
    EXPECT_FALSE(exists("Secret", "u"));
}

TEST_F(UserTest, CertificatesAreRenewedWhenAskedForAndStayOtherwise) {
    create("kind: KafkaUser\nmetadata: {name: u, labels: {strimzi.io/cluster: c}}\nspec: {authentication: {type: tls}}\n");
    ASSERT_TRUE(settle());
    const auto first = object_at(get("Secret", "u"), {"data"});
    patch("Secret", "u", "metadata: {annotations: {strimzi.io/force-renew: 'true'}}");
    ASSERT_TRUE(settle());
    const auto second = object_at(get("Secret", "u"), {"data"});
    EXPECT_EQ(annotation_of(get("Secret", "u"), "strimzi.io/force-renew"), "");
    EXPECT_NE(text_at(second, {"user.crt"}), text_at(first, {"user.crt"}));
    EXPECT_EQ(text_at(second, {"ca.crt"}), text_at(first, {"ca.crt"})) << "the authority is the same";
    pass(seconds(300));
    EXPECT_EQ(object_at(get("Secret", "u"), {"data"}), second) << "no later reconciliation takes it back";
}

TEST_F(UserTest, AclsNeedAnAuthorizer) {
    create(R"(
kind: KafkaUser
metadata: {name: u, labels: {strimzi.io/cluster: c}}
spec:
  authentication: {type: scram-sha-512}
  authorization: {type: simple, acls: [{resource: {type: topic, name: orders, patternType: literal}, operations: [Read]}]}
)");
    ASSERT_TRUE(settle());
    EXPECT_THAT(conditions("KafkaUser", "u"), ElementsAre("NotReady=True:InvalidResourceException"));
    patch("Kafka", "c", "spec: {kafka: {authorization: {type: simple}}}");
    pass(seconds(300));
    EXPECT_THAT(conditions("KafkaUser", "u"), ElementsAre("Ready=True"));
}

// --- Against the recording of the real topic operator

/// Ids, times and the namespace of the recording aside.
json::object comparable(json::object status) {
    if (status.contains("topicId")) status["topicId"] = "set";
    auto* conditions = status.if_contains("conditions");
    if (conditions == nullptr) return status;
    for (auto& item : conditions->get_array()) {
        auto& condition = item.get_object();
        condition.erase("lastTransitionTime");
        if (text_at(condition, {"message"}).starts_with("Managed by")) condition["message"] = "Managed by";
    }
    return status;
}

/// The recorded requests, replayed; the statuses are compared after each. The later steps, which stop Kafka and the operator or change
/// Kafka behind its back, are left out.
TEST_F(TopicTest, AgreesWithTheRecording) {
    std::ifstream lines(test::shared() / "envtest" / "observed" / "strimzi-kafkatopic.jsonl");
    if (!lines) GTEST_SKIP() << "no recording strimzi-kafkatopic.jsonl beside the source folder";
    struct Entry {
        json::object step;
        std::map<std::string, json::object> states;  ///< Last status of each topic after the step.
    };
    std::vector<Entry> entries;
    for (std::string line; std::getline(lines, line);) {
        auto entry = json::parse(line).as_object();
        if (entry.contains("step")) {
            if (text_at(entry, {"step"}) == "topic made outside, then a CR for it") break;
            entries.push_back({std::move(entry), {}});
        } else if (!entries.empty() && text_at(entry, {"kind"}) == "KafkaTopic") {
            entries.back().states[text_at(entry, {"name"})] = entry;
        }
    }
    ASSERT_GT(entries.size(), 30U);
    int compared = 0;
    for (const auto& [step, states] : entries) {
        const auto title = text_at(step, {"step"});
        const auto request = text_at(step, {"request"});
        if (request == "create") {
            auto object = object_at(step, {"object"});
            object.erase("apiVersion");
            // What the CRD refuses is refused here as well.
            static_cast<void>(store().create("KafkaTopic", "default", std::move(object)));
        } else if (request == "merge-patch" && text_at(step, {"kind"}) == "KafkaTopic") {
            static_cast<void>(store().mutate("KafkaTopic", "default", text_at(step, {"name"}), [&](json::object& object) {
                merge(object, object_at(step, {"patch"}));
                return true;
            }));
        } else if (request == "delete") {
            remove("KafkaTopic", text_at(step, {"name"}));
        } else {
            continue;
        }
        pass(seconds(150));
        for (const auto& [name, state] : states) {
            if (text_at(state, {"event"}) == "DELETED") {
                EXPECT_FALSE(exists("KafkaTopic", name)) << title;
                continue;
            }
            EXPECT_EQ(comparable(status("KafkaTopic", name)), comparable(object_at(state, {"status"}))) << title << ": " << name;
            ++compared;
        }
    }
    EXPECT_GT(compared, 30);
}

}  // namespace
}  // namespace nexa::sandbox
