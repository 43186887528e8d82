#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/kafka/broker_load.hpp"
#include "data/kafka/connector_offsets.hpp"
#include "data/pods.hpp"
#include "model/state_change.hpp"
#include "wire/record.hpp"

namespace nexa::control {

struct PodList {
    std::vector<PodStanding> items;
};

/// What a proposal of Cruise Control does to each broker.
struct BrokerLoadList {
    std::vector<kafka::BrokerLoad> items;
};

/// How far one connector has come, as it was listed last.
struct ConnectorOffsets {
    std::string connector;
    std::string config_map;
    bool listed = false;
    std::vector<kafka::ConnectorOffset> items;
};
struct ConnectorOffsetsList {
    std::vector<ConnectorOffsets> items;
};

struct StateChangeItem {
    std::string uid, state, message, words;
    std::int64_t attempt = 0, executors_running = 0, executors_failed = 0;
    Time at;
};
struct StateHistory {
    std::vector<StateChangeItem> items;
};
/// A Spark application whose object has gone.
struct PastItem {
    std::string cluster, name_space, kind, plural, name, uid;
    std::string state, message, words;
    std::int64_t attempt = 0;
    Time began, ended;
};
struct PastItemList {
    std::vector<PastItem> items;
    std::string next_cursor;
    std::int64_t total = 0;
};

/// What a client needs to come in as a KafkaUser. Empty: not of this way to authenticate.
struct UserCredentials {
    std::string username;
    std::string bootstrap_servers;
    std::string password, sasl_jaas_config;
    std::string user_certificate, user_key, ca_certificate;
    std::string properties;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::PodStanding> = nexa::wire::describe_reply(
    "Pod", nexa::wire::field("name", &nexa::PodStanding::name, ""),
    nexa::wire::field("role", &nexa::PodStanding::role, "broker, driver, ..."),
    nexa::wire::field("pool", &nexa::PodStanding::pool, "Of a Kafka node."),
    nexa::wire::field("node_id", &nexa::PodStanding::node_id, "Of a Kafka node."),
    nexa::wire::field("phase", &nexa::PodStanding::phase, "As Kubernetes has it: Running."),
    nexa::wire::field("reason", &nexa::PodStanding::reason, "Why it does not run, or is not ready; may be empty."),
    nexa::wire::field("words", &nexa::PodStanding::words, "The same as a sentence for a person; may be empty."),
    nexa::wire::field("ready", &nexa::PodStanding::ready, "Containers that are ready,"),
    nexa::wire::field("containers", &nexa::PodStanding::containers, "of so many."),
    nexa::wire::field("restarts", &nexa::PodStanding::restarts, "Of its containers together."),
    nexa::wire::field("node", &nexa::PodStanding::node, "Of the cluster; empty before one is found."),
    nexa::wire::field("started_at", &nexa::PodStanding::started_at, ""),
    nexa::wire::field("leaving", &nexa::PodStanding::leaving, "Is being deleted."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PodList> =
    nexa::wire::describe_reply("PodList", nexa::wire::field("items", &nexa::control::PodList::items,
                                                            "Nodes by their ids, a driver before its executors, then by name."));

template <>
inline constexpr auto nexa::wire::record<nexa::kafka::LoadChange> =
    nexa::wire::describe_reply("LoadChange", nexa::wire::field("before", &nexa::kafka::LoadChange::before, ""),
                               nexa::wire::field("after", &nexa::kafka::LoadChange::after, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::kafka::BrokerLoad> = nexa::wire::describe_reply(
    "BrokerLoad", nexa::wire::field("broker", &nexa::kafka::BrokerLoad::broker, "Its node id."),
    nexa::wire::field("leaders", &nexa::kafka::BrokerLoad::leaders, "Partitions that it leads."),
    nexa::wire::field("replicas", &nexa::kafka::BrokerLoad::replicas, ""),
    nexa::wire::field("disk_mb", &nexa::kafka::BrokerLoad::disk_mb, "In use."),
    nexa::wire::field("disk_percent", &nexa::kafka::BrokerLoad::disk_percent, ""),
    nexa::wire::field("cpu_percent", &nexa::kafka::BrokerLoad::cpu_percent, ""),
    nexa::wire::field("network_in_kb", &nexa::kafka::BrokerLoad::network_in_kb, "A second, of leaders and followers together."),
    nexa::wire::field("network_out_kb", &nexa::kafka::BrokerLoad::network_out_kb, "A second."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::BrokerLoadList> = nexa::wire::describe_reply(
    "BrokerLoadList", nexa::wire::field("items", &nexa::control::BrokerLoadList::items, "By broker; empty while there is no proposal."));

template <>
inline constexpr auto nexa::wire::record<nexa::kafka::ConnectorOffset> = nexa::wire::describe_reply(
    "ConnectorOffset", nexa::wire::field("partition", &nexa::kafka::ConnectorOffset::partition, "JSON, of the connector's own shape."),
    nexa::wire::field("offset", &nexa::kafka::ConnectorOffset::offset, "JSON, of the connector's own shape."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ConnectorOffsets> =
    nexa::wire::describe_reply("ConnectorOffsets", nexa::wire::field("connector", &nexa::control::ConnectorOffsets::connector, "Its name."),
                               nexa::wire::field("config_map", &nexa::control::ConnectorOffsets::config_map,
                                                 "Where list-offsets writes them; empty: the specification names none."),
                               nexa::wire::field("listed", &nexa::control::ConnectorOffsets::listed, "They have been listed."),
                               nexa::wire::field("items", &nexa::control::ConnectorOffsets::items, "As they were then."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::ConnectorOffsetsList> =
    nexa::wire::describe_reply("ConnectorOffsetsList", nexa::wire::field("items", &nexa::control::ConnectorOffsetsList::items,
                                                                         "One for each connector of the resource."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::StateChangeItem> = nexa::wire::describe_reply(
    "StateChange", nexa::wire::field("uid", &nexa::control::StateChangeItem::uid, "Of the object: tells applications of one name apart."),
    nexa::wire::field("state", &nexa::control::StateChangeItem::state, "DELETED: the object went."),
    nexa::wire::field("message", &nexa::control::StateChangeItem::message, "What the operator said with it."),
    nexa::wire::field("words", &nexa::control::StateChangeItem::words, "The state and the message as a sentence for a person."),
    nexa::wire::field("attempt", &nexa::control::StateChangeItem::attempt, "Of the run."),
    nexa::wire::field("executors_running", &nexa::control::StateChangeItem::executors_running, ""),
    nexa::wire::field("executors_failed", &nexa::control::StateChangeItem::executors_failed, ""),
    nexa::wire::field("at", &nexa::control::StateChangeItem::at, "When it was observed."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::StateHistory> = nexa::wire::describe_reply(
    "StateHistory", nexa::wire::field("items", &nexa::control::StateHistory::items, "Oldest first; of 30 days."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::PastItem> = nexa::wire::describe_reply(
    "PastApplication", nexa::wire::field("cluster", &nexa::control::PastItem::cluster, ""),
    nexa::wire::field("namespace", &nexa::control::PastItem::name_space, ""), nexa::wire::field("kind", &nexa::control::PastItem::kind, ""),
    nexa::wire::field("plural", &nexa::control::PastItem::plural, "For its address."),
    nexa::wire::field("name", &nexa::control::PastItem::name, ""),
    nexa::wire::field("uid", &nexa::control::PastItem::uid, "Of the object that is gone; another one of that name may live."),
    nexa::wire::field("state", &nexa::control::PastItem::state, "The last one that was seen; may be empty."),
    nexa::wire::field("message", &nexa::control::PastItem::message, "What the operator said with it."),
    nexa::wire::field("words", &nexa::control::PastItem::words, "The state and the message as a sentence for a person."),
    nexa::wire::field("attempt", &nexa::control::PastItem::attempt, "Of the last run."),
    nexa::wire::field("began", &nexa::control::PastItem::began, "When it was seen first."),
    nexa::wire::field("ended", &nexa::control::PastItem::ended, "When it went."));
template <>
inline constexpr auto nexa::wire::record<nexa::control::PastItemList> = nexa::wire::describe_reply(
    "PastApplicationList", nexa::wire::field("items", &nexa::control::PastItemList::items, "The newest end first; of 30 days."),
    nexa::wire::field("next_cursor", &nexa::control::PastItemList::next_cursor, "Of the next page; empty: this is the last."),
    nexa::wire::field("total", &nexa::control::PastItemList::total, "Of all pages."));

template <>
inline constexpr auto nexa::wire::record<nexa::control::UserCredentials> = nexa::wire::describe_reply(
    "UserCredentials", nexa::wire::field("username", &nexa::control::UserCredentials::username, ""),
    nexa::wire::field("bootstrap_servers", &nexa::control::UserCredentials::bootstrap_servers,
                      "Of a listener that takes this way to authenticate; empty when none is known."),
    nexa::wire::field("password", &nexa::control::UserCredentials::password, "Of SCRAM."),
    nexa::wire::field("sasl_jaas_config", &nexa::control::UserCredentials::sasl_jaas_config, "Of SCRAM."),
    nexa::wire::field("user_certificate", &nexa::control::UserCredentials::user_certificate, "PEM, of mutual TLS."),
    nexa::wire::field("user_key", &nexa::control::UserCredentials::user_key, "PEM, of mutual TLS."),
    nexa::wire::field("ca_certificate", &nexa::control::UserCredentials::ca_certificate, "PEM, of the cluster: what clients trust."),
    nexa::wire::field("properties", &nexa::control::UserCredentials::properties, "The same as a client.properties of Kafka."));
