#include "data/sandbox/operators/kafka_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/sandbox/operators/auto_rebalance_step.hpp"
#include "data/sandbox/operators/deployments.hpp"
#include "data/sandbox/operators/kafka_certificates.hpp"
#include "data/sandbox/operators/kafka_children.hpp"
#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration periodic = seconds(120);           ///< STRIMZI_FULL_RECONCILIATION_INTERVAL_MS
constexpr Duration operation_timeout = seconds(300);  ///< STRIMZI_OPERATION_TIMEOUT_MS
constexpr auto component = "strimzi.io/cluster-operator";
constexpr auto manual_roll = "strimzi.io/manual-rolling-update";
constexpr auto manual_clean = "strimzi.io/delete-pod-and-pvc";

constexpr std::string_view ca_cert_renewed = "CaCertRenewed";

/// Of the pods' annotations, those that follow a counter: which Secret has it, and why the pod restarts when it is raised.
struct Follows {
    std::string_view annotation, secret, counter, reason, note;
};
constexpr std::array followed{Follows{"strimzi.io/cluster-ca-cert-generation", "-cluster-ca-cert", "strimzi.io/ca-cert-generation",
                                      ca_cert_renewed, "CA certificate was renewed"},
                              Follows{"strimzi.io/cluster-ca-key-generation", "-cluster-ca", "strimzi.io/ca-key-generation",
                                      "ClusterCaCertKeyReplaced", "trust new cluster CA certificate signed by new key"},
                              Follows{"strimzi.io/clients-ca-cert-generation", "-clients-ca-cert", "strimzi.io/ca-cert-generation",
                                      ca_cert_renewed, "CA certificate was renewed"}};

json::object condition(std::string_view type, Time now, std::string_view reason = {}, std::string_view message = {}) {
    json::object result{{"type", type}, {"status", "True"}, {"lastTransitionTime", to_rfc3339(now)}};
    if (!reason.empty()) result["reason"] = reason;
    if (!message.empty()) result["message"] = message;
    return result;
}

/// The operator compares statuses without the conditions' times, so that these move only with something else.
json::object without_times(json::object status) {
    if (auto* conditions = status.if_contains("conditions"); conditions != nullptr && conditions->is_array()) {
        for (auto& item : conditions->get_array()) {
            if (item.is_object()) item.get_object().erase("lastTransitionTime");
        }
    }
    return status;
}

void write_status(Plan& plan, const json::object& object, json::object status) {
    if (without_times(object_at(object, {"status"})) != without_times(status)) plan.status(object, std::move(status));
}

void keep(json::object& status, const json::object& kafka, std::initializer_list<std::string_view> fields) {
    for (const auto field : fields) {
        if (const auto* value = find(kafka, {"status", field})) status[field] = *value;
    }
}

struct Restart {
    std::string_view reason;
    std::string_view note;
};

/// One reconciliation; the stages follow the operator's order, and each ends it when it has something to wait for.
class Reconciliation {
public:
    Reconciliation(const json::object& kafka, const View& view, const StrimziFacts& facts)
        : kafka_(kafka),
          view_(view),
          facts_(facts),
          certificates_(kafka, view, facts) {}

