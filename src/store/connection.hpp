#pragma once

// Only sources of this room include this: it brings SOCI.

#include <soci/soci.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/database.hpp"

namespace nexa::store {

/// A statement as the library keeps it: parsed once, with places of its own for inputs and columns, so that it can be used again.
struct Prepared {
    struct Place {
        std::string text;
        long long number = 0;
        soci::indicator indicator = soci::i_ok;
        bool is_text = false;
    };
    explicit Prepared(soci::session& session) : statement(session) {}

    std::deque<Place> inputs;  // deques: the statement keeps addresses
    std::deque<Place> columns;
    soci::statement statement;  // last: goes before what it points to
    bool bound = false;
};

/// The end of the audit chain as this connection knows it. Valid for as long as nobody else can append: within a transaction that has
/// locked the head, and, on the embedded database, for the life of the only writer.
struct AuditEnd {
    std::int64_t sequence = 0;
    std::string hash;
    bool stored = true;  ///< False: `audit_heads` is behind, and is written before the commit (once for a whole group).
};

/// One connection with its statements. Not thread-safe: a thread owns it.
class Connection {
public:
    /// `connect_text` is SOCI's. Throws the library's exceptions.
    Connection(Dialect dialect, const std::string& connect_text);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Dialect dialect() const { return dialect_; }
    soci::session& session() { return session_; }

    /// Runs a statement without inputs or rows, each time from its text: for settings and table changes.
    void execute(const std::string& text) { session_ << text; }
    /// The same for BEGIN, SAVEPOINT and their like, which come again and again.
    void repeat(const std::string& text);

    /// The statement of that text, to be given back when it is through; one that failed is dropped instead.
    std::unique_ptr<Prepared> borrow(const std::string& text);
    void give_back(const std::string& text, std::unique_ptr<Prepared> prepared);

    std::optional<AuditEnd>& audit_end() { return audit_end_; }

private:
    struct Kept {
        std::unique_ptr<Prepared> prepared;
        std::uint64_t used = 0;
    };
    void forget_oldest();

    const Dialect dialect_;
    soci::session session_;
    std::unordered_map<std::string, Kept> kept_;
    std::uint64_t uses_ = 0;
    std::optional<AuditEnd> audit_end_;
};

}  // namespace nexa::store
