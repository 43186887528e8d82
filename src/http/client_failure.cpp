#include "http/client_failure.hpp"

#include <fmt/format.h>
#include <openssl/x509_vfy.h>

#include <system_error>

namespace nexa::http {
namespace {

std::string no_connection(const ClientFailure& failure) {
    switch (failure.system_error) {
        case ECONNREFUSED:
            return fmt::format("{} refused the connection; check that the server runs and that host and port are right", failure.peer);
        case ENETUNREACH:
        case EHOSTUNREACH:
            return fmt::format("there is no route to {}; check the network, VPN or firewall between here and there", failure.peer);
        case ETIMEDOUT:
            return fmt::format("{} did not answer; check the address and that no firewall is in between", failure.peer);
        case 0:
            return fmt::format("can't connect to {}; check that the server runs and that host and port are right", failure.peer);
        default:
            return fmt::format("can't connect to {} ({}); check that the server runs and that host and port are right", failure.peer,
                               std::generic_category().message(failure.system_error));
    }
}

std::string not_trusted(const ClientFailure& failure) {
    // libcurl compares the name itself, after OpenSSL has taken the chain for good.
    if (failure.verify_result == X509_V_OK || failure.detail.find("subject name") != std::string::npos) {
        return fmt::format(
            "the certificate of {} is for another name than \"{}\"; use a name that is in the certificate, or set the TLS server name",
            failure.peer, failure.host);
    }
    switch (failure.verify_result) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return fmt::format("the certificate of {} has expired; renew it on the server", failure.peer);
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return fmt::format("the certificate of {} is not valid yet; compare the clocks of both machines", failure.peer);
        case X509_V_ERR_CERT_REVOKED:
            return fmt::format("the certificate of {} has been revoked", failure.peer);
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return fmt::format(
                "the certificate of {} was not issued by an authority that is trusted here; give the CA certificate that signed it",
                failure.peer);
        default:
            return fmt::format("the certificate of {} is not accepted: {}; renew it, or give the CA certificate that signed it",
                               failure.peer, X509_verify_cert_error_string(failure.verify_result));
    }
}

std::string no_tls(const ClientFailure& failure) {
    if (failure.detail.find("wrong version number") != std::string::npos ||
        failure.detail.find("packet length too long") != std::string::npos) {
        return fmt::format("{} does not speak TLS; use http:// or the port that does", failure.peer);
    }
    if (failure.detail.find("certificate required") != std::string::npos || failure.detail.find("bad certificate") != std::string::npos) {
        return fmt::format("{} asks for a client certificate that it accepts; none such was given", failure.peer);
    }
    return fmt::format("no TLS connection with {}: {}", failure.peer, failure.detail);
}

}  // namespace

Error describe(const ClientFailure& failure) {
    const double seconds = static_cast<double>(failure.limit.count()) / 1e6;
    const auto unavailable = [](std::string message) { return Error{ErrorCode::unavailable, std::move(message), {}}; };
    switch (failure.kind) {
        case ClientFailure::Kind::unknown_host:
            return unavailable(fmt::format("the host name \"{}\" is not known; check its spelling and the name server", failure.host));
        case ClientFailure::Kind::no_connection:
            return unavailable(no_connection(failure));
        case ClientFailure::Kind::connect_timeout:
            return {ErrorCode::timed_out,
                    fmt::format("{} took no connection within {:g} s; check the address and that no firewall is in between", failure.peer,
                                seconds),
                    {}};
        case ClientFailure::Kind::response_timeout:
            return {ErrorCode::timed_out, fmt::format("{} did not finish its answer within {:g} s", failure.peer, seconds), {}};
        case ClientFailure::Kind::not_trusted:
            return unavailable(not_trusted(failure));
        case ClientFailure::Kind::bad_authority:
            return unavailable(fmt::format("the CA certificate given for {} can't be read; it must be PEM text", failure.peer));
        case ClientFailure::Kind::bad_certificate:
            return unavailable(fmt::format(
                "the client certificate or key given for {} can't be used; both must be PEM text and belong together", failure.peer));
        case ClientFailure::Kind::no_tls:
            return unavailable(no_tls(failure));
        case ClientFailure::Kind::not_http:
            return unavailable(fmt::format("what {} sent is not HTTP; check the port, and whether it wants https://", failure.peer));
        case ClientFailure::Kind::broken:
            return unavailable(fmt::format("the connection to {} broke before the answer was complete ({})", failure.peer, failure.detail));
    }
    return unavailable(failure.detail);
}

}  // namespace nexa::http
