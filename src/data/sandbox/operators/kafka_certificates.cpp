#include "data/sandbox/operators/kafka_certificates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "data/sandbox/operators/cron.hpp"
#include "data/sandbox/operators/kafka_children.hpp"
#include "data/sandbox/operators/signing.hpp"
#include "http/certificate.hpp"

namespace nexa::sandbox {
namespace {

using std::chrono::days;

constexpr auto force_renew = "strimzi.io/force-renew";
constexpr auto force_replace = "strimzi.io/force-replace";
constexpr auto certificate_counter = "strimzi.io/ca-cert-generation";
constexpr auto key_counter = "strimzi.io/ca-key-generation";
constexpr auto signed_under = "strimzi.io/cluster-ca-cert-generation";
constexpr std::array<std::string_view, 2> names{"cluster-ca", "clients-ca"};

std::int64_t next_generation(const json::object& secret, std::string_view counter) {
    return std::atoi(annotation_of(secret, counter).c_str()) + 1;
}

/// A Secret with its counter raised: `data` replaces what it names, all else stands for something and is another afterwards.
void raise(Plan& plan, const json::object& secret, std::string_view asked_by, std::string_view counter, json::object data) {
    const auto generation = next_generation(secret, counter);
    for (const auto& [key, value] : object_at(secret, {"data"})) {
        if (!data.contains(key))
            data[key] = to_base64(stable_hex(fmt::format("{}{}{}", uid_of(secret), std::string_view(key), generation), 32));
    }
    plan.patch(secret,
               {{"metadata", {{"annotations", {{asked_by, nullptr}, {counter, std::to_string(generation)}}}}}, {"data", std::move(data)}});
}

std::string plain(const json::object& secret, std::string_view key) {
    return from_base64(text_at(secret, {"data", key})).value_or(std::string());
}

Time whole_seconds(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time);
}

}  // namespace

