#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/manifest.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

std::string_view authentication_of(const json::object& user) {
    return text_at(user, {"spec", "authentication", "type"});
}

/// How Kafka knows the user: certificates carry a distinguished name.
std::string principal_of(const json::object& user) {
    const auto type = authentication_of(user);
    return fmt::format("{}{}", type == "tls" || type == "tls-external" ? "CN=" : "", text_at(user, {"metadata", "name"}));
}

const json::array& acls_of(const json::object& user) {
    static const json::array none;
    const auto* acls = list_at(user, {"spec", "authorization", "acls"});
    return acls == nullptr ? none : *acls;
}

Hits name_length(const Input& input) {
    const auto type = authentication_of(input.desired);
    if ((type != "tls" && type != "tls-external") || input.name().size() <= 64) return {};
    return {{.pointer = "/metadata/name",
             .message = fmt::format("the name of a user with authentication {} is the common name of its certificate, which has at most 64 "
                                    "characters, not {}",
                                    type, input.name().size()),
             .fix = "Choose a shorter name, or authentication scram-sha-512."}};
}

/// The older operation as the list that took its place.
Remedy as_operations(const json::object& rule, const std::string& pointer) {
    const auto* old_list = list_at(rule, {"operations"});
    json::array operations = old_list == nullptr ? json::array() : *old_list;
    const json::value single(json::string(text_at(rule, {"operation"})));
    if (std::ranges::find(operations, single) == operations.end()) operations.push_back(single);
    json::object wanted = rule;
    wanted.erase("operation");
    wanted["operations"] = std::move(operations);
    auto remedy = remedies::set(json::object(), pointer + "/operations", wanted["operations"]);
    remedy.patch = remedies::become(rule, wanted, {}).patch;
    for (auto& each : remedy.patch) each.path.insert(0, pointer);
    return remedy;
}

Hits acl_operations_shape(const Input& input) {
    const bool only_new = split_api_version(text_at(input.desired, {"apiVersion"})).version == "v1";
    Hits hits;
    std::size_t at = 0;
    for (const auto& each : acls_of(input.desired)) {
        const auto pointer = fmt::format("/spec/authorization/acls/{}", at++);
        const auto* rule = each.if_object();
        if (rule == nullptr) continue;
        const bool one = rule->contains("operation");
        const auto* list = list_at(*rule, {"operations"});
        const auto single = text_at(*rule, {"operation"});
        if (one && list != nullptr) {
            hits.push_back({.pointer = pointer + "/operation",
                            .message = "an ACL has either operations or the older operation, not both",
                            .fix = "Remove operation, and have all of them in operations.",
                            .remedy = as_operations(*rule, pointer)});
        } else if (one && only_new) {
            hits.push_back({.pointer = pointer + "/operation",
                            .message = fmt::format("v1 has no operation ({}) in ACLs any more", single),
                            .fix = fmt::format("Write operations: [{}].", single),
                            .remedy = as_operations(*rule, pointer)});
        } else if (!one && (list == nullptr || list->empty())) {
            hits.push_back({.pointer = pointer,
                            .message = "an ACL without operations allows nothing",
                            .fix = "List what is allowed: operations: [Read, Describe]."});
        }
    }
    return hits;
}

Hits acl_operation_deprecated(const Input& input) {
    if (split_api_version(text_at(input.desired, {"apiVersion"})).version == "v1") return {};
    Hits hits;
    std::size_t at = 0;
    for (const auto& each : acls_of(input.desired)) {
        const auto pointer = fmt::format("/spec/authorization/acls/{}", at++);
        if (!each.is_object() || !each.get_object().contains("operation") || each.get_object().contains("operations")) continue;
        hits.push_back({.pointer = pointer + "/operation",
                        .message = "operation in ACLs is deprecated, and gone with v1, which Strimzi 1.0.0 needs",
                        .fix = fmt::format("Write operations: [{}].", text_at(each.get_object(), {"operation"})),
                        .remedy = as_operations(each.get_object(), pointer)});
    }
    return hits;
}

