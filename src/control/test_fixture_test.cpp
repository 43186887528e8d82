// The world that this room's tests of endpoints run in (declared in test_fixture.hpp). Named *_test so that it is built into the test
// program only.

#include "control/test_fixture.hpp"

#include <unistd.h>

#include "base/encoding.hpp"
#include "base/io_pool.hpp"
#include "control/auth/password.hpp"
#include "control/rbac/built_in.hpp"
#include "store/audit.hpp"
#include "store/bindings.hpp"
#include "store/roles.hpp"
#include "store/sessions.hpp"
#include "store/users.hpp"

namespace nexa::control {
namespace {

class DatabaseAudit final : public AuditSink {
public:
    DatabaseAudit(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}
    Task<> record(AuditEntry entry) override {
        entry.at = clock_.now();
        auto work = [made = std::move(entry)](store::Tx& tx) -> Result<bool> {
            store::audit::append(tx, made);
            return true;
        };
        const auto written = co_await database_.write(std::move(work));
        EXPECT_TRUE(written) << written.error().message;
    }

private:
    store::Database& database_;
    const Clock& clock_;
};

/// Slow on purpose, so made once.
const std::string& password_hash(const char* password) {
    static const std::string hash = *hash_password_quickly(Secret(password));
    return hash;
}

int digit(char letter) {
    return static_cast<int>(std::string_view("0123456789abcdef").find(static_cast<char>(letter | 0x20)));
}

std::string decoded(std::string_view text) {
    std::string made;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size()) {
            made += static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2]));
            at += 2;
        } else {
            made += text[at];
        }
    }
    return made;
}

http::Request request_of(Ask ask) {
    http::Request request;
    request.method = ask.method;
    request.target = "/api/v1" + ask.path;
    request.path = decoded(request.raw_path());
    if (const auto mark = request.target.find('?'); mark != std::string::npos) {
        std::string_view rest = std::string_view(request.target).substr(mark + 1);
        while (!rest.empty()) {
            const auto end = rest.find('&');
            const auto pair = rest.substr(0, end);
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
            const auto equals = std::min(pair.find('='), pair.size());
            request.query.emplace_back(decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
        }
    }
    request.headers.set("Host", "nexa.example");
    if (!ask.body.empty()) request.headers.set("Content-Type", "application/json");
    if (!ask.token.empty()) request.headers.set("Authorization", "Bearer " + ask.token);
    for (auto& [name, value] : ask.headers) request.headers.set(name, std::move(value));
    request.body = std::move(ask.body);
    request.remote_address = "192.0.2.7";
    request.request_id = Uuid::make().str();
    return request;
}

const json::value* find(const json::value& body, std::string_view pointer) {
    boost::system::error_code error;
    return body.find_pointer(pointer, error);
}

std::string text_of(const json::value* value) {
    if (value == nullptr) return {};
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

}  // namespace

ScratchFolder::ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nexa-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("there is no temporary folder to be had");
    path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string Answer::at(std::string_view pointer) const {
    return text_of(find(body, pointer));
}

std::vector<std::string> Answer::pointers() const {
    std::vector<std::string> found;
    const auto* errors = find(body, "/errors");
    if (errors == nullptr) return found;
    for (const auto& error : errors->as_array()) found.emplace_back(error.at("pointer").as_string());
    return found;
}

std::vector<std::string> Answer::column(std::string_view pointer) const {
    std::vector<std::string> found;
    const auto* items = find(body, "/items");
    if (items == nullptr) return found;
    for (const auto& item : items->as_array()) found.push_back(text_of(find(item, pointer)));
    return found;
}

ApiTest::ApiTest() : clock(system_clock().now()) {
    auto opened = store::open_database({.url = "sqlite:" + (folder.path() / "nexa.db").string(), .readers = 1});
    if (!opened) throw std::runtime_error(opened.error().message);
    database = std::move(*opened);
    directory = std::make_unique<Directory>(*database);
    issuer = make_token_issuer({*make_signing_key()}, clock);
    auth = make_auth_service(*database, *directory, *issuer, hashing, clock);
    audit = std::make_unique<DatabaseAudit>(*database, clock);
    write([](store::Tx& tx) -> Result<bool> {
        ensure_built_in_roles(tx);
        return true;
    });
    reload();
}

ApiTest::~ApiTest() = default;

Answer ApiTest::call(Ask ask) {
    if (!api_) {
        auto made = make_api(endpoints(), *auth, *audit);
        if (!made) throw std::runtime_error(made.error().message);
        api_ = std::move(*made);
    }
    http::Request request = request_of(std::move(ask));
    http::Response response = run_to_end((*api_)(request));
    Answer answer{response.status, std::move(response.headers), {}, {}};
    if (auto* text = std::get_if<std::string>(&response.body)) answer.text = std::move(*text);
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) answer.text = **shared;
    boost::system::error_code error;
    answer.body = json::parse(answer.text, error);
    return answer;
}

User ApiTest::add_user(const std::string& name) {
    const User user{Id<User>::make(), name, "The " + name, password_hash(password), false, clock.now()};
    write([&](store::Tx& tx) -> Result<bool> {
        store::users::insert(tx, user);
        return true;
    });
    reload();
    return user;
}

void ApiTest::bind(Id<User> user, const std::string& role, Scope scope) {
    write([&](store::Tx& tx) -> Result<bool> {
        store::bindings::insert(tx, {Id<Binding>::make(), user, role, scope, clock.now()});
        return true;
    });
    reload();
}

void ApiTest::add_role(const std::string& name, std::set<std::string> permissions) {
    write([&](store::Tx& tx) -> Result<bool> {
        store::roles::put(tx, {name, "", permissions, false});
        return true;
    });
    reload();
}

Scope ApiTest::everywhere() {
    const ScopeAxis all{.all = true, .names = {}, .labels = {}};
    return {all, all};
}

Scope ApiTest::in(std::set<std::string> clusters, std::set<std::string> namespaces) {
    return {{.all = false, .names = std::move(clusters), .labels = {}}, {.all = false, .names = std::move(namespaces), .labels = {}}};
}

std::string ApiTest::token_of(const std::string& name) {
    auto person = directory->find_by_name(name);
    if (!person) {
        const User made = add_user(name);
        const auto roles = built_in_roles();
        if (std::ranges::find(roles, name, &Role::name) != roles.end()) bind(made.id, name);
        person = directory->find_by_name(name);
    }
    const Session session{Id<Session>::make(), person->user.id, clock.now(), clock.now() + AuthService::session_lifetime, false, "test",
                          "192.0.2.7"};
    write([&](store::Tx& tx) -> Result<bool> {
        store::sessions::insert(tx, session);
        return true;
    });
    directory->opened(session);
    return *issuer->issue(person->user.id, session.id);
}

std::vector<AuditEntry> ApiTest::trail(const std::string& what) {
    store::AuditFilter filter;
    filter.scope.everything = true;
    filter.what = what;
    filter.limit = 500;
    return write([&](store::Tx& tx) -> Result<store::AuditList> { return store::audit::list(tx, filter); })->entries;
}

void ApiTest::reload() {
    const auto loaded = run_to_end(directory->reload());
    ASSERT_TRUE(loaded) << loaded.error().message;
}

}  // namespace nexa::control
