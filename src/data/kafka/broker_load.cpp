#include "data/kafka/broker_load.hpp"

#include <algorithm>
#include <charconv>

#include "data/object.hpp"

namespace nexa::kafka {
namespace {

double number_at(const json::object& object, Path path) {
    const auto* value = find(object, path);
    return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

LoadChange change_of(const json::object& load, std::string_view name) {
    return {number_at(load, {name, "before"}), number_at(load, {name, "after"})};
}

}  // namespace

Result<std::vector<BrokerLoad>> read_broker_load(std::string_view text) {
    const auto all = parse_object(text);
    if (!all) return fail(ErrorCode::invalid, "the proposal's table of brokers is not readable JSON");
    std::vector<BrokerLoad> loads;
    for (const auto& [id, value] : *all) {
        const auto* load = value.if_object();
        BrokerLoad each;
        const std::string_view digits = id;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), each.broker);
        if (load == nullptr || error != std::errc{} || end != digits.data() + digits.size()) continue;
        each.leaders = change_of(*load, "leaders");
        each.replicas = change_of(*load, "replicas");
        each.disk_mb = change_of(*load, "diskUsedMB");
        each.disk_percent = change_of(*load, "diskUsedPercentage");
        each.cpu_percent = change_of(*load, "cpuPercentage");
        const auto leaders = change_of(*load, "leaderNetworkInRateKB");
        const auto followers = change_of(*load, "followerNetworkInRateKB");
        each.network_in_kb = {leaders.before + followers.before, leaders.after + followers.after};
        each.network_out_kb = change_of(*load, "networkOutRateKB");
        loads.push_back(each);
    }
    std::ranges::sort(loads, {}, &BrokerLoad::broker);
    return loads;
}

}  // namespace nexa::kafka
