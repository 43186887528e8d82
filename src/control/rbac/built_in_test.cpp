#include "control/rbac/built_in.hpp"

#include <gtest/gtest.h>

#include "control/test_fixture.hpp"
#include "store/roles.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

struct BuiltInTest : ApiTest {
    Endpoints endpoints() override { return {}; }
    std::optional<Secret> bootstrap() {
        auto made = run_to_end(bootstrap_administrator(*database, *directory, hashing, clock));
        EXPECT_TRUE(made) << made.error().message;
        return made.value_or(std::nullopt);
    }
};

TEST_F(BuiltInTest, TheFirstStartMakesAnAdministratorOnce) {
    const auto password = bootstrap();
    ASSERT_TRUE(password);
    EXPECT_GE(password->reveal().size(), 20U);
    const auto admin = directory->find_by_name("admin");
    ASSERT_TRUE(admin);
    for (const auto& [permission, name] : permission_names) EXPECT_TRUE(admin->rights->allows_everywhere(permission)) << name;
    EXPECT_TRUE(run_to_end(auth->login("admin", *password, {})));
    EXPECT_FALSE(bootstrap()) << "the password is told once";
    ASSERT_EQ(trail("user.create").size(), 1U);
    EXPECT_EQ(trail("user.create")[0].who, "system:bootstrap");
}

TEST_F(BuiltInTest, WhereThereAreUsersNoneIsMade) {
    add_user("ann");
    EXPECT_FALSE(bootstrap());
    EXPECT_FALSE(directory->find_by_name("admin"));
}

TEST_F(BuiltInTest, ABuiltInRoleThatWasTamperedWithIsPutRight) {
    write([](store::Tx& tx) -> Result<bool> {
        store::roles::put(tx, {"viewer", "", {"users:write"}, false});
        return true;
    });
    bootstrap();
    const auto viewer = write([](store::Tx& tx) -> Result<std::optional<Role>> { return store::roles::find(tx, "viewer"); });
    EXPECT_TRUE((*viewer)->built_in);
    EXPECT_EQ((*viewer)->permissions, (std::set<std::string>{"clusters:read", "resources:read", "resources:logs", "runs:read"}));
}

TEST(BuiltInRoles, AnAuditorChangesNothingAndAnAdministratorMayDoAll) {
    for (const auto& role : built_in_roles()) {
        EXPECT_TRUE(role.built_in);
        EXPECT_EQ(PermissionSet::of(role.permissions).names(), role.permissions) << role.name;
        if (role.name == "admin") EXPECT_EQ(PermissionSet::of(role.permissions), PermissionSet::all());
        if (role.name != "auditor" && role.name != "viewer") continue;
        for (const auto& permission : role.permissions)
            EXPECT_TRUE(permission.ends_with(":read") || permission == "resources:logs") << permission;
    }
}

}  // namespace
}  // namespace nexa::control
