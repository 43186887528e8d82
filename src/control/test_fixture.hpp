#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/io_pool.hpp"
#include "control/api/api.hpp"
#include "control/auth/auth_service.hpp"
#include "control/rbac/directory.hpp"
#include "store/database.hpp"

namespace nexa::control {

/// A folder that goes with the test.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// What a test sends. The body is sent as JSON unless the headers say otherwise.
struct Ask {
    http::Method method = http::Method::get;
    std::string path;  ///< Under /api/v1, with the query: "/users?limit=2".
    std::string body = {};
    std::string token = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
};

/// What came back. `body` is null when it is no JSON.
struct Answer {
    int status = 0;
    http::Headers headers;
    std::string text;
    json::value body;

    /// The member at a JSON pointer, as text; "" when there is none.
    std::string at(std::string_view pointer) const;
    /// The pointers of a problem's errors, in order.
    std::vector<std::string> pointers() const;
    /// One member of each item of a list.
    std::vector<std::string> column(std::string_view pointer) const;
};

/// The control plane's API over a real database in a temporary folder, with people in it. Derive, and give the endpoints under test.
///
/// Each user is made on demand, with the password `password`; the clock starts now and moves only by `clock.advance`.
class ApiTest : public testing::Test {
protected:
    static constexpr const char* password = "correct horse battery";

    ApiTest();
    ~ApiTest() override;
    /// The rows under test; asked for once, at the first call.
    virtual Endpoints endpoints() = 0;

    Answer call(Ask ask);
    Answer get(const std::string& path, const std::string& token) { return call({http::Method::get, path, {}, token}); }
    Answer post(const std::string& path, const std::string& body, const std::string& token) {
        return call({http::Method::post, path, body, token});
    }
    Answer patch(const std::string& path, const std::string& body, const std::string& token) {
        return call({http::Method::patch, path, body, token});
    }
    Answer del(const std::string& path, const std::string& token) { return call({http::Method::del, path, {}, token}); }

    /// Makes the user, without any role.
    User add_user(const std::string& name);
    void bind(Id<User> user, const std::string& role, Scope scope = everywhere());
    void add_role(const std::string& name, std::set<std::string> permissions);
    static Scope everywhere();
    static Scope in(std::set<std::string> clusters, std::set<std::string> namespaces);

    /// An access token of a new session of the user, who is made first when there is none: with the built-in role of the same name
    /// ("viewer", "operator", "auditor", "admin") everywhere, or with no role.
    std::string token_of(const std::string& name);

    /// The audit trail, newest first; of one kind of event when `what` is given.
    std::vector<AuditEntry> trail(const std::string& what = {});
    template <class Work>
    auto write(Work work) {
        auto done = database->write_blocking(std::move(work));
        EXPECT_TRUE(done) << done.error().message;
        return done;
    }
    void reload();

    ScratchFolder folder;
    ManualClock clock;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<Directory> directory;
    BlockingPool hashing{1};
    std::unique_ptr<TokenIssuer> issuer;
    std::unique_ptr<AuthService> auth;
    std::unique_ptr<AuditSink> audit;

private:
    std::optional<http::Handler> api_;
};

}  // namespace nexa::control
