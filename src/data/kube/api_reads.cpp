// What Api reads beside objects: logs, events and answers about the credential.
#include "data/kube/api.hpp"
#include "data/kube/hop.hpp"
#include "data/object.hpp"

namespace nexa::kube {
namespace {

const Resource pods{"", "v1", "pods", "Pod", true};
const Resource core_events{"", "v1", "events", "Event", true};

std::string log_target(const ObjectName& pod, const LogOptions& options, bool follow) {
    Query query;
    query.add_if("container", options.container);
    if (options.tail_lines) query.add("tailLines", std::to_string(*options.tail_lines));
    if (follow) {
        query.add("follow", "true");
    } else {
        query.add("limitBytes", std::to_string(options.limit_bytes));
    }
    if (options.previous) query.add("previous", "true");
    return object_path(pods, pod, "log") + query.str();
}

std::string log_words(const ObjectName& pod) {
    return fmt::format("the log of pod {} in namespace {}", pod.name, pod.name_space);
}

Task<Answer<std::string>> do_logs(Requests& requests, ObjectName pod, LogOptions options) {
    Call call;
    call.target = log_target(pod, options, false);
    call.headers.set("Accept", "*/*");
    call.what = log_words(pod);
    call.max_body = static_cast<std::size_t>(options.limit_bytes) + 64 * 1024;
    auto response = co_await requests.send(std::move(call));
    if (!response) co_return fail(std::move(response.error()));
    co_return std::move(response->body);
}

Task<Answer<>> do_follow(Requests& requests, ObjectName pod, LogOptions options, http::ChunkSink on_chunk) {
    Call call;
    call.target = log_target(pod, options, true);
    call.headers.set("Accept", "*/*");
    call.what = log_words(pod);
    call.deadline = Duration(0);
    call.idle = options.idle;
    call.lasting = true;
    auto response = co_await requests.stream(std::move(call), nullptr, std::move(on_chunk));
    if (!response) co_return fail(std::move(response.error()));
    co_return Answer<>();
}

ObjectEvent event_of(const json::object& event) {
    ObjectEvent found;
    found.type = text_at(event, {"type"});
    found.reason = text_at(event, {"reason"});
    found.message = text_at(event, {"message"});
    // Of a series the newer events.k8s.io writers keep the count and the time there.
    found.count = integer_at(event, {"series", "count"}).value_or(integer_at(event, {"count"}).value_or(1));
    const auto first_of = [&](std::initializer_list<Path> paths) {
        for (const Path& path : paths) {
            if (const auto time = time_at(event, path)) return time;
        }
        return std::optional<Time>();
    };
    found.first_seen = first_of({{"firstTimestamp"}, {"eventTime"}, {"metadata", "creationTimestamp"}});
    found.last_seen = first_of({{"series", "lastObservedTime"}, {"lastTimestamp"}, {"eventTime"}, {"metadata", "creationTimestamp"}});
    found.source = text_at(event, {"source", "component"});
    if (found.source.empty()) found.source = text_at(event, {"reportingComponent"});
    return found;
}

Task<Answer<std::vector<ObjectEvent>>> do_events(Requests& requests, std::string kind, ObjectName name, std::string uid) {
    std::string selector = fmt::format("involvedObject.name={},involvedObject.kind={}", name.name, kind);
    if (!uid.empty()) selector += ",involvedObject.uid=" + uid;
    Query query;
    query.add("fieldSelector", selector).add("limit", "500");
    Call call;
    call.target = collection_path(core_events, name.name_space) + query.str();
    call.what = fmt::format("the events of {} {} in namespace {}", kind, name.name, name.name_space);
    const std::string what = call.what;
    auto response = co_await requests.send(std::move(call));
    if (!response) co_return fail(std::move(response.error()));
    boost::system::error_code error;
    const json::value list = json::parse(response->body, error);
    std::vector<ObjectEvent> found;
    if (error || !list.is_object()) {
        ApiError bad;
        bad.error = {
            ErrorCode::unavailable, fmt::format("cluster {} sent something that is not JSON for {}", requests.cluster(), what), {}};
        bad.retry = Retry::safe;
        co_return fail(std::move(bad));
    }
    if (const json::array* items = list_at(list.get_object(), {"items"})) {
        for (const json::value& item : *items) {
            if (item.is_object()) found.push_back(event_of(item.get_object()));
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, [](const ObjectEvent& event) { return event.last_seen.value_or(Time{}); });
    co_return found;
}

Task<Answer<bool>> ask(Requests& requests, const AccessQuestion& question) {
    json::object attributes{{"verb", question.verb}, {"group", question.group}, {"resource", question.resource}};
    if (!question.subresource.empty()) attributes["subresource"] = question.subresource;
    if (!question.name_space.empty()) attributes["namespace"] = question.name_space;
    const json::object review{{"apiVersion", "authorization.k8s.io/v1"},
                              {"kind", "SelfSubjectAccessReview"},
                              {"spec", json::object{{"resourceAttributes", std::move(attributes)}}}};
    Call call;
    call.method = http::Method::post;
    call.target = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    call.headers.set("Content-Type", "application/json");
    call.body = json::serialize(review);
    call.what = "the credential's own rights";  // a question: nothing is stored, so it may be repeated
    const auto response = co_await requests.send(std::move(call));
    if (!response) co_return fail(response.error());
    boost::system::error_code error;
    const json::value answer = json::parse(response->body, error);
    co_return !error && answer.is_object() && true_at(answer.get_object(), {"status", "allowed"});
}

/// All at once, within the cluster's limits: there may be a hundred, and a distant apiserver takes its time for each.
Task<> ask_all(Requests& requests, std::span<const AccessQuestion> questions, std::span<Answer<bool>> answers) {
    using namespace asio::experimental::awaitable_operators;
    if (questions.empty()) co_return;
    if (questions.size() == 1) {
        answers.front() = co_await ask(requests, questions.front());
        co_return;
    }
    const std::size_t half = questions.size() / 2;
    auto first = ask_all(requests, questions.first(half), answers.first(half));
    auto second = ask_all(requests, questions.subspan(half), answers.subspan(half));
    co_await (std::move(first) && std::move(second));
}

Task<Answer<std::vector<bool>>> do_allowed(Requests& requests, std::vector<AccessQuestion> questions) {
    std::vector<Answer<bool>> answers(questions.size());
    co_await ask_all(requests, questions, answers);
    std::vector<bool> allowed;
    for (Answer<bool>& answer : answers) {
        if (!answer) co_return fail(std::move(answer.error()));
        allowed.push_back(*answer);
    }
    co_return allowed;
}

Task<Answer<std::string>> do_whoami(Requests& requests) {
    Call call;
    call.method = http::Method::post;
    call.target = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    call.headers.set("Content-Type", "application/json");
    call.body = R"({"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"})";
    call.what = "the credential's own name";
    auto response = co_await requests.send(std::move(call));
    if (!response) {
        // Served since Kubernetes 1.28; before that the version's document shows that the credential is accepted.
        if (response.error().status != 404) co_return fail(std::move(response.error()));
        co_return std::string();
    }
    boost::system::error_code error;
    const json::value answer = json::parse(response->body, error);
    if (error || !answer.is_object()) co_return std::string();
    co_return std::string(text_at(answer.get_object(), {"status", "userInfo", "username"}));
}

}  // namespace

Task<Answer<std::string>> Api::logs(ObjectName pod, LogOptions options) {
    auto task = do_logs(*requests_, std::move(pod), std::move(options));
    return run_on(executor(), std::move(task));
}

Task<Answer<>> Api::follow_logs(ObjectName pod, LogOptions options, http::ChunkSink on_chunk) {
    auto task = do_follow(*requests_, std::move(pod), std::move(options), std::move(on_chunk));
    return run_on(executor(), std::move(task));
}

Task<Answer<std::vector<ObjectEvent>>> Api::events(std::string kind, ObjectName name, std::string uid) {
    auto task = do_events(*requests_, std::move(kind), std::move(name), std::move(uid));
    return run_on(executor(), std::move(task));
}

Task<Answer<std::vector<bool>>> Api::allowed(std::vector<AccessQuestion> questions) {
    auto task = do_allowed(*requests_, std::move(questions));
    return run_on(executor(), std::move(task));
}

Task<Answer<std::string>> Api::whoami() {
    auto task = do_whoami(*requests_);
    return run_on(executor(), std::move(task));
}

}  // namespace nexa::kube
