// The client and its informers against the simulated apiserver, over real TLS.
#include "data/kinds.hpp"
#include "data/kube/check.hpp"
#include "data/kube/cluster_session.hpp"
#include "data/sandbox/fleet_fixture.hpp"

namespace nexa::kube {
namespace {

class Store final : public ObservationSink {
public:
    Task<Result<std::vector<Remembered>>> remembered(std::string_view, const KindRef&) override { co_return std::vector<Remembered>(); }
    Task<Result<>> observe(std::string_view, const KindRef& kind, std::span<const Observed> batch) override {
        const std::lock_guard lock(mutex_);
        for (const Observed& one : batch) {
            const std::string key = fmt::format("{}/{}/{}", kind.kind, one.name_space, one.name);
            if (one.deleted) {
                objects_.erase(key);
            } else {
                objects_[key] = json::parse(one.object);
            }
        }
        co_return Result<>();
    }
    void synced(std::string_view, const KindRef&, std::string_view name_space) override {
        const std::lock_guard lock(mutex_);
        synced_.emplace_back(name_space);
    }
    void flagged(std::string_view, const KindRef&, std::string_view message) override { ADD_FAILURE() << message; }

    json::value find(const std::string& key) const {
        const std::lock_guard lock(mutex_);
        const auto found = objects_.find(key);
        return found == objects_.end() ? json::value() : found->second;
    }
    std::vector<std::string> synced_scopes() const {
        const std::lock_guard lock(mutex_);
        return synced_;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, json::value> objects_;
    std::vector<std::string> synced_;
};

bool wait_for(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        run_to_end(sleep_for(std::chrono::milliseconds(5)));
    }
    return true;
}

class KubeOnSandbox : public sandbox::FleetFixture {
protected:
    void SetUp() override {
        FleetFixture::SetUp();
        for (const Kind& kind : kinds()) refs.push_back(kind.ref);
    }
    void TearDown() override {
        if (session) run_to_end(session->stop());
        session.reset();
        FleetFixture::TearDown();
    }
    Target target(std::string_view user = "admin") {
        const auto text = fleet->kubeconfig("dev", user);
        EXPECT_TRUE(text);
        auto read = read_kubeconfig(*text);
        EXPECT_TRUE(read) << read.error().message;
        return std::move(*read);
    }
    void open(std::string_view user = "admin", SessionOptions options = {}) {
        std::shared_ptr<Transport> transport = make_transport(*client, target(user));
        session = std::make_unique<ClusterSession>(pool.executor(1), "dev", std::move(transport), refs, observed, nullptr, options);
        session->start();
        ASSERT_TRUE(wait_for([&] { return session->status().state == ClusterStatus::State::connected; })) << session->status().message;
    }
    Answer<Written> apply_topic(std::string name, std::string spec, WriteOptions options = {}) {
        const std::string manifest = fmt::format(
            R"({{"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic","metadata":{{"name":"{}","namespace":"default"}},"spec":{}}})",
            name, spec);
        return run_to_end(session->api().apply(*session->resource(find_kind("KafkaTopic")->ref), {"default", name}, manifest, options));
    }

    std::vector<KindRef> refs;
    Store observed;
    std::unique_ptr<ClusterSession> session;
};

TEST_F(KubeOnSandbox, AppliesAndObserves) {
    open();
    const ClusterStatus status = session->status();
    EXPECT_EQ(status.facts->served.at("KafkaTopic").at(0), "v1");
    EXPECT_EQ(status.facts->served.at("KafkaTopic").at(1), "v1beta2");
    const auto written = apply_topic("orders", R"({"partitions":3,"replicas":1})");
    ASSERT_TRUE(written) << written.error().error.message;
    EXPECT_TRUE(written->created);
    EXPECT_EQ(written->generation, 1);
    EXPECT_TRUE(wait_for([&] { return !observed.find("KafkaTopic/default/orders").is_null(); }));
    const json::value seen = observed.find("KafkaTopic/default/orders");
    EXPECT_FALSE(seen.at("metadata").as_object().contains("managedFields"));
    EXPECT_EQ(seen.at("metadata").at("uid"), json::string(written->uid));

    const auto again = apply_topic("orders", R"({"partitions":5,"replicas":1})");
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->created);
    EXPECT_EQ(again->generation, 2);
    EXPECT_TRUE(wait_for([&] { return observed.find("KafkaTopic/default/orders").at("spec").at("partitions") == 5; }));

