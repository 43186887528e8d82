#include "data/sandbox/operators/spark_connect.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/sandbox/operators/pods.hpp"
#include "data/sandbox/operators/spark_pods.hpp"

namespace nexa::sandbox {
namespace {

class ConnectServer {
public:
    ConnectServer(const json::object& connect, const View& view, Time now)
        : connect_(connect),
          view_(view),
          now_(now),
          server_(name_of(connect) + "-server"),
          service_(text_at(connect, {"spec", "server", "service", "metadata", "name"}, server_)) {}

    Plan run() {
        if (is_deleting(connect_)) return {};
        if (image(driver_container, "server").empty()) {
            // The controller only logs it and tries again: no status tells.
            plan_.again = rest(std::chrono::seconds(60));
            return std::move(plan_);
        }
        ensure_children();
        const auto* pod = view_.find("Pod", server_);
        const bool ready = pod != nullptr && is_ready(*pod);
        if (ready) ask_for_executors(*pod);
        report(pod, ready);
        return std::move(plan_);
    }

private:
    const json::object& connect_;
    const View& view_;
    Time now_;
    std::string server_;
    std::string service_;
    Plan plan_;

    json::object labels(std::string_view role) const {
        return {{"sparkoperator.k8s.io/launched-by-spark-operator", "true"},
                {spark_connect_label, name_of(connect_)},
                {"spark-role", role},
                {"spark-version", text_at(connect_, {"spec", "sparkVersion"})}};
    }

    /// Of the template's container of that name, else of its first, else spec.image.
    std::string image(std::string_view container, std::string_view part) const {
        const auto& containers = array_at(connect_, {"spec", part, "template", "spec", "containers"});
        const json::object* chosen = nullptr;
        for (const auto& item : containers) {
            if (!item.is_object()) continue;
            if (chosen == nullptr || text_at(item.get_object(), {"name"}) == container) chosen = &item.get_object();
        }
        const auto own = chosen == nullptr ? std::string{} : text_at(*chosen, {"image"});
        return own.empty() ? text_at(connect_, {"spec", "image"}) : own;
    }

    json::object owned(std::string_view kind, std::string_view name) const {
        auto object = make_object(kind, namespace_of(connect_), name,
                                  {{"sparkoperator.k8s.io/created-by-spark-operator", "true"}, {spark_connect_label, name_of(connect_)}});
        add_owner(object, connect_, true);
        return object;
    }

    /// `labels` go over those of the template.
    json::object pod(std::string_view name, std::string_view part, std::string_view container, json::object own_labels,
                     std::string_view ready_after) const {
        auto all = object_at(connect_, {"spec", part, "template", "metadata", "labels"});
        for (auto& [key, value] : own_labels) all[key] = value;
        auto annotations = object_at(connect_, {"spec", part, "template", "metadata", "annotations"});
        annotations[pod_annotation::ready_after] = ready_after;
        annotations[pod_annotation::quiet] = "true";
        auto object = make_object("Pod", namespace_of(connect_), name, std::move(all), std::move(annotations));
        object["spec"] = json::object{{"containers", json::array{make_container(container, image(container, part))}}};
        return object;
    }

    void ensure_children() {
        auto config = owned("ConfigMap", name_of(connect_) + "-conf");
        config["data"] =
            json::object{{"executor-pod-template.yaml", json::serialize(object_at(connect_, {"spec", "executor", "template"}))}};
        if (!view_.has(config)) plan_.ensure(std::move(config));
        // A pod that is there stays as it is, whatever the specification says by now.
        if (view_.find("Pod", server_) == nullptr) {
            auto server = pod(server_, "server", driver_container, labels("connect-server"), "10s");
            add_owner(server, connect_, true);
            plan_.create(std::move(server));
        }
        if (view_.find("Service", service_) != nullptr) return;
        auto service = owned("Service", service_);
        json::array ports;
        for (const auto& [name, number] : {std::pair{"driver-rpc", 7078}, std::pair{"blockmanager", 7079}, std::pair{"web-ui", 4040},
                                           std::pair{"spark-connect-server", 15002}}) {
            ports.push_back(json::object{{"name", name}, {"port", number}, {"targetPort", number}, {"protocol", "TCP"}});
        }
        const auto hash = stable_hash(fmt::format("{}/{}", namespace_of(connect_), service_));
        service["spec"] = json::object{{"type", "ClusterIP"},
                                       {"clusterIP", fmt::format("10.43.{}.{}", hash % 256, hash / 256 % 254 + 1)},
                                       {"selector", labels("connect-server")},
                                       {"ports", std::move(ports)}};
        plan_.create(std::move(service));
    }

    std::vector<const json::object*> executors() const {
        return view_.list("Pod", *LabelSelector::parse(fmt::format("{}={},spark-role=executor", spark_connect_label, name_of(connect_))));
    }

    void ask_for_executors(const json::object& server) {
        const auto wanted = number_at(connect_, {"spec", "executor", "instances"},
                                      number_at(connect_, {"spec", "dynamicAllocation", "initialExecutors"}, 1));
        for (std::int64_t id = 1; id <= wanted; ++id) {
            const auto name = fmt::format("{}-{}-exec-{}", name_of(connect_), stable_hex(uid_of(server), 16), id);
            if (view_.find("Pod", name) != nullptr) continue;
            auto own_labels = labels("executor");
            own_labels["spark-exec-id"] = std::to_string(id);
            auto executor = pod(name, "executor", executor_container, std::move(own_labels), "2s");
            add_owner(executor, server, true);
            plan_.create(std::move(executor));
        }
    }

    void report(const json::object* server, bool ready) {
        auto status = object_at(connect_, {"status"});
        if (!status.contains("startTime")) status["startTime"] = to_rfc3339_seconds(now_);
        auto since = to_rfc3339_seconds(now_);
        for (const auto& item : array_at(connect_, {"status", "conditions"})) {
            if (item.is_object() && text_at(item.get_object(), {"status"}) == (ready ? "True" : "False"))
                since = text_at(item.get_object(), {"lastTransitionTime"});
        }
        status["conditions"] = json::array{json::object{{"type", "ServerPodReady"},
                                                        {"status", ready ? "True" : "False"},
                                                        {"lastTransitionTime", since},
                                                        {"reason", ready ? "ServerPodReady" : "ServerPodNotReady"},
                                                        {"message", ready ? "Server pod is ready" : "Server pod is not ready: "}}};
        status["state"] = ready ? "Ready" : "NotReady";
        json::object place{{"podName", server_}, {"serviceName", service_}};
        if (const auto ip = server == nullptr ? std::string{} : text_at(*server, {"status", "podIP"}); !ip.empty()) place["podIp"] = ip;
        status["server"] = std::move(place);
        json::object counts;
        for (const auto* each : executors()) {
            auto phase = phase_of(*each);
            std::ranges::transform(phase, phase.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
            if (phase.empty()) phase = "pending";
            counts[phase] = number_at(counts, {phase}) + 1;
        }
        status["executors"] = std::move(counts);
        if (status == object_at(connect_, {"status"})) return;
        status["lastUpdateTime"] = to_rfc3339_seconds(now_);
        plan_.status(connect_, std::move(status));
    }
};

}  // namespace

Plan step_spark_connect(const json::object& connect, const View& view, Time now) {
    return ConnectServer(connect, view, now).run();
}

}  // namespace nexa::sandbox
