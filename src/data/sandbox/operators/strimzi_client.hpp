#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/sandbox/operators/kafka_model.hpp"

/// What Strimzi's resources around a Kafka have in common (Connect, MirrorMaker, bridge): statuses, labels, and pods that speak to a Kafka.
/// Pure.
namespace nexa::sandbox {

struct ClientFacts {
    StrimziFacts strimzi;
    /// Whether a Service of that name is in that namespace: bootstrap addresses name one.
    std::function<bool(const std::string& name_space, const std::string& name)> has_service = [](const auto&, const auto&) { return true; };
};

/// {type, status: "True", lastTransitionTime} with reason and message where there are any.
json::object strimzi_condition(std::string_view type, Time now, std::string_view reason = {}, std::string_view message = {});
/// Writes the status when it differs in more than the conditions' times, as the operator does.
void write_strimzi_status(Plan& plan, const json::object& object, json::object status);
/// {conditions: [NotReady], observedGeneration} of a reconciliation that failed.
json::object failed_status(const json::object& object, const StrimziFailure& failure, Time now);
/// {conditions: [ReconciliationPaused], observedGeneration: the old one}.
json::object paused_status(const json::object& object, Time now);
bool is_paused(const json::object& object);

/// Labels of the operator's own prefix stop everything; an unknown Kafka version stops it, too.
std::optional<StrimziFailure> client_objection(const json::object& object, const StrimziFacts& facts);

/// Whether the bootstrap address ("a:9092,b:9092") can be reached: a Kafka that is meant to be in the same Kubernetes cluster is there.
bool can_reach(std::string_view bootstrap, const std::string& name_space, const ClientFacts& facts);

/// One kind of workers.
struct ClientKind {
    std::string_view kind;    ///< "KafkaConnect"
    std::string_view suffix;  ///< "connect": of the names of what it consists of.
    std::string_view type;    ///< "kafka-connect": the component's type.
};

/// Makes the objects of one resource.
class ClientChildren {
public:
    ClientChildren(const json::object& resource, const ClientKind& kind, const StrimziFacts& facts);

    const std::string& component() const { return component_; }  ///< "n-connect"
    json::object make(std::string_view object_kind, std::string_view name) const;
    json::object service(std::string_view name, std::string_view port_name, std::int64_t port, bool headless) const;
    /// ServiceAccount, ConfigMap and PodDisruptionBudget.
    std::vector<json::object> common() const;
    json::object network_policy() const;
    /// A PodSet of that many pods; `shape`: what of the specification makes pods roll.
    json::object pod_set(std::int64_t replicas, std::string_view image, const json::value& shape, bool reachable,
                         json::object annotations) const;
    json::object deployment(std::int64_t replicas, std::string_view image) const;
    /// As status.labelSelector has it.
    std::string label_selector() const;

private:
    const json::object& resource_;
    ClientKind kind_;
    const StrimziFacts& facts_;
    std::string component_;
    json::object labels_;

    json::object selector() const;
};

/// How far the pods of a PodSet are.
enum class Workers { waiting, ready, stuck };
/// Rolls at most one pod at a time, replaces pods that had failed while their Kafka was away, and says how far they are. `stuck_pod`
/// receives the name of a pod that was not ready in time.
Workers tend_workers(Plan& plan, const json::object& pod_set, const View& view, bool reachable, Time now, std::string& stuck_pod);
/// The failure of workers that are stuck.
StrimziFailure not_ready_in_time(std::string_view what, std::string_view name, std::string_view name_space, const StrimziFacts& facts);

/// Ensures what is missing; true when something was.
bool ensure_all(Plan& plan, const View& view, std::vector<json::object> objects);

}  // namespace nexa::sandbox
