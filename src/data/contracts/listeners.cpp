#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "data/contracts/nodes.hpp"
#include "data/contracts/reading.hpp"
#include "data/contracts/rules.hpp"
#include "data/remedies.hpp"

namespace nexa::contracts {
namespace {

struct Listener {
    std::size_t at = 0;
    std::string_view name, type, authentication;
    std::optional<std::int64_t> port;
    bool tls = false;
    const json::object* whole = nullptr;

    std::string pointer(std::string_view field = {}) const {
        return fmt::format("/spec/kafka/listeners/{}{}{}", at, field.empty() ? "" : "/", field);
    }
};

std::vector<Listener> listeners_of(const json::object& kafka) {
    std::vector<Listener> found;
    const auto* list = list_at(kafka, {"spec", "kafka", "listeners"});
    if (list == nullptr) return found;
    for (std::size_t at = 0; at < list->size(); ++at) {
        const auto* each = (*list)[at].if_object();
        if (each == nullptr) continue;
        found.push_back({at, text_at(*each, {"name"}), text_at(*each, {"type"}), text_at(*each, {"authentication", "type"}),
                         integer_at(*each, {"port"}), true_at(*each, {"tls"}), each});
    }
    return found;
}

Hits listener_names(const Input& input) {
    Hits hits;
    const auto is_plain = [](char each) { return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9'); };
    for (const auto& each : listeners_of(input.desired)) {
        if (!each.name.empty() && each.name.size() <= 11 && std::ranges::all_of(each.name, is_plain)) continue;
        hits.push_back({.pointer = each.pointer("name"),
                        .message = fmt::format("\"{}\" can't name a listener: Services and certificates are named after it", each.name),
                        .fix = "Use 1 to 11 lower case letters and digits."});
    }
    return hits;
}

Hits listener_ports(const Input& input) {
    Hits hits;
    for (const auto& each : listeners_of(input.desired)) {
        if (!each.port) continue;
        const bool reserved = *each.port == 9404 || *each.port == 9999;
        if (*each.port >= 9092 && *each.port <= 65535 && !reserved) continue;
        const std::string_view range = *each.port < 9092 ? "ports below 9092 are Strimzi's own" : "the highest port is 65535";
        hits.push_back({.pointer = each.pointer("port"),
                        .message = fmt::format("listener {} can't use port {}: {}", each.name, *each.port,
                                               reserved ? "it is taken by metrics (9404) or JMX (9999)" : range),
                        .fix = "Use a port from 9092 on, but 9404 and 9999."});
    }
    return hits;
}

Hits listener_duplicates(const Input& input) {
    Hits hits;
    std::map<std::string_view, std::string_view> names;
    std::map<std::int64_t, std::string_view> ports;
    for (const auto& each : listeners_of(input.desired)) {
        if (!each.name.empty() && !names.emplace(each.name, each.name).second) {
            hits.push_back({.pointer = each.pointer("name"),
                            .message = fmt::format("two listeners are named {}", each.name),
                            .fix = "Give each listener a name of its own."});
        }
        if (!each.port) continue;
        const auto [owner, is_new] = ports.emplace(*each.port, each.name);
        if (is_new) continue;
        hits.push_back({.pointer = each.pointer("port"),
                        .message = fmt::format("listeners {} and {} share port {}", owner->second, each.name, *each.port),
                        .fix = "Give each listener a port of its own."});
    }
    return hits;
}

Hits listener_tls(const Input& input) {
    Hits hits;
    for (const auto& each : listeners_of(input.desired)) {
        if (each.tls) continue;
        const bool by_type = each.type == "route" || each.type == "ingress" || each.type == "tlsroute";
        if (!by_type && each.authentication != "tls") continue;
        const auto why = by_type ? fmt::format("type {} tells brokers apart by TLS", each.type)
                                 : std::string("authentication by certificate happens within TLS");
        hits.push_back({.pointer = each.pointer("tls"),
                        .message = fmt::format("listener {} needs tls: true: {}", each.name, why),
                        .fix = "Set tls to true.",
                        .remedy = remedies::set(input.desired, each.pointer("tls"), true)});
    }
    return hits;
}

Hits listener_hosts(const Input& input) {
    Hits hits;
    for (const auto& each : listeners_of(input.desired)) {
        if (each.type != "ingress" && each.type != "tlsroute") continue;
        if (!text_at(*each.whole, {"configuration", "bootstrap", "host"}).empty()) continue;
        hits.push_back(
            {.pointer = each.pointer(),
             .message = fmt::format("listener {} of type {} needs the host that clients connect to", each.name, each.type),
             .fix = "Set configuration.bootstrap.host, and a host for each broker (configuration.hostTemplate or brokers[].host)."});
    }
    return hits;
}

Hits listener_types(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    if (strimzi == nullptr) return {};
    const auto where = operator_on_cluster(input, *strimzi);
    Hits hits;
    for (const auto& each : listeners_of(input.desired)) {
        if (each.type == "tlsroute" && is_before(strimzi, "1.1.0")) {
            hits.push_back({.pointer = each.pointer("type"),
                            .message = fmt::format("listener {}: type tlsroute came with Strimzi 1.1.0, and this is {}", each.name, where),
                            .fix = "Use route, ingress, loadbalancer or nodeport."});
        }
        if (each.authentication == "oauth" && is_since(strimzi, "1.0.0")) {
            hits.push_back({.pointer = each.pointer("authentication"),
                            .message = fmt::format("listener {}: authentication oauth is gone from {}", each.name, where),
                            .fix = "Use type custom with the OAuth library's own configuration."});
        }
    }
    return hits;
}

Hits listener_types_deprecated(const Input& input) {
    const auto* strimzi = input.operator_named("strimzi");
    Hits hits;
    for (const auto& each : listeners_of(input.desired)) {
        if (each.type == "ingress" && is_since(strimzi, "0.51.0")) {
            hits.push_back({.pointer = each.pointer("type"),
                            .message = fmt::format("listener {}: type ingress is deprecated since Strimzi 0.51", each.name),
                            .fix = "Move to tlsroute (Strimzi 1.1 and the Gateway API), route, loadbalancer or nodeport."});
        }
        if (each.authentication == "oauth" && is_since(strimzi, "0.49.0") && is_before(strimzi, "1.0.0")) {
            hits.push_back(
                {.pointer = each.pointer("authentication"),
                 .message = fmt::format("listener {}: authentication oauth is deprecated and gone from Strimzi 1.0.0 on", each.name),
                 .fix = "Move to type custom before Strimzi is upgraded."});
        }
    }
    return hits;
}

/// Listeners by name, of the manifest before and of the one after.
struct Pairs {
    std::vector<std::string> added, removed, changed;
    std::vector<std::string> other_address;
};
Pairs compare(const json::object& before, const json::object& after) {
    Pairs pairs;
    const auto old_listeners = listeners_of(before);
    const auto new_listeners = listeners_of(after);
    for (const auto& each : new_listeners) {
        const auto old = std::ranges::find(old_listeners, each.name, &Listener::name);
        if (old == old_listeners.end()) {
            pairs.added.emplace_back(each.name);
        } else if (old->port != each.port || old->type != each.type || old->tls != each.tls) {
            pairs.other_address.push_back(fmt::format("{} ({} {}{} to {} {}{})", each.name, old->type, old->port.value_or(0),
                                                      old->tls ? " TLS" : "", each.type, each.port.value_or(0), each.tls ? " TLS" : ""));
        } else if (*old->whole != *each.whole) {
            pairs.changed.emplace_back(each.name);
        }
    }
    for (const auto& each : old_listeners) {
        if (std::ranges::find(new_listeners, each.name, &Listener::name) == new_listeners.end()) pairs.removed.emplace_back(each.name);
    }
    return pairs;
}

Hits listeners_roll(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const auto pairs = compare(*before, input.desired);
    std::vector<std::string> parts;
    if (!pairs.added.empty()) parts.push_back(fmt::format("adds listener {}", fmt::join(pairs.added, ", ")));
    if (!pairs.removed.empty()) parts.push_back(fmt::format("removes listener {}", fmt::join(pairs.removed, ", ")));
    if (!pairs.other_address.empty() || !pairs.changed.empty()) {
        auto names = pairs.other_address;
        names.insert(names.end(), pairs.changed.begin(), pairs.changed.end());
        parts.push_back(fmt::format("changes listener {}", fmt::join(names, ", ")));
    }
    if (parts.empty()) return {};
    return {{.pointer = "/spec/kafka/listeners",
             .message = fmt::format("{}: {}", fmt::join(parts, " and "), roll_words(input.name(), nodes_of_cluster(input, input.name())))}};
}

Hits addresses_change(const Input& input) {
    const auto* before = input.before();
    if (before == nullptr) return {};
    const auto pairs = compare(*before, input.desired);
    std::vector<std::string> lost = pairs.other_address;
    for (const auto& each : pairs.removed) lost.push_back(each + " (removed)");
    if (lost.empty()) return {};
    return {{.pointer = "/spec/kafka/listeners",
             .message = fmt::format("the addresses of {} change: clients that use them can't connect until they are told the new ones",
                                    fmt::join(lost, ", ")),
             .fix = "Add the new listener first, move the clients, and remove the old one then."}};
}

Hits waits_for_addresses(const Input& input) {
    const auto* before = input.before();
    const auto before_listeners = before == nullptr ? std::vector<Listener>() : listeners_of(*before);
    std::vector<std::string> names;
    for (const auto& each : listeners_of(input.desired)) {
        const auto old = std::ranges::find(before_listeners, each.name, &Listener::name);
        const bool is_new = old == before_listeners.end() || old->type != each.type;
        if (is_new && (each.type == "loadbalancer" || each.type == "route" || each.type == "ingress" || each.type == "tlsroute"))
            names.push_back(fmt::format("{} ({})", each.name, each.type));
    }
    if (names.empty()) return {};
    return {{.pointer = "/spec/kafka/listeners",
             .message =
                 fmt::format("Strimzi waits for the addresses of {} before it goes on, 300 seconds at most: where nobody gives them out, "
                             "the whole cluster stays NotReady",
                             fmt::join(names, ", "))}};
}

constexpr std::string_view kafka[] = {"Kafka"};
using Type = Finding::Type;
using Gravity = Finding::Gravity;

constexpr Rule rows[] = {
    {.id = "listener-name",
     .title = "Names of listeners are short and plain",
     .kinds = kafka,
     .explanation = "A listener's name becomes part of Services, port names and configuration.",
     .source = "Strimzi: CRD, listeners[].name",
     .check = listener_names},
    {.id = "listener-port",
     .title = "Ports of listeners are free",
     .kinds = kafka,
     .explanation =
         "Strimzi keeps ports below 9092 (control plane, replication, agent), 9404 and 9999 for itself: InvalidResourceException.",
     .source = "Strimzi: listener validation",
     .check = listener_ports},
    {.id = "listener-duplicate",
     .title = "Listeners have names and ports of their own",
     .kinds = kafka,
     .explanation = "Two listeners of one name or port: InvalidResourceException.",
     .source = "Strimzi: listener validation",
     .check = listener_duplicates},
    {.id = "listener-tls",
     .title = "Listeners use TLS where they must",
     .kinds = kafka,
     .explanation =
         "Routes, ingresses and TLS routes find the broker by the name in the TLS handshake, and client certificates are shown in it.",
     .source = "Strimzi: listener validation",
     .check = listener_tls},
    {.id = "listener-host",
     .title = "Listeners behind a gateway name their hosts",
     .kinds = kafka,
     .explanation = "Kubernetes gives no host names to ingresses and TLS routes; Strimzi refuses listeners without them.",
     .source = "Strimzi: listener validation, configuration.bootstrap.host",
     .check = listener_hosts},
    {.id = "listener-type",
     .title = "The release knows the type of listener",
     .kinds = kafka,
     .explanation = "Types of listeners and of their authentication come and go with Strimzi's releases.",
     .source = "Strimzi 1.0 and 1.1 release notes",
     .check = listener_types},
    {.id = "listener-deprecated",
     .title = "The type of listener is deprecated",
     .type = Type::warning,
     .kinds = kafka,
     .explanation = "What is deprecated goes with a later release, and the cluster can't be moved there before it is replaced.",
     .source = "Strimzi 0.49 and 0.51 release notes",
     .check = listener_types_deprecated},
    {.id = "listener-address",
     .title = "Addresses change",
     .type = Type::warning,
     .kinds = kafka,
     .explanation = "Clients are configured with a listener's address. Removing it, or changing its port, type or TLS, cuts them off.",
     .source = "Strimzi: listeners",
     .check = addresses_change},
    {.id = "listener-rolls",
     .title = "Every node restarts, one at a time",
     .type = Type::effect,
     .gravity = Gravity::restart,
     .kinds = kafka,
     .explanation = "Listeners are part of the pods (ports, certificates): Strimzi rolls with PodHasOldRevision.",
     .source = "Strimzi: listeners; recorded with Strimzi 1.2.0",
     .check = listeners_roll},
    {.id = "listener-waits",
     .title = "The cluster waits for addresses",
     .type = Type::effect,
     .gravity = Gravity::note,
     .kinds = kafka,
     .explanation = "Addresses of external listeners go into the brokers' configuration and certificates, so Strimzi needs them first.",
     .source = "Strimzi: external listeners; StrimziTimeoutException",
     .check = waits_for_addresses},
};

}  // namespace

std::span<const Rule> listener_rules() noexcept {
    return rows;
}

}  // namespace nexa::contracts
