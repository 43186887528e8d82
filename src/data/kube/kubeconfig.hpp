#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "http/client.hpp"

namespace nexa::kube {

/// What an administrator allows a kubeconfig to ask for. All of it is refused by default: a kubeconfig comes from a user, and would make
/// this server run programs, read its own files, or trust a server that it can't verify.
/// `exec`, `auth-provider` and `proxy-url` are refused in any case.
struct KubeconfigPolicy {
    bool insecure_skip_tls_verify = false;
    bool plain_http = false;  ///< http:// servers: credentials would cross the network in the clear.
    bool basic_auth = false;  ///< username and password.
    /// Reads the files that certificate-authority, client-certificate, client-key and tokenFile name; none: they are refused.
    std::function<Result<std::string>(const std::string& path)> read_file{};
};

/// All that it takes to speak with one apiserver as one user.
struct Target {
    std::string context{};  ///< The context's name,
    std::string cluster{};  ///< and the names that it joins.
    std::string user{};
    std::string server{};      ///< "https://host:6443" or "https://host/path": no slash at the end.
    std::string name_space{};  ///< The context's, or "default".
    std::shared_ptr<const http::ClientTls> tls{};
    Secret token{};
    std::string username{};
    Secret password{};
    std::string impersonate_user{};  ///< "as", "as-groups" and "as-uid"; empty: nobody.
    std::vector<std::string> impersonate_groups{};
    std::string impersonate_uid{};
    /// A kubeconfig of this context alone, with all that it needs within the text: what is worth keeping of the file.
    Secret reduced{};
};

/// The names of a kubeconfig's contexts and which of them is the current one.
struct KubeconfigContexts {
    std::vector<std::string> names;
    std::string current;  ///< Empty when none is.
};

/// Reads the contexts without judging what they hold. Errors: invalid, too_large. Pure.
Result<KubeconfigContexts> kubeconfig_contexts(std::string_view text);

/// Reads one context of a kubeconfig in YAML or JSON: the named one, or (`context` empty) the current one, or the only one.
/// Only that context, its cluster and its user are judged; what others ask for is neither used nor kept.
/// Errors: invalid (each issue has the JSON pointer into the file, what is wrong and what to do; values of credentials are never quoted),
/// not_found (no such context; the message names those that exist), too_large. Pure but for the policy's `read_file`.
Result<Target> read_kubeconfig(std::string_view text, std::string_view context = {}, const KubeconfigPolicy& policy = {});

}  // namespace nexa::kube
