#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"

/// Rows of the demo's tables, and the manifests that they stand for. Pure.
namespace nexa::sandbox::seed {

struct Pool {
    std::string name;
    int replicas = 3;
    std::vector<std::string> roles;
    std::string size = "100Gi";  ///< Empty: ephemeral storage.
};

struct Kafka {
    std::string name_space;
    std::string name;
    std::string version;
    std::vector<Pool> pools;  ///< Empty: based on ZooKeeper, three of each.
    int replication = 3;      ///< Of new topics.
    bool external = false;    ///< A listener of type loadbalancer besides the internal ones.
    bool annotated = false;   ///< With the annotations that KRaft needed up to Strimzi 0.47.
    bool authorization = false;
    bool cruise_control = false;
};

struct Topic {
    std::string name_space;
    std::string cluster;
    std::string name;
    int partitions = 6;
    int replicas = 3;
    int retention_hours = 168;
    bool compacted = false;
};

struct User {
    std::string name_space;
    std::string cluster;
    std::string name;
    std::string authentication = "scram-sha-512";
};

struct Connect {
    std::string name_space;
    std::string name;
    std::string bootstrap;  ///< "events-kafka-bootstrap:9092"
    int replicas = 1;
    std::vector<std::string> plugins = {};  ///< Artifacts that its image is built with; empty: Strimzi's own image.
    bool connectors = true;                 ///< Connectors are resources.
};

struct Connector {
    std::string name_space;
    std::string cluster;  ///< Of Connect.
    std::string name;
    std::string connector_class;
    std::string topics;
    int tasks = 1;
    std::string state = {};    ///< "", "paused" or "stopped".
    std::string outcome = {};  ///< See connector_annotation::outcome.
    bool auto_restart = false;
};

struct Mirror {
    std::string name_space;
    std::string name;
    std::string source;  ///< Alias.
    std::string source_bootstrap;
    std::string target;
    std::string target_bootstrap;
};

struct Bridge {
    std::string name_space;
    std::string name;
    std::string bootstrap;
};

struct Rebalance {
    std::string name_space;
    std::string cluster;
    std::string name;
    bool approved = false;  ///< Automatically.
};

struct SparkServer {
    std::string name_space;
    std::string name;
    int executors = 2;
};

struct App {
    std::string name_space;
    std::string name;
    std::string team;
    std::string main_class;  ///< Empty: a Python job.
    std::string file;
    int executors = 2;
    std::string executor_memory = "4g";
    std::string outcome;            ///< See spark_annotation::outcome.
    std::string duration;           ///< "40s"; empty: by the name.
    std::string restart = "Never";  ///< "OnFailure" retries three times, a minute apart; "Always" every five minutes.
    bool suspended = false;
    int ttl_seconds = 0;
    std::string image = {};  ///< Empty: Spark's own.
    Duration at{};           ///< After the seed was planted.
};

struct Schedule {
    std::string schedule;
    std::string concurrency = "Forbid";
    App job;  ///< `name` is the schedule's, `suspended` is the schedule's too.
    std::string time_zone = {};
};

std::vector<json::object> manifests(const Kafka& kafka);
json::object manifest(const Topic& topic);
json::object manifest(const User& user);
/// `old_api`: in the fields of v1beta2 before Strimzi 0.49.
json::object manifest(const Connect& connect, bool old_api);
json::object manifest(const Connector& connector);
json::object manifest(const Mirror& mirror, bool old_api);
/// The same as a KafkaMirrorMaker of the 0.45 line.
json::object first_mirror_maker(const Mirror& mirror);
json::object manifest(const Bridge& bridge);
json::object manifest(const Rebalance& rebalance);
json::object manifest(const SparkServer& server, const std::string& spark_version);
json::object manifest(const App& app, const std::string& spark_version);
json::object manifest(const Schedule& schedule, const std::string& spark_version);

}  // namespace nexa::sandbox::seed
