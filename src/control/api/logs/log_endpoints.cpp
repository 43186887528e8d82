#include "control/api/logs/log_endpoints.hpp"

#include <charconv>

#include <fmt/format.h>

#include "control/api/logs/follow_log.hpp"
#include "control/api/logs/log_wire.hpp"
#include "control/api/nothing_there.hpp"
#include "data/kinds.hpp"
#include "data/object.hpp"
#include "store/kept_logs.hpp"
#include "store/snapshots.hpp"

namespace nexa::control {
namespace {

/// Says that a log is not the pod's any more, and whose it was.
constexpr std::string_view kept_header = "nexa-kept-log";

/// The application that the path names. Errors: not_found, invalid (a kind without logs).
Result<ResourceKey> key_of(const Call& call) {
    auto key = call.resource_key();
    if (key && key->kind != "SparkApplication")
        return fail(ErrorCode::invalid, fmt::format("{} has no log of its own; a SparkApplication's driver has", key->kind));
    return key;
}

/// Its last lines; all of it when there are fewer.
std::string_view last_lines(std::string_view text, std::int64_t lines) {
    std::size_t at = text.size();
    if (text.ends_with('\n') && at > 0) --at;
    for (; lines > 0; --lines) {
        const auto before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
        if (before == std::string_view::npos) return text;
        at = before;
    }
    return text.substr(std::min(at + 1, text.size()));
}

struct Wanted {
    kube::LogOptions options;
    bool follow = false;
    std::optional<Id<KeptLog>> kept;
    std::string pod;  ///< Empty: the driver's.
};

Result<Wanted> wanted_of(const Call& call) {
    Wanted wanted;
    const auto follow = call.query_flag("follow");
    if (!follow) return fail(follow.error());
    wanted.follow = *follow;
    wanted.options.container = call.query("container");
    wanted.pod = call.query("pod");
    if (const auto tail = call.query("tail"); !tail.empty()) {
        std::int64_t lines = 0;
        const auto [end, error] = std::from_chars(tail.data(), tail.data() + tail.size(), lines);
        if (error != std::errc{} || end != tail.data() + tail.size() || lines < 0)
            return fail(ErrorCode::invalid,
                        fmt::format("the query parameter tail is \"{}\"; it must be a number of lines", tail.substr(0, 40)));
        wanted.options.tail_lines = lines;
    }
    if (const auto kept = call.query("kept"); !kept.empty()) {
        const auto id = Id<KeptLog>::parse(kept);
        if (!id) return fail(ErrorCode::not_found, "there is no such kept log of this application");
        wanted.kept = *id;
    }
    return wanted;
}

class Logs {
public:
    Logs(store::Database& database, ClusterRegistry& clusters) : database_(database), clusters_(clusters) {}

    Task<Result<http::Response>> show(Call& call) {
        const auto key = key_of(call);
        if (!key) co_return fail(key.error());
        auto wanted = wanted_of(call);
        if (!wanted) co_return fail(wanted.error());
        if (wanted->kept) {
            auto kept = co_await show_kept(*key, *wanted);
            if (kept && !*kept) co_return fail(ErrorCode::not_found, "there is no such kept log of this application");
            co_return kept ? Result<http::Response>(std::move(**kept)) : fail(kept.error());
        }
        auto read = [key = *key](store::Tx& tx) -> Result<std::optional<Snapshot>> { return store::snapshots::find(tx, key); };
        const auto snapshot = co_await database_.read(std::move(read));
        if (!snapshot) co_return fail(snapshot.error());
        const auto object = *snapshot ? parse_object((*snapshot)->object) : std::nullopt;
        std::string pod(object ? text_at(*object, {"status", "driverInfo", "podName"}) : std::string_view());
        if (!wanted->pod.empty() && wanted->pod != pod) {
            const bool known = object && find(*object, {"status", "executorState", wanted->pod}) != nullptr;
            if (!known) co_return fail(ErrorCode::not_found, fmt::format("{} is no pod of {}", wanted->pod.substr(0, 100), key->name));
            pod = wanted->pod;
        }
        auto live = co_await show_live(*key, pod, *wanted);
        if (live || live.error().code != ErrorCode::not_found) co_return std::move(live);
        // The pod is gone, or the application: what was kept of it is better than nothing.
        auto kept = co_await show_kept(*key, *wanted);
        if (!kept) co_return fail(kept.error());
        if (*kept) co_return std::move(**kept);
        if (!*snapshot) co_return nothing_there();
        co_return std::move(live);
    }

