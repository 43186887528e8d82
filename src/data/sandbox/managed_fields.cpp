#include "data/sandbox/managed_fields.hpp"

#include "data/sandbox/schema/typed.hpp"

namespace nexa::sandbox {

namespace {

constexpr std::size_t most_update_managers = 10;

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Fields that the API server owns itself.
void strip_meta(FieldSet& set) {
    set.erase("f:apiVersion");
    set.erase("f:kind");
    if (!set.child("f:metadata")) return;
    auto& metadata = set.descend("f:metadata");
    FieldSet kept;
    for (const auto& [element, below] : metadata.children()) {
        static constexpr std::string_view own[] = {"f:name",        "f:namespace",  "f:creationTimestamp", "f:selfLink",       "f:uid",
                                                   "f:clusterName", "f:generation", "f:managedFields",     "f:resourceVersion"};
        if (std::ranges::find(own, element) == std::end(own)) kept.descend(element) = below;
    }
    metadata = std::move(kept);
    set.tidy();
}

/// Only what this endpoint can change.
void strip_foreign(FieldSet& set, const Writer& writer) {
    strip_meta(set);
    if (writer.subresource == "status") {
        FieldSet kept;
        for (const auto field : {"f:metadata", "f:status"}) {
            if (const auto* below = set.child(field)) kept.descend(field) = *below;
        }
        set = std::move(kept);
    } else if (writer.has_status) {
        set.erase("f:status");
    }
}

json::object without_managers(const json::object& object) {
    json::object out = object;
    if (auto* metadata = out.if_contains("metadata"); metadata && metadata->is_object()) metadata->get_object().erase("managedFields");
    return out;
}

std::string describe(const ManagerEntry& entry) {
    auto out = fmt::format("\"{}\"", entry.manager);
    if (!entry.subresource.empty()) out += fmt::format(" with subresource \"{}\"", entry.subresource);
    if (!entry.applied) out += fmt::format(" using {}", entry.api_version);
    return out;
}

/// Too many managers that update: the oldest of each API version become one, "ancient-changes".
void cap_managers(ManagerEntries& entries) {
    std::vector<std::size_t> updates;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!entries[i].applied) updates.push_back(i);
    }
    if (updates.size() <= most_update_managers) return;
    std::ranges::sort(updates, {}, [&](std::size_t i) { return entries[i].time; });
    updates.resize(updates.size() - most_update_managers + 1);
    ManagerEntries kept, ancient;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (std::ranges::find(updates, i) == updates.end()) {
            kept.push_back(std::move(entries[i]));
            continue;
        }
        const auto same = std::ranges::find(ancient, entries[i].api_version, &ManagerEntry::api_version);
        if (same == ancient.end()) {
            ancient.push_back(std::move(entries[i]));
            ancient.back().manager = "ancient-changes";
            ancient.back().subresource.clear();
        } else {
            same->fields = same->fields.unite(entries[i].fields);
            same->time = std::max(same->time, entries[i].time);
        }
    }
    for (auto& entry : ancient) kept.push_back(std::move(entry));
    entries = std::move(kept);
}

