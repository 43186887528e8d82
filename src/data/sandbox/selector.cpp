#include "data/sandbox/selector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>

namespace nexa::sandbox {

namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
    std::vector<std::string_view> parts;
    for (const auto part : std::views::split(text, ',')) parts.push_back(trim(std::string_view(part)));
    return parts;
}

/// A whole number, or nothing.
std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string_view string_at(const json::object& object, std::string_view path) {
    const json::object* at = &object;
    for (;;) {
        const auto dot = path.find('.');
        const auto* value = at->if_contains(path.substr(0, dot));
        if (!value) return {};
        if (dot == std::string_view::npos) return value->is_string() ? std::string_view(value->get_string()) : std::string_view();
        if (!value->is_object()) return {};
        at = &value->get_object();
        path.remove_prefix(dot + 1);
    }
}

/// The fields that types can be selected by, beside metadata.name and metadata.namespace.
struct SelectableField {
    std::string_view plural;
    std::string_view field;
};
constexpr SelectableField selectable[] = {
    {"pods", "status.phase"},
    {"pods", "spec.nodeName"},
    {"pods", "spec.restartPolicy"},
    {"pods", "spec.schedulerName"},
    {"pods", "spec.serviceAccountName"},
    {"pods", "status.podIP"},
    {"pods", "status.nominatedNodeName"},
    {"events", "involvedObject.kind"},
    {"events", "involvedObject.name"},
    {"events", "involvedObject.namespace"},
    {"events", "involvedObject.uid"},
    {"events", "involvedObject.apiVersion"},
    {"events", "involvedObject.resourceVersion"},
    {"events", "involvedObject.fieldPath"},
    {"events", "reason"},
    {"events", "reportingComponent"},
    {"events", "source"},
    {"events", "type"},
    {"namespaces", "status.phase"},
    {"secrets", "type"},
    {"nodes", "spec.unschedulable"},
    {"replicasets", "status.replicas"},
};

}  // namespace

LabelSelector LabelSelector::from_object(const json::object& selector) {
    LabelSelector out;
    if (const auto* match = selector.if_contains("matchLabels"); match && match->is_object()) {
        for (const auto& [label, value] : match->get_object()) {
            if (value.is_string()) out.terms_.push_back({Term::Op::in, std::string(label), {std::string(value.get_string())}});
        }
    }
    if (const auto* match = selector.if_contains("matchExpressions"); match && match->is_array()) {
        for (const auto& entry : match->get_array()) {
            if (!entry.is_object()) continue;
            const auto& expression = entry.get_object();
            const auto op = string_at(expression, "operator");
            Term term{.op = Term::Op::exists, .label = std::string(string_at(expression, "key")), .values = {}};
            if (op == "In") term.op = Term::Op::in;
            if (op == "NotIn") term.op = Term::Op::not_in;
            if (op == "DoesNotExist") term.op = Term::Op::not_exists;
            if (const auto* values = expression.if_contains("values"); values && values->is_array()) {
                for (const auto& value : values->get_array()) {
                    if (value.is_string()) term.values.emplace_back(value.get_string());
                }
            }
            out.terms_.push_back(std::move(term));
        }
    }
    return out;
}

LabelSelector LabelSelector::equals(std::string label, std::string value) {
    LabelSelector out;
    out.terms_.push_back({Term::Op::in, std::move(label), {std::move(value)}});
    return out;
}

bool LabelSelector::matches(const StoredObject& object) const {
    if (terms_.empty()) return true;
    const auto* labels = object.metadata().if_contains("labels");
    return matches_labels(labels && labels->is_object() ? &labels->get_object() : nullptr);
}

bool LabelSelector::matches_labels(const json::object* labels) const {
    return std::ranges::all_of(terms_, [&](const Term& term) {
        const auto* value = labels ? labels->if_contains(term.label) : nullptr;
        const bool listed =
            value && value->is_string() && std::ranges::find(term.values, std::string_view(value->get_string())) != term.values.end();
        switch (term.op) {
            case Term::Op::in:
                return listed;
            case Term::Op::not_in:
                return !listed;
            case Term::Op::exists:
                return value != nullptr;
            case Term::Op::not_exists:
                return value == nullptr;
            case Term::Op::greater:
            case Term::Op::less: {
                const auto number = value && value->is_string() ? number_in(value->get_string()) : std::nullopt;
                const auto bound = number_in(term.values.front());
                return number && bound && (term.op == Term::Op::greater ? *number > *bound : *number < *bound);
            }
        }
        return false;
    });
}

Outcome<FieldSelector> FieldSelector::parse(std::string_view text, const ResourceType& type) {
    FieldSelector out;
    if (trim(text).empty()) return out;
    for (const auto part : split_at_commas(text)) {
        if (part.empty()) continue;
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            return refuse(status::bad_request(fmt::format("invalid selector: '{}'; can't understand '{}'", text, part)));
        }
        const bool negative = part[equals - 1] == '!';
        const bool twice = part.substr(equals).starts_with("==");
        Term term{.field = std::string(part.substr(0, negative ? equals - 1 : equals)),
                  .value = std::string(part.substr(equals + (twice ? 2 : 1))),
                  .equal = !negative};
        const bool known = term.field == "metadata.name" || (term.field == "metadata.namespace" && (type.namespaced || type.custom)) ||
                           std::ranges::any_of(selectable, [&](const auto& row) {
                               return !type.custom && row.plural == type.plural && row.field == term.field;
                           });
        if (!known) {
            const auto message =
                type.custom
                    ? fmt::format("field label not supported: {}", term.field)
                    : fmt::format("\"{}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"", term.field);
            return refuse(status::bad_request(message));
        }
        out.terms_.push_back(std::move(term));
    }
    return out;
}

bool FieldSelector::matches(const StoredObject& object) const {
    return std::ranges::all_of(terms_,
                               [&](const Term& term) { return (string_at(object.value(), term.field) == term.value) == term.equal; });
}

std::string_view FieldSelector::name() const {
    for (const auto& term : terms_) {
        if (term.field == "metadata.name" && term.equal) return term.value;
    }
    return {};
}

}  // namespace nexa::sandbox
