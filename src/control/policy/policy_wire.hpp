#pragma once

#include "model/namespace_policy.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// A policy as it is shown.
struct PolicyItem {
    std::string cluster, name_space;
    NamespacePolicy policy;
    std::int64_t version = 0;
    Time created_at;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::NamespacePolicy> = nexa::wire::describe(
    "NamespacePolicy",
    nexa::wire::field("kinds", &nexa::NamespacePolicy::kinds, "Kinds that may be changed here; all when absent.",
                      nexa::wire::Items{.max = 100}, nexa::wire::Text{.min = 1, .max = 63}),
    nexa::wire::field("service_accounts", &nexa::NamespacePolicy::service_accounts, "That pods may run as; all when absent.",
                      nexa::wire::Items{.max = 200}, nexa::wire::Text{.min = 1, .max = 253}),
    nexa::wire::field("images", &nexa::NamespacePolicy::images, "Patterns, in which '*' stands for any text; all when absent.",
                      nexa::wire::Items{.max = 200}, nexa::wire::Text{.min = 1, .max = 500}),
    nexa::wire::field("volumes", &nexa::NamespacePolicy::volumes, "Types of volumes, such as emptyDir and configMap; all when absent.",
                      nexa::wire::Items{.max = 50}, nexa::wire::Text{.min = 1, .max = 63}),
    nexa::wire::defaulted("host_access", &nexa::NamespacePolicy::host_access,
                          "Host network and namespaces, privileged containers, hostPath volumes; allowed when absent."),
    nexa::wire::field("max_cpu", &nexa::NamespacePolicy::max_cpu, "Of one container or pod, as Kubernetes writes it: 4, 500m.",
                      nexa::wire::Text{.min = 1, .max = 32}),
    nexa::wire::field("max_memory", &nexa::NamespacePolicy::max_memory, "Likewise: 16Gi.", nexa::wire::Text{.min = 1, .max = 32}),
    nexa::wire::field("max_instances", &nexa::NamespacePolicy::max_instances, "Executors or replicas.", nexa::wire::Number{.min = 0}),
    nexa::wire::field("max_submissions", &nexa::NamespacePolicy::max_submissions,
                      "Spark applications on their way to the operator at once; others wait in the queue.", nexa::wire::Number{.min = 1}),
    nexa::wire::field("max_running_cores", &nexa::NamespacePolicy::max_running_cores,
                      "Cores of all Spark applications that run at once; others wait in the queue.", nexa::wire::Number{.min = 1}));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PolicyItem> =
    nexa::wire::describe_reply("PolicyItem", nexa::wire::field("cluster", &nexa::control::PolicyItem::cluster, ""),
                               nexa::wire::field("namespace", &nexa::control::PolicyItem::name_space, ""),
                               nexa::wire::field("policy", &nexa::control::PolicyItem::policy, "What may be run there."),
                               nexa::wire::field("version", &nexa::control::PolicyItem::version, "Grows with each change; the ETag."),
                               nexa::wire::field("created_at", &nexa::control::PolicyItem::created_at, ""));
