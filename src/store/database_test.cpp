#include <fstream>
#include <latch>
#include <thread>

#include "base/io_pool.hpp"
#include "store/counters.hpp"
#include "store/intents.hpp"
#include "store/mysql_address.hpp"
#include "store/test_support.hpp"
#include "store/tx.hpp"

#include <soci/mysql/soci-mysql.h>

namespace nexa::store {
namespace {

using namespace std::chrono_literals;

class DatabaseTest : public StoreTest {
protected:
    std::int64_t counter(const char* name) {
        return write([&](Tx& tx) { return counters::value(tx, name); });
    }
};
INSTANTIATE_TEST_SUITE_P(Both, DatabaseTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(DatabaseTest, CoroutinesGetWhatTheWorkReturns) {
    auto bump = [](Tx& tx) -> Result<std::int64_t> { return counters::bump(tx, "rights"); };
    EXPECT_EQ(run_to_end(database().write(bump)), 1);
    EXPECT_EQ(run_to_end(database().write(bump)), 2);
    EXPECT_EQ(run_to_end(database().read([](Tx& tx) -> Result<std::int64_t> { return counters::value(tx, "rights"); })), 2);
    EXPECT_TRUE(run_to_end(database().ping()));
    auto refuse = [](Tx& tx) -> Result<> {
        counters::bump(tx, "rights");
        return fail(ErrorCode::forbidden, "no");
    };
    const auto refused = run_to_end(database().write(refuse));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    EXPECT_EQ(counter("rights"), 2);
}

TEST_P(DatabaseTest, OneThatFailsTakesBackOnlyItself) {
    // All are queued while the first one holds the writers, so that they are committed as one group.
    std::latch queued(1);
    std::vector<std::thread> threads;
    std::array<Result<>, 24> results;
    for (std::size_t at = 0; at < results.size(); ++at) {
        threads.emplace_back([&, at] {
            if (at > 1) queued.wait();
            results[at] = database().write_blocking([&, at](Tx& tx) -> Result<> {
                if (at < 2) std::this_thread::sleep_for(200ms);
                intents::append(tx, intent(key("k" + std::to_string(at)), 1));
                if (at % 4 == 2) return fail(ErrorCode::invalid, "on purpose");
                if (at % 4 == 3) intents::append(tx, intent(key("k" + std::to_string(at)), 1));  // the same revision twice
                return {};
            });
        });
    }
    std::this_thread::sleep_for(50ms);
    queued.count_down();
    for (auto& thread : threads) thread.join();
    for (std::size_t at = 0; at < results.size(); ++at) {
        const auto revision = write([&](Tx& tx) { return intents::latest_revision(tx, key("k" + std::to_string(at))); });
        if (at % 4 < 2) {
            EXPECT_TRUE(results[at]) << results[at].error().message;
        } else {
            EXPECT_EQ(results[at].error().code, at % 4 == 2 ? ErrorCode::invalid : ErrorCode::conflict);
        }
        EXPECT_EQ(revision, at % 4 < 2 ? 1 : 0) << at;
    }
}

TEST_P(DatabaseTest, AnExceptionOfTheWorkIsItsOwnTrouble) {
    const auto thrown = database().write_blocking([](Tx& tx) -> Result<> {
        counters::bump(tx, "rights");
        throw std::runtime_error("a defect");
    });
    EXPECT_EQ(thrown.error().code, ErrorCode::internal);
    EXPECT_EQ(counter("rights"), 0);
}

TEST_P(DatabaseTest, AStatementMayBeUsedWhileItIsBeingRead) {
    write([](Tx& tx) {
        for (const char* name : {"a", "b", "c"}) counters::bump(tx, name);
    });
    const auto pairs = write([](Tx& tx) {
        const char* text = "SELECT name FROM counters WHERE value = :a ORDER BY name";
        int found = 0;
        std::string outer, inner;
        Sql first(tx, text);
        first.in(1).out(outer);
        while (first.next()) {
            Sql second(tx, text);
            second.in(1).out(inner);
            while (second.next()) ++found;
        }
        return found;
    });
    EXPECT_EQ(pairs, 9);
}

TEST_P(DatabaseTest, AReaderSeesOneMoment) {
    write([](Tx& tx) { counters::bump(tx, "rights"); });
    std::int64_t before = 0, after = 0;
    std::latch looked(1), changed(1);
    std::thread reader([&] {
        const auto done = database().read_blocking([&](Tx& tx) -> Result<> {
            before = counters::value(tx, "rights");
            looked.count_down();
            changed.wait();
            after = counters::value(tx, "rights");
            return {};
        });
        EXPECT_TRUE(done);
    });
    looked.wait();
    write([](Tx& tx) { counters::bump(tx, "rights"); });
    changed.count_down();
    reader.join();
    EXPECT_EQ(before, 1);
    EXPECT_EQ(after, 1);
}

TEST_P(DatabaseTest, ReadOnlyLooksOnBesideARunningServer) {
    write([](Tx& tx) { counters::bump(tx, "rights"); });
    const auto onlooker = open_database({.url = test_.url, .read_only = true});
    ASSERT_TRUE(onlooker) << onlooker.error().message;
    EXPECT_EQ((*onlooker)->read_blocking([](Tx& tx) -> Result<std::int64_t> { return counters::value(tx, "rights"); }), 1);
    const auto refused = (*onlooker)->write_blocking([](Tx& tx) -> Result<std::int64_t> { return counters::bump(tx, "rights"); });
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
}

TEST(SqliteDatabaseTest, ASecondProcessIsTurnedAway) {
    const auto first = fresh_database(Dialect::sqlite);
    const auto second = open_database({.url = first->url});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::unavailable);
    EXPECT_NE(second.error().message.find(fmt::format("(process {})", ::getpid())), std::string::npos) << second.error().message;
}

/// Whoever copies the file of a server that was stopped has everything. Connections that close at the same moment each leave it to the
/// other.
TEST(SqliteDatabaseTest, ACleanEndLeavesOneFile) {
    for (int round = 0; round < 50; ++round) {
        const TemporaryFolder folder;
        auto opened = open_database({.url = "sqlite:" + (folder.path() / "nexa.db").string(), .readers = 16});
        ASSERT_TRUE(opened) << opened.error().message;
        ASSERT_TRUE((*opened)->write_blocking([](Tx& tx) -> Result<std::int64_t> { return counters::bump(tx, "rights"); }));
        for (int reader = 0; reader < 16; ++reader)
            ASSERT_TRUE((*opened)->read_blocking([](Tx& tx) -> Result<std::int64_t> { return counters::value(tx, "rights"); }));
        opened->reset();
        ASSERT_FALSE(std::filesystem::exists(folder.path() / "nexa.db-wal")) << "in round " << round;
    }
}

TEST(SqliteDatabaseTest, AFullDiskRefusesAndRecovers) {
    const auto test = fresh_database(Dialect::sqlite);
    const auto fill = [&](std::int64_t revision) {
        return test->database->write_blocking([&](Tx& tx) -> Result<> {
            intents::append(tx, intent(key("orders"), revision));
            return {};
        });
    };
    const auto limit = [&](const char* text) {
        return test->database->write_blocking([&](Tx& tx) -> Result<> {
            tx.connection().execute(text);
            return {};
        });
    };
    ASSERT_TRUE(fill(1));
    ASSERT_TRUE(limit("PRAGMA max_page_count = 1"));  // means: no more than there are
    const auto refused = fill(2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_NE(refused.error().message.find("disk is full"), std::string::npos) << refused.error().message;
    ASSERT_TRUE(limit("PRAGMA max_page_count = 1000000"));
    EXPECT_TRUE(fill(2));
}

TEST(SqliteDatabaseTest, WhatIsNoDatabaseIsSaidSo) {
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "nexa.db").string();
    std::ofstream(path) << std::string(5000, 'x');
    const auto opened = open_database({.url = "sqlite:" + path});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::unavailable);
    EXPECT_NE(opened.error().message.find("damaged"), std::string::npos) << opened.error().message;
    EXPECT_EQ(open_database({.url = "sqlite:" + (folder.path() / "none" / "nexa.db").string()}).error().code, ErrorCode::unavailable);
    EXPECT_EQ(open_database({.url = "postgres://x"}).error().code, ErrorCode::invalid);
    EXPECT_EQ(open_database({.url = "mysql://nobody"}).error().code, ErrorCode::invalid);
}

TEST(SqliteDatabaseTest, ErrorsDoNotQuoteWhatWasWritten) {
    const auto test = fresh_database(Dialect::sqlite);
    const auto failed = test->database->write_blocking([](Tx& tx) -> Result<> {
        Sql(tx, "INSERT INTO nowhere (a) VALUES (:a)").in("sealed-secret").run();
        return {};
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message.find("sealed-secret"), std::string::npos) << failed.error().message;
}

/// What a server that breaks connections does to transactions.
class MysqlDatabaseTest : public testing::Test {
protected:
    void SetUp() override {
        auto made = fresh_database(Dialect::mysql);
        if (!made) GTEST_SKIP() << made.error().message;
        test_ = std::move(*made);
        admin_ = std::make_unique<soci::session>(soci::mysql, MysqlAddress::parse(test_.url)->connect_text());
    }
    void break_connection(Tx& tx) {
        std::int64_t id = 0;
        Sql sql(tx, "SELECT CONNECTION_ID()");
        sql.out(id);
        sql.next();
        *admin_ << "KILL " << id;
        std::this_thread::sleep_for(50ms);
    }
    Result<std::int64_t> value() {
        return test_.database->read_blocking([](Tx& tx) -> Result<std::int64_t> { return counters::value(tx, "rights"); });
    }

    TestDatabase test_;
    std::unique_ptr<soci::session> admin_;
};

TEST_F(MysqlDatabaseTest, AConnectionThatBreaksBeforeTheCommitIsReplaced) {
    int attempts = 0;
    const auto done = test_.database->write_blocking([&](Tx& tx) -> Result<std::int64_t> {
        if (++attempts == 1) break_connection(tx);
        return counters::bump(tx, "rights");
    });
    EXPECT_EQ(done, 1);
    EXPECT_EQ(attempts, 2);
    int reads = 0;
    const auto read = test_.database->read_blocking([&](Tx& tx) -> Result<std::int64_t> {
        if (++reads == 1) break_connection(tx);
        return counters::value(tx, "rights");
    });
    EXPECT_EQ(read, 1);
}

TEST_F(MysqlDatabaseTest, ACommitWithoutAnAnswerIsReadAgain) {
    int attempts = 0;
    const auto broken = [&](Tx& tx) -> Result<std::int64_t> {
        const auto bumped = counters::bump(tx, "rights");
        if (++attempts == 1) break_connection(tx);
        return bumped;
    };
    const auto unknown = test_.database->write_blocking(broken);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::timed_out);
    EXPECT_EQ(value(), 0);

    attempts = 0;
    const auto absent = [](Tx& tx) -> Result<bool> { return counters::value(tx, "rights") > 0; };
    EXPECT_EQ(test_.database->write_blocking(broken, absent), 1) << "not there, so it is done again";
    EXPECT_EQ(attempts, 2);
    attempts = 0;
    EXPECT_EQ(test_.database->write_blocking(broken, [](Tx&) -> Result<bool> { return true; }), 2)
        << "said to be there, so it is not done again";
    EXPECT_EQ(attempts, 1);
}

TEST_F(MysqlDatabaseTest, ADeadlockIsTriedAgain) {
    ASSERT_TRUE(test_.database->write_blocking([](Tx& tx) -> Result<> {
        counters::bump(tx, "a");
        counters::bump(tx, "b");
        return {};
    }));
    std::atomic<int> attempts = 0;
    const auto both = [&](const char* first, const char* second) {
        return test_.database->write_blocking([&attempts, first, second](Tx& tx) -> Result<> {
            counters::bump(tx, first);
            if (++attempts <= 2) std::this_thread::sleep_for(300ms);
            counters::bump(tx, second);
            return {};
        });
    };
    Result<> one, other;
    std::thread thread([&] { one = both("a", "b"); });
    std::this_thread::sleep_for(100ms);
    other = both("b", "a");
    thread.join();
    EXPECT_TRUE(one) << one.error().message;
    EXPECT_TRUE(other) << other.error().message;
    EXPECT_GE(attempts.load(), 3) << "one of them had to begin again";
}

}  // namespace
}  // namespace nexa::store
