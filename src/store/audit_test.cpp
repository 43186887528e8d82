#include <fstream>
#include <thread>

#include "store/audit.hpp"
#include "store/test_support.hpp"
#include "store/tx.hpp"

namespace nexa::store {
namespace {

using namespace std::chrono_literals;
using Fault = AuditReport::Fault;

AuditEntry entry(std::string who, std::string message = "did something") {
    AuditEntry made;
    made.at = start;
    made.who = std::move(who);
    made.what = "intent.apply";
    made.outcome = "accepted";
    made.cluster = "dev-eu";
    made.name_space = "team-a";
    made.kind = "KafkaTopic";
    made.name = "orders";
    made.remote_address = "127.0.0.1";
    made.request_id = "r-1";
    made.message = std::move(message);
    made.detail = R"({"diff":[{"pointer":"/spec/partitions","before":3,"after":6}]})";
    return made;
}

AuditFilter everything() {
    AuditFilter filter;
    filter.scope.everything = true;
    return filter;
}

class AuditTest : public StoreTest {
protected:
    void append(int count) {
        write([&](Tx& tx) {
            for (int number = 1; number <= count; ++number) audit::append(tx, entry("user" + std::to_string(number)));
        });
    }
    void change(const std::string& text) {
        write([&](Tx& tx) { tx.connection().execute(text); });
    }
    void expect(Fault fault, std::int64_t first_bad, const std::optional<AuditHead>& head = std::nullopt) {
        const auto report = audit::verify(database(), head);
        EXPECT_EQ(static_cast<int>(report.fault), static_cast<int>(fault)) << report.explanation;
        EXPECT_EQ(report.first_bad, first_bad) << report.explanation;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, AuditTest, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(AuditTest, ManyWritersMakeOneChain) {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, name = "t" + std::to_string(thread)] {
            for (int count = 0; count < 20; ++count) {
                write([&](Tx& tx) {
                    audit::append(tx, entry(name));
                    audit::append(tx, entry(name));
                });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    expect(Fault::none, 0);
    EXPECT_EQ(audit::verify(database(), std::nullopt).records, 320);
    EXPECT_EQ(write([](Tx& tx) { return audit::head(tx); }).sequence, 320);
}

TEST_P(AuditTest, NamesTheFirstRecordThatWasAltered) {
    append(9);
    expect(Fault::none, 0);
    change("UPDATE audit_log SET message = 'did nothing' WHERE sequence = 4");
    change("UPDATE audit_log SET message = 'did nothing' WHERE sequence = 7");
    expect(Fault::altered, 4);
}

TEST_P(AuditTest, NamesTheFirstRecordThatIsMissing) {
    append(9);
    change("DELETE FROM audit_log WHERE sequence IN (3, 4)");
    expect(Fault::missing, 3);
}

TEST_P(AuditTest, SeesThatRecordsWereSwapped) {
    append(9);
    change("UPDATE audit_log SET sequence = 99 WHERE sequence = 3");
    change("UPDATE audit_log SET sequence = 3 WHERE sequence = 6");
    change("UPDATE audit_log SET sequence = 6 WHERE sequence = 99");
    expect(Fault::reordered, 3);
}

TEST_P(AuditTest, SeesThatTheEndWasCutOff) {
    append(9);
    const auto kept = write([](Tx& tx) { return audit::head(tx); });
    expect(Fault::none, 0, kept);
    change("DELETE FROM audit_log WHERE sequence > 6");
    expect(Fault::truncated, 7);
    // The stored head goes along with it: only the head that was kept elsewhere tells.
    const auto hash = write([](Tx& tx) {
        std::string found;
        Sql sql(tx, "SELECT hash FROM audit_log WHERE sequence = 6");
        sql.out(found);
        sql.next();
        return found;
    });
    change("UPDATE audit_heads SET sequence = 6, hash = '" + hash + "'");
    expect(Fault::none, 0);
    expect(Fault::truncated, 7, kept);
    expect(Fault::altered, 5, AuditHead{5, std::string(64, 'a')});
}

TEST_P(AuditTest, SeesARecordThatWasRewrittenWithAHashOfItsOwn) {
    append(9);
    auto page = write([](Tx& tx) { return audit::list(tx, everything()); });
    AuditEntry forged = page.entries.at(4);
    ASSERT_EQ(forged.sequence, 5);
    forged.who = "mallory";
    change("UPDATE audit_log SET who = 'mallory', hash = '" + audit::hash_of(forged) + "' WHERE sequence = 5");
    expect(Fault::altered, 5);
}

TEST_P(AuditTest, IsListedByFilterAndPageNewestFirst) {
    append(7);
    write([](Tx& tx) {
        AuditEntry other = entry("user3", "100% of_it");
        other.what = "auth.login";
        other.cluster = other.name_space = "";
        other.outcome = "denied";
        other.at = start + 1h;
        audit::append(tx, other);
    });
    const auto found = [&](const AuditFilter& filter) { return write([&](Tx& tx) { return audit::list(tx, filter); }); };
    AuditFilter all = everything();
    all.limit = 3;
    std::vector<std::int64_t> seen;
    do {
        const auto page = found(all);
        EXPECT_EQ(page.total, 8U);
        for (const auto& each : page.entries) seen.push_back(each.sequence);
        all.cursor = page.next_cursor;
    } while (!all.cursor.empty());
    EXPECT_EQ(seen, (std::vector<std::int64_t>{8, 7, 6, 5, 4, 3, 2, 1}));

    const auto count = [&](auto set) {
        AuditFilter filter = everything();
        set(filter);
        return found(filter).total;
    };
    EXPECT_EQ(count([](AuditFilter& filter) { filter.who = "user3"; }), 2U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.what = "auth."; }), 1U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.what = "intent.apply"; }), 7U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.outcome = "denied"; }), 1U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.clusters = {"dev-eu"}; }), 7U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.from = start + 1min; }), 1U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.to = start + 1min; }), 7U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.text = "0% of_"; }), 1U) << "wildcards are plain characters";
    EXPECT_EQ(count([](AuditFilter& filter) { filter.text = "partitions"; }), 8U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.scope = {false, {{std::set<std::string>{"dev-eu"}, std::nullopt}}}; }), 7U);
    EXPECT_EQ(count([](AuditFilter& filter) { filter.scope = {}; }), 0U);
}

