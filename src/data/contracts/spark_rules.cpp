#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "data/contracts/rules.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "data/spark/changes.hpp"
#include "data/version.hpp"

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

std::string dotted(std::string_view pointer) {
    std::string path(pointer.substr(pointer.empty() ? 0 : 1));
    std::ranges::replace(path, '/', '.');
    return path;
}

/// Changes that rerun the job, against the desired state before or, when there was none, the live object.
std::vector<DiffEntry> rerunning(const Input& input, std::string_view operator_version) {
    if (input.current != nullptr) return spark::rerunning_changes(*input.current, input.desired, operator_version);
    const auto* kind = find_kind(input.kind());
    if (input.observed == nullptr || kind == nullptr) return {};
    auto entries = drift_of(*kind, input.desired, *input.observed);
    std::erase_if(entries, [&](const DiffEntry& each) {
        return !each.pointer.starts_with("/spec/") || spark::is_exempt(each.pointer, operator_version);
    });
    return entries;
}

}  // namespace

Hits spark_submitted_as_application(const Input& input) {
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

Hits spark_name(const Input& input) {
    if (is_dns_1035_label(input.name())) return {};
    return {{.pointer = "/metadata/name",
             .message = fmt::format("\"{}\" can't name a {}: the operator makes Services from it, so it must begin with a lower case "
                                    "letter and have only lower case letters, digits and \"-\", at most 63",
                                    input.name(), input.kind()),
             .fix = "Choose such a name."}};
}

Hits spark_schedule_concurrency(const Input& input) {
    if (!text_at(input.desired, {"spec", "concurrencyPolicy"}).empty()) return {};
    return {{.pointer = "/spec",
             .message = fmt::format(
                 "spec.concurrencyPolicy is not set: schedule {} would run once and then never again while that application exists",
                 input.name()),
             .fix = "Set spec.concurrencyPolicy to Allow, Forbid or Replace."}};
}

Hits spark_retries_never(const Input& input) {
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

Hits spark_rerun(const Input& input) {
    const auto* spark_operator = input.operator_named("spark-operator");
    const auto entries = rerunning(input, spark_operator == nullptr ? std::string_view() : std::string_view(spark_operator->version));
    if (entries.empty()) return {};
    constexpr std::size_t most = 5;
    std::vector<std::string> names;
    for (const auto& each : entries) {
        auto name = dotted(each.pointer);
        if (names.size() < most && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    const auto more = entries.size() > names.size() ? fmt::format(" and {} more", entries.size() - names.size()) : std::string();
    const auto state = input.observed == nullptr ? std::string_view() : text_at(*input.observed, {"status", "applicationState", "state"});
    std::string what = "the operator stops the job and runs it again from the start";
    if (state == "COMPLETED" || state == "FAILED") what = fmt::format("the job is {}, and the operator runs it again", state);
    if (state == "RUNNING" || state == "SUBMITTED")
        what = fmt::format("the job is {}: the operator kills its driver and executors and runs it again from the start", state);
    return {{
        .pointer = entries.front().type == DiffEntry::Type::removed ? std::string("/spec") : entries.front().pointer,
        .message = fmt::format("changes {}{}: {}", fmt::join(names, ", "), more, what),
    }};
}

}  // namespace nexa::contracts
