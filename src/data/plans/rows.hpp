#pragma once

#include <fmt/format.h>

#include "data/plans/plan_type.hpp"

/// The rows of each noun, and what they share.
namespace nexa::plans {

std::span<const PlanType> upgrade_plans() noexcept;  // kafka_upgrade.cpp
std::span<const PlanType> broker_plans() noexcept;   // brokers.cpp
std::span<const PlanType> wave_plans() noexcept;     // waves.cpp
std::span<const PlanType> strimzi_plans() noexcept;  // strimzi_move.cpp

/// Builds a draft step by step. Steps are one after another unless `beside` is asked for.
class Steps {
public:
    explicit Steps(Draft& draft) : draft_(draft) {}

    PlanStep& add(PlanStep::Type type, ResourceKey key, std::string title, json::object body = {});
    /// In the wave of the step before.
    PlanStep& beside(PlanStep::Type type, ResourceKey key, std::string title, json::object body = {});
    PlanStep& check(ResourceKey key, std::string_view condition, std::string title, json::object parameters = {},
                    Duration patience = std::chrono::minutes(30));
    PlanStep& hold(ResourceKey key, std::string title, std::string explanation);
    /// A change needs a manifest to start from: what Nexa does not manage yet is adopted first.
    void adopt_if_needed(const ResourceKey& key, const World& world);

private:
    PlanStep& append(PlanStep::Type type, ResourceKey key, std::string title, json::object body, std::int64_t wave);
    Draft& draft_;
};

/// What stands in the way of v1, resource by resource: "KafkaConnect pipelines in team-a: /spec/...: ...". Looks at what lives in an older
/// version; a cluster that serves v1 shows its objects in it.
std::vector<std::string> in_the_way_of_v1(const World& world, const std::string& cluster);

/// {"patch": patch}
json::object patch_body(json::object patch);
std::vector<std::int64_t> node_ids(const json::object& pool);
/// "[3,4]"
std::string bracketed(const std::vector<std::int64_t>& ids);
/// "3 and 4"
std::string spoken(const std::vector<std::int64_t>& ids);

}  // namespace nexa::plans
