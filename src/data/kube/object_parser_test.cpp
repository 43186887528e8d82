#include "data/kube/object_parser.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/json.hpp"

namespace nexa::kube {
namespace {

/// What the parser should leave, by way of a whole document.
json::value stripped(json::value value) {
    if (auto* root = value.if_object()) {
        if (auto* metadata = root->if_contains("metadata"); metadata != nullptr && metadata->is_object()) {
            if (auto* fields = metadata->get_object().if_contains("managedFields"); fields != nullptr && fields->is_array()) {
                metadata->get_object().erase("managedFields");
            }
            if (auto* annotations = metadata->get_object().if_contains("annotations"); annotations != nullptr && annotations->is_object()) {
                annotations->get_object().erase("kubectl.kubernetes.io/last-applied-configuration");
            }
        }
    }
    return value;
}

TEST(ObjectParser, TakesWhatTheInformerNeeds) {
    ObjectParser parser;
    const auto object =
        parser.parse(R"({"kind":"Kafka","metadata":{"managedFields":[{"x":[1,{"a":"]"}]}],"name":"a","namespace":"n","uid":"u",
        "resourceVersion":"7","generation":3,"creationTimestamp":"2026-01-01T00:00:00Z","deletionTimestamp":"2026-01-02T00:00:00Z",
        "labels":{"app":"x"},"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"a\":1}\n"}},
        "spec":{"metadata":{"name":"other"}},"status":{"observedGeneration":2}})");
    ASSERT_TRUE(object) << object.error().message;
    EXPECT_EQ(object->name, "a");
    EXPECT_EQ(object->name_space, "n");
    EXPECT_EQ(object->uid, "u");
    EXPECT_EQ(object->resource_version, "7");
    EXPECT_EQ(object->generation, 3);
    EXPECT_EQ(object->observed_generation, 2);
    EXPECT_EQ(object->created_at, "2026-01-01T00:00:00Z");
    EXPECT_EQ(object->deletion_requested_at, "2026-01-02T00:00:00Z");
    EXPECT_EQ(object->labels, R"({"app":"x"})");
    const auto left = json::parse(object->object);
    EXPECT_FALSE(left.at("metadata").as_object().contains("managedFields"));
    EXPECT_TRUE(left.at("metadata").at("annotations").as_object().empty());
    EXPECT_EQ(left.at("spec").at("metadata").at("name"), "other");
}

TEST(ObjectParser, HashLeavesTheVersionAndManagedFieldsOut) {
    ObjectParser parser;
    const auto hash = [&](std::string_view text) { return parser.parse(text).value().hash; };
    const auto first = hash(R"({"metadata":{"name":"a","resourceVersion":"7","managedFields":[1]},"spec":{"x":1}})");
    EXPECT_EQ(first, hash(R"({"metadata":{"name":"a","resourceVersion":"12345","managedFields":[2,3]},"spec":{"x":1}})"));
    EXPECT_NE(first, hash(R"({"metadata":{"name":"a","resourceVersion":"7","managedFields":[1]},"spec":{"x":2}})"));
}

TEST(ObjectParser, RefusesWhatIsNoObject) {
    ObjectParser parser;
    for (const char* text : {"", "[]", "null", "{", "{}", R"({"metadata":{}})", R"({"metadata":{"name":7}})",
                             R"({"metadata":{"name":"a"}})"
                             "x",
                             R"({"metadata":{"name":"a"}} {})", R"({"metadata":{"name":"a)", "{\"metadata\":{\"name\":\"\xff\"}}",
                             R"({"metadata":[{"name":"a"}]})"}) {
        EXPECT_FALSE(parser.parse(text)) << text;
    }
    EXPECT_TRUE(parser.parse(R"({"metadata":{"resourceVersion":"5"}})", false));
}

TEST(ObjectParser, SplitsWatchLines) {
    ObjectParser parser;
    for (const char* line : {R"({"type":"ADDED","object":{"a":"}"}})", R"( { "object" : {"a":"}"} , "type":"ADDED" } )",
                             "{\"type\":\"ADDED\",\"object\":{\"a\":\"}\"}}\r"}) {
        const auto event = parser.split(line);
        ASSERT_TRUE(event) << event.error().message;
        EXPECT_EQ(event->type, "ADDED");
        EXPECT_EQ(event->object, R"({"a":"}"})");
    }
    for (const char* line : {"", "x", "{}", R"({"type":"ADDED"})", R"({"type":7,"object":[]})", R"({"type":"ADDED","object")"})
        EXPECT_FALSE(parser.split(line)) << line;
}

