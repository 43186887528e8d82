// What the real operators wrote, step by step, must make sense to the health verdicts.
#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "base/test_checkout.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "data/test_support.hpp"

namespace nexa {
namespace {

class Recordings : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder())) GTEST_SKIP() << "the recordings of the operators are not at " << folder();
    }
    static std::filesystem::path folder() { return test::shared() / "envtest" / "observed"; }

    /// The objects of one file in order, each with what the recorder kept of it. Spark recordings have no kind.
    static std::vector<std::pair<std::string, json::object>> objects_of(const std::string& file) {
        std::vector<std::pair<std::string, json::object>> objects;
        std::istringstream lines(test::read_file(folder() / file));
        for (std::string line; std::getline(lines, line);) {
            const auto entry = json::parse(line).get_object();
            if (!entry.contains("event") || !entry.contains("generation")) continue;
            auto kind = entry.contains("kind") ? std::string(text_at(entry, {"kind"})) : std::string("SparkApplication");
            json::object metadata{{"generation", entry.at("generation")}};
            for (const std::string_view field : {"labels", "annotations"}) {
                if (const auto* map = object_at(entry, {field})) metadata[field] = *map;
            }
            json::object spec;
            if (const auto* suspend = find(entry, {"suspend"}); suspend != nullptr && !suspend->is_null()) spec["suspend"] = *suspend;
            json::object object{{"metadata", std::move(metadata)}, {"spec", std::move(spec)}};
            if (const auto* status = object_at(entry, {"status"})) object["status"] = *status;
            objects.emplace_back(std::move(kind), std::move(object));
        }
        return objects;
    }

    /// The different verdicts of one kind, in order.
    static std::vector<std::string> healths(const std::string& file, std::string_view kind) {
        std::vector<std::string> seen;
        for (const auto& [name, object] : objects_of(file)) {
            if (name != kind) continue;
            const auto health = std::string(to_string(find_kind(name)->health(object).health));
            if (seen.empty() || seen.back() != health) seen.push_back(health);
        }
        return seen;
    }
};

TEST_F(Recordings, NeverPuzzleTheVerdicts) {
    std::map<std::string, int> judged;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
        if (entry.path().extension() != ".jsonl") continue;
        for (const auto& [name, object] : objects_of(entry.path().filename().string())) {
            const auto* kind = find_kind(name);
            if (kind == nullptr || kind->ref.kind != name) continue;
            ++judged[name];
            const auto verdict = kind->health(object);
            EXPECT_NE(verdict.health, Health::unknown) << entry.path().filename() << " " << verdict.reason << "\n"
                                                       << json::serialize(object);
            const bool behind = object.contains("status") && object_at(object, {"status"})->contains("observedGeneration") &&
                                observed_generation(object) < generation(object);
            if (behind) EXPECT_NE(verdict.health, Health::healthy) << json::serialize(object);
        }
    }
    for (const char* kind : {"Kafka", "KafkaNodePool", "KafkaTopic", "SparkApplication"}) EXPECT_GT(judged[kind], 0) << kind;
}

TEST_F(Recordings, OfSparkApplicationsEndAsTheirNamesSay) {
    EXPECT_THAT(healths("spark-completed.jsonl", "SparkApplication"), testing::ElementsAre("Progressing", "Healthy"));
    EXPECT_EQ(healths("spark-failed.jsonl", "SparkApplication").back(), "Degraded");
    EXPECT_THAT(healths("spark-suspend.jsonl", "SparkApplication"), testing::Contains("Suspended"));
}

}  // namespace
}  // namespace nexa
