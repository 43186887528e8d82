#include "data/sandbox/object.hpp"

namespace nexa::sandbox {

namespace {

std::string_view member_text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

}  // namespace

const json::object& StoredObject::metadata() const {
    return value.at("metadata").get_object();
}
std::string_view StoredObject::name() const {
    return member_text(metadata(), "name");
}
std::string_view StoredObject::name_space() const {
    return member_text(metadata(), "namespace");
}
std::string_view StoredObject::uid() const {
    return member_text(metadata(), "uid");
}
bool StoredObject::deleting() const {
    return metadata().contains("deletionTimestamp");
}

void StoredObject::append_text(std::string& out, std::string_view group_version) const {
    out += R"({"apiVersion":")";
    out += group_version;
    out += R"(",)";
    out += tail;
}

std::string StoredObject::text(std::string_view group_version) const {
    std::string out;
    out.reserve(tail.size() + group_version.size() + 20);
    append_text(out, group_version);
    return out;
}

}  // namespace nexa::sandbox
