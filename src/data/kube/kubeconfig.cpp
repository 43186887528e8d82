#include "data/kube/kubeconfig.hpp"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "wire/yaml.hpp"

namespace nexa::kube {
namespace {

constexpr std::size_t max_bytes = 1024 * 1024;
constexpr std::size_t max_name = 253;

/// The parts of one file and what is found wrong with them. Messages name members, never the values of credentials.
class Reader {
public:
    void issue(std::string pointer, std::string message) { issues_.push_back({std::move(pointer), std::move(message), {}}); }
    std::vector<Issue> take() { return std::move(issues_); }
    bool ok() const { return issues_.empty(); }

    /// A member that should be text; "" when absent or null.
    std::string text(const json::object& object, std::string_view name, const std::string& pointer) {
        const json::value* value = object.if_contains(name);
        if (value == nullptr || value->is_null()) return {};
        if (const auto* found = value->if_string()) return std::string(*found);
        issue(fmt::format("{}/{}", pointer, name), "must be text");
        return {};
    }

    bool flag(const json::object& object, std::string_view name, const std::string& pointer) {
        const json::value* value = object.if_contains(name);
        if (value == nullptr || value->is_null()) return false;
        if (const auto* found = value->if_bool()) return *found;
        issue(fmt::format("{}/{}", pointer, name), "must be true or false");
        return false;
    }

    /// base64 text under `name`: PEM that holds `marker`.
    std::string pem(const json::object& object, std::string_view name, const std::string& pointer, std::string_view marker) {
        const std::string encoded = text(object, name, pointer);
        if (encoded.empty()) return {};
        auto decoded = from_base64(encoded);
        const std::string where = fmt::format("{}/{}", pointer, name);
        if (!decoded) {
            issue(where, "is not base64; `kubectl config view --raw --flatten` writes it so");
            return {};
        }
        return checked_pem(std::move(*decoded), where, marker);
    }

    std::string checked_pem(std::string decoded, const std::string& where, std::string_view marker) {
        if (decoded.find("-----BEGIN ") == std::string::npos || decoded.find(marker) == std::string::npos) {
            issue(where, fmt::format("is not PEM with a {}", marker));
            return {};
        }
        if (decoded.find("ENCRYPTED") != std::string::npos) {
            issue(where, "is encrypted with a passphrase; give a key without one");
            return {};
        }
        return decoded;
    }

    /// A credential as data within the file, or from the file that `file_member` names where that is allowed.
    std::string pem_or_file(const json::object& object, std::string_view data_member, std::string_view file_member,
                            const std::string& pointer, std::string_view marker, const KubeconfigPolicy& policy) {
        std::string found = pem(object, data_member, pointer, marker);
        const std::string path = text(object, file_member, pointer);
        if (path.empty() || !found.empty()) return found;  // the data wins, as kubectl has it
        const std::string where = fmt::format("{}/{}", pointer, file_member);
        auto content = file(path, where, policy);
        return content.empty() ? content : checked_pem(std::move(content), where, marker);
    }

