#include "control/clusters/certificates.hpp"

#include <fmt/format.h>

#include "data/kinds.hpp"

namespace nexa::control {
namespace {

using What = Credential::What;

CertificateItem of_connection(const Credential& credential, const std::string& cluster, Time now) {
    CertificateItem item;
    item.expires_at = credential.expires;
    item.validity = validity_of(credential.expires, now);
    const std::string replace = fmt::format("nexa clusters update {} --kubeconfig FILE", cluster);
    switch (credential.what) {
        case What::token:
            item.what = "token";
            item.title = "Token that Nexa signs in with";
            item.next_step = fmt::format("Make a new token and give Nexa a kubeconfig with it: {}", replace);
            break;
        case What::client_certificate:
            item.what = "client_certificate";
            item.title = "Client certificate that Nexa signs in with";
            item.next_step = fmt::format("Have a new certificate signed and give Nexa a kubeconfig with it: {}", replace);
            break;
        case What::trusted_authority:
            item.what = "trusted_authority";
            item.title = "Authority that the kubeconfig trusts";
            item.next_step = fmt::format("As soon as the cluster has a new authority, give Nexa a kubeconfig with it: {}", replace);
            break;
        case What::server_certificate:
            item.what = "server_certificate";
            item.title = "Certificate of the API server";
            item.next_step = "Have it renewed on the cluster: kubeadm certs renew apiserver, or as its vendor says";
            break;
    }
    return item;
}

std::string day(Time time) {
    return to_rfc3339_seconds(time).substr(0, 10);
}

CertificateItem of_kafka(const ResourceKey& key, const ToldCertificate& told, Time now) {
    CertificateItem item;
    item.name_space = key.name_space;
    item.kind = key.kind;
    if (const Kind* kind = find_kind(key.kind)) item.plural = kind->ref.plural;
    item.name = key.name;
    item.expires_at = told.expires;
    item.validity = validity_of(told.expires, now);
    if (!told.listener.empty()) {
        item.what = "kafka_listener";
        item.title = fmt::format("Certificate of the listener {}", told.listener);
        item.next_step = "Put a new certificate and key into the Secret that its brokerCertChainAndKey names; Strimzi rolls the brokers";
        return item;
    }
    item.what = "kafka_authority";
    item.title = "Cluster CA";
    const Time renewal = told.expires - std::chrono::hours(24 * told.renewed_days);
    if (!told.is_renewed) {
        item.next_step =
            fmt::format("Put a new authority into the Secrets {0}-cluster-ca and {0}-cluster-ca-cert, with the next generation", key.name);
    } else if (now < renewal) {
        item.validity = Validity::fine;
        item.next_step = fmt::format("Nothing: Strimzi renews it by itself from {} on", day(renewal));
    } else {
        item.next_step = fmt::format(
            "Strimzi should have renewed it from {} on. See whether the Kafka is paused or waits for a maintenance window; the annotation "
            "strimzi.io/force-renew: \"true\" on the Secret {}-cluster-ca-cert asks for it",
            day(renewal), key.name);
    }
    return item;
}

}  // namespace

std::vector<CertificateItem> certificates_of(const ClusterHandle& handle, const std::vector<CertificatesOf>& told, Time now) {
    std::vector<CertificateItem> items;
    items.reserve(handle.credentials.size() + 1 + told.size());
    for (const auto& credential : handle.credentials) items.push_back(of_connection(credential, handle.cluster.name, now));
    if (handle.status.certificate_expires)
        items.push_back(of_connection({What::server_certificate, *handle.status.certificate_expires}, handle.cluster.name, now));
    for (const auto& resource : told) {
        for (const auto& each : resource.certificates) items.push_back(of_kafka(resource.key, each, now));
    }
    std::ranges::sort(items, {},
                      [](const CertificateItem& item) { return std::tie(item.expires_at, item.name_space, item.name, item.what); });
    return items;
}

std::vector<std::string> unknown_certificates_of(const ClusterHandle& handle) {
    std::vector<std::string> texts;
    const bool knows_own = std::ranges::any_of(
        handle.credentials, [](const Credential& each) { return each.what == What::token || each.what == What::client_certificate; });
    if (!knows_own) texts.emplace_back("When the credential that Nexa signs in with ends: it does not say so itself");
    if (!handle.status.certificate_expires)
        texts.emplace_back("When the API server's certificate expires: it was not seen yet, or the connection is not encrypted");
    if (handle.status.facts && handle.status.facts->served.contains("Kafka")) {
        texts.emplace_back(
            "When Kafka's CA for clients, the certificates of Kafka users, and the CA of Kafka clusters without a TLS listener expire: "
            "they are in Secrets, which Nexa does not read");
    }
    return texts;
}

}  // namespace nexa::control
