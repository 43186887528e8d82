// Kubeconfigs as users send them: whatever they are, they are read or refused; and what is kept of one that was read says the same again.
#include "data/kube/kubeconfig.hpp"
#include "fuzz/chunks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nexa;
    const std::string text(data, data + size);
    const kube::KubeconfigPolicy policy{.insecure_skip_tls_verify = true,
                                        .plain_http = true,
                                        .basic_auth = true,
                                        .read_file = [](const std::string& path) -> Result<std::string> { return "content of " + path; }};
    const auto contexts = kube::kubeconfig_contexts(text);
    if (!contexts) {
        fuzz::require(!kube::read_kubeconfig(text, {}, policy));
        return 0;
    }
    for (const auto& context : contexts->names) {
        const auto read = kube::read_kubeconfig(text, context, policy);
        if (!read) continue;
        const auto again = kube::read_kubeconfig(read->reduced.reveal(), {}, policy);
        fuzz::require(again.has_value());
        fuzz::require(again->server == read->server && again->name_space == read->name_space && again->username == read->username &&
                      again->token.reveal() == read->token.reveal() && again->password.reveal() == read->password.reveal() &&
                      again->tls->ca_pem == read->tls->ca_pem && again->tls->certificate_pem == read->tls->certificate_pem &&
                      again->impersonate_groups == read->impersonate_groups);
    }
    return 0;
}
