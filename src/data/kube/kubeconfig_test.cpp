#include "data/kube/kubeconfig.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/encoding.hpp"

namespace nexa::kube {
namespace {

const std::string ca = "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";
const std::string key = "-----BEGIN PRIVATE KEY-----\nTUlJ\n-----END PRIVATE KEY-----\n";

std::string config(const std::string& cluster, const std::string& user, const std::string& more = {}) {
    return "apiVersion: v1\nkind: Config\ncurrent-context: main\ncontexts:\n- name: main\n  context: {cluster: c, user: u, namespace: "
           "team-a}\n" +
           more + "clusters:\n- name: c\n  cluster: {" + cluster + "}\nusers:\n- name: u\n  user: {" + user + "}\n";
}

const std::string good_cluster = "server: 'https://api.example:6443/', certificate-authority-data: " + to_base64(ca);

TEST(Kubeconfig, ReadsATokenContext) {
    const auto target = read_kubeconfig(config(good_cluster, "token: s3cret"));
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->server, "https://api.example:6443");
    EXPECT_EQ(target->name_space, "team-a");
    EXPECT_EQ(target->context, "main");
    EXPECT_EQ(target->token.reveal(), "s3cret");
    EXPECT_EQ(target->tls->ca_pem, ca);
    EXPECT_FALSE(target->tls->insecure_skip_verify);
}

TEST(Kubeconfig, ReadsAClientCertificate) {
    const auto target = read_kubeconfig(config(good_cluster + ", tls-server-name: other",
                                               "client-certificate-data: " + to_base64(ca) + ", client-key-data: " + to_base64(key)));
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->tls->certificate_pem, ca);
    EXPECT_EQ(target->tls->private_key_pem.reveal(), key);
    EXPECT_EQ(target->tls->server_name, "other");
}

TEST(Kubeconfig, ReducedHoldsTheChosenContextAlone) {
    const std::string text =
        config(good_cluster, "token: s3cret, as: robot, as-groups: [a, b]") + "- name: other\n  user: {token: another-secret}\n";
    const auto target = read_kubeconfig(text);
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->reduced.reveal().find("another-secret"), std::string::npos);
    const auto again = read_kubeconfig(target->reduced.reveal());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->server, target->server);
    EXPECT_EQ(again->token.reveal(), "s3cret");
    EXPECT_EQ(again->tls->ca_pem, ca);
    EXPECT_EQ(again->impersonate_user, "robot");
    EXPECT_EQ(again->impersonate_groups, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(again->reduced.reveal(), target->reduced.reveal());
}

TEST(Kubeconfig, ChoosesTheContext) {
    const std::string text = config(good_cluster, "token: t", "- name: second\n  context: {cluster: c, user: u}\n");
    EXPECT_EQ(read_kubeconfig(text, "second")->name_space, "default");
    const auto missing = read_kubeconfig(text, "third");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_NE(missing.error().message.find("main, second"), std::string::npos) << missing.error().message;
    const auto contexts = kubeconfig_contexts(text);
    ASSERT_TRUE(contexts);
    EXPECT_EQ(contexts->names, (std::vector<std::string>{"main", "second"}));
    EXPECT_EQ(contexts->current, "main");
}

struct Refusal {
    const char* name;
    std::string text;
    std::string pointer;  ///< Of the first issue; empty: refused as a whole.
    std::string words;
};

class KubeconfigRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(KubeconfigRefusals, SaysWhereAndWhatToDo) {
    const auto target = read_kubeconfig(GetParam().text);
    ASSERT_FALSE(target);
    EXPECT_NE(target.error().message.find(GetParam().words), std::string::npos) << target.error().message;
    if (!GetParam().pointer.empty()) {
        ASSERT_FALSE(target.error().issues.empty());
        EXPECT_EQ(target.error().issues.front().pointer, GetParam().pointer);
    }
    EXPECT_EQ(target.error().message.find("s3cret"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Table, KubeconfigRefusals,
    testing::Values(Refusal{"empty", "", "", "empty"}, Refusal{"not_a_map", "- 1\n", "", "not a kubeconfig"},
                    Refusal{"other_kind", "kind: Pod\n", "/kind", "kind must be Config"},
                    Refusal{"no_contexts", "kind: Config\n", "", "no contexts"},
                    Refusal{"exec", config(good_cluster, "exec: {command: rm}"), "/users/0/user/exec", "service account"},
                    Refusal{"auth_provider", config(good_cluster, "auth-provider: {name: gcp}"), "/users/0/user/auth-provider", "token"},
                    Refusal{"ca_file", config("server: 'https://a', certificate-authority: /etc/shadow", "token: s3cret"),
                            "/clusters/0/cluster/certificate-authority", "--flatten"},
                    Refusal{"key_file", config(good_cluster, "client-certificate: /a, client-key: /b"), "/users/0/user/client-certificate",
                            "--flatten"},
                    Refusal{"token_file", config(good_cluster, "tokenFile: /var/run/token"), "/users/0/user/tokenFile", "does not read"},
                    Refusal{"insecure", config("server: 'https://a', insecure-skip-tls-verify: true", "token: s3cret"),
                            "/clusters/0/cluster/insecure-skip-tls-verify", "certificate-authority-data"},
                    Refusal{"proxy", config("server: 'https://a', proxy-url: 'http://p'", "token: s3cret"), "/clusters/0/cluster/proxy-url",
                            "directly"},
                    Refusal{"basic", config(good_cluster, "username: a, password: s3cret"), "/users/0/user/username", "token"},
                    Refusal{"http", config("server: 'http://a'", "token: s3cret"), "/clusters/0/cluster/server", "https://"},
                    Refusal{"userinfo", config("server: 'https://u:s3cret@a'", "token: t"), "/clusters/0/cluster/server", "under users"},
                    Refusal{"query", config("server: 'https://a/?x=1'", "token: t"), "/clusters/0/cluster/server", "query"},
                    Refusal{"file_url", config("server: 'file:///etc/passwd'", "token: t"), "/clusters/0/cluster/server", "https://"},
                    Refusal{"no_server", config("certificate-authority-data: ''", "token: t"), "/clusters/0/cluster/server", "missing"},
                    Refusal{"not_base64", config("server: 'https://a', certificate-authority-data: '***'", "token: t"),
                            "/clusters/0/cluster/certificate-authority-data", "base64"},
                    Refusal{"not_pem", config("server: 'https://a', certificate-authority-data: " + to_base64("hello"), "token: t"),
                            "/clusters/0/cluster/certificate-authority-data", "PEM"},
                    Refusal{"no_credentials", config(good_cluster, ""), "/users/0/user", "no credentials"},
                    Refusal{"half_a_pair", config(good_cluster, "client-certificate-data: " + to_base64(ca)), "/users/0/user", "key"},
                    Refusal{"header_in_token", config(good_cluster, "token: \"a\\r\\nX: y\""), "/users/0/user/token", "line end"},
                    Refusal{"token_is_a_map", config(good_cluster, "token: {a: b}"), "/users/0/user/token", "text"},
                    Refusal{"unknown_cluster",
                            "current-context: m\ncontexts: [{name: m, context: {cluster: x, user: y}}]\nclusters: []\nusers: []\n",
                            "/contexts/0/context/cluster", "under clusters"}),
    [](const auto& param) { return param.param.name; });

TEST(Kubeconfig, PolicyAllowsWhatItSays) {
    KubeconfigPolicy policy;
    policy.plain_http = policy.insecure_skip_tls_verify = policy.basic_auth = true;
    policy.read_file = [](const std::string& path) -> Result<std::string> { return path == "/token" ? "from-file\n" : ca; };
    const auto target = read_kubeconfig(
        config("server: 'http://a', insecure-skip-tls-verify: true, certificate-authority: /ca", "tokenFile: /token"), {}, policy);
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->token.reveal(), "from-file");
    EXPECT_EQ(target->tls->ca_pem, ca);
    EXPECT_TRUE(read_kubeconfig(config("server: 'http://a'", "username: u, password: p"), {}, policy));
}

TEST(Kubeconfig, SurvivesHostileTexts) {
    const std::string good = config(good_cluster, "token: t");
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string text = good;
        for (int change = 0; change < 3; ++change) text[random() % text.size()] = static_cast<char>(random());
        static_cast<void>(read_kubeconfig(text));
        static_cast<void>(read_kubeconfig(std::string_view(good).substr(0, random() % good.size())));
    }
    EXPECT_FALSE(read_kubeconfig(std::string(2 * 1024 * 1024, 'a')));
    EXPECT_FALSE(read_kubeconfig("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ncontexts: [{name: [*c,*c]}]\n"));
}

}  // namespace
}  // namespace nexa::kube
