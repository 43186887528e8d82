// What following costs: Nexa's informer against a server that serves bytes made beforehand (../shared/peers/goinformer/server), over plain
// HTTP on loopback. Prints one JSON object. bench/informers.py runs it beside its peers.
//
//   bench_informer follow URL OBJECTS EVENTS     list, follow so many events, then list anew
//   bench_informer idle URL CLUSTERS KINDS       so many watches that say nothing
//   bench_informer limit URL OBJECTS             simdjson alone on the bytes of one round of events
#include <simdjson.h>
#include <sys/resource.h>

#include <fstream>
#include <iostream>

#include "base/io_pool.hpp"
#include "base/json.hpp"
#include "data/kube/api.hpp"
#include "data/kube/informer.hpp"

#ifdef NEXA_JEMALLOC
/// As in the server (src/app/main.cpp).
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "background_thread:true,dirty_decay_ms:3000,muzzy_decay_ms:0";
}
#endif

namespace nexa::kube {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::array<std::string_view, 1> versions{"v1beta2"};
constexpr KindRef applications{
    .kind = "SparkApplication", .group = "sparkoperator.k8s.io", .versions = versions, .plural = "sparkapplications", .namespaced = true};

double seconds(timeval time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double since(SteadyClock::time_point start) {
    return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

/// "VmRSS" or "VmHWM" of this process, in MiB.
double memory(std::string_view field) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(field)) return std::stod(line.substr(field.size() + 1)) / 1024;
    }
    return 0;
}

/// The peak counts from here on.
void reset_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// Stands for the store: it takes a batch by copying what it keeps of it, which is what a database's statement does.
class Store final : public ObservationSink {
public:
    Task<Result<std::vector<Remembered>>> remembered(std::string_view, const KindRef&) override { co_return std::vector<Remembered>(); }
    Task<Result<>> observe(std::string_view, const KindRef&, std::span<const Observed> batch) override {
        for (const auto& each : batch) {
            row_.assign(each.object);
            bytes += row_.size();
        }
        objects += batch.size();
        co_return Result<>();
    }
    void synced(std::string_view, const KindRef&, std::string_view) override { ++syncs; }
    void flagged(std::string_view, const KindRef&, std::string_view message) override { std::cerr << message << "\n"; }

    std::uint64_t objects = 0, bytes = 0, syncs = 0;

private:
    std::string row_;
};

RequestLimits generous() {
    RequestLimits limits;
    limits.gate.in_flight = 10'000;
    limits.gate.per_second = limits.gate.burst = 1e6;
    return limits;
}

class Cluster {
public:
    Cluster(Executor executor, http::Client& client, const std::string& url)
        : api(std::move(executor), "bench", make_transport(client, Target{.server = url}), generous()) {}
    Api api;
};

Task<> until(const std::function<bool()>& holds) {
    while (!holds()) co_await sleep_for(std::chrono::milliseconds(1));
}

Task<json::object> follow(std::string url, std::uint64_t objects, std::uint64_t events) {
    const Executor executor = co_await asio::this_coro::executor;
    const auto client = http::make_client(executor);
    Cluster cluster(executor, *client, url);
    Store store;
    InformerOptions options;
    // The server falls silent after its events: the stream is given up, its older version is found, and everything is listed anew.
    options.idle = std::chrono::seconds(4);
    Informer informer(cluster.api, store, applications, resource_of(applications, "v1beta2"), options);
    TaskGroup group(executor);

    json::object out{{"baseline_mib", memory("VmRSS")}};
    const auto start = SteadyClock::now();
    const double cpu_start = cpu_seconds();
    group.spawn("follow", informer.run());
    co_await until([&] { return store.syncs == 1; });
    out["sync_s"] = since(start);
    out["sync_cpu_s"] = cpu_seconds() - cpu_start;
    out["objects"] = informer.status().objects;
    out["sync_peak_mib"] = memory("VmHWM");

    const auto first = SteadyClock::now();
    const double cpu_first = cpu_seconds();
    co_await until([&] { return informer.status().events >= objects + events; });
    const double cpu = cpu_seconds() - cpu_first, wall = since(first);
    out["events"] = informer.status().events - objects;
    out["events_per_cpu_s"] = static_cast<double>(events) / cpu;
    out["events_per_s"] = static_cast<double>(events) / wall;
    out["handed_over"] = store.objects - objects;
    out["peak_mib"] = memory("VmHWM");

    // jemalloc gives back what has been free for three seconds.
    co_await sleep_for(std::chrono::milliseconds(3500));
    out["before_relist_mib"] = memory("VmRSS");
    reset_peak();
    co_await until([&] { return informer.status().lists == 2 && store.syncs == 2; });
    out["relist_peak_mib"] = memory("VmHWM");
    co_await until([&] { return informer.status().events >= 2 * (objects + events); });
    co_await sleep_for(std::chrono::milliseconds(3500));
    out["after_relist_mib"] = memory("VmRSS");
    group.stop();
    co_await group.join();
    co_return out;
}

