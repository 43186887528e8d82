#include "data/sandbox/journal.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "data/sandbox/cluster.hpp"

namespace nexa::sandbox {
namespace {

class JournalFile : public testing::Test {
protected:
    void SetUp() override {
        folder = std::filesystem::temp_directory_path() /
                 fmt::format("nexa-journal-{}-{}", ::getpid(), testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder);
        path = (folder / "journal").string();
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::unique_ptr<SandboxCluster> open() {
        ClusterOptions options;
        options.strimzi_version = "1.2.0";
        options.journal_path = path;
        auto opened = SandboxCluster::open(std::move(options), SimTime::manual());
        EXPECT_TRUE(opened) << opened.error().message;
        return opened ? std::move(*opened) : nullptr;
    }

    std::filesystem::path folder;
    std::string path;
};

TEST_F(JournalFile, KeepsTheNewestOfEachAndSkipsATornEnd) {
    std::uint64_t last = 0;
    {
        auto journal = Journal::open(path, [](Journal::Record) { FAIL(); }, last);
        ASSERT_TRUE(journal);
        EXPECT_TRUE((*journal)->put("pods", "a/b", 1, R"({"v":1})"));
        EXPECT_TRUE((*journal)->put("pods", "a/b", 2, "{\"v\":\"line\\nbreak\"}"));
        EXPECT_TRUE((*journal)->put("pods", "a/c", 3, "{}"));
        EXPECT_TRUE((*journal)->erase("pods", "a/c", 4));
    }
    std::ofstream(path, std::ios::app) << "P pods a/d 5 100\n{\"torn\":";
    std::vector<Journal::Record> records;
    ASSERT_TRUE(Journal::open(path, [&](Journal::Record record) { records.push_back(std::move(record)); }, last));
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].resource_version, 2U);
    EXPECT_EQ(last, 4U);
    EXPECT_LT(std::filesystem::file_size(path), 80U);
}

TEST_F(JournalFile, StaysInProportionToWhatIsAlive) {
    const std::string text(10'000, 'x');
    ObjectPtr last;
    std::uintmax_t largest = 0;
    {
        const auto cluster = open();
        auto& store = cluster->store();
        ASSERT_TRUE(store.create("ConfigMap", "default", {{"metadata", {{"name", "still"}}}}));
        ASSERT_TRUE(store.create("ConfigMap", "default", {{"metadata", {{"name", "busy"}}}}));
        for (int turn = 0; turn < 2000; ++turn) {
            const auto changed = store.mutate("ConfigMap", "default", "busy", [&](json::object& object) {
                object["data"] = {{"text", text}, {"turn", std::to_string(turn)}};
                return true;
            });
            ASSERT_TRUE(changed);
            last = *changed;
            largest = std::max(largest, std::filesystem::file_size(path));
        }
    }
    EXPECT_LT(largest, 10'000'000U) << "20 MB were written";
    const auto again = open();
    EXPECT_TRUE(again->store().find("ConfigMap", "default", "still"));
    const auto busy = again->store().find("ConfigMap", "default", "busy");
    ASSERT_TRUE(busy);
    EXPECT_EQ(busy->tail(), last->tail());
    EXPECT_EQ(busy->resource_version(), last->resource_version());
    EXPECT_GE(again->store().resource_version(), last->resource_version());
}

TEST_F(JournalFile, WhatIsNestedDeeplyComesBackToo) {
    json::value deep = "end";
    for (int i = 0; i < 200; ++i) deep = json::object{{"in", std::move(deep)}};
    {
        const auto cluster = open();
        ASSERT_TRUE(cluster->store().create(
            "KafkaTopic", "default",
            {{"metadata", {{"name", "deep"}}}, {"spec", {{"partitions", 1}, {"replicas", 1}, {"config", {{"nested", deep}}}}}}));
    }
    const auto topic = open()->store().find("KafkaTopic", "default", "deep");
    ASSERT_TRUE(topic);
    EXPECT_EQ(json::serialize(topic->value().at("spec").at("config").at("nested")), json::serialize(deep));
}

TEST_F(JournalFile, AKilledClusterComesBackAsItWas) {
    int channel[2];
    ASSERT_EQ(::pipe(channel), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        // Writes, and reports each acknowledged write, until it is killed.
        auto cluster = open();
        for (int i = 0;; ++i) {
            const auto name = fmt::format("t{}", i % 20);
            Outcome<ObjectPtr> made =
                cluster->store().create("KafkaTopic", "default", {{"metadata", {{"name", name}}}, {"spec", {{"partitions", 1}}}});
            if (!made) {
                made = cluster->store().mutate("KafkaTopic", "default", name, [&](json::object& object) {
                    object["spec"].as_object()["partitions"] = i + 1;
                    return true;
                });
            }
            const auto line = fmt::format("{} {} {} {}\n", name, (*made)->uid(), (*made)->resource_version(),
                                          (*made)->value().at("spec").at("partitions").as_int64());
            if (::write(channel[1], line.data(), line.size()) < 0) ::_exit(1);
        }
    }
    ::close(channel[1]);
    std::string told;
    char block[4096];
    while (told.size() < 60'000) {
        const auto count = ::read(channel[0], block, sizeof block);
        if (count <= 0) break;
        told.append(block, static_cast<std::size_t>(count));
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (ssize_t count = 0; (count = ::read(channel[0], block, sizeof block)) > 0;) told.append(block, static_cast<std::size_t>(count));
    ::close(channel[0]);

    struct Told {
        std::string uid;
        std::uint64_t version = 0;
        std::int64_t partitions = 0;
    };
    std::map<std::string, Told> newest;
    std::uint64_t highest = 0;
    std::istringstream lines(told.substr(0, told.rfind('\n') + 1));
    for (std::string name, uid; lines >> name >> uid;) {
        Told entry{.uid = uid};
        lines >> entry.version >> entry.partitions;
        highest = std::max(highest, entry.version);
        newest[name] = entry;
    }
    ASSERT_EQ(newest.size(), 20U);

    const auto cluster = open();
    ASSERT_TRUE(cluster);
    EXPECT_TRUE(cluster->restored());
    EXPECT_GE(cluster->store().resource_version(), highest);
    for (const auto& [name, entry] : newest) {
        const auto object = cluster->store().find("KafkaTopic", "default", name);
        ASSERT_TRUE(object) << name;
        EXPECT_EQ(object->uid(), entry.uid);
        EXPECT_GE(object->resource_version(), entry.version);  // one write more may have been committed and not yet reported
        if (object->resource_version() == entry.version)
            EXPECT_EQ(object->value().at("spec").at("partitions").as_int64(), entry.partitions);
    }
    const auto next = cluster->store().create("ConfigMap", "default", {{"metadata", {{"name", "after"}}}});
    ASSERT_TRUE(next);
    EXPECT_GT((*next)->resource_version(), highest);
    std::uint64_t upto = 0;
    const auto type = cluster->types().by_kind("KafkaTopic");
    EXPECT_EQ(cluster->store().events_after(type->storage, 1, 10, upto).error().code, 410);
}

}  // namespace
}  // namespace nexa::sandbox
