#pragma once

#include <string>
#include <vector>

#include "control/clusters/cluster_registry.hpp"
#include "control/observe/resource_index.hpp"
#include "model/expiry.hpp"
#include "wire/record.hpp"

namespace nexa::control {

/// Something of a cluster that stops being valid, as pages and the command line show it.
struct CertificateItem {
    std::string what;   ///< "token", "client_certificate", ...: see the wire record.
    std::string title;  ///< For people.
    std::string name_space, kind, plural, name;
    Time expires_at;
    Validity validity = Validity::fine;
    std::string next_step;
};

/// What is known of a cluster's certificates and credentials, the first to expire first. What an operator renews by itself counts as fine
/// until it should have been renewed. Pure.
std::vector<CertificateItem> certificates_of(const ClusterHandle& handle, const std::vector<CertificatesOf>& told, Time now);

/// What can't be known without reading Secrets or without what the credential does not say, each as a sentence. Pure.
std::vector<std::string> unknown_certificates_of(const ClusterHandle& handle);

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::names<nexa::Validity> = nexa::wire::enumeration("Validity", {{nexa::Validity::fine, "fine"},
                                                                                               {nexa::Validity::soon, "soon"},
                                                                                               {nexa::Validity::urgent, "urgent"},
                                                                                               {nexa::Validity::expired, "expired"}});
template <>
inline constexpr auto nexa::wire::record<nexa::control::CertificateItem> = nexa::wire::describe_reply(
    "Certificate",
    nexa::wire::field("what", &nexa::control::CertificateItem::what,
                      "token, client_certificate, trusted_authority, server_certificate, kafka_authority or kafka_listener."),
    nexa::wire::field("title", &nexa::control::CertificateItem::title, "For people."),
    nexa::wire::field("namespace", &nexa::control::CertificateItem::name_space, "Of the resource that it belongs to, or empty."),
    nexa::wire::field("kind", &nexa::control::CertificateItem::kind, "Likewise."),
    nexa::wire::field("plural", &nexa::control::CertificateItem::plural, "Likewise."),
    nexa::wire::field("name", &nexa::control::CertificateItem::name, "Likewise."),
    nexa::wire::field("expires_at", &nexa::control::CertificateItem::expires_at, ""),
    nexa::wire::field("validity", &nexa::control::CertificateItem::validity,
                      "soon: within 30 days; urgent: within 7; fine: later, or the operator will have renewed it by then."),
    nexa::wire::field("next_step", &nexa::control::CertificateItem::next_step, "What to do about it."));
