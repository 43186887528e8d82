#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"
#include "data/spark/submission.hpp"
#include "data/version.hpp"
#include "model/submission.hpp"

namespace nexa::contracts {
namespace {

/// The pod of a Pod, Job, CronJob or Deployment: an object with metadata and spec. Null when there is none.
const json::object* pod_of(const json::object& object) {
    const auto kind = text_at(object, {"kind"});
    if (kind == "Pod") return &object;
    if (kind == "CronJob") return object_at(object, {"spec", "jobTemplate", "spec", "template"});
    return object_at(object, {"spec", "template"});
}

bool contains_word(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// The repository of an image: "ghcr.io/a/spark:4.0" -> "ghcr.io/a/spark". A registry's port is no tag.
std::string_view repository(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const auto colon = image.rfind(':');
    const auto slash = image.rfind('/');
    return colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash) ? image.substr(0, colon) : image;
}

/// Why a container runs Spark: "image spark:4.0.1", "command spark-submit"; empty when it does not.
std::string spark_sign(const json::object& container) {
    const auto image = text_at(container, {"image"});
    const auto path = repository(image);
    const auto name = path.substr(path.rfind('/') + 1);
    if (name == "spark" || name.starts_with("spark-") || name.ends_with("-spark") || name.starts_with("pyspark"))
        return fmt::format("image {}", image);
    for (const std::string_view field : {"command", "args"}) {
        const auto* words = list_at(container, {field});
        if (words == nullptr) continue;
        for (const auto& word : *words) {
            if (word.is_string() && contains_word(view(word.get_string()), {"spark-submit", "/opt/spark/", "org.apache.spark"})) {
                return fmt::format("{} {}", field, view(word.get_string()).substr(0, 80));
            }
        }
    }
    return {};
}

struct SparkPod {
    std::string sign;   ///< What gave it away; empty: not Spark.
    std::string image;  ///< Of the container that runs Spark.
};

SparkPod spark_pod(const json::object& pod) {
    SparkPod found;
    if (const auto* containers = list_at(pod, {"spec", "containers"})) {
        for (const auto& each : *containers) {
            const auto* container = each.if_object();
            if (container == nullptr) continue;
            if (found.image.empty()) found.image = std::string(text_at(*container, {"image"}));
            auto sign = spark_sign(*container);
            if (sign.empty()) continue;
            return {.sign = std::move(sign), .image = std::string(text_at(*container, {"image"}))};
        }
    }
    for (const std::string_view label : {"spark-role", "spark-app-selector", "spark-app-name", "sparkoperator.k8s.io/app-name"}) {
        const auto value = label_of(pod, label);
        if (!value.empty()) found.sign = fmt::format("label {}={}", label, value);
    }
    return found;
}

/// RFC 1035: a lower case letter first, then letters, digits and "-".
bool is_dns_1035_label(std::string_view text) {
    const auto lower = [](char each) { return each >= 'a' && each <= 'z'; };
    const auto digit = [](char each) { return each >= '0' && each <= '9'; };
    return !text.empty() && text.size() <= 63 && lower(text.front()) && text.back() != '-' &&
           std::ranges::all_of(text, [&](char each) { return lower(each) || digit(each) || each == '-'; });
}

/// The application in a manifest: the resource itself, or a schedule's template; and where it is.
struct Application {
    const json::object* spec = nullptr;
    std::string pointer;
};
Application application_of(const Input& input) {
    if (input.kind() == "ScheduledSparkApplication") return {object_at(input.desired, {"spec", "template"}), "/spec/template"};
    return {object_at(input.desired, {"spec"}), "/spec"};
}

Hits submitted_as_application(const Input& input) {
    const auto* pod = pod_of(input.desired);
    if (pod == nullptr) return {};
    const auto found = spark_pod(*pod);
    if (found.sign.empty()) return {};
    const bool scheduled = input.kind() == "CronJob";
    const auto image = found.image.empty() ? std::string() : fmt::format(" spec{}.image: {},", scheduled ? ".template" : "", found.image);
    return {{.pointer = "/kind",
             .message = fmt::format("{} {} runs Spark by itself ({}): no operator would submit, watch, retry or clean it up", input.kind(),
                                    input.name(), found.sign),
             .fix = scheduled ? fmt::format("Send a ScheduledSparkApplication (sparkoperator.k8s.io/v1beta2) with spec.schedule, "
                                            "spec.concurrencyPolicy,{} and the application under spec.template.",
                                            image)
                              : fmt::format("Send a SparkApplication (sparkoperator.k8s.io/v1beta2) with spec.type, spec.sparkVersion,{} "
                                            "spec.mainApplicationFile, spec.driver and spec.executor.",
                                            image)}};
}

Hits name_is_label(const Input& input) {
    if (is_dns_1035_label(input.name())) return {};
    return {{.pointer = "/metadata/name",
             .message = fmt::format("\"{}\" can't name a {}: the operator makes Services from it, so it must begin with a lower case "
                                    "letter and have only lower case letters, digits and \"-\", at most 63",
                                    input.name(), input.kind()),
             .fix = "Choose such a name."}};
}

Hits retries_never(const Input& input) {
    const bool scheduled = input.kind() == "ScheduledSparkApplication";
    const Path of_application{"spec", "restartPolicy"};
    const Path of_template{"spec", "template", "restartPolicy"};
    const auto* policy = object_at(input.desired, scheduled ? of_template : of_application);
    if (policy == nullptr || text_at(*policy, {"type"}) != "OnFailure") return {};
    if (policy->contains("onFailureRetries") || policy->contains("onSubmissionFailureRetries")) return {};
    return {{.pointer = scheduled ? "/spec/template/restartPolicy" : "/spec/restartPolicy",
             .message =
                 "restartPolicy.type is OnFailure, but neither onFailureRetries nor onSubmissionFailureRetries is set: it is never retried",
             .fix = "Set onFailureRetries (and onSubmissionFailureRetries) to how often it may be tried again."}};
}

Hits node_selectors_at_both_levels(const Input& input) {
    const auto [spec, pointer] = application_of(input);
    if (spec == nullptr || object_at(*spec, {"nodeSelector"}) == nullptr) return {};
    Hits hits;
    for (const std::string_view part : {"driver", "executor"}) {
        if (object_at(*spec, {part, "nodeSelector"}) == nullptr) continue;
        hits.push_back({.pointer = fmt::format("{}/{}/nodeSelector", pointer, part),
                        .message = fmt::format("nodeSelector stands both in {} and in its {}: the operator refuses the application",
                                               dotted(pointer), part),
                        .fix = fmt::format("Keep it in one place: {0}.driver and {0}.executor, or {0} for both.", dotted(pointer))});
    }
    return hits;
}

Hits pod_template_version(const Input& input) {
    const auto [spec, pointer] = application_of(input);
    if (spec == nullptr) return {};
    const auto version = text_at(*spec, {"sparkVersion"});
    if (!is_version(version) || compare_versions(version, "3.0.0") >= 0) return {};
    Hits hits;
    for (const std::string_view part : {"driver", "executor"}) {
        if (object_at(*spec, {part, "template"}) == nullptr) continue;
        hits.push_back({.pointer = fmt::format("{}/{}/template", pointer, part),
                        .message = fmt::format("pod templates need Spark 3.0.0 or newer, and sparkVersion is {}", version),
                        .fix = "Use a newer Spark, or the fields of driver and executor in place of the template."});
    }
    return hits;
}

/// What the operator sets itself; nothing when it does not.
std::string_view owner_of_option(std::string_view name) {
    if (name == "spark.master") return "the cluster that the operator submits to";
    if (name == "spark.kubernetes.container.image" || name == "spark.kubernetes.driver.container.image" ||
        name == "spark.kubernetes.executor.container.image")
        return "spec.image, driver.image or executor.image";
    if (name.starts_with("spark.kubernetes.authenticate.")) return "driver.serviceAccount and executor.serviceAccount";
    return {};
}

Hits options_denied(const Input& input) {
    const auto* spark_operator = input.operator_named("spark-operator");
    const auto [spec, pointer] = application_of(input);
    const auto* options = spec == nullptr ? nullptr : object_at(*spec, {"sparkConf"});
    if (options == nullptr || !is_since(spark_operator, "2.5.2")) return {};
    Hits hits;
    for (const auto& [name, value] : *options) {
        const auto place = pointer_of(pointer + "/sparkConf", name);
        if (name == "spark.kubernetes.namespace" && value.is_string() && view(value.get_string()) != input.name_space()) {
            hits.push_back({.pointer = place,
                            .message = fmt::format("spark.kubernetes.namespace is {}, but the application is in {}",
                                                   view(value.get_string()), input.name_space()),
                            .fix = "Remove it: pods run in the namespace of the application.",
                            .remedy = remedies::remove(place)});
        }
        const auto owner = owner_of_option(name);
        if (owner.empty()) continue;
        hits.push_back(
            {.pointer = place,
             .message = fmt::format("{} is denied in sparkConf by {}", std::string_view(name), operator_on_cluster(input, *spark_operator)),
             .fix = fmt::format("Remove it; it follows from {}.", owner),
             .remedy = remedies::remove(place)});
    }
    return hits;
}

/// A field that came with a release of the operator.
Hits since_release(const Input& input, Path path, std::string_view pointer, std::string_view what, std::string_view release) {
    const auto* spark_operator = input.operator_named("spark-operator");
    if (find(input.desired, path) == nullptr || !is_before(spark_operator, release)) return {};
    return {{.pointer = std::string(pointer),
             .message = fmt::format("{} came with Spark operator {}; {} does not know it", what, release,
                                    operator_on_cluster(input, *spark_operator)),
             .fix = fmt::format("Leave it out, or upgrade the operator to {}.", release),
             .remedy = pointer.starts_with("/spec/") ? std::optional(remedies::remove(pointer)) : std::nullopt}};
}
Hits suspend_supported(const Input& input) {
    return input.kind() == "SparkApplication" ? since_release(input, {"spec", "suspend"}, "/spec/suspend", "spec.suspend", "2.4.0")
                                              : Hits();
}
Hits time_zone_supported(const Input& input) {
    return since_release(input, {"spec", "timeZone"}, "/spec/timeZone", "spec.timeZone", "2.2.0");
}
Hits connect_supported(const Input& input) {
    return since_release(input, {"kind"}, "/kind", "SparkConnect", "2.3.0");
}

/// Where there is a restart policy that does not say it yet, the value has a place; where it says it, the other one is only in the way.
std::optional<Remedy> moved_to_restart_policy(const json::object& spec, const std::string& place, std::string_view instead) {
    const auto* policy = object_at(spec, {"restartPolicy"});
    const auto name = instead.substr(instead.find('.') + 1);
    if (policy == nullptr) return std::nullopt;
    if (policy->contains(name)) return remedies::remove(place);
    return Remedy{.label = fmt::format("Move it to {}", instead),
                  .patch = {{.op = PatchOperation::Op::move,
                             .path = fmt::format("{}/restartPolicy/{}", place.substr(0, place.rfind('/')), name),
                             .from = place,
                             .value = {}}}};
}

Hits fields_unread(const Input& input) {
    const auto [spec, pointer] = application_of(input);
    Hits hits;
    for (const auto& [name, instead] : {std::pair{"failureRetries", "restartPolicy.onFailureRetries"},
                                        std::pair{"retryInterval", "restartPolicy.onFailureRetryInterval"}}) {
        if (spec == nullptr || !spec->contains(name)) continue;
        const auto place = fmt::format("{}/{}", pointer, name);
        hits.push_back({.pointer = place,
                        .message = fmt::format("{}.{} is in the CRD, but the operator does not read it", dotted(pointer), name),
                        .fix = fmt::format("Use {}.", instead),
                        .remedy = moved_to_restart_policy(*spec, place, instead)});
    }
    return hits;
}

Hits version_matches_image(const Input& input) {
    const auto [spec, pointer] = application_of(input);
    if (spec == nullptr) return {};
    const auto image = text_at(*spec, {"image"});
    const auto version = text_at(*spec, {"sparkVersion"});
    const auto name = repository(image);
    const bool is_spark = name.ends_with("/spark") || name == "spark";
    if (!is_spark || name.size() >= image.size() || image[name.size()] != ':' || !is_version(version)) return {};
    const auto tag = image.substr(name.size() + 1);
    if (!is_version(tag) || compare_versions(tag, version) == 0) return {};
    return {{.pointer = pointer + "/sparkVersion",
             .message = fmt::format(
                 "sparkVersion {} is not that of the image {}: the image decides what runs, and the operator goes by sparkVersion", version,
                 image),
             .fix = fmt::format("Set sparkVersion to {}.", tag.substr(0, tag.find('-'))),
             .remedy = remedies::set(input.desired, pointer + "/sparkVersion", tag.substr(0, tag.find('-')))}};
}

Hits priority_is_number(const Input& input) {
    if (spark::priority_of(input.desired)) return {};
    return {{.pointer = "/metadata/annotations/nexa.dev~1priority",
             .message = fmt::format("\"{}\" is no priority", annotation_of(input.desired, priority_annotation).substr(0, 40)),
             .fix = fmt::format("Write a whole number from -{0} to {0}; greater goes first.", greatest_priority)}};
}

/// The webhook fills in what is left out when an application is made.
bool webhook_was_absent(const json::object& application) {
    return !text_at(application, {"status", "applicationState", "state"}).empty() && text_at(application, {"spec", "mode"}).empty() &&
           integer_at(application, {"spec", "driver", "cores"}) == std::nullopt;
}

Hits webhook_absent(const Input& input) {
    if (input.observed == nullptr || !webhook_was_absent(*input.observed)) return {};
    const auto type = text_at(input.desired, {"spec", "restartPolicy", "type"});
    const bool retries = type == "Always" || type == "OnFailure";
    const bool stuck = retries && find(input.desired, {"spec", "restartPolicy", "onFailureRetryInterval"}) == nullptr;
    return {{.pointer = stuck ? "/spec/restartPolicy" : "",
             .message = fmt::format(
                 "the live application has none of the webhook's defaults, so the operator's webhook does not see this namespace: "
                 "volumes, tolerations and the like of driver and executor are not applied{}",
                 stuck ? ", and a failed run is never retried (\"invalid retry interval\")" : ""),
             .fix = stuck ? "Set onFailureRetryInterval and onSubmissionFailureRetryInterval, and see that the webhook runs."
                          : "See that the operator's webhook runs and covers the namespace."}};
}

constexpr std::string_view pods[] = {"Pod", "Job", "CronJob", "Deployment", "StatefulSet", "ReplicaSet"};
constexpr std::string_view spark[] = {"SparkApplication", "ScheduledSparkApplication"};
constexpr std::string_view application[] = {"SparkApplication"};
constexpr std::string_view schedule[] = {"ScheduledSparkApplication"};
constexpr std::string_view connect[] = {"SparkConnect"};

constexpr Rule rows[] = {
    {.id = "spark-submitted-as-application",
     .title = "Spark runs as a SparkApplication",
     .kinds = pods,
     .explanation = "A driver that is started as a bare Pod or Job is outside of the operator: no retries, no status, no rules of the "
                    "namespace, nothing to audit.",
     .source = "Platform rule",
     .check = submitted_as_application},
    {.id = "spark-name",
     .title = "Names of Spark applications are DNS-1035 labels",
     .kinds = spark,
     .explanation = "The operator derives Services from the name, and from 2.4 on its webhook refuses a name that is no DNS-1035 label.",
     .source = "Spark operator 2.4: validating webhook",
     .check = name_is_label},
    {.id = "spark-node-selector",
     .title = "Node selectors stand at one level",
     .kinds = spark,
     .explanation = "The webhook refuses an application with a node selector for all of it and another for driver or executor.",
     .source = "Spark operator: validating webhook",
     .check = node_selectors_at_both_levels},
    {.id = "spark-pod-template",
     .title = "Pod templates need Spark 3",
     .kinds = spark,
     .explanation = "Spark reads pod templates from 3.0.0 on; the webhook refuses them for older versions.",
     .source = "Spark operator: validating webhook",
     .check = pod_template_version},
    {.id = "spark-conf-denied",
     .title = "What the operator sets is not set again",
     .kinds = spark,
     .explanation =
         "From 2.5.2 on the webhook refuses options that would go around the operator: master, images, credentials, another namespace.",
     .source = "Spark operator 2.5.2 release notes: sparkConf deny list",
     .check = options_denied},
    {.id = "spark-priority",
     .title = "Priorities are whole numbers",
     .kinds = application,
     .explanation = "The annotation nexa.dev/priority says which application of a namespace is submitted first when several wait.",
     .source = "Nexa: submission queue",
     .check = priority_is_number},
    {.id = "spark-suspend-version",
     .title = "The operator can suspend applications",
     .kinds = application,
     .explanation = "spec.suspend of applications came with 2.4.",
     .source = "Spark operator 2.4 release notes",
     .check = suspend_supported},
    {.id = "spark-time-zone-version",
     .title = "The operator knows time zones",
     .kinds = schedule,
     .explanation = "spec.timeZone came with 2.2.",
     .source = "Spark operator 2.2 release notes",
     .check = time_zone_supported},
    {.id = "spark-connect-version",
     .title = "The operator runs Spark Connect",
     .kinds = connect,
     .explanation = "The kind SparkConnect came with 2.3.",
     .source = "Spark operator 2.3 release notes",
     .check = connect_supported},
    {.id = "spark-retries-never",
     .title = "OnFailure without a number of retries never retries",
     .type = Finding::Type::warning,
     .kinds = spark,
     .explanation = "The operator takes an unset number of retries for none.",
     .source = "Spark operator: restart policy",
     .check = retries_never},
    {.id = "spark-fields-unread",
     .title = "Fields that nobody reads",
     .type = Finding::Type::warning,
     .kinds = spark,
     .explanation = "Two fields of old stayed in the CRD when the controller was rewritten.",
     .source = "Spark operator 2.x: SparkApplication controller",
     .check = fields_unread},
    {.id = "spark-version-image",
     .title = "The version is that of the image",
     .type = Finding::Type::warning,
     .kinds = spark,
     .explanation = "The operator decides by sparkVersion what it may ask of Spark; what runs is in the image.",
     .source = "Spark operator: spec.sparkVersion",
     .check = version_matches_image},
    {.id = "spark-webhook",
     .title = "The operator's webhook is at work",
     .type = Finding::Type::warning,
     .kinds = application,
     .explanation = "The webhook sets defaults and puts into the pods what spark-submit has no option for.",
     .source = "Spark operator: mutating webhook",
     .check = webhook_absent},
};

}  // namespace

std::span<const Rule> spark_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
