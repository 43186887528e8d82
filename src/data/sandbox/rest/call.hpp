#pragma once

#include <string>
#include <vector>

#include "data/sandbox/access.hpp"
#include "data/sandbox/cluster.hpp"
#include "data/sandbox/faults.hpp"
#include "data/sandbox/request_log.hpp"
#include "data/sandbox/rest/reply.hpp"
#include "data/sandbox/rest/request_info.hpp"

namespace nexa::sandbox::rest {

/// One authorised request about a resource, as the files of this folder hand it on. Lives as long as the request.
struct Call {
    SandboxCluster& cluster;
    http::Request& request;
    RequestInfo info;
    const SandboxUser& user;
    TypePtr type;  ///< Null for virtual resources (reviews).
    const TypeVersion* version = nullptr;
    Form form;
    std::vector<std::string> warnings = {};
    RequestRecord record = {};  ///< What the request log will tell of a write.
    bool half_open = false;     ///< Faults of watches.
    bool gone_event = false;

    std::string group_version() const { return type->group_version(version->name); }
    std::optional<std::string_view> query(std::string_view name) const { return request.query_value(name); }
};

// read.cpp
http::Response get_object(Call& call);
http::Response list_objects(Call& call);
// watch.cpp
/// `bookmark_every`: how often watches that allow bookmarks get one.
http::Response watch_objects(Call& call, Duration bookmark_every);
// write.cpp
http::Response create_object(Call& call);
http::Response update_object(Call& call);
http::Response delete_object(Call& call);
http::Response delete_collection(Call& call);
// patch_request.cpp
http::Response patch_object(Call& call);
// scale.cpp
http::Response scale_object(Call& call);
// pod_log.cpp
http::Response read_pod_log(Call& call);
// reviews.cpp
/// SelfSubjectReview and its kin; page-not-found for other virtual resources.
http::Response review(Call& call);
bool is_review(const RequestInfo& info);

/// The object in the form the client wants.
http::Response present(Call& call, int status, const StoredObject& object);
/// Writes `object`'s JSON as that type shows it: events.k8s.io Events have other names for the same fields.
void append_object(std::string& out, const ResourceType& type, std::string_view group_version, const StoredObject& object);

/// Label and field selectors of the query. Errors: BadRequest.
Outcome<> read_selectors(const Call& call, LabelSelector& labels, FieldSelector& fields);
/// A resourceVersion of a query that is no number.
StatusError unparsable_option(std::string_view version);
/// dryRun, fieldManager, fieldValidation and force of the query, checked; `options` is the Kubernetes name of the options kind.
Outcome<WriteOptions> read_write_options(Call& call, std::string_view options, bool apply = false);
// body.cpp
/// The body as JSON or YAML. `kind`: what it has to be, for the refusal of one that can't be read; empty: that is not told.
/// Errors: BadRequest, UnsupportedMediaType.
Outcome<json::object> read_body(const Call& call, std::string_view kind);
/// The body as an object of the call's type and version; notes in `options` what is wrong with its form. Errors: as above, and Invalid.
Outcome<json::object> read_object(const Call& call, WriteOptions& options);
/// The name the field manager goes by when the request names none: the first word of the user agent.
std::string default_manager(const http::Request& request);
/// Notes a write's result for the request log.
void note_result(Call& call, const StoredObject& object, bool changed);

}  // namespace nexa::sandbox::rest
