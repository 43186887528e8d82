#include "data/sandbox/operators/cluster_authority.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/sandbox/operators/cron.hpp"
#include "data/sandbox/operators/fields.hpp"
#include "data/sandbox/operators/signing.hpp"

namespace nexa::sandbox {
namespace {

using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

struct Life {
    std::int64_t generation = 0;
    Time from, to;
};

/// Which of the successive certificates holds at `now`.
Life life_of(const json::object& kafka, Time now) {
    // One that nobody renews, for scenarios.
    if (const auto left = parse_duration(annotation_of(kafka, authority_ends_after))) {
        const Time made = std::chrono::floor<std::chrono::seconds>(created_at(kafka, now));
        return {0, made + *left - Days(365), made + *left};
    }
    const Days validity(std::clamp<std::int64_t>(number_at(kafka, {"spec", "clusterCa", "validityDays"}, 365), 1, 36'500));
    const Days renewal(std::clamp<std::int64_t>(number_at(kafka, {"spec", "clusterCa", "renewalDays"}, 30), 0, validity.count() - 1));
    const Time created = std::chrono::floor<std::chrono::seconds>(created_at(kafka, now));
    const auto step = validity - renewal;
    const std::int64_t generation = now > created ? (now - created) / step : 0;
    const Time from = created + generation * step;
    return {generation, from, from + validity};
}

std::string key_seed(const json::object& kafka, std::string_view authority, std::int64_t generation) {
    return fmt::format("{} {} {}", uid_of(kafka), authority, generation);
}

}  // namespace

std::string cluster_authority(const json::object& kafka, Time now) {
    const Life life = life_of(kafka, now);
    return certify_authority({fmt::format("cluster-ca v{}", life.generation), life.generation + 1, life.from, life.to},
                             private_key(key_seed(kafka, "cluster-ca", life.generation)));
}

std::string authority_key(const json::object& kafka, std::string_view authority, std::int64_t generation) {
    return private_key(key_seed(kafka, authority, generation));
}

std::string authority_certificate(const json::object& kafka, std::string_view authority, std::int64_t generation, const std::string& key,
                                  Time now) {
    const Time from = std::chrono::floor<std::chrono::seconds>(generation == 0 ? created_at(kafka, now) : now);
    return certify_authority({std::string(authority), generation + 1, from, from + Days(365)}, key);
}

}  // namespace nexa::sandbox
