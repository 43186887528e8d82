#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "data/kube/api_error.hpp"
#include "data/kube/requests.hpp"
#include "data/kube/resource.hpp"

namespace nexa::kube {

/// How a write is made. The field manager is "nexa" and field validation is strict, always.
struct WriteOptions {
    bool dry_run = false;
    bool force = false;  ///< Server-side apply only: take fields over from other managers.
    Lane lane = Lane::work;
    Duration deadline = std::chrono::seconds(30);
};

/// What a write left behind (or, in a dry run, would have).
struct Written {
    std::string object;  ///< JSON, as the apiserver sent it.
    std::string uid;
    std::string resource_version;
    std::int64_t generation = 0;
    bool created = false;               ///< The object was not there before.
    std::vector<std::string> warnings;  ///< What the apiserver warned of, for the user.
};

enum class Propagation { background, foreground, orphan };

struct DeleteOptions {
    Propagation propagation = Propagation::background;
    std::string uid{};               ///< Delete this very object and no later one of its name; empty: any.
    std::string resource_version{};  ///< Delete only when unchanged since; empty: any.
    bool dry_run = false;
    Lane lane = Lane::work;
    Duration deadline = std::chrono::seconds(30);
};

struct Deleted {
    bool gone = false;   ///< Already out of the store; else finalizers hold it, or its dependents go first.
    json::value object;  ///< What is left of it, or the Status.
    std::vector<std::string> warnings;
};

struct ListOptions {
    std::string name_space{};  ///< Empty: all.
    std::string label_selector{};
    std::string field_selector{};
    std::int64_t page = 500;
    Lane lane = Lane::interactive;
    Duration deadline = std::chrono::seconds(30);  ///< Of each page.
};
/// Takes one page of items; false ends the list.
using PageSink = std::function<bool(json::array& items)>;

struct LogOptions {
    std::string container{};
    std::optional<std::int64_t> tail_lines{};
    std::int64_t limit_bytes = 8 * 1024 * 1024;
    bool previous = false;
    Duration idle = std::chrono::hours(1);  ///< Following: the longest silence.
};

/// One line of `kubectl describe`'s events.
struct ObjectEvent {
    std::string type;  ///< "Normal", "Warning"
    std::string reason;
    std::string message;
    std::int64_t count = 1;
    std::optional<Time> first_seen;
    std::optional<Time> last_seen;
    std::string source;
};

/// A question of a SelfSubjectAccessReview.
struct AccessQuestion {
    std::string verb;  ///< "patch"
    std::string group;
    std::string resource;  ///< Plural
    std::string subresource{};
    std::string name_space{};  ///< Empty: in all of them.
};

/// One cluster's Kubernetes API. Thread-safe: calls hop to the cluster's executor and back. Must outlive its calls.
/// Every error has the cluster's and the object's name in it, and says whether the call may be repeated; what is safe to repeat within the
/// deadline has been repeated already.
class Api {
public:
    Api(Executor executor, std::string cluster, std::shared_ptr<Transport> transport, RequestLimits limits = {});
    ~Api();

    Task<Answer<json::value>> get(Resource resource, ObjectName name, Lane lane = Lane::interactive);
    /// Page by page; a continue token that expires begins anew, and `sink` may then see an item twice. Called on the cluster's executor.
    /// Returns the list's resourceVersion.
    Task<Answer<std::string>> list(Resource resource, ListOptions options, PageSink sink);

    /// Server-side apply of a JSON or YAML manifest that has apiVersion, kind and metadata.name.
    /// A conflict names the fields and their managers.
    Task<Answer<Written>> apply(Resource resource, ObjectName name, std::string manifest, WriteOptions options = {});
    /// JSON merge patch (RFC 7386). Not repeated after an unknown outcome unless it carries metadata.resourceVersion or is idempotent by
    /// its nature: `repeatable` says so.
    Task<Answer<Written>> merge_patch(Resource resource, ObjectName name, std::string patch, WriteOptions options = {},
                                      bool repeatable = true, std::string subresource = {});
    /// Of a JSON manifest. Never repeated after an unknown outcome: look whether the object is there.
    Task<Answer<Written>> create(Resource resource, std::string name_space, std::string manifest, WriteOptions options = {});
    Task<Answer<Deleted>> remove(Resource resource, ObjectName name, DeleteOptions options = {});

    /// A pod's log as it is now.
    Task<Answer<std::string>> logs(ObjectName pod, LogOptions options);
    /// The log and what comes after, until the container ends, `on_chunk` returns false or the call is cancelled.
    /// `on_chunk` is called on the cluster's executor.
    Task<Answer<>> follow_logs(ObjectName pod, LogOptions options, http::ChunkSink on_chunk);
    /// The events that involve one object, newest first. `uid` may be empty: then by kind and name.
    Task<Answer<std::vector<ObjectEvent>>> events(std::string kind, ObjectName name, std::string uid = {});
    /// May the credential do this? Of a list of questions, asked at once: the answers in their order.
    Task<Answer<std::vector<bool>>> allowed(std::vector<AccessQuestion> questions);
    /// The credential's own name, as the apiserver sees it (SelfSubjectReview); empty when it does not tell (before Kubernetes 1.28).
    Task<Answer<std::string>> whoami();

    /// Any other request; for discovery.
    Task<Answer<http::ClientResponse>> send(Call call);

    const std::string& cluster() const;
    const Executor& executor() const;
    /// What watches use; on the executor only.
    Requests& requests();

private:
    std::unique_ptr<Requests> requests_;
};

/// The texts of Warning headers (RFC 7234, section 5.5: `299 - "text"`). Pure.
std::vector<std::string> warnings_of(const http::Headers& headers);

}  // namespace nexa::kube
