#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/histogram.hpp"
#include "http/middleware/access_log.hpp"
#include "http/router.hpp"

namespace nexa::http {

/// Counts answered requests by route template, method and status class, with how long they took. Thread-safe and without a lock: each
/// thread counts in rows of its own, which only a reader adds up.
class RequestStats {
public:
    /// `routes`: the templates that `Request::route` may name, as it names them. All else is counted as "other".
    /// `shards`: how many threads count; more than that share.
    RequestStats(const std::vector<Route>& routes, std::size_t shards);
    ~RequestStats();

    /// A streamed answer is counted, but how long it took says nothing about this server and is left out.
    void count(const AccessRecord& record);

    struct Row {
        std::string_view method;  ///< Empty for "other".
        std::string_view route;
        std::array<std::uint64_t, 5> by_class{};  ///< 1xx to 5xx.
        Histogram::Snapshot took;
    };
    /// Those that were used at least once.
    std::vector<Row> rows() const;

private:
    struct Cell;
    struct Shard;
    using Key = std::pair<std::string, std::string>;  ///< Template and method.
    struct Less {
        using is_transparent = void;
        using View = std::pair<std::string_view, std::string_view>;
        bool operator()(const Key& a, const Key& b) const { return a < b; }
        bool operator()(const Key& a, const View& b) const { return View(a) < b; }
        bool operator()(const View& a, const Key& b) const { return a < View(b); }
    };
    std::map<Key, std::size_t, Less> places_;
    std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace nexa::http
