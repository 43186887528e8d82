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
json::object manifest(const App& app, const std::string& spark_version);
json::object manifest(const Schedule& schedule, const std::string& spark_version);

}  // namespace nexa::sandbox::seed
