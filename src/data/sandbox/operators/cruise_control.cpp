#include <fmt/format.h>

#include "base/encoding.hpp"
#include "data/sandbox/operators/kafka_children.hpp"
#include "data/sandbox/operators/pods.hpp"

/// The part of KafkaChildren that makes Cruise Control.
namespace nexa::sandbox {

std::vector<json::object> KafkaChildren::cruise_control() const {
    if (!object_at(kafka_, {"spec"}).contains("cruiseControl")) return {};
    constexpr auto type = "cruise-control";
    const auto component = model_.cluster + "-cruise-control";
    std::vector<json::object> objects;
    objects.push_back(make_owned("ServiceAccount", component, component, type));
    auto config = make_owned("ConfigMap", component + "-config", component, type);
    config["data"] =
        json::object{{"cruisecontrol.properties", "webserver.http.port=9090\n"}, {"capacity.json", "{\"brokerCapacities\":[]}"}};
    objects.push_back(std::move(config));
    auto certificates = make_owned("Secret", component + "-certs", component, type, {{"strimzi.io/cluster-ca-cert-generation", "0"}});
    certificates["data"] = json::object{{"cruise-control.crt", ""}, {"cruise-control.key", ""}};
    auto api = make_owned("Secret", component + "-api", component, type);
    api["data"] = json::object{{"cruise-control.apiAdminName", to_base64("admin")},
                               {"cruise-control.apiAdminPassword", to_base64(stable_hex(uid_of(kafka_) + "cruise-control", 32))}};
    for (auto* secret : {&certificates, &api}) {
        (*secret)["type"] = "Opaque";
        objects.push_back(std::move(*secret));
    }
    auto made = service(component, {json::object{{"name", "rest-api"}, {"port", 9090}, {"targetPort", 9090}, {"protocol", "TCP"}}}, false);
    auto deployment = make_owned("Deployment", component, component, type);
    const auto labels = object_at(deployment, {"metadata", "labels"});
    json::object selector;
    for (const auto* key : {"strimzi.io/cluster", "strimzi.io/kind", "strimzi.io/name"}) selector[key] = labels.at(key);
    made["metadata"].as_object()["labels"] = labels;
    made["spec"].as_object()["selector"] = selector;
    objects.push_back(std::move(made));
    const auto image = fmt::format("quay.io/strimzi/kafka:{}-kafka-{}", facts_.version, facts_.release->default_kafka());
    auto container = make_container("cruise-control", image, object_at(kafka_, {"spec", "cruiseControl", "resources"}));
    deployment["spec"] = json::object{{"replicas", 1},
                                      {"selector", {{"matchLabels", selector}}},
                                      {"template",
                                       {{"metadata", {{"labels", labels}, {"annotations", {{pod_annotation::ready_after, "5s"}}}}},
                                        {"spec", {{"serviceAccountName", component}, {"containers", json::array{std::move(container)}}}}}}};
    objects.push_back(std::move(deployment));
    return objects;
}

}  // namespace nexa::sandbox
