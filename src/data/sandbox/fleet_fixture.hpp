#pragma once

#include <gtest/gtest.h>

#include "base/io_pool.hpp"
#include "data/sandbox/fleet.hpp"
#include "http/client.hpp"

namespace nexa::sandbox {

/// One served cluster "dev" and a client that trusts it, over real TLS.
class FleetFixture : public testing::Test {
protected:
    void SetUp() override {
        pool.start();
        client = http::make_client(pool.executor(1));
        auto opened = Fleet::open(pool, {});
        ASSERT_TRUE(opened) << opened.error().message;
        fleet = std::move(*opened);
        FleetMember member;
        member.cluster.name = "dev";
        member.cluster.strimzi_version = "0.49.1";
        member.cluster.spark_version = "2.5.2";
        member.bookmark_every = std::chrono::milliseconds(200);
        member.users.push_back(SandboxUser::limited("team-a", "", {"team-a"}));
        const auto added = fleet->add(std::move(member));
        ASSERT_TRUE(added) << added.error().message;
        auto tls = std::make_shared<http::ClientTls>();
        tls->ca_pem = fleet->authority_pem();
        trust = std::move(tls);
    }
    void TearDown() override {
        if (fleet) run_to_end(fleet->stop());
        client.reset();
        pool.stop();
        fleet.reset();
    }

    ObjectStore& store() { return fleet->find("dev")->store(); }

    http::ClientRequest request(http::Method method, std::string path, std::string body = {}, std::string content_type = "application/json",
                                std::string user = "admin") {
        http::ClientRequest out;
        out.method = method;
        out.url = fleet->server_url("dev") + path;
        out.body = std::move(body);
        if (!out.body.empty()) out.headers.set("Content-Type", content_type);
        if (!user.empty()) out.headers.set("Authorization", "Bearer " + fleet->token("dev", user));
        return out;
    }
    http::ClientResponse send(http::ClientRequest ask) {
        auto answer = run_to_end(client->send(std::move(ask), trust));
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? std::move(*answer) : http::ClientResponse{};
    }
    http::ClientResponse get(std::string path, std::string user = "admin") {
        return send(request(http::Method::get, std::move(path), {}, {}, std::move(user)));
    }
    static json::object body_of(const http::ClientResponse& answer) {
        boost::system::error_code error;
        auto value = json::parse(answer.body, error);
        EXPECT_FALSE(error) << answer.body;
        return value.is_object() ? value.get_object() : json::object();
    }

    /// Reads a watch until `count` lines have come or it ended.
    std::vector<json::object> watch(std::string path, std::size_t count) {
        std::vector<json::object> events;
        std::string rest;
        auto ask = request(http::Method::get, std::move(path));
        ask.total_timeout = std::chrono::seconds(5);
        const auto sink = [&](std::string_view chunk) {
            rest += chunk;
            for (auto end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
                events.push_back(json::parse(rest.substr(0, end)).as_object());
                rest.erase(0, end + 1);
            }
            return events.size() < count;
        };
        static_cast<void>(run_to_end(client->stream(std::move(ask), trust, [](int, const http::Headers&) { return true; }, sink)));
        return events;
    }

    static std::string topic(std::string_view name, int partitions = 3, std::string_view version = "v1") {
        return fmt::format(
            R"({{"apiVersion":"kafka.strimzi.io/{}","kind":"KafkaTopic","metadata":{{"name":"{}","annotations":{{"nexa.dev/intent":"i-{}"}}}},"spec":{{"partitions":{}}}}})",
            version, name, partitions, partitions);
    }
    static constexpr std::string_view topics = "/apis/kafka.strimzi.io/v1/namespaces/default/kafkatopics";
    http::ClientResponse apply(std::string_view name, int partitions = 3) {
        return send(request(http::Method::patch, fmt::format("{}/{}?fieldManager=nexa&force=true", topics, name), topic(name, partitions),
                            "application/apply-patch+yaml"));
    }

    IoPool pool{2};
    std::unique_ptr<http::Client> client;
    std::unique_ptr<Fleet> fleet;
    std::shared_ptr<const http::ClientTls> trust;
};

}  // namespace nexa::sandbox
