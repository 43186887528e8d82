#include "control/api/resources/manifest_problem.hpp"

#include "http/problem.hpp"
#include "wire/encode.hpp"
#include "wire/remedy_wire.hpp"

namespace nexa::control {

http::Response manifest_problem(const Error& error, const http::Request& request, const json::value& document,
                                const ManifestTarget& target) {
    auto response = http::problem(error, request);
    std::vector<PlacedRemedy> remedies;
    if (error.issues.empty() || check_manifest(document, target, &remedies) || remedies.empty()) return response;
    auto* text = std::get_if<std::string>(&response.body);
    if (text == nullptr) return response;
    json::value problem = json::parse(*text);
    for (auto& entry : problem.at("errors").as_array()) {
        const std::string_view pointer = entry.at("pointer").as_string();
        const auto remedy = std::ranges::find(remedies, pointer, &PlacedRemedy::pointer);
        if (remedy == remedies.end()) continue;
        entry.as_object()["remedy"] = json::parse(wire::encode(remedy->remedy));
        remedies.erase(remedy);
    }
    *text = json::serialize(problem);
    return response;
}

}  // namespace nexa::control
