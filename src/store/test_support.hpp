#pragma once

#include <gtest/gtest.h>

#include <string>

#include "model/intent.hpp"
#include "model/run.hpp"
#include "store/test_databases.hpp"

namespace nexa::store {

inline const Time start = Time(std::chrono::seconds(1'800'000'000));

/// A fresh database of either kind for each test; skipped, with the reason, where its server is not installed.
class StoreTest : public testing::TestWithParam<Dialect> {
protected:
    void SetUp() override {
        auto made = fresh_database(GetParam());
        if (!made) GTEST_SKIP() << made.error().message;
        test_ = std::move(*made);
    }
    Database& database() { return *test_.database; }

    /// Runs in a transaction; a failure fails the test.
    template <class Work>
    auto write(Work work) {
        using T = std::invoke_result_t<Work&, Tx&>;
        if constexpr (std::is_void_v<T>) {
            const auto done = database().write_blocking([&](Tx& tx) -> Result<bool> {
                work(tx);
                return true;
            });
            EXPECT_TRUE(done) << (done ? "" : done.error().message);
        } else {
            auto done = database().write_blocking([&](Tx& tx) -> Result<T> { return work(tx); });
            EXPECT_TRUE(done) << (done ? "" : done.error().message);
            return done ? std::move(*done) : T{};
        }
    }

    TestDatabase test_;
};

inline std::string dialect_name(const testing::TestParamInfo<Dialect>& each) {
    return each.param == Dialect::sqlite ? "Sqlite" : "Mysql";
}

inline ResourceKey key(std::string name, std::string cluster = "dev-eu") {
    return {std::move(cluster), "team-a", "KafkaTopic", std::move(name)};
}

inline Intent intent(ResourceKey of, std::int64_t revision) {
    Intent made;
    made.id = Id<Intent>::make();
    made.key = std::move(of);
    made.revision = revision;
    made.manifest = R"({"a":"'\\%:x"})";
    made.source_text = std::string(100'000, 'x') + "# comment\n:colon 'quote\" \\ back";
    made.source_type = "application/yaml";
    made.author = "alice";
    made.origin = "apply";
    made.created_at = start;
    return made;
}

inline Run run_of(const Intent& of, Time due = start) {
    Run run;
    run.id = Id<Run>::make();
    run.intent = of.id;
    run.revision = of.revision;
    run.action = "apply";
    run.key = of.key;
    run.author = of.author;
    run.created_at = due;
    run.due_at = due;
    return run;
}

}  // namespace nexa::store
