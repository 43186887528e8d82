#pragma once

#include "data/sandbox/operators/kafka_model.hpp"

/// The objects that Strimzi makes for a Kafka, with its names, labels, annotations and owners. Pure.
namespace nexa::sandbox {

/// On a pod of Kafka: of the certificate that it started with. pod_sets() leaves it empty.
inline constexpr auto server_cert_hash = "strimzi.io/server-cert-hash";

class KafkaChildren {
public:
    KafkaChildren(const json::object& kafka, const KafkaModel& model, const StrimziFacts& facts)
        : kafka_(kafka),
          model_(model),
          facts_(facts),
          name_space_(namespace_of(kafka)) {}

    /// CAs, trust bundle and the operator's certificate: made even for a Kafka that is refused afterwards. Here and below,
    /// KafkaCertificates fills in keys and certificates.
    static std::vector<json::object> authorities(const json::object& kafka, const StrimziFacts& facts);

    std::vector<json::object> access() const;  ///< NetworkPolicy, ServiceAccount, Role, RoleBinding.
    std::vector<json::object> claims() const;
    std::vector<json::object> services() const;
    std::vector<json::object> node_configuration(std::string_view metadata_version,
                                                 std::string_view cluster_id) const;  ///< Secrets, ConfigMaps, PDB.
    std::vector<json::object> pod_sets() const;
    std::vector<json::object> entity_operator() const;  ///< Empty when the Kafka asks for none.
    std::vector<json::object> cruise_control() const;   ///< Empty when the Kafka asks for none.
    std::vector<json::object> zookeeper() const;        ///< 0.45: services and the PodSet.

    json::object pool_status(const KafkaPool& pool, std::string_view cluster_id) const;
    json::array listeners(const std::string& authority) const;  ///< Status.listeners; `authority`: what clients trust, PEM.

    static bool wants_entity_operator(const json::object& kafka);

private:
    const json::object& kafka_;
    const KafkaModel& model_;
    const StrimziFacts& facts_;
    std::string name_space_;

    json::object make(std::string_view kind, std::string_view name, std::string_view component, std::string_view type,
                      json::object annotations = {}) const;
    json::object make_owned(std::string_view kind, std::string_view name, std::string_view component, std::string_view type,
                            json::object annotations = {}) const;
    json::object pod(const KafkaPool& pool, int id) const;
    json::object pod_set(std::string_view name, const json::object* pool, json::array pods, const json::object& storage,
                         std::string_view component, std::string_view type) const;
    json::object service(std::string_view name, json::array ports, bool headless, json::object annotations = {}) const;
    void own_by_pool(json::object& object, const KafkaPool& pool) const;
    std::string image() const;
};

/// "tcp-clients" for 9092, "tcp-clientstls" for 9093, "tcp-external" for 9094, else "tcp-<listener>".
std::string listener_port_name(std::int64_t port, std::string_view listener);

/// The options of spec.kafka.config that Kafka takes over while it runs; all others need a restart of the broker.
bool is_dynamic_option(std::string_view option);

}  // namespace nexa::sandbox
