#include "http/request_stats.hpp"

namespace nexa::http {

struct RequestStats::Cell {
    std::array<std::atomic<std::uint64_t>, 5> by_class{};
    Histogram took;
};

/// The cells of one thread; apart from those of others, so that no cache line travels.
struct alignas(64) RequestStats::Shard {
    explicit Shard(std::size_t count) : cells(count) {}
    std::vector<Cell> cells;
};

RequestStats::RequestStats(const std::vector<Route>& routes, std::size_t shards) {
    for (const Route& route : routes) places_.try_emplace({route.path, std::string(to_string(route.method))}, places_.size());
    for (std::size_t at = 0; at < std::max<std::size_t>(shards, 1); ++at) {
        shards_.push_back(std::make_unique<Shard>(places_.size() + 1));
    }
}
RequestStats::~RequestStats() = default;

void RequestStats::count(const AccessRecord& record) {
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t mine = threads.fetch_add(1);
    const auto place = places_.find(Less::View(record.route, record.method));
    Cell& cell = shards_[mine % shards_.size()]->cells[place == places_.end() ? places_.size() : place->second];
    const int status_class = std::clamp(record.status / 100, 1, 5);
    cell.by_class[static_cast<std::size_t>(status_class - 1)].fetch_add(1, std::memory_order_relaxed);
    if (!record.streamed) cell.took.observe(record.took);
}

std::vector<RequestStats::Row> RequestStats::rows() const {
    std::vector<Row> rows(places_.size() + 1);
    for (const auto& [key, at] : places_) {
        rows[at].route = key.first;
        rows[at].method = key.second;
    }
    rows.back().route = "other";
    for (const auto& shard : shards_) {
        for (std::size_t at = 0; at < rows.size(); ++at) {
            const Cell& cell = shard->cells[at];
            for (std::size_t each = 0; each < cell.by_class.size(); ++each)
                rows[at].by_class[each] += cell.by_class[each].load(std::memory_order_relaxed);
            rows[at].took.add(cell.took.snapshot());
        }
    }
    std::erase_if(rows, [](const Row& row) { return std::ranges::all_of(row.by_class, [](auto count) { return count == 0; }); });
    return rows;
}

}  // namespace nexa::http
