#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/test_checkout.hpp"
#include "data/contracts/contract.hpp"
#include "data/kinds.hpp"
#include "data/version.hpp"
#include "model/cluster.hpp"
#include "wire/yaml.hpp"

/// What the tests of this room share: facts of clusters, manifests from text, the operators' own examples.
namespace nexa::test {

/// A cluster with these operators; an empty version leaves one out. `strimzi_api`: what its release serves.
inline ClusterFacts facts(std::string name, std::string strimzi, const std::vector<std::string>& strimzi_api, std::string spark) {
    ClusterFacts result;
    result.cluster = std::move(name);
    result.kubernetes_version = "1.34.0";
    if (!strimzi.empty()) {
        result.operators.push_back(
            {.name = "strimzi", .version = std::move(strimzi), .name_space = "strimzi", .watched_namespaces = {}, .kafka_versions = {}});
        for (const auto& kind : kinds()) {
            if (kind.operator_name != "strimzi" ||
                (kind.ref.kind == "KafkaMirrorMaker" && !result.operators.back().version.starts_with("0.45")))
                continue;
            result.served[std::string(kind.ref.kind)] = strimzi_api;
        }
    }
    if (!spark.empty()) {
        result.operators.push_back({.name = "spark-operator",
                                    .version = std::move(spark),
                                    .name_space = "spark-operator",
                                    .watched_namespaces = {},
                                    .kafka_versions = {}});
        for (const char* kind : {"SparkApplication", "ScheduledSparkApplication"}) result.served[kind] = {"v1beta2"};
        if (compare_versions(result.operators.back().version, "2.3.0") >= 0) result.served["SparkConnect"] = {"v1alpha1"};
    }
    return result;
}

inline ClusterFacts dev_eu() {
    return facts("dev-eu", "1.2.0", {"v1"}, "2.5.2");
}
inline ClusterFacts prod_us() {
    return facts("prod-us", "0.48.0", {"v1beta2"}, "2.2.1");
}
inline ClusterFacts legacy_ap() {
    return facts("legacy-ap", "0.45.2", {"v1beta2"}, "");
}

inline json::object object(std::string_view yaml) {
    const auto documents = wire::parse_yaml(yaml);
    if (!documents || documents->size() != 1 || !documents->front().value.is_object()) {
        ADD_FAILURE() << "not one YAML object: " << yaml << (documents ? "" : documents.error().message);
        return {};
    }
    return documents->front().value.get_object();
}

/// Where the operators' examples are when they are at hand.
inline std::filesystem::path examples() {
    return shared() / "examples";
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// "violation:kafka-kraft-version effect:..." in order: for comparing what a table of cases expects.
inline std::string names_of(const std::vector<Finding>& findings) {
    std::string names;
    for (const auto& each : findings) names += (names.empty() ? "" : " ") + std::string(to_string(each.type)) + ":" + each.rule;
    return names;
}

}  // namespace nexa::test