    Task<Result<http::Response>> list(Call& call) {
        const auto key = key_of(call);
        if (!key) co_return fail(key.error());
        auto read = [key = *key](store::Tx& tx) -> Result<KeptLogList> { return KeptLogList{store::kept_logs::of_key(tx, key)}; };
        const auto list = co_await database_.read(std::move(read));
        if (!list) co_return fail(list.error());
        co_return reply(200, *list);
    }

private:
    Task<Result<http::Response>> show_live(ResourceKey key, std::string pod, Wanted wanted) {
        const auto cluster = clusters_.find(key.cluster);
        if (!cluster) co_return nothing_there();
        if (pod.empty()) {
            co_return fail(
                ErrorCode::not_found,
                fmt::format("{} has no driver pod yet, so there is no log; it is there once the application was submitted", key.name));
        }
        const kube::ObjectName name{key.name_space, pod};
        // A stream that has begun can't become another answer: one line says whether the pod is there.
        kube::LogOptions probe = wanted.options;
        if (wanted.follow) probe.tail_lines = 1;
        auto text = co_await cluster->session->api().logs(name, probe);
        if (!text) co_return fail(text.error().error);
        if (!wanted.follow) co_return http::Response::text(200, std::move(*text));
        co_return follow_log(cluster->session, name, wanted.options);
    }

    /// The log of that id, or the newest; nothing when there is none.
    Task<Result<std::optional<http::Response>>> show_kept(ResourceKey key, Wanted wanted) {
        struct Stored {
            KeptLog log;
            std::string packed;
        };
        auto read = [key, id = wanted.kept, pod = wanted.pod](store::Tx& tx) -> Result<std::optional<Stored>> {
            for (auto& log : store::kept_logs::of_key(tx, key)) {
                if (id ? log.id != *id : (pod.empty() ? log.role != "driver" : log.pod != pod)) continue;
                auto packed = store::kept_logs::text(tx, key, log.id);
                if (packed) return Stored{std::move(log), std::move(*packed)};
            }
            return std::nullopt;
        };
        const auto stored = co_await database_.read(std::move(read));
        if (!stored) co_return fail(stored.error());
        if (!*stored) co_return std::nullopt;
        auto text = store::kept_logs::unpack((*stored)->packed);
        if (!text) co_return fail(text.error());
        const auto lines = wanted.options.tail_lines;
        auto response = http::Response::text(200, lines ? std::string(last_lines(*text, *lines)) : std::move(*text));
        response.headers.set(kept_header, (*stored)->log.id.str());
        co_return std::optional(std::move(response));
    }

    store::Database& database_;
    ClusterRegistry& clusters_;
};

}  // namespace

Endpoints log_endpoints(store::Database& database, ClusterRegistry& clusters) {
    const auto logs = std::make_shared<Logs>(database, clusters);
    const auto bind = [&](Task<Result<http::Response>> (Logs::*method)(Call&)) {
        return Handle([logs, method](Call& call) { return ((*logs).*method)(call); });
    };
    const std::string one = "/clusters/{cluster}/namespaces/{namespace}/{plural}/{name}/logs";
    const Access access = permitted(Permission::resources_logs, Access::Where::name_space);
    return {{.method = http::Method::get,
             .path = one,
             .access = access,
             .audit = not_audited,
             .operation = "getResourceLogs",
             .summary = "The log of a SparkApplication's driver, or of an executor; when the pod is gone, the newest that was kept (then "
                        "the header Nexa-Kept-Log "
                        "has its id)",
             .handle = bind(&Logs::show),
             .query = {{"tail", "Only the last lines.", "integer"},
                       {"container", "Of the pod."},
                       {"follow", "Stay and send what comes.", "boolean"},
                       {"pod", "An executor's pod, as status.executorState names it; the driver's when absent."},
                       {"kept", "The id of a kept log."}},
             .response = raw_shape("text/plain")},
            {.method = http::Method::get,
             .path = one + "/kept",
             .access = access,
             .audit = not_audited,
             .operation = "listKeptLogs",
             .summary = "Logs of its attempts that have ended, kept for 30 days, with the lines that tell why one failed",
             .handle = bind(&Logs::list),
             .response = shape<KeptLogList>()}};
}

}  // namespace nexa::control
