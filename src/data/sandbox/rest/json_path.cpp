#include "data/sandbox/rest/json_path.hpp"

#include <charconv>
#include <string>

namespace nexa::sandbox::rest {

namespace {

/// A name up to the next '.' or '['; a backslash takes the next character as it is.
std::string take_name(std::string_view& path) {
    std::string out;
    while (!path.empty() && path.front() != '.' && path.front() != '[') {
        if (path.front() == '\\' && path.size() > 1) path.remove_prefix(1);
        out += path.front();
        path.remove_prefix(1);
    }
    return out;
}

/// `?(@.type=="Ready")`
void filter(std::vector<const json::value*>& found, std::string_view expression) {
    const auto at = expression.find("@.");
    const auto equals = expression.find("==");
    std::vector<const json::value*> kept;
    if (at == std::string_view::npos || equals == std::string_view::npos || equals < at) {
        found.clear();
        return;
    }
    auto field = expression.substr(at + 1, equals - at - 1);
    while (field.ends_with(' ')) field.remove_suffix(1);
    auto wanted = expression.substr(equals + 2);
    while (!wanted.empty() && std::string_view(" \"')").find(wanted.back()) != std::string_view::npos) wanted.remove_suffix(1);
    while (!wanted.empty() && std::string_view(" \"'").find(wanted.front()) != std::string_view::npos) wanted.remove_prefix(1);
    for (const auto* value : found) {
        if (!value->is_array()) continue;
        for (const auto& item : value->get_array()) {
            const auto got = find_json_path(item, field);
            if (got.empty()) continue;
            const auto text = got.front()->is_string() ? std::string(got.front()->get_string()) : json::serialize(*got.front());
            if (text == wanted) kept.push_back(&item);
        }
    }
    found = std::move(kept);
}

void step(std::vector<const json::value*>& found, std::string_view name) {
    std::vector<const json::value*> next;
    for (const auto* value : found) {
        if (!value->is_object()) continue;
        if (const auto* member = value->get_object().if_contains(name)) next.push_back(member);
    }
    found = std::move(next);
}

void index(std::vector<const json::value*>& found, std::string_view inside) {
    std::vector<const json::value*> next;
    if (inside == "*") {
        for (const auto* value : found) {
            if (!value->is_array()) continue;
            for (const auto& item : value->get_array()) next.push_back(&item);
        }
    } else {
        std::size_t position = 0;
        const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), position);
        for (const auto* value : found) {
            if (error == std::errc() && value->is_array() && position < value->get_array().size())
                next.push_back(&value->get_array()[position]);
        }
    }
    found = std::move(next);
}

/// Goes on from what has been found so far.
std::vector<const json::value*> follow(std::vector<const json::value*> found, std::string_view path) {
    while (!path.empty() && !found.empty()) {
        if (path.front() == '.') {
            path.remove_prefix(1);
            if (!path.empty() && path.front() != '[') step(found, take_name(path));
            continue;
        }
        if (path.front() != '[') return {};
        const auto close = path.find(']');
        if (close == std::string_view::npos) return {};
        auto inside = path.substr(1, close - 1);
        path.remove_prefix(close + 1);
        if (inside.starts_with('?'))
            filter(found, inside);
        else if (inside.starts_with('\'') || inside.starts_with('"'))
            step(found, inside.substr(1, inside.size() - 2));
        else
            index(found, inside);
    }
    return found;
}

}  // namespace

std::vector<const json::value*> find_json_path(const json::value& root, std::string_view path) {
    return follow({&root}, path);
}

std::vector<const json::value*> find_json_path(const json::object& root, std::string_view path) {
    if (!path.starts_with('.')) return {};
    path.remove_prefix(1);
    const auto* first = root.if_contains(take_name(path));
    return first ? follow({first}, path) : std::vector<const json::value*>();
}

void set_json_path(json::object& root, std::string_view path, json::value value) {
    auto* at = &root;
    while (!path.empty()) {
        if (path.front() == '.') path.remove_prefix(1);
        const auto name = take_name(path);
        if (path.empty()) {
            (*at)[name] = std::move(value);
            return;
        }
        auto& next = (*at)[name];
        if (!next.is_object()) next = json::object();
        at = &next.get_object();
    }
}

}  // namespace nexa::sandbox::rest
