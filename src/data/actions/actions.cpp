#include <algorithm>
#include <ranges>

#include "data/actions/rows.hpp"

namespace nexa::actions {
namespace {

constexpr std::string_view core_versions[] = {"v1"};
constexpr kube::KindRef core_kinds[] = {{.kind = "Pod", .group = "", .versions = core_versions, .plural = "pods"},
                                        {.kind = "Secret", .group = "", .versions = core_versions, .plural = "secrets"},
                                        {.kind = "ConfigMap", .group = "", .versions = core_versions, .plural = "configmaps"}};

constexpr std::pair<Operation::Type, std::string_view> type_names[] = {{Operation::Type::patch, "patch"},
                                                                       {Operation::Type::remove, "remove"}};

}  // namespace

std::optional<kube::KindRef> kind_ref(std::string_view kind) noexcept {
    const auto core = std::ranges::find(core_kinds, kind, &kube::KindRef::kind);
    if (core != std::end(core_kinds)) return *core;
    const auto* known = find_kind(kind);
    return known == nullptr ? std::nullopt : std::optional(known->ref);
}

std::string_view Input::name() const noexcept {
    return text_at(resource, {"metadata", "name"});
}
std::string_view Input::name_space() const noexcept {
    return text_at(resource, {"metadata", "namespace"});
}
std::string_view Input::text(std::string_view parameter) const noexcept {
    return text_at(parameters, {parameter});
}
std::optional<std::int64_t> Input::number(std::string_view parameter) const noexcept {
    return integer_at(parameters, {parameter});
}

json::value to_json(const Operation& operation) {
    const auto* type = std::ranges::find(type_names, operation.type, &std::pair<Operation::Type, std::string_view>::first);
    return json::object{{"type", type->second},
                        {"kind", operation.kind},
                        {"name", operation.name},
                        {"uid", operation.uid},
                        {"body", operation.body},
                        {"counter", operation.counter},
                        {"counter_before", operation.counter_before},
                        {"about", operation.about}};
}

Result<Operation> operation_from_json(const json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return fail(ErrorCode::invalid, "an operation of the plan is no object");
    const auto* type = std::ranges::find(type_names, text_at(*object, {"type"}), &std::pair<Operation::Type, std::string_view>::second);
    if (type == std::end(type_names)) return fail(ErrorCode::invalid, "an operation of the plan has no type");
    Operation operation;
    operation.type = type->first;
    operation.kind = text_at(*object, {"kind"});
    operation.name = text_at(*object, {"name"});
    operation.uid = text_at(*object, {"uid"});
    if (const auto* body = object_at(*object, {"body"})) operation.body = *body;
    operation.counter = text_at(*object, {"counter"});
    operation.counter_before = text_at(*object, {"counter_before"});
    operation.about = text_at(*object, {"about"});
    return operation;
}

std::span<const Action> actions() noexcept {
    static const std::vector<Action> all = [] {
        std::vector<Action> rows;
        for (const auto noun : {kafka_actions(), topic_actions(), connect_actions(), spark_actions()})
            rows.insert(rows.end(), noun.begin(), noun.end());
        return rows;
    }();
    return all;
}

std::vector<const Action*> actions_of(std::string_view kind) {
    std::vector<const Action*> found;
    for (const auto& action : actions()) {
        if (std::ranges::find(action.kinds, kind) != action.kinds.end()) found.push_back(&action);
    }
    return found;
}

const Action* find_action(std::string_view kind, std::string_view id) noexcept {
    for (const auto& action : actions()) {
        if (action.id == id && std::ranges::find(action.kinds, kind) != action.kinds.end()) return &action;
    }
    return nullptr;
}

const Action* way_on(std::string_view kind, const Input& input) {
    for (const auto* action : actions_of(kind)) {
        if (action->leads == nullptr || (action->objection != nullptr && action->objection(input))) continue;
        if (action->leads(input)) return action;
    }
    return nullptr;
}

bool suits_several(const Action& action) noexcept {
    return !action.destroys && std::ranges::none_of(action.parameters, &Parameter::required);
}

Result<json::object> check_parameters(const Action& action, const json::object& given) {
    std::vector<Issue> issues;
    for (const auto& [name, value] : given) {
        const auto known = std::ranges::find(action.parameters, std::string_view(name), &Parameter::name);
        const auto pointer = fmt::format("/parameters/{}", std::string_view(name));
        if (known == action.parameters.end()) {
            std::string possible;
            for (const auto& each : action.parameters) possible += fmt::format("{}{}", possible.empty() ? "" : ", ", each.name);
            issues.push_back({pointer, fmt::format("{} takes {}", action.id, possible.empty() ? "no parameters" : possible), {}});
        } else if (known->type == Parameter::Type::integer && !integer_at(given, {name})) {
            issues.push_back({pointer, fmt::format("{} must be a whole number", known->name), {}});
        } else if (known->minimum && integer_at(given, {name}).value_or(0) < *known->minimum) {
            issues.push_back({pointer, fmt::format("{} must be at least {}", known->name, *known->minimum), {}});
        } else if (known->type == Parameter::Type::text && !value.is_string()) {
            issues.push_back({pointer, fmt::format("{} must be text", known->name), {}});
        }
    }
    for (const auto& each : action.parameters) {
        if (each.required && !given.contains(each.name))
            issues.push_back({fmt::format("/parameters/{}", each.name), fmt::format("{} is required: {}", each.name, each.about), {}});
    }
    if (!issues.empty()) {
        auto message = issues.front().message;
        return fail(ErrorCode::invalid, std::move(message), std::move(issues));
    }
    return given;
}

void merge(json::value& target, const json::value& patch) {
    const auto* members = patch.if_object();
    if (members == nullptr) {
        target = patch;
        return;
    }
    if (!target.is_object()) target = json::object();
    auto& object = target.get_object();
    for (const auto& [name, value] : *members) {
        if (value.is_null()) {
            object.erase(name);
        } else {
            merge(object[name], value);
        }
    }
}

bool always(const Input&) {
    return true;
}

bool is_paused(const json::object& resource) {
    return annotation_of(resource, "strimzi.io/pause-reconciliation") == "true";
}

bool is_pod_ready(const json::object& pod) {
    if (find(pod, {"metadata", "deletionTimestamp"}) != nullptr) return false;
    return std::ranges::any_of(conditions(pod), [](const Condition& each) { return each.type == "Ready" && each.status == "True"; });
}

std::string_view uid_of(const json::object& object) {
    return text_at(object, {"metadata", "uid"});
}

json::object annotation_patch(std::string_view name, const json::value& value) {
    return {{"metadata", json::object{{"annotations", json::object{{name, value}}}}}};
}

Operation annotate(std::string_view kind, const json::object& object, std::string_view name, std::string_view value, std::string about) {
    return {.type = Operation::Type::patch,
            .kind = std::string(kind),
            .name = std::string(text_at(object, {"metadata", "name"})),
            .uid = std::string(uid_of(object)),
            .body = annotation_patch(name, json::value(value)),
            .about = std::move(about)};
}

Operation annotate_resource(const Input& input, std::string_view name, std::string_view value, std::string about) {
    return annotate(text_at(input.resource, {"kind"}), input.resource, name, value, std::move(about));
}

RunVerdict replaced_by_ready(const Progress& progress) {
    std::size_t replaced = 0;
    std::string next;
    for (const auto& operation : progress.done) {
        const auto same_name = [&](const json::object& each) { return text_at(each, {"metadata", "name"}) == operation.name; };
        const auto now = std::ranges::find_if(progress.others, same_name);
        if (now != progress.others.end() && uid_of(*now) != operation.uid && is_pod_ready(*now)) {
            ++replaced;
        } else if (next.empty()) {
            next = operation.name;
        }
    }
    if (replaced == progress.done.size()) {
        return {RunVerdict::State::succeeded, replaced == 1 ? fmt::format("{} has restarted and is ready", progress.done.front().name)
                                                            : fmt::format("all {} nodes have restarted and are ready", replaced)};
    }
    return {RunVerdict::State::waiting, fmt::format("{} of {} restarted; waiting for {}", replaced, progress.done.size(), next)};
}

RunVerdict annotation_taken(const Progress& progress, std::string_view annotation, std::string_view waiting, std::string_view done) {
    if (progress.resource == nullptr) return {RunVerdict::State::failed, "the resource is gone"};
    const bool is_there = !annotation_of(*progress.resource, annotation).empty();
    return is_there ? RunVerdict{RunVerdict::State::waiting, std::string(waiting)}
                    : RunVerdict{RunVerdict::State::succeeded, std::string(done)};
}

}  // namespace nexa::actions
