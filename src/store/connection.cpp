#include "store/connection.hpp"

#include <soci/mysql/soci-mysql.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace nexa::store {
namespace {

/// Lists with filters make many texts; the hot ones are far fewer than this.
constexpr std::size_t most_kept = 128;

const soci::backend_factory& library_of(Dialect dialect) {
    if (dialect == Dialect::sqlite) return soci::sqlite3;
    return soci::mysql;
}

/// A cursor that was not read to its end holds a read lock (SQLite) or the rows (MySQL) until it is told.
void end_cursor(Dialect dialect, soci::statement& statement) {
    auto* backend = statement.get_backend();
    if (dialect == Dialect::sqlite) {
        sqlite_api::sqlite3_reset(static_cast<soci::sqlite3_statement_backend*>(backend)->stmt_);
    } else {
        backend->clean_up();
    }
}

}  // namespace

Connection::Connection(Dialect dialect, const std::string& connect_text) : dialect_(dialect), session_(library_of(dialect), connect_text) {}

void Connection::repeat(const std::string& text) {
    auto prepared = borrow(text);
    if (!prepared->bound) {
        prepared->statement.alloc();
        prepared->statement.prepare(text);
        prepared->statement.define_and_bind();
        prepared->bound = true;
    }
    prepared->statement.execute(true);
    give_back(text, std::move(prepared));
}

std::unique_ptr<Prepared> Connection::borrow(const std::string& text) {
    const auto found = kept_.find(text);
    if (found == kept_.end() || !found->second.prepared) return std::make_unique<Prepared>(session_);
    return std::move(found->second.prepared);
}

void Connection::give_back(const std::string& text, std::unique_ptr<Prepared> prepared) {
    end_cursor(dialect_, prepared->statement);
    if (!kept_.contains(text) && kept_.size() >= most_kept) forget_oldest();
    kept_[text] = {std::move(prepared), ++uses_};
}

void Connection::forget_oldest() {
    const auto older = [](const auto& a, const auto& b) { return a.second.used < b.second.used; };
    kept_.erase(std::ranges::min_element(kept_, older));
}

}  // namespace nexa::store
