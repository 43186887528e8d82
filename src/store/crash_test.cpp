// What was answered with success is there after kill -9, and nothing is there by halves.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "store/audit.hpp"
#include "store/intents.hpp"
#include "store/runs.hpp"
#include "store/test_support.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace {

using namespace std::chrono_literals;

constexpr int writers = 6;

/// Accepts changes until it is killed, and writes its name as a line to `acknowledged` for each that was answered with success.
[[noreturn]] void accept_forever(const std::string& url, int round, int acknowledged) {
    const auto database = open_database({.url = url});
    if (!database) ::_exit(3);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < writers; ++thread) {
        threads.emplace_back([&, thread] {
            for (int number = 0;; ++number) {
                const Intent wish = intent(key(fmt::format("r{}-t{}-{}", round, thread, number)), 1);
                const auto done = (*database)->write_blocking([&](Tx& tx) -> Result<> {
                    intents::append(tx, wish);
                    runs::insert(tx, run_of(wish));
                    AuditEntry entry;
                    entry.at = start;
                    entry.who = "alice";
                    entry.what = "intent.apply";
                    entry.outcome = "accepted";
                    entry.name = wish.key.name;
                    audit::append(tx, entry);
                    return {};
                });
                if (!done) ::_exit(4);
                const std::string line = wish.key.name + "\n";
                if (::write(acknowledged, line.data(), line.size()) < 0) ::_exit(5);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    ::_exit(0);
}

std::set<std::string> names(Database& database, const std::string& table) {
    const auto found = database.read_blocking([&](Tx& tx) -> Result<std::set<std::string>> {
        std::set<std::string> all;
        std::string name;
        Sql sql(tx, "SELECT name FROM " + table);
        sql.out(name);
        while (sql.next()) EXPECT_TRUE(all.insert(name).second) << name << " is twice in " << table;
        return all;
    });
    EXPECT_TRUE(found);
    return found.value_or(std::set<std::string>());
}

class CrashTest : public StoreTest {};
INSTANTIATE_TEST_SUITE_P(Both, CrashTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(CrashTest, WhatWasAcknowledgedSurvivesKill9) {
    std::set<std::string> acknowledged;
    for (int round = 0; round < 4; ++round) {
        test_.database.reset();
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            accept_forever(test_.url, round, ends[1]);
        }
        ::close(ends[1]);
        std::thread killer([&] {
            std::this_thread::sleep_for(250ms + round * 37ms);
            ::kill(child, SIGKILL);
        });
        std::string text;
        char buffer[4096];
        for (ssize_t size = 0; (size = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(size));
        ::close(ends[0]);
        killer.join();
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
        // The last line may be cut off by the kill.
        for (std::size_t from = 0, to = 0; (to = text.find('\n', from)) != std::string::npos; from = to + 1) {
            acknowledged.insert(text.substr(from, to - from));
        }

        auto reopened = open_database({.url = test_.url});
        ASSERT_TRUE(reopened) << reopened.error().message;
        test_.database = std::move(*reopened);
        const auto report = audit::verify(database(), std::nullopt);
        EXPECT_EQ(report.fault, AuditReport::Fault::none) << report.explanation;
        const auto accepted = names(database(), "resource_intents");
        EXPECT_EQ(accepted, names(database(), "resource_runs"));
        EXPECT_EQ(accepted, names(database(), "audit_log"));
        EXPECT_TRUE(std::ranges::includes(accepted, acknowledged)) << "an acknowledged change is lost";
    }
}

}  // namespace
}  // namespace nexa::store
