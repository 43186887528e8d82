#include "control/policy/judge.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "control/policy/jvm_memory.hpp"
#include "data/object.hpp"
#include "data/spark/submission.hpp"

namespace nexa::control {
namespace {

std::string joined(const auto& texts) {
    std::string all;
    for (const auto& text : texts) all += fmt::format("{}{}", all.empty() ? "" : ", ", text);
    return all.empty() ? "nothing" : all;
}

std::string escaped(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (c == '~') {
            text += "~0";
        } else if (c == '/') {
            text += "~1";
        } else {
            text += c;
        }
    }
    return text;
}

std::string text_of(const json::value& value) {
    if (const auto* text = value.if_string()) return std::string(*text);
    return json::serialize(value);
}

bool is_service_account(std::string_view name) {
    return name == "serviceAccount" || name == "serviceAccountName";
}

class Judge {
public:
    Judge(const NamespacePolicy& policy, std::string_view kind) : policy_(policy), kind_(kind) {}

    std::vector<Finding> run(const json::object& desired) {
        if (policy_.kinds && !policy_.kinds->contains(std::string(kind_))) {
            add("kinds", "/kind", fmt::format("{} is not allowed here (allowed: {})", kind_, joined(*policy_.kinds)));
        }
        if (const auto* spec = object_at(desired, {"spec"})) {
            walk(*spec, "/spec");
            spark(*spec);
        }
        if (kind_ == "SparkApplication") running_cores(desired);
        return std::move(findings_);
    }

private:
    void add(std::string_view rule, std::string pointer, std::string message) {
        Finding finding;
        finding.type = Finding::Type::violation;
        finding.rule = fmt::format("{}{}", policy_rule_prefix, rule);
        finding.title = "The namespace's policy forbids it";
        finding.pointer = std::move(pointer);
        finding.message = std::move(message);
        finding.fix = "Change the manifest, or ask someone with policies:write to change the policy of this namespace.";
        finding.source = "Namespace policy";
        findings_.push_back(std::move(finding));
    }

    void walk(const json::object& object, const std::string& pointer) {
        for (const auto& [key, value] : object) {
            const std::string at = fmt::format("{}/{}", pointer, escaped(key));
            member(key, value, at);
            if (const auto* child = value.if_object()) {
                walk(*child, at);
            } else if (const auto* list = value.if_array()) {
                for (std::size_t index = 0; index < list->size(); ++index) {
                    if (const auto* item = (*list)[index].if_object()) walk(*item, fmt::format("{}/{}", at, index));
                }
            }
        }
    }

    void member(std::string_view key, const json::value& value, const std::string& at) {
        const auto* text = value.if_string();
        if (key == "image" && text) image(*text, at);
        if (is_service_account(key) && text) service_account(*text, at);
        if (key == "volumes" && value.is_array()) volumes(value.get_array(), at);
        if (key == "resources" && value.is_object()) resources(value.get_object(), at);
        if (key == "sparkConf" && value.is_object()) spark_conf(value.get_object(), at);
        const bool on = value.is_bool() && value.get_bool();
        const bool host = (key == "hostNetwork" || key == "hostPID" || key == "hostIPC" || key == "privileged") && on;
        if (!policy_.host_access && (host || (key == "hostPath" && value.is_object()))) {
            add("host-access", at, fmt::format("{} gives access to the node, which is not allowed here", key));
        }
        if ((key == "replicas" || key == "instances" || key == "maxExecutors" || key == "initialExecutors") && value.is_int64()) {
            instances(value.get_int64(), at);
        }
    }

    void image(std::string_view name, const std::string& at) {
        if (!policy_.images) return;
        const auto allowed = [&](const std::string& pattern) { return matches_pattern(pattern, name); };
        if (std::ranges::any_of(*policy_.images, allowed)) return;
        add("images", at, fmt::format("the image {} is not allowed here (allowed: {})", name, joined(*policy_.images)));
    }

    void service_account(std::string_view name, const std::string& at) {
        if (!policy_.service_accounts || policy_.service_accounts->contains(std::string(name))) return;
        add("service-accounts", at,
            fmt::format("the service account {} is not allowed here (allowed: {})", name, joined(*policy_.service_accounts)));
    }

    void volume(std::string_view type, const std::string& at) {
        if (!policy_.volumes || policy_.volumes->contains(std::string(type))) return;
        add("volumes", at, fmt::format("volumes of type {} are not allowed here (allowed: {})", type, joined(*policy_.volumes)));
    }

    void volumes(const json::array& list, const std::string& at) {
        for (std::size_t index = 0; index < list.size(); ++index) {
            const auto* one = list[index].if_object();
            // Lists of other things are called so too (JBOD disks); a pod's volume has a name and its type as a member.
            if (!one || !one->contains("name")) continue;
            for (const auto& [key, source] : *one) {
                if (key != "name" && source.is_object()) volume(key, fmt::format("{}/{}/{}", at, index, escaped(key)));
            }
        }
    }

    void instances(std::int64_t count, const std::string& at) {
        if (!policy_.max_instances || count <= *policy_.max_instances) return;
        add("max-instances", at, fmt::format("{} are more than the {} that are allowed here", count, *policy_.max_instances));
    }

