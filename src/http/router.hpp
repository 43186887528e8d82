#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"

namespace nexa::http {

/// What the braces of a path template matched, in order. The names are the Router's, which must outlive this.
class PathParams {
public:
    /// The percent-decoded value, or "" when the template has no such name.
    std::string_view get(std::string_view name) const noexcept;
    const std::vector<std::pair<std::string_view, std::string>>& all() const { return values_; }

private:
    friend class Router;
    std::vector<std::pair<std::string_view, std::string>> values_;
};

/// One row of a routing table.
struct Route {
    Method method = Method::get;
    std::string path;  ///< "/clusters/{cluster}/check"; a brace pair is a whole segment.
};

struct Match {
    enum class Outcome { found, not_found, method_not_allowed };
    Outcome outcome = Outcome::not_found;
    std::size_t route = 0;  ///< When found: the index in the table that the Router was made of.
    PathParams params;      ///< When found.
    std::string allow;      ///< When method_not_allowed: the value of the Allow header ("GET, HEAD, PUT").
};

/// Finds the row of a table that a method and path select: a trie of path segments.
/// A literal segment wins over a parameter, segment by segment from the left; a path that has the method wins over one that does not.
/// HEAD falls back on GET. A parameter never matches an empty segment. Immutable and thread-safe.
class Router {
public:
    /// Errors: invalid (a malformed template, or two rows that can't be told apart).
    static Result<Router> make(std::span<const Route> routes);
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    /// `raw_path` is the path as sent, still percent-encoded (`Request::raw_path`), so that an encoded slash stays inside its segment.
    Match match(Method method, std::string_view raw_path) const;

private:
    struct Node;
    struct Search;
    Router();
    static Result<> insert(Node& root, const Route& route, std::size_t index, std::span<const Route> routes);
    std::unique_ptr<Node> root_;
    std::vector<std::vector<std::string>> names_;  ///< The parameter names of each route.
};

}  // namespace nexa::http
