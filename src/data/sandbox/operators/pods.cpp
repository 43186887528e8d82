#include "data/sandbox/operators/pods.hpp"

#include <fmt/format.h>

#include "data/sandbox/operators/cron.hpp"

namespace nexa::sandbox {
namespace {

constexpr auto component = "kubelet";

Duration annotated(const json::object& pod, std::string_view key, Duration fallback) {
    const auto text = annotation_of(pod, key);
    if (text.empty()) return fallback;
    return parse_duration(text).value_or(fallback);
}

json::object condition(std::string_view type, bool holds, Time since, std::string_view reason = {}, std::string_view message = {}) {
    json::object result{{"type", type}, {"status", holds ? "True" : "False"}, {"lastTransitionTime", to_rfc3339_seconds(since)}};
    if (!reason.empty()) result["reason"] = reason;
    if (!message.empty()) result["message"] = message;
    return result;
}

struct Readiness {
    bool ready = false;
    std::string_view reason;
};

/// The four conditions of a scheduled pod; times of those that did not change are kept.
json::array conditions(const json::object& pod, const Readiness& readiness, Time now) {
    const auto since = [&](std::string_view type, bool holds) {
        for (const auto& old : array_at(pod, {"status", "conditions"})) {
            const auto* known = old.if_object();
            if (known == nullptr || text_at(*known, {"type"}) != type) continue;
            if (text_at(*known, {"status"}) == (holds ? "True" : "False")) return time_at(*known, {"lastTransitionTime"}).value_or(now);
        }
        return now;
    };
    const auto make = [&](std::string_view type, bool holds, std::string_view reason = {}) {
        return condition(type, holds, since(type, holds), reason);
    };
    const auto reason = readiness.ready ? std::string_view{} : readiness.reason;
    return {make("Initialized", true), make("Ready", readiness.ready, reason), make("ContainersReady", readiness.ready, reason),
            make("PodScheduled", true)};
}

/// One entry a container, each in the same state.
json::array container_statuses(const json::object& pod, const json::object& state, bool ready, bool started) {
    json::array statuses;
    for (const auto& item : array_at(pod, {"spec", "containers"})) {
        const auto* container = item.if_object();
        if (container == nullptr) continue;
        const auto image = text_at(*container, {"image"});
        const auto name = text_at(*container, {"name"});
        json::object status{{"name", name},   {"image", image},     {"restartCount", 0},
                            {"ready", ready}, {"started", started}, {"state", state}};
        if (started || state.contains("terminated")) {
            status["imageID"] = fmt::format("{}@sha256:{}", image.substr(0, image.rfind(':')), stable_hex(image, 64));
            status["containerID"] = "containerd://" + stable_hex(uid_of(pod) + name, 64);
        } else {
            status["imageID"] = "";
        }
        statuses.push_back(std::move(status));
    }
    return statuses;
}

json::object base_status(const json::object& pod, std::string_view phase, Time now) {
    json::object status = object_at(pod, {"status"});
    status["phase"] = phase;
    status["qosClass"] = "Burstable";
    if (!status.contains("startTime")) status["startTime"] = to_rfc3339_seconds(now);
    return status;
}

void give_address(json::object& status, const json::object& pod) {
    const auto address = pod_ip(namespace_of(pod), name_of(pod));
    status["podIP"] = address;
    status["podIPs"] = json::array{json::object{{"ip", address}}};
}

bool has_missing_image(const json::object& pod, std::string& image) {
    for (const auto& item : array_at(pod, {"spec", "containers"})) {
        if (!item.is_object()) continue;
        image = text_at(item.get_object(), {"image"});
        if (image.find("missing") != std::string::npos) return true;
    }
    return false;
}

Plan pull_failed(const json::object& pod, const std::string& image, Time now) {
    Plan plan;
    const auto& statuses = array_at(pod, {"status", "containerStatuses"});
    const auto before =
        statuses.empty() || !statuses[0].is_object() ? "" : text_at(statuses[0].get_object(), {"state", "waiting", "reason"});
    if (before == "ImagePullBackOff") return plan;
    const bool first = before != "ErrImagePull";
    const auto backs_off = time_at(pod, {"status", "startTime"}).value_or(now) + std::chrono::seconds(12);
    if (!first && now < backs_off) {
        plan.again = Wake{backs_off - now};
        return plan;
    }
    const auto message =
        first ? fmt::format("failed to pull and unpack image \"{0}\": failed to resolve reference \"{0}\": {0}: not found", image)
              : fmt::format("Back-off pulling image \"{}\"", image);
    auto status = base_status(pod, "Pending", now);
    const json::object waiting{{"waiting", {{"reason", first ? "ErrImagePull" : "ImagePullBackOff"}, {"message", message}}}};
    give_address(status, pod);
    status["conditions"] = conditions(pod, {false, "ContainersNotReady"}, now);
    status["containerStatuses"] = container_statuses(pod, waiting, false, false);
    plan.status(pod, std::move(status));
    plan.event(pod, "Warning", first ? "Failed" : "BackOff",
               first ? fmt::format("Failed to pull image \"{}\": {}", image, message) : message, component);
    return plan;
}

Plan bind(const json::object& pod, const Node& where, Time now) {
    Plan plan;
    const auto node = text_at(pod, {"spec", "nodeName"}, where.name);
    if (text_at(pod, {"spec", "nodeName"}).empty()) plan.patch(pod, {{"spec", {{"nodeName", node}}}});
    auto status = base_status(pod, "Pending", now);
    status["hostIP"] = where.address;
    status["conditions"] = conditions(pod, {false, "ContainersNotReady"}, now);
    status["containerStatuses"] = container_statuses(pod, {{"waiting", {{"reason", "ContainerCreating"}}}}, false, false);
    plan.status(pod, std::move(status));
    plan.event(pod, "Normal", "Scheduled", fmt::format("Successfully assigned {}/{} to {}", namespace_of(pod), name_of(pod), node),
               "default-scheduler");
    plan.again = Wake{annotated(pod, pod_annotation::start_after, std::chrono::seconds(1))};
    return plan;
}

/// Nobody takes it. The scheduler says so once.
Plan unscheduled(const json::object& pod, std::string_view why, Time now) {
    Plan plan;
    json::object status = object_at(pod, {"status"});
    if (!array_at(status, {"conditions"}).empty()) return plan;
    status["phase"] = "Pending";
    status["qosClass"] = "Burstable";
    status["conditions"] = json::array{condition("PodScheduled", false, now, "Unschedulable", why)};
    plan.status(pod, std::move(status));
    plan.event(pod, "Warning", "FailedScheduling", std::string(why), "default-scheduler");
    return plan;
}

/// Its container has ended with an error so often that the kubelet waits before it starts it again.
Plan crashed(const json::object& pod, Time now) {
    Plan plan;
    const auto& before = array_at(pod, {"status", "containerStatuses"});
    const bool known =
        !before.empty() && before[0].is_object() && text_at(before[0].get_object(), {"state", "waiting", "reason"}) == "CrashLoopBackOff";
    if (known) return plan;
    auto status = base_status(pod, "Running", now);
    give_address(status, pod);
    status["conditions"] = conditions(pod, {false, "ContainersNotReady"}, now);
    const json::object waiting{
        {"waiting",
         {{"reason", "CrashLoopBackOff"}, {"message", fmt::format("back-off 5m0s restarting failed container of {}", name_of(pod))}}}};
    auto statuses = container_statuses(pod, waiting, false, false);
    for (auto& each : statuses) {
        each.as_object()["restartCount"] = 5;
        each.as_object()["lastState"] =
            json::object{{"terminated", {{"exitCode", 1}, {"reason", "Error"}, {"finishedAt", to_rfc3339_seconds(now)}}}};
    }
    status["containerStatuses"] = std::move(statuses);
    plan.status(pod, std::move(status));
    plan.event(pod, "Warning", "BackOff", fmt::format("Back-off restarting failed container in pod {}", name_of(pod)), component);
    return plan;
}

/// Also decides readiness, so that a pod that is ready at once needs one write.
Plan run(const json::object& pod, Time started, Time now, bool ready) {
    Plan plan;
    auto status = base_status(pod, "Running", now);
    give_address(status, pod);
    status["conditions"] = conditions(pod, {ready, "ContainersNotReady"}, now);
    status["containerStatuses"] = container_statuses(pod, {{"running", {{"startedAt", to_rfc3339_seconds(started)}}}}, ready, true);
    plan.status(pod, std::move(status));
    return plan;
}

Plan finish(const json::object& pod, Time started, Time now) {
    Plan plan;
    const auto code = number_at(pod, {"metadata", "annotations", pod_annotation::exit_code}, 0);
    auto reason = annotation_of(pod, pod_annotation::exit_reason);
    if (reason.empty()) reason = code == 0 ? "Completed" : "Error";
    auto status = base_status(pod, code == 0 ? "Succeeded" : "Failed", now);
    status["conditions"] = conditions(pod, {false, code == 0 ? "PodCompleted" : "PodFailed"}, now);
    const json::object terminated{
        {"exitCode", code}, {"reason", reason}, {"startedAt", to_rfc3339_seconds(started)}, {"finishedAt", to_rfc3339_seconds(now)}};
    status["containerStatuses"] = container_statuses(pod, {{"terminated", terminated}}, false, false);
    plan.status(pod, std::move(status));
    return plan;
}

std::optional<Time> running_since(const json::object& pod) {
    const auto& statuses = array_at(pod, {"status", "containerStatuses"});
    if (statuses.empty() || !statuses[0].is_object()) return std::nullopt;
    return time_at(statuses[0].get_object(), {"state", "running", "startedAt"});
}

}  // namespace

Node Node::of(std::string_view cluster, const json::object& pod) {
    const auto number = 1 + stable_hash(name_of(pod)) % 3;
    return {fmt::format("{}-node-{}", cluster, number), fmt::format("192.168.64.{}", number + 1)};
}

std::string phase_of(const json::object& pod) {
    return text_at(pod, {"status", "phase"});
}

bool is_ready(const json::object& pod) {
    if (phase_of(pod) != "Running") return false;
    for (const auto& item : array_at(pod, {"status", "conditions"})) {
        if (item.is_object() && text_at(item.get_object(), {"type"}) == "Ready") return text_at(item.get_object(), {"status"}) == "True";
    }
    return false;
}

const json::object* terminated_state(const json::object& pod, std::string_view container) {
    for (const auto& item : array_at(pod, {"status", "containerStatuses"})) {
        if (!item.is_object() || text_at(item.get_object(), {"name"}) != container) continue;
        const auto* state = find(item.get_object(), {"state", "terminated"});
        return state == nullptr ? nullptr : state->if_object();
    }
    return nullptr;
}

std::string pod_ip(std::string_view name_space, std::string_view name) {
    const auto hash = stable_hash(fmt::format("{}/{}", name_space, name));
    return fmt::format("10.42.{}.{}", hash % 256, hash / 256 % 254 + 1);
}

json::object make_container(std::string_view name, std::string_view image, json::object resources) {
    json::object container{{"name", name}, {"image", image}, {"imagePullPolicy", "IfNotPresent"}};
    if (!resources.empty()) container["resources"] = std::move(resources);
    return container;
}

Plan step_pod(const json::object& pod, const Node& node, Time now) {
    Plan plan;
    if (is_deleting(pod)) return plan;
    const auto phase = phase_of(pod);
    if (phase == "Succeeded" || phase == "Failed") return plan;
    if (const auto why = annotation_of(pod, pod_annotation::unschedulable); !why.empty() && text_at(pod, {"spec", "nodeName"}).empty())
        return unscheduled(pod, why, now);
    if (array_at(pod, {"status", "conditions"}).empty() || text_at(pod, {"spec", "nodeName"}).empty()) return bind(pod, node, now);

    if (phase != "Running") {
        const auto start =
            time_at(pod, {"status", "startTime"}).value_or(now) + annotated(pod, pod_annotation::start_after, std::chrono::seconds(1));
        if (now < start) {
            plan.again = Wake{start - now};
            return plan;
        }
        std::string image;
        if (has_missing_image(pod, image)) return pull_failed(pod, image, now);
        if (!annotation_of(pod, pod_annotation::crash).empty()) return crashed(pod, now);
        const auto ready_after = annotated(pod, pod_annotation::ready_after, std::chrono::seconds(1));
        plan = run(pod, now, now, ready_after == Duration{});
        const auto run_for = annotated(pod, pod_annotation::run_for, Duration::max());
        if (const auto next = std::min(ready_after, run_for); next > Duration{} && next != Duration::max()) plan.again = Wake{next};
        return plan;
    }

    if (!annotation_of(pod, pod_annotation::crash).empty()) return crashed(pod, now);
    const auto since = running_since(pod).value_or(now);
    const auto run_for = annotated(pod, pod_annotation::run_for, Duration::max());
    if (run_for != Duration::max() && now >= since + run_for) return finish(pod, since, now);
    const auto ready_at = since + annotated(pod, pod_annotation::ready_after, std::chrono::seconds(1));
    if (!is_ready(pod)) {
        if (now >= ready_at) {
            plan = run(pod, since, now, true);
        } else {
            plan.again = Wake{ready_at - now};
            return plan;
        }
    }
    if (run_for != Duration::max()) plan.again = Wake{since + run_for - now};
    return plan;
}

Plan step_claim(const json::object& claim) {
    Plan plan;
    const auto request = text_at(claim, {"spec", "resources", "requests", "storage"});
    if (text_at(claim, {"status", "phase"}) == "Bound" && text_at(claim, {"status", "capacity", "storage"}) == request) return plan;
    if (text_at(claim, {"spec", "volumeName"}).empty()) plan.patch(claim, {{"spec", {{"volumeName", "pvc-" + uid_of(claim)}}}});
    json::array modes = array_at(claim, {"spec", "accessModes"});
    if (modes.empty()) modes.emplace_back("ReadWriteOnce");
    plan.status(claim, {{"phase", "Bound"}, {"accessModes", std::move(modes)}, {"capacity", {{"storage", request}}}});
    return plan;
}

}  // namespace nexa::sandbox