    void limit(std::string_view what, std::optional<double> wanted, const std::string& shown, const std::optional<std::string>& most,
               const std::string& at) {
        if (!most) return;
        const auto ceiling = parse_quantity(*most);
        if (!wanted) {
            add(fmt::format("max-{}", what), at,
                fmt::format("{} can't be read as an amount of {}, so that it can't be allowed here", shown, what));
        } else if (ceiling && *wanted > *ceiling) {
            add(fmt::format("max-{}", what), at, fmt::format("{} {} is more than the {} that is allowed here", what, shown, *most));
        }
    }

    void resources(const json::object& wanted, const std::string& at) {
        for (const auto* part : {"limits", "requests"}) {
            const auto* amounts = object_at(wanted, {part});
            if (!amounts) continue;
            for (const auto& [what, most] : {std::pair{"cpu", &policy_.max_cpu}, std::pair{"memory", &policy_.max_memory}}) {
                if (const auto* amount = amounts->if_contains(what)) {
                    const std::string shown = text_of(*amount);
                    limit(what, parse_quantity(shown), shown, *most, fmt::format("{}/{}/{}", at, part, what));
                }
            }
        }
    }

    /// Settings by which Spark itself makes its pods what they are.
    void spark_conf(const json::object& settings, const std::string& at) {
        for (const auto& [name, value] : settings) {
            const std::string_view key = name;
            const std::string here = fmt::format("{}/{}", at, escaped(key));
            const std::string text = text_of(value);
            if (!key.starts_with("spark.kubernetes.")) {
                if (key.ends_with(".instances") || key.ends_with(".maxExecutors")) {
                    if (const auto count = parse_quantity(text)) instances(static_cast<std::int64_t>(*count), here);
                }
                if (key == "spark.driver.memory" || key == "spark.executor.memory") {
                    limit("memory", parse_jvm_memory(text), text, policy_.max_memory, here);
                }
                if (key == "spark.driver.cores" || key == "spark.executor.cores")
                    limit("cpu", parse_quantity(text), text, policy_.max_cpu, here);
                continue;
            }
            if (key.ends_with(".container.image")) image(text, here);
            if (key.find("erviceAccountName") != std::string_view::npos) service_account(text, here);
            if (const auto found = key.find(".volumes."); found != std::string_view::npos) {
                const std::string_view rest = key.substr(found + 9);
                const std::string_view type = rest.substr(0, rest.find('.'));
                volume(type, here);
                if (type == "hostPath" && !policy_.host_access)
                    add("host-access", here, "a hostPath volume gives access to the node, which is not allowed here");
            }
            if (key.ends_with(".limit.cores") || key.ends_with(".request.cores"))
                limit("cpu", parse_quantity(text), text, policy_.max_cpu, here);
            if (key.ends_with("podTemplateFile") && restricts_pods()) {
                add("pod-template", here,
                    "a pod template of a file can't be judged, so that it is not allowed here; write the template into the manifest");
            }
        }
    }

    bool restricts_pods() const {
        return policy_.images || policy_.service_accounts || policy_.volumes || !policy_.host_access || policy_.max_cpu ||
               policy_.max_memory;
    }

    void spark(const json::object& spec) {
        const bool scheduled = kind_ == "ScheduledSparkApplication";
        if (!scheduled && kind_ != "SparkApplication") return;
        const auto* application = scheduled ? object_at(spec, {"template"}) : &spec;
        if (!application) return;
        const std::string base = scheduled ? "/spec/template" : "/spec";
        for (const auto* role : {"driver", "executor"}) {
            const auto* pod = object_at(*application, {role});
            const std::string at = fmt::format("{}/{}", base, role);
            if (pod) spark_pod(*pod, at);
            const bool named = pod && pod->contains("serviceAccount");
            if (std::string_view(role) == "driver" && !named) service_account("default", at + "/serviceAccount");
        }
    }

    /// What asks for more than may ever run would wait for ever.
    void running_cores(const json::object& application) {
        const auto wanted = spark::millicores_of(application);
        if (!policy_.max_running_cores || wanted <= *policy_.max_running_cores * 1000) return;
        add("max-running-cores", "/spec",
            fmt::format("driver and executors ask for {} cores together, more than the {} that may run here at once",
                        json::serialize(spark::in_cores(wanted)), *policy_.max_running_cores));
    }

    void spark_pod(const json::object& pod, const std::string& at) {
        for (const auto* name : {"cores", "coreLimit", "coreRequest"}) {
            if (const auto* value = pod.if_contains(name))
                limit("cpu", parse_quantity(text_of(*value)), text_of(*value), policy_.max_cpu, at + "/" + name);
        }
        if (const auto* value = pod.if_contains("memory"))
            limit("memory", parse_jvm_memory(text_of(*value)), text_of(*value), policy_.max_memory, at + "/memory");
    }

    const NamespacePolicy& policy_;
    const std::string_view kind_;
    std::vector<Finding> findings_;
};

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
    std::size_t at = 0, in = 0, star = std::string_view::npos, resume = 0;
    while (in < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            resume = in;
        } else if (at < pattern.size() && pattern[at] == text[in]) {
            ++at;
            ++in;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in = ++resume;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

std::vector<Finding> policy_violations(const NamespacePolicy& policy, std::string_view kind, const json::object& desired) {
    return Judge(policy, kind).run(desired);
}

}  // namespace nexa::control
