#include <vector>

#include "data/contracts/rules.hpp"

namespace nexa::contracts {

std::span<const Rule> rules() noexcept {
    static const std::vector<Rule> all = [] {
        std::vector<Rule> rows;
        for (const auto noun : {cluster_rules(), kafka_version_rules(), kafka_config_rules(), kafka_life_rules(), listener_rules(),
                                pool_rules(), storage_rules(), topic_rules(), user_rules(), connect_rules(), mirror_rules(),
                                rebalance_rules(), spark_rules(), schedule_rules(), spark_effects(), manager_rules()}) {
            rows.insert(rows.end(), noun.begin(), noun.end());
        }
        return rows;
    }();
    return all;
}

}  // namespace nexa::contracts
