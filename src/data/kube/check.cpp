#include "data/kube/check.hpp"

#include "base/log.hpp"
#include "model/expiry.hpp"

namespace nexa::kube {
namespace {

constexpr Duration tolerated_clock_difference = std::chrono::seconds(30);

struct Row {
    std::string_view name;
    std::string_view title;
};
constexpr std::array<Row, 7> rows{{{"reachable", "The apiserver answers"},
                                   {"tls", "Its certificate is trusted"},
                                   {"credentials", "The credential is accepted"},
                                   {"permissions", "The credential may do what Nexa does"},
                                   {"operators", "Operators run"},
                                   {"served", "The operators' kinds are served"},
                                   {"clock", "The clocks agree"}}};

class Report {
public:
    Report() {
        for (const Row& row : rows) report_.checks.push_back({std::string(row.name), std::string(row.title), CheckState::skipped, {}, {}});
    }
    CheckReport& report() { return report_; }
    void set(std::string_view name, CheckState state, std::string message, std::string fix = {}) {
        for (Check& check : report_.checks) {
            if (check.name != name) continue;
            check.state = state;
            check.message = std::move(message);
            check.fix = std::move(fix);
        }
    }
    /// What was not reached is skipped because of `why`.
    CheckReport finish(std::string_view why = {}) {
        for (Check& check : report_.checks) {
            if (check.state == CheckState::skipped && check.message.empty()) check.message = why;
        }
        report_.ok = std::ranges::none_of(report_.checks, [](const Check& check) { return check.state == CheckState::failed; });
        return std::move(report_);
    }

private:
    CheckReport report_;
};

bool about_tls(const std::string& message) {
    return message.find("certificate") != std::string::npos || message.find("TLS") != std::string::npos;
}

/// A certificate that holds, but not for long, is worth a word before the cluster is added.
void judge_certificate(Report& report, std::optional<Time> expires, Time now) {
    const std::string trusted = "the server's certificate is valid and from a trusted authority";
    if (!expires) {
        report.set("tls", CheckState::passed, trusted);
    } else if (validity_of(*expires, now) == Validity::fine) {
        report.set("tls", CheckState::passed, fmt::format("{}; it expires at {}", trusted, to_rfc3339_seconds(*expires)));
    } else {
        report.set("tls", CheckState::warning, fmt::format("the server's certificate expires at {}", to_rfc3339_seconds(*expires)),
                   "have the apiserver's certificate renewed before then (kubeadm certs renew apiserver, or as the cluster's vendor says)");
    }
}

/// First and second check, from the first request's end.
bool judge_connection(Report& report, const ApiError* error, const Target& target, std::optional<Time> certificate_expires, Time now) {
    const bool secure = target.server.starts_with("https://");
    if (error == nullptr || error->status != 0) {
        report.set("reachable", CheckState::passed, target.server + " answers");
        if (!secure) {
            report.set("tls", CheckState::warning, "the connection is not encrypted", "use an https:// address");
        } else if (target.tls && target.tls->insecure_skip_verify) {
            report.set("tls", CheckState::warning, "the server's certificate is not checked",
                       "remove insecure-skip-tls-verify and give the cluster's CA in certificate-authority-data");
        } else {
            judge_certificate(report, certificate_expires, now);
        }
        return true;
    }
    if (secure && about_tls(error->error.message)) {
        report.set("reachable", CheckState::passed, target.server + " takes connections");
        report.set(
            "tls", CheckState::failed, error->error.message,
            "give the CA that signed the apiserver's certificate in certificate-authority-data; for another host name set tls-server-name");
    } else {
        report.set("reachable", CheckState::failed, error->error.message,
                   "check the server's address in the kubeconfig, and that this machine may connect to it");
    }
    return false;
}

void judge_clock(Report& report, const http::Headers& headers, Time before, Time after) {
    // RFC 9110, section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"
    const std::string date(headers.get("Date"));
    std::tm parts{};
    if (date.empty() || strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr) {
        report.set("clock", CheckState::skipped, "the server does not tell its time");
        return;
    }
    const Time there(std::chrono::seconds(timegm(&parts)));
    const Time here = before + (after - before) / 2;
    const Duration off = there > here ? there - here : here - there;
    const double seconds = static_cast<double>(off.count()) / 1e6;
    if (off <= tolerated_clock_difference) {
        report.set("clock", CheckState::passed, fmt::format("they differ by {:.0f} s at most", std::max(1.0, seconds)));
    } else {
        report.set("clock", CheckState::warning, fmt::format("the cluster's clock and this one differ by {:.0f} s", seconds),
                   "set both by NTP: certificates, tokens and ages are judged by these clocks");
    }
}

struct Asked {
    AccessQuestion question;
    bool required = true;
    std::string words;  ///< "list sparkapplications"
};

std::vector<Asked> questions_of(std::span<const KindRef> kinds, const ClusterFacts& facts, const std::string& name_space) {
    std::vector<Asked> asked;
    const auto add = [&](std::string_view verb, std::string_view group, std::string_view resource, std::string_view subresource,
                         bool required) {
        std::string words = fmt::format("{} {}{}{}", verb, resource, subresource.empty() ? "" : "/", subresource);
        asked.push_back({{std::string(verb), std::string(group), std::string(resource), std::string(subresource), name_space},
                         required,
                         std::move(words)});
    };
    for (const KindRef& kind : kinds) {
        if (!facts.served.contains(std::string(kind.kind))) continue;
        for (const std::string_view verb : {"list", "watch", "get"}) add(verb, kind.group, kind.plural, "", true);
        for (const std::string_view verb : {"create", "patch", "delete"}) add(verb, kind.group, kind.plural, "", false);
    }
    add("list", "", "events", "", false);
    add("get", "", "pods", "log", false);
    return asked;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t index = 0; index < std::min<std::size_t>(words.size(), 8); ++index) text += (index > 0 ? ", " : "") + words[index];
    if (words.size() > 8) text += fmt::format(" and {} more", words.size() - 8);
    return text;
}

/// The whole cluster's rights or, when its objects may not be listed there, those in each given namespace.
Task<> judge_permissions(Api& api, std::span<const KindRef> kinds, const ClusterFacts& facts, std::vector<std::string> namespaces,
                         Report& report) {
    const auto ask = [&](const std::vector<Asked>& asked) {
        std::vector<AccessQuestion> questions;
        for (const Asked& entry : asked) questions.push_back(entry.question);
        return api.allowed(std::move(questions));
    };
    std::vector<std::string> scopes{std::string()};
    std::vector<std::string> needed;
    std::vector<std::string> useful;
    bool namespaced = false;
    for (std::size_t index = 0; index < scopes.size(); ++index) {
        const std::vector<Asked> asked = questions_of(kinds, facts, scopes[index]);
        const auto answers = co_await ask(asked);
        if (!answers) {
            report.set("permissions", CheckState::warning, answers.error().error.message,
                       "allow the credential to create selfsubjectaccessreviews (system:basic-user), or go by what the watches say");
            co_return;
        }
        const std::string where = scopes[index].empty() ? "" : " in " + scopes[index];
        for (std::size_t each = 0; each < asked.size(); ++each) {
            if ((*answers)[each]) continue;
            (asked[each].required ? needed : useful).push_back(asked[each].words + where);
        }
        if (index == 0 && !needed.empty() && !namespaces.empty()) {
            namespaced = true;
            needed.clear();
            useful.clear();
            scopes.insert(scopes.end(), namespaces.begin(), namespaces.end());
        }
    }
    const std::string fix = "bind a ClusterRole with these verbs to the credential's user or service account";
    if (!needed.empty()) {
        report.set("permissions", CheckState::failed, "the credential may not: " + joined(needed), fix);
    } else if (!useful.empty()) {
        report.set("permissions", CheckState::warning, "the credential may look, but not: " + joined(useful),
                   fix + ", or use the cluster read-only");
    } else if (namespaced) {
        report.set("permissions", CheckState::warning, "only these namespaces will be seen: " + joined(namespaces),
                   "that may be what you want; else bind the role for the whole cluster");
    } else {
        report.set("permissions", CheckState::passed, "it may read and change everything that Nexa works with");
    }
}

void judge_software(Report& report, std::span<const KindRef> kinds, const Discovered& found) {
    std::vector<std::string> served;
    std::vector<std::string> missing;
    for (const KindRef& kind : kinds) {
        const auto versions = found.facts.served.find(std::string(kind.kind));
        if (versions == found.facts.served.end()) {
            missing.emplace_back(kind.kind);
        } else {
            served.push_back(fmt::format("{} ({})", kind.kind, versions->second.front()));
        }
    }
    if (served.empty()) {
        report.set("served", CheckState::warning, "none of the operators' CRDs is installed",
                   "install Strimzi or the Spark operator with their CRDs; the cluster can be added before that");
    } else {
        report.set("served", CheckState::passed, joined(served));
    }
    std::vector<std::string> operators;
    for (const OperatorInfo& info : found.facts.operators) {
        operators.push_back(fmt::format("{} {}{}{}", info.name, info.version.empty() ? "of unknown version" : info.version,
                                        info.name_space.empty() ? "" : " in ", info.name_space));
    }
    if (operators.empty()) {
        std::string message = "no operator was found";
        if (!found.limits.empty()) message += ": " + found.limits.back();
        report.set("operators", CheckState::warning, std::move(message),
                   "install an operator, or allow the credential to list Deployments so that its version is known");
    } else {
        report.set("operators", CheckState::passed, joined(operators));
    }
}

}  // namespace