    std::string file(const std::string& path, const std::string& where, const KubeconfigPolicy& policy) {
        if (!policy.read_file) {
            issue(where,
                  "names a file, which this server does not read; put the content into the kubeconfig with "
                  "`kubectl config view --raw --flatten --minify`");
            return {};
        }
        auto content = policy.read_file(path);
        if (content) return std::move(*content);
        issue(where, content.error().message);
        return {};
    }

private:
    std::vector<Issue> issues_;
};

Result<json::object> parse(std::string_view text) {
    wire::ParseLimits limits;
    limits.bytes = max_bytes;
    limits.depth = 32;
    limits.nodes = 50'000;
    limits.documents = 1;
    auto documents = wire::parse_yaml(text, limits);
    if (!documents) {
        Error error = documents.error();
        error.message = "the kubeconfig can't be read: " + error.message;
        return fail(std::move(error));
    }
    if (documents->empty()) return fail(ErrorCode::invalid, "the kubeconfig is empty; paste the output of `kubectl config view --raw`");
    json::value value = std::move(documents->front().value);
    auto* object = value.if_object();
    if (object == nullptr) return fail(ErrorCode::invalid, "this is not a kubeconfig; it must be a map with clusters, users and contexts");
    if (const auto* kind = object->if_contains("kind"); kind != nullptr && *kind != "Config") {
        return fail(ErrorCode::invalid, "this is not a kubeconfig: its kind must be Config", {{"/kind", "must be Config", {}}});
    }
    return std::move(*object);
}

struct Named {
    const json::object* body = nullptr;
    std::string pointer;  ///< Of the body.
};

/// The entry of that name in a list such as `clusters`, whose bodies are under `member`.
Named find_named(const json::object& root, std::string_view list, std::string_view member, std::string_view name) {
    const json::value* value = root.if_contains(list);
    const json::array* entries = value == nullptr ? nullptr : value->if_array();
    if (entries == nullptr) return {};
    for (std::size_t index = 0; index < entries->size(); ++index) {
        const json::object* entry = (*entries)[index].if_object();
        if (entry == nullptr) continue;
        const json::value* entry_name = entry->if_contains("name");
        if (entry_name == nullptr || !entry_name->is_string() || std::string_view(entry_name->get_string()) != name) continue;
        const json::value* body = entry->if_contains(member);
        if (body == nullptr || !body->is_object()) return {};
        return {&body->get_object(), fmt::format("/{}/{}/{}", list, index, member)};
    }
    return {};
}

KubeconfigContexts contexts_of(const json::object& root) {
    KubeconfigContexts found;
    if (const auto* current = root.if_contains("current-context"); current != nullptr && current->is_string()) {
        found.current = std::string(current->get_string());
    }
    const json::value* list = root.if_contains("contexts");
    if (list == nullptr || !list->is_array()) return found;
    for (const json::value& entry : list->get_array()) {
        const json::object* object = entry.if_object();
        const json::value* name = object == nullptr ? nullptr : object->if_contains("name");
        if (name != nullptr && name->is_string()) found.names.emplace_back(name->get_string());
    }
    return found;
}

std::string join(const std::vector<std::string>& names) {
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t index = 0; index < std::min(names.size(), most); ++index) {
        if (index > 0) text += ", ";
        text += names[index].substr(0, max_name);
    }
    if (names.size() > most) text += ", ...";
    return text;
}

Result<std::string> choose(const KubeconfigContexts& contexts, std::string_view wanted) {
    if (contexts.names.empty()) {
        return fail(ErrorCode::invalid, "the kubeconfig has no contexts; paste the output of `kubectl config view --raw`");
    }
    std::string name(wanted);
    if (name.empty()) name = contexts.current;
    if (name.empty() && contexts.names.size() == 1) name = contexts.names.front();
    if (name.empty()) {
        return fail(ErrorCode::not_found, fmt::format("the kubeconfig has no current context; choose one of: {}", join(contexts.names)));
    }
    if (std::ranges::find(contexts.names, name) == contexts.names.end()) {
        return fail(ErrorCode::not_found,
                    fmt::format("the kubeconfig has no context \"{}\"; it has: {}", name.substr(0, max_name), join(contexts.names)));
    }
    return name;
}

/// The server's URL without a slash at its end; "" after an issue.
std::string server_of(Reader& reader, const json::object& cluster, const std::string& pointer, const KubeconfigPolicy& policy) {
    std::string server = reader.text(cluster, "server", pointer);
    const std::string where = pointer + "/server";
    const auto refuse = [&](std::string message) {
        reader.issue(where, std::move(message));
        return std::string();
    };
    if (server.empty()) return refuse("is missing; it must be the apiserver's URL, such as https://host:6443");
    const auto url = boost::urls::parse_uri(server);
    if (!url) return refuse("is not a URL; write it as https://host:6443");
    if (url->scheme() == "http") {
        if (!policy.plain_http) return refuse("is http://, which sends credentials in the clear; use https://");
    } else if (url->scheme() != "https") {
        return refuse("must begin with https://");
    }
    if (url->has_userinfo()) return refuse("must not hold a user name or password; put credentials under users");
    if (url->host().empty()) return refuse("has no host; write it as https://host:6443");
    if (url->has_query() || url->has_fragment()) return refuse("must not have a query or fragment; write it as https://host:6443");
    while (server.ends_with('/')) server.pop_back();
    return server;
}

void read_cluster(Reader& reader, const Named& cluster, const KubeconfigPolicy& policy, Target& target, http::ClientTls& tls) {
    const json::object& body = *cluster.body;
    target.server = server_of(reader, body, cluster.pointer, policy);
    tls.ca_pem = reader.pem_or_file(body, "certificate-authority-data", "certificate-authority", cluster.pointer,
                                    "-----BEGIN CERTIFICATE-----", policy);
    tls.server_name = reader.text(body, "tls-server-name", cluster.pointer);
    tls.insecure_skip_verify = reader.flag(body, "insecure-skip-tls-verify", cluster.pointer);
    if (tls.insecure_skip_verify && !policy.insecure_skip_tls_verify) {
        reader.issue(cluster.pointer + "/insecure-skip-tls-verify",
                     "would trust any server; remove it and give the cluster's CA in certificate-authority-data");
    }
    if (!reader.text(body, "proxy-url", cluster.pointer).empty()) {
        reader.issue(cluster.pointer + "/proxy-url", "proxies are not used; give a server address that can be reached directly");
    }
}

std::vector<std::string> texts(Reader& reader, const json::object& body, std::string_view name, const std::string& pointer) {
    std::vector<std::string> found;
    const json::value* value = body.if_contains(name);
    if (value == nullptr || value->is_null()) return found;
    const json::array* list = value->if_array();
    if (list == nullptr || !std::ranges::all_of(*list, [](const json::value& item) { return item.is_string(); })) {
        reader.issue(fmt::format("{}/{}", pointer, name), "must be a list of texts");
        return found;
    }
    for (const json::value& item : *list) found.emplace_back(item.get_string());
    return found;
}

/// Header fields are made of these.
void check_line(Reader& reader, std::string_view text, const std::string& pointer) {
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        reader.issue(pointer, "has a line end or another control character within");
    }
}

