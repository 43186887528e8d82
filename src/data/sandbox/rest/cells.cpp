#include "data/sandbox/rest/cells.hpp"

#include "data/sandbox/rest/json_path.hpp"
#include "data/sandbox/rest/table.hpp"

namespace nexa::sandbox::rest {

namespace {

using Found = std::vector<const json::value*>;

/// Reads one object by paths.
class View {
public:
    explicit View(const StoredObject& object) : root_(object.value()) {}
    Found all(std::string_view path) const { return find_json_path(root_, path); }
    std::string text(std::string_view path, std::string_view otherwise = "") const {
        const auto found = all(path);
        if (found.empty() || found.front()->is_null()) return std::string(otherwise);
        return found.front()->is_string() ? std::string(found.front()->get_string()) : json::serialize(*found.front());
    }
    std::int64_t number(std::string_view path, std::int64_t otherwise = 0) const {
        const auto found = all(path);
        return found.empty() || !found.front()->is_number() ? otherwise : found.front()->to_number<std::int64_t>();
    }
    std::size_t size(std::string_view path) const {
        const auto found = all(path);
        if (found.empty()) return 0;
        if (found.front()->is_object()) return found.front()->get_object().size();
        return found.front()->is_array() ? found.front()->get_array().size() : 0;
    }
    std::string joined(std::string_view path, std::string_view otherwise = "<none>") const {
        std::string out;
        for (const auto* value : all(path))
            out += (out.empty() ? "" : ",") + (value->is_string() ? std::string(value->get_string()) : json::serialize(*value));
        return out.empty() ? std::string(otherwise) : out;
    }
    std::string labels(std::string_view path) const {
        const auto found = all(path);
        std::string out;
        if (!found.empty() && found.front()->is_object()) {
            for (const auto& [key, value] : found.front()->get_object()) {
                out += fmt::format("{}{}={}", out.empty() ? "" : ",", std::string_view(key),
                                   value.is_string() ? std::string_view(value.get_string()) : "");
            }
        }
        return out.empty() ? "<none>" : out;
    }

private:
    const json::object& root_;
};

std::string pod_status(const View& pod, bool deleting) {
    auto reason = pod.text(".status.reason");
    if (reason.empty()) reason = pod.text(".status.phase");
    for (const auto path : {".status.containerStatuses[*].state.waiting.reason", ".status.containerStatuses[*].state.terminated.reason"}) {
        const auto found = pod.all(path);
        if (!found.empty() && found.front()->is_string()) {
            reason = found.front()->get_string();
            break;
        }
    }
    return deleting ? "Terminating" : reason;
}

std::string ports(const View& service) {
    std::string out;
    for (const auto* port : service.all(".spec.ports[*]")) {
        const auto number = find_json_path(*port, ".port"), node = find_json_path(*port, ".nodePort"),
                   protocol = find_json_path(*port, ".protocol");
        if (number.empty()) continue;
        out += (out.empty() ? "" : ",") + json::serialize(*number.front());
        if (!node.empty()) out += ":" + json::serialize(*node.front());
        out += "/" + (protocol.empty() || !protocol.front()->is_string() ? "TCP" : std::string(protocol.front()->get_string()));
    }
    return out.empty() ? "<none>" : out;
}

std::string access_modes(const View& claim) {
    std::string out;
    for (const auto* mode : claim.all(".status.accessModes[*]")) {
        const std::string_view name = mode->is_string() ? std::string_view(mode->get_string()) : "";
        const std::string_view brief = name == "ReadWriteOnce"      ? "RWO"
                                       : name == "ReadOnlyMany"     ? "ROX"
                                       : name == "ReadWriteMany"    ? "RWX"
                                       : name == "ReadWriteOncePod" ? "RWOP"
                                                                    : name;
        out += fmt::format("{}{}", out.empty() ? "" : ",", brief);
    }
    return out;
}

std::string roles(const StoredObject& node) {
    std::string out;
    const auto* labels = node.metadata().if_contains("labels");
    if (labels && labels->is_object()) {
        for (const auto& [key, value] : labels->get_object()) {
            static constexpr std::string_view prefix = "node-role.kubernetes.io/";
            if (std::string_view(key).starts_with(prefix))
                out += fmt::format("{}{}", out.empty() ? "" : ",", std::string_view(key).substr(prefix.size()));
        }
    }
    return out.empty() ? "<none>" : out;
}

std::string kind_in_lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return text;
}

/// A JSON value that texts become without ceremony.
struct CellValue {
    json::value value;
    CellValue(std::string text) : value(json::string(text)) {}
    CellValue(const char* text) : value(text) {}
    CellValue(std::int64_t number) : value(number) {}
};

/// One computed cell.
struct Cell {
    std::string_view name;
    CellValue (*value)(const View& view, const StoredObject& object, Time now);
};

const Cell cells[] = {
    {"data",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         return static_cast<std::int64_t>(v.size(".data") + v.size(".binaryData"));
     }},
    {"pod-ready",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         std::int64_t ready = 0;
         for (const auto* flag : v.all(".status.containerStatuses[*].ready")) ready += flag->is_bool() && flag->get_bool() ? 1 : 0;
         return fmt::format("{}/{}", ready, v.size(".spec.containers"));
     }},
    {"pod-status", [](const View& v, const StoredObject& o, Time) -> CellValue { return pod_status(v, o.deleting()); }},
    {"pod-restarts",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         std::int64_t restarts = 0;
         for (const auto* count : v.all(".status.containerStatuses[*].restartCount"))
             restarts += count->is_number() ? count->to_number<std::int64_t>() : 0;
         return std::to_string(restarts);
     }},
    {"node-status",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         auto out = v.text(R"(.status.conditions[?(@.type=="Ready")].status)") == "True" ? std::string("Ready") : std::string("NotReady");
         if (v.text(".spec.unschedulable") == "true") out += ",SchedulingDisabled";
         return out;
     }},
    {"node-roles", [](const View&, const StoredObject& o, Time) -> CellValue { return roles(o); }},
    {"event-last-seen",
     [](const View& v, const StoredObject& o, Time now) -> CellValue {
         auto at = parse_rfc3339(v.text(".lastTimestamp"));
         if (!at) at = parse_rfc3339(v.text(".eventTime"));
         if (!at) at = parse_rfc3339(o.metadata().at("creationTimestamp").as_string());
         return at ? human_duration(now - *at) : "<unknown>";
     }},
    {"event-object",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         return fmt::format("{}/{}", kind_in_lower_case(v.text(".involvedObject.kind")), v.text(".involvedObject.name"));
     }},
    {"service-external",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         const auto type = v.text(".spec.type");
         if (type == "ExternalName") return v.text(".spec.externalName");
         if (type == "LoadBalancer") {
             const auto found = v.joined(".status.loadBalancer.ingress[*].ip", "");
             return found.empty() ? v.joined(".status.loadBalancer.ingress[*].hostname", "<pending>") : found;
         }
         return v.joined(".spec.externalIPs[*]");
     }},
    {"service-ports", [](const View& v, const StoredObject&, Time) -> CellValue { return ports(v); }},
    {"service-selector", [](const View& v, const StoredObject&, Time) -> CellValue { return v.labels(".spec.selector"); }},
    {"secrets", [](const View& v, const StoredObject&, Time) -> CellValue { return std::to_string(v.size(".secrets")); }},
    {"access-modes", [](const View& v, const StoredObject&, Time) -> CellValue { return access_modes(v); }},
    {"replicas-ready",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         return fmt::format("{}/{}", v.number(".status.readyReplicas"), v.number(".spec.replicas"));
     }},
    {"replicas-updated",
     [](const View& v, const StoredObject&, Time) -> CellValue { return std::to_string(v.number(".status.updatedReplicas")); }},
    {"replicas-available",
     [](const View& v, const StoredObject&, Time) -> CellValue { return std::to_string(v.number(".status.availableReplicas")); }},
    {"replicas-current", [](const View& v, const StoredObject&, Time) -> CellValue { return v.number(".status.replicas"); }},
    {"replicas-ready-count", [](const View& v, const StoredObject&, Time) -> CellValue { return v.number(".status.readyReplicas"); }},
    {"container-names",
     [](const View& v, const StoredObject&, Time) -> CellValue { return v.joined(".spec.template.spec.containers[*].name"); }},
    {"container-images",
     [](const View& v, const StoredObject&, Time) -> CellValue { return v.joined(".spec.template.spec.containers[*].image"); }},
    {"selector", [](const View& v, const StoredObject&, Time) -> CellValue { return v.labels(".spec.selector.matchLabels"); }},
    {"pod-selector", [](const View& v, const StoredObject&, Time) -> CellValue { return v.labels(".spec.podSelector.matchLabels"); }},
    {"pdb-min", [](const View& v, const StoredObject&, Time) -> CellValue { return v.text(".spec.minAvailable", "N/A"); }},
    {"pdb-max", [](const View& v, const StoredObject&, Time) -> CellValue { return v.text(".spec.maxUnavailable", "N/A"); }},
    {"pdb-allowed", [](const View& v, const StoredObject&, Time) -> CellValue { return v.number(".status.disruptionsAllowed"); }},
    {"role",
     [](const View& v, const StoredObject&, Time) -> CellValue {
         return fmt::format("{}/{}", v.text(".roleRef.kind"), v.text(".roleRef.name"));
     }},
};

}  // namespace

json::value computed_cell(std::string_view name, const StoredObject& object, Time now) {
    for (const auto& cell : cells) {
        if (cell.name == name) return cell.value(View(object), object, now).value;
    }
    return nullptr;
}

}  // namespace nexa::sandbox::rest
