#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/test_checkout.hpp"
#include "data/sandbox/operators/install.hpp"
#include "data/sandbox/operators/plan.hpp"
#include "wire/yaml.hpp"

/// For the tests of this folder: a cluster whose time moves only when told to, with its operators.
namespace nexa::sandbox {

class OperatorsTest : public ::testing::Test {
protected:
    std::shared_ptr<SimTime> time = SimTime::manual();
    std::unique_ptr<SandboxCluster> cluster;

    void open(const std::string& strimzi, const std::string& spark) {
        ClusterOptions options;
        options.name = "test";
        options.strimzi_version = strimzi;
        options.spark_version = spark;
        auto opened = SandboxCluster::open(options, time);
        ASSERT_TRUE(opened) << opened.error().message;
        cluster = std::move(*opened);
        install_operators(*cluster, {strimzi, spark});
        ASSERT_TRUE(cluster->settle());
    }

    ObjectStore& store() { return cluster->store(); }
    bool settle(Duration most = std::chrono::hours(1)) { return cluster->settle(most); }
    void pass(Duration by) { time->step(by); }

    /// Applies every document of a YAML text, as `kubectl create` would; namespace "default" unless it says another.
    void create(std::string_view yaml) {
        const auto documents = wire::parse_yaml(yaml);
        ASSERT_TRUE(documents) << documents.error().message;
        for (const auto& document : *documents) create(document.value.as_object());
    }
    void create(json::object object) {
        const auto kind = kind_of(object);
        const auto name_space = text_at(object, {"metadata", "namespace"}, "default");
        object.erase("apiVersion");
        const auto made = store().create(kind, name_space, std::move(object));
        ASSERT_TRUE(made) << made.error().message;
    }
    /// A merge patch as YAML.
    void patch(std::string_view kind, std::string_view name, std::string_view yaml) {
        const auto documents = wire::parse_yaml(yaml);
        ASSERT_TRUE(documents) << documents.error().message;
        const auto done = store().mutate(kind, "default", name, [&](json::object& object) {
            merge(object, documents->front().value.as_object());
            return true;
        });
        ASSERT_TRUE(done) << done.error().message;
    }
    void remove(std::string_view kind, std::string_view name) {
        const auto done = store().remove(kind, "default", name);
        ASSERT_TRUE(done) << done.error().message;
    }

    json::object get(std::string_view kind, std::string_view name) {
        const auto object = store().find(kind, "default", name);
        return object ? object->value() : json::object{};
    }
    json::object status(std::string_view kind, std::string_view name) { return object_at(get(kind, name), {"status"}); }
    bool exists(std::string_view kind, std::string_view name) { return store().find(kind, "default", name) != nullptr; }

    /// "Ready=True", "NotReady=True:Creating", ... in order.
    std::vector<std::string> conditions(std::string_view kind, std::string_view name) { return conditions_in(status(kind, name)); }
    static std::vector<std::string> conditions_in(const json::object& status) {
        std::vector<std::string> result;
        for (const auto& item : array_at(status, {"conditions"})) {
            const auto& condition = item.as_object();
            auto text = text_at(condition, {"type"}) + "=" + text_at(condition, {"status"});
            if (const auto reason = text_at(condition, {"reason"}); !reason.empty()) text += ":" + reason;
            result.push_back(std::move(text));
        }
        return result;
    }
    std::string message(std::string_view kind, std::string_view name) {
        const auto state = status(kind, name);
        const auto& list = array_at(state, {"conditions"});
        return list.empty() ? "" : text_at(list[0].as_object(), {"message"});
    }

    std::vector<std::string> names(std::string_view kind, std::string_view labels = {}) {
        std::vector<std::string> result;
        for (const auto& object : store().list(kind, "default", *LabelSelector::parse(labels))) result.emplace_back(object->name());
        return result;
    }

    /// The reasons of events about an object, in order of their making.
    std::vector<std::string> events(std::string_view name) {
        std::vector<std::pair<std::uint64_t, std::string>> found;
        for (const auto& event : store().list("Event", "default")) {
            if (text_at(event->value(), {"involvedObject", "name"}) == name)
                found.emplace_back(event->resource_version(), text_at(event->value(), {"reason"}));
        }
        std::ranges::sort(found);
        std::vector<std::string> reasons;
        reasons.reserve(found.size());
        for (auto& [version, reason] : found) reasons.push_back(std::move(reason));
        return reasons;
    }

    /// Every state of one object from now on, newest last.
    struct Recording {
        std::vector<json::object> states;
    };
    std::shared_ptr<Recording> record(std::string kind, std::string name) {
        auto recording = std::make_shared<Recording>();
        store().subscribe([recording, kind = std::move(kind), name = std::move(name)](const EventPtr& event) {
            if (event->resource->kind == kind && event->object->name() == name && event->type != WatchEvent::Type::deleted)
                recording->states.push_back(event->object->value());
        });
        return recording;
    }

    static std::string read(const std::filesystem::path& path) {
        std::ifstream file(path);
        std::ostringstream text;
        text << file.rdbuf();
        return std::move(text).str();
    }
};

}  // namespace nexa::sandbox
