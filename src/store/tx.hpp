#pragma once

// Only sources of this room include this: it brings SOCI.

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "store/connection.hpp"
#include "store/database.hpp"

namespace nexa::store {

class Tx {
public:
    explicit Tx(Connection& connection) : connection_(connection) {}

    Connection& connection() { return connection_; }
    Dialect dialect() const { return connection_.dialect(); }
    /// " FOR UPDATE" where rows can be locked; SQLite has one writer anyway.
    std::string_view for_update() const { return dialect() == Dialect::mysql ? " FOR UPDATE" : ""; }

private:
    Connection& connection_;
};

/// One statement: inputs by position (":a", ":b", ... in the text, each name once), outputs by column.
///
///     Sql sql(tx, "SELECT name, disabled FROM users WHERE id = :id");
///     sql.in(id).out(user.name).out(user.disabled);
///     while (sql.next()) ...
///
/// NULL becomes nothing in an optional, and the empty value elsewhere. A text is parsed once for each connection; so the types of its
/// inputs and columns must be the same each time.
class Sql {
public:
    Sql(Tx& tx, std::string text);
    ~Sql();
    Sql(const Sql&) = delete;
    Sql& operator=(const Sql&) = delete;

    Sql& in(std::string_view value);
    Sql& in(const std::string& value) { return in(std::string_view(value)); }
    Sql& in(const char* value) { return in(std::string_view(value)); }
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
        return value ? in(*value) : null(!std::is_arithmetic_v<T> && !std::is_same_v<T, Time>);
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
        return column(&to, true, [](void* target, Prepared::Place& from) {
            *static_cast<Id<Noun>*>(target) = Id<Noun>::parse(from.text).value_or(Id<Noun>());
        });
    }
    template <class Noun>
    Sql& out(std::optional<Id<Noun>>& to) {
        return column(&to, true, [](void* target, Prepared::Place& from) {
            auto& id = *static_cast<std::optional<Id<Noun>>*>(target);
            id.reset();
            if (from.indicator != soci::i_null) id = Id<Noun>::parse(from.text).value_or(Id<Noun>());
        });
    }

    /// Runs the statement the first time; true while there is a row, which is then in the outputs.
    bool next();
    /// Runs a statement that returns no rows; how many it changed (those it matched, on either database).
    std::int64_t run();

private:
    using Deliver = void (*)(void* target, Prepared::Place& from);
    struct Output {
        void* target;
        Deliver deliver;
    };
    Prepared::Place& input(bool is_text);
    Sql& null(bool is_text);
    Sql& column(void* target, bool is_text, Deliver deliver);
    void bind();

    Tx& tx_;
    const std::string text_;
    std::unique_ptr<Prepared> prepared_;
    std::size_t inputs_ = 0;
    std::vector<Output> outputs_;
    bool started_ = false;
    bool failed_ = false;
};

}  // namespace nexa::store