    Plan run() {
        if (is_deleting(kafka_) || lacks_kraft_annotations(kafka_, facts_)) return {};
        if (annotation_of(kafka_, "strimzi.io/pause-reconciliation") == "true") return paused();
        if (array_at(kafka_, {"status", "conditions"}).empty()) return creating();
        if (certificates_.renew(plan_)) return soon(milliseconds(500));
        if (ensure(certificates_.authorities(), milliseconds(1500))) return std::move(plan_);

        const auto pools = pools_of(kafka_, view_);
        if (const auto failure = objection(kafka_, pools, facts_)) return failed(*failure);
        model_ = make_model(kafka_, view_, pools, facts_);
        cluster_id_ = text_at(kafka_, {"status", "clusterId"}, stable_kafka_id(uid_of(kafka_)));
        metadata_version_ = metadata_to_run();

        const KafkaChildren children(kafka_, model_, facts_);
        if (model_.zookeeper && ensure(children.zookeeper(), milliseconds(800))) return std::move(plan_);
        if (model_.zookeeper && !all_ready("zookeeper")) return wait();
        if (clean_pod()) return std::move(plan_);
        if (ensure(children.access(), milliseconds(300), children.claims())) return std::move(plan_);
        if (auto noted = with_added_brokers(kafka_, model_)) {
            auto status = object_at(kafka_, {"status"});
            status["autoRebalance"] = std::move(*noted);
            plan_.status(kafka_, std::move(status));
        }
        if (pool_statuses(children)) return std::move(plan_);
        if (ensure(children.services(), milliseconds(400))) return std::move(plan_);
        auto configuration = children.node_configuration(metadata_version_, cluster_id_);
        certificates_.sign(configuration);
        auto sets = pod_sets(children, configuration);
        if (ensure(std::move(configuration), milliseconds(300), std::move(sets))) return std::move(plan_);
        if (const auto pods = roll(); pods != Pods::settled) return std::move(plan_);
        remove_leftovers();
        if (ensure_signed(children.cruise_control())) return std::move(plan_);
        if (object_at(kafka_, {"spec"}).contains("cruiseControl")) {
            const auto* deployment = view_.find("Deployment", model_.cluster + "-cruise-control");
            if (deployment == nullptr || !is_available(*deployment)) return wait();
        }
        if (ensure_signed(children.entity_operator())) return std::move(plan_);
        if (KafkaChildren::wants_entity_operator(kafka_)) {
            const auto* deployment = view_.find("Deployment", model_.cluster + "-entity-operator");
            if (deployment == nullptr || !is_available(*deployment)) return wait();
        }
        auto rebalance = step_auto_rebalance(kafka_, model_, view_, facts_.now, plan_);
        if (!rebalance) return failed(rebalance.error());
        return ready(children, std::move(*rebalance));
    }

private:
    const json::object& kafka_;
    const View& view_;
    const StrimziFacts& facts_;
    KafkaCertificates certificates_;
    KafkaModel model_;
    std::string cluster_id_;
    std::string metadata_version_;
    Plan plan_;

    Plan wait() { return soon(seconds(1)); }
    Plan soon(Duration after) {
        plan_.again = Wake{after};
        return std::move(plan_);
    }

    /// True when something had to be written: the stage is under way.
    bool ensure(std::vector<json::object> objects, Duration takes, std::vector<json::object> more = {}) {
        std::ranges::move(more, std::back_inserter(objects));
        bool wrote = false;
        for (auto& object : objects) {
            if (view_.has(object)) continue;
            plan_.ensure(std::move(object));
            wrote = true;
        }
        if (wrote) plan_.again = Wake{takes};
        return wrote;
    }

    bool ensure_signed(std::vector<json::object> objects) {
        certificates_.sign(objects);
        return ensure(std::move(objects), seconds(1));
    }

    /// With the authorities' generations of now and each node's certificate, by which pods are told apart.
    std::vector<json::object> pod_sets(const KafkaChildren& children, const std::vector<json::object>& configuration) const {
        const auto certificate_of = [&](std::string_view pod) {
            const auto member = fmt::format("{}.crt", pod);
            for (const auto& object : configuration) {
                if (auto text = text_at(object, {"data", member}); !text.empty()) return text;
            }
            return std::string();
        };
        auto sets = children.pod_sets();
        for (auto& set : sets) {
            for (auto& pod : set["spec"].as_object()["pods"].as_array()) {
                const auto name = name_of(pod.as_object());
                auto& annotations = pod.as_object()["metadata"].as_object()["annotations"].as_object();
                for (const auto& each : followed) {
                    if (auto* value = annotations.if_contains(each.annotation))
                        *value = certificates_.generation(each.secret, each.counter);
                }
                if (auto* value = annotations.if_contains(server_cert_hash)) *value = stable_hex(certificate_of(name), 40);
            }
        }
        return sets;
    }

    /// A pod that asks for it goes with its claims, one at a time; both are made anew.
    bool clean_pod() {
        const auto selector = *LabelSelector::parse(fmt::format("strimzi.io/cluster={0},strimzi.io/name={0}-kafka", model_.cluster));
        for (const auto* pod : view_.list("Pod", selector)) {
            if (annotation_of(*pod, manual_clean) != "true" || is_deleting(*pod)) continue;
            for (const auto* claim : view_.list("PersistentVolumeClaim", selector)) {
                if (name_of(*claim).ends_with(fmt::format("-{}", name_of(*pod))))
                    plan_.remove("PersistentVolumeClaim", view_.name_space(), name_of(*claim));
            }
            plan_.remove("Pod", view_.name_space(), name_of(*pod), Propagation::foreground);
            plan_.again = Wake{seconds(1)};
            return true;
        }
        return false;
    }

    /// Nothing but the id survives a pause, and the generation that was seen stays the old one.
    Plan paused() {
        json::object status{{"conditions", json::array{condition("ReconciliationPaused", facts_.now)}},
                            {"observedGeneration", number_at(kafka_, {"status", "observedGeneration"})}};
        keep(status, kafka_, {"clusterId", "clusterSecurity"});
        write_status(plan_, kafka_, std::move(status));
        return std::move(plan_);
    }

