#include "data/sandbox/operators/mirror_maker_step.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/sandbox/operators/connector_offsets_step.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration periodic = seconds(120);
constexpr auto restart_named = "strimzi.io/restart-connector";
constexpr auto restart_task_named = "strimzi.io/restart-connector-task";
constexpr auto offsets = "strimzi.io/connector-offsets";
constexpr auto offsets_named = "strimzi.io/mirrormaker-connector";

/// A connector that the specification asks for.
struct Wanted {
    std::string name;
    const json::object* spec = nullptr;  ///< Its sourceConnector, checkpointConnector or heartbeatConnector.
    std::string fingerprint;
};

struct Part {
    const char* field;
    const char* class_name;
};
constexpr Part parts[] = {{"checkpointConnector", "MirrorCheckpointConnector"},
                          {"heartbeatConnector", "MirrorHeartbeatConnector"},
                          {"sourceConnector", "MirrorSourceConnector"}};

class MirrorMakerReconciliation {
public:
    MirrorMakerReconciliation(const json::object& resource, const RunningConnectors& running, const View& view, const ClientFacts& facts)
        : resource_(resource),
          view_(view),
          facts_(facts),
          children_(resource, mirror_maker_2_kind, facts.strimzi),
          before_(running) {}

    MirrorMakerStep run() {
        step_.plan = reconcile();
        return std::move(step_);
    }

private:
    const json::object& resource_;
    const View& view_;
    const ClientFacts& facts_;
    ClientChildren children_;
    const RunningConnectors& before_;
    Plan plan_;
    MirrorMakerStep step_;
    json::array warnings_;

    Time now() const { return facts_.strimzi.now; }
    std::int64_t replicas() const { return number_at(resource_, {"spec", "replicas"}, 1); }
    /// v1 has the target whole, v1beta2 names one of its clusters.
    std::string target() const { return text_at(resource_, {"spec", "target", "alias"}, text_at(resource_, {"spec", "connectCluster"})); }

    /// The cluster of that alias in v1beta2's list.
    const json::object* cluster(std::string_view alias) const {
        for (const auto& item : array_at(resource_, {"spec", "clusters"})) {
            if (item.is_object() && text_at(item.get_object(), {"alias"}) == alias) return &item.get_object();
        }
        return nullptr;
    }

    std::string bootstrap() const {
        if (const auto own = text_at(resource_, {"spec", "target", "bootstrapServers"}); !own.empty()) return own;
        const auto* found = cluster(target());
        return found == nullptr ? std::string{} : text_at(*found, {"bootstrapServers"});
    }

    std::optional<StrimziFailure> objection() const {
        if (auto failure = client_objection(resource_, facts_.strimzi)) return failure;
        if (object_at(resource_, {"spec"}).contains("target")) return std::nullopt;
        if (cluster(target()) == nullptr) {
            return StrimziFailure{
                "InvalidResourceException",
                fmt::format("connectCluster with alias {} cannot be found in the list of clusters at spec.clusters", target())};
        }
        for (const auto& item : array_at(resource_, {"spec", "mirrors"})) {
            if (!item.is_object()) continue;
            const auto to = text_at(item.get_object(), {"targetCluster"});
            if (to != target()) {
                return StrimziFailure{
                    "InvalidResourceException",
                    fmt::format("Connect cluster alias ({}) has to be the same as the target cluster alias {}", target(), to)};
            }
        }
        return std::nullopt;
    }

    Plan reconcile() {
        if (is_deleting(resource_)) return {};
        step_.running = before_;
        if (is_paused(resource_)) {
            auto status = paused_status(resource_, now());
            status["replicas"] = 0;
            write_strimzi_status(plan_, resource_, std::move(status));
            return std::move(plan_);
        }
        if (const auto failure = objection()) return failed(*failure);
        const bool reachable = can_reach(bootstrap(), view_.name_space(), facts_);
        auto objects = children_.common();
        objects.push_back(children_.service(children_.component() + "-api", "rest-api", 8083, false));
        objects.push_back(children_.service(children_.component(), "rest-api", 8083, true));
        objects.push_back(children_.network_policy());
        if (ensure_all(plan_, view_, std::move(objects))) return wait(milliseconds(600));
        if (ensure_all(plan_, view_, {pod_set(reachable)})) return wait(milliseconds(400));
        std::string stuck;
        switch (tend_workers(plan_, *view_.find("StrimziPodSet", children_.component()), view_, reachable, now(), stuck)) {
            case Workers::waiting:
                return wait(seconds(1));
            case Workers::stuck:
                return failed(not_ready_in_time("Pods", stuck, view_.name_space(), facts_.strimzi));
            case Workers::ready:
                break;
        }
        tend_connectors();
        return report();
    }

