#include "data/sandbox/request_log.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace nexa::sandbox {
namespace {

class RequestLogTest : public testing::Test {
protected:
    RequestLogTest() {
        std::string pattern = testing::TempDir() + "nexa-log-XXXXXX";
        folder = ::mkdtemp(pattern.data());
        path = (folder / "requests.jsonl").string();
    }
    ~RequestLogTest() override { std::filesystem::remove_all(folder); }

    static RequestRecord record(std::string name) {
        RequestRecord made;
        made.verb = "apply";
        made.path = std::move(name);
        return made;
    }

    std::filesystem::path folder;
    std::string path;
};

TEST_F(RequestLogTest, NumbersGoOnAfterARestart) {
    {
        auto log = RequestLog::open(path);
        ASSERT_TRUE(log);
        (*log)->add(record("/a"));
        (*log)->add(record("/b"));
    }
    auto log = RequestLog::open(path);
    (*log)->add(record("/c"));
    const auto after = (*log)->after(2);
    ASSERT_EQ(after.size(), 1U);
    EXPECT_EQ(after[0].number, 3U);
}

TEST_F(RequestLogTest, ALineCutOffByAKillCostsThatLineOnly) {
    {
        auto log = RequestLog::open(path);
        for (int count = 0; count < 3; ++count) (*log)->add(record("/a"));
    }
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 5);
    auto log = RequestLog::open(path);
    ASSERT_TRUE(log);
    (*log)->add(record("/b"));
    EXPECT_EQ((*log)->after(0).back().number, 3U);
    EXPECT_EQ((*RequestLog::open(path))->after(0).size(), 0U) << "what is in memory is of this start";
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(json::parse(lines.back()).at("path"), "/b");
}

TEST_F(RequestLogTest, IsBoundedInMemoryAndOnDisk) {
    const std::uint64_t most = 4096;
    {
        auto log = RequestLog::open(path, {.in_memory = 10, .file_bytes = most});
        for (int count = 0; count < 500; ++count) (*log)->add(record("/apis/x/" + std::to_string(count)));
        EXPECT_EQ((*log)->after(0).size(), 10U);
        EXPECT_EQ((*log)->after(0).back().number, 500U);
    }
    EXPECT_LT(std::filesystem::file_size(path), most);
    EXPECT_LT(std::filesystem::file_size(path + ".1"), most + 512);
    // Nothing is lost between the two files: the numbers go on.
    auto log = RequestLog::open(path);
    (*log)->add(record("/last"));
    EXPECT_EQ((*log)->after(0).back().number, 501U);
}

}  // namespace
}  // namespace nexa::sandbox