    Plan creating() {
        plan_.status(kafka_, {{"conditions", json::array{condition("NotReady", facts_.now, "Creating", "Kafka cluster is being deployed")}},
                              {"observedGeneration", 0}});
        plan_.again = Wake{milliseconds(800)};
        return std::move(plan_);
    }

    Plan failed(const StrimziFailure& failure) {
        json::object status{{"conditions", json::array{condition("NotReady", facts_.now, failure.reason, failure.message)}},
                            {"observedGeneration", generation_of(kafka_)}};
        keep(status, kafka_, {"clusterId", "operatorLastSuccessfulVersion", "kafkaVersion", "kafkaMetadataVersion", "autoRebalance"});
        write_status(plan_, kafka_, std::move(status));
        plan_.again = rest(periodic);
        return std::move(plan_);
    }

    std::string default_metadata() const {
        const auto* known = facts_.release->find_kafka(model_.version);
        return known == nullptr ? std::string{} : std::string(known->metadata_version);
    }

    /// An upgrade rolls the pods with the old metadata version first; the next reconciliation raises it.
    std::string metadata_to_run() const {
        const auto current = text_at(kafka_, {"status", "kafkaMetadataVersion"});
        if (model_.zookeeper) return {};
        const bool too_new = compare_versions(model_.metadata_version, model_.version) > 0;
        if (current.empty()) return too_new ? default_metadata() : model_.metadata_version;
        const bool upgrading = text_at(kafka_, {"status", "kafkaVersion"}, model_.version) != model_.version;
        return upgrading || too_new || compare_versions(model_.metadata_version, current) < 0 ? current : model_.metadata_version;
    }

    bool pool_statuses(const KafkaChildren& children) {
        const auto before = plan_.actions.size();
        for (const auto& pool : model_.pools) {
            if (pool.resource != nullptr)
                write_status(plan_, *pool.resource, children.pool_status(pool, model_.zookeeper ? "" : cluster_id_));
        }
        if (plan_.actions.size() == before) return false;
        plan_.again = Wake{milliseconds(200)};
        return true;
    }

    std::vector<const json::object*> pods(std::string_view name) const {
        return view_.list("Pod",
                          *LabelSelector::parse(fmt::format("strimzi.io/cluster={0},strimzi.io/name={0}-{1}", model_.cluster, name)));
    }

    /// Every pod that the PodSet of that component wants is there and ready.
    bool all_ready(std::string_view name) const {
        const auto* set = view_.find("StrimziPodSet", fmt::format("{}-{}", model_.cluster, name));
        if (set == nullptr) return false;
        return std::ranges::all_of(array_at(*set, {"spec", "pods"}), [&](const json::value& wanted) {
            const auto* pod = wanted.is_object() ? view_.find("Pod", name_of(wanted.get_object())) : nullptr;
            return pod != nullptr && is_ready(*pod);
        });
    }

    /// All of them, as each is an Event of its own.
    static std::vector<Restart> restart_reasons(const json::object& pod, const json::object& wanted) {
        const auto differs = [&](std::string_view annotation) {
            return annotation_of(pod, annotation) != annotation_of(wanted, annotation);
        };
        std::vector<Restart> reasons;
        for (const auto& each : followed) {
            if (!differs(each.annotation)) continue;
            if (each.reason == ca_cert_renewed) reasons.push_back({"CaCertHasOldGeneration", "CA cert has old generation"});
            reasons.push_back({each.reason, each.note});
        }
        if (differs(server_cert_hash)) reasons.push_back({"KafkaCertificatesChanged", "Kafka server certificates were changed"});
        if (differs("strimzi.io/revision") || !reasons.empty()) reasons.push_back({"PodHasOldRevision", "Pod has old revision"});
        if (differs("strimzi.io/configuration-hash")) {
            reasons.push_back(
                {"ConfigChangeRequiresRestart", "Pod needs to be restarted, because reconfiguration cannot be done dynamically"});
        }
        if (annotation_of(pod, manual_roll) == "true")
            reasons.push_back({"ManualRollingUpdate", "Pod was manually annotated to be rolled"});
        return reasons;
    }

    enum class Pods { waiting, rolling, settled, stuck };

    struct Candidate {
        const json::object* pod;
        std::vector<Restart> reasons;
        bool controller;
        bool ready;
    };

