#include "data/kafka/credentials.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "data/object.hpp"

namespace nexa::kafka {
namespace {

/// How clients of the listener authenticate: "tls", "scram-sha-512", "" for none.
std::string_view way_of(const json::object& holder) {
    return text_at(holder, {"authentication", "type"});
}

/// spec.kafka.listeners' entry that takes the user. Null when none does.
const json::object* listener_for(const json::object& kafka, const json::object& user) {
    const auto* spec = object_at(user, {"spec"});
    const auto way = spec == nullptr ? std::string_view() : way_of(*spec);
    const auto wanted = way == "tls-external" ? std::string_view("tls") : way;
    const auto* listeners = list_at(kafka, {"spec", "kafka", "listeners"});
    if (listeners == nullptr) return nullptr;
    for (const auto& each : *listeners) {
        const auto* listener = each.if_object();
        if (listener != nullptr && way_of(*listener) == wanted) return listener;
    }
    return nullptr;
}

/// PEM in one line, as java.util.Properties reads it.
std::string in_one_line(std::string_view pem) {
    std::string line;
    for (const char each : pem) {
        if (each == '\n') {
            line += "\\n";
        } else if (each != '\r') {
            line += each;
        }
    }
    return line;
}

}  // namespace

std::string secret_of(const json::object& user) {
    const auto named = text_at(user, {"status", "secret"});
    return std::string(named.empty() ? text_at(user, {"metadata", "name"}) : named);
}

std::string bootstrap_for(const json::object& kafka, const json::object& user) {
    const auto* listener = listener_for(kafka, user);
    const auto* reported = list_at(kafka, {"status", "listeners"});
    if (listener == nullptr || reported == nullptr) return {};
    for (const auto& each : *reported) {
        const auto* status = each.if_object();
        if (status != nullptr && text_at(*status, {"name"}) == text_at(*listener, {"name"}))
            return std::string(text_at(*status, {"bootstrapServers"}));
    }
    return {};
}

bool is_encrypted_for(const json::object& kafka, const json::object& user) {
    const auto* listener = listener_for(kafka, user);
    return listener != nullptr && true_at(*listener, {"tls"});
}

std::string secret_value(const json::object& secret, std::string_view member) {
    return from_base64(text_at(secret, {"data", member})).value_or(std::string());
}

std::string client_properties(const std::string& bootstrap, bool is_encrypted, const std::string& jaas, const std::string& certificate,
                              const std::string& key, const std::string& authority) {
    // Only an encrypted listener takes a certificate, also when none is known.
    is_encrypted = is_encrypted || !certificate.empty();
    std::string text;
    const auto line = [&](std::string_view name, std::string_view value) { text += fmt::format("{}={}\n", name, value); };
    if (!bootstrap.empty()) line("bootstrap.servers", bootstrap);
    line("security.protocol", jaas.empty() ? (is_encrypted ? "SSL" : "PLAINTEXT") : (is_encrypted ? "SASL_SSL" : "SASL_PLAINTEXT"));
    if (!jaas.empty()) {
        line("sasl.mechanism", "SCRAM-SHA-512");
        line("sasl.jaas.config", jaas);
    }
    if (is_encrypted && !authority.empty()) {
        line("ssl.truststore.type", "PEM");
        line("ssl.truststore.certificates", in_one_line(authority));
    }
    if (!certificate.empty()) {
        line("ssl.keystore.type", "PEM");
        line("ssl.keystore.certificate.chain", in_one_line(certificate));
        line("ssl.keystore.key", in_one_line(key));
    }
    return text;
}

}  // namespace nexa::kafka
