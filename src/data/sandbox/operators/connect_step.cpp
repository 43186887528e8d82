#include "data/sandbox/operators/connect_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/sandbox/operators/pods.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration periodic = seconds(120);
constexpr auto build_revision = "strimzi.io/build-revision";
constexpr auto force_rebuild = "strimzi.io/force-rebuild";

struct Plugin {
    std::string_view artifact;  ///< Part of a build's artifact or URL.
    std::string_view connector_class;
    std::string_view type;
};

/// Connectors that people build into their images, and those that every image has.
constexpr std::array<Plugin, 9> plugins{{
    {"", "org.apache.kafka.connect.mirror.MirrorCheckpointConnector", "source"},
    {"", "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector", "source"},
    {"", "org.apache.kafka.connect.mirror.MirrorSourceConnector", "source"},
    {"connect-file", "org.apache.kafka.connect.file.FileStreamSinkConnector", "sink"},
    {"connect-file", "org.apache.kafka.connect.file.FileStreamSourceConnector", "source"},
    {"debezium-connector-mysql", "io.debezium.connector.mysql.MySqlConnector", "source"},
    {"debezium-connector-postgres", "io.debezium.connector.postgresql.PostgresConnector", "source"},
    {"jdbc", "io.aiven.connect.jdbc.JdbcSinkConnector", "sink"},
    {"s3", "io.aiven.kafka.connect.s3.AivenKafkaConnectS3SinkConnector", "sink"},
}};

bool builds_in(const json::object& connect, const Plugin& plugin) {
    if (plugin.artifact.empty()) return true;
    const auto text =
        json::serialize(array_at(connect, {"spec", "build", "plugins"})) + json::serialize(array_at(connect, {"spec", "plugins"}));
    return text.find(plugin.artifact) != std::string::npos;
}

bool uses_connector_resources(const json::object& connect) {
    return annotation_of(connect, "strimzi.io/use-connector-resources") == "true";
}

json::array plugins_of(const json::object& connect, const std::string& version) {
    json::array result;
    for (const auto& plugin : plugins) {
        if (builds_in(connect, plugin))
            result.push_back(json::object{{"class", plugin.connector_class}, {"type", plugin.type}, {"version", version}});
    }
    return result;
}

/// One reconciliation of a KafkaConnect.
class ConnectReconciliation {
public:
    ConnectReconciliation(const json::object& connect, const View& view, const ClientFacts& facts)
        : connect_(connect),
          view_(view),
          facts_(facts),
          children_(connect, connect_kind, facts.strimzi) {}

    Plan run() {
        if (is_deleting(connect_)) return {};
        if (is_paused(connect_)) {
            auto status = paused_status(connect_, facts_.strimzi.now);
            status["replicas"] = 0;
            write_strimzi_status(plan_, connect_, std::move(status));
            return std::move(plan_);
        }
        if (const auto failure = client_objection(connect_, facts_.strimzi)) return failed(*failure);
        const bool reachable = can_reach(text_at(connect_, {"spec", "bootstrapServers"}), view_.name_space(), facts_);
        if (ensure_all(plan_, view_, children())) return wait(milliseconds(600));
        const auto image = built_image();
        if (!image) return std::move(plan_);
        if (ensure_all(plan_, view_, {pod_set(*image, reachable)})) return wait(milliseconds(400));
        remove_builder();
        std::string stuck;
        const auto* set = view_.find("StrimziPodSet", children_.component());
        switch (tend_workers(plan_, *set, view_, reachable, facts_.strimzi.now, stuck)) {
            case Workers::waiting:
                return wait(seconds(1));
            case Workers::stuck:
                return failed(not_ready_in_time("Pods", stuck, view_.name_space(), facts_.strimzi));
            case Workers::ready:
                break;
        }
        return ready();
    }

private:
    const json::object& connect_;
    const View& view_;
    const ClientFacts& facts_;
    ClientChildren children_;
    Plan plan_;

    std::int64_t replicas() const { return number_at(connect_, {"spec", "replicas"}, 1); }
    std::string version() const { return text_at(connect_, {"spec", "version"}, facts_.strimzi.release->default_kafka()); }

    Plan wait(Duration time) {
        plan_.again = Wake{time};
        return std::move(plan_);
    }

    Plan failed(const StrimziFailure& failure) {
        auto status = failed_status(connect_, failure, facts_.strimzi.now);
        for (const auto* field : {"url", "labelSelector", "replicas"}) {
            if (const auto* value = find(connect_, {"status", field})) status[field] = *value;
        }
        write_strimzi_status(plan_, connect_, std::move(status));
        plan_.again = rest(periodic);
        return std::move(plan_);
    }

    std::vector<json::object> children() const {
        auto objects = children_.common();
        const auto& component = children_.component();
        objects.push_back(children_.service(component + "-api", "rest-api", 8083, false));
        objects.push_back(children_.service(component, "rest-api", 8083, true));
        if (uses_connector_resources(connect_)) objects.push_back(children_.network_policy());
        return objects;
    }