std::string_view to_string(CheckState state) noexcept {
    switch (state) {
        case CheckState::passed:
            return "passed";
        case CheckState::failed:
            return "failed";
        case CheckState::warning:
            return "warning";
        case CheckState::skipped:
            return "skipped";
    }
    return "skipped";
}

Task<CheckReport> check_cluster(Api& api, const Target& target, std::span<const KindRef> kinds, std::vector<std::string> namespaces,
                                const Clock& clock) {
    Report report;
    report.report().context = target.context;
    report.report().server = target.server;
    report.report().contexts = {target.context};

    Call version;
    version.target = "/version";
    version.what = "its version";
    version.deadline = std::chrono::seconds(10);
    version.asks_certificate = true;
    const Time before = clock.now();
    const auto answer = co_await api.send(std::move(version));
    const Time after = clock.now();
    const auto expires = answer ? answer->certificate_expires : std::nullopt;
    if (!judge_connection(report, answer ? nullptr : &answer.error(), target, expires, after)) {
        co_return report.finish("not tried: there is no connection");
    }
    if (answer) judge_clock(report, answer->headers, before, after);

    const auto who = co_await api.whoami();
    if (!who && who.error().status == 401) {
        report.set("credentials", CheckState::failed, who.error().error.message,
                   "make a new token (`kubectl create token`) or certificate, and give the kubeconfig with it");
        co_return report.finish("not tried: the credential is not accepted");
    }
    if (!who) {
        report.set("credentials", CheckState::warning, who.error().error.message,
                   "allow the credential to create selfsubjectreviews (system:basic-user)");
    } else {
        report.set("credentials", CheckState::passed, who->empty() ? "the apiserver accepts it" : "the apiserver knows it as " + *who);
    }
    const auto found = co_await discover(api, kinds, namespaces, clock.now());
    if (!found) {
        const bool refused = found.error().status == 401;
        report.set(refused ? "credentials" : "served", CheckState::failed, found.error().error.message,
                   refused ? "give a kubeconfig with a credential that the cluster accepts" : "see what the cluster's administrators say");
        co_return report.finish("not tried: the cluster's API could not be read");
    }
    judge_software(report, kinds, *found);
    co_await judge_permissions(api, kinds, found->facts, std::move(namespaces), report);
    co_return report.finish();
}

CheckReport refused_report(std::string_view kubeconfig, std::string_view context, const Error& refusal) {
    Report report;
    report.report().context = context;
    if (auto contexts = kubeconfig_contexts(kubeconfig)) report.report().contexts = std::move(contexts->names);
    std::string fix = "change the kubeconfig as said";
    report.set("reachable", CheckState::failed, refusal.message, std::move(fix));
    return report.finish("not tried: the kubeconfig can't be used");
}

}  // namespace nexa::kube
