#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/sandbox/operators/kafka_model.hpp"

namespace nexa::sandbox {

/// On a Kafka: "240h" after its creation the first certificate of its cluster CA ends, and is not renewed.
inline constexpr std::string_view authority_ends_after = "sandbox.nexa.dev/authority-ends-after";

/// The authorities of a Kafka ("cluster-ca", "clients-ca") and what its cluster CA signs: real keys and certificates, made once, and made
/// anew when somebody asks for it (strimzi.io/force-renew, strimzi.io/force-replace) or before they end, as spec.clusterCa and
/// spec.clientsCa say (validityDays 365, renewalDays 30, certificateExpirationPolicy). What is in the cluster counts. Pure.
class KafkaCertificates {
public:
    KafkaCertificates(const json::object& kafka, const View& view, const StrimziFacts& facts) : kafka_(kafka), view_(view), facts_(facts) {}

    /// Gives the authorities that need one a new certificate or key. A new key brings a new certificate with it. False: none does.
    bool renew(Plan& plan) const;

    /// Their Secrets, the trust bundle and the operator's own certificate.
    std::vector<json::object> authorities() const;

    /// Fills the Secrets among the objects that bear strimzi.io/cluster-ca-cert-generation: for each member "<name>.crt" of their data a
    /// key and a certificate, those of the cluster where they are still good.
    void sign(std::vector<json::object>& objects) const;

    /// How often a Secret's certificate or key was made anew: "0" at first. `secret`: "-cluster-ca-cert"
    std::string generation(std::string_view secret, std::string_view counter) const;

    /// What the listeners' clients trust; PEM.
    std::string cluster_authority() const { return certificate_of("cluster-ca"); }

private:
    const json::object& kafka_;
    const View& view_;
    const StrimziFacts& facts_;

    struct Policy {
        std::chrono::days validity, renewal;
        bool replaces_key = false;
        bool is_ours = true;  ///< The operator made it, and renews it.
    };
    Policy policy_of(std::string_view authority) const;
    const json::object* secret_of(std::string_view suffix) const;
    bool ends_soon(std::string_view authority) const;

    std::string first_key(std::string_view authority, std::int64_t generation) const;
    std::string new_certificate(std::string_view authority, std::int64_t generation, const std::string& key) const;
    std::string key_of(std::string_view authority) const;
    std::string certificate_of(std::string_view authority) const;
    bool is_good(std::string_view pem) const;
    std::vector<std::string> dns_names(std::string_view name) const;
};

}  // namespace nexa::sandbox
