#include "data/sandbox/object_store_impl.hpp"

/// The store as programs inside the cluster use it: types by kind, changes as functions, Events.
namespace nexa::sandbox {

namespace {

constexpr auto event_series = std::chrono::minutes(10);

StatusError unknown_kind(std::string_view kind) {
    return {.code = 404, .reason = "NotFound", .message = fmt::format("no matches for kind \"{}\": the cluster does not serve it", kind)};
}

json::object reference(const StoredObject& object) {
    const auto member = [&](std::string_view name) { return object.value().contains(name) ? object.value().at(name) : json::value(""); };
    json::object out{{"kind", member("kind")}, {"apiVersion", member("apiVersion")}, {"name", object.name()}, {"uid", object.uid()}};
    if (!object.name_space().empty()) out["namespace"] = object.name_space();
    out["resourceVersion"] = std::to_string(object.resource_version());
    return out;
}

}  // namespace

ObjectPtr ObjectStore::find(std::string_view kind, std::string_view name_space, std::string_view name) const {
    const auto type = impl_->types.by_kind(kind);
    return type ? impl_->find(*type, name_space, name) : nullptr;
}

std::vector<ObjectPtr> ObjectStore::list(std::string_view kind, std::string_view name_space, const LabelSelector& labels) const {
    const auto type = impl_->types.by_kind(kind);
    if (!type) return {};
    ListQuery query;
    query.name_space = name_space;
    query.labels = labels;
    auto page = list(*type, query);
    return page ? std::move(page->items) : std::vector<ObjectPtr>();
}

Outcome<ObjectPtr> ObjectStore::create(std::string_view kind, std::string_view name_space, json::object object,
                                       const WriteOptions& options) {
    const auto type = impl_->types.by_kind(kind);
    if (!type) return refuse(unknown_kind(kind));
    auto written = create(type, name_space, std::move(object), options);
    if (!written) return refuse(std::move(written.error()));
    return std::move(written->object);
}

Outcome<ObjectPtr> ObjectStore::mutate(std::string_view kind, std::string_view name_space, std::string_view name, const Change& change,
                                       const WriteOptions& options) {
    const auto type = impl_->types.by_kind(kind);
    if (!type) return refuse(unknown_kind(kind));
    const auto transform = [&](const StoredObject* current) -> Outcome<json::object> {
        auto copy = current->value();
        if (!change(copy)) return current->value();
        return copy;
    };
    auto written = update(type, name_space, name, transform, options);
    if (!written) return refuse(std::move(written.error()));
    return std::move(written->object);
}

Outcome<ObjectPtr> ObjectStore::set_status(std::string_view kind, std::string_view name_space, std::string_view name, const Change& change,
                                           const WriteOptions& options) {
    auto with = options;
    with.subresource = "status";
    const auto in_status = [&](json::object& object) {
        auto& status = object["status"];
        if (!status.is_object()) status = json::object();
        return change(status.get_object());
    };
    return mutate(kind, name_space, name, in_status, with);
}

Outcome<> ObjectStore::remove(std::string_view kind, std::string_view name_space, std::string_view name, const DeleteOptions& options) {
    const auto type = impl_->types.by_kind(kind);
    if (!type) return refuse(unknown_kind(kind));
    auto removed = remove(type, name_space, name, options);
    if (!removed) return refuse(std::move(removed.error()));
    return {};
}

void ObjectStore::emit_event(const StoredObject& regarding, std::string_view type, std::string_view reason, std::string_view message,
                             std::string_view component) {
    const auto now = impl_->clock.now();
    const auto at = to_rfc3339_seconds(now);
    const std::string name_space(regarding.name_space().empty() ? "default" : regarding.name_space());
    const auto series_key = fmt::format("{}\n{}\n{}\n{}", regarding.uid(), type, reason, message);
    std::string known;
    {
        const std::lock_guard lock(impl_->series_mutex);
        if (impl_->series.size() > 1000)
            std::erase_if(impl_->series, [&](const auto& entry) { return entry.second.last + event_series < now; });
        auto& series = impl_->series[series_key];
        if (!series.name.empty() && series.last + event_series > now) known = series.name;
        if (known.empty())
            series.name = fmt::format("{}.{:x}", regarding.name(),
                                      now.time_since_epoch().count() * 1000 + static_cast<std::int64_t>(impl_->series.size() % 1000));
        series.last = now;
        if (known.empty()) known = series.name;
    }
    WriteOptions options;
    options.manager = component;
    const auto again = mutate(
        "Event", name_space, known,
        [&](json::object& event) {
            const auto* count = event.if_contains("count");
            event["count"] = (count && count->is_int64() ? count->get_int64() : 0) + 1;
            event["lastTimestamp"] = at;
            return true;
        },
        options);
    if (again) return;
    json::object event{{"kind", "Event"},
                       {"apiVersion", "v1"},
                       {"metadata", {{"name", known}, {"namespace", name_space}}},
                       {"involvedObject", reference(regarding)},
                       {"reason", reason},
                       {"message", message},
                       {"source", {{"component", component}}},
                       {"firstTimestamp", at},
                       {"lastTimestamp", at},
                       {"count", 1},
                       {"type", type},
                       {"reportingComponent", component},
                       {"reportingInstance", ""}};
    // An event about an object in a namespace that is going away has nowhere to be; nobody misses it.
    static_cast<void>(create("Event", name_space, std::move(event), options));
}

}  // namespace nexa::sandbox
