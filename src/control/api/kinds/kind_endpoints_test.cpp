#include "control/api/kinds/kind_endpoints.hpp"

#include "control/test_fixture.hpp"

namespace nexa::control {
namespace {

/// A fleet of three: two releases of Strimzi, and one cluster that could not be asked yet.
Result<std::shared_ptr<const ClusterFacts>> facts_of(const std::string& cluster) {
    ClusterFacts facts;
    facts.cluster = cluster;
    const auto strimzi = [&](std::string version, std::string name_space, std::vector<std::string> watched) {
        facts.operators.push_back({.name = "strimzi",
                                   .version = std::move(version),
                                   .name_space = std::move(name_space),
                                   .watched_namespaces = std::move(watched),
                                   .kafka_versions = {}});
    };
    if (cluster == "dev-eu") {
        strimzi("1.2.0", "strimzi", {});
        facts.served["KafkaUser"] = facts.served["Kafka"] = {"v1"};
        return std::make_shared<const ClusterFacts>(std::move(facts));
    }
    if (cluster == "prod-us") {
        strimzi("0.48.0", "new", {"team-a"});
        strimzi("0.45.2", "old", {"team-b"});
        facts.served["KafkaUser"] = facts.served["Kafka"] = {"v1beta2"};
        return std::make_shared<const ClusterFacts>(std::move(facts));
    }
    if (cluster == "connecting") return nullptr;
    return fail(ErrorCode::not_found, "there is no such cluster");
}

class KindApi : public ApiTest {
protected:
    Endpoints endpoints() override { return kind_endpoints(facts_of); }

