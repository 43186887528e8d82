#include "data/sandbox/seed/manifests.hpp"

#include "data/sandbox/operators/plan.hpp"
#include "data/sandbox/operators/spark_run.hpp"

namespace nexa::sandbox::seed {
namespace {

json::object storage(const std::string& size) {
    if (size.empty()) return {{"type", "ephemeral"}};
    return {{"type", "jbod"},
            {"volumes", json::array{json::object{{"id", 0}, {"type", "persistent-claim"}, {"size", size}, {"deleteClaim", false}}}}};
}

json::object listener(std::string_view name, int port, std::string_view type, bool tls) {
    return {{"name", name}, {"port", port}, {"type", type}, {"tls", tls}};
}

json::object kafka_manifest(const Kafka& kafka) {
    json::object annotations;
    if (kafka.annotated) annotations = {{"strimzi.io/kraft", "enabled"}, {"strimzi.io/node-pools", "enabled"}};
    auto object = make_object("Kafka", kafka.name_space, kafka.name, {}, std::move(annotations));
    json::array listeners{listener("plain", 9092, "internal", false), listener("tls", 9093, "internal", true)};
    // Where users are told apart, each of their ways to authenticate has a listener.
    if (kafka.authorization) {
        listeners.back().as_object()["authentication"] = json::object{{"type", "tls"}};
        listeners.push_back(listener("scram", 9095, "internal", true));
        listeners.back().as_object()["authentication"] = json::object{{"type", "scram-sha-512"}};
    }
    if (kafka.external) listeners.push_back(listener("external", 9094, "loadbalancer", true));
    const int in_sync = std::max(1, kafka.replication - 1);
    json::object spec{{"version", kafka.version},
                      {"listeners", std::move(listeners)},
                      {"config",
                       {{"offsets.topic.replication.factor", kafka.replication},
                        {"transaction.state.log.replication.factor", kafka.replication},
                        {"transaction.state.log.min.isr", in_sync},
                        {"default.replication.factor", kafka.replication},
                        {"min.insync.replicas", in_sync},
                        {"auto.create.topics.enable", false}}}};
    if (kafka.authorization) spec["authorization"] = json::object{{"type", "simple"}};
    json::object whole{{"kafka", std::move(spec)},
                       {"entityOperator", {{"topicOperator", json::object{}}, {"userOperator", json::object{}}}}};
    if (kafka.cruise_control) whole["cruiseControl"] = json::object{};
    if (kafka.pools.empty()) {
        auto& brokers = whole["kafka"].as_object();
        brokers["replicas"] = 3;
        brokers["storage"] = storage("200Gi");
        whole["zookeeper"] = json::object{{"replicas", 3}, {"storage", {{"type", "persistent-claim"}, {"size", "20Gi"}}}};
    }
    object["spec"] = std::move(whole);
    return object;
}

/// The part that an application and a schedule's template share.
json::object spark_spec(const App& app, const std::string& spark_version) {
    json::object spec{
        {"type", app.main_class.empty() ? "Python" : "Scala"},
        {"mode", "cluster"},
        {"image", app.image.empty() ? "docker.io/apache/spark:" + spark_version : app.image},
        {"imagePullPolicy", "IfNotPresent"},
        {"mainApplicationFile", app.file},
        {"sparkVersion", spark_version},
        {"driver", {{"cores", 1}, {"memory", "2g"}, {"serviceAccount", "spark"}, {"labels", {{"team", app.team}}}}},
        {"executor", {{"instances", app.executors}, {"cores", 2}, {"memory", app.executor_memory}, {"labels", {{"team", app.team}}}}}};
    if (!app.main_class.empty()) spec["mainClass"] = app.main_class;
    if (app.restart == "OnFailure") {
        spec["restartPolicy"] = json::object{{"type", "OnFailure"}, {"onFailureRetries", 3}, {"onFailureRetryInterval", 60}};
    } else if (app.restart == "Always") {
        spec["restartPolicy"] = json::object{{"type", "Always"}, {"onFailureRetryInterval", 300}};
    } else {
        spec["restartPolicy"] = json::object{{"type", "Never"}};
    }
    if (app.ttl_seconds > 0) spec["timeToLiveSeconds"] = app.ttl_seconds;
    return spec;
}

json::object simulation_of(const App& app) {
    json::object annotations;
    if (!app.outcome.empty()) annotations[spark_annotation::outcome] = app.outcome;
    if (!app.duration.empty()) annotations[spark_annotation::duration] = app.duration;
    return annotations;
}

}  // namespace

std::vector<json::object> manifests(const Kafka& kafka) {
    std::vector<json::object> objects;
    for (const auto& pool : kafka.pools) {
        auto object = make_object("KafkaNodePool", kafka.name_space, pool.name, {{"strimzi.io/cluster", kafka.name}});
        json::array roles;
        for (const auto& role : pool.roles) roles.emplace_back(role);
        object["spec"] = json::object{{"replicas", pool.replicas}, {"roles", std::move(roles)}, {"storage", storage(pool.size)}};
        objects.push_back(std::move(object));
    }
    objects.push_back(kafka_manifest(kafka));
    return objects;
}

json::object manifest(const Topic& topic) {
    auto object = make_object("KafkaTopic", topic.name_space, topic.name, {{"strimzi.io/cluster", topic.cluster}});
    json::object config{{"retention.ms", std::int64_t{topic.retention_hours} * 3'600'000}};
    if (topic.compacted) config = {{"cleanup.policy", "compact"}, {"min.compaction.lag.ms", 60'000}};
    object["spec"] = json::object{{"partitions", topic.partitions}, {"replicas", topic.replicas}, {"config", std::move(config)}};
    return object;
}

json::object manifest(const User& user) {
    auto object = make_object("KafkaUser", user.name_space, user.name, {{"strimzi.io/cluster", user.cluster}});
    object["spec"] = json::object{{"authentication", {{"type", user.authentication}}}};
    return object;
}

json::object manifest(const App& app, const std::string& spark_version) {
    auto object = make_object("SparkApplication", app.name_space, app.name, {{"team", app.team}}, simulation_of(app));
    auto spec = spark_spec(app, spark_version);
    if (app.suspended) spec["suspend"] = true;
    object["spec"] = std::move(spec);
    return object;
}

json::object manifest(const Schedule& schedule, const std::string& spark_version) {
    const auto& job = schedule.job;
    auto object = make_object("ScheduledSparkApplication", job.name_space, job.name, {{"team", job.team}}, simulation_of(job));
    json::object spec{{"schedule", schedule.schedule},
                      {"concurrencyPolicy", schedule.concurrency},
                      {"successfulRunHistoryLimit", 3},
                      {"failedRunHistoryLimit", 2},
                      {"template", spark_spec(job, spark_version)}};
    if (!schedule.time_zone.empty()) spec["timeZone"] = schedule.time_zone;
    if (job.suspended) spec["suspend"] = true;
    object["spec"] = std::move(spec);
    return object;
}

}  // namespace nexa::sandbox::seed
