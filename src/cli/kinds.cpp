#include "cli/kinds.hpp"

#include "cli/json_view.hpp"
#include "wire/decode.hpp"

namespace nexa::cli {
namespace {

/// kubectl's short names of the operators' CRDs, for servers that do not list them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> known_short_names{{
    {"Kafka", "k"},
    {"KafkaNodePool", "knp"},
    {"KafkaTopic", "kt"},
    {"KafkaUser", "ku"},
    {"KafkaConnect", "kc"},
    {"KafkaConnector", "kctr"},
    {"KafkaMirrorMaker2", "kmm2"},
    {"KafkaMirrorMaker", "kmm"},
    {"KafkaBridge", "kb"},
    {"KafkaRebalance", "kr"},
    {"StrimziPodSet", "sps"},
    {"SparkApplication", "sparkapp"},
    {"ScheduledSparkApplication", "scheduledsparkapp"},
    {"SparkConnect", "sparkconn"},
}};

bool same(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

bool answers_to(const KindInfo& kind, std::string_view name) {
    return same(kind.plural, name) || same(kind.kind, name) ||
           std::ranges::any_of(kind.short_names, [&](const auto& each) { return same(each, name); });
}

}  // namespace

Kinds Kinds::parse(const json::value& reply) {
    Kinds made;
    for (const json::value& item : items(reply, "items")) {
        KindInfo kind{text(item, "kind"), text(item, "plural"), text(item, "family"), {}, {}};
        for (const json::value& name : items(item, "short_names")) kind.short_names.push_back(display(name));
        if (kind.short_names.empty()) {
            for (const auto& [of, name] : known_short_names) {
                if (of == kind.kind) kind.short_names.emplace_back(name);
            }
        }
        for (const json::value& column : items(item, "columns")) {
            kind.columns.push_back({text(column, "name"), text(column, "title"), text(column, "type")});
        }
        made.kinds_.push_back(std::move(kind));
    }
    return made;
}

Task<Outcome<Kinds>> Kinds::load(Api& api) {
    const auto reply = co_await api.get("/kinds");
    if (!reply) co_return give_up(reply.error());
    co_return parse(*reply);
}

Outcome<const KindInfo*> Kinds::find(std::string_view name) const {
    for (const KindInfo& kind : kinds_) {
        if (answers_to(kind, name)) return &kind;
    }
    std::vector<std::string_view> known;
    for (const KindInfo& kind : kinds_) known.insert(known.end(), {kind.plural, kind.kind});
    const std::string_view meant = wire::nearest(name, known);
    return usage(meant.empty() ? fmt::format("\"{}\" is no kind of resource; `nexa kinds` lists them", name)
                               : fmt::format("\"{}\" is no kind of resource; did you mean \"{}\"?", name, meant));
}

Outcome<std::vector<const KindInfo*>> Kinds::find_list(std::string_view names) const {
    std::vector<const KindInfo*> found;
    if (names == "all") {
        for (const KindInfo& kind : kinds_) found.push_back(&kind);
        return found;
    }
    while (true) {
        const std::size_t comma = names.find(',');
        const auto kind = find(names.substr(0, comma));
        if (!kind) return give_up(kind.error());
        if (std::ranges::find(found, *kind) == found.end()) found.push_back(*kind);
        if (comma == std::string_view::npos) return found;
        names.remove_prefix(comma + 1);
    }
}

Outcome<Targets> parse_targets(const std::vector<std::string>& arguments) {
    Targets targets;
    if (arguments.empty()) return usage("say what: a kind (kafkas), a kind and names (kt orders), or kind/name (kt/orders)");
    const bool slashes = arguments.front().find('/') != std::string::npos;
    for (std::size_t index = 0; index < arguments.size(); ++index) {
        const std::string& argument = arguments[index];
        const std::size_t slash = argument.find('/');
        if ((slash != std::string::npos) != slashes) return usage("kind/name can't be mixed with other names");
        if (slashes) {
            if (slash == 0 || slash + 1 == argument.size()) return usage(fmt::format("\"{}\" is not of the form kind/name", argument));
            targets.named.push_back({argument.substr(0, slash), argument.substr(slash + 1)});
        } else if (index > 0) {
            if (arguments.front().find(',') != std::string::npos) return usage("names take one kind, not a list of kinds");
            targets.named.push_back({arguments.front(), argument});
        }
    }
    if (targets.named.empty()) targets.kinds = arguments.front();
    return targets;
}

}  // namespace nexa::cli
