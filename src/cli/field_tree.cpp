#include "cli/field_tree.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/json_view.hpp"
#include "wire/decode.hpp"

namespace nexa::cli {
namespace {

bool has_items(const json::value& shape) {
    return !member(shape, "items").is_null();
}

}  // namespace

const json::value& FieldTree::shape(std::int64_t place) const {
    static const json::value none;
    const json::array& shapes = items(reply_, "shapes");
    return place >= 0 && static_cast<std::size_t>(place) < shapes.size() ? shapes[static_cast<std::size_t>(place)] : none;
}

const json::value& FieldTree::innermost(const json::value& of) const {
    const json::value* here = &of;
    while (has_items(*here)) here = &shape(number(*here, "items"));
    return *here;
}

std::vector<FieldTree::Child> FieldTree::children(const json::value& of) const {
    std::vector<Child> found;
    const json::value& object = innermost(of);
    const json::array& required = items(object, "required");
    const auto* fields = member(object, "fields").if_object();
    if (fields == nullptr) return found;
    for (const auto& [name, place] : *fields) {
        const bool is_required = std::ranges::find(required, json::value(name)) != required.end();
        found.push_back({std::string(name), {&shape(place.is_int64() ? place.get_int64() : -1), is_required}});
    }
    return found;
}

std::string FieldTree::type_of(const json::value& of) const {
    const std::string type = text(of, "type");
    const auto inner = [&](const json::value& each) {
        const auto name = type_of(each);
        return name.substr(1, name.size() - 2);
    };
    if (type == "array") return has_items(of) ? fmt::format("<[]{}>", inner(shape(number(of, "items")))) : std::string("<[]any>");
    if (type != "object") return fmt::format("<{}>", type);
    return has_items(of) ? fmt::format("<map[string]{}>", inner(shape(number(of, "items")))) : std::string("<Object>");
}

Outcome<FieldTree::Place> FieldTree::find(std::string_view kind, const std::vector<std::string>& path) const {
    Place here{&shape(0), false};
    std::string walked(kind);
    for (const auto& name : path) {
        const auto below = children(*here.shape);
        const auto next = std::ranges::find(below, name, &Child::name);
        if (next == below.end()) {
            std::vector<std::string_view> known;
            known.reserve(below.size());
            for (const auto& each : below) known.push_back(each.name);
            const auto meant = wire::nearest(name, known);
            return usage(meant.empty() ? fmt::format("{} has no field {}", walked, name)
                                       : fmt::format("{} has no field {}; did you mean {}?", walked, name, meant));
        }
        here = next->place;
        walked += "." + name;
    }
    return here;
}

FieldName parse_field_name(std::string_view text) {
    FieldName name;
    const auto dot = std::min(text.find('.'), text.size());
    name.kind = std::string(text.substr(0, dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
    while (!text.empty()) {
        const auto end = std::min(text.find('.'), text.size());
        auto step = text.substr(0, end);
        if (step.ends_with("[]")) step.remove_suffix(2);
        if (!step.empty()) name.path.emplace_back(step);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return name;
}

}  // namespace nexa::cli
