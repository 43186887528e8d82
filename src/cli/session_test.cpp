#include "cli/session.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace nexa::cli {
namespace {

class SessionTest : public testing::Test {
protected:
    SessionTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "nexa-session-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~SessionTest() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
};

TEST_F(SessionTest, IsKeptForItsOwnerOnly) {
    const SessionFile file(folder_ / "config" / "nexa");
    EXPECT_FALSE(file.load()->has_value());
    ASSERT_TRUE(file.save({.server = "https://nexa", .access_token = "a", .refresh_token = "r", .ca_pem = {}}));
    struct stat info{};
    ASSERT_EQ(::stat(file.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat(file.path().parent_path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700U);
    const auto loaded = file.load();
    ASSERT_TRUE(loaded && *loaded);
    EXPECT_EQ((*loaded)->server, "https://nexa");
    EXPECT_EQ((*loaded)->refresh_token, "r");
    EXPECT_TRUE(file.remove());
    EXPECT_TRUE(file.remove());
    EXPECT_FALSE(file.load()->has_value());
    for (const auto& entry : std::filesystem::directory_iterator(file.path().parent_path()))
        EXPECT_FALSE(entry.path().filename().string().starts_with(".session"));
}

TEST_F(SessionTest, RefusesWhatOthersMayReadOrWhatIsDamaged) {
    const SessionFile file(folder_);
    ASSERT_TRUE(file.save({.server = "https://nexa", .access_token = {}, .refresh_token = {}, .ca_pem = {}}));
    ASSERT_EQ(::chmod(file.path().c_str(), 0644), 0);
    EXPECT_NE(file.load().error().message.find("chmod 600"), std::string::npos);
    ASSERT_EQ(::chmod(file.path().c_str(), 0600), 0);
    std::ofstream(file.path()) << "{\"server\":";
    EXPECT_NE(file.load().error().message.find("damaged"), std::string::npos);
}

TEST_F(SessionTest, LocksOutOthers) {
    const SessionFile file(folder_);
    std::atomic<bool> second_has_it{false};
    std::thread other;
    {
        const auto held = file.lock();
        ASSERT_TRUE(held);
        other = std::thread([&] {
            const auto lock = file.lock();
            second_has_it = lock.has_value();
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        EXPECT_FALSE(second_has_it);
    }
    other.join();
    EXPECT_TRUE(second_has_it);
}

}  // namespace
}  // namespace nexa::cli
