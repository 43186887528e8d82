#include "data/sandbox/operators/topic_step.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace nexa::sandbox {
namespace {

using std::chrono::seconds;

constexpr auto finalizer = "strimzi.io/topic-operator";
constexpr Duration operator_delay = std::chrono::milliseconds(100);
constexpr Duration admin_timeout = seconds(40);  ///< Until an AdminClient call to an unreachable Kafka fails.
constexpr Duration periodic = seconds(120);
constexpr auto errors_prefix = "org.apache.kafka.common.errors.";

json::object condition(std::string_view type, bool holds, Time now, std::string_view reason = {}, std::string_view message = {}) {
    json::object result{{"type", type}, {"status", holds ? "True" : "False"}, {"lastTransitionTime", to_rfc3339(now)}};
    if (!reason.empty()) result["reason"] = reason;
    if (!message.empty()) result["message"] = message;
    return result;
}

enum class ValueType { number, boolean, real, policy, text };

struct Option {
    std::string_view name;
    ValueType type;
    std::string_view type_name;  ///< As Kafka names it in its complaint.
};

/// Kafka's topic options; sorted.
constexpr std::array<Option, 33> topic_options{{{"cleanup.policy", ValueType::policy, "LIST"},
                                                {"compression.gzip.level", ValueType::number, "INT"},
                                                {"compression.lz4.level", ValueType::number, "INT"},
                                                {"compression.type", ValueType::text, "STRING"},
                                                {"compression.zstd.level", ValueType::number, "INT"},
                                                {"delete.retention.ms", ValueType::number, "LONG"},
                                                {"file.delete.delay.ms", ValueType::number, "LONG"},
                                                {"flush.messages", ValueType::number, "LONG"},
                                                {"flush.ms", ValueType::number, "LONG"},
                                                {"follower.replication.throttled.replicas", ValueType::text, "LIST"},
                                                {"index.interval.bytes", ValueType::number, "INT"},
                                                {"leader.replication.throttled.replicas", ValueType::text, "LIST"},
                                                {"local.retention.bytes", ValueType::number, "LONG"},
                                                {"local.retention.ms", ValueType::number, "LONG"},
                                                {"max.compaction.lag.ms", ValueType::number, "LONG"},
                                                {"max.message.bytes", ValueType::number, "INT"},
                                                {"message.downconversion.enable", ValueType::boolean, "BOOLEAN"},
                                                {"message.format.version", ValueType::text, "STRING"},
                                                {"message.timestamp.after.max.ms", ValueType::number, "LONG"},
                                                {"message.timestamp.before.max.ms", ValueType::number, "LONG"},
                                                {"message.timestamp.difference.max.ms", ValueType::number, "LONG"},
                                                {"message.timestamp.type", ValueType::text, "STRING"},
                                                {"min.cleanable.dirty.ratio", ValueType::real, "DOUBLE"},
                                                {"min.compaction.lag.ms", ValueType::number, "LONG"},
                                                {"min.insync.replicas", ValueType::number, "INT"},
                                                {"preallocate", ValueType::boolean, "BOOLEAN"},
                                                {"remote.storage.enable", ValueType::boolean, "BOOLEAN"},
                                                {"retention.bytes", ValueType::number, "LONG"},
                                                {"retention.ms", ValueType::number, "LONG"},
                                                {"segment.bytes", ValueType::number, "INT"},
                                                {"segment.index.bytes", ValueType::number, "INT"},
                                                {"segment.jitter.ms", ValueType::number, "LONG"},
                                                {"segment.ms", ValueType::number, "LONG"}}};

std::string as_text(const json::value& value) {
    if (const auto* text = value.if_string()) return std::string(*text);
    if (const auto* items = value.if_array()) {
        std::vector<std::string> parts;
        for (const auto& item : *items) parts.push_back(as_text(item));
        return fmt::format("{}", fmt::join(parts, ","));
    }
    return json::serialize(value);
}

/// Kafka's objection to one option, without its exception class; empty when it takes it.
std::string option_objection(std::string_view name, const std::string& value) {
    const auto* option = std::ranges::lower_bound(topic_options, name, {}, &Option::name);
    if (option == topic_options.end() || option->name != name) return fmt::format("Unknown topic config name: {}", name);
    const auto refuse_type = [&](std::string_view detail) {
        return fmt::format("Invalid value {} for configuration {}: {}", value, name, detail);
    };
    switch (option->type) {
        case ValueType::number: {
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (error != std::errc{} || end != value.data() + value.size())
                return refuse_type(fmt::format("Not a number of type {}", option->type_name));
            return {};
        }
        case ValueType::real: {
            double number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (error != std::errc{} || end != value.data() + value.size())
                return refuse_type(fmt::format("Not a number of type {}", option->type_name));
            return {};
        }
        case ValueType::boolean:
            return value == "true" || value == "false" ? std::string{} : refuse_type("Expected value to be either true or false");
        case ValueType::policy:
            for (std::size_t at = 0; at <= value.size();) {
                const auto comma = std::min(value.find(',', at), value.size());
                const auto part = value.substr(at, comma - at);
                if (part != "compact" && part != "delete") return refuse_type("String must be one of: compact, delete");
                at = comma + 1;
            }
            return {};
        case ValueType::text:
            return {};
    }
    return {};
}

std::string config_objection(const json::object& topic) {
    for (const auto& [name, value] : object_at(topic, {"spec", "config"})) {
        const auto objection = option_objection(name, as_text(value));
        if (!objection.empty()) return fmt::format("{}InvalidConfigurationException: {}", errors_prefix, objection);
    }
    return {};
}

std::string name_objection_of(std::string_view name) {
    const bool legal = std::ranges::all_of(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-'; });
    if (legal && name.size() <= 249) return {};
    if (!legal) {
        return fmt::format(
            "{}InvalidTopicException: Topic name is invalid: '{}' contains one or more characters other than ASCII alphanumerics, '.', '_' "
            "and '-'",
            errors_prefix, name);
    }
    return fmt::format("{}InvalidTopicException: Topic name is invalid: the length of '{}' is longer than the max allowed length 249",
                       errors_prefix, name);
}

bool has_finalizer(const json::object& topic) {
    return std::ranges::count(texts_at(topic, {"metadata", "finalizers"}), finalizer) != 0;
}

json::array finalizers_without(const json::object& topic) {
    json::array rest;
    for (const auto& name : texts_at(topic, {"metadata", "finalizers"})) {
        if (name != finalizer) rest.emplace_back(name);
    }
    return rest;
}

bool annotated(const json::object& topic, std::string_view key, std::string_view value) {
    return annotation_of(topic, key) == value;
}

class Reconciliation {
public:
    Reconciliation(const json::object& topic, const Topic* actual, const TopicFacts& facts)
        : topic_(topic),
          actual_(actual),
          facts_(facts) {
        step_.topic = topic_name(topic);
    }

    TopicStep run() {
        if (is_deleting(topic_)) return deletion();
        if (annotated(topic_, "strimzi.io/managed", "false")) {
            write({condition("Unmanaged", true, facts_.now)}, false, false);
            return rested();
        }
        if (annotated(topic_, "strimzi.io/pause-reconciliation", "true")) {
            write({condition("ReconciliationPaused", true, facts_.now)}, true, false);
            return rested();
        }
        if (!facts_.managed_by.empty()) return refused("ResourceConflict", "Managed by " + facts_.managed_by, false);
        if (facts_.use_finalizers && !has_finalizer(topic_)) {
            auto names = array_at(topic_, {"metadata", "finalizers"});
            names.emplace_back(finalizer);
            step_.plan.patch(topic_, {{"metadata", {{"finalizers", std::move(names)}}}});
            step_.plan.again = Wake{operator_delay};
            return std::move(step_);
        }
        if (facts_.brokers.empty()) return unreachable("describeConfigs");
        const auto asked = text_at(topic_, {"spec", "topicName"}, name_of(topic_));
        if (asked != step_.topic) return refused("NotSupported", "Changing spec.topicName is not supported", false);
        return actual_ == nullptr ? create() : alter();
    }

private:
    const json::object& topic_;
    const Topic* actual_;
    const TopicFacts& facts_;
    TopicStep step_;

    TopicStep rested() {
        step_.plan.again = rest(periodic);
        return std::move(step_);
    }

    std::string topic_id() const { return step_.wanted ? step_.wanted->id : actual_ != nullptr ? actual_->id : std::string{}; }

    void write(json::array conditions, bool with_name, bool with_id) {
        json::object status{{"conditions", std::move(conditions)}, {"observedGeneration", generation_of(topic_)}};
        if (with_name) status["topicName"] = step_.topic;
        if (with_id && !topic_id().empty()) status["topicId"] = topic_id();
        const auto comparable = [](json::object object) {
            if (auto* list = object.if_contains("conditions"); list != nullptr && list->is_array()) {
                for (auto& item : list->get_array()) {
                    if (item.is_object()) item.get_object().erase("lastTransitionTime");
                }
            }
            return object;
        };
        if (comparable(object_at(topic_, {"status"})) != comparable(status)) step_.plan.status(topic_, std::move(status));
    }

    TopicStep refused(std::string_view reason, std::string_view message, bool with_id) {
        write({condition("Ready", false, facts_.now, reason, message)}, true, with_id);
        return rested();
    }

    /// Every call waits for its timeout before it fails, and recovers with the first run after Kafka is back.
    TopicStep unreachable(std::string_view call) {
        const auto message = fmt::format("{}TimeoutException: Timed out waiting for a node assignment. Call: {}", errors_prefix, call);
        const auto gives_up = std::max(created_at(topic_, facts_.now), facts_.unreachable_since) + admin_timeout;
        if (facts_.now < gives_up) {
            step_.plan.again = rest(gives_up - facts_.now);
            return std::move(step_);
        }
        write({condition("Ready", false, facts_.now, "KafkaError", message)}, true, false);
        return rested();
    }

    TopicStep deletion() {
        if (!has_finalizer(topic_)) return std::move(step_);
        const bool unmanaged = annotated(topic_, "strimzi.io/managed", "false");
        if (!unmanaged && facts_.managed_by.empty() && actual_ != nullptr) {
            if (facts_.brokers.empty()) return unreachable("deleteTopics");
            step_.deleted = true;
        }
        step_.plan.patch(topic_, {{"metadata", {{"finalizers", finalizers_without(topic_)}}}});
        return std::move(step_);
    }

    TopicStep create() {
        if (auto objection = name_objection_of(step_.topic); !objection.empty()) return refused("KafkaError", objection, false);
        if (auto objection = config_objection(topic_); !objection.empty()) return refused("KafkaError", objection, false);
        const auto partitions = number_at(topic_, {"spec", "partitions"}, facts_.default_partitions);
        const auto replicas = number_at(topic_, {"spec", "replicas"}, facts_.default_replicas);
        const auto brokers = static_cast<std::int64_t>(facts_.brokers.size());
        if (replicas > brokers) {
            return refused("KafkaError",
                           fmt::format("{0}InvalidReplicationFactorException: Unable to replicate the partition {1} time(s): The target "
                                       "replication factor of {1} cannot be "
                                       "reached because only {2} broker(s) are registered.",
                                       errors_prefix, replicas, brokers),
                           false);
        }
        step_.wanted = place_topic(uid_of(topic_), step_.topic, partitions, replicas, facts_.brokers);
        return ready();
    }

    TopicStep alter() {
        if (auto objection = config_objection(topic_); !objection.empty()) return refused("KafkaError", objection, true);
        const auto partitions = number_at(topic_, {"spec", "partitions"}, actual_->partitions);
        const auto replicas = number_at(topic_, {"spec", "replicas"}, actual_->replicas);
        if (partitions < actual_->partitions) return refused("NotSupported", "Decreasing partitions not supported", true);
        if (replicas != actual_->replicas && !facts_.cruise_control) {
            std::vector<std::int64_t> all(static_cast<std::size_t>(actual_->partitions));
            std::iota(all.begin(), all.end(), 0);
            return refused("NotSupported",
                           fmt::format("Replication factor change not supported, but required for partitions [{}]", fmt::join(all, ", ")),
                           true);
        }
        if (partitions != actual_->partitions || replicas != actual_->replicas) {
            auto next = place_topic(uid_of(topic_), step_.topic, partitions, replicas, facts_.brokers);
            next.id = actual_->id;
            step_.wanted = std::move(next);
        }
        return ready();
    }

    TopicStep ready() {
        json::array conditions{condition("Ready", true, facts_.now)};
        for (const auto& [name, value] : object_at(topic_, {"spec", "config"})) {
            if (std::string_view(name).find("throttled.replicas") == std::string_view::npos) continue;
            conditions.push_back(condition("Warning", true, facts_.now, "InvalidConfig",
                                           fmt::format("Property {} may conflict with throttled rebalances", std::string_view(name))));
        }
        write(std::move(conditions), true, true);
        return rested();
    }
};

}  // namespace

std::string topic_name(const json::object& topic) {
    auto known = text_at(topic, {"status", "topicName"});
    return known.empty() ? text_at(topic, {"spec", "topicName"}, name_of(topic)) : known;
}

Topic place_topic(std::string_view cluster, std::string_view name, std::int64_t partitions, std::int64_t replicas,
                  const std::vector<int>& brokers) {
    Topic topic;
    topic.id = stable_kafka_id(fmt::format("{}/{}", cluster, name));
    topic.partitions = partitions;
    topic.replicas = replicas;
    const auto copies = static_cast<std::size_t>(partitions * replicas);
    const auto first = stable_hash(name);
    for (std::size_t i = 0; i < std::min(copies, brokers.size()); ++i) topic.brokers.insert(brokers[(first + i) % brokers.size()]);
    return topic;
}

TopicStep step_topic(const json::object& topic, const Topic* actual, const TopicFacts& facts) {
    return Reconciliation(topic, actual, facts).run();
}

}  // namespace nexa::sandbox
