#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "control/api/auth/rights_wire.hpp"
#include "model/user.hpp"
#include "wire/record.hpp"

namespace nexa::control {

struct UserItem {
    Id<User> id;
    std::string name, display_name;
    bool disabled = false;
    Time created_at;
};
UserItem to_item(const User& user);

struct NewUser {
    std::string name;
    std::optional<std::string> display_name;
    std::optional<Secret> password;
};
/// `password` is there when the server made it; nobody can read it again.
struct CreatedUser {
    Id<User> id;
    std::string name, display_name;
    bool disabled = false;
    Time created_at;
    std::optional<std::string> password;
};
struct UserChange {
    std::optional<std::string> display_name;
    std::optional<bool> disabled;
};
struct PasswordChange {
    std::optional<Secret> current_password;
    Secret password;
};

struct RoleItem {
    std::string name, description;
    std::vector<Permission> permissions;
    bool built_in = false;
    std::int64_t bindings = 0;
};
RoleItem to_item(const Role& role, const std::vector<Binding>& bindings);

struct NewRole {
    std::string name;
    std::optional<std::string> description;
    std::vector<Permission> permissions;
};
struct RoleChange {
    std::optional<std::string> description;
    std::optional<std::vector<Permission>> permissions;
};
std::set<std::string> names_of(const std::vector<Permission>& permissions);

struct BindingItem {
    Id<Binding> id;
    std::string user, role;
    ScopeAxis clusters, namespaces;
    Time created_at;
};
BindingItem to_item(const Binding& binding, const std::string& user_name);

struct NewBinding {
    std::string user, role;
    ScopeAxis clusters, namespaces;
};

struct SessionItem {
    Id<Session> id;
    std::string user;
    Time created_at, expires_at;
    std::string user_agent, remote_address;
    bool current = false;
};
SessionItem to_item(const Session& session, const std::string& user_name, Id<Session> current);

inline constexpr wire::Text name_text{.min = 1, .max = 64, .pattern = wire::identifier};
inline constexpr wire::Text display_name_text{.min = 1, .max = 100};
inline constexpr wire::Text password_text{.min = 12, .max = 1024, .format = "password"};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::control::UserItem> =
    nexa::wire::describe_reply("User", nexa::wire::field("id", &nexa::control::UserItem::id, ""),
                               nexa::wire::field("name", &nexa::control::UserItem::name, "Signs in with it."),
                               nexa::wire::field("display_name", &nexa::control::UserItem::display_name, ""),
                               nexa::wire::field("disabled", &nexa::control::UserItem::disabled, "Can't sign in; keeps its bindings."),
                               nexa::wire::field("created_at", &nexa::control::UserItem::created_at, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::NewUser> = nexa::wire::describe(
    "NewUser",
    nexa::wire::field("name", &nexa::control::NewUser::name, "To sign in with; can't be changed later.", nexa::control::name_text),
    nexa::wire::field("display_name", &nexa::control::NewUser::display_name, "The name when absent.", nexa::control::display_name_text),
    nexa::wire::field("password", &nexa::control::NewUser::password, "When absent one is made and returned, this once.",
                      nexa::control::password_text));
template <>
inline constexpr auto nexa::wire::record<nexa::control::CreatedUser> =
    nexa::wire::describe_reply("CreatedUser", nexa::wire::field("id", &nexa::control::CreatedUser::id, ""),
                               nexa::wire::field("name", &nexa::control::CreatedUser::name, ""),
                               nexa::wire::field("display_name", &nexa::control::CreatedUser::display_name, ""),
                               nexa::wire::field("disabled", &nexa::control::CreatedUser::disabled, ""),
                               nexa::wire::field("created_at", &nexa::control::CreatedUser::created_at, ""),
                               nexa::wire::field("password", &nexa::control::CreatedUser::password,
                                                 "The one that was made, shown this once; null when it was given."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::UserChange> = nexa::wire::describe(
    "UserChange", nexa::wire::field("display_name", &nexa::control::UserChange::display_name, "", nexa::control::display_name_text),
    nexa::wire::field("disabled", &nexa::control::UserChange::disabled, "True ends the user's sessions at once."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PasswordChange> = nexa::wire::describe(
    "PasswordChange",
    nexa::wire::field("current_password", &nexa::control::PasswordChange::current_password, "Needed to change one's own.",
                      nexa::wire::Text{.min = 1, .max = 1024, .format = "password"}),
    nexa::wire::field("password", &nexa::control::PasswordChange::password, "The new one.", nexa::control::password_text));

template <>
inline constexpr auto nexa::wire::record<nexa::control::RoleItem> =
    nexa::wire::describe_reply("Role", nexa::wire::field("name", &nexa::control::RoleItem::name, ""),
                               nexa::wire::field("description", &nexa::control::RoleItem::description, ""),
                               nexa::wire::field("permissions", &nexa::control::RoleItem::permissions, ""),
                               nexa::wire::field("built_in", &nexa::control::RoleItem::built_in, "Can't be changed or removed."),
                               nexa::wire::field("bindings", &nexa::control::RoleItem::bindings, "How many bindings give it."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::NewRole> = nexa::wire::describe(
    "NewRole", nexa::wire::field("name", &nexa::control::NewRole::name, "Can't be changed later.", nexa::control::name_text),
    nexa::wire::field("description", &nexa::control::NewRole::description, "", nexa::wire::Text{.max = 1000}),
    nexa::wire::field("permissions", &nexa::control::NewRole::permissions, "", nexa::wire::Items{.min = 1, .max = 100}));
template <>
inline constexpr auto nexa::wire::record<nexa::control::RoleChange> = nexa::wire::describe(
    "RoleChange", nexa::wire::field("description", &nexa::control::RoleChange::description, "", nexa::wire::Text{.max = 1000}),
    nexa::wire::field("permissions", &nexa::control::RoleChange::permissions, "Replaces them all.",
                      nexa::wire::Items{.min = 1, .max = 100}));

template <>
inline constexpr auto nexa::wire::record<nexa::control::BindingItem> =
    nexa::wire::describe_reply("Binding", nexa::wire::field("id", &nexa::control::BindingItem::id, ""),
                               nexa::wire::field("user", &nexa::control::BindingItem::user, "The user's name."),
                               nexa::wire::field("role", &nexa::control::BindingItem::role, "The role's name."),
                               nexa::wire::field("clusters", &nexa::control::BindingItem::clusters, ""),
                               nexa::wire::field("namespaces", &nexa::control::BindingItem::namespaces, ""),
                               nexa::wire::field("created_at", &nexa::control::BindingItem::created_at, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::NewBinding> = nexa::wire::describe(
    "NewBinding", nexa::wire::field("user", &nexa::control::NewBinding::user, "The user's name.", nexa::control::name_text),
    nexa::wire::field("role", &nexa::control::NewBinding::role, "The role's name.", nexa::control::name_text),
    nexa::wire::field("clusters", &nexa::control::NewBinding::clusters, "On which clusters."),
    nexa::wire::field("namespaces", &nexa::control::NewBinding::namespaces, "In which of their namespaces."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::SessionItem> =
    nexa::wire::describe_reply("Session", nexa::wire::field("id", &nexa::control::SessionItem::id, ""),
                               nexa::wire::field("user", &nexa::control::SessionItem::user, "The user's name."),
                               nexa::wire::field("created_at", &nexa::control::SessionItem::created_at, "When the user signed in."),
                               nexa::wire::field("expires_at", &nexa::control::SessionItem::expires_at, ""),
                               nexa::wire::field("user_agent", &nexa::control::SessionItem::user_agent, "What was signed in with."),
                               nexa::wire::field("remote_address", &nexa::control::SessionItem::remote_address, "From where."),
                               nexa::wire::field("current", &nexa::control::SessionItem::current, "True for the session of this call."));