    std::string revision_of_build() const { return stable_hex(json::serialize(object_at(connect_, {"spec", "build"})), 8); }

    /// The image to run: the one of spec, Strimzi's own, or what the build makes; nothing while it is being built.
    std::optional<std::string> built_image() {
        if (const auto image = text_at(connect_, {"spec", "image"}); !image.empty()) return image;
        if (!object_at(connect_, {"spec"}).contains("build"))
            return fmt::format("quay.io/strimzi/kafka:{}-kafka-{}", facts_.strimzi.version, version());
        const auto image = text_at(connect_, {"spec", "build", "output", "image"});
        const auto revision = revision_of_build();
        const auto* set = view_.find("StrimziPodSet", children_.component());
        const auto* builder = view_.find("Pod", children_.component() + "-build");
        const bool forced = annotation_of(connect_, force_rebuild) == "true";
        if (builder == nullptr && !forced && set != nullptr && annotation_of(*set, build_revision) == revision) return image;
        if (builder != nullptr && (annotation_of(*builder, build_revision) != revision || forced)) {
            // A build of something else, or of an earlier request.
            plan_.remove("Pod", view_.name_space(), name_of(*builder));
            plan_.again = Wake{seconds(1)};
            return std::nullopt;
        }
        if (builder == nullptr) {
            start_build(image, revision);
            if (forced) plan_.patch(connect_, {{"metadata", {{"annotations", {{force_rebuild, nullptr}}}}}});
            return std::nullopt;
        }
        if (phase_of(*builder) == "Succeeded") return image;
        if (phase_of(*builder) == "Failed") {
            plan_ = failed({"ConnectBuildException", "The Kafka Connect build failed."});
            return std::nullopt;
        }
        plan_.again = Wake{seconds(1)};
        return std::nullopt;
    }

    void start_build(const std::string& image, const std::string& revision) {
        auto pod = children_.make("Pod", children_.component() + "-build");
        pod["metadata"].as_object()["annotations"] =
            json::object{{build_revision, revision},
                         {pod_annotation::run_for, "12s"},
                         {pod_annotation::exit_code, image.find("unwritable") == std::string::npos ? "0" : "1"}};
        const auto builder = facts_.strimzi.at_least("1.0.0") ? "quay.io/strimzi/buildah" : "quay.io/strimzi/kaniko-executor";
        pod["spec"] = json::object{{"restartPolicy", "Never"},
                                   {"containers", json::array{make_container(children_.component() + "-build",
                                                                             fmt::format("{}:{}", builder, facts_.strimzi.version))}}};
        plan_.create(std::move(pod));
        plan_.again = Wake{seconds(2)};
    }

    void remove_builder() {
        const auto* builder = view_.find("Pod", children_.component() + "-build");
        if (builder != nullptr && phase_of(*builder) == "Succeeded") plan_.remove("Pod", view_.name_space(), name_of(*builder));
    }

    json::object pod_set(const std::string& image, bool reachable) const {
        json::object shape = object_at(connect_, {"spec"});
        shape.erase("replicas");
        json::object annotations;
        if (shape.contains("build")) annotations[build_revision] = revision_of_build();
        return children_.pod_set(replicas(), image, shape, reachable, std::move(annotations));
    }

    Plan ready() {
        json::object status{{"conditions", json::array{strimzi_condition("Ready", facts_.strimzi.now)}},
                            {"observedGeneration", generation_of(connect_)},
                            {"replicas", replicas()},
                            {"labelSelector", children_.label_selector()}};
        if (replicas() > 0) {
            status["url"] = fmt::format("http://{}-api.{}.svc:8083", children_.component(), view_.name_space());
            if (uses_connector_resources(connect_)) status["connectorPlugins"] = plugins_of(connect_, version());
        }
        write_strimzi_status(plan_, connect_, std::move(status));
        plan_.again = rest(periodic);
        return std::move(plan_);
    }
};

}  // namespace

Plan step_connect(const json::object& connect, const View& view, const ClientFacts& facts) {
    return ConnectReconciliation(connect, view, facts).run();
}

bool is_serving(const json::object& resource) {
    if (number_at(resource, {"status", "observedGeneration"}, -1) < generation_of(resource)) return false;
    return std::ranges::any_of(array_at(resource, {"status", "conditions"}),
                               [](const json::value& item) { return item.is_object() && text_at(item.get_object(), {"type"}) == "Ready"; });
}

bool offers_plugin(const json::object& connect, std::string_view connector_class) {
    const auto known = std::ranges::find(plugins, connector_class, &Plugin::connector_class);
    if (known != plugins.end() && builds_in(connect, *known)) return true;
    // What an image of the user's own has in it, nobody here knows.
    const bool own_image = !text_at(connect, {"spec", "image"}).empty();
    return own_image && connector_class.find("Missing") == std::string_view::npos;
}

}  // namespace nexa::sandbox
