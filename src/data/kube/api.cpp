#include "data/kube/api.hpp"

#include "data/kube/hop.hpp"
#include "data/kube/object_parser.hpp"
#include "data/object.hpp"

namespace nexa::kube {
namespace {

constexpr std::string_view field_manager = "nexa";

Answer<json::value> parse_answer(const Requests& requests, const std::string& what, const http::ClientResponse& response) {
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = 128;
    json::value value = json::parse(response.body, error, {}, options);
    if (error || !value.is_object()) return fail(describe_unreadable(requests.cluster(), what));
    return value;
}

Query write_query(const WriteOptions& options) {
    Query query;
    query.add("fieldManager", field_manager).add("fieldValidation", "Strict");
    if (options.dry_run) query.add("dryRun", "All");
    return query;
}

Task<Answer<Written>> write(Requests& requests, Call call) {
    const std::string what = call.what;
    auto response = co_await requests.send(std::move(call));
    if (!response) co_return fail(std::move(response.error()));
    // Most callers ask for no more than this; so no document is built of it.
    const auto parsed = ObjectParser::of_this_thread().parse(response->body, false);
    if (!parsed) {
        ApiError error = describe_unreadable(requests.cluster(), what);
        error.outcome_unknown = true;
        co_return fail(std::move(error));
    }
    Written written;
    written.uid = parsed->uid;
    written.resource_version = parsed->resource_version;
    written.generation = parsed->generation;
    written.object = std::move(response->body);
    written.created = response->status == 201;
    written.warnings = warnings_of(response->headers);
    co_return written;
}

Call write_call(http::Method method, const WriteOptions& options, std::string what) {
    Call call;
    call.method = method;
    call.what = std::move(what);
    call.lane = options.lane;
    call.deadline = options.deadline;
    return call;
}

Task<Answer<json::value>> do_get(Requests& requests, Resource resource, ObjectName name, Lane lane) {
    Call call;
    call.target = object_path(resource, name);
    call.what = describe(resource, name);
    call.lane = lane;
    const std::string what = call.what;
    auto response = co_await requests.send(std::move(call));
    if (!response) co_return fail(std::move(response.error()));
    co_return parse_answer(requests, what, *response);
}

Task<Answer<std::string>> do_list(Requests& requests, Resource resource, ListOptions options, PageSink sink) {
    std::string token;
    int restarts = 0;
    while (true) {
        Query query;
        query.add("limit", std::to_string(options.page)).add_if("continue", token);
        query.add_if("labelSelector", options.label_selector).add_if("fieldSelector", options.field_selector);
        Call call;
        call.target = collection_path(resource, options.name_space) + query.str();
        call.what = describe(resource, {options.name_space, {}});
        call.lane = options.lane;
        call.deadline = options.deadline;
        const std::string what = call.what;
        auto response = co_await requests.send(std::move(call));
        if (!response) {
            if (response.error().status != 410 || token.empty() || ++restarts > 3) co_return fail(std::move(response.error()));
            token.clear();
            continue;
        }
        auto value = parse_answer(requests, what, *response);
        if (!value) co_return fail(std::move(value.error()));
        json::object& list = value->as_object();
        json::value* items = list.if_contains("items");
        json::array none;
        const bool more = sink(items != nullptr && items->is_array() ? items->as_array() : none);
        token = std::string(text_at(list, {"metadata", "continue"}));
        if (!more || token.empty()) co_return std::string(text_at(list, {"metadata", "resourceVersion"}));
    }
}

Task<Answer<Deleted>> do_remove(Requests& requests, Resource resource, ObjectName name, DeleteOptions options) {
    json::object body{{"apiVersion", "v1"}, {"kind", "DeleteOptions"}};
    body["propagationPolicy"] = options.propagation == Propagation::background   ? "Background"
                                : options.propagation == Propagation::foreground ? "Foreground"
                                                                                 : "Orphan";
    json::object preconditions;
    if (!options.uid.empty()) preconditions["uid"] = options.uid;
    if (!options.resource_version.empty()) preconditions["resourceVersion"] = options.resource_version;
    if (!preconditions.empty()) body["preconditions"] = std::move(preconditions);
    if (options.dry_run) body["dryRun"] = json::array{"All"};
    Call call;
    call.method = http::Method::del;
    call.target = object_path(resource, name);
    call.what = describe(resource, name);
    call.headers.set("Content-Type", "application/json");
    call.body = json::serialize(body);
    call.lane = options.lane;
    call.deadline = options.deadline;
    // Without a uid a repetition could meet a new object of the same name.
    call.repeatable = !options.uid.empty() || options.dry_run;
    const std::string what = call.what;
    auto response = co_await requests.send(std::move(call));
    if (!response) co_return fail(std::move(response.error()));
    auto value = parse_answer(requests, what, *response);
    if (!value) co_return fail(std::move(value.error()));
    Deleted deleted;
    // The apiserver answers with the object while something still holds it, with a Status of success when it is gone; a store without
    // dependents to wait for answers with the object as it was last.
    const json::object& answer = value->as_object();
    deleted.gone = text_at(answer, {"kind"}) == "Status" || text_at(answer, {"metadata", "deletionTimestamp"}).empty();
    deleted.object = std::move(*value);
    deleted.warnings = warnings_of(response->headers);
    co_return deleted;
}

}  // namespace

Api::Api(Executor executor, std::string cluster, std::shared_ptr<Transport> transport, RequestLimits limits)
    : requests_(std::make_unique<Requests>(std::move(executor), std::move(cluster), std::move(transport), limits)) {}
Api::~Api() = default;

const std::string& Api::cluster() const {
    return requests_->cluster();
}
const Executor& Api::executor() const {
    return requests_->executor();
}
Requests& Api::requests() {
    return *requests_;
}

Task<Answer<json::value>> Api::get(Resource resource, ObjectName name, Lane lane) {
    auto task = do_get(*requests_, std::move(resource), std::move(name), lane);
    return run_on(executor(), std::move(task));
}

Task<Answer<std::string>> Api::list(Resource resource, ListOptions options, PageSink sink) {
    auto task = do_list(*requests_, std::move(resource), std::move(options), std::move(sink));
    return run_on(executor(), std::move(task));
}

Task<Answer<Written>> Api::apply(Resource resource, ObjectName name, std::string manifest, WriteOptions options) {
    Call call = write_call(http::Method::patch, options, describe(resource, name));
    Query query = write_query(options);
    if (options.force) query.add("force", "true");
    call.target = object_path(resource, name) + query.str();
    call.headers.set("Content-Type", "application/apply-patch+yaml");
    call.body = std::move(manifest);
    auto task = write(*requests_, std::move(call));
    return run_on(executor(), std::move(task));
}

Task<Answer<Written>> Api::merge_patch(Resource resource, ObjectName name, std::string patch, WriteOptions options, bool repeatable,
                                       std::string subresource) {
    Call call = write_call(http::Method::patch, options, describe(resource, name));
    call.target = object_path(resource, name, subresource) + write_query(options).str();
    call.headers.set("Content-Type", "application/merge-patch+json");
    call.body = std::move(patch);
    call.repeatable = repeatable || options.dry_run;
    auto task = write(*requests_, std::move(call));
    return run_on(executor(), std::move(task));
}

Task<Answer<Written>> Api::create(Resource resource, std::string name_space, std::string manifest, WriteOptions options) {
    Call call = write_call(http::Method::post, options, describe(resource, {name_space, {}}));
    call.target = collection_path(resource, name_space) + write_query(options).str();
    call.headers.set("Content-Type", "application/json");
    call.body = std::move(manifest);
    call.repeatable = options.dry_run;
    auto task = write(*requests_, std::move(call));
    return run_on(executor(), std::move(task));
}

Task<Answer<Deleted>> Api::remove(Resource resource, ObjectName name, DeleteOptions options) {
    auto task = do_remove(*requests_, std::move(resource), std::move(name), std::move(options));
    return run_on(executor(), std::move(task));
}

Task<Answer<http::ClientResponse>> Api::send(Call call) {
    auto task = requests_->send(std::move(call));
    return run_on(executor(), std::move(task));
}

std::vector<std::string> warnings_of(const http::Headers& headers) {
    std::vector<std::string> warnings;
    for (const auto& [name, value] : headers.all()) {
        const bool named = std::ranges::equal(name, std::string_view("warning"), [](char a, char b) { return (a | 0x20) == b; });
        if (!named) continue;
        // 299 - "text", with \" and \\ within; several may share a line.
        for (std::size_t at = value.find('"'); at != std::string::npos; at = value.find('"', at)) {
            std::string text;
            for (++at; at < value.size() && value[at] != '"'; ++at) {
                if (value[at] == '\\' && at + 1 < value.size()) ++at;
                text += value[at];
            }
            ++at;
            if (!text.empty() && std::ranges::find(warnings, text) == warnings.end()) warnings.push_back(std::move(text));
            if (at >= value.size()) break;
        }
    }
    return warnings;
}

}  // namespace nexa::kube
