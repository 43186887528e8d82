#include "data/sandbox/operators/user_step.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "data/sandbox/operators/signing.hpp"

namespace nexa::sandbox {
namespace {

constexpr auto force_renew = "strimzi.io/force-renew";

json::object condition(std::string_view type, Time now, std::string_view reason = {}, std::string_view message = {}) {
    json::object result{{"type", type}, {"status", "True"}, {"lastTransitionTime", to_rfc3339(now)}};
    if (!reason.empty()) result["reason"] = reason;
    if (!message.empty()) result["message"] = message;
    return result;
}

std::string condition_type(const json::object& status) {
    const auto& conditions = array_at(status, {"conditions"});
    return conditions.empty() || !conditions[0].is_object() ? std::string{} : text_at(conditions[0].get_object(), {"type"});
}

/// A key of the user with a certificate that the clients' authority of its cluster has signed, for a year; and that authority's own.
/// `token` tells one from the one before.
json::object client_certificate(const json::object& user, const View& view, Time now, std::string_view token) {
    const auto cluster = label_of(user, "strimzi.io/cluster");
    const auto* keys = view.find("Secret", fmt::format("{}-clients-ca", cluster));
    const auto* certificates = view.find("Secret", fmt::format("{}-clients-ca-cert", cluster));
    const auto authority = keys == nullptr ? std::string() : from_base64(text_at(*keys, {"data", "ca.key"})).value_or(std::string());
    const auto key = private_key(fmt::format("{} {}", uid_of(user), token));
    const auto from = std::chrono::floor<std::chrono::seconds>(now);
    const CertificateWish wish{std::string(name_of(user)), from.time_since_epoch().count(), from, from + std::chrono::hours(24 * 365)};
    json::object data{{"user.key", to_base64(key)}, {"user.crt", to_base64(certify(wish, key, "clients-ca", authority))}};
    if (certificates != nullptr) data["ca.crt"] = text_at(*certificates, {"data", "ca.crt"});
    return data;
}

/// What is in the Secret of a user.
json::object data_of(const json::object& user, std::string_view type, const View& view, Time now) {
    json::object data;
    const auto value = [&](std::string_view key) { return to_base64(stable_hex(uid_of(user) + std::string(key), 32)); };
    if (type == "tls") {
        for (const auto* key : {"ca.crt", "user.p12", "user.password"}) data[key] = value(key);
        for (auto& [key, made] : client_certificate(user, view, now, "first")) data[key] = std::move(made);
        return data;
    }
    const auto password = stable_hex(uid_of(user) + "password", 32);
    data["password"] = to_base64(password);
    data["sasl.jaas.config"] = to_base64(fmt::format(
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{}\" password=\"{}\";", name_of(user), password));
    return data;
}

json::object secret_of(const json::object& user, json::object data) {
    const auto name = name_of(user);
    const auto cluster = label_of(user, "strimzi.io/cluster");
    auto secret = make_object("Secret", namespace_of(user), name,
                              {{"app.kubernetes.io/instance", name},
                               {"app.kubernetes.io/managed-by", "strimzi-user-operator"},
                               {"app.kubernetes.io/name", "strimzi-user-operator"},
                               {"app.kubernetes.io/part-of", fmt::format("strimzi-{}", name)},
                               {"strimzi.io/cluster", cluster},
                               {"strimzi.io/kind", "KafkaUser"}});
    secret["type"] = "Opaque";
    secret["data"] = std::move(data);
    add_owner(secret, user, false, true);
    return secret;
}

/// The clients' authority has a new certificate: what it signed before is signed anew.
bool is_signed_by_another(const json::object& secret, const json::object& user, const View& view) {
    const auto* authority = view.find("Secret", fmt::format("{}-clients-ca-cert", label_of(user, "strimzi.io/cluster")));
    return authority != nullptr && text_at(secret, {"data", "ca.crt"}) != text_at(*authority, {"data", "ca.crt"});
}

/// A new key and certificate for a user whose Secret asks for one.
json::object renewed(const json::object& user, const View& view, Time now) {
    json::object data = client_certificate(user, view, now, to_rfc3339(now));
    for (const auto* key : {"user.p12", "user.password"}) data[key] = to_base64(stable_hex(uid_of(user) + key + to_rfc3339(now), 32));
    return {{"metadata", {{"annotations", {{force_renew, nullptr}}}}}, {"data", std::move(data)}};
}

}  // namespace

Plan step_user(const json::object& user, const View& view, const UserFacts& facts) {
    Plan plan;
    if (is_deleting(user)) return plan;
    const auto name = name_of(user);
    const auto type = text_at(user, {"spec", "authentication", "type"});
    json::object status{{"observedGeneration", generation_of(user)}};
    if (annotation_of(user, "strimzi.io/pause-reconciliation") == "true") {
        // Unlike a topic, a paused user keeps the generation that was seen.
        status["observedGeneration"] = number_at(user, {"status", "observedGeneration"});
        status["conditions"] = json::array{condition("ReconciliationPaused", facts.now)};
    } else if (!facts.authorization && text_at(user, {"spec", "authorization", "type"}) == "simple") {
        status["conditions"] =
            json::array{condition("NotReady", facts.now, "InvalidResourceException",
                                  "Simple authorization ACL rules are configured but not supported in the Kafka cluster configuration.")};
    } else if (type == "tls" && name.size() > 64) {
        status["conditions"] = json::array{condition(
            "NotReady", facts.now, "InvalidResourceException",
            fmt::format("Users with TLS client authentication can have a username (name of the KafkaUser custom resource) only up to 64 "
                        "characters long."))};
    } else {
        if (type == "tls" || type == "scram-sha-512") {
            status["secret"] = name;
            const auto* live = view.find("Secret", name);
            // What was made once stays until it is renewed.
            const bool same_type = live != nullptr && object_at(*live, {"data"}).contains(type == "tls" ? "user.crt" : "password");
            auto secret = secret_of(user, same_type ? object_at(*live, {"data"}) : data_of(user, type, view, facts.now));
            const bool is_asked = same_type && facts.renews && annotation_of(*live, force_renew) == "true";
            if (type == "tls" && same_type && (is_asked || is_signed_by_another(*live, user, view))) {
                plan.patch(*live, renewed(user, view, facts.now));
            } else if (live != nullptr && !same_type) {
                // A change of the type replaces the keys, which a plain merge would not.
                for (const auto& [key, value] : object_at(*live, {"data"})) {
                    auto& data = secret["data"].as_object();
                    if (!data.contains(key)) data[key] = nullptr;
                }
                plan.patch(*live, {{"data", secret["data"]}});
            } else if (!view.has(secret)) {
                plan.ensure(std::move(secret));
            }
        }
        status["username"] = type == "tls" || type == "tls-external" ? "CN=" + name : name;
        status["conditions"] = json::array{condition("Ready", facts.now)};
    }
    const auto& before = object_at(user, {"status"});
    const bool same = condition_type(before) == condition_type(status) &&
                      number_at(before, {"observedGeneration"}, -1) == number_at(status, {"observedGeneration"}) &&
                      text_at(before, {"username"}) == text_at(status, {"username"}) &&
                      text_at(before, {"secret"}) == text_at(status, {"secret"});
    if (!same) plan.status(user, std::move(status));
    plan.again = rest(std::chrono::seconds(120));
    return plan;
}

}  // namespace nexa::sandbox