Task<json::object> idle(std::string url, std::size_t clusters, std::size_t kinds) {
    const Executor executor = co_await asio::this_coro::executor;
    const auto client = http::make_client(executor);
    Store store;
    std::vector<std::unique_ptr<Cluster>> all;
    std::vector<std::unique_ptr<Informer>> informers;
    TaskGroup group(executor);
    json::object out{{"baseline_mib", memory("VmRSS")}};
    const auto start = SteadyClock::now();
    for (std::size_t i = 0; i < clusters; ++i) {
        all.push_back(std::make_unique<Cluster>(executor, *client, url));
        for (std::size_t k = 0; k < kinds; ++k) {
            informers.push_back(
                std::make_unique<Informer>(all.back()->api, store, applications, resource_of(applications, "v1beta2"), InformerOptions{}));
            group.spawn("follow", informers.back()->run());
        }
    }
    co_await until([&] {
        return std::ranges::all_of(informers, [](const auto& each) { return each->status().state == InformerStatus::State::watching; });
    });
    out["watches"] = informers.size();
    out["watching_after_s"] = since(start);
    co_await sleep_for(std::chrono::seconds(4));
    const double cpu = cpu_seconds();
    co_await sleep_for(std::chrono::seconds(5));
    out["mib"] = memory("VmRSS");
    out["peak_mib"] = memory("VmHWM");
    out["idle_cpu_percent"] = (cpu_seconds() - cpu) / 5 * 100;
    group.stop();
    co_await group.join();
    co_return out;
}

/// What no informer can be faster than here: every line of a round through simdjson, which finds the name, the version and the state.
Task<json::object> limit(std::string url, std::size_t objects) {
    const Executor executor = co_await asio::this_coro::executor;
    const auto client = http::make_client(executor);
    std::string bytes;
    std::size_t lines = 0;
    http::ClientRequest request;
    request.url = url + "/apis/sparkoperator.k8s.io/v1beta2/sparkapplications?watch=1";
    request.total_timeout = Duration(0);
    static_cast<void>(co_await client->stream(std::move(request), nullptr, nullptr, [&](std::string_view chunk) {
        bytes += chunk;
        lines += static_cast<std::size_t>(std::ranges::count(chunk, '\n'));
        return lines < objects;
    }));
    bytes.resize(bytes.rfind('\n') + 1);
    const std::size_t size = bytes.size();
    bytes.append(simdjson::SIMDJSON_PADDING, ' ');
    simdjson::ondemand::parser parser;
    constexpr int rounds = 10;
    std::uint64_t seen = 0, found = 0;
    const double cpu = cpu_seconds();
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t at = 0; at < size;) {
            const auto end = bytes.find('\n', at);
            auto document = parser.iterate(simdjson::padded_string_view(bytes.data() + at, end - at, bytes.size() - at));
            auto object = document["object"];
            auto metadata = object["metadata"];
            std::string_view name, version, state;
            if (!metadata["name"].get(name) && !metadata["resourceVersion"].get(version) &&
                !object["status"]["applicationState"]["state"].get(state))
                found += name.size() + version.size() + state.size();
            ++seen;
            at = end + 1;
        }
    }
    co_return json::object{{"events_per_cpu_s", static_cast<double>(seen) / (cpu_seconds() - cpu)}, {"touched", found}};
}

int run(std::span<char*> arguments) {
    const auto number = [&](std::size_t at) { return std::stoull(arguments[at]); };
    const std::string_view mode = arguments.size() > 2 ? arguments[1] : "";
    json::object out;
    if (mode == "follow" && arguments.size() == 5) {
        out = run_to_end(follow(arguments[2], number(3), number(4)));
    } else if (mode == "idle" && arguments.size() == 5) {
        out = run_to_end(idle(arguments[2], number(3), number(4)));
    } else if (mode == "limit" && arguments.size() == 4) {
        out = run_to_end(limit(arguments[2], number(3)));
    } else {
        std::cerr << "usage: bench_informer follow URL OBJECTS EVENTS | idle URL CLUSTERS KINDS | limit URL OBJECTS\n";
        return 2;
    }
    std::cout << json::serialize(out) << std::endl;
    return 0;
}

}  // namespace
}  // namespace nexa::kube

int main(int argc, char** argv) {
    return nexa::kube::run({argv, static_cast<std::size_t>(argc)});
}