Hits acl_resources(const Input& input) {
    Hits hits;
    std::size_t at = 0;
    for (const auto& each : acls_of(input.desired)) {
        const auto pointer = fmt::format("/spec/authorization/acls/{}/resource", at++);
        const auto* resource = each.is_object() ? object_at(each.get_object(), {"resource"}) : nullptr;
        if (resource == nullptr) continue;
        const auto type = text_at(*resource, {"type"});
        const auto name = text_at(*resource, {"name"});
        if ((type == "topic" || type == "group" || type == "transactionalId") && name.empty()) {
            hits.push_back({.pointer = pointer,
                            .message = fmt::format("an ACL for a {} must name it", type),
                            .fix = "Set name; for all of them name: \"*\" with patternType: literal."});
        }
        if (type == "cluster" && (resource->contains("name") || resource->contains("patternType"))) {
            Remedy remedy{.label = "Remove name and patternType", .patch = {}};
            for (const std::string_view field : {"name", "patternType"}) {
                if (resource->contains(field))
                    remedy.patch.push_back({.op = PatchOperation::Op::remove, .path = fmt::format("{}/{}", pointer, field)});
            }
            hits.push_back({.pointer = pointer,
                            .message = "an ACL for the cluster has neither name nor patternType",
                            .fix = "Remove them.",
                            .remedy = std::move(remedy)});
        }
    }
    return hits;
}

Hits acl_operations_known(const Input& input) {
    static const std::map<std::string_view, std::vector<std::string_view>> known{
        {"topic", {"All", "Alter", "AlterConfigs", "Create", "Delete", "Describe", "DescribeConfigs", "Read", "Write"}},
        {"group", {"All", "AlterConfigs", "Delete", "Describe", "DescribeConfigs", "Read"}},
        {"cluster", {"All", "Alter", "AlterConfigs", "ClusterAction", "Create", "Describe", "DescribeConfigs", "IdempotentWrite"}},
        {"transactionalId", {"All", "Describe", "Write"}}};
    Hits hits;
    std::size_t at = 0;
    for (const auto& each : acls_of(input.desired)) {
        const auto pointer = fmt::format("/spec/authorization/acls/{}", at++);
        if (!each.is_object()) continue;
        const auto type = text_at(each.get_object(), {"resource", "type"});
        const auto possible = known.find(type);
        const auto* operations = list_at(each.get_object(), {"operations"});
        if (possible == known.end() || operations == nullptr) continue;
        for (std::size_t of = 0; of < operations->size(); ++of) {
            const auto& operation = (*operations)[of];
            if (!operation.is_string() || std::ranges::find(possible->second, view(operation.get_string())) != possible->second.end())
                continue;
            hits.push_back(
                {.pointer = fmt::format("{}/operations/{}", pointer, of),
                 .message = fmt::format("Kafka has no operation {} for a {}: the user is Ready all the same, and may do nothing more",
                                        view(operation.get_string()), type),
                 .fix = fmt::format("Use one of {}.", fmt::join(possible->second, ", "))});
        }
    }
    return hits;
}

Hits authorization_supported(const Input& input) {
    if (object_at(input.desired, {"spec", "authorization"}) == nullptr) return {};
    const auto kafka = kafka_of(input);
    if (!kafka || object_at(*kafka, {"spec", "kafka", "authorization"}) != nullptr) return {};
    return {
        {.pointer = "/spec/authorization",
         .message = fmt::format("Kafka {} has no authorization, so that every client may do everything and the user operator refuses ACLs",
                                cluster_label(input.desired)),
         .fix = fmt::format("Set spec.kafka.authorization.type: simple in Kafka {} (its nodes restart), or leave authorization out here.",
                            cluster_label(input.desired))}};
}

Hits authentication_offered(const Input& input) {
    const auto type = authentication_of(input.desired);
    const auto kafka = kafka_of(input);
    const auto* listeners = kafka ? list_at(*kafka, {"spec", "kafka", "listeners"}) : nullptr;
    if (type.empty() || listeners == nullptr) return {};
    const auto wanted = type == "tls-external" ? std::string_view("tls") : type;
    for (const auto& each : *listeners) {
        if (each.is_object() && text_at(each.get_object(), {"authentication", "type"}) == wanted) return {};
    }
    return {{.pointer = "/spec/authentication/type",
             .message = fmt::format("no listener of Kafka {} asks for authentication {}: these credentials are of no use there",
                                    cluster_label(input.desired), wanted),
             .fix = fmt::format("Add a listener with authentication.type: {} to Kafka {}, or use the type that it has.", wanted,
                                cluster_label(input.desired))}};
}

Hits principal_changes(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr || authentication_of(*before) == authentication_of(input.desired)) return {};
    const auto from = principal_of(*before);
    const auto to = principal_of(input.desired);
    if (from == to) return {};
    return {{.pointer = "/spec/authentication/type",
             .message =
                 fmt::format("Kafka knows the user as {} and will know it as {}: ACLs and quotas that name the old one elsewhere no longer "
                             "hold, and super users must be written anew",
                             from, to),
             .fix = "Make a second user with the new authentication, move the clients, and delete this one then."}};
}