void read_user(Reader& reader, const Named& user, const KubeconfigPolicy& policy, Target& target, http::ClientTls& tls) {
    const json::object& body = *user.body;
    const std::string& pointer = user.pointer;
    if (body.contains("exec")) {
        reader.issue(pointer + "/exec",
                     "would run a program on this server; make a service account for Nexa and give its token instead "
                     "(`kubectl create token`, or a Secret of type kubernetes.io/service-account-token)");
    }
    if (body.contains("auth-provider")) {
        reader.issue(pointer + "/auth-provider", "is not supported (nor by kubectl since 1.26); give a service account's token instead");
    }
    std::string token = reader.text(body, "token", pointer);
    const std::string token_file = reader.text(body, "tokenFile", pointer);
    if (!token_file.empty()) {
        std::string content = reader.file(token_file, pointer + "/tokenFile", policy);
        while (!content.empty() && (content.back() == '\n' || content.back() == '\r' || content.back() == ' ')) content.pop_back();
        if (!content.empty()) token = std::move(content);
    }
    check_line(reader, token, pointer + "/token");
    target.token = Secret(std::move(token));
    target.username = reader.text(body, "username", pointer);
    target.password = Secret(reader.text(body, "password", pointer));
    if (!target.username.empty() || !target.password.empty()) {
        if (!policy.basic_auth) {
            reader.issue(pointer + (target.username.empty() ? "/password" : "/username"),
                         "user name and password are not accepted (Kubernetes dropped them in 1.19); give a service account's token "
                         "or a client certificate");
        }
        check_line(reader, target.username, pointer + "/username");
    }
    tls.certificate_pem =
        reader.pem_or_file(body, "client-certificate-data", "client-certificate", pointer, "-----BEGIN CERTIFICATE-----", policy);
    tls.private_key_pem = Secret(reader.pem_or_file(body, "client-key-data", "client-key", pointer, "PRIVATE KEY-----", policy));
    if (tls.certificate_pem.empty() != tls.private_key_pem.empty() && reader.ok()) {
        reader.issue(pointer,
                     "a client certificate needs its key beside it, and a key its certificate (client-certificate-data, client-key-data)");
    }
    target.impersonate_user = reader.text(body, "as", pointer);
    target.impersonate_uid = reader.text(body, "as-uid", pointer);
    target.impersonate_groups = texts(reader, body, "as-groups", pointer);
    check_line(reader, target.impersonate_user, pointer + "/as");
    check_line(reader, target.impersonate_uid, pointer + "/as-uid");
    for (const std::string& group : target.impersonate_groups) check_line(reader, group, pointer + "/as-groups");
    const bool none = target.token.empty() && target.username.empty() && tls.certificate_pem.empty();
    if (none && reader.ok()) {
        reader.issue(pointer, "has no credentials; give a token, or client-certificate-data with client-key-data");
    }
}

