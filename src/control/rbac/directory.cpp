#include "control/rbac/directory.hpp"

#include <mutex>
#include <shared_mutex>

#include "store/bindings.hpp"
#include "store/database.hpp"
#include "store/roles.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

/// Everything that rights follow from, as the tables have it.
struct Tables {
    std::vector<User> users;
    std::vector<Role> roles;
    std::vector<Binding> bindings;
    std::vector<Session> sessions;
};

struct People {
    std::unordered_map<Id<User>, std::shared_ptr<const Directory::Person>> by_id;
    std::map<std::string, std::shared_ptr<const Directory::Person>, std::less<>> by_name;
};

std::shared_ptr<const People> compile(const Tables& tables, const std::shared_ptr<const FleetLabels>& labels) {
    std::map<std::string, PermissionSet> roles;
    for (const auto& role : tables.roles) roles[role.name] = PermissionSet::of(role.permissions);
    std::unordered_map<Id<User>, std::vector<Rights::Grant>> grants;
    for (const auto& binding : tables.bindings) {
        if (const auto role = roles.find(binding.role); role != roles.end()) grants[binding.user].push_back({role->second, binding.scope});
    }
    auto people = std::make_shared<People>();
    for (const auto& user : tables.users) {
        if (user.disabled) continue;
        auto rights = std::make_shared<const Rights>(std::move(grants[user.id]), labels);
        auto person = std::make_shared<const Directory::Person>(Directory::Person{user, std::move(rights)});
        people->by_id.emplace(user.id, person);
        people->by_name.emplace(user.name, std::move(person));
    }
    return people;
}

}  // namespace

struct Directory::State {
    explicit State(store::Database& from) : database(from) {}

    store::Database& database;
    std::mutex change;  ///< Guards tables and labels: what the snapshot is made of.
    Tables tables;
    std::shared_ptr<const FleetLabels> labels = std::make_shared<const FleetLabels>();
    std::uint64_t compiled = 0;  ///< The ticket of the read that `tables` came from.
    std::atomic<std::uint64_t> tickets{0};
    std::atomic<bool> recheck{false};
    std::atomic<std::shared_ptr<const People>> people{std::make_shared<const People>()};

    mutable std::shared_mutex session_mutex;
    bool sessions_loaded = false;
    struct Live {
        Id<User> user;
        Time expires_at;
    };
    std::unordered_map<Id<Session>, Live> sessions;
};

Directory::Directory(store::Database& database) : state_(std::make_unique<State>(database)) {}
Directory::~Directory() = default;

Task<Result<>> Directory::reload() {
    // Reads may overtake each other. A ticket is drawn before the read, so the read with the highest one has seen every commit that an
    // earlier caller waited for: it wins.
    const std::uint64_t ticket = ++state_->tickets;
    auto read = [](store::Tx& tx) -> Result<Tables> {
        return Tables{store::users::all(tx), store::roles::all(tx), store::bindings::all(tx),
                      store::sessions::all_alive(tx, system_clock().now())};
    };
    auto tables = co_await state_->database.read(std::move(read));
    if (!tables) co_return fail(tables.error());
    const std::lock_guard lock(state_->change);
    if (ticket < state_->compiled) co_return Result<>();
    state_->compiled = ticket;
    {
        // On a database of our own, `opened` and `revoked` keep them later: a read that began before a revocation must not bring the
        // session back. On a shared one the revocation raised a counter, by which they are read once more.
        const std::unique_lock sessions(state_->session_mutex);
        if (!std::exchange(state_->sessions_loaded, true) || !state_->database.is_exclusive()) {
            state_->sessions.clear();
            for (const auto& session : tables->sessions)
                state_->sessions.emplace(session.id, State::Live{session.user, session.expires_at});
        }
    }
    state_->tables = std::move(*tables);
    state_->people = compile(state_->tables, state_->labels);
    co_return Result<>();
}

void Directory::set_labels(std::shared_ptr<const FleetLabels> labels) {
    const std::lock_guard lock(state_->change);
    state_->labels = std::move(labels);
    state_->people = compile(state_->tables, state_->labels);
}

std::shared_ptr<const Directory::Person> Directory::find(Id<User> user) const {
    const auto people = state_->people.load();
    const auto found = people->by_id.find(user);
    return found == people->by_id.end() ? nullptr : found->second;
}

std::shared_ptr<const Directory::Person> Directory::find_by_name(std::string_view name) const {
    const auto people = state_->people.load();
    const auto found = people->by_name.find(name);
    return found == people->by_name.end() ? nullptr : found->second;
}

bool Directory::is_alive(Id<Session> session, Time now) const {
    const std::shared_lock lock(state_->session_mutex);
    const auto found = state_->sessions.find(session);
    return found != state_->sessions.end() && found->second.expires_at > now;
}

Task<Result<bool>> Directory::admit(Id<Session> session, Id<User> user, Time now) {
    auto read = [session](store::Tx& tx) -> Result<std::optional<Session>> { return store::sessions::find(tx, session); };
    const auto found = co_await state_->database.read(std::move(read));
    if (!found) co_return fail(found.error());
    if (!*found || (*found)->revoked || (*found)->user != user || (*found)->expires_at <= now) co_return false;
    if (!find(user)) {
        const auto loaded = co_await reload();
        if (!loaded) co_return fail(loaded.error());
        if (!find(user)) co_return false;
    }
    opened(**found);
    state_->recheck = true;
    co_return true;
}

bool Directory::take_recheck() {
    return state_->recheck.exchange(false);
}

void Directory::opened(const Session& session) {
    const std::unique_lock lock(state_->session_mutex);
    state_->sessions.insert_or_assign(session.id, State::Live{session.user, session.expires_at});
}

void Directory::revoked(Id<Session> session) {
    const std::unique_lock lock(state_->session_mutex);
    state_->sessions.erase(session);
}

void Directory::revoked_all_of(Id<User> user) {
    const std::unique_lock lock(state_->session_mutex);
    std::erase_if(state_->sessions, [&](const auto& each) { return each.second.user == user; });
}

}  // namespace nexa::control
