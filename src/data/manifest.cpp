#include "data/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "data/contracts/contract.hpp"
#include "data/manifest_versions.hpp"
#include "data/object.hpp"
#include "data/remedies.hpp"
#include "data/schema/schema.hpp"
#include "wire/decode.hpp"
#include "wire/json_patch.hpp"

namespace nexa {
namespace {

struct Metadata {
    std::string_view name;
    enum class Treatment : std::uint8_t { keep, drop, refuse } treatment;
    std::string_view why;
};

/// Every member that the metadata of a live object may have.
constexpr std::array<Metadata, 15> metadata_fields{{
    {"name", Metadata::Treatment::keep, ""},
    {"namespace", Metadata::Treatment::keep, ""},
    {"labels", Metadata::Treatment::keep, ""},
    {"annotations", Metadata::Treatment::keep, ""},
    {"creationTimestamp", Metadata::Treatment::drop, ""},
    {"generation", Metadata::Treatment::drop, ""},
    {"selfLink", Metadata::Treatment::drop, ""},
    {"managedFields", Metadata::Treatment::drop, "the cluster keeps it"},
    {"uid", Metadata::Treatment::refuse, "is given by the cluster: remove it"},
    {"resourceVersion", Metadata::Treatment::refuse, "must not be sent: remove it, and use If-Match to guard against a change in between"},
    {"deletionTimestamp", Metadata::Treatment::refuse, "is set by a delete: remove it"},
    {"deletionGracePeriodSeconds", Metadata::Treatment::refuse, "is set by a delete: remove it"},
    {"generateName", Metadata::Treatment::refuse, "is not handled: a resource is known by its name; set metadata.name"},
    {"ownerReferences", Metadata::Treatment::refuse, "is set by controllers: remove it, or change the owner instead"},
    {"finalizers", Metadata::Treatment::refuse, "is set by controllers: remove it"},
}};

/// What Nexa itself writes; others of its annotations are for people to write.
constexpr std::array<std::string_view, 3> own_annotations{"nexa.dev/intent", "nexa.dev/revision", "nexa.dev/run"};
constexpr std::string_view last_applied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr std::size_t max_annotations_bytes = 262'144;  // Kubernetes: TotalAnnotationSizeLimitB

bool is_lower_or_digit(char each) {
    return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
}
bool is_letter_or_digit(char each) {
    return std::isalnum(static_cast<unsigned char>(each)) != 0;
}

/// RFC 1123: lower case letters, digits and "-", beginning and ending with a letter or digit.
bool is_dns_label(std::string_view text) {
    return !text.empty() && text.size() <= 63 && is_lower_or_digit(text.front()) && is_lower_or_digit(text.back()) &&
           std::ranges::all_of(text, [](char each) { return is_lower_or_digit(each) || each == '-'; });
}

/// Kubernetes wants each part of a subdomain to be like a label, but limits only the whole.
bool is_dns_subdomain(std::string_view text) {
    if (text.empty() || text.size() > 253) return false;
    while (true) {
        const auto dot = text.find('.');
        const auto part = text.substr(0, dot);
        const bool good = !part.empty() && is_lower_or_digit(part.front()) && is_lower_or_digit(part.back()) &&
                          std::ranges::all_of(part, [](char each) { return is_lower_or_digit(each) || each == '-'; });
        if (!good) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

/// The part after the slash of a label's key, and a label's value.
bool is_label_text(std::string_view text) {
    return !text.empty() && text.size() <= 63 && is_letter_or_digit(text.front()) && is_letter_or_digit(text.back()) &&
           std::ranges::all_of(text, [](char each) { return is_letter_or_digit(each) || each == '-' || each == '_' || each == '.'; });
}

bool is_qualified_name(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return is_label_text(text);
    return is_dns_subdomain(text.substr(0, slash)) && is_label_text(text.substr(slash + 1));
}

/// Members sorted, nulls dropped, all the way down. The depth was bounded when the text was parsed.
json::value sorted(const json::value& value) {
    if (const auto* list = value.if_array()) {
        json::array copy;
        copy.reserve(list->size());
        for (const auto& item : *list) copy.push_back(sorted(item));
        return copy;
    }
    const auto* object = value.if_object();
    if (object == nullptr) return value;
    std::vector<const json::key_value_pair*> members;
    members.reserve(object->size());
    for (const auto& member : *object) {
        if (!member.value().is_null()) members.push_back(&member);
    }
    std::ranges::sort(members, {}, [](const json::key_value_pair* member) { return member->key(); });
    json::object copy;
    copy.reserve(members.size());
    for (const auto* member : members) copy[member->key()] = sorted(member->value());
    return copy;
}

void note(std::vector<std::string>* notes, std::string_view what, std::string_view why) {
    if (notes != nullptr) notes->push_back(fmt::format("{} was left out: {}", what, why));
}

json::object kept_annotations(const json::object& annotations, std::vector<std::string>* notes) {
    json::object kept;
    for (const auto& member : annotations) {
        const std::string_view name(member.key());
        if (name == last_applied) {
            note(notes, "metadata.annotations." + std::string(name), "kubectl keeps its own copy of the manifest there");
        } else if (std::ranges::find(own_annotations, name) != own_annotations.end()) {
            note(notes, "metadata.annotations." + std::string(name), "Nexa writes it with each apply");
        } else {
            kept[name] = member.value();
        }
    }
    return kept;
}

/// Collects issues about one document; `check_manifest` is its only user.
class ManifestCheck {
public:
    ManifestCheck(const json::object& document, const ManifestTarget& target) : document_(document), target_(target) {}

    Result<Manifest> run() {
        manifest_.desired = canonical(document_, &manifest_.notes);
        if (auto known = check_kind(); !known) return fail(std::move(known.error()));
        check_top_level();
        check_metadata();
        if (auto served = move_to_served_version(); !served) return fail(std::move(served.error()));
        check_spec();
        if (!issues_.empty()) return refusal();
        // The namespace that was taken from the path or the default is part of what is desired.
        manifest_.desired["metadata"].get_object()["namespace"] = manifest_.name_space;
        manifest_.desired = canonical(manifest_.desired);
        const auto size = json::serialize(manifest_.desired).size();
        if (size > max_manifest_bytes) {
            return fail(ErrorCode::too_large,
                        fmt::format("the manifest has {} bytes as JSON; at most {} are taken", size, max_manifest_bytes));
        }
        return std::move(manifest_);
    }

    /// Of the issues, as far as they are edits of the document: what was judged may be a translation of it.
    std::vector<PlacedRemedy> take_remedies() {
        const json::value sent = document_;
        std::erase_if(remedies_, [&](const PlacedRemedy& each) { return !wire::can_apply(sent, each.remedy.patch); });
        return std::move(remedies_);
    }

private:
    Result<> check_kind() {
        const auto api_version = text_at(document_, {"apiVersion"});
        const auto kind = text_at(document_, {"kind"});
        if (api_version.empty()) add("/apiVersion", "is required, a string such as \"kafka.strimzi.io/v1\"");
        if (kind.empty()) add("/kind", "is required, a string such as \"KafkaTopic\"");
        if (!issues_.empty()) return fail(refusal_error());
        const auto [group, version] = split_api_version(api_version);
        manifest_.kind = find_kind(group, kind);
        manifest_.version = std::string(version);
        if (manifest_.kind == nullptr) return fail(foreign_kind(group, kind));
        if (!manifest_.kind->read_only.empty()) {
            add("/kind", fmt::format("{} is not to be changed by hand. {}", kind, manifest_.kind->read_only));
            return fail(refusal_error());
        }
        const auto& versions = manifest_.kind->ref.versions;
        if (std::ranges::find(versions, version) == versions.end()) {
            add("/apiVersion",
                fmt::format("{} is not an API version of {} that Nexa handles; send {}/{}", api_version, kind, group,
                            fmt::join(versions, fmt::format(" or {}/", group))),
                remedies::set(document_, "/apiVersion", api_version_of(*manifest_.kind)));
            return fail(refusal_error());
        }
        if (!target_.kind.empty() && target_.kind != kind) {
            add("/kind", fmt::format("is {}, but the path names a {}: send it to the path of its own kind", kind, target_.kind));
        }
        return {};
    }

    /// A kind that Nexa does not operate: refused, with what to send instead.
    Error foreign_kind(std::string_view group, std::string_view kind) {
        if (const auto* same_name = find_kind(kind); same_name != nullptr && same_name->ref.kind == kind) {
            const auto wanted = api_version_of(*same_name);
            add("/apiVersion",
                fmt::format("{} is in the group {}, not \"{}\": send apiVersion {}", kind, same_name->ref.group, group, wanted),
                remedies::set(document_, "/apiVersion", wanted));
            return refusal_error();
        }
        if (kind.ends_with("List")) {
            add("/kind", fmt::format("{} is a list: send its items as separate documents, with --- between them", kind));
            return refusal_error();
        }
        static const ClusterFacts unknown;
        const contracts::Input input{
            .desired = manifest_.desired, .facts = target_.facts == nullptr ? unknown : *target_.facts, .related = {}};
        issues_ = contracts::to_issues(contracts::evaluate(input));
        if (!issues_.empty()) return refusal_error();
        std::vector<std::string_view> names;
        for (const auto& each : kinds()) names.push_back(each.ref.kind);
        const auto meant = wire::nearest(kind, names);
        const auto hint = meant.empty() ? std::string() : fmt::format("; did you mean {}?", meant);
        add("/kind", fmt::format("{} is not a kind that Nexa operates ({}){}", kind, fmt::join(names, ", "), hint),
            meant.empty() ? std::nullopt : std::optional(remedies::set(document_, "/kind", meant)));
        return refusal_error();
    }

    void check_top_level() {
        constexpr std::array<std::string_view, 5> known{"apiVersion", "kind", "metadata", "spec", "status"};
        for (const auto& member : document_) check_known(document_, member.key(), known, "/");
    }

    void check_known(const json::object& holder, std::string_view name, std::span<const std::string_view> known, std::string_view above) {
        if (std::ranges::find(known, name) != known.end()) return;
        const auto meant = wire::nearest(name, known);
        const auto pointer = std::string(above) + wire::escape_pointer(name);
        add(pointer, meant.empty() ? std::string("unknown field") : fmt::format("unknown field; did you mean {}?", meant),
            remedies::unknown_field(holder, pointer, meant));
    }

    void check_metadata() {
        const auto* found = find(document_, {"metadata"});
        const auto* metadata = found == nullptr ? nullptr : found->if_object();
        if (metadata == nullptr) return add("/metadata", "is required, an object with at least a name");
        std::vector<std::string_view> known;
        for (const auto& field : metadata_fields) known.push_back(field.name);
        for (const auto& member : *metadata) {
            check_known(*metadata, member.key(), known, "/metadata/");
            const auto field = std::ranges::find(metadata_fields, std::string_view(member.key()), &Metadata::name);
            if (field != metadata_fields.end() && field->treatment == Metadata::Treatment::refuse && !member.value().is_null()) {
                const auto pointer = "/metadata/" + std::string(member.key());
                // Another name is for a person to choose.
                add(pointer, std::string(field->why),
                    field->name == "generateName" ? std::nullopt : std::optional(remedies::remove(pointer)));
            }
        }
        check_names(*metadata);
        check_map(*metadata, "labels");
        check_map(*metadata, "annotations");
    }

    void check_names(const json::object& metadata) {
        manifest_.name = std::string(text_at(metadata, {"name"}));
        manifest_.name_space = std::string(text_at(metadata, {"namespace"}));
        if (manifest_.name.empty()) {
            add("/metadata/name", "is required, a string");
        } else if (!is_dns_subdomain(manifest_.name)) {
            add("/metadata/name", fmt::format("\"{}\" is no name for a resource: lower case letters, digits, \"-\" and \".\", at most 253, "
                                              "with a letter or digit at each end",
                                              shown(manifest_.name)));
        } else if (!target_.name.empty() && manifest_.name != target_.name) {
            add("/metadata/name", fmt::format("is {}, but the path names {}: they must be the same", manifest_.name, target_.name));
        }
        if (metadata.contains("namespace") && manifest_.name_space.empty() && !metadata.at("namespace").is_null())
            add("/metadata/namespace", "must be a string that is not empty");
        if (manifest_.name_space.empty())
            manifest_.name_space = std::string(target_.name_space.empty() ? target_.default_namespace : target_.name_space);
        if (manifest_.name_space.empty()) {
            add("/metadata/namespace", "is required here: no default namespace was given");
        } else if (!is_dns_label(manifest_.name_space)) {
            add("/metadata/namespace", fmt::format("\"{}\" is no name for a namespace: lower case letters, digits and \"-\", at most 63, "
                                                   "with a letter or digit at each end",
                                                   shown(manifest_.name_space)));
        } else if (!target_.name_space.empty() && manifest_.name_space != target_.name_space) {
            add("/metadata/namespace",
                fmt::format("is {}, but the path names {}: they must be the same", manifest_.name_space, target_.name_space));
        }
    }

    void check_map(const json::object& metadata, std::string_view field) {
        const auto* value = metadata.if_contains(field);
        if (value == nullptr || value->is_null()) return;
        const auto pointer = fmt::format("/metadata/{}", field);
        if (!value->is_object()) return add(pointer, "must be an object of strings");
        std::size_t bytes = 0;
        for (const auto& member : value->get_object()) {
            const auto below = pointer + "/" + wire::escape_pointer(member.key());
            if (!is_qualified_name(member.key()))
                add(below, "the name must be of at most 63 letters, digits, \"-\", \"_\" and \".\", after an optional domain and \"/\"");
            const auto* text = member.value().if_string();
            if (text == nullptr) {
                if (member.value().is_null()) {
                    add(below, "must be a string, not null");
                } else {
                    const auto quoted = plain_text(member.value());
                    add(below, fmt::format("must be a string: write it in quotes, \"{}\"", quoted),
                        remedies::set(document_, below, quoted));
                }
                continue;
            }
            bytes += member.key().size() + text->size();
            if (field == "labels" && !text->empty() && !is_label_text(view(*text))) {
                add(below, fmt::format("\"{}\" is no value for a label: at most 63 letters, digits, \"-\", \"_\" and \".\", with a letter "
                                       "or digit at each end",
                                       shown(view(*text))));
            }
        }
        if (field == "annotations" && bytes > max_annotations_bytes)
            add(pointer, fmt::format("has {} bytes; at most {} are taken", bytes, max_annotations_bytes));
    }

    /// A version that the cluster does not serve is translated into the one that it does, when nothing is lost by it.
    Result<> move_to_served_version() {
        if (target_.facts == nullptr || !issues_.empty()) return {};
        const auto served = target_.facts->served.find(std::string(manifest_.kind->ref.kind));
        if (served == target_.facts->served.end() || std::ranges::find(served->second, manifest_.version) != served->second.end())
            return {};
        const auto to = served_version(*manifest_.kind, *target_.facts);
        if (to.empty()) return {};
        auto translated = translate(manifest_.desired, *manifest_.kind, to, operator_version());
        if (!translated) {
            for (auto& issue : translated.error().issues) issue.rule = "api-version-served";
            translated.error().message += fmt::format(" (cluster {} serves {} only)", target_.facts->cluster, to);
            return fail(std::move(translated.error()));
        }
        manifest_.notes.push_back(
            fmt::format("apiVersion was translated from {} to {}, which cluster {} serves", manifest_.version, to, target_.facts->cluster));
        std::ranges::move(translated->notes, std::back_inserter(manifest_.notes));
        manifest_.desired = std::move(translated->document);
        manifest_.version = std::string(to);
        return {};
    }

    void check_spec() {
        const auto* shape = schema::fields(manifest_.kind->ref.kind, manifest_.version, operator_version());
        if (shape == nullptr) return;
        json::object own;
        if (const auto* spec = find(manifest_.desired, {"spec"})) own["spec"] = *spec;
        auto found = schema::check(own, *shape, "", {.remedies = &remedies_});
        issues_.insert(issues_.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }

    std::string_view operator_version() const {
        return target_.facts == nullptr ? std::string_view()
                                        : nexa::operator_version(*manifest_.kind, *target_.facts, manifest_.name_space);
    }

    static std::string_view shown(std::string_view text) { return text.substr(0, 64); }
    void add(std::string pointer, std::string message, std::optional<Remedy> remedy = {}) {
        if (remedy) remedies_.push_back({pointer, std::move(*remedy)});
        issues_.push_back({.pointer = std::move(pointer), .message = std::move(message), .rule = {}});
    }
    /// What to send the kind as: what the cluster serves, else what Nexa likes best.
    std::string api_version_of(const Kind& kind) const {
        const auto served = target_.facts == nullptr ? std::string_view() : served_version(kind, *target_.facts);
        return fmt::format("{}/{}", kind.ref.group, served.empty() ? kind.ref.versions.front() : served);
    }

    Error refusal_error() {
        const auto& first = issues_.front();
        auto message = first.pointer.empty() ? first.message : fmt::format("{} {}", first.pointer, first.message);
        if (issues_.size() > 1) message += fmt::format(" (and {} more)", issues_.size() - 1);
        return {ErrorCode::invalid, std::move(message), std::move(issues_)};
    }
    std::unexpected<Error> refusal() { return std::unexpected(refusal_error()); }

    const json::object& document_;
    const ManifestTarget& target_;
    Manifest manifest_;
    std::vector<Issue> issues_;
    std::vector<PlacedRemedy> remedies_;
};

}  // namespace

ApiVersion split_api_version(std::string_view api_version) noexcept {
    const auto slash = api_version.find('/');
    if (slash == std::string_view::npos) return {.group = {}, .version = api_version};
    return {.group = api_version.substr(0, slash), .version = api_version.substr(slash + 1)};
}

std::string_view served_version(const Kind& kind, const ClusterFacts& facts) {
    const auto served = facts.served.find(std::string(kind.ref.kind));
    if (served == facts.served.end()) return {};
    const auto found = std::ranges::find_if(
        kind.ref.versions, [&](std::string_view each) { return std::ranges::find(served->second, each) != served->second.end(); });
    return found == kind.ref.versions.end() ? std::string_view() : *found;
}

std::string_view operator_version(const Kind& kind, const ClusterFacts& facts, std::string_view name_space) {
    // When none watches the namespace a contract says so.
    if (const auto* watching = facts.operator_for(kind.operator_name, name_space)) return watching->version;
    const auto any = std::ranges::find(facts.operators, kind.operator_name, &OperatorInfo::name);
    return any == facts.operators.end() ? std::string_view() : std::string_view(any->version);
}

json::object canonical(const json::object& document, std::vector<std::string>* notes) {
    json::object result = sorted(document).get_object();
    if (result.stable_erase("status") != 0) note(notes, "status", "the operator writes it");
    auto* metadata = result.contains("metadata") ? result["metadata"].if_object() : nullptr;
    if (metadata == nullptr) return result;
    for (const auto& field : metadata_fields) {
        if (field.treatment != Metadata::Treatment::drop) continue;
        if (metadata->stable_erase(field.name) != 0 && !field.why.empty()) note(notes, fmt::format("metadata.{}", field.name), field.why);
    }
    if (const auto* annotations = object_at(*metadata, {"annotations"})) {
        (*metadata)["annotations"] = sorted(kept_annotations(*annotations, notes));
    }
    for (const std::string_view empty_when_unused : {"annotations", "labels"}) {
        const auto* map = object_at(*metadata, {empty_when_unused});
        if (map != nullptr && map->empty()) metadata->stable_erase(empty_when_unused);
    }
    return result;
}

json::object manifest_of(const json::object& live) {
    auto manifest = canonical(live);
    if (auto* metadata = manifest.contains("metadata") ? manifest["metadata"].if_object() : nullptr) {
        for (const auto& field : metadata_fields) {
            if (field.treatment == Metadata::Treatment::refuse) metadata->stable_erase(field.name);
        }
    }
    return manifest;
}

Result<Manifest> check_manifest(const json::value& document, const ManifestTarget& target, std::vector<PlacedRemedy>* remedies) {
    const auto* object = document.if_object();
    if (object == nullptr) {
        return fail(ErrorCode::invalid, "a manifest is an object with apiVersion, kind, metadata and spec",
                    {{"", "must be an object", {}}});
    }
    ManifestCheck check(*object, target);
    auto checked = check.run();
    if (!checked && remedies != nullptr) *remedies = check.take_remedies();
    return checked;
}

}  // namespace nexa
