#include <charconv>

#include "data/sandbox/metadata_rules.hpp"
#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/go_words.hpp"

namespace nexa::sandbox::rest {

namespace {

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object* inner(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_object() ? &value->get_object() : nullptr;
}

Outcome<DeleteOptions> read_delete_options(Call& call) {
    DeleteOptions options;
    const auto policy = [&](std::string_view name) -> Outcome<> {
        if (name == "Background")
            options.propagation = Propagation::background;
        else if (name == "Foreground")
            options.propagation = Propagation::foreground;
        else if (name == "Orphan")
            options.propagation = Propagation::orphan;
        else {
            return refuse(status::invalid_options(
                "DeleteOptions",
                {status::unsupported_value("propagationPolicy", json::value(name), {"Foreground", "Background", "Orphan", "nil"})}));
        }
        return {};
    };
    if (!call.request.body.empty()) {
        const auto body = read_body(call, {});
        if (!body) return refuse(body.error());
        if (const auto name = text(*body, "propagationPolicy"); !name.empty()) {
            if (auto fine = policy(name); !fine) return refuse(std::move(fine.error()));
        }
        if (const auto* orphan = body->if_contains("orphanDependents"); orphan && orphan->is_bool()) {
            if (options.propagation) {
                return refuse(status::invalid_options(
                    "DeleteOptions", {status::invalid_value("propagationPolicy", body->at("propagationPolicy"),
                                                            "orphanDependents and deletionPropagation cannot be both set")}));
            }
            options.propagation = orphan->get_bool() ? Propagation::orphan : Propagation::background;
        }
        if (const auto* grace = body->if_contains("gracePeriodSeconds"); grace && grace->is_int64())
            options.grace_seconds = grace->get_int64();
        if (const auto* conditions = inner(*body, "preconditions")) {
            options.uid = text(*conditions, "uid");
            options.resource_version = text(*conditions, "resourceVersion");
        }
        if (const auto* dry = body->if_contains("dryRun"); dry && dry->is_array() && !dry->get_array().empty()) options.dry_run = true;
    }
    if (const auto name = call.query("propagationPolicy")) {
        if (auto fine = policy(*name); !fine) return refuse(std::move(fine.error()));
    }
    if (const auto grace = call.query("gracePeriodSeconds")) {
        std::int64_t seconds = 0;
        const auto [end, error] = std::from_chars(grace->data(), grace->data() + grace->size(), seconds);
        if (error != std::errc() || end != grace->data() + grace->size())
            return refuse(status::bad_request(fmt::format("strconv.ParseInt: parsing \"{}\": invalid syntax", *grace)));
        options.grace_seconds = seconds;
    }
    auto write = read_write_options(call, "DeleteOptions");
    if (!write) return refuse(std::move(write.error()));
    options.dry_run |= write->dry_run;
    call.record.dry_run = options.dry_run;
    return options;
}

}  // namespace

std::string default_manager(const http::Request& request) {
    auto agent = request.headers.get("User-Agent");
    return std::string(agent.substr(0, agent.find('/')).substr(0, 128));
}

Outcome<WriteOptions> read_write_options(Call& call, std::string_view kind, bool apply) {
    std::vector<StatusCause> causes;
    WriteOptions options;
    options.warnings = &call.warnings;
    if (call.version) options.version = call.version->name;
    options.subresource = call.info.subresource;
    options.manager = call.query("fieldManager").value_or("");
    if (options.manager.size() > 128) causes.push_back(status::too_long("fieldManager", 128));
    for (std::size_t at = 0; at < options.manager.size(); ++at) {
        const auto byte = static_cast<unsigned char>(options.manager[at]);
        if (byte >= 0x20 && byte != 0x7F) continue;
        causes.push_back(
            {"FieldValueInvalid",
             fmt::format("Invalid value: {}: invalid character U+{:04X} (at position {})", go_quoted(options.manager), byte, at),
             "fieldManager"});
    }
    if (options.manager.empty() && apply) causes.push_back(status::required("fieldManager", "is required for apply patch"));
    if (options.manager.empty()) options.manager = default_manager(call.request);
    if (const auto dry = call.query("dryRun"); dry && !dry->empty()) {
        if (*dry == "All")
            options.dry_run = true;
        else
            causes.push_back(status::unsupported_value("dryRun", json::value{*dry}, {"All"}));
    }
    if (const auto force = call.query("force")) {
        if (!apply) causes.push_back(status::forbidden_field("force", "may not be specified for non-apply patch"));
        options.force = truthy(force);
    }
    const auto validation = call.query("fieldValidation").value_or("Warn");
    if (validation == "Strict")
        options.validation = FieldValidation::strict;
    else if (validation == "Warn" || validation.empty())
        options.validation = FieldValidation::warn;
    else if (validation != "Ignore")
        causes.push_back(status::unsupported_value("fieldValidation", json::value(validation), {"", "Ignore", "Strict", "Warn"}));
    if (!causes.empty()) return refuse(status::invalid_options(kind, std::move(causes)));
    call.record.field_manager = options.manager;
    call.record.dry_run = options.dry_run;
    return options;
}

void note_result(Call& call, const StoredObject& object, bool changed) {
    call.record.changed = changed && !call.record.dry_run;
    call.record.resource_version = std::to_string(object.resource_version());
    call.record.uid = object.uid();
    if (const auto* annotations = inner(object.metadata(), "annotations")) {
        call.record.intent = text(*annotations, "nexa.dev/intent");
        call.record.revision = text(*annotations, "nexa.dev/revision");
    }
}

http::Response create_object(Call& call) {
    auto options = read_write_options(call, "CreateOptions");
    if (!options) return error_reply(options.error());
    auto body = read_object(call, *options);
    if (!body) return error_reply(body.error());
    auto written =
        call.cluster.store().create(call.type, call.info.plural == "namespaces" ? "" : call.info.name_space, std::move(*body), *options);
    if (!written) return error_reply(written.error());
    note_result(call, *written->object, true);
    return present(call, 201, *written->object);
}

http::Response update_object(Call& call) {
    auto options = read_write_options(call, "UpdateOptions");
    if (!options) return error_reply(options.error());
    auto body = read_object(call, *options);
    if (!body) return error_reply(body.error());
    const auto* metadata = inner(*body, "metadata");
    const auto stated = metadata ? text(*metadata, "name") : std::string();
    if (stated != call.info.name) {
        if (stated.empty()) return error_reply(status::bad_request("name must be provided"));
        return error_reply(status::bad_request(
            fmt::format("the name of the object ({}) does not match the name on the URL ({})", stated, call.info.name)));
    }
    auto written = call.cluster.store().update(
        call.type, call.info.name_space, call.info.name, [&](const StoredObject*) -> Outcome<json::object> { return *body; }, *options);
    if (!written) return error_reply(written.error());
    note_result(call, *written->object, written->changed);
    return present(call, 200, *written->object);
}

http::Response delete_object(Call& call) {
    auto options = read_delete_options(call);
    if (!options) return error_reply(options.error());
    auto removed = call.cluster.store().remove(call.type, call.info.name_space, call.info.name, *options);
    if (!removed) return error_reply(removed.error());
    note_result(call, *removed->object, true);
    static constexpr std::string_view shown[] = {"pods", "services", "serviceaccounts", "persistentvolumeclaims"};
    const bool shows = !call.type->custom && std::ranges::find(shown, call.type->plural) != std::end(shown);
    if (!removed->gone || shows) return present(call, 200, *removed->object);
    json::object details{{"name", call.info.name}, {"kind", call.type->plural}, {"uid", removed->object->uid()}};
    if (!call.type->group.empty()) details["group"] = call.type->group;
    return object_reply(
        200,
        {{"kind", "Status"}, {"apiVersion", "v1"}, {"metadata", json::object()}, {"status", "Success"}, {"details", std::move(details)}},
        call.form.yaml);
}

http::Response delete_collection(Call& call) {
    auto options = read_delete_options(call);
    if (!options) return error_reply(options.error());
    ListQuery query;
    query.name_space = call.type->namespaced ? call.info.name_space : "";
    if (auto fine = read_selectors(call, query.labels, query.fields); !fine) return error_reply(fine.error());
    const auto page = call.cluster.store().list(*call.type, query);
    if (!page) return error_reply(page.error());
    json::array items;
    for (const auto& object : page->items) {
        const auto removed = call.cluster.store().remove(call.type, object->name_space(), object->name(), *options);
        if (!removed && removed.error().code != 404) return error_reply(removed.error());
        // As they were listed, not as they went.
        auto value = object->value();
        value["apiVersion"] = call.group_version();
        items.push_back(std::move(value));
    }
    call.record.changed = !items.empty() && !options->dry_run;
    json::object list{{"kind", call.type->list_kind},
                      {"apiVersion", call.group_version()},
                      {"metadata", {{"resourceVersion", std::to_string(page->resource_version)}}},
                      {"items", std::move(items)}};
    if (call.type->custom) list["metadata"].as_object()["continue"] = "";
    return object_reply(200, list, call.form.yaml);
}

}  // namespace nexa::sandbox::rest
