#include "control/api/kinds/kind_endpoints.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "control/api/api.hpp"
#include "control/api/kinds/kind_wire.hpp"
#include "data/actions/action.hpp"
#include "data/kinds.hpp"
#include "data/manifest.hpp"
#include "data/schema/schema.hpp"
#include "http/etag.hpp"

namespace nexa::control {
namespace {

KindList kind_list() {
    KindList list;
    for (const Kind& kind : kinds()) {
        KindItem item;
        item.kind = kind.ref.kind;
        item.plural = kind.ref.plural;
        item.group = kind.ref.group;
        item.family = to_string(kind.family);
        item.display = kind.display;
        for (const auto& name : kind.short_names) item.short_names.emplace_back(name);
        for (const Column& column : kind.columns)
            item.columns.push_back({std::string(column.name), std::string(column.title), std::string(to_string(column.type))});
        for (const auto* action : actions::actions_of(kind.ref.kind)) item.actions.push_back(brief_of(*action));
        list.items.push_back(std::move(item));
    }
    return list;
}

/// Numbers the shapes below one, each once: the tables share them, and so does the reply.
class ShapeList {
public:
    explicit ShapeList(const schema::Shape& root) { number(root); }
    std::vector<ShapeItem> take() { return std::move(items_); }

private:
    std::int64_t number(const schema::Shape& shape) {
        const auto [known, is_new] = numbers_.emplace(&shape, static_cast<std::int64_t>(items_.size()));
        if (!is_new) return known->second;
        const auto place = static_cast<std::size_t>(known->second);
        items_.emplace_back();
        ShapeItem item = leaf(shape);
        for (const auto& field : shape.fields) {
            item.fields.emplace(field.name, number(*field.shape));
            if (field.required) item.required.emplace_back(field.name);
        }
        if (shape.items != nullptr) item.items = number(*shape.items);
        items_[place] = std::move(item);
        return static_cast<std::int64_t>(place);
    }

    static ShapeItem leaf(const schema::Shape& shape) {
        ShapeItem item;
        item.type = to_string(shape.type);
        item.open = shape.open;
        LimitsItem limits{{shape.values.begin(), shape.values.end()}, shape.minimum, shape.maximum, std::nullopt, nullptr};
        if (!shape.pattern.empty()) limits.pattern = std::string(shape.pattern);
        if (!shape.initial.empty()) limits.initial = json::parse(shape.initial);
        const bool is_free = limits.values.empty() && !limits.minimum && !limits.maximum && !limits.pattern && limits.initial.is_null();
        if (!is_free) item.limits = std::move(limits);
        return item;
    }

    std::map<const schema::Shape*, std::int64_t> numbers_;
    std::vector<ShapeItem> items_;
};

/// The reply, or 304 to one who has it.
http::Response reply_once(const http::Request& request, std::shared_ptr<const std::string> body) {
    auto response = http::Response::json(200, {});
    const auto etag = http::etag_of(*body);
    if (http::is_known(request.headers.get("If-None-Match"), etag)) {
        response = http::Response::empty(304);
    } else {
        response.body = std::move(body);
    }
    response.headers.set("ETag", etag);
    // Kept by the browser, and asked for again each time: the operator may be another one by then.
    response.headers.set("Cache-Control", "private, no-cache");
    return response;
}

Result<KindFields> fields_of(const Kind& kind, std::string_view version, const ClusterFacts* facts, std::string_view name_space) {
    KindFields found;
    found.kind = kind.ref.kind;
    found.operator_name = kind.operator_name;
    if (facts != nullptr) found.operator_version = operator_version(kind, *facts, name_space);
    if (version.empty() && facts != nullptr) version = served_version(kind, *facts);
    if (version.empty()) version = kind.ref.versions.front();
    const auto* shape = schema::fields(kind.ref.kind, version, found.operator_version);
    if (shape == nullptr) {
        return fail(ErrorCode::invalid, fmt::format("{} is not an API version of {} that Nexa handles (those are: {})", version,
                                                    kind.ref.kind, fmt::join(kind.ref.versions, ", ")));
    }
    found.api_version = fmt::format("{}/{}", kind.ref.group, version);
    found.shapes = ShapeList(*shape).take();
    return found;
}

}  // namespace

Endpoints kind_endpoints(FindFacts find_facts) {
    auto list = [body = std::make_shared<const std::string>(wire::encode(kind_list()))](Call& call) -> Task<Result<http::Response>> {
        co_return reply_once(call.request, body);
    };
    auto fields = [find_facts = std::move(find_facts)](Call& call) -> Task<Result<http::Response>> {
        const auto name = call.param("kind");
        const Kind* kind = find_kind(name);
        if (kind == nullptr)
            co_return fail(ErrorCode::not_found, fmt::format("\"{}\" is not a kind that Nexa operates", name.substr(0, 64)));
        std::shared_ptr<const ClusterFacts> facts;
        if (const auto cluster = call.query("cluster"); !cluster.empty()) {
            constexpr Access read = permitted(Permission::clusters_read, Access::Where::cluster);
            if (!allowed(read, *call.caller.rights, cluster, {})) co_return fail(denied(read, *call.caller.rights, cluster, {}));
            auto found = find_facts(cluster);
            if (!found) co_return fail(found.error());
            facts = std::move(*found);
        }
        const auto made = fields_of(*kind, call.query("version"), facts.get(), call.query("namespace"));
        if (!made) co_return fail(made.error());
        co_return reply_once(call.request, std::make_shared<const std::string>(wire::encode(*made)));
    };
    using http::Method;
    return {
        {Method::get,
         "/kinds",
         signed_in,
         not_audited,
         "listKinds",
         "The kinds that Nexa operates, with their columns",
         std::move(list),
         {},
         {},
         200,
         shape<KindList>()},
        {Method::get,
         "/kinds/{kind}/fields",
         signed_in,
         not_audited,
         "listFields",
         "The fields of a kind, as a cluster's operator has them",
         std::move(fields),
         {{"cluster", "Whose operator; without it, the newest release that is known."},
          {"namespace", "Where operators of a cluster watch different namespaces: which one."},
          {"version", "The API version (v1beta2); without it, the one that the cluster serves."}},
         {},
         200,
         shape<KindFields>()},
    };
}

}  // namespace nexa::control
