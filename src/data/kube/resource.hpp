#pragma once

#include <string>
#include <string_view>

#include "data/kube/kind_ref.hpp"

namespace nexa::kube {

/// A kind in the version that one cluster serves.
struct Resource {
    std::string group;  ///< Empty: the core group.
    std::string version;
    std::string plural;
    std::string kind;
    bool namespaced = true;

    std::string api_version() const { return group.empty() ? version : group + "/" + version; }
    friend bool operator==(const Resource&, const Resource&) = default;
};
Resource resource_of(const KindRef& kind, std::string_view version);

/// Names an object of a resource; `name_space` is empty for those of the whole cluster.
struct ObjectName {
    std::string name_space;
    std::string name;
    friend bool operator==(const ObjectName&, const ObjectName&) = default;
};

/// "/apis/kafka.strimzi.io/v1/namespaces/team-a/kafkatopics", escaped. An empty namespace: over all of them.
std::string collection_path(const Resource& resource, std::string_view name_space);
/// The object's own path, with "/status" or the like behind it when `subresource` is given.
std::string object_path(const Resource& resource, const ObjectName& name, std::string_view subresource = {});
/// "KafkaTopic orders in namespace team-a": for messages.
std::string describe(const Resource& resource, const ObjectName& name);

/// Percent-encodes one part of a path or one value of a query (RFC 3986, section 2.3).
std::string escape(std::string_view text);

/// Collects "?a=b&c=d".
class Query {
public:
    Query& add(std::string_view name, std::string_view value);
    /// Adds nothing when the value is empty.
    Query& add_if(std::string_view name, std::string_view value) { return value.empty() ? *this : add(name, value); }
    const std::string& str() const { return text_; }

private:
    std::string text_;
};

}  // namespace nexa::kube