/// The file with one byte changed, checked as `nexa audit verify` does it.
class AuditFileTest : public testing::Test {
protected:
    static constexpr int records = 40;
    void SetUp() override {
        auto test = fresh_database(Dialect::sqlite);
        const auto done = test->database->write_blocking([](Tx& tx) -> Result<> {
            for (int number = 1; number <= records; ++number) {
                // One that is longer than a page of the file, one that is empty where it can be.
                audit::append(tx, entry("user" + std::to_string(number), number == 20   ? std::string(6200, 'm')
                                                                         : number == 21 ? ""
                                                                                        : "did"));
            }
            return {};
        });
        ASSERT_TRUE(done);
        path_ = test->url.substr(7);
        test->database.reset();  // the last connection carries the log over into the file
        folder_ = std::move(test->folder);
        std::ifstream file(path_, std::ios::binary);
        bytes_.assign(std::istreambuf_iterator<char>(file), {});
    }
    AuditReport verify_with(std::size_t at, char value) {
        std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
        const auto put = [&](char byte) {
            file.seekp(static_cast<std::streamoff>(at));
            file.put(byte).flush();
        };
        put(value);
        const auto database = open_database({.url = "sqlite:" + path_, .read_only = true});
        AuditReport report;
        if (database) {
            report = audit::verify(**database, std::nullopt);
        } else {
            report.explanation = database.error().message;
        }
        put(bytes_[at]);
        return report;
    }
    /// The hashes are the last columns.
    std::size_t end_of(const AuditEntry& record) const { return bytes_.find(record.previous_hash + record.hash) + 128; }
    /// Where the record's cell begins: cells are laid from the end of a page towards its beginning, so that the next record ends there.
    /// One that is longer than a page lies elsewhere; of it, and of the last, the first bytes are left out.
    std::size_t start_of(const AuditEntry& record, const AuditEntry* next) const {
        static constexpr std::size_t sure = 20;
        const std::size_t id = bytes_.find(record.id.str());
        const std::size_t start_byte = next ? end_of(*next) : id;
        return start_byte < id && id - start_byte < 40 ? start_byte : id - sure;
    }

    TemporaryFolder folder_;
    std::string path_;
    std::string bytes_;
};

TEST_F(AuditFileTest, AnyByteOfARecordThatChangesIsFound) {
    const auto database = open_database({.url = "sqlite:" + path_, .read_only = true});
    const auto page = (*database)->read_blocking([](Tx& tx) -> Result<AuditList> {
        AuditFilter all = everything();
        all.limit = records;
        return audit::list(tx, all);
    });
    ASSERT_TRUE(page);
    ASSERT_EQ(audit::verify(**database, std::nullopt).fault, Fault::none);
    std::size_t tried = 0;
    for (const std::int64_t number : {1, 7, 20, 21, 22, 40}) {
        const auto place = static_cast<std::size_t>(records - number);
        const AuditEntry& record = page->entries.at(place);
        ASSERT_EQ(record.sequence, number);
        const std::size_t begin = start_of(record, place > 0 ? &page->entries.at(place - 1) : nullptr);
        const std::size_t end = end_of(record);
        // The long one's end lies on a page of its own.
        using Range = std::pair<std::size_t, std::size_t>;
        const bool is_long = record.message.size() > 4096;
        for (const auto& [from, to] :
             is_long ? std::vector<Range>{{begin, begin + 500}, {end - 3000, end}} : std::vector<Range>{{begin, end}}) {
            // Every bit of what tells lengths and types, then one bit in some bytes of the texts.
            static constexpr std::size_t header = 45;
            const auto in_header = [&](std::size_t at) { return at >= begin && at < begin + header; };
            for (std::size_t at = from; at < to; at += in_header(at) ? 1 : std::max<std::size_t>(7, (to - from) / 60)) {
                for (int bit = 0; bit < 8; ++bit) {
                    if (!in_header(at) && bit != static_cast<int>(at % 8)) continue;
                    const auto report = verify_with(at, static_cast<char>(bytes_[at] ^ (1 << bit)));
                    ++tried;
                    ASSERT_EQ(report.first_bad, number)
                        << "bit " << bit << " of byte " << at << " of record " << number << ": " << report.explanation;
                }
            }
        }
    }
    EXPECT_GT(tried, 1500U);
}

}  // namespace
}  // namespace nexa::store
