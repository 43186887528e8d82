#include "data/sandbox/rest/protobuf.hpp"

#include "base/clock.hpp"
#include "base/encoding.hpp"

namespace nexa::sandbox::rest {

namespace {

constexpr std::string_view magic("k8s\0", 4);
constexpr int deepest = 32;

enum class Wire { text, integer, boolean, message, map_of_text, map_of_bytes, map_of_message };

/// One field of a message, by the numbers of the API's .proto files.
struct Field {
    std::uint32_t number;
    std::string_view name;
    Wire wire;
    std::string_view message = {};  ///< Of Wire::message.
    bool repeated = false;
};

struct Message {
    std::string_view name;
    std::vector<Field> fields;
};

const std::vector<Message>& messages() {
    using enum Wire;
    static const std::vector<Message> table = {
        {"ObjectMeta",
         {{1, "name", text},
          {2, "generateName", text},
          {3, "namespace", text},
          {4, "selfLink", text},
          {5, "uid", text},
          {6, "resourceVersion", text},
          {7, "generation", integer},
          {8, "creationTimestamp", message, "Time"},
          {9, "deletionTimestamp", message, "Time"},
          {10, "deletionGracePeriodSeconds", integer},
          {11, "labels", map_of_text},
          {12, "annotations", map_of_text},
          {13, "ownerReferences", message, "OwnerReference", true},
          {14, "finalizers", text, {}, true}}},
        {"OwnerReference",
         {{1, "kind", text},
          {3, "name", text},
          {4, "uid", text},
          {5, "apiVersion", text},
          {6, "controller", boolean},
          {7, "blockOwnerDeletion", boolean}}},
        {"Time", {{1, "seconds", integer}, {2, "nanos", integer}}},
        {"IntOrString", {{1, "type", integer}, {2, "intVal", integer}, {3, "strVal", text}}},
        {"Quantity", {{1, "string", text}}},
        {"Namespace",
         {{1, "metadata", message, "ObjectMeta"}, {2, "spec", message, "NamespaceSpec"}, {3, "status", message, "NamespaceStatus"}}},
        {"NamespaceSpec", {{1, "finalizers", text, {}, true}}},
        {"NamespaceStatus", {{1, "phase", text}}},
        {"ConfigMap",
         {{1, "metadata", message, "ObjectMeta"}, {2, "data", map_of_text}, {3, "binaryData", map_of_bytes}, {4, "immutable", boolean}}},
        {"Secret",
         {{1, "metadata", message, "ObjectMeta"},
          {2, "data", map_of_bytes},
          {3, "type", text},
          {4, "stringData", map_of_text},
          {5, "immutable", boolean}}},
        {"ServiceAccount",
         {{1, "metadata", message, "ObjectMeta"},
          {3, "imagePullSecrets", message, "LocalReference", true},
          {4, "automountServiceAccountToken", boolean}}},
        {"LocalReference", {{1, "name", text}}},
        {"Deployment", {{1, "metadata", message, "ObjectMeta"}, {2, "spec", message, "DeploymentSpec"}}},
        {"DeploymentSpec",
         {{1, "replicas", integer},
          {2, "selector", message, "LabelSelector"},
          {3, "template", message, "PodTemplate"},
          {4, "strategy", message, "DeploymentStrategy"},
          {5, "minReadySeconds", integer},
          {6, "revisionHistoryLimit", integer},
          {7, "paused", boolean},
          {9, "progressDeadlineSeconds", integer}}},
        {"DeploymentStrategy", {{1, "type", text}, {2, "rollingUpdate", message, "RollingUpdate"}}},
        {"RollingUpdate", {{1, "maxUnavailable", message, "IntOrString"}, {2, "maxSurge", message, "IntOrString"}}},
        {"LabelSelector", {{1, "matchLabels", map_of_text}, {2, "matchExpressions", message, "LabelRequirement", true}}},
        {"LabelRequirement", {{1, "key", text}, {2, "operator", text}, {3, "values", text, {}, true}}},
        {"PodTemplate", {{1, "metadata", message, "ObjectMeta"}, {2, "spec", message, "PodSpec"}}},
        {"Pod", {{1, "metadata", message, "ObjectMeta"}, {2, "spec", message, "PodSpec"}}},
        {"PodSpec",
         {{2, "containers", message, "Container", true},
          {3, "restartPolicy", text},
          {4, "terminationGracePeriodSeconds", integer},
          {5, "activeDeadlineSeconds", integer},
          {6, "dnsPolicy", text},
          {7, "nodeSelector", map_of_text},
          {8, "serviceAccountName", text},
          {9, "serviceAccount", text},
          {10, "nodeName", text},
          {11, "hostNetwork", boolean},
          {12, "hostPID", boolean},
          {13, "hostIPC", boolean},
          {15, "imagePullSecrets", message, "LocalReference", true},
          {16, "hostname", text},
          {17, "subdomain", text},
          {19, "schedulerName", text},
          {20, "initContainers", message, "Container", true},
          {21, "automountServiceAccountToken", boolean},
          {30, "enableServiceLinks", boolean}}},
        {"Container",
         {{1, "name", text},
          {2, "image", text},
          {3, "command", text, {}, true},
          {4, "args", text, {}, true},
          {5, "workingDir", text},
          {6, "ports", message, "ContainerPort", true},
          {7, "env", message, "EnvVar", true},
          {8, "resources", message, "Resources"},
          {13, "terminationMessagePath", text},
          {14, "imagePullPolicy", text},
          {16, "stdin", boolean},
          {17, "stdinOnce", boolean},
          {18, "tty", boolean},
          {20, "terminationMessagePolicy", text}}},
        {"ContainerPort",
         {{1, "name", text}, {2, "hostPort", integer}, {3, "containerPort", integer}, {4, "protocol", text}, {5, "hostIP", text}}},
        {"EnvVar", {{1, "name", text}, {2, "value", text}}},
        {"Resources", {{1, "limits", map_of_message, "Quantity"}, {2, "requests", map_of_message, "Quantity"}}},
        {"Service", {{1, "metadata", message, "ObjectMeta"}, {2, "spec", message, "ServiceSpec"}}},
        {"ServiceSpec",
         {{1, "ports", message, "ServicePort", true},
          {2, "selector", map_of_text},
          {3, "clusterIP", text},
          {4, "type", text},
          {5, "externalIPs", text, {}, true},
          {7, "sessionAffinity", text},
          {8, "loadBalancerIP", text},
          {10, "externalName", text}}},
        {"ServicePort",
         {{1, "name", text},
          {2, "protocol", text},
          {3, "port", integer},
          {4, "targetPort", message, "IntOrString"},
          {5, "nodePort", integer},
          {6, "appProtocol", text}}},
        {"SelfSubjectAccessReview",
         {{1, "metadata", message, "ObjectMeta"}, {2, "spec", message, "AccessReviewSpec"}, {3, "status", message, "AccessReviewStatus"}}},
        {"AccessReviewSpec",
         {{1, "resourceAttributes", message, "ResourceAttributes"}, {2, "nonResourceAttributes", message, "UrlAttributes"}}},
        {"AccessReviewStatus", {{1, "allowed", boolean}, {2, "reason", text}, {3, "evaluationError", text}, {4, "denied", boolean}}},
        {"ResourceAttributes",
         {{1, "namespace", text},
          {2, "verb", text},
          {3, "group", text},
          {4, "version", text},
          {5, "resource", text},
          {6, "subresource", text},
          {7, "name", text}}},
        {"UrlAttributes", {{1, "path", text}, {2, "verb", text}}},
        {"SelfSubjectRulesReview",
         {{1, "metadata", message, "ObjectMeta"}, {2, "spec", message, "RulesReviewSpec"}, {3, "status", message, "RulesReviewStatus"}}},
        {"RulesReviewSpec", {{1, "namespace", text}}},
        {"RulesReviewStatus", {{3, "incomplete", boolean}}},
        {"SelfSubjectReview", {{1, "metadata", message, "ObjectMeta"}, {2, "status", message, "SelfReviewStatus"}}},
        {"SelfReviewStatus", {{1, "userInfo", message, "UserInfo"}}},
        {"UserInfo", {{1, "username", text}}},
        {"DeleteOptions",
         {{1, "gracePeriodSeconds", integer},
          {2, "preconditions", message, "Preconditions"},
          {3, "orphanDependents", boolean},
          {4, "propagationPolicy", text},
          {5, "dryRun", text, {}, true}}},
        {"Preconditions", {{1, "uid", text}, {2, "resourceVersion", text}}},
    };
    return table;
}

/// Kinds a body may begin with.
constexpr std::string_view kinds[] = {"Namespace",
                                      "ConfigMap",
                                      "Secret",
                                      "ServiceAccount",
                                      "Deployment",
                                      "Pod",
                                      "Service",
                                      "SelfSubjectAccessReview",
                                      "SelfSubjectRulesReview",
                                      "SelfSubjectReview",
                                      "DeleteOptions"};

constexpr std::string_view meaningful_zeros[] = {"replicas",
                                                 "gracePeriodSeconds",
                                                 "terminationGracePeriodSeconds",
                                                 "activeDeadlineSeconds",
                                                 "revisionHistoryLimit",
                                                 "progressDeadlineSeconds",
                                                 "intVal",
                                                 "deletionGracePeriodSeconds"};

/// One field as it lies in the bytes.
struct Piece {
    std::uint32_t number = 0;
    std::uint64_t integer = 0;
    std::string_view bytes;
    bool delimited = false;
};

std::optional<std::uint64_t> take_varint(std::string_view& in) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
    return std::nullopt;
}

std::optional<Piece> take_piece(std::string_view& in) {
    const auto tag = take_varint(in);
    if (!tag) return std::nullopt;
    Piece piece{.number = static_cast<std::uint32_t>(*tag >> 3), .bytes = {}};
    const auto value = take_varint(in);
    if (!value) return std::nullopt;
    if ((*tag & 7) == 0) {
        piece.integer = *value;
        return piece;
    }
    if ((*tag & 7) != 2 || *value > in.size()) return std::nullopt;
    piece.delimited = true;
    piece.bytes = in.substr(0, *value);
    in.remove_prefix(*value);
    return piece;
}

class Reader {
public:
    /// False: malformed, or with a field that the tables don't know.
    bool read(std::string_view in, std::string_view name, json::object& out, int depth = 0) {
        const auto found = std::ranges::find(messages(), name, &Message::name);
        if (found == messages().end() || depth > deepest) return false;
        while (!in.empty()) {
            const auto piece = take_piece(in);
            if (!piece) return false;
            const auto field = std::ranges::find(found->fields, piece->number, &Field::number);
            if (field == found->fields.end()) {
                // An empty struct that Go always writes says nothing; neither does a zero.
                if (piece->bytes.empty() && piece->integer == 0) continue;
                // The status of an object that is being created is the server's affair.
                if (piece->number == 3 && (name == "Deployment" || name == "Pod" || name == "Service")) continue;
                return false;
            }
            if (!put(*field, *piece, out, depth)) return false;
        }
        return true;
    }

private:
    bool put(const Field& field, const Piece& piece, json::object& out, int depth) {
        const bool wants_bytes = field.wire != Wire::integer && field.wire != Wire::boolean;
        if (wants_bytes != piece.delimited) return false;
        json::value value;
        switch (field.wire) {
            case Wire::text:
                // Go writes empty texts too; in JSON they are left out.
                if (piece.bytes.empty() && !field.repeated) return true;
                value = json::string(piece.bytes);
                break;
            case Wire::integer:
                // A zero is left out in JSON, but where unset and zero differ.
                if (piece.integer == 0 && std::ranges::find(meaningful_zeros, field.name) == std::end(meaningful_zeros)) return true;
                value = static_cast<std::int64_t>(piece.integer);
                break;
            case Wire::boolean:
                if (piece.integer == 0 && field.name != "automountServiceAccountToken" && field.name != "enableServiceLinks") return true;
                value = piece.integer != 0;
                break;
            case Wire::message:
                if (!read_message(field, piece.bytes, value, depth)) return false;
                if (value.is_null()) return true;
                break;
            case Wire::map_of_text:
            case Wire::map_of_bytes:
            case Wire::map_of_message:
                return put_entry(field, piece.bytes, out, depth);
        }
        if (field.repeated) {
            auto& list = out[field.name];
            if (!list.is_array()) list = json::array();
            list.get_array().push_back(std::move(value));
        } else {
            out[field.name] = std::move(value);
        }
        return true;
    }

