#pragma once

#include <string>

#include "base/json.hpp"

/// What a client needs to come in as a KafkaUser: the Secret that Strimzi keeps for it, and the address to go to. Pure.
namespace nexa::kafka {

/// What the user's Secret is called: status.secret, else its name.
std::string secret_of(const json::object& user);

/// The bootstrap servers of the first listener of the Kafka that takes the user's way to authenticate; "" when there is none.
std::string bootstrap_for(const json::object& kafka, const json::object& user);
/// Whether that listener is encrypted.
bool is_encrypted_for(const json::object& kafka, const json::object& user);

/// The decoded value of a Secret's member; "" when it is not there.
std::string secret_value(const json::object& secret, std::string_view member);

/// A client.properties of Kafka. `certificate`, `key` and `authority` are PEM; `jaas` of SCRAM; empty: not of this user.
std::string client_properties(const std::string& bootstrap, bool is_encrypted, const std::string& jaas, const std::string& certificate,
                              const std::string& key, const std::string& authority);

}  // namespace nexa::kafka
