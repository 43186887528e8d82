#include "store/conditions.hpp"

#include <fmt/format.h>

namespace nexa::store {

std::string Conditions::numbered(std::string_view text) {
    std::string made;
    for (const char each : text) {
        if (each == '?') {
            made += fmt::format(":c{}", count_++);
        } else {
            made += each;
        }
    }
    return made;
}

std::string Conditions::in_list(std::string_view column, const std::set<std::string>& values) {
    if (values.empty()) return "1 = 0";
    std::string text = fmt::format("{} IN (", column);
    for (std::size_t at = 0; at < values.size(); ++at) text += fmt::format("{}:c{}", at == 0 ? "" : ", ", count_++);
    for (const auto& value : values) binds_.push_back([value](Sql& sql) { sql.in(value); });
    return text + ")";
}

void Conditions::among(std::string_view column, const std::set<std::string>& values) {
    if (!values.empty()) texts_.push_back(in_list(column, values));
}

void Conditions::within(const ScopeFilter& scope) {
    if (!scope.everything) texts_.push_back(in_scope(scope));
}

void Conditions::all_within(const ScopeFilter& scope, std::string_view select) {
    if (!scope.everything) texts_.push_back(fmt::format("NOT EXISTS ({} AND NOT {})", select, in_scope(scope)));
}

void Conditions::among_any(std::string_view column, const std::set<std::string>& values, std::string_view select) {
    if (!values.empty()) texts_.push_back(fmt::format("EXISTS ({} AND {})", select, in_list(column, values)));
}

std::string Conditions::in_scope(const ScopeFilter& scope) {
    std::string text;
    for (const auto& place : scope.places) {
        std::string both;
        if (place.clusters) both = in_list("cluster", *place.clusters);
        if (place.namespaces) both += (both.empty() ? "" : " AND ") + in_list("name_space", *place.namespaces);
        text += fmt::format("{}({})", text.empty() ? "" : " OR ", both.empty() ? "1 = 1" : both);
    }
    return "(" + (text.empty() ? "1 = 0" : text) + ")";
}

std::string Conditions::where() const {
    std::string text;
    for (const auto& each : texts_) text += (text.empty() ? " WHERE " : " AND ") + each;
    return text;
}

}  // namespace nexa::store
