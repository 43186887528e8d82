// The databases that this room's tests run on (declared in test_databases.hpp). Named *_test so that it is built into the test program
// only.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include "store/test_databases.hpp"

namespace nexa::store {
namespace {

int run(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str());
}

/// One MariaDB for the whole test program, on a socket in a folder of its own.
class MariaDb {
public:
    static Result<MariaDb*> instance() {
        static MariaDb server;
        if (!server.trouble_.empty()) return fail(ErrorCode::unavailable, server.trouble_);
        return &server;
    }
    std::string socket() const { return (folder_.path() / "db.sock").string(); }

    ~MariaDb() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
    }

private:
    MariaDb() {
        if (run("command -v mariadbd") != 0) {
            trouble_ = "mariadbd is not installed, so the MariaDB half is skipped";
            return;
        }
        const std::string data = (folder_.path() / "data").string();
        const std::string user = ::geteuid() == 0 ? "--user=root" : "";
        if (run(fmt::format("mariadb-install-db --no-defaults {} --datadir={} --auth-root-authentication-method=normal --skip-test-db",
                            user, data)) != 0) {
            trouble_ = "mariadb-install-db failed";
            return;
        }
        pid_ = ::fork();
        if (pid_ == 0) {
            const int null = ::open("/dev/null", O_RDWR);
            ::dup2(null, 0);
            ::dup2(null, 1);
            ::dup2(null, 2);
            const std::string data_option = "--datadir=" + data;
            const std::string socket_option = "--socket=" + socket();
            ::execlp("mariadbd", "mariadbd", "--no-defaults", "--skip-networking", "--innodb-buffer-pool-size=32M",
                     "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", data_option.c_str(), socket_option.c_str(),
                     user.empty() ? nullptr : user.c_str(), nullptr);
            ::_exit(127);
        }
        for (int attempt = 0; attempt < 600; ++attempt) {
            try {
                soci::session probe(soci::mysql, fmt::format("db=mysql user=root unix_socket={}", socket()));
                return;
            } catch (const std::exception&) {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            }
        }
        trouble_ = "mariadbd did not start";
    }

    TemporaryFolder folder_;
    pid_t pid_ = -1;
    std::string trouble_;
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nexa-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<TestDatabase> fresh_database(Dialect dialect) {
    TestDatabase made;
    if (dialect == Dialect::sqlite) {
        made.url = "sqlite:" + (made.folder.path() / "nexa.db").string();
    } else {
        const auto server = MariaDb::instance();
        if (!server) return fail(server.error());
        static std::atomic<int> count = 0;
        const std::string name = fmt::format("test{}", ++count);
        soci::session admin(soci::mysql, fmt::format("db=mysql user=root unix_socket={}", (*server)->socket()));
        admin << "CREATE DATABASE " + name;
        made.url = fmt::format("mysql://root@localhost/{}?unix_socket={}", name, (*server)->socket());
    }
    auto database = open_database({.url = made.url});
    if (!database) return fail(database.error());
    made.database = std::move(*database);
    return made;
}

}  // namespace nexa::store
