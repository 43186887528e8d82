#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/kube/transport.hpp"

/// For tests: an apiserver that answers as the test says.
namespace nexa::kube::test {

struct Reply {
    enum class End { clean, broken, silent };
    int status = 200;
    std::vector<std::string> chunks{};
    End end = End::clean;
    http::Headers headers{};
    Duration between = Duration(0);

    static Reply ok(std::string body) { return {200, {std::move(body)}}; }
    static Reply error(int status, std::string_view reason, std::string_view message) {
        return {status, {fmt::format(R"({{"kind":"Status","code":{},"reason":"{}","message":"{}"}})", status, reason, message)}};
    }
    /// No answer at all.
    static Reply nothing() { return {0, {}, End::broken}; }
    /// A watch that stays open until it is given up.
    static Reply open(std::vector<std::string> chunks = {}) { return {200, std::move(chunks), End::silent}; }
};

class FakeTransport final : public Transport {
public:
    using Script = std::function<Reply(const http::ClientRequest& request)>;
    explicit FakeTransport(Script script) : script_(std::move(script)) {}

    Task<Result<http::ClientResponse>> send(http::ClientRequest request) override {
        std::string body;
        auto response = co_await stream(std::move(request), nullptr, [&body](std::string_view chunk) {
            body += chunk;
            return true;
        });
        if (response && !body.empty()) response->body = std::move(body);
        co_return response;
    }

    Task<Result<http::ClientResponse>> stream(http::ClientRequest request, http::HeadSink on_head, http::ChunkSink on_chunk) override {
        requests.push_back(request);
        const Count open(open_);
        Reply reply = script_(request);
        auto response = co_await play(std::move(request), std::move(reply), std::move(on_head), std::move(on_chunk));
        co_return response;
    }

    /// The targets of all requests so far that have `part` in them.
    std::vector<std::string> targets(std::string_view part = {}) const {
        std::vector<std::string> found;
        for (const auto& request : requests) {
            if (request.url.find(part) != std::string::npos) found.push_back(request.url);
        }
        return found;
    }
    int open() const { return open_; }

    std::vector<http::ClientRequest> requests;

private:
    struct Count {
        explicit Count(int& of) : count(of) { ++count; }
        ~Count() { --count; }
        Count(const Count&) = delete;
        Count& operator=(const Count&) = delete;
        int& count;
    };

    static Task<Result<http::ClientResponse>> play(http::ClientRequest request, Reply reply, http::HeadSink on_head,
                                                   http::ChunkSink on_chunk) {
        co_await sleep_for(Duration(1));
        if (reply.status == 0) co_return fail(ErrorCode::unavailable, "the connection was refused");
        http::ClientResponse response{reply.status, reply.headers, {}};
        if (on_head) on_head(reply.status, reply.headers);
        for (const std::string& chunk : reply.chunks) {
            if (reply.status != 200) {
                response.body += chunk;
                continue;
            }
            if (!on_chunk(chunk)) co_return response;
            co_await sleep_for(std::max(reply.between, Duration(1)));
        }
        if (reply.end == Reply::End::broken) co_return fail(ErrorCode::unavailable, "the connection broke");
        if (reply.end == Reply::End::silent) {
            const Duration limit = request.idle_timeout > Duration(0) ? request.idle_timeout : Duration(std::chrono::hours(1));
            co_await sleep_for(limit);
            co_return fail(ErrorCode::timed_out, "nothing was sent");
        }
        co_return response;
    }

    Script script_;
    int open_ = 0;
};

/// The value of a parameter in a target; "" when absent. Not unescaped.
inline std::string parameter(std::string_view target, std::string_view name) {
    const std::string key = std::string(name) + "=";
    std::size_t at = target.find('?');
    while (at != std::string_view::npos) {
        ++at;
        if (target.substr(at).starts_with(key)) {
            const std::size_t begin = at + key.size();
            return std::string(target.substr(
                begin, target.find('&', at) == std::string_view::npos ? std::string_view::npos : target.find('&', at) - begin));
        }
        at = target.find('&', at);
    }
    return {};
}

/// Waits until `holds`; false when that takes longer than `limit`.
inline Task<bool> until(std::function<bool()> holds, Duration limit = std::chrono::seconds(5)) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) co_return false;
        co_await sleep_for(std::chrono::milliseconds(1));
    }
    co_return true;
}

}  // namespace nexa::kube::test
