#pragma once

#include <string>
#include <vector>

#include "data/contracts/contract.hpp"

/// The functions behind the rows of tables.cpp, by the file that has them. Each is pure; its cases stand in the file's test.
namespace nexa::contracts {

using Hits = std::vector<Hit>;

// cluster_rules.cpp: any kind against what the cluster runs
Hits api_version_served(const Input& input);
Hits api_version_deprecated(const Input& input);
Hits operator_watches_namespace(const Input& input);
Hits operator_found(const Input& input);

// kafka_version.cpp
Hits kafka_kraft_version(const Input& input);
Hits kafka_zookeeper_version(const Input& input);
Hits kafka_kraft_annotations(const Input& input);
Hits kafka_version_rolls_brokers(const Input& input);

// kafka_rules.cpp
Hits kafka_cluster_label(const Input& input);
Hits kafka_reserved_labels(const Input& input);
Hits kafka_controllers_static(const Input& input);
Hits kafka_storage_ignored(const Input& input);
Hits topic_partitions_shrink(const Input& input);
Hits topic_rename(const Input& input);

// spark_rules.cpp
Hits spark_submitted_as_application(const Input& input);
Hits spark_name(const Input& input);
Hits spark_schedule_concurrency(const Input& input);
Hits spark_retries_never(const Input& input);
Hits spark_rerun(const Input& input);

/// "Strimzi 0.48.0 on cluster prod-us", "Strimzi of an unknown version on cluster x": how messages name an operator.
std::string operator_on_cluster(const Input& input, const OperatorInfo& which);

}  // namespace nexa::contracts
