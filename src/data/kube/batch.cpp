#include "data/kube/batch.hpp"

#include <cstring>

namespace nexa::kube {
namespace {

std::uint32_t size_of(std::string_view text) {
    return static_cast<std::uint32_t>(text.size());
}

}  // namespace

void Batch::place(Row& row, std::initializer_list<std::string_view> texts) {
    std::size_t size = 0;
    for (const std::string_view text : texts) size += text.size();
    if (size > row.capacity) {
        row.text = text_.size();
        row.capacity = static_cast<std::uint32_t>(size);
        for (const std::string_view text : texts) text_ += text;
        return;
    }
    char* at = text_.data() + row.text;
    for (const std::string_view text : texts) {
        if (text.empty()) continue;
        std::memcpy(at, text.data(), text.size());
        at += text.size();
    }
}

void Batch::changed(KnownObjects::Entry& entry, const ParsedObject& object) {
    if (entry.batch != id_ || entry.pending == 0) {
        rows_.emplace_back();
        entry.batch = id_;
        entry.pending = static_cast<std::uint32_t>(rows_.size());
    }
    Row& row = rows_[entry.pending - 1];
    place(row, {object.name_space, object.name, object.uid, object.resource_version, object.created_at, object.deletion_requested_at,
                object.object});
    row.name_space = size_of(object.name_space);
    row.name = size_of(object.name);
    row.uid = size_of(object.uid);
    row.version = size_of(object.resource_version);
    row.created = size_of(object.created_at);
    row.deletion = size_of(object.deletion_requested_at);
    row.object = size_of(object.object);
    row.labels_at = object.labels.empty() ? 0 : static_cast<std::uint32_t>(object.labels.data() - object.object.data());
    row.labels = size_of(object.labels);
    row.generation = object.generation;
    row.observed_generation = object.observed_generation;
}

void Batch::deleted(std::string_view name_space, std::string_view name, std::string_view uid) {
    Row& row = rows_.emplace_back();
    place(row, {name_space, name, uid});
    row.name_space = size_of(name_space);
    row.name = size_of(name);
    row.uid = size_of(uid);
    row.deleted = true;
}

std::vector<Observed> Batch::observations() const {
    std::vector<Observed> all;
    all.reserve(rows_.size());
    for (const Row& row : rows_) {
        Observed& one = all.emplace_back();
        std::string_view rest = std::string_view(text_).substr(row.text);
        const auto take = [&rest](std::uint32_t size) {
            const std::string_view part = rest.substr(0, size);
            rest.remove_prefix(size);
            return part;
        };
        one.name_space = take(row.name_space);
        one.name = take(row.name);
        one.uid = take(row.uid);
        one.resource_version = take(row.version);
        one.created_at = take(row.created);
        one.deletion_requested_at = take(row.deletion);
        one.object = take(row.object);
        one.labels = one.object.substr(row.labels_at, row.labels);
        one.generation = row.generation;
        one.observed_generation = row.observed_generation;
        one.deleted = row.deleted;
    }
    return all;
}

}  // namespace nexa::kube
