#include "control/api/resources/document.hpp"

#include <fmt/format.h>

#include "wire/yaml.hpp"

namespace nexa::control {
namespace {

constexpr std::size_t most_documents = 200;

enum class Form { json, yaml };

Result<Form> form_of(const http::Request& request) {
    const std::string_view type = request.headers.get("content-type");
    if (type.starts_with("application/json")) return Form::json;
    if (type.empty() || type.starts_with("application/yaml") || type.starts_with("application/x-yaml") || type.starts_with("text/yaml"))
        return Form::yaml;
    return fail(ErrorCode::unsupported,
                fmt::format("the content type {} is not taken here; send application/yaml or application/json", type.substr(0, 80)));
}

Error nothing_sent() {
    return {ErrorCode::invalid, "the body holds no document; send a manifest in YAML or JSON", {}};
}

}  // namespace

Result<std::vector<Document>> parse_documents(const http::Request& request) {
    const auto form = form_of(request);
    if (!form) return fail(form.error());
    std::vector<Document> documents;
    if (*form == Form::json) {
        auto value = wire::parse_json(request.body);
        if (!value) return fail(value.error());
        documents.push_back({std::move(*value), request.body, "application/json"});
    } else {
        auto parsed = wire::parse_yaml(request.body);
        if (!parsed) return fail(parsed.error());
        for (auto& each : *parsed) documents.push_back({std::move(each.value), std::move(each.text), "application/yaml"});
    }
    // A List, and an array, stand for what is in them.
    std::vector<Document> spread;
    for (auto& document : documents) {
        const json::array* items = document.value.if_array();
        if (const auto* object = document.value.if_object()) {
            const auto* kind = object->if_contains("kind");
            const auto* list = object->if_contains("items");
            if (kind && kind->is_string() && kind->get_string() == "List" && list) items = list->if_array();
        }
        if (!items) {
            spread.push_back(std::move(document));
            continue;
        }
        for (const auto& item : *items) spread.push_back({item, wire::to_yaml(item), "application/yaml"});
    }
    if (spread.empty()) return fail(nothing_sent());
    if (spread.size() > most_documents) {
        return fail(ErrorCode::too_large,
                    fmt::format("{} documents are too many at once (at most {}); send them in parts", spread.size(), most_documents));
    }
    return spread;
}

Result<Document> parse_single_document(const http::Request& request) {
    const auto form = form_of(request);
    if (!form) return fail(form.error());
    if (*form == Form::json) {
        auto value = wire::parse_json(request.body);
        if (!value) return fail(value.error());
        return Document{std::move(*value), request.body, "application/json"};
    }
    auto parsed = wire::parse_yaml(request.body);
    if (!parsed) return fail(parsed.error());
    if (parsed->empty()) return fail(nothing_sent());
    if (parsed->size() > 1) {
        return fail(ErrorCode::invalid,
                    fmt::format("the body holds {} documents, but this path takes one; several go to POST /clusters/{{cluster}}/apply",
                                parsed->size()));
    }
    return Document{std::move(parsed->front().value), request.body, "application/yaml"};
}

}  // namespace nexa::control