KafkaCertificates::Policy KafkaCertificates::policy_of(std::string_view authority) const {
    const auto field = authority == "cluster-ca" ? "clusterCa" : "clientsCa";
    const days validity(std::clamp<std::int64_t>(number_at(kafka_, {"spec", field, "validityDays"}, 365), 1, 36'500));
    const days renewal(std::clamp<std::int64_t>(number_at(kafka_, {"spec", field, "renewalDays"}, 30), 0, validity.count() - 1));
    return {validity, renewal, text_at(kafka_, {"spec", field, "certificateExpirationPolicy"}) == "replace-key",
            flag_at(kafka_, {"spec", field, "generateCertificateAuthority"}, true)};
}

const json::object* KafkaCertificates::secret_of(std::string_view suffix) const {
    return view_.find("Secret", fmt::format("{}{}", name_of(kafka_), suffix));
}

std::string KafkaCertificates::generation(std::string_view secret, std::string_view counter) const {
    const auto* live = secret_of(secret);
    auto value = live == nullptr ? std::string() : annotation_of(*live, counter);
    return value.empty() ? "0" : value;
}

std::string KafkaCertificates::first_key(std::string_view authority, std::int64_t generation) const {
    return private_key(fmt::format("{} {} {}", uid_of(kafka_), authority, generation));
}

std::string KafkaCertificates::new_certificate(std::string_view authority, std::int64_t generation, const std::string& key) const {
    const auto made = whole_seconds(created_at(kafka_, facts_.now));
    const auto validity = policy_of(authority).validity;
    const auto from = generation == 0 ? made : whole_seconds(facts_.now);
    CertificateWish wish{.name = std::string(authority), .serial = generation + 1, .from = from, .to = from + validity};
    const auto left = parse_duration(annotation_of(kafka_, authority_ends_after));
    if (left && generation == 0 && authority == "cluster-ca") {
        wish.to = made + *left;
        wish.from = wish.to - validity;
    }
    return certify_authority(wish, key);
}

std::string KafkaCertificates::key_of(std::string_view authority) const {
    const auto* live = secret_of(fmt::format("-{}", authority));
    return live == nullptr ? first_key(authority, 0) : plain(*live, "ca.key");
}

std::string KafkaCertificates::certificate_of(std::string_view authority) const {
    const auto* live = secret_of(fmt::format("-{}-cert", authority));
    return live == nullptr ? new_certificate(authority, 0, key_of(authority)) : plain(*live, "ca.crt");
}

bool KafkaCertificates::ends_soon(std::string_view authority) const {
    const auto policy = policy_of(authority);
    const auto* live = secret_of(fmt::format("-{}-cert", authority));
    const bool is_left_to_end = authority == "cluster-ca" && !annotation_of(kafka_, authority_ends_after).empty();
    if (live == nullptr || !policy.is_ours || is_left_to_end) return false;
    const auto ends = http::certificate_expiries(plain(*live, "ca.crt"));
    return !ends.empty() && ends.front() - policy.renewal <= facts_.now;
}

bool KafkaCertificates::renew(Plan& plan) const {
    bool renewed = false;
    for (const auto authority : names) {
        const auto* key = secret_of(fmt::format("-{}", authority));
        const auto* certificate = secret_of(fmt::format("-{}-cert", authority));
        const bool due = ends_soon(authority);
        const bool with_key =
            key != nullptr && (annotation_of(*key, force_replace) == "true" || (due && policy_of(authority).replaces_key));
        const bool asked = certificate != nullptr && (annotation_of(*certificate, force_renew) == "true" || due || with_key);
        auto signs = key_of(authority);
        if (with_key) {
            const auto next = next_generation(*key, key_counter);
            signs = first_key(authority, next);
            raise(plan, *key, force_replace, key_counter, {{"ca.key", to_base64(signs)}});
        }
        if (asked) {
            const auto made = new_certificate(authority, next_generation(*certificate, certificate_counter), signs);
            raise(plan, *certificate, force_renew, certificate_counter, {{"ca.crt", to_base64(made)}});
        }
        renewed = renewed || with_key || asked;
    }
    return renewed;
}

std::vector<json::object> KafkaCertificates::authorities() const {
    auto secrets = KafkaChildren::authorities(kafka_, facts_);
    const auto cluster = name_of(kafka_);
    for (auto& secret : secrets) {
        const auto name = name_of(secret);
        auto& annotations = secret["metadata"].as_object()["annotations"].as_object();
        auto& data = secret["data"].as_object();
        for (const auto authority : names) {
            const bool is_key = name == fmt::format("{}-{}", cluster, authority);
            if (!is_key && name != fmt::format("{}-{}-cert", cluster, authority)) continue;
            // What was renewed stays so.
            if (const auto* live = view_.find("Secret", name)) {
                for (auto& [key, value] : annotations) {
                    if (const auto now = annotation_of(*live, key); !now.empty()) value = now;
                }
                data = object_at(*live, {"data"});
                // A scenario may come after the Kafka.
                const bool is_set = authority == "cluster-ca" && !annotation_of(kafka_, authority_ends_after).empty();
                if (!is_key && is_set && annotation_of(*live, certificate_counter) == "0")
                    data["ca.crt"] = to_base64(new_certificate(authority, 0, key_of(authority)));
            } else if (is_key) {
                data["ca.key"] = to_base64(first_key(authority, 0));
            } else {
                data["ca.crt"] = to_base64(new_certificate(authority, 0, key_of(authority)));
            }
        }
        if (name == cluster + "-trustbundle") {
            annotations[signed_under] = generation("-cluster-ca-cert", certificate_counter);
            annotations["strimzi.io/clients-ca-cert-generation"] = generation("-clients-ca-cert", certificate_counter);
            data["ca.crt"] = to_base64(certificate_of("cluster-ca") + certificate_of("clients-ca"));
        }
    }
    sign(secrets);
    return secrets;
}

bool KafkaCertificates::is_good(std::string_view pem) const {
    const auto ends = http::certificate_expiries(pem);
    return !ends.empty() && ends.front() - policy_of("cluster-ca").renewal > facts_.now;
}

/// Where a server can be reached. A node answers for the bootstrap address, too.
std::vector<std::string> KafkaCertificates::dns_names(std::string_view name) const {
    const auto cluster = name_of(kafka_);
    const auto name_space = namespace_of(kafka_);
    std::vector<std::string> found;
    const auto service = [&](std::string_view of) {
        for (const auto& suffix :
             {std::string(), "." + name_space, fmt::format(".{}.svc", name_space), fmt::format(".{}.svc.cluster.local", name_space)})
            found.push_back(fmt::format("{}{}", of, suffix));
    };
    if (name == "cluster-operator" || name == "entity-operator") return found;
    if (name == "cruise-control") {
        service(cluster + "-cruise-control");
        return found;
    }
    service(cluster + "-kafka-bootstrap");
    service(cluster + "-kafka-brokers");
    found.push_back(fmt::format("{}.{}-kafka-brokers.{}.svc", name, cluster, name_space));
    found.push_back(fmt::format("{}.{}-kafka-brokers.{}.svc.cluster.local", name, cluster, name_space));
    return found;
}

void KafkaCertificates::sign(std::vector<json::object>& objects) const {
    constexpr std::string_view suffix = ".crt";
    const auto under = generation("-cluster-ca-cert", certificate_counter);
    for (auto& object : objects) {
        if (kind_of(object) != "Secret" || annotation_of(object, signed_under).empty()) continue;
        auto& data = object["data"].as_object();
        std::vector<std::string> servers;
        for (const auto& [key, value] : data) {
            const std::string_view member = key;
            if (member.ends_with(suffix) && member != "ca.crt") servers.emplace_back(member.substr(0, member.size() - suffix.size()));
        }
        const auto* live = view_.find("Secret", name_of(object));
        const bool is_current = live != nullptr && annotation_of(*live, signed_under) == under;
        for (const auto& server : servers) {
            const auto crt = server + ".crt", key = server + ".key";
            if (is_current && is_good(plain(*live, crt)) && !plain(*live, key).empty()) {
                data[crt] = text_at(*live, {"data", crt});
                data[key] = text_at(*live, {"data", key});
                continue;
            }
            const auto from = whole_seconds(facts_.now);
            const auto own = private_key(fmt::format("{} {} {}", uid_of(kafka_), server, to_rfc3339(from)));
            const bool is_node = server.starts_with(name_of(kafka_) + "-");
            const CertificateWish wish{.name = is_node ? fmt::format("{}-kafka", name_of(kafka_)).substr(0, 64) : server,
                                       .serial = from.time_since_epoch().count(),
                                       .from = from,
                                       .to = from + policy_of("cluster-ca").validity,
                                       .dns_names = dns_names(server)};
            // Somebody's own authority may have no key that can sign: then there is no certificate, and no key that is another each time.
            const auto made = certify(wish, own, "cluster-ca", key_of("cluster-ca"));
            data[crt] = to_base64(made);
            data[key] = made.empty() ? std::string() : to_base64(own);
        }
        object["metadata"].as_object()["annotations"].as_object()[signed_under] = under;
    }
}

}  // namespace nexa::sandbox
