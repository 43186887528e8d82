#include "data/sandbox/sorted_json.hpp"

#include <map>

namespace nexa::sandbox {

json::value sorted(const json::value& value) {
    if (value.is_array()) {
        json::array out;
        for (const auto& item : value.get_array()) out.push_back(sorted(item));
        return out;
    }
    if (!value.is_object()) return value;
    std::map<std::string_view, const json::value*> members;
    for (const auto& [name, member] : value.get_object()) members.emplace(name, &member);
    json::object out;
    for (const auto& [name, member] : members) out.emplace(name, sorted(*member));
    return out;
}

}  // namespace nexa::sandbox
