#include <algorithm>
#include <set>

#include "data/object.hpp"
#include "data/plans/rows.hpp"

namespace nexa::plans {
namespace {

constexpr std::size_t most_documents = 20;
constexpr std::size_t most_steps = 2000;

Error wrong(std::string_view parameter, std::string message) {
    return {ErrorCode::invalid, "the plan can't be made of this", {{fmt::format("/parameters/{}", parameter), std::move(message), {}}}};
}

/// Where each document goes, but for the cluster.
Result<std::vector<ResourceKey>> keys_of(const Request& request) {
    std::vector<ResourceKey> keys;
    std::set<ResourceKey> seen;
    const auto* list = list_at(request.parameters, {"manifest"});
    for (std::size_t at = 0; list != nullptr && at < list->size(); ++at) {
        const auto& manifest = list->at(at).get_object();
        const auto where = list->size() == 1 ? std::string("it") : fmt::format("document {}", at + 1);
        const Kind* kind = find_kind(text_at(manifest, {"kind"}));
        if (kind == nullptr) {
            return fail(wrong("manifest", fmt::format("{} is of a kind \"{}\", which Nexa does not operate", where,
                                                      std::string(text_at(manifest, {"kind"})).substr(0, 80))));
        }
        ResourceKey key{
            {}, std::string(request.text("namespace")), std::string(kind->ref.kind), std::string(text_at(manifest, {"metadata", "name"}))};
        const auto own = text_at(manifest, {"metadata", "namespace"});
        if (!own.empty() && !key.name_space.empty() && own != key.name_space) {
            return fail(
                wrong("namespace", fmt::format("{} says namespace {}, not {}; leave one of the two out", where, own, key.name_space)));
        }
        if (!own.empty()) key.name_space = own;
        if (key.name_space.empty()) return fail(wrong("namespace", fmt::format("{} has no namespace; say which", where)));
        if (key.name.empty()) return fail(wrong("manifest", fmt::format("{} has no metadata.name", where)));
        if (!seen.insert(key).second) return fail(wrong("manifest", fmt::format("{} {} is there twice", key.kind, key.name)));
        keys.push_back(std::move(key));
    }
    if (keys.empty()) return fail(wrong("manifest", "holds no document"));
    if (keys.size() > most_documents)
        return fail(wrong("manifest", fmt::format("there are {} documents; {} are the most in one plan", keys.size(), most_documents)));
    return keys;
}

Result<std::vector<std::string>> clusters_of(const Request& request) {
    auto clusters = request.list("clusters");
    std::set<std::string> seen;
    for (const auto& each : clusters) {
        if (!seen.insert(each).second) return fail(wrong("clusters", fmt::format("{} is there twice", each)));
        if (request.world.facts(each) == nullptr)
            return fail(
                wrong("clusters", fmt::format("there is no cluster {}, or nothing is known of it at the moment", each.substr(0, 63))));
    }
    return clusters;
}

Result<Draft> make(const Request& request) {
    const auto keys = keys_of(request);
    if (!keys) return fail(keys.error());
    const auto clusters = clusters_of(request);
    if (!clusters) return fail(clusters.error());
    if (const auto count = keys->size() * clusters->size(); count > most_steps)
        return fail(wrong("clusters", fmt::format("{} steps are too many for one plan; {} are the most", count, most_steps)));
    const auto size = static_cast<std::size_t>(request.number("wave_size").value_or(1));

    Draft draft;
    const auto& first = keys->front();
    draft.title = keys->size() == 1
                      ? fmt::format("Apply {} {} to {} clusters", find_kind(first.kind)->display, first.name, clusters->size())
                      : fmt::format("Apply {} resources to {} clusters", keys->size(), clusters->size());
    Steps steps(draft);
    for (std::size_t at = 0; at < clusters->size(); ++at) {
        const auto& cluster = (*clusters)[at];
        const bool begins = at % size == 0;
        if (begins && at > 0 && request.flag("hold")) {
            steps.hold({cluster, first.name_space, first.kind, first.name}, "Look at what the wave before did",
                       "The next wave begins when you say so.");
        }
        for (std::size_t document = 0; document < keys->size(); ++document) {
            ResourceKey key = (*keys)[document];
            key.cluster = cluster;
            auto title = fmt::format("Apply {} to {}", key.name, cluster);
            json::object body{{"document", document}};
            auto& step = begins && document == 0 ? steps.add(PlanStep::Type::change, std::move(key), std::move(title), std::move(body))
                                                 : steps.beside(PlanStep::Type::change, std::move(key), std::move(title), std::move(body));
            step.explanation = "Done when the operator reports it as healthy; a failure stops the waves after it.";
        }
    }
    return draft;
}

std::string one(const Request&) {
    return "1";
}

constexpr Parameter parameters[] = {
    {.name = "manifest",
     .title = "Manifest",
     .type = Parameter::Type::manifest,
     .required = true,
     .about = "one or more YAML documents, the same for every cluster"},
    {.name = "clusters",
     .title = "Clusters",
     .type = Parameter::Type::clusters,
     .required = true,
     .about = "in the order of the waves: the one that can bear a failure first"},
    {.name = "namespace", .title = "Namespace", .about = "for documents that name none"},
    {.name = "wave_size",
     .title = "Clusters in a wave",
     .type = Parameter::Type::integer,
     .about = "the clusters of a wave go side by side; the next wave begins when all of it are healthy",
     .minimum = 1,
     .preset = one},
    {.name = "hold",
     .title = "Wait for me between waves",
     .type = Parameter::Type::boolean,
     .about = "a person looks before the next wave begins"},
};

constexpr PlanType rows[] = {
    {.id = "apply-in-waves",
     .title = "Apply to several clusters",
     .about = "The same manifest to many clusters, some at a time, stopping at the first failure.",
     .parameters = parameters,
     .make = make},
};

}  // namespace

std::span<const PlanType> wave_plans() noexcept {
    return rows;
}

}  // namespace nexa::plans