    Plan wait(Duration time) {
        plan_.again = Wake{time};
        return std::move(plan_);
    }

    Plan failed(const StrimziFailure& failure) {
        auto status = failed_status(resource_, failure, now());
        for (const auto* field : {"url", "labelSelector", "replicas"}) {
            if (const auto* value = find(resource_, {"status", field})) status[field] = *value;
        }
        write_strimzi_status(plan_, resource_, std::move(status));
        plan_.again = rest(periodic);
        return std::move(plan_);
    }

    /// Mirrors are configured through the REST interface: changing them rolls nothing.
    json::object pod_set(bool reachable) const {
        json::object shape = object_at(resource_, {"spec"});
        for (const auto* field : {"replicas", "mirrors"}) shape.erase(field);
        const auto version = text_at(resource_, {"spec", "version"}, facts_.strimzi.release->default_kafka());
        const auto image =
            text_at(resource_, {"spec", "image"}, fmt::format("quay.io/strimzi/kafka:{}-kafka-{}", facts_.strimzi.version, version));
        return children_.pod_set(replicas(), image, shape, reachable, {});
    }

    std::vector<Wanted> wanted() const {
        std::vector<Wanted> result;
        for (const auto& item : array_at(resource_, {"spec", "mirrors"})) {
            if (!item.is_object()) continue;
            const auto& mirror = item.get_object();
            const auto source = text_at(mirror, {"source", "alias"}, text_at(mirror, {"sourceCluster"}));
            for (const auto& part : parts) {
                const auto* spec = mirror.if_contains(part.field);
                if (spec == nullptr || !spec->is_object()) continue;
                auto shape = mirror;
                for (const auto& other : parts) shape.erase(other.field);
                result.push_back({fmt::format("{}->{}.{}", source, target(), part.class_name), &spec->get_object(),
                                  stable_hex(json::serialize(shape) + json::serialize(object_at(spec->get_object(), {"config"})) +
                                                 text_at(spec->get_object(), {"tasksMax"}),
                                             16)});
            }
        }
        std::ranges::sort(result, {}, &Wanted::name);
        return result;
    }

    /// What goes wrong, by the resource's annotation, goes wrong with the source connectors.
    std::string outcome_of(std::string_view name) const {
        return name.ends_with("MirrorSourceConnector") ? annotation_of(resource_, connector_annotation::outcome) : std::string{};
    }

    void tend_connectors() {
        if (replicas() == 0) {
            step_.running.clear();
            return;
        }
        RunningConnectors next;
        for (const auto& each : wanted()) {
            const auto tasks = number_at(*each.spec, {"tasksMax"}, 1);
            const auto state = text_at(*each.spec, {"state"}, flag_at(*each.spec, {"pause"}) ? "paused" : "");
            const auto known = before_.find(each.name);
            if (known == before_.end() || known->second.fingerprint != each.fingerprint) {
                auto fresh = start_connector(each.fingerprint, tasks, state, now());
                fresh.offsets = known == before_.end() ? first_offsets(each.name) : known->second.offsets;
                next.emplace(each.name, std::move(fresh));
                continue;
            }
            auto running = known->second;
            age_connector(running, outcome_of(each.name), now());
            move_connector(running, state, now());
            next.emplace(each.name, std::move(running));
        }
        step_.running = std::move(next);
        obey_annotations();
    }