    /// At most one pod at a time: controllers before brokers, unready ones first. Never rolls while another one is down.
    Pods roll() {
        if (hand_down_manual_roll()) return Pods::rolling;
        std::vector<Candidate> candidates;
        bool waiting = false;
        for (const auto& pool : model_.pools) {
            const auto* set = view_.find("StrimziPodSet", fmt::format("{}-{}", model_.cluster, pool.name));
            if (set == nullptr) {
                waiting = true;
                continue;
            }
            for (const auto& item : array_at(*set, {"spec", "pods"})) {
                if (!item.is_object()) continue;
                const auto* pod = view_.find("Pod", name_of(item.get_object()));
                if (pod == nullptr || is_deleting(*pod)) {
                    waiting = true;
                    continue;
                }
                const bool is_up = is_ready(*pod);
                if (auto reasons = restart_reasons(*pod, item.get_object()); !reasons.empty()) {
                    candidates.push_back({pod, std::move(reasons), pool.controller, is_up});
                } else if (!is_up) {
                    if (facts_.now - created_at(*pod, facts_.now) > operation_timeout) return give_up_on(*pod);
                    waiting = true;
                }
            }
        }
        if (waiting) {
            plan_.again = Wake{seconds(1)};
            return Pods::waiting;
        }
        if (candidates.empty()) return Pods::settled;
        const auto next = std::ranges::min_element(candidates, {}, [](const Candidate& c) { return std::tuple(!c.controller, c.ready); });
        plan_.remove("Pod", view_.name_space(), name_of(*next->pod), Propagation::foreground);
        for (const auto& [reason, note] : next->reasons) {
            plan_.event(kafka_, "Normal", std::string(reason), fmt::format("Rolling Pod {} due to {}", name_of(*next->pod), note),
                        component);
        }
        plan_.again = Wake{seconds(1)};
        return Pods::rolling;
    }

    /// A PodSet that asks for a roll asks for all of its present pods: from then on each pod carries the request, and loses it with its
    /// life.
    bool hand_down_manual_roll() {
        for (const auto& pool : model_.pools) {
            const auto* set = view_.find("StrimziPodSet", fmt::format("{}-{}", model_.cluster, pool.name));
            if (set == nullptr || annotation_of(*set, manual_roll) != "true") continue;
            for (const auto& item : array_at(*set, {"spec", "pods"})) {
                const auto* pod = item.is_object() ? view_.find("Pod", name_of(item.get_object())) : nullptr;
                if (pod != nullptr) plan_.patch(*pod, {{"metadata", {{"annotations", {{manual_roll, "true"}}}}}});
            }
            plan_.patch(*set, {{"metadata", {{"annotations", {{manual_roll, nullptr}}}}}});
            plan_.again = Wake{milliseconds(200)};
            return true;
        }
        return false;
    }

    Pods give_up_on(const json::object& pod) {
        const auto* reason = facts_.at_least("1.0.0") ? "StrimziTimeoutException" : "TimeoutException";
        plan_ = failed({reason, fmt::format("Exceeded timeout of 300000ms while waiting for Pods resource {} in namespace {} to be ready",
                                            name_of(pod), view_.name_space())});
        return Pods::stuck;
    }

    /// Configuration of nodes that were scaled away, and claims that are to go with them.
    void remove_leftovers() {
        std::vector<std::string> names;
        for (const auto& pool : model_.pools) {
            for (const int id : pool.ids) names.push_back(model_.pod(pool, id));
        }
        const auto known = [&](std::string_view name) { return std::ranges::find(names, name) != names.end(); };
        const auto selector = *LabelSelector::parse(fmt::format("strimzi.io/cluster={0},strimzi.io/name={0}-kafka", model_.cluster));
        for (const auto* map : view_.list("ConfigMap", selector)) {
            const auto pod = label_of(*map, "strimzi.io/pod-name");
            if (pod.empty() || known(pod)) continue;
            plan_.remove("ConfigMap", view_.name_space(), name_of(*map));
            if (facts_.at_least("0.46.0")) plan_.remove("Secret", view_.name_space(), pod);
        }
        for (const auto* claim : view_.list("PersistentVolumeClaim", selector)) {
            if (annotation_of(*claim, "strimzi.io/delete-claim") != "true") continue;
            const auto name = name_of(*claim);
            if (std::ranges::none_of(names, [&](const std::string& pod) { return name.ends_with("-" + pod); }))
                plan_.remove("PersistentVolumeClaim", view_.name_space(), name);
        }
    }

