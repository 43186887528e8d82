#pragma once

// Only sources of this room include this: it brings SOCI.

#include <soci/soci.h>

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "store/database.hpp"

namespace nexa::store {

/// What a connection remembers between transactions.
struct ConnectionState {
    /// The end of the audit chain, when this connection is the only writer and has seen it.
    struct AuditHead {
        std::int64_t sequence = 0;
        std::string hash;
    };
    std::optional<AuditHead> audit_head;
};

class Tx {
public:
    Tx(soci::session& session, Dialect dialect, bool exclusive, ConnectionState& state)
        : session_(session), dialect_(dialect), exclusive_(exclusive), state_(state) {}

    soci::session& session() { return session_; }
    Dialect dialect() const { return dialect_; }
    bool is_exclusive() const { return exclusive_; }
    ConnectionState& state() { return state_; }
    /// " FOR UPDATE" where rows can be locked; SQLite has one writer anyway.
    std::string_view for_update() const { return dialect_ == Dialect::mysql ? " FOR UPDATE" : ""; }

private:
    soci::session& session_;
    const Dialect dialect_;
    const bool exclusive_;
    ConnectionState& state_;
};

/// One statement: inputs by position (":a", ":b", ... in the text), outputs by column, each with NULL as nothing.
///
///     Sql sql(tx, "SELECT name, disabled FROM users WHERE id = :id");
///     sql.in(id).out(user.name).out(user.disabled);
///     while (sql.next()) ...
class Sql {
public:
    Sql(Tx& tx, std::string text) : statement_(tx.session()), text_(std::move(text)) {}

    Sql& in(std::string value);
    Sql& in(std::string_view value) { return in(std::string(value)); }
    Sql& in(const char* value) { return in(std::string(value)); }
    Sql& in(std::int64_t value);
    Sql& in(int value) { return in(static_cast<std::int64_t>(value)); }
    Sql& in(std::size_t value) { return in(static_cast<std::int64_t>(value)); }
    Sql& in(bool value) { return in(static_cast<std::int64_t>(value ? 1 : 0)); }
    Sql& in(Time value) { return in(static_cast<std::int64_t>(value.time_since_epoch().count())); }
    template <class Noun>
    Sql& in(const Id<Noun>& value) {
        return in(value.str());
    }
    template <class T>
    Sql& in(const std::optional<T>& value) {
        return value ? in(*value) : null();
    }

    Sql& out(std::string& to);
    Sql& out(std::int64_t& to);
    Sql& out(int& to);
    Sql& out(bool& to);
    Sql& out(Time& to);
    Sql& out(std::optional<std::string>& to);
    Sql& out(std::optional<std::int64_t>& to);
    Sql& out(std::optional<Time>& to);
    template <class Noun>
    Sql& out(Id<Noun>& to) {
        text_column([&to](std::string&& text, bool) { to = Id<Noun>::parse(text).value_or(Id<Noun>()); });
        return *this;
    }
    template <class Noun>
    Sql& out(std::optional<Id<Noun>>& to) {
        text_column([&to](std::string&& text, bool null) { to = null ? std::nullopt : std::optional(Id<Noun>::parse(text).value_or(Id<Noun>())); });
        return *this;
    }

    /// Runs the statement the first time; true while there is a row, which is then in the outputs.
    bool next();
    /// Runs a statement that returns no rows; how many it changed.
    std::int64_t run();

private:
    struct Column {
        std::string text;
        long long number = 0;
        soci::indicator indicator = soci::i_ok;
        std::function<void(Column&)> deliver;
    };
    struct Input {
        std::string text;
        long long number = 0;
        soci::indicator indicator = soci::i_ok;
    };
    Sql& null();
    void text_column(std::function<void(std::string&&, bool)> deliver);
    void number_column(std::function<void(std::int64_t, bool)> deliver);
    void prepare();

    soci::statement statement_;
    std::string text_;
    std::deque<Input> inputs_;
    std::deque<Column> columns_;
    bool prepared_ = false;
};

/// ":p0, :p1, ..." for an IN list.
std::string placeholders(std::size_t count, std::string_view prefix = "p");

}  // namespace nexa::store
