#pragma once

#include "data/sandbox/seed/manifests.hpp"

namespace nexa::sandbox::seed {

/// Everything that one demo cluster starts with.
struct Table {
    std::vector<std::string> namespaces;
    std::string spark_image_version;  ///< Of the jobs.
    std::vector<Kafka> kafkas;
    std::vector<Topic> topics;
    std::vector<User> users;
    std::vector<Connect> connects;
    std::vector<Connector> connectors;
    std::vector<Mirror> mirrors;
    std::vector<Mirror> mirror_makers;  ///< By the first MirrorMaker.
    std::vector<Bridge> bridges;
    std::vector<Rebalance> rebalances;
    std::vector<SparkServer> spark_servers;
    bool old_api = false;  ///< Strimzi's resources have the fields of v1beta2.
    std::vector<App> apps;
    std::vector<Schedule> schedules;
    std::vector<App> ad_hoc;            ///< What the workload starts now and then, in turns; each gets a number at its name.
    std::vector<json::object> patches;  ///< Applied ten minutes later: {kind, metadata: {namespace, name}, ...} as merge patches.
};

Table dev_eu();
Table prod_us();
Table legacy_ap();

}  // namespace nexa::sandbox::seed
