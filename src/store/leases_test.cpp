#include "store/leases.hpp"

#include "store/test_support.hpp"

namespace nexa::store {
namespace {

class Leases : public StoreTest {
protected:
    std::optional<std::int64_t> take(const std::string& owner, Duration at) {
        return write([&](Tx& tx) { return leases::take(tx, "watch/dev-eu", owner, start + at, start + at + std::chrono::seconds(15)); });
    }
    bool holds(const std::string& owner, std::int64_t fencing) {
        return write([&](Tx& tx) { return leases::holds(tx, "watch/dev-eu", owner, fencing); });
    }
};
INSTANTIATE_TEST_SUITE_P(Both, Leases, testing::Values(Dialect::sqlite, Dialect::mysql), dialect_name);

TEST_P(Leases, AreHeldByOneUntilTheyPass) {
    using std::chrono::seconds;
    EXPECT_EQ(take("a", seconds(0)), 1);
    EXPECT_EQ(take("b", seconds(10)), std::nullopt);
    EXPECT_EQ(take("a", seconds(10)), 1);  // prolonged
    EXPECT_EQ(take("b", seconds(20)), std::nullopt);
    EXPECT_EQ(take("b", seconds(26)), 2);
    EXPECT_EQ(take("a", seconds(27)), std::nullopt);
}

TEST_P(Leases, FenceTheFormerHolderOff) {
    using std::chrono::seconds;
    take("a", seconds(0));
    EXPECT_TRUE(holds("a", 1));
    EXPECT_FALSE(holds("b", 1));
    take("b", seconds(60));
    EXPECT_FALSE(holds("a", 1));
    EXPECT_TRUE(holds("b", 2));
    // Back at the first one it is another lease: what was written under the old number stays refused.
    take("a", seconds(120));
    EXPECT_FALSE(holds("a", 1));
    EXPECT_TRUE(holds("a", 3));
}

TEST_P(Leases, CanBeGivenBackByTheirHolderOnly) {
    using std::chrono::seconds;
    take("a", seconds(0));
    write([](Tx& tx) { leases::release(tx, "watch/dev-eu", "b"); });
    EXPECT_TRUE(holds("a", 1));
    write([](Tx& tx) { leases::release(tx, "watch/dev-eu", "a"); });
    EXPECT_FALSE(holds("a", 1));
    EXPECT_TRUE(take("b", seconds(1)));
    write([](Tx& tx) { leases::remove(tx, "watch/dev-eu"); });
    EXPECT_FALSE(holds("b", 3));
}

}  // namespace
}  // namespace nexa::store