/// Only what Target took, with the content of files in place of their names.
Secret reduce(const Target& target) {
    json::object cluster{{"server", target.server}};
    if (!target.tls->ca_pem.empty()) cluster["certificate-authority-data"] = to_base64(target.tls->ca_pem);
    if (!target.tls->server_name.empty()) cluster["tls-server-name"] = target.tls->server_name;
    if (target.tls->insecure_skip_verify) cluster["insecure-skip-tls-verify"] = true;
    json::object user;
    if (!target.token.empty()) user["token"] = target.token.reveal();
    if (!target.username.empty()) user["username"] = target.username;
    if (!target.password.empty()) user["password"] = target.password.reveal();
    if (!target.tls->certificate_pem.empty()) {
        user["client-certificate-data"] = to_base64(target.tls->certificate_pem);
        user["client-key-data"] = to_base64(target.tls->private_key_pem.reveal());
    }
    if (!target.impersonate_user.empty()) user["as"] = target.impersonate_user;
    if (!target.impersonate_uid.empty()) user["as-uid"] = target.impersonate_uid;
    if (!target.impersonate_groups.empty()) user["as-groups"] = json::value_from(target.impersonate_groups);
    const json::object context{{"cluster", target.cluster}, {"user", target.user}, {"namespace", target.name_space}};
    const json::object root{{"apiVersion", "v1"},
                            {"kind", "Config"},
                            {"current-context", target.context},
                            {"clusters", json::array{json::object{{"name", target.cluster}, {"cluster", std::move(cluster)}}}},
                            {"users", json::array{json::object{{"name", target.user}, {"user", std::move(user)}}}},
                            {"contexts", json::array{json::object{{"name", target.context}, {"context", context}}}}};
    return Secret(json::serialize(root));
}

}  // namespace

Result<KubeconfigContexts> kubeconfig_contexts(std::string_view text) {
    const auto root = parse(text);
    if (!root) return fail(root.error());
    return contexts_of(*root);
}

Result<Target> read_kubeconfig(std::string_view text, std::string_view context, const KubeconfigPolicy& policy) {
    const auto root = parse(text);
    if (!root) return fail(root.error());
    const KubeconfigContexts contexts = contexts_of(*root);
    auto chosen = choose(contexts, context);
    if (!chosen) return fail(chosen.error());

    Reader reader;
    Target target;
    target.context = std::move(*chosen);
    const Named body = find_named(*root, "contexts", "context", target.context);
    if (body.body == nullptr) {
        return fail(ErrorCode::invalid,
                    fmt::format("the context \"{}\" of the kubeconfig has no content", target.context.substr(0, max_name)));
    }
    target.cluster = reader.text(*body.body, "cluster", body.pointer);
    target.user = reader.text(*body.body, "user", body.pointer);
    target.name_space = reader.text(*body.body, "namespace", body.pointer);
    if (target.name_space.empty()) target.name_space = "default";

    const auto tls = std::make_shared<http::ClientTls>();
    const Named cluster = find_named(*root, "clusters", "cluster", target.cluster);
    if (cluster.body == nullptr) {
        reader.issue(body.pointer + "/cluster", "names a cluster that the kubeconfig does not have under clusters");
    } else {
        read_cluster(reader, cluster, policy, target, *tls);
    }
    const Named user = find_named(*root, "users", "user", target.user);
    if (user.body == nullptr) {
        reader.issue(body.pointer + "/user", "names a user that the kubeconfig does not have under users");
    } else {
        read_user(reader, user, policy, target, *tls);
    }
    if (!reader.ok()) {
        auto issues = reader.take();
        std::string message = fmt::format("context \"{}\" of the kubeconfig can't be used: {} {}", target.context.substr(0, max_name),
                                          issues.front().pointer, issues.front().message);
        if (issues.size() > 1) message += fmt::format(" (and {} more)", issues.size() - 1);
        return fail(ErrorCode::invalid, std::move(message), std::move(issues));
    }
    target.tls = tls;
    target.reduced = reduce(target);
    return target;
}

}  // namespace nexa::kube
