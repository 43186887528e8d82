#include "http/router.hpp"

#include "http/target.hpp"

namespace nexa::http {
namespace {

constexpr std::size_t method_count = 7;
constexpr std::size_t none = static_cast<std::size_t>(-1);

std::size_t slot(Method method) noexcept {
    return static_cast<std::size_t>(method);
}

bool is_parameter(std::string_view segment) noexcept {
    return segment.starts_with('{') || segment.ends_with('}');
}

/// The segments of "/a/b" are "a" and "b"; "/" has none.
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    if (path.empty()) return segments;
    for (;;) {
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        if (end == std::string_view::npos) return segments;
        path.remove_prefix(end + 1);
    }
}

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

}  // namespace

struct Router::Node {
    std::unordered_map<std::string, std::unique_ptr<Node>, TextHash, std::equal_to<>> literals;
    std::unique_ptr<Node> parameter;
    std::array<std::size_t, method_count> routes{none, none, none, none, none, none, none};

    std::size_t route_of(Method method) const noexcept {
        const std::size_t own = routes.at(slot(method));
        return own == none && method == Method::head ? routes.at(slot(Method::get)) : own;
    }
};

/// One walk down the trie, trying the literal branch first and stepping back where it leads nowhere.
struct Router::Search {
    const std::vector<std::string_view>& segments;           // as sent: they name parameters' values
    const std::vector<std::optional<std::string>>& decoded;  // set only where it differs from what was sent
    Method method;
    std::vector<std::size_t> parameters;  // indices of the segments that parameters matched
    std::array<bool, method_count> allowed{};

    std::string_view text(std::size_t index) const { return decoded[index] ? std::string_view(*decoded[index]) : segments[index]; }

    std::size_t descend(const Node& node, std::size_t depth) {
        if (depth == segments.size()) {
            for (std::size_t index = 0; index < method_count; ++index) allowed[index] = allowed[index] || node.routes[index] != none;
            return node.route_of(method);
        }
        const auto literal = node.literals.find(text(depth));
        if (literal != node.literals.end()) {
            const std::size_t found = descend(*literal->second, depth + 1);
            if (found != none) return found;
        }
        if (!node.parameter || text(depth).empty()) return none;
        parameters.push_back(depth);
        const std::size_t found = descend(*node.parameter, depth + 1);
        if (found == none) parameters.pop_back();
        return found;
    }
};

std::string_view PathParams::get(std::string_view name) const noexcept {
    const auto found = std::ranges::find(values_, name, [](const auto& pair) { return pair.first; });
    return found == values_.end() ? std::string_view() : std::string_view(found->second);
}

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Result<> Router::insert(Node& root, const Route& route, std::size_t index, std::span<const Route> routes) {
    Node* node = &root;
    for (const std::string_view segment : segments_of(route.path)) {
        if (is_parameter(segment)) {
            if (!node->parameter) node->parameter = std::make_unique<Node>();
            node = node->parameter.get();
        } else {
            auto& child = node->literals[std::string(segment)];
            if (!child) child = std::make_unique<Node>();
            node = child.get();
        }
    }
    std::size_t& place = node->routes.at(slot(route.method));
    if (place != none) {
        return fail(ErrorCode::invalid, fmt::format("the routes {0} {1} and {0} {2} match the same requests", to_string(route.method),
                                                    routes[place].path, route.path));
    }
    place = index;
    return {};
}

Result<Router> Router::make(std::span<const Route> routes) {
    Router router;
    for (std::size_t index = 0; index < routes.size(); ++index) {
        const Route& route = routes[index];
        if (!route.path.starts_with('/'))
            return fail(ErrorCode::invalid, fmt::format("the route {:?} does not start with '/'", route.path));
        std::vector<std::string> names;
        for (const std::string_view segment : segments_of(route.path)) {
            const bool braces = segment.find_first_of("{}") != std::string_view::npos;
            const bool whole = segment.size() > 2 && segment.front() == '{' && segment.find_first_of("{}", 1) == segment.size() - 1;
            if (segment.empty() || (braces && !(whole && segment.back() == '}'))) {
                return fail(ErrorCode::invalid, fmt::format("the route {:?} has a malformed segment {:?}", route.path, segment));
            }
            if (!braces) continue;
            std::string name(segment.substr(1, segment.size() - 2));
            if (std::ranges::find(names, name) != names.end()) {
                return fail(ErrorCode::invalid, fmt::format("the route {:?} has the parameter {} twice", route.path, name));
            }
            names.push_back(std::move(name));
        }
        const auto inserted = insert(*router.root_, route, index, routes);
        if (!inserted) return fail(inserted.error());
        router.names_.push_back(std::move(names));
    }
    return router;
}

Match Router::match(Method method, std::string_view raw_path) const {
    Match match;
    if (!raw_path.starts_with('/')) return match;
    const auto segments = segments_of(raw_path);
    std::vector<std::optional<std::string>> decoded(segments.size());
    for (std::size_t index = 0; index < segments.size(); ++index) {
        if (segments[index].find('%') == std::string_view::npos) continue;
        decoded[index] = percent_decode(segments[index]);
        if (!decoded[index]) return match;
    }
    Search search{.segments = segments, .decoded = decoded, .method = method, .parameters = {}};
    const std::size_t found = search.descend(*root_, 0);
    if (found != none) {
        match.outcome = Match::Outcome::found;
        match.route = found;
        const auto& names = names_[found];
        match.params.values_.reserve(names.size());
        for (std::size_t index = 0; index < names.size(); ++index) {
            match.params.values_.emplace_back(names[index], search.text(search.parameters[index]));
        }
        return match;
    }
    if (search.allowed.at(slot(Method::get))) search.allowed.at(slot(Method::head)) = true;
    for (std::size_t index = 0; index < method_count; ++index) {
        if (!search.allowed.at(index)) continue;
        match.outcome = Match::Outcome::method_not_allowed;
        if (!match.allow.empty()) match.allow += ", ";
        match.allow += to_string(static_cast<Method>(index));
    }
    return match;
}

}  // namespace nexa::http
