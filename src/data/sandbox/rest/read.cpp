#include <charconv>

#include "data/sandbox/rest/call.hpp"
#include "data/sandbox/rest/event_view.hpp"
#include "data/sandbox/rest/table.hpp"

namespace nexa::sandbox::rest {

namespace {

RowObject row_object(const Call& call) {
    const auto include = call.query("includeObject").value_or("Metadata");
    if (include == "None") return RowObject::none;
    return include == "Object" ? RowObject::full : RowObject::metadata;
}

json::object table(Call& call, const std::vector<ObjectPtr>& items, json::object metadata) {
    json::array rows;
    const auto now = call.cluster.time().now();
    for (const auto& item : items) rows.push_back(table_row(*item, *call.type, *call.version, now, row_object(call)));
    return {{"kind", "Table"},
            {"apiVersion", "meta.k8s.io/v1"},
            {"metadata", std::move(metadata)},
            {"columnDefinitions", column_definitions(*call.version, call.type->custom)},
            {"rows", std::move(rows)}};
}

/// What apimachinery's ValidateListOptions objects to.
Outcome<> check_list_options(const Call& call, const ListQuery& query) {
    const auto& match = query.resource_version_match;
    std::vector<StatusCause> causes;
    const auto forbid = [&](std::string_view why) { causes.push_back(status::forbidden_field("resourceVersionMatch", why)); };
    if (!match.empty()) {
        if (query.resource_version.empty()) forbid("resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (!query.continue_token.empty()) forbid("resourceVersionMatch is forbidden when continue is provided");
        if (match != "Exact" && match != "NotOlderThan") {
            causes.push_back(status::unsupported_value("resourceVersionMatch", json::value(match), {"Exact", "NotOlderThan", ""}));
        }
        if (match == "Exact" && query.resource_version == "0")
            forbid("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
    if (call.query("sendInitialEvents"))
        causes.push_back(status::forbidden_field("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    if (!causes.empty()) return refuse(status::invalid_options("ListOptions", std::move(causes)));
    if (!query.continue_token.empty() && !query.resource_version.empty() && query.resource_version != "0")
        return refuse(status::bad_request("specifying resource version is not allowed when using continue"));
    return {};
}

}  // namespace

void append_object(std::string& out, const ResourceType& type, std::string_view group_version, const StoredObject& object) {
    if (type.group == "events.k8s.io") {
        out += json::serialize(as_new_event(object.value()));
    } else {
        object.append_text(out, group_version);
    }
}

http::Response present(Call& call, int code, const StoredObject& object) {
    if (call.form.as == Form::As::table) {
        const ObjectPtr shown(ObjectPtr(), &object);  // it is the caller's for as long as the answer is written
        return object_reply(code, table(call, {shown}, {{"resourceVersion", std::to_string(object.resource_version())}}), call.form.yaml);
    }
    if (call.form.as == Form::As::partial_metadata) return object_reply(code, partial_metadata(object), call.form.yaml);
    if (call.form.yaml) {
        auto value = object.value();
        value["apiVersion"] = call.group_version();
        return object_reply(code, value, true);
    }
    std::string text;
    append_object(text, *call.type, call.group_version(), object);
    return json_reply(code, std::move(text));
}

Outcome<> read_selectors(const Call& call, LabelSelector& labels, FieldSelector& fields) {
    if (const auto text = call.query("labelSelector")) {
        auto parsed = LabelSelector::parse(*text);
        if (!parsed) return refuse(std::move(parsed.error()));
        labels = std::move(*parsed);
    }
    if (const auto text = call.query("fieldSelector")) {
        auto parsed = FieldSelector::parse(*text, *call.type);
        if (!parsed) return refuse(std::move(parsed.error()));
        fields = std::move(*parsed);
    }
    return {};
}

StatusError unparsable_option(std::string_view version) {
    return {.code = 500,
            .message =
                fmt::format("resourceVersion: Invalid value: \"{}\": strconv.ParseUint: parsing \"{}\": invalid syntax", version, version)};
}

http::Response get_object(Call& call) {
    auto& store = call.cluster.store();
    if (const auto version = call.query("resourceVersion"); version && !version->empty() && *version != "0") {
        std::uint64_t asked = 0;
        const auto [end, error] = std::from_chars(version->data(), version->data() + version->size(), asked);
        if (error != std::errc() || end != version->data() + version->size()) return error_reply(unparsable_option(*version));
        if (asked > store.resource_version()) return error_reply(status::too_large_resource_version(asked, store.resource_version()));
    }
    const auto found = store.get(*call.type, call.info.name_space, call.info.name);
    if (!found) return error_reply(found.error());
    return present(call, 200, **found);
}

http::Response list_objects(Call& call) {
    ListQuery query;
    query.name_space = call.type->namespaced ? call.info.name_space : "";
    if (auto fine = read_selectors(call, query.labels, query.fields); !fine) return error_reply(fine.error());
    query.continue_token = call.query("continue").value_or("");
    query.resource_version = call.query("resourceVersion").value_or("");
    query.resource_version_match = call.query("resourceVersionMatch").value_or("");
    if (const auto limit = call.query("limit"); limit && !limit->empty()) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), number);
        if (error != std::errc() || end != limit->data() + limit->size()) {
            return error_reply(status::bad_request(fmt::format("strconv.ParseInt: parsing \"{}\": invalid syntax", *limit)));
        }
        // Any state will do: then the whole list comes at once, from the server's cache.
        const bool from_cache = query.resource_version == "0" && query.resource_version_match != "Exact" && query.continue_token.empty();
        query.limit = number > 0 && !from_cache ? static_cast<std::size_t>(number) : 0;
    }
    if (auto fine = check_list_options(call, query); !fine) return error_reply(fine.error());
    const auto page = call.cluster.store().list(*call.type, query);
    if (!page) return error_reply(page.error());

    json::object metadata{{"resourceVersion", std::to_string(page->resource_version)}};
    // Lists of custom resources always say where to go on.
    const bool says_end = call.type->custom && call.form.as == Form::As::object;
    if (!page->continue_token.empty() || says_end) metadata["continue"] = page->continue_token;
    if (page->remaining && *page->remaining > 0) metadata["remainingItemCount"] = *page->remaining;
    if (call.form.as == Form::As::table) return object_reply(200, table(call, page->items, std::move(metadata)), call.form.yaml);
    if (call.form.as == Form::As::partial_metadata) {
        json::array items;
        for (const auto& item : page->items) items.push_back(partial_metadata(*item));
        return object_reply(200,
                            {{"kind", "PartialObjectMetadataList"},
                             {"apiVersion", "meta.k8s.io/v1"},
                             {"metadata", std::move(metadata)},
                             {"items", std::move(items)}},
                            call.form.yaml);
    }
    if (call.form.yaml) {
        json::array items;
        for (const auto& item : page->items) {
            auto value = item->value();
            value["apiVersion"] = call.group_version();
            items.push_back(std::move(value));
        }
        return object_reply(200,
                            {{"kind", call.type->list_kind},
                             {"apiVersion", call.group_version()},
                             {"metadata", std::move(metadata)},
                             {"items", std::move(items)}},
                            true);
    }
    std::size_t size = 256;
    for (const auto& item : page->items) size += item->tail().size() + 64;
    std::string text;
    text.reserve(size);
    text += fmt::format(R"({{"kind":"{}","apiVersion":"{}","metadata":{},"items":[)", call.type->list_kind, call.group_version(),
                        json::serialize(metadata));
    // Items of built-in lists carry neither kind nor apiVersion: the list tells.
    const auto kind_prefix = fmt::format(R"("kind":"{}",)", call.type->kind);
    for (std::size_t i = 0; i < page->items.size(); ++i) {
        if (i > 0) text += ',';
        const auto& item = *page->items[i];
        if (!call.type->custom && call.type->group != "events.k8s.io" && std::string_view(item.tail()).starts_with(kind_prefix)) {
            text += '{';
            text += std::string_view(item.tail()).substr(kind_prefix.size());
        } else {
            append_object(text, *call.type, call.group_version(), item);
        }
    }
    text += "]}\n";
    return json_reply(200, std::move(text));
}

}  // namespace nexa::sandbox::rest
