#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "control/clusters/certificates.hpp"
#include "model/cluster.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// A cluster as pages show it: what is configured, what was found out, and how it is doing.
struct ClusterItem {
    std::string name;
    std::map<std::string, std::string> labels;
    std::string colour, server, context;
    std::int64_t version = 0;
    Time created_at;
    ClusterStatus::State state = ClusterStatus::State::connecting;
    std::string message;
    std::optional<Time> last_contact;
    std::string kubernetes_version;
    std::vector<OperatorInfo> operators;
    std::map<std::string, std::vector<std::string>> served;
    std::vector<std::string> namespaces;
    std::map<std::string, std::int64_t> counts;
    std::map<std::string, std::map<std::string, std::int64_t>> counts_by_kind;
    std::int64_t runs_under_way = 0;
    std::vector<CertificateItem> certificates;
    std::vector<std::string> certificates_unknown;
};

struct NewCluster {
    std::string name;
    Secret kubeconfig;
    std::optional<std::string> context;
    std::optional<std::map<std::string, std::string>> labels;
    std::optional<std::string> colour;
};

struct ClusterChange {
    std::optional<std::map<std::string, std::string>> labels;
    std::optional<std::string> colour;
};

struct CheckRequest {
    Secret kubeconfig;
    std::optional<std::string> context;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::names<nexa::ClusterStatus::State> =
    nexa::wire::enumeration("ClusterState", {{nexa::ClusterStatus::State::connecting, "connecting"},
                                             {nexa::ClusterStatus::State::connected, "connected"},
                                             {nexa::ClusterStatus::State::unreachable, "unreachable"},
                                             {nexa::ClusterStatus::State::unauthorized, "unauthorized"},
                                             {nexa::ClusterStatus::State::error, "error"}});
template <>
inline constexpr auto nexa::wire::record<nexa::OperatorInfo> =
    nexa::wire::describe_reply("Operator", nexa::wire::field("name", &nexa::OperatorInfo::name, "strimzi or spark-operator."),
                               nexa::wire::field("version", &nexa::OperatorInfo::version, "Empty when it could not be told."),
                               nexa::wire::field("namespace", &nexa::OperatorInfo::name_space, "Where it runs."),
                               nexa::wire::field("watched_namespaces", &nexa::OperatorInfo::watched_namespaces, "Empty: all."),
                               nexa::wire::field("kafka_versions", &nexa::OperatorInfo::kafka_versions, "Strimzi: what it supports."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ClusterItem> = nexa::wire::describe_reply(
    "Cluster", nexa::wire::field("name", &nexa::control::ClusterItem::name, ""),
    nexa::wire::field("labels", &nexa::control::ClusterItem::labels, ""),
    nexa::wire::field("colour", &nexa::control::ClusterItem::colour, "A name of the page's palette, or empty."),
    nexa::wire::field("server", &nexa::control::ClusterItem::server, "The apiserver's address."),
    nexa::wire::field("context", &nexa::control::ClusterItem::context, "Of the kubeconfig."),
    nexa::wire::field("version", &nexa::control::ClusterItem::version, "Grows with each change; the ETag."),
    nexa::wire::field("created_at", &nexa::control::ClusterItem::created_at, ""),
    nexa::wire::field("state", &nexa::control::ClusterItem::state, ""),
    nexa::wire::field("message", &nexa::control::ClusterItem::message, "What is wrong with the connection, and what to do."),
    nexa::wire::field("last_contact", &nexa::control::ClusterItem::last_contact, ""),
    nexa::wire::field("kubernetes_version", &nexa::control::ClusterItem::kubernetes_version, ""),
    nexa::wire::field("operators", &nexa::control::ClusterItem::operators, ""),
    nexa::wire::field("served", &nexa::control::ClusterItem::served, "Kind to served API versions, preferred first."),
    nexa::wire::field("namespaces", &nexa::control::ClusterItem::namespaces, "Those that the caller may see."),
    nexa::wire::field("counts", &nexa::control::ClusterItem::counts, "Resources by health."),
    nexa::wire::field("counts_by_kind", &nexa::control::ClusterItem::counts_by_kind, "The same for each kind."),
    nexa::wire::field("runs_under_way", &nexa::control::ClusterItem::runs_under_way, ""),
    nexa::wire::field("certificates", &nexa::control::ClusterItem::certificates,
                      "Certificates and credentials with an end, the first to expire first; of resources those that the caller may see."),
    nexa::wire::field("certificates_unknown", &nexa::control::ClusterItem::certificates_unknown,
                      "What can't be known about them, as sentences."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::NewCluster> = nexa::wire::describe(
    "NewCluster",
    nexa::wire::field("name", &nexa::control::NewCluster::name, "How Nexa will call it.",
                      nexa::wire::Text{.min = 1, .max = 63, .pattern = nexa::wire::dns_label}),
    nexa::wire::field("kubeconfig", &nexa::control::NewCluster::kubeconfig, "The whole file's text.",
                      nexa::wire::Text{.min = 1, .max = 1'000'000}),
    nexa::wire::field("context", &nexa::control::NewCluster::context, "Of the kubeconfig; its current one when absent."),
    nexa::wire::field("labels", &nexa::control::NewCluster::labels, "Scopes select clusters by them."),
    nexa::wire::field("colour", &nexa::control::NewCluster::colour, "Of the line under the page's top bar.", nexa::wire::Text{.max = 20}));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ClusterChange> =
    nexa::wire::describe("ClusterChange", nexa::wire::field("labels", &nexa::control::ClusterChange::labels, "Replaces them all."),
                         nexa::wire::field("colour", &nexa::control::ClusterChange::colour, "", nexa::wire::Text{.max = 20}));
template <>
inline constexpr auto nexa::wire::record<nexa::control::CheckRequest> =
    nexa::wire::describe("CheckRequest",
                         nexa::wire::field("kubeconfig", &nexa::control::CheckRequest::kubeconfig, "The whole file's text.",
                                           nexa::wire::Text{.min = 1, .max = 1'000'000}),
                         nexa::wire::field("context", &nexa::control::CheckRequest::context, "Its current one when absent."));
