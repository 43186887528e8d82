#include "data/sandbox/operators/user_step.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"

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

json::object secret_of(const json::object& user, std::string_view type) {
    const auto name = name_of(user);
    const auto cluster = label_of(user, "strimzi.io/cluster");
    auto secret = make_object("Secret", namespace_of(user), name,
                              {{"app.kubernetes.io/instance", name},
                               {"app.kubernetes.io/managed-by", "strimzi-user-operator"},
                               {"app.kubernetes.io/name", "strimzi-user-operator"},
                               {"app.kubernetes.io/part-of", fmt::format("strimzi-{}", name)},
                               {"strimzi.io/cluster", cluster},
                               {"strimzi.io/kind", "KafkaUser"}});
    json::object data;
    const auto value = [&](std::string_view key) { return to_base64(stable_hex(uid_of(user) + std::string(key), 32)); };
    if (type == "tls") {
        for (const auto* key : {"ca.crt", "user.crt", "user.key", "user.p12", "user.password"}) data[key] = value(key);
    } else {
        const auto password = stable_hex(uid_of(user) + "password", 32);
        data["password"] = to_base64(password);
        data["sasl.jaas.config"] = to_base64(fmt::format(
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{}\" password=\"{}\";", name, password));
    }
    secret["type"] = "Opaque";
    secret["data"] = std::move(data);
    add_owner(secret, user, false, true);
    return secret;
}

/// A new key and certificate for a user whose Secret asks for one.
json::object renewed(const json::object& user, Time now) {
    json::object data;
    for (const auto* key : {"user.crt", "user.key", "user.p12", "user.password"})
        data[key] = to_base64(stable_hex(uid_of(user) + key + to_rfc3339(now), 32));
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
            auto secret = secret_of(user, type);
            status["secret"] = name;
            const auto* live = view.find("Secret", name);
            const bool same_type = live != nullptr && object_at(*live, {"data"}).size() == object_at(secret, {"data"}).size();
            // What was made once stays until it is renewed.
            if (same_type) secret["data"] = object_at(*live, {"data"});
            if (same_type && type == "tls" && facts.renews && annotation_of(*live, force_renew) == "true") {
                plan.patch(*live, renewed(user, facts.now));
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
