#include "data/kafka/strimzi_releases.hpp"

#include <algorithm>

namespace nexa::strimzi {
namespace {

// Each list is named after the first release that has it.
constexpr KafkaVersion kafka_0_45_0[] = {{"3.8.0", "3.8"}, {"3.8.1", "3.8"}, {"3.9.0", "3.9"}};
constexpr KafkaVersion kafka_0_45_1[] = {{"3.8.0", "3.8"}, {"3.8.1", "3.8"}, {"3.9.0", "3.9"}, {"3.9.1", "3.9"}};
constexpr KafkaVersion kafka_0_45_2[] = {{"3.8.0", "3.8"}, {"3.8.1", "3.8"}, {"3.9.0", "3.9"}, {"3.9.1", "3.9"}, {"3.9.2", "3.9"}};
constexpr KafkaVersion kafka_0_46_0[] = {{"3.9.0", "3.9"}, {"4.0.0", "4.0"}};
constexpr KafkaVersion kafka_0_47_0[] = {{"3.9.0", "3.9"}, {"3.9.1", "3.9"}, {"4.0.0", "4.0"}};
constexpr KafkaVersion kafka_0_48_0[] = {{"4.0.0", "4.0"}, {"4.1.0", "4.1"}};
constexpr KafkaVersion kafka_0_49_0[] = {{"4.0.0", "4.0"}, {"4.0.1", "4.0"}, {"4.1.0", "4.1"}, {"4.1.1", "4.1"}};
constexpr KafkaVersion kafka_0_51_0[] = {{"4.1.0", "4.1"}, {"4.1.1", "4.1"}, {"4.2.0", "4.2"}};
constexpr KafkaVersion kafka_1_0_0[] = {{"4.1.0", "4.1"}, {"4.1.1", "4.1"}, {"4.1.2", "4.1"}, {"4.2.0", "4.2"}};
constexpr KafkaVersion kafka_1_1_0[] = {{"4.2.0", "4.2-IV1"}, {"4.2.1", "4.2-IV1"}, {"4.3.0", "4.3-IV0"}};
constexpr KafkaVersion kafka_1_2_0[] = {{"4.2.0", "4.2-IV1"}, {"4.2.1", "4.2-IV1"}, {"4.3.0", "4.3-IV0"}, {"4.3.1", "4.3-IV0"}};

constexpr std::string_view only_v1beta2[] = {"v1beta2"};
constexpr std::string_view both[] = {"v1", "v1beta2"};
constexpr std::string_view only_v1[] = {"v1"};

constexpr Release table[] = {
    {"0.45.0", "2024-12-12", kafka_0_45_0, true, only_v1beta2, "1.25"},   //
    {"0.45.1", "2025-06-20", kafka_0_45_1, true, only_v1beta2, "1.25"},   //
    {"0.45.2", "2026-03-06", kafka_0_45_2, true, only_v1beta2, "1.25"},   //
    {"0.46.0", "2025-04-30", kafka_0_46_0, false, only_v1beta2, "1.25"},  //
    {"0.46.1", "2025-06-19", kafka_0_46_0, false, only_v1beta2, "1.25"},  //
    {"0.47.0", "2025-07-11", kafka_0_47_0, false, only_v1beta2, "1.25"},  //
    {"0.48.0", "2025-09-24", kafka_0_48_0, false, only_v1beta2, "1.27"},  //
    {"0.49.0", "2025-11-13", kafka_0_49_0, false, both, "1.27"},          //
    {"0.49.1", "2025-12-03", kafka_0_49_0, false, both, "1.27"},          //
    {"0.50.0", "2026-01-14", kafka_0_49_0, false, both, "1.27"},          //
    {"0.50.1", "2026-02-17", kafka_0_49_0, false, both, "1.27"},          //
    {"0.51.0", "2026-02-28", kafka_0_51_0, false, both, "1.30"},          //
    {"1.0.0", "2026-04-23", kafka_1_0_0, false, only_v1, "1.30"},         //
    {"1.0.1", "2026-06-17", kafka_1_0_0, false, only_v1, "1.30"},         //
    {"1.1.0", "2026-06-21", kafka_1_1_0, false, only_v1, "1.30"},         //
    {"1.2.0", "2026-08-18", kafka_1_2_0, false, only_v1, "1.30"},
};

}  // namespace

const KafkaVersion* Release::find_kafka(std::string_view name) const noexcept {
    const auto found = std::ranges::find(kafka, name, &KafkaVersion::version);
    return found == kafka.end() ? nullptr : &*found;
}

std::span<const Release> releases() noexcept {
    return table;
}

const Release* find_release(std::string_view version) noexcept {
    const auto* found = std::ranges::find(table, version, &Release::version);
    return found == std::end(table) ? nullptr : found;
}

std::vector<std::string> supported_kafka(std::string_view operator_version, std::span<const std::string> from_images) {
    std::vector<std::string> supported(from_images.begin(), from_images.end());
    if (const auto* release = find_release(operator_version); supported.empty() && release != nullptr) {
        for (const auto& each : release->kafka) supported.emplace_back(each.version);
    }
    std::ranges::sort(supported, [](const auto& left, const auto& right) { return compare_versions(left, right) < 0; });
    return supported;
}

}  // namespace nexa::strimzi
