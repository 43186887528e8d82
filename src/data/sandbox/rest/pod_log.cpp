#include <charconv>

#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/json_path.hpp"

namespace nexa::sandbox::rest {

namespace {

struct LogStream {
    SandboxCluster& cluster;
    std::string name_space, pod, container;
    std::optional<std::size_t> tail;
    bool timestamps = false;
    bool follow = false;
};

void append(std::string& out, const std::vector<PodLogs::Line>& lines, bool timestamps) {
    for (const auto& line : lines) {
        if (timestamps) out += to_rfc3339(line.at) + " ";
        out += line.text;
        out += '\n';
    }
}

/// A container that has ended writes no more.
bool ended(SandboxCluster& cluster, const LogStream& log) {
    const auto pod = cluster.store().find("Pod", log.name_space, log.pod);
    if (!pod) return true;
    const auto phase = find_json_path(pod->value(), ".status.phase");
    return !phase.empty() && phase.front()->is_string() &&
           (phase.front()->get_string() == "Succeeded" || phase.front()->get_string() == "Failed");
}

Task<> follow(std::shared_ptr<LogStream> log, http::StreamWriter& writer) {
    auto& logs = log->cluster.logs();
    const Executor executor = co_await asio::this_coro::executor;
    const auto wakeup = std::make_shared<Wakeup>(executor);
    struct Listening {
        PodLogs& logs;
        std::uint64_t ticket;
        ~Listening() { logs.unsubscribe(ticket); }
    };
    const Listening listening{logs, logs.subscribe([wakeup] { wakeup->notify(); })};
    std::uint64_t last = 0;
    auto tail = log->tail;
    for (;;) {
        const bool done = ended(log->cluster, *log);
        const auto lines = logs.read(log->name_space, log->pod, log->container, last, tail);
        tail.reset();
        if (!lines.empty()) {
            last = lines.back().number;
            std::string out;
            append(out, lines, log->timestamps);
            const auto sent = co_await writer.write(out);
            if (!sent) co_return;
        }
        if (done) co_return;
        static_cast<void>(co_await wakeup->wait_for(std::chrono::seconds(1)));
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) co_return;
    }
}

}  // namespace

http::Response read_pod_log(Call& call) {
    const auto pod = call.cluster.store().get(*call.type, call.info.name_space, call.info.name);
    if (!pod) return error_reply(pod.error());
    const json::value value((*pod)->value());
    std::vector<std::string> containers;
    for (const auto path : {".spec.containers[*].name", ".spec.initContainers[*].name"}) {
        for (const auto* name : find_json_path(value, path)) {
            if (name->is_string()) containers.emplace_back(name->get_string());
        }
    }
    auto log = std::make_shared<LogStream>(
        LogStream{.cluster = call.cluster, .name_space = call.info.name_space, .pod = call.info.name, .container = {}, .tail = {}});
    log->container = call.query("container").value_or("");
    if (log->container.empty()) {
        const auto count = find_json_path(value, ".spec.containers[*].name").size();
        if (count > 1) {
            std::string list;
            for (std::size_t i = 0; i < count; ++i) list += (i ? " " : "") + containers[i];
            return error_reply(status::bad_request(
                fmt::format("a container name must be specified for pod {}, choose one of: [{}]", call.info.name, list)));
        }
        if (count == 1) log->container = containers.front();
    } else if (std::ranges::find(containers, log->container) == containers.end()) {
        return error_reply(status::bad_request(fmt::format("container {} is not valid for pod {}", log->container, call.info.name)));
    }
    if (const auto tail = call.query("tailLines")) {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(tail->data(), tail->data() + tail->size(), number);
        if (error == std::errc() && end == tail->data() + tail->size()) log->tail = number;
    }
    log->timestamps = truthy(call.query("timestamps"));
    if (truthy(call.query("follow")))
        return http::Response::stream(200, "text/plain", [log](http::StreamWriter& writer) { return follow(log, writer); });
    std::string out;
    append(out, call.cluster.logs().read(log->name_space, log->pod, log->container, 0, log->tail), log->timestamps);
    return http::Response::text(200, std::move(out), "text/plain");
}

}  // namespace nexa::sandbox::rest
