#include "data/sandbox/rest/event_view.hpp"

namespace nexa::sandbox::rest {

namespace {

struct Names {
    std::string_view core;
    std::string_view event;
};
constexpr Names renamed[] = {{"involvedObject", "regarding"},
                             {"message", "note"},
                             {"reportingComponent", "reportingController"},
                             {"count", "deprecatedCount"},
                             {"firstTimestamp", "deprecatedFirstTimestamp"},
                             {"lastTimestamp", "deprecatedLastTimestamp"},
                             {"source", "deprecatedSource"}};

json::object rename(const json::object& from, std::string_view api_version, std::string_view Names::* old_name,
                    std::string_view Names::* new_name) {
    json::object out{{"kind", "Event"}, {"apiVersion", api_version}};
    for (const auto& [name, value] : from) {
        if (name == "kind" || name == "apiVersion") continue;
        std::string_view shown = name;
        for (const auto& row : renamed) {
            if (row.*old_name == std::string_view(name)) shown = row.*new_name;
        }
        out[shown] = value;
    }
    return out;
}

}  // namespace

json::object as_new_event(const json::object& core) {
    return rename(core, "events.k8s.io/v1", &Names::core, &Names::event);
}
json::object as_core_event(const json::object& event) {
    return rename(event, "v1", &Names::event, &Names::core);
}

}  // namespace nexa::sandbox::rest