    DeleteOptions other;
    other.uid = "00000000-0000-0000-0000-000000000000";
    const Resource topics = *session->resource(find_kind("KafkaTopic")->ref);
    const auto spared = run_to_end(session->api().remove(topics, {"default", "orders"}, other));
    ASSERT_FALSE(spared);
    EXPECT_EQ(spared.error().error.code, ErrorCode::precondition_failed) << spared.error().error.message;
    const auto deleted = run_to_end(session->api().remove(topics, {"default", "orders"}));
    EXPECT_TRUE(deleted);
    EXPECT_TRUE(wait_for([&] { return observed.find("KafkaTopic/default/orders").is_null(); }));
}

TEST_F(KubeOnSandbox, NamesManagersAndFields) {
    open();
    ASSERT_TRUE(apply_topic("orders", R"({"partitions":3,"replicas":1})"));
    const auto taken =
        send(request(http::Method::patch, "/apis/kafka.strimzi.io/v1/namespaces/default/kafkatopics/orders?fieldManager=kubectl&force=true",
                     topic("orders", 7), "application/apply-patch+yaml"));
    ASSERT_EQ(taken.status, 200);
    const auto conflict = apply_topic("orders", R"({"partitions":3,"replicas":1})");
    ASSERT_FALSE(conflict);
    EXPECT_EQ(conflict.error().error.code, ErrorCode::conflict);
    EXPECT_NE(conflict.error().error.message.find("spec.partitions (managed by \"kubectl\")"), std::string::npos)
        << conflict.error().error.message;
    WriteOptions force;
    force.force = force.dry_run = true;
    EXPECT_TRUE(apply_topic("orders", R"({"partitions":3,"replicas":1})", force));

    const auto unknown = apply_topic("orders", R"({"partitions":7,"nonsense":1})");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().error.code, ErrorCode::invalid);
    ASSERT_FALSE(unknown.error().error.issues.empty()) << unknown.error().error.message;
    EXPECT_EQ(unknown.error().error.issues[0].pointer, "/spec/nonsense") << unknown.error().error.message;
}

TEST_F(KubeOnSandbox, WatchesTheNamespacesOfALimitedUser) {
    SessionOptions options;
    options.namespaces = {"team-a"};
    open("team-a", options);
    EXPECT_TRUE(wait_for([&] { return !observed.synced_scopes().empty(); }));
    for (const std::string& scope : observed.synced_scopes()) EXPECT_EQ(scope, "team-a");
    const auto refused = apply_topic("orders", R"({"partitions":3,"replicas":1})");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error.code, ErrorCode::forbidden);
}

TEST_F(KubeOnSandbox, TakesTheFirstListAsPagesOrAsAStream) {
    for (int index = 0; index < 30; ++index) ASSERT_LT(apply(fmt::format("topic-{}", index)).status, 300);
    for (const bool streamed : {false, true}) {
        std::shared_ptr<Transport> transport = make_transport(*client, target());
        Api api(pool.executor(1), "dev", std::move(transport));
        Store store_of_this;
        InformerOptions options;
        options.page = 7;
        options.watch_list = streamed;
        const KindRef& kind = find_kind("KafkaTopic")->ref;
        Informer informer(api, store_of_this, kind, resource_of(kind, "v1"), options);
        TaskGroup tasks(pool.executor(1));
        tasks.spawn("informer", informer.run());
        EXPECT_TRUE(wait_for([&] { return store_of_this.synced_scopes().size() == 1; }));
        EXPECT_FALSE(store_of_this.find("KafkaTopic/default/topic-29").is_null());
        ASSERT_LT(apply("topic-3", 9).status, 300);
        EXPECT_TRUE(wait_for([&] { return store_of_this.find("KafkaTopic/default/topic-3").at("spec").at("partitions") == 9; }));
        tasks.stop();
        run_to_end(tasks.join());
        ASSERT_LT(apply("topic-3", 3).status, 300);
    }
}

