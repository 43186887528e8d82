#include "data/manifest_versions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "data/manifest.hpp"
#include "data/manifest_moves.hpp"
#include "data/object.hpp"
#include "data/schema/schema.hpp"

namespace nexa {
namespace {

/// "/spec/listeners/0/name" as "/spec/listeners/*/name".
std::string without_positions(std::string_view pointer) {
    std::string text;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        const auto token = pointer.substr(0, end);
        const bool position = !token.empty() && std::ranges::all_of(token, [](unsigned char each) { return std::isdigit(each) != 0; });
        text += fmt::format("/{}", position ? std::string_view("*") : token);
        pointer.remove_prefix(end);
    }
    return text;
}

/// The issues about spec in that version's fields.
std::vector<Issue> issues_in(const json::object& document, const schema::Shape* shape) {
    if (shape == nullptr) return {};
    json::object own;
    if (const auto* spec = document.if_contains("spec")) own["spec"] = *spec;
    return schema::check(own, *shape, "");
}

bool has_issue_at(const std::vector<Issue>& issues, std::string_view pointer) {
    return std::ranges::any_of(issues, [&](const Issue& each) { return each.pointer == pointer; });
}

}  // namespace

Result<Translation> translate(const json::object& document, const Kind& kind, std::string_view to_version,
                              std::string_view operator_version) {
    const auto [group, from_version] = split_api_version(text_at(document, {"apiVersion"}));
    Translation translation{document, {}};
    translation.document["apiVersion"] = fmt::format("{}/{}", group, to_version);
    if (from_version == to_version) return translation;

    const auto* shape = schema::fields(kind.ref.kind, to_version, operator_version);
    std::vector<Issue> in_the_way;
    auto* spec = translation.document.contains("spec") ? translation.document["spec"].if_object() : nullptr;
    if (spec != nullptr) {
        static const json::object nothing;
        const auto* metadata = object_at(document, {"metadata"});
        moves::Draft draft{*spec, metadata == nullptr ? nothing : *metadata, shape};
        for (const auto step : moves::steps(kind.ref.kind, from_version, to_version)) step(draft);
        translation.notes = std::move(draft.notes);
        in_the_way = std::move(draft.issues);
    }
    // What is right in its own version and wrong in the other one would be lost.
    const auto before = issues_in(document, schema::fields(kind.ref.kind, from_version, ""));
    for (auto& issue : issues_in(translation.document, shape)) {
        if (has_issue_at(before, issue.pointer) || has_issue_at(in_the_way, issue.pointer)) continue;
        if (std::ranges::any_of(in_the_way, [&](const Issue& each) { return issue.pointer.starts_with(each.pointer + "/"); })) continue;
        const auto fate = moves::fate_of(kind.ref.kind, to_version, without_positions(issue.pointer));
        const bool unknown = issue.message.starts_with("unknown field");
        auto message =
            unknown ? fmt::format("has no place in {}", to_version) : fmt::format("does not fit {}: {}", to_version, issue.message);
        if (!fate.empty()) message += fmt::format(": {}", fate);
        issue.message = std::move(message);
        in_the_way.push_back(std::move(issue));
    }
    if (in_the_way.empty()) return translation;
    auto message = fmt::format("{} can't be translated from {} to {} without losing something: ", kind.ref.kind, from_version, to_version);
    for (std::size_t index = 0; index < in_the_way.size(); ++index) {
        const auto& issue = in_the_way[index];
        message += fmt::format("{}{} {}", index == 0 ? "" : "; ", issue.pointer, issue.message);
    }
    return fail(ErrorCode::invalid, std::move(message), std::move(in_the_way));
}

}  // namespace nexa