Outcome<> take_from_others(ManagerEntries& entries, const FieldSet& changed, const FieldSet& removed, const ManagerEntry* self,
                           bool force) {
    std::vector<std::pair<const ManagerEntry*, FieldSet>> conflicts;
    for (const auto& entry : entries) {
        if (self && entry.same_manager(*self)) continue;
        auto both = entry.fields.intersect(changed);
        if (!both.empty()) conflicts.emplace_back(&entry, std::move(both));
    }
    if (!force && !conflicts.empty()) {
        std::vector<StatusCause> causes;
        std::map<std::string, std::string> lines;
        std::string single;
        for (const auto& [entry, set] : conflicts) {
            const auto owner = describe(*entry);
            set.each([&](const FieldSet::Path& path) {
                const auto field = FieldSet::describe(path);
                causes.push_back({"FieldManagerConflict", "conflict with " + owner, field});
                lines[owner] += "\n- " + field;
                single = fmt::format("Apply failed with 1 conflict: conflict with {}: {}", owner, field);
            });
        }
        if (causes.size() == 1) return refuse(status::apply_conflict(single, std::move(causes)));
        std::string message;
        for (const auto& [owner, fields] : lines)
            message += fmt::format("{}conflicts with {}:{}", message.empty() ? "" : "\n", owner, fields);
        message = fmt::format("Apply failed with {} conflicts: {}", causes.size(), message);
        return refuse(status::apply_conflict(std::move(message), std::move(causes)));
    }
    for (auto& entry : entries) {
        if (self && entry.same_manager(*self)) continue;
        entry.fields = entry.fields.subtract(changed).subtract(removed);
    }
    std::erase_if(entries, [](const ManagerEntry& entry) { return entry.fields.empty(); });
    return {};
}

/// Removes what the manager applied before and no longer does, unless somebody else owns it. `stated` are the fields of its
/// configuration as sent, those included that managedFields never tells (metadata.name): they keep the parents that they stand in.
json::value prune(const json::value& merged, const FieldSet& last, FieldSet stated, const ManagerEntries& entries, const Schema& schema) {
    // What identifies an object is stated by every request, if not in the body then in its path.
    for (const std::vector<std::string>& path : {std::vector<std::string>{"f:apiVersion"}, {"f:kind"}, {"f:metadata", "f:name"}})
        stated.insert(path);
    const auto last_named = typed::with_named_fields(last, schema);
    auto pruned = typed::remove(merged, last_named, schema);
    const auto merged_set = typed::with_named_fields(typed::fields_of(merged, schema), schema);
    auto owned = std::move(stated);
    for (const auto& entry : entries) owned = owned.unite(entry.fields);
    const auto owned_named = typed::with_named_fields(owned, schema);
    const auto pruned_named = typed::with_named_fields(typed::fields_of(pruned, schema), schema);
    pruned = typed::remove(merged, merged_set.subtract(pruned_named.unite(owned_named)), schema);
    // What nobody owns, and was not applied, must not go just because its parent did.
    const auto left = typed::with_named_fields(typed::fields_of(pruned, schema), schema);
    return typed::remove(merged, merged_set.subtract(left).intersect(last_named), schema);
}

}  // namespace

bool ManagerEntry::same_manager(const ManagerEntry& other) const {
    return manager == other.manager && applied == other.applied && subresource == other.subresource &&
           (applied || api_version == other.api_version);
}

ManagerEntries read_managers(const json::object& metadata) {
    ManagerEntries out;
    const auto* list = metadata.if_contains("managedFields");
    if (!list || !list->is_array()) return out;
    for (const auto& item : list->get_array()) {
        if (!item.is_object()) continue;
        const auto& entry = item.get_object();
        ManagerEntry read{.manager = text(entry, "manager"),
                          .applied = text(entry, "operation") == "Apply",
                          .api_version = text(entry, "apiVersion"),
                          .subresource = text(entry, "subresource"),
                          .time = text(entry, "time"),
                          .fields = {}};
        if (const auto* fields = entry.if_contains("fieldsV1"); fields && fields->is_object())
            read.fields = FieldSet::from_json(fields->get_object());
        out.push_back(std::move(read));
    }
    return out;
}

void write_managers(json::object& metadata, ManagerEntries entries) {
    metadata.erase("managedFields");
    if (entries.empty()) return;
    std::ranges::sort(entries, [](const ManagerEntry& a, const ManagerEntry& b) {
        return std::tuple(!a.applied, a.time, a.manager, a.api_version, a.subresource) <
               std::tuple(!b.applied, b.time, b.manager, b.api_version, b.subresource);
    });
    json::array list;
    for (const auto& entry : entries) {
        json::object out{{"manager", entry.manager}, {"operation", entry.applied ? "Apply" : "Update"}, {"apiVersion", entry.api_version}};
        if (!entry.time.empty()) out["time"] = entry.time;
        out["fieldsType"] = "FieldsV1";
        out["fieldsV1"] = entry.fields.to_json();
        if (!entry.subresource.empty()) out["subresource"] = entry.subresource;
        list.push_back(std::move(out));
    }
    metadata["managedFields"] = std::move(list);
}

