#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "store/scope_filter.hpp"
#include "store/tx.hpp"

namespace nexa::store {

/// A WHERE clause under construction: conditions joined by AND, with their inputs in order.
class Conditions {
public:
    /// One condition; its "?" stand for `values`.
    template <class... Values>
    void add(std::string_view text, const Values&... values) {
        texts_.push_back("(" + numbered(text) + ")");
        (binds_.push_back([value = to_input(values)](Sql& sql) { sql.in(value); }), ...);
    }
    /// column IN (values); nothing when there are none.
    void among(std::string_view column, const std::set<std::string>& values);
    void within(const ScopeFilter& scope);
    /// None of the rows that `select` finds for the row ("SELECT 1 FROM ... WHERE ...") lies outside.
    void all_within(const ScopeFilter& scope, std::string_view select);
    /// One of the rows that `select` finds has one of those values in that column; nothing when there are none.
    void among_any(std::string_view column, const std::set<std::string>& values, std::string_view select);

    std::string where() const;
    void bind(Sql& sql) const {
        for (const auto& bind : binds_) bind(sql);
    }

private:
    static std::string to_input(std::string_view value) { return std::string(value); }
    static std::string to_input(const std::string& value) { return value; }
    static std::string to_input(const char* value) { return value; }
    static std::int64_t to_input(std::int64_t value) { return value; }
    static Time to_input(Time value) { return value; }

    std::string numbered(std::string_view text);
    std::string in_list(std::string_view column, const std::set<std::string>& values);
    std::string in_scope(const ScopeFilter& scope);

    std::vector<std::string> texts_;
    std::vector<std::function<void(Sql&)>> binds_;
    std::size_t count_ = 0;
};

}  // namespace nexa::store