class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}
    json::value value(int depth) {
        switch (random_() % (depth > 0 ? 7 : 5)) {
            case 0:
                return nullptr;
            case 1:
                return random_() % 2 == 0;
            case 2:
                return static_cast<std::int64_t>(random_());
            case 3:
            case 4:
                return json::string(text());
            case 5: {
                json::array list;
                for (auto count = random_() % 4; count > 0; --count) list.push_back(value(depth - 1));
                return list;
            }
            default:
                return members(depth - 1);
        }
    }
    json::object members(int depth) {
        json::object object;
        for (auto count = random_() % 5; count > 0; --count) object[text()] = value(depth);
        return object;
    }
    json::value object() {
        json::object metadata = shuffled({{"name", json::string("n" + text())},
                                          {"namespace", string()},
                                          {"uid", string()},
                                          {"resourceVersion", json::string(std::to_string(random_()))},
                                          {"labels", members(1)},
                                          {"managedFields", random_() % 5 == 0 ? value(1) : json::value(json::array{value(2), value(2)})},
                                          {"annotations", annotations()},
                                          {"generation", 4}});
        return shuffled(
            {{"apiVersion", "v1"}, {"kind", string()}, {"metadata", std::move(metadata)}, {"spec", value(4)}, {"status", value(3)}});
    }
    unsigned number() { return static_cast<unsigned>(random_()); }

private:
    json::object annotations() {
        json::object found = members(0);
        if (random_() % 2 == 0) found["kubectl.kubernetes.io/last-applied-configuration"] = text() + "{\"managedFields\":[]}\n";
        if (random_() % 2 == 0) found[text()] = string();
        return found;
    }
    json::object shuffled(std::vector<std::pair<std::string, json::value>> entries) {
        std::ranges::shuffle(entries, random_);
        json::object object;
        for (auto& [name, value] : entries) {
            if (random_() % 8 != 0 || name == "metadata" || name == "name") object[name] = std::move(value);
        }
        return object;
    }
    json::string string() { return json::string(text()); }
    std::string text() {
        static const std::vector<std::string> pieces{"a", "managedFields", "\"", "\\", "{", "}", "[", "]", ",", ":", "\n",
                                                     "ü", "metadata",      " "};
        std::string made;
        for (auto count = random_() % 5; count > 0; --count) made += pieces[random_() % pieces.size()];
        return made;
    }
    std::mt19937 random_;
};

TEST(ObjectParser, AgreesWithAWholeDocumentOnRandomObjects) {
    Generator generator(11);
    ObjectParser parser;
    for (int round = 0; round < 4000; ++round) {
        const json::value object = generator.object();
        const auto parsed = parser.parse(json::serialize(object));
        ASSERT_TRUE(parsed) << parsed.error().message << json::serialize(object);
        boost::system::error_code error;
        const json::value left = json::parse(json::string_view(parsed->object.data(), parsed->object.size()), error);
        ASSERT_FALSE(error) << parsed->object;
        ASSERT_EQ(left, stripped(object)) << json::serialize(object);
        const auto& metadata = object.at("metadata").as_object();
        ASSERT_EQ(parsed->name, std::string_view(metadata.at("name").as_string()));
        if (const auto* labels = metadata.if_contains("labels")) {
            ASSERT_EQ(json::parse(parsed->labels), *labels);
        }
    }
}

TEST(ObjectParser, SurvivesDamage) {
    Generator generator(12);
    ObjectParser parser;
    for (int round = 0; round < 4000; ++round) {
        std::string text = json::serialize(generator.object());
        for (int change = 0; change < 3; ++change) text[generator.number() % text.size()] = static_cast<char>(generator.number());
        static_cast<void>(parser.parse(text));
        static_cast<void>(parser.parse(std::string_view(text).substr(0, generator.number() % text.size())));
        static_cast<void>(parser.split(R"({"type":"ADDED","object":)" + text));
        static_cast<void>(parser.split(text));
    }
}

}  // namespace
}  // namespace nexa::kube