ManagerEntries after_update(const json::object* before, const json::object& after, const Schema& schema, ManagerEntries entries,
                            const Writer& writer) {
    static const json::object none;
    // managedFields may differ too: they are the server's own and are taken off the result with what else is.
    auto difference = typed::compare(before ? *before : none, after, schema);
    for (auto* set : {&difference.added, &difference.removed, &difference.modified}) strip_foreign(*set, writer);
    const auto changed = difference.added.unite(difference.modified);
    // The writer's own entry gives up what was removed as the others do, and takes back what it changed.
    static_cast<void>(take_from_others(entries, changed, difference.removed, nullptr, true));
    if (!changed.empty()) {
        ManagerEntry self{.manager = writer.manager,
                          .applied = false,
                          .api_version = writer.api_version,
                          .subresource = writer.subresource,
                          .time = writer.subresource == "scale" ? std::string() : to_rfc3339_seconds(writer.now),
                          .fields = changed};
        const auto mine = std::ranges::find_if(entries, [&](const auto& entry) { return entry.same_manager(self); });
        if (mine == entries.end()) {
            entries.push_back(std::move(self));
        } else {
            mine->fields = mine->fields.unite(changed);
            mine->time = self.time;
        }
    }
    cap_managers(entries);
    return entries;
}

Outcome<Applied> apply_configuration(const json::object* live, const json::object& config, const Schema& schema, ManagerEntries entries,
                                     const Writer& writer, bool force) {
    if (live && entries.empty()) {
        // Nobody was tracked so far: everything there belongs to a manager of that name.
        Writer unknown = writer;
        unknown.manager = "before-first-apply";
        unknown.subresource.clear();
        entries = after_update(nullptr, *live, schema, {}, unknown);
    }
    ManagerEntry self{.manager = writer.manager,
                      .applied = true,
                      .api_version = writer.api_version,
                      .subresource = writer.subresource,
                      .time = {},
                      .fields = {}};
    const json::value current = live ? json::value(without_managers(*live)) : json::value(json::object());
    const json::value wanted = without_managers(config);
    auto merged = typed::merge(current, wanted, schema);
    auto stated = typed::fields_of(wanted, schema);
    self.fields = stated;
    strip_foreign(self.fields, writer);

    FieldSet last;
    const auto mine = std::ranges::find_if(entries, [&](const auto& entry) { return entry.same_manager(self); });
    const bool same_set = mine != entries.end() && mine->fields == self.fields;
    if (mine != entries.end()) {
        last = mine->fields;
        self.time = mine->time;
        *mine = self;
    } else {
        entries.push_back(self);
    }
    if (!last.empty() && !same_set) merged = prune(merged, last, std::move(stated), entries, schema);

    auto difference = typed::compare(current.get_object(), merged.get_object(), schema);
    for (auto* set : {&difference.added, &difference.removed, &difference.modified}) strip_foreign(*set, writer);
    const auto changed = difference.added.unite(difference.modified);
    if (auto taken = take_from_others(entries, changed, difference.removed, &self, force); !taken) return refuse(std::move(taken.error()));
    // The time is that of the last change to the object: who joins without one has none yet.
    if (!live || !(changed.empty() && difference.removed.empty())) {
        for (auto& entry : entries) {
            if (entry.same_manager(self)) entry.time = to_rfc3339_seconds(writer.now);
        }
    }
    return Applied{std::move(merged.get_object()), std::move(entries)};
}

}  // namespace nexa::sandbox
