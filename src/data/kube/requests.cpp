#include "data/kube/requests.hpp"

#include <random>

namespace nexa::kube {
namespace {

using SteadyClock = std::chrono::steady_clock;

Duration left_until(SteadyClock::time_point deadline) {
    return std::chrono::duration_cast<Duration>(deadline - SteadyClock::now());
}

Asked asked_of(const Call& call, const std::string& cluster) {
    return {call.method, call.what, cluster, call.repeatable};
}

}  // namespace

Requests::Requests(Executor executor, std::string cluster, std::shared_ptr<Transport> transport, RequestLimits limits)
    : executor_(executor),
      cluster_(std::move(cluster)),
      transport_(std::move(transport)),
      limits_(limits),
      gate_(executor, limits.gate),
      retries_left_(limits.retry_reserve) {}

Requests::~Requests() = default;

http::ClientRequest Requests::request_of(const Call& call) const {
    http::ClientRequest request;
    request.method = call.method;
    request.url = call.target;
    request.headers = call.headers;
    if (!request.headers.contains("Accept")) request.headers.set("Accept", "application/json");
    request.body = call.body;
    request.connect_timeout = limits_.connect;
    request.idle_timeout = call.idle;
    request.max_body_bytes = call.max_body;
    request.asks_certificate = call.asks_certificate;
    return request;
}

Task<Answer<http::ClientResponse>> Requests::attempt(Call& call, Duration limit) {
    http::ClientRequest request = request_of(call);
    request.total_timeout = limit;
    auto response = co_await transport_->send(std::move(request));
    if (!response) co_return fail(describe_failure(asked_of(call, cluster_), response.error()));
    last_contact_ = system_clock().now();
    if (response->status >= 200 && response->status < 300) co_return std::move(*response);
    co_return fail(describe_status(asked_of(call, cluster_), response->status, response->headers, response->body));
}

bool Requests::may_repeat(const Call& call, const ApiError& error) {
    if (error.retry == Retry::never) return false;
    // These are the caller's to decide on: the same request again would meet the same state.
    if (error.status == 409 || error.status == 410) return false;
    // 429 is said before anything is done; of the rest only what may be repeated is.
    if (!call.repeatable && error.status != 429) return false;
    if (retries_left_ < 1) return false;
    retries_left_ -= 1;
    return true;
}

Task<Answer<http::ClientResponse>> Requests::send(Call call) {
    const auto deadline = SteadyClock::now() + call.deadline;
    retries_left_ = std::min(limits_.retry_reserve, retries_left_ + 0.1);
    for (int count = 1;; ++count) {
        auto permit = co_await gate_.enter(call.lane, left_until(deadline));
        if (!permit) co_return fail(describe_failure(asked_of(call, cluster_), permit.error()));
        const Duration limit = std::max<Duration>(std::min(limits_.attempt, left_until(deadline)), std::chrono::milliseconds(1));
        auto answer = co_await attempt(call, limit);
        if (answer) co_return answer;
        ApiError error = std::move(answer.error());
        if (count >= limits_.attempts || !may_repeat(call, error)) co_return fail(std::move(error));
        Duration pause = limits_.backoff.delay(count);
        if (error.retry == Retry::after) pause = std::max(pause, error.retry_after);
        if (pause >= left_until(deadline)) co_return fail(std::move(error));
        permit = Result<Gate::Permit>();  // others may go meanwhile
        co_await sleep_for(pause);
    }
}

Task<Answer<http::ClientResponse>> Requests::stream(Call call, std::function<void(const http::Headers&)> on_open,
                                                    http::ChunkSink on_chunk) {
    auto permit = co_await gate_.enter(call.lane, std::chrono::minutes(1));
    if (!permit) co_return fail(describe_failure(asked_of(call, cluster_), permit.error()));
    if (call.lasting) permit = Result<Gate::Permit>();
    http::ClientRequest request = request_of(call);
    request.total_timeout = call.deadline;
    http::HeadSink head = [this, &on_open](int status, const http::Headers& headers) {
        last_contact_ = system_clock().now();
        if (status == 200 && on_open) on_open(headers);
        return true;
    };
    http::ChunkSink chunk = [this, &on_chunk](std::string_view bytes) {
        last_contact_ = system_clock().now();
        return on_chunk(bytes);
    };
    auto response = co_await transport_->stream(std::move(request), std::move(head), std::move(chunk));
    if (!response) co_return fail(describe_failure(asked_of(call, cluster_), response.error()));
    if (response->status == 200) co_return std::move(*response);
    co_return fail(describe_status(asked_of(call, cluster_), response->status, response->headers, response->body));
}

}  // namespace nexa::kube