Hits credentials_replaced(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const auto from = authentication_of(*before);
    const auto to = authentication_of(input.desired);
    if (from == to) return {};
    const auto what = to.empty()     ? std::string("is deleted")
                      : from.empty() ? std::string("is made")
                                     : std::string("gets other keys in place of its old ones");
    return {{.pointer = "/spec/authentication",
             .message = fmt::format("the Secret {} {}: clients that use the old credentials are refused at their next connection",
                                    input.name(), what)}};
}

Hits rights_change(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const auto& old_acls = acls_of(*before);
    const auto& new_acls = acls_of(input.desired);
    const auto count_missing = [](const json::array& of, const json::array& in) {
        return std::ranges::count_if(of, [&](const json::value& each) { return std::ranges::find(in, each) == in.end(); });
    };
    const auto added = count_missing(new_acls, old_acls);
    const auto removed = count_missing(old_acls, new_acls);
    if (added == 0 && removed == 0) return {};
    return {{.pointer = "/spec/authorization",
             .message = fmt::format("{} ACL{} added and {} removed; connected clients notice at their next request, nothing restarts",
                                    added, added == 1 ? "" : "s", removed)}};
}

Hits user_deleted(const Input& input) {
    return {{.pointer = "",
             .message =
                 fmt::format("the user {}, its Secret, ACLs and quotas are deleted: clients that use it are refused. While Kafka is down, "
                             "SCRAM credentials may stay valid",
                             principal_of(input.desired))}};
}

constexpr std::string_view user[] = {"KafkaUser"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "user-name-length",
     .title = "The name fits a certificate",
     .kinds = user,
     .explanation = "X.509 allows 64 characters of common name; the user operator refuses more.",
     .source = "Strimzi: KafkaUser, TLS client authentication",
     .check = name_length},
    {.id = "user-acl-operations",
     .title = "ACLs list their operations",
     .kinds = user,
     .explanation = "Older manifests have one operation an ACL; since operations is there the two don't mix, and v1 has operations only.",
     .source = "Strimzi: CRD of KafkaUser, conversion to v1",
     .check = acl_operations_shape},
    {.id = "user-acl-resource",
     .title = "ACLs say what they are for",
     .kinds = user,
     .explanation = "Topics, groups and transactional ids have names; the cluster is one.",
     .source = "Strimzi: KafkaUser, simple authorization",
     .check = acl_resources},
    {.id = "user-authorization",
     .title = "The Kafka cluster checks rights",
     .kinds = user,
     .explanation =
         "\"Simple authorization ACL rules are configured but not supported in the Kafka cluster configuration\": the user is NotReady.",
     .source = "Strimzi: user operator",
     .check = authorization_supported},
    {.id = "user-acl-operation-deprecated",
     .title = "The older form of ACLs",
     .type = Type::warning,
     .kinds = user,
     .explanation = "ACLs must be rewritten before the move to v1.",
     .source = "Strimzi: conversion to v1",
     .check = acl_operation_deprecated},
    {.id = "user-acl-operation-unknown",
     .title = "Kafka has the operation for that resource",
     .type = Type::warning,
     .kinds = user,
     .explanation = "Neither the CRD nor the user operator checks whether an operation exists for a type of resource.",
     .source = "Apache Kafka: authorization, operations and resources; recorded with Strimzi 1.2.0",
     .check = acl_operations_known},
    {.id = "user-authentication",
     .title = "A listener takes the credentials",
     .type = Type::warning,
     .kinds = user,
     .explanation = "Each listener has one kind of authentication, or none.",
     .source = "Strimzi: listeners, authentication",
     .check = authentication_offered},
    {.id = "user-principal",
     .title = "Kafka's name for the user changes",
     .type = Type::warning,
     .kinds = user,
     .explanation = "Users with certificates are CN=name, all others name.",
     .source = "Strimzi: user operator, status.username",
     .check = principal_changes},
    {.id = "user-credentials",
     .title = "Credentials are replaced",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = user,
     .explanation = "The Secret keeps its name and gets the keys of the new kind; clients must read it again.",
     .source = "Strimzi: user operator; recorded with Strimzi 1.2.0",
     .check = credentials_replaced},
    {.id = "user-rights",
     .title = "Rights change",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = user,
     .explanation = "The user operator sets the ACLs of the user to those of the manifest.",
     .source = "Strimzi: user operator",
     .check = rights_change},
    {.id = "user-delete",
     .title = "Clients are locked out",
     .type = Type::effect,
     .gravity = Gravity::data_loss,
     .kinds = user,
     .explanation = "Credentials that are deleted can't be had back; a new user of the name has new ones.",
     .source = "Strimzi: user operator; recorded with Strimzi 1.2.0",
     .on_removal = true,
     .check = user_deleted},
};

}  // namespace

std::span<const Rule> user_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
