#include "data/plans/plan_type.hpp"

#include <algorithm>
#include <array>

#include "data/object.hpp"
#include "data/plans/rows.hpp"

namespace nexa::plans {
namespace {

constexpr std::string_view type_words(Parameter::Type type) {
    switch (type) {
        case Parameter::Type::integer:
            return "a whole number";
        case Parameter::Type::text:
            return "a text";
        case Parameter::Type::boolean:
            return "true or false";
        case Parameter::Type::clusters:
            return "a list of names of clusters";
        case Parameter::Type::manifest:
            return "one or more manifests";
    }
    return "";
}

bool fits(Parameter::Type type, const json::value& value) {
    switch (type) {
        case Parameter::Type::integer:
            return value.is_int64() || (value.is_uint64() && value.get_uint64() <= INT64_MAX);
        case Parameter::Type::text:
            return value.is_string();
        case Parameter::Type::boolean:
            return value.is_bool();
        case Parameter::Type::clusters:
            return value.is_array() && std::ranges::all_of(value.get_array(), [](const auto& each) { return each.is_string(); });
        case Parameter::Type::manifest:
            return value.is_array() && std::ranges::all_of(value.get_array(), [](const auto& each) { return each.is_object(); });
    }
    return false;
}

/// What is wrong with one value; nothing: nothing is.
std::optional<std::string> objection_to(const Parameter& parameter, const json::value& value, const Request& request) {
    if (!fits(parameter.type, value)) return fmt::format("must be {}", type_words(parameter.type));
    if (parameter.minimum && value.to_number<std::int64_t>() < *parameter.minimum)
        return fmt::format("must be {} or more", *parameter.minimum);
    if (parameter.required && ((value.is_array() && value.get_array().empty()) || (value.is_string() && value.get_string().empty())))
        return std::string("must not be empty");
    if (parameter.type == Parameter::Type::text && parameter.choices != nullptr) {
        const auto choices = parameter.choices(request);
        if (choices.empty() || std::ranges::find(choices, view(value.get_string()), &Choice::value) != choices.end()) return std::nullopt;
        std::string possible;
        for (const auto& choice : choices) possible += (possible.empty() ? "" : ", ") + choice.value;
        return fmt::format("is not possible here (possible: {})", possible);
    }
    return std::nullopt;
}

}  // namespace

std::string_view Request::text(std::string_view parameter) const noexcept {
    const auto* value = parameters.if_contains(parameter);
    return value != nullptr && value->is_string() ? view(value->get_string()) : std::string_view();
}

std::optional<std::int64_t> Request::number(std::string_view parameter) const noexcept {
    return integer_at(parameters, {parameter});
}

bool Request::flag(std::string_view parameter) const noexcept {
    return true_at(parameters, {parameter});
}

std::vector<std::string> Request::list(std::string_view parameter) const {
    std::vector<std::string> values;
    if (const auto* list = list_at(parameters, {parameter})) {
        for (const auto& each : *list) {
            if (each.is_string()) values.emplace_back(view(each.get_string()));
        }
    }
    return values;
}

std::string_view to_string(Parameter::Type type) noexcept {
    switch (type) {
        case Parameter::Type::integer:
            return "integer";
        case Parameter::Type::text:
            return "text";
        case Parameter::Type::boolean:
            return "boolean";
        case Parameter::Type::clusters:
            return "clusters";
        case Parameter::Type::manifest:
            return "manifest";
    }
    return "text";
}

std::span<const PlanType> plan_types() noexcept {
    static const std::vector<PlanType> all = [] {
        std::vector<PlanType> rows;
        for (const auto part : {upgrade_plans(), broker_plans(), wave_plans(), strimzi_plans()})
            rows.insert(rows.end(), part.begin(), part.end());
        return rows;
    }();
    return all;
}

const PlanType* find_plan_type(std::string_view id) noexcept {
    const auto found = std::ranges::find(plan_types(), id, &PlanType::id);
    return found == plan_types().end() ? nullptr : &*found;
}

Result<> check_parameters(const PlanType& type, const Request& request) {
    std::vector<Issue> issues;
    for (const auto& [name, value] : request.parameters) {
        const auto known = std::ranges::find(type.parameters, std::string_view(name), &Parameter::name);
        if (known == type.parameters.end()) {
            issues.push_back(
                {fmt::format("/parameters/{}", std::string_view(name)), fmt::format("{} knows no such parameter", type.id), {}});
        } else if (auto why = objection_to(*known, value, request)) {
            issues.push_back({fmt::format("/parameters/{}", std::string_view(name)), std::move(*why), {}});
        }
    }
    for (const auto& parameter : type.parameters) {
        if (parameter.required && !request.parameters.contains(parameter.name))
            issues.push_back({fmt::format("/parameters/{}", parameter.name), fmt::format("is needed: {}", parameter.about), {}});
    }
    if (issues.empty()) return {};
    return fail(ErrorCode::invalid, fmt::format("the plan {} can't be made of this", type.id), std::move(issues));
}

PlanStep& Steps::append(PlanStep::Type type, ResourceKey key, std::string title, json::object body, std::int64_t wave) {
    PlanStep step;
    step.position = static_cast<std::int64_t>(draft_.steps.size()) + 1;
    step.wave = wave;
    step.type = type;
    step.key = std::move(key);
    step.title = std::move(title);
    step.body = std::move(body);
    return draft_.steps.emplace_back(std::move(step));
}

PlanStep& Steps::add(PlanStep::Type type, ResourceKey key, std::string title, json::object body) {
    const std::int64_t wave = draft_.steps.empty() ? 1 : draft_.steps.back().wave + 1;
    return append(type, std::move(key), std::move(title), std::move(body), wave);
}

PlanStep& Steps::beside(PlanStep::Type type, ResourceKey key, std::string title, json::object body) {
    const std::int64_t wave = draft_.steps.empty() ? 1 : draft_.steps.back().wave;
    return append(type, std::move(key), std::move(title), std::move(body), wave);
}

PlanStep& Steps::check(ResourceKey key, std::string_view condition, std::string title, json::object parameters, Duration patience) {
    return add(PlanStep::Type::check, std::move(key), std::move(title),
               {{"condition", condition},
                {"parameters", std::move(parameters)},
                {"patience", std::chrono::duration_cast<std::chrono::seconds>(patience).count()}});
}

PlanStep& Steps::hold(ResourceKey key, std::string title, std::string explanation) {
    auto& step = add(PlanStep::Type::hold, std::move(key), std::move(title));
    step.explanation = std::move(explanation);
    return step;
}

void Steps::adopt_if_needed(const ResourceKey& key, const World& world) {
    if (world.desired(key)) return;
    auto& step = add(PlanStep::Type::adopt, key, fmt::format("Adopt {}", key.name));
    step.explanation = "Nexa does not manage it yet: its manifest is made from what lives, so that the changes can be taken back.";
}

json::object patch_body(json::object patch) {
    return {{"patch", std::move(patch)}};
}

std::vector<std::int64_t> node_ids(const json::object& pool) {
    std::vector<std::int64_t> ids;
    if (const auto* list = list_at(pool, {"status", "nodeIds"})) {
        for (const auto& each : *list) {
            if (each.is_int64()) ids.push_back(each.get_int64());
            if (each.is_uint64()) ids.push_back(static_cast<std::int64_t>(each.get_uint64()));
        }
    }
    std::ranges::sort(ids);
    return ids;
}

std::string bracketed(const std::vector<std::int64_t>& ids) {
    std::string text;
    for (const auto id : ids) text += fmt::format("{}{}", text.empty() ? "" : ",", id);
    return "[" + text + "]";
}

std::string spoken(const std::vector<std::int64_t>& ids) {
    std::string text;
    for (std::size_t at = 0; at < ids.size(); ++at)
        text += fmt::format("{}{}", at == 0 ? "" : (at + 1 == ids.size() ? " and " : ", "), ids[at]);
    return text;
}

}  // namespace nexa::plans
