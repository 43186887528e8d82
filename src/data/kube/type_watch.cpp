#include "data/kube/type_watch.hpp"

#include "data/kube/object_parser.hpp"
#include "data/kube/watch_stream.hpp"

namespace nexa::kube {
namespace {

const Resource& definitions() {
    static const Resource resource{.group = "apiextensions.k8s.io",
                                   .version = "v1",
                                   .plural = "customresourcedefinitions",
                                   .kind = "CustomResourceDefinition",
                                   .namespaced = false};
    return resource;
}

using SteadyClock = std::chrono::steady_clock;

constexpr Duration idle = std::chrono::seconds(90);
constexpr Duration lasts = std::chrono::minutes(10);

bool is_closed(const ApiError& error) {
    return error.status == 401 || error.status == 403 || error.status == 404;
}

}  // namespace

Task<> watch_types(Requests& requests, std::function<void()> on_change, Backoff backoff) {
    std::string version;
    bool missed = false;  // what happened since the last event is not known
    for (int failures = 0;;) {
        Answer<> answer;
        if (version.empty()) {
            // Only where the list stands: one definition alone may be half a megabyte.
            auto page = co_await read_list_page(requests, definitions(), {}, {}, 1, [](std::string_view) {});
            if (page) {
                version = std::move(page->resource_version);
                if (std::exchange(missed, false)) on_change();
            } else {
                answer = fail(std::move(page.error()));
            }
        }
        if (answer) {
            const auto began = SteadyClock::now();
            bool seen = false;
            WatchHandler handler;
            handler.on_open = [] {};
            handler.on_object = [&](WatchHandler::Type, std::string_view object) {
                seen = true;
                if (const auto parsed = ObjectParser::of_this_thread().parse(object, false)) version = parsed->resource_version;
            };
            handler.on_bookmark = [&](std::string_view bookmark, bool) { version = bookmark; };
            handler.on_unreadable = [&](std::string_view) { seen = true; };
            handler.after_chunk = [&] {
                failures = 0;
                if (std::exchange(seen, false)) on_change();
                return true;
            };
            auto ended = co_await watch_stream(requests, definitions(),
                                               {.name_space = {}, .from = version, .initial_events = false, .lasts = lasts, .idle = idle},
                                               std::move(handler));
            if (!ended) answer = fail(std::move(ended.error()));
            // A server that ends streams at once is not asked again at once.
            if (ended && SteadyClock::now() - began < std::chrono::seconds(5)) co_await sleep_for(backoff.delay(++failures));
            if (!answer && answer.error().status == 410) {
                version.clear();
                missed = true;
            }
        }
        if (answer) continue;
        if (is_closed(answer.error())) co_return;
        co_await sleep_for(std::max(backoff.delay(++failures), answer.error().retry_after));
    }
}

}  // namespace nexa::kube
