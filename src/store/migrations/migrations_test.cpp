#include "store/migrations/migrations.hpp"

#include "store/intents.hpp"
#include "store/migrations/tables.hpp"
#include "store/mysql_address.hpp"
#include "store/snapshots.hpp"
#include "store/test_support.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace {

class MigrationsTest : public StoreTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        if (IsSkipped()) return;
        test_.database.reset();
        const std::string text =
            GetParam() == Dialect::sqlite ? "db=\"" + test_.url.substr(7) + "\"" : MysqlAddress::parse(test_.url)->connect_text();
        connection_ = std::make_unique<Connection>(GetParam(), text);
    }
    std::vector<Migration> with(std::span<const std::string_view> statements) {
        std::vector<Migration> all(migrations().begin(), migrations().end());
        all.push_back({all.back().number + 1, "test", statements});
        return all;
    }
    std::int64_t count(const std::string& table) {
        Tx tx(*connection_);
        std::int64_t rows = -1;
        Sql sql(tx, "SELECT COUNT(*) FROM " + table);
        sql.out(rows);
        sql.next();
        return rows;
    }

    std::unique_ptr<Connection> connection_;
};
INSTANTIATE_TEST_SUITE_P(Both, MigrationsTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(MigrationsTest, RunOnceAndOnlyOnce) {
    EXPECT_TRUE(migrate(*connection_, migrations()));
    static constexpr std::array<std::string_view, 2> statements{"CREATE TABLE IF NOT EXISTS extra (a BIGINT NOT NULL)",
                                                                "INSERT INTO extra VALUES (1)"};
    EXPECT_TRUE(migrate(*connection_, with(statements)));
    EXPECT_TRUE(migrate(*connection_, with(statements)));
    EXPECT_EQ(count("extra"), 1);
}

TEST_P(MigrationsTest, GoOnWhereTheyWereInterrupted) {
    static constexpr std::array<std::string_view, 4> statements{"CREATE TABLE IF NOT EXISTS extra (a BIGINT NOT NULL)",
                                                                "INSERT INTO extra VALUES (1)", "INSERT INTO later VALUES (2)",
                                                                "INSERT INTO extra VALUES (3)"};
    EXPECT_FALSE(migrate(*connection_, with(statements))) << "`later` is not there yet";
    connection_->execute("CREATE TABLE later (a BIGINT NOT NULL)");
    const auto resumed = migrate(*connection_, with(statements));
    EXPECT_TRUE(resumed) << (resumed ? "" : resumed.error().message);
    EXPECT_EQ(count("extra"), 2) << "what had been done is not done twice";
    EXPECT_EQ(count("later"), 1);
}

TEST_P(MigrationsTest, RefuseWhatAnotherProgramMade) {
    static constexpr std::array<std::string_view, 1> one{"CREATE TABLE IF NOT EXISTS extra (a BIGINT NOT NULL)"};
    static constexpr std::array<std::string_view, 1> edited{"CREATE TABLE IF NOT EXISTS extra (a BIGINT NOT NULL, b BIGINT)"};
    ASSERT_TRUE(migrate(*connection_, with(one)));
    const auto changed = migrate(*connection_, with(edited));
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().code, ErrorCode::invalid);
    EXPECT_NE(changed.error().message.find("differs"), std::string::npos);
    connection_.reset();
    const auto newer = open_database({.url = test_.url});
    ASSERT_FALSE(newer);
    EXPECT_EQ(newer.error().code, ErrorCode::invalid);
    EXPECT_NE(newer.error().message.find("newer Nexa"), std::string::npos);
}

TEST_P(MigrationsTest, OtherNamesAreTakenFromWhatWasWrittenBefore) {
    const auto stored = [&](std::string_view kind, const std::string& text) {
        Tx tx(*connection_);
        Sql(tx, "DELETE FROM observed_snapshots").run();
        Snapshot snapshot;
        snapshot.key = {"dev-eu", "team-a", std::string(kind), "a"};
        snapshot.object = text;
        snapshot.summary = "{}";
        std::vector<Snapshot> all{snapshot};
        snapshots::put(tx, all);
        Intent intent;
        intent.id = Id<Intent>::make();
        intent.key = {"dev-eu", "team-a", std::string(kind), intent.id.str()};
        intent.revision = 1;
        intent.manifest = text;
        intents::append(tx, intent);
        for (const auto statement : columns_of_aliases()) {
            if (statement.starts_with("UPDATE")) tx.connection().execute(std::string(statement));
        }
        const auto name = snapshots::find(tx, snapshot.key)->alias;
        EXPECT_EQ(intents::latest(tx, intent.key)->alias, name);
        return name;
    };
    EXPECT_EQ(stored("KafkaTopic", R"({"spec":{"topicName":"a.b"},"status":{"topicName":"c"}})"), "a.b");
    EXPECT_EQ(stored("KafkaTopic", R"({"spec":{"partitions":1}})"), "");
    EXPECT_EQ(stored("KafkaTopic", R"({"spec":{"topicName":")" + std::string(1000, 'x') + "\"}}"), std::string(249, 'x'));
    EXPECT_EQ(stored("KafkaUser", R"({"spec":{"topicName":"a"}})"), "");
}

}  // namespace
}  // namespace nexa::store