    Plan ready(const KafkaChildren& children, json::object auto_rebalance) {
        json::array conditions;
        const auto warn = [&](std::string_view reason, std::string_view message) {
            conditions.push_back(condition("Warning", facts_.now, reason, message));
        };
        for (const auto& warning : model_.warnings) warn(warning.reason, warning.message);
        bool raise = false;
        if (!model_.zookeeper) {
            const bool lowered = compare_versions(model_.metadata_version, metadata_version_) < 0;
            if (lowered || compare_versions(metadata_version_, default_metadata()) < 0) {
                warn("KafkaMetadataVersion",
                     "Metadata version is older than the Kafka version used by the cluster, which suggests that an upgrade is incomplete.");
                raise = !lowered && metadata_version_ != model_.metadata_version &&
                        compare_versions(model_.metadata_version, model_.version) <= 0;
            }
            if (lowered) {
                warn("MetadataUpdateFailed", fmt::format("Failed to update metadata version to {}", model_.metadata_version));
            }
        }
        conditions.push_back(condition("Ready", facts_.now));

        json::object status{{"conditions", std::move(conditions)},
                            {"observedGeneration", generation_of(kafka_)},
                            {"listeners", children.listeners(certificates_.cluster_authority())},
                            {"clusterId", cluster_id_},
                            {"operatorLastSuccessfulVersion", facts_.version},
                            {"kafkaVersion", model_.version}};
        if (model_.pools.empty() || model_.pools.front().resource != nullptr) {
            json::array names;
            for (const auto& pool : model_.pools) names.push_back(json::object{{"name", pool.name}});
            status["kafkaNodePools"] = std::move(names);
        }
        if (!model_.zookeeper) status["kafkaMetadataVersion"] = metadata_version_;
        if (!auto_rebalance.empty()) status["autoRebalance"] = std::move(auto_rebalance);
        if (!facts_.at_least("0.48.0")) {
            status["kafkaMetadataState"] = model_.zookeeper ? "ZooKeeper" : "KRaft";
            if (!model_.zookeeper) {
                json::array ids;
                for (const auto& pool : model_.pools) {
                    for (const int id : pool.ids) ids.push_back(id);
                }
                status["registeredNodeIds"] = std::move(ids);
            }
        }
        if (facts_.at_least("1.2.0"))
            status["clusterSecurity"] =
                json::object{{"authentication", {{"type", "strimzi-mtls"}}}, {"encryption", {{"type", "strimzi-tls"}}}};
        write_status(plan_, kafka_, std::move(status));
        plan_.again = raise ? Wake{seconds(10)} : rest(periodic);
        return std::move(plan_);
    }
};

}  // namespace

std::vector<const json::object*> pools_of(const json::object& kafka, const View& view) {
    auto pools = view.list("KafkaNodePool", LabelSelector::equals("strimzi.io/cluster", name_of(kafka)));
    std::erase_if(pools, [](const auto* pool) { return is_deleting(*pool); });
    return pools;
}

Plan step_kafka(const json::object& kafka, const View& view, const StrimziFacts& facts) {
    return Reconciliation(kafka, view, facts).run();
}

Plan step_pod_set(const json::object& set, const View& view) {
    Plan plan;
    if (is_deleting(set)) return plan;
    const auto& wanted = array_at(set, {"spec", "pods"});
    std::int64_t ready = 0;
    std::int64_t current = 0;
    std::vector<std::string> names;
    for (const auto& item : wanted) {
        if (!item.is_object()) continue;
        const auto name = name_of(item.get_object());
        names.push_back(name);
        const auto* pod = view.find("Pod", name);
        if (pod == nullptr) {
            auto made = item.get_object();
            made["kind"] = "Pod";
            add_owner(made, set, true);
            plan.create(std::move(made));
            continue;
        }
        if (is_deleting(*pod)) continue;
        if (is_ready(*pod)) ++ready;
        if (annotation_of(*pod, "strimzi.io/revision") == annotation_of(item.get_object(), "strimzi.io/revision")) ++current;
    }
    for (const auto* pod : view.list("Pod", LabelSelector::equals("strimzi.io/controller-name", name_of(set)))) {
        if (is_owned_by(*pod, uid_of(set)) && !is_deleting(*pod) && std::ranges::find(names, name_of(*pod)) == names.end()) {
            plan.remove("Pod", view.name_space(), name_of(*pod));
        }
    }
    json::object status{
        {"pods", wanted.size()}, {"readyPods", ready}, {"currentPods", current}, {"observedGeneration", generation_of(set)}};
    if (object_at(set, {"status"}) != status) plan.status(set, std::move(status));
    return plan;
}

}  // namespace nexa::sandbox