    /// As Connect tells them of each class: what is copied of a topic, of a group, and that it lives.
    static std::string first_offsets(const std::string& name) {
        const auto arrow = name.find("->");
        const auto dot = name.find('.', arrow);
        const auto source = name.substr(0, arrow);
        const auto target = name.substr(arrow + 2, dot - arrow - 2);
        json::object partition{{"cluster", source}, {"partition", 0}, {"topic", "orders"}};
        if (name.ends_with("CheckpointConnector")) partition = {{"group", "billing"}, {"partition", 0}, {"topic", "orders"}};
        if (name.ends_with("HeartbeatConnector")) partition = {{"sourceClusterAlias", source}, {"targetClusterAlias", target}};
        const auto offset = name.ends_with("SourceConnector") ? 1 + static_cast<std::int64_t>(stable_hash(name) % 100'000) : 0;
        return json::serialize(
            json::object{{"offsets", json::array{json::object{{"partition", std::move(partition)}, {"offset", {{"offset", offset}}}}}}});
    }

    void manage_offsets(const std::string& what) {
        const auto name = annotation_of(resource_, offsets_named);
        if (name.empty()) {
            warnings_.push_back(
                strimzi_condition("Warning", now(), "ManageOffsets",
                                  fmt::format("Failed to {} the connector offsets due to missing annotation {}", what, offsets_named)));
            return;
        }
        const auto places = kafka::offsets_places(resource_);
        const auto place = std::ranges::find(places, name, &kafka::OffsetsPlace::connector);
        const auto running = step_.running.find(name);
        if (place == places.end() || running == step_.running.end()) return warn("ManageOffsets", name);
        if (const auto failure = obey_offsets(what, *place, resource_, running->second, view_, plan_)) {
            warnings_.push_back(strimzi_condition("Warning", now(), failure->reason, failure->message));
            return;
        }
        plan_.patch(resource_, {{"metadata", {{"annotations", {{offsets, nullptr}, {offsets_named, nullptr}}}}}});
    }

    void drop_annotation(const char* name) { plan_.patch(resource_, {{"metadata", {{"annotations", {{name, nullptr}}}}}}); }

    void obey_annotations() {
        if (const auto what = annotation_of(resource_, restart_named); !what.empty()) {
            const auto colon = what.find(':');
            const auto how = colon == std::string::npos ? std::string{} : what.substr(colon);
            if (const auto found = step_.running.find(what.substr(0, colon)); found != step_.running.end()) {
                restart_connector(found->second, how.find("includeTasks") != std::string::npos, how.find("onlyFailed") != std::string::npos,
                                  now());
                drop_annotation(restart_named);
            } else {
                warn("RestartConnector", what);
            }
        }
        if (const auto what = annotation_of(resource_, restart_task_named); !what.empty()) {
            const auto colon = what.rfind(':');
            const auto found = colon == std::string::npos ? step_.running.end() : step_.running.find(what.substr(0, colon));
            const auto task = colon == std::string::npos ? 0 : static_cast<std::size_t>(std::atoll(what.substr(colon + 1).c_str()));
            if (found != step_.running.end() && restart_task(found->second, task, now())) {
                drop_annotation(restart_task_named);
            } else {
                warn("RestartConnectorTask", what);
            }
        }
        if (const auto what = annotation_of(resource_, offsets); !what.empty()) manage_offsets(what);
    }

    void warn(std::string_view reason, std::string_view what) {
        warnings_.push_back(strimzi_condition("Warning", now(), reason, fmt::format("There is no connector or task {}", what)));
    }

    Plan report() {
        json::array connectors;
        bool has_failed = false;
        std::optional<Duration> change;
        for (const auto& [name, running] : step_.running) {
            has_failed = has_failed || running.state == "FAILED";
            const auto type = "source";
            connectors.push_back(connector_json(running, name, type, children_.component(), replicas(), view_.name_space()));
            if (const auto next = next_change(running, outcome_of(name), now()); next && (!change || *next < *change)) change = next;
        }
        json::array conditions;
        conditions.push_back(has_failed ? strimzi_condition("NotReady", now(), "Throwable", "One or more connectors are in FAILED state")
                                        : strimzi_condition("Ready", now()));
        for (auto& warning : warnings_) conditions.push_back(std::move(warning));
        json::object status{{"conditions", std::move(conditions)},
                            {"observedGeneration", generation_of(resource_)},
                            {"replicas", replicas()},
                            {"labelSelector", children_.label_selector()},
                            {"connectors", std::move(connectors)}};
        if (replicas() > 0) status["url"] = fmt::format("http://{}-api.{}.svc:8083", children_.component(), view_.name_space());
        write_strimzi_status(plan_, resource_, std::move(status));
        plan_.again = rest(change.value_or(periodic));
        return std::move(plan_);
    }
};

}  // namespace

MirrorMakerStep step_mirror_maker_2(const json::object& mirror_maker, const RunningConnectors& running, const View& view,
                                    const ClientFacts& facts) {
    return MirrorMakerReconciliation(mirror_maker, running, view, facts).run();
}

}  // namespace nexa::sandbox
