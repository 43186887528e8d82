#include "data/sandbox/operators/spark_admission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/sandbox/operators/fields.hpp"
#include "data/sandbox/operators/spark_application.hpp"
#include "data/version.hpp"

namespace nexa::sandbox {
namespace {

/// RFC 1035 label: what a Service's name, made from the application's, must be.
bool is_dns_1035(std::string_view name) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (name.empty() || name.size() > 63 || !lower(name.front()) || name.back() == '-') return false;
    return std::ranges::all_of(name, [&](char c) { return lower(c) || digit(c) || c == '-'; });
}

/// Settings that belong to the operator (2.5.2).
bool is_denied_setting(std::string_view key) {
    static constexpr std::array<std::string_view, 4> denied{"spark.master", "spark.kubernetes.container.image",
                                                            "spark.kubernetes.driver.container.image",
                                                            "spark.kubernetes.executor.container.image"};
    return std::ranges::find(denied, key) != denied.end() || key.starts_with("spark.kubernetes.authenticate.");
}

std::string objection(const json::object& application, std::string_view version) {
    const auto name = name_of(application);
    if (compare_versions(version, "2.4.0") >= 0 && !is_dns_1035(name)) {
        return fmt::format(
            "invalid SparkApplication name \"{}\": [a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with "
            "an alphabetic character, and end "
            "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')]",
            name);
    }
    const auto& spec = object_at(application, {"spec"});
    if (spec.contains("nodeSelector") &&
        (find(spec, {"driver", "nodeSelector"}) != nullptr || find(spec, {"executor", "nodeSelector"}) != nullptr)) {
        return "node selector cannot be defined at both SparkApplication and driver/executor levels";
    }
    if (compare_versions(version, "2.5.2") >= 0) {
        for (const auto& [key, value] : object_at(spec, {"sparkConf"})) {
            if (is_denied_setting(key)) return fmt::format("sparkConf key \"{}\" is not allowed", std::string_view(key));
        }
    }
    return {};
}

}  // namespace

Outcome<> admit_spark(const ResourceType& type, json::object& object, std::string_view operator_version) {
    if (type.kind != "SparkApplication") return {};
    if (const auto text = objection(object, operator_version); !text.empty()) {
        auto error = status::forbidden(type, name_of(object), text);
        error.message = fmt::format("admission webhook \"validate-sparkapplication.sparkoperator.k8s.io\" denied the request: {}", text);
        return refuse(std::move(error));
    }
    apply_spark_defaults(object);
    return {};
}

}  // namespace nexa::sandbox