    /// Times, quantities and int-or-strings are single values in JSON.
    bool read_message(const Field& field, std::string_view bytes, json::value& value, int depth) {
        json::object below;
        if (!read(bytes, field.message, below, depth + 1)) return false;
        if (field.message == "Time") {
            if (const auto* seconds = below.if_contains("seconds"); seconds && seconds->get_int64() > 0) {
                value = json::string(to_rfc3339_seconds(Time(std::chrono::seconds(seconds->get_int64()))));
            }
        } else if (field.message == "Quantity") {
            value = below.contains("string") ? below["string"] : json::value("0");
        } else if (field.message == "IntOrString") {
            const auto* type = below.if_contains("type");
            value = type && type->get_int64() == 1 ? (below.contains("strVal") ? below["strVal"] : json::value(""))
                                                   : (below.contains("intVal") ? below["intVal"] : json::value(0));
        } else {
            value = std::move(below);
        }
        return true;
    }

    bool put_entry(const Field& field, std::string_view in, json::object& out, int depth) {
        std::string key;
        json::value value = json::string();
        while (!in.empty()) {
            const auto piece = take_piece(in);
            if (!piece || !piece->delimited) return false;
            if (piece->number == 1) {
                key = piece->bytes;
            } else if (field.wire == Wire::map_of_text) {
                value = json::string(piece->bytes);
            } else if (field.wire == Wire::map_of_bytes) {
                value = json::string(to_base64(piece->bytes));
            } else if (!read_message(field, piece->bytes, value, depth)) {
                return false;
            }
        }
        auto& map = out[field.name];
        if (!map.is_object()) map = json::object();
        map.get_object()[key] = std::move(value);
        return true;
    }
};

}  // namespace

std::optional<json::object> read_protobuf(std::string_view body) {
    if (!body.starts_with(magic)) return std::nullopt;
    body.remove_prefix(magic.size());
    // runtime.Unknown: 1 typeMeta {1 apiVersion, 2 kind}, 2 raw
    std::string api_version, kind;
    std::string_view raw;
    while (!body.empty()) {
        const auto piece = take_piece(body);
        if (!piece) return std::nullopt;
        if (piece->number == 2) raw = piece->bytes;
        if (piece->number != 1) continue;
        for (auto type = piece->bytes; !type.empty();) {
            const auto part = take_piece(type);
            if (!part) return std::nullopt;
            if (part->number == 1) api_version = part->bytes;
            if (part->number == 2) kind = part->bytes;
        }
    }
    if (std::ranges::find(kinds, kind) == std::end(kinds)) return std::nullopt;
    json::object out{{"apiVersion", api_version}, {"kind", kind}};
    if (!Reader().read(raw, kind, out)) return std::nullopt;
    return out;
}

}  // namespace nexa::sandbox::rest
