#include "control/api/logs/follow_log.hpp"

#include <fmt/format.h>

namespace nexa::control {

http::Response follow_log(const std::shared_ptr<kube::ClusterSession>& session, const kube::ObjectName& pod,
                          const kube::LogOptions& options) {
    return http::Response::stream(200, "text/plain; charset=utf-8", [session, pod, options](http::StreamWriter& writer) -> Task<> {
        // Chunks come on the cluster's executor, and go out on the connection's: between them lies a small queue.
        struct Pipe {
            explicit Pipe(Executor executor) : wakeup(std::move(executor)) {}
            std::mutex mutex;
            std::string waiting;
            bool ended = false;
            std::atomic<bool> abandoned{false};
            Wakeup wakeup;
        };
        const Executor executor = co_await asio::this_coro::executor;
        const auto pipe = std::make_shared<Pipe>(executor);
        TaskGroup feeding(session->api().executor());
        auto feed = [](std::shared_ptr<kube::ClusterSession> from, kube::ObjectName name, kube::LogOptions how,
                       std::shared_ptr<Pipe> to) -> Task<> {
            auto on_chunk = [to](std::string_view chunk) {
                const std::lock_guard lock(to->mutex);
                to->waiting += chunk;
                to->wakeup.notify();
                return !to->abandoned && to->waiting.size() < 16 * 1024 * 1024;
            };
            const auto followed = co_await from->api().follow_logs(name, how, std::move(on_chunk));
            const std::lock_guard lock(to->mutex);
            if (!followed) to->waiting += fmt::format("\n[the log ended: {}]\n", followed.error().error.message);
            to->ended = true;
            to->wakeup.notify();
        };
        feeding.spawn("follow log", feed(session, pod, options, pipe));
        while (true) {
            std::string chunk;
            bool ended = false;
            {
                const std::lock_guard lock(pipe->mutex);
                chunk.swap(pipe->waiting);
                ended = pipe->ended;
            }
            if (!chunk.empty()) {
                const auto sent = co_await writer.write(chunk);
                if (!sent) break;
                continue;
            }
            if (ended) break;
            const bool woken = co_await pipe->wakeup.wait_for(std::chrono::seconds(30));
            const auto state = co_await asio::this_coro::cancellation_state;
            if (!woken && state.cancelled() != asio::cancellation_type::none) break;
        }
        pipe->abandoned = true;
        feeding.stop();
    });
}

}  // namespace nexa::control