    /// The shape at "spec.kafka.version", with "[]" for what is in a list; null when there is none.
    static const json::object* shape_at(const Answer& answer, std::string_view path) {
        const auto& shapes = answer.body.at("shapes").as_array();
        const auto* here = &shapes.at(0).as_object();
        while (!path.empty()) {
            const auto end = std::min(path.find('.'), path.size());
            const auto name = path.substr(0, end);
            path.remove_prefix(std::min(end + 1, path.size()));
            std::optional<std::int64_t> next;
            if (name == "[]") {
                if (here->at("items").is_int64()) next = here->at("items").as_int64();
            } else if (const auto* field = here->at("fields").as_object().if_contains(name)) {
                next = field->as_int64();
            }
            if (!next) return nullptr;
            here = &shapes.at(static_cast<std::size_t>(*next)).as_object();
        }
        return here;
    }
};

TEST_F(KindApi, TellsTheFieldsThatTheClustersOperatorKnows) {
    const auto viewer = token_of("viewer");
    const auto fresh = get("/kinds/KafkaUser/fields?cluster=dev-eu", viewer);
    ASSERT_EQ(fresh.status, 200) << fresh.text;
    EXPECT_EQ(fresh.at("/api_version"), "kafka.strimzi.io/v1");
    EXPECT_EQ(fresh.at("/operator"), "strimzi");
    EXPECT_EQ(fresh.at("/operator_version"), "1.2.0");
    EXPECT_EQ(shape_at(fresh, "spec.authorization.acls.[].operation"), nullptr);
    const auto* operations = shape_at(fresh, "spec.authorization.acls.[].operations.[]");
    ASSERT_NE(operations, nullptr);
    EXPECT_EQ(operations->at("type"), "string");
    EXPECT_FALSE(operations->at("limits").at("values").as_array().empty());

    // By plural and short name too, as everywhere.
    const auto old = get("/kinds/kafkausers/fields?cluster=prod-us&namespace=team-a", viewer);
    EXPECT_EQ(old.at("/api_version"), "kafka.strimzi.io/v1beta2");
    EXPECT_NE(shape_at(old, "spec.authorization.acls.[].operation"), nullptr);
}

TEST_F(KindApi, GoesByTheOperatorThatWatchesTheNamespace) {
    const auto viewer = token_of("viewer");
    EXPECT_EQ(get("/kinds/kafka/fields?cluster=prod-us&namespace=team-a", viewer).at("/operator_version"), "0.48.0");
    EXPECT_EQ(get("/kinds/kafka/fields?cluster=prod-us&namespace=team-b", viewer).at("/operator_version"), "0.45.2");
}

TEST_F(KindApi, TellsTheNewestThatIsKnownWithoutACluster) {
    const auto viewer = token_of("viewer");
    for (const char* path : {"/kinds/KafkaTopic/fields", "/kinds/KafkaTopic/fields?cluster=connecting"}) {
        const auto found = get(path, viewer);
        EXPECT_EQ(found.at("/api_version"), "kafka.strimzi.io/v1") << path;
        EXPECT_EQ(found.at("/operator_version"), "") << path;
        const auto* partitions = shape_at(found, "spec.partitions");
        ASSERT_NE(partitions, nullptr) << path;
        EXPECT_EQ(partitions->at("type"), "integer");
        EXPECT_EQ(partitions->at("limits").at("minimum"), 1);
    }
    EXPECT_EQ(get("/kinds/KafkaTopic/fields?version=v1beta2", viewer).at("/api_version"), "kafka.strimzi.io/v1beta2");
}

TEST_F(KindApi, StatesEachShapeOnceHoweverManyFieldsHaveIt) {
    const auto kafka = get("/kinds/Kafka/fields?cluster=dev-eu", token_of("viewer"));
    const auto& shapes = kafka.body.at("shapes").as_array();
    const auto is_place = [&](const json::value& place) { return static_cast<std::size_t>(place.as_int64()) < shapes.size(); };
    std::size_t fields_of_all = 0;
    for (const auto& shape : shapes) {
        if (!shape.at("items").is_null()) EXPECT_TRUE(is_place(shape.at("items")));
        for (const auto& [name, place] : shape.at("fields").as_object()) EXPECT_TRUE(is_place(place)) << std::string_view(name);
        fields_of_all += shape.at("fields").as_object().size();
    }
    EXPECT_GT(fields_of_all, 2 * shapes.size());
}

TEST_F(KindApi, AnswersThatNothingHasChanged) {
    const auto viewer = token_of("viewer");
    for (const std::string path : {"/kinds", "/kinds/KafkaTopic/fields?cluster=dev-eu"}) {
        const auto first = get(path, viewer);
        const std::string etag(first.headers.get("ETag"));
        EXPECT_TRUE(etag.starts_with('"')) << path;
        const auto again = call({http::Method::get, path, {}, viewer, {{"If-None-Match", etag}}});
        EXPECT_EQ(again.status, 304) << path;
        EXPECT_EQ(again.text, "") << path;
        EXPECT_EQ(again.headers.get("ETag"), etag) << path;
        EXPECT_EQ(call({http::Method::get, path, {}, viewer, {{"If-None-Match", "\"other\""}}}).status, 200) << path;
    }
    EXPECT_NE(get("/kinds/Kafka/fields?cluster=dev-eu", viewer).headers.get("ETag"),
              get("/kinds/Kafka/fields?cluster=prod-us", viewer).headers.get("ETag"));
}

TEST_F(KindApi, TellsOfAClusterOnlyThoseWhoMaySeeIt) {
    add_role("reader", {"clusters:read", "resources:read"});
    bind(add_user("ann").id, "reader", in({"dev-eu"}, {"team-a"}));
    reload();
    const auto ann = token_of("ann");
    EXPECT_EQ(get("/kinds/Kafka/fields?cluster=dev-eu", ann).status, 200);
    EXPECT_EQ(get("/kinds/Kafka/fields?cluster=prod-us", ann).status, 404);
    EXPECT_EQ(get("/kinds/Kafka/fields", ann).status, 200);
    EXPECT_EQ(get("/kinds/Kafka/fields", "").status, 401);
    EXPECT_EQ(get("/kinds/Kafka/fields?cluster=nowhere", token_of("viewer")).status, 404);
}

TEST_F(KindApi, SaysWhatItDoesNotKnow) {
    const auto viewer = token_of("viewer");
    EXPECT_EQ(get("/kinds/Pod/fields", viewer).status, 404);
    const auto other = get("/kinds/KafkaTopic/fields?version=v7", viewer);
    EXPECT_EQ(other.status, 400);
    EXPECT_NE(other.at("/detail").find("v1, v1beta2"), std::string::npos) << other.text;
}

}  // namespace
}  // namespace nexa::control