TEST_F(KubeOnSandbox, SeesEverythingWhateverGoesWrong) {
    using Fault = sandbox::Fault;
    SessionOptions options;
    options.informer.idle = std::chrono::milliseconds(700);
    options.informer.backoff = {.first = std::chrono::milliseconds(5), .most = std::chrono::milliseconds(20)};
    options.limits.backoff = {.first = std::chrono::milliseconds(5), .most = std::chrono::milliseconds(20)};
    open("admin", options);
    int partitions = 1;
    for (const Fault::Kind kind : {Fault::Kind::gone, Fault::Kind::gone_event, Fault::Kind::drop, Fault::Kind::half_open,
                                   Fault::Kind::server_error, Fault::Kind::garbage}) {
        Fault fault;
        fault.kind = kind;
        fault.verb = "watch";
        fault.path_prefix = "/apis/kafka.strimzi.io/v1/kafkatopics";
        fault.count = 2;
        fleet->faults("dev")->add(fault);
        fault.verb = "list";
        fault.kind = kind == Fault::Kind::half_open || kind == Fault::Kind::gone_event ? Fault::Kind::unavailable : kind;
        fleet->faults("dev")->add(fault);
        ASSERT_LT(apply("orders", ++partitions).status, 300);
        EXPECT_TRUE(wait_for([&] {
            const json::value seen = observed.find("KafkaTopic/default/orders");
            return !seen.is_null() && seen.at("spec").at("partitions") == partitions;
        })) << to_string(kind);
        fleet->faults("dev")->clear();
    }
    // A write that is carried out but not answered: server-side apply is sent again and finds itself done.
    Fault lost;
    lost.kind = Fault::Kind::commit_and_drop;
    lost.verb = "patch";
    lost.count = 1;
    fleet->faults("dev")->add(lost);
    const auto written = apply_topic("payments", R"({"partitions":2,"replicas":1})");
    ASSERT_TRUE(written) << written.error().error.message;
    EXPECT_EQ(written->generation, 1);
}

TEST_F(KubeOnSandbox, ChecksAConnection) {
    const auto check = [&](Target where) {
        std::shared_ptr<Transport> transport = make_transport(*client, where);
        Api api(pool.executor(1), "dev", std::move(transport));
        return run_to_end(check_cluster(api, where, refs, {"team-a"}));
    };
    const CheckReport good = check(target());
    EXPECT_TRUE(good.ok);
    for (const Check& one : good.checks) EXPECT_NE(one.state, CheckState::failed) << one.name << ": " << one.message;
    EXPECT_EQ(good.checks[2].message, "the apiserver knows it as sandbox-admin");
    EXPECT_EQ(good.checks[6].state, CheckState::passed) << good.checks[6].message;

    Target wrong_token = target();
    wrong_token.token = Secret("wrong");
    EXPECT_EQ(check(wrong_token).checks[2].state, CheckState::failed);
    Target untrusted = target();
    untrusted.tls = std::make_shared<http::ClientTls>();
    const CheckReport refused = check(untrusted);
    EXPECT_EQ(refused.checks[0].state, CheckState::passed);
    EXPECT_EQ(refused.checks[1].state, CheckState::failed);
    Target nowhere = target();
    nowhere.server = "https://127.0.0.1:1";
    EXPECT_EQ(check(nowhere).checks[0].state, CheckState::failed);
}

}  // namespace
}  // namespace nexa::kube
