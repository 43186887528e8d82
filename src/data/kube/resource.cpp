#include "data/kube/resource.hpp"

#include <fmt/format.h>

namespace nexa::kube {

Resource resource_of(const KindRef& kind, std::string_view version) {
    return {std::string(kind.group), std::string(version), std::string(kind.plural), std::string(kind.kind), kind.namespaced};
}

std::string escape(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            escaped += c;
        } else {
            escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return escaped;
}

std::string collection_path(const Resource& resource, std::string_view name_space) {
    std::string path = resource.group.empty() ? "/api/" : "/apis/" + escape(resource.group) + "/";
    path += escape(resource.version);
    if (resource.namespaced && !name_space.empty()) path += "/namespaces/" + escape(name_space);
    return path + "/" + escape(resource.plural);
}

std::string object_path(const Resource& resource, const ObjectName& name, std::string_view subresource) {
    std::string path = collection_path(resource, name.name_space) + "/" + escape(name.name);
    if (!subresource.empty()) path += "/" + escape(subresource);
    return path;
}

std::string describe(const Resource& resource, const ObjectName& name) {
    std::string text = name.name.empty() ? resource.plural : resource.kind + " " + name.name;
    if (!name.name_space.empty()) text += " in namespace " + name.name_space;
    return text;
}

Query& Query::add(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? '?' : '&';
    text_ += escape(name) + "=" + escape(value);
    return *this;
}

}  // namespace nexa::kube
