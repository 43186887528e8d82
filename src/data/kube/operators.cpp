#include "data/kube/operators.hpp"

#include <cctype>

#include "data/object.hpp"
#include "data/version.hpp"

namespace nexa::kube {
namespace {

/// The containers of a Deployment's template, or of a Pod.
const json::array* containers_of(const json::object& workload) {
    const json::array* found = list_at(workload, {"spec", "template", "spec", "containers"});
    return found != nullptr ? found : list_at(workload, {"spec", "containers"});
}

const json::object* container_named(const json::object& workload, std::string_view name) {
    const json::array* containers = containers_of(workload);
    if (containers == nullptr) return nullptr;
    for (const json::value& container : *containers) {
        if (container.is_object() && text_at(container.get_object(), {"name"}) == name) return &container.get_object();
    }
    return nullptr;
}

/// "quay.io:443/strimzi/operator:0.48.0@sha256:..." has the tag "0.48.0"; "" when it has none.
std::string_view tag_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const std::size_t slash = image.rfind('/');
    const std::size_t colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
    return colon == std::string_view::npos ? std::string_view() : image.substr(colon + 1);
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        std::string_view part = text.substr(0, end);
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
        if (!part.empty()) parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string plain(std::string_view version) {
    if (version.starts_with('v')) version.remove_prefix(1);
    return std::string(version);
}

/// The version behind "strimzi-kafka-operator-" in a chart label; "" when it is another chart.
std::string_view chart_version(std::string_view chart, std::string_view name) {
    if (!chart.starts_with(name)) return {};
    chart.remove_prefix(name.size());
    return is_version(chart) ? chart : std::string_view();
}

struct Variable {
    std::string_view value;
    bool own_namespace = false;  ///< From the downward API.
};
Variable variable_of(const json::object& container, std::string_view name) {
    const json::array* variables = list_at(container, {"env"});
    if (variables == nullptr) return {};
    for (const json::value& entry : *variables) {
        if (!entry.is_object() || text_at(entry.get_object(), {"name"}) != name) continue;
        const json::object& variable = entry.get_object();
        return {text_at(variable, {"value"}), text_at(variable, {"valueFrom", "fieldRef", "fieldPath"}) == "metadata.namespace"};
    }
    return {};
}

OperatorInfo strimzi_of(const json::object& workload, const json::object& container) {
    OperatorInfo info{"strimzi", {}, std::string(text_at(workload, {"metadata", "namespace"})), {}, {}};
    std::string_view in_images;
    const std::vector<std::string> images = split(variable_of(container, "STRIMZI_KAFKA_IMAGES").value, "\n ");
    for (const std::string& line : images) {
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos || !is_version(line.substr(0, equals))) continue;
        info.kafka_versions.push_back(line.substr(0, equals));
        const std::string_view tag = tag_of(std::string_view(line).substr(equals + 1));
        if (const std::size_t marker = tag.find("-kafka-"); marker != std::string_view::npos) in_images = tag.substr(0, marker);
    }
    std::ranges::sort(info.kafka_versions, [](const std::string& a, const std::string& b) { return compare_versions(a, b) < 0; });
    const auto repeated = std::ranges::unique(info.kafka_versions);
    info.kafka_versions.erase(repeated.begin(), repeated.end());

    for (const std::string_view candidate :
         {tag_of(text_at(container, {"image"})), in_images, chart_version(label_of(workload, "chart"), "strimzi-kafka-operator-"),
          chart_version(label_of(workload, "helm.sh/chart"), "strimzi-kafka-operator-")}) {
        if (!is_version(candidate)) continue;
        info.version = plain(candidate);
        break;
    }
    const Variable watched = variable_of(container, "STRIMZI_NAMESPACE");
    if (watched.own_namespace) {
        info.watched_namespaces = {info.name_space};
    } else if (watched.value != "*") {
        info.watched_namespaces = split(watched.value, ", ");
    }
    return info;
}

/// The value of "--namespaces=a,b" or of "--namespaces", "a,b" (1.x: one dash and no plural).
std::vector<std::string> watched_by_spark(const json::object& container) {
    std::vector<std::string> words;
    for (const std::string_view list : {"command", "args"}) {
        const json::array* texts = list_at(container, {list});
        if (texts == nullptr) continue;
        for (const json::value& text : *texts) {
            if (text.is_string()) words.emplace_back(text.get_string());
        }
    }
    for (std::size_t index = 0; index < words.size(); ++index) {
        std::string_view word = words[index];
        while (word.starts_with('-')) word.remove_prefix(1);
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        if (name != "namespaces" && name != "namespace") continue;
        if (equals != std::string_view::npos) return split(word.substr(equals + 1), ",\" ");
        if (index + 1 < words.size() && !words[index + 1].starts_with('-')) return split(words[index + 1], ",\" ");
    }
    return {};
}

/// "v1beta2-1.6.2-3.5.0" is how operators before 2.0 tagged their images: API, operator, Spark.
std::string_view operator_part(std::string_view tag) {
    if (!tag.starts_with("v1beta")) return tag;
    const std::size_t first = tag.find('-');
    if (first == std::string_view::npos) return {};
    tag.remove_prefix(first + 1);
    return tag.substr(0, tag.find('-'));
}

OperatorInfo spark_of(const json::object& workload, const json::object& container) {
    OperatorInfo info{"spark-operator", {}, std::string(text_at(workload, {"metadata", "namespace"})), watched_by_spark(container), {}};
    for (const std::string_view candidate :
         {operator_part(tag_of(text_at(container, {"image"}))), operator_part(label_of(workload, "app.kubernetes.io/version")),
          chart_version(label_of(workload, "helm.sh/chart"), "spark-operator-")}) {
        if (!is_version(candidate)) continue;
        info.version = plain(candidate);
        break;
    }
    return info;
}

}  // namespace

OperatorInfo operator_of(const json::value& deployment) {
    const json::object* workload = deployment.if_object();
    if (workload == nullptr) return {};
    if (const json::object* container = container_named(*workload, "strimzi-cluster-operator")) return strimzi_of(*workload, *container);
    if (label_of(*workload, "app.kubernetes.io/name") != "spark-operator") return {};
    if (label_of(*workload, "app.kubernetes.io/component") == "webhook") return {};
    const json::object* container = container_named(*workload, "spark-operator-controller");
    if (container == nullptr) container = container_named(*workload, "spark-operator");
    if (container == nullptr) return {};
    return spark_of(*workload, *container);
}

std::vector<OperatorInfo> operators_of(std::span<const json::value> deployments) {
    std::vector<OperatorInfo> found;
    for (const json::value& deployment : deployments) {
        OperatorInfo info = operator_of(deployment);
        // Several replicas, or pods of one Deployment, are one installation.
        if (!info.name.empty() && std::ranges::find(found, info) == found.end()) found.push_back(std::move(info));
    }
    std::ranges::sort(found, {}, [](const OperatorInfo& info) { return std::tie(info.name, info.name_space, info.version); });
    return found;
}

}  // namespace nexa::kube
