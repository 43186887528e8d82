#include "data/sandbox/cluster.hpp"
#include "data/sandbox/housekeeping.hpp"

namespace nexa::sandbox {

namespace {

constexpr auto scan_delay = std::chrono::milliseconds(20);

std::string text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool truth(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}

bool has_finalizer(const StoredObject& object, std::string_view name) {
    const auto* list = object.metadata().if_contains("finalizers");
    if (!list || !list->is_array()) return false;
    return std::ranges::any_of(list->get_array(), [&](const auto& entry) { return entry.is_string() && entry.get_string() == name; });
}

void erase_finalizer(json::object& object, std::string_view name) {
    auto& metadata = object.at("metadata").as_object();
    auto* list = metadata.if_contains("finalizers");
    if (!list || !list->is_array()) return;
    json::array kept;
    for (const auto& entry : list->get_array()) {
        if (!(entry.is_string() && entry.get_string() == name)) kept.push_back(entry);
    }
    if (kept.empty())
        metadata.erase("finalizers");
    else
        metadata["finalizers"] = std::move(kept);
}

struct Owner {
    std::string uid;
    bool blocks = false;
};

std::vector<Owner> owners_of(const StoredObject& object) {
    std::vector<Owner> out;
    const auto* list = object.metadata().if_contains("ownerReferences");
    if (!list || !list->is_array()) return out;
    for (const auto& entry : list->get_array()) {
        if (entry.is_object()) out.push_back({text(entry.get_object(), "uid"), truth(entry.get_object(), "blockOwnerDeletion")});
    }
    return out;
}

/// What is known of an object: little, as there is one for each in the cluster.
struct Node {
    TypePtr type;
    std::string uid, name_space, name;
    std::vector<Owner> owners;
    bool deleting = false;
    bool orphans = false;     ///< Has the finalizer that leaves its dependents without it.
    bool foreground = false;  ///< Has the finalizer that waits for its dependents.
};

Node node_of(const WatchEvent& event) {
    const auto& object = *event.object;
    return {.type = event.resource,
            .uid = std::string(object.uid()),
            .name_space = std::string(object.name_space()),
            .name = std::string(object.name()),
            .owners = owners_of(object),
            .deleting = object.deleting(),
            .orphans = has_finalizer(object, "orphan"),
            .foreground = has_finalizer(object, "foregroundDeletion")};
}

/// Keeps a graph of uids; every change of an object asks for a look at what it touches.
class GarbageCollector final : public Controller {
public:
    std::string_view name() const override { return "garbage-collector"; }
    void start(SandboxCluster& cluster) override { cluster_ = &cluster; }

    void on_event(const WatchEvent& event) override {
        const std::string uid(event.object->uid());
        if (event.type == WatchEvent::Type::deleted) {
            forget(uid);
            nodes_.erase(uid);
            // Its dependents, and its owners that wait for it.
            for (const auto& dependent : dependents(uid)) look_at(dependent);
            for (const auto& owner : owners_of(*event.object)) look_at(owner.uid);
            return;
        }
        forget(uid);
        const auto& node = nodes_[uid] = node_of(event);
        for (const auto& owner : node.owners) dependents_[owner.uid].insert(uid);
        if (node.deleting || !node.owners.empty()) look_at(uid);
    }

private:
    void forget(const std::string& uid) {
        const auto node = nodes_.find(uid);
        if (node == nodes_.end()) return;
        for (const auto& owner : node->second.owners) {
            const auto list = dependents_.find(owner.uid);
            if (list == dependents_.end()) continue;
            list->second.erase(uid);
            if (list->second.empty()) dependents_.erase(list);
        }
    }

    std::vector<std::string> dependents(const std::string& uid) const {
        const auto list = dependents_.find(uid);
        return list == dependents_.end() ? std::vector<std::string>() : std::vector<std::string>(list->second.begin(), list->second.end());
    }

    void look_at(const std::string& uid) {
        if (!pending_.insert(uid).second) return;
        if (scan_scheduled_) return;
        scan_scheduled_ = true;
        cluster_->time().schedule(scan_delay, [this] { scan(); });
    }

    void scan() {
        scan_scheduled_ = false;
        auto todo = std::exchange(pending_, {});
        for (const auto& uid : todo) {
            const auto node = nodes_.find(uid);
            // A copy: what is done about it may change the graph.
            if (node != nodes_.end()) process(Node(node->second));
        }
    }

    void process(const Node& node) {
        if (node.deleting) {
            if (node.orphans)
                orphan(node);
            else if (node.foreground)
                foreground(node);
            return;
        }
        if (node.owners.empty()) return;
        bool solid = false, waiting = false;
        for (const auto& owner : node.owners) {
            const auto found = nodes_.find(owner.uid);
            if (found == nodes_.end()) continue;
            if (found->second.deleting && found->second.foreground)
                waiting = true;
            else
                solid = true;
        }
        if (solid) {
            if (std::ranges::any_of(node.owners, [&](const auto& owner) { return !nodes_.contains(owner.uid); })) drop_absent_owners(node);
            return;
        }
        DeleteOptions options;
        options.uid = node.uid;
        // Under an owner that is being deleted in the foreground, what blocks it and has dependents itself goes the same way.
        const bool deep = waiting && !dependents(node.uid).empty();
        options.propagation = deep           ? std::optional(Propagation::foreground)
                              : node.orphans ? std::nullopt
                                             : std::optional(Propagation::background);
        static_cast<void>(cluster_->store().remove(node.type, node.name_space, node.name, options));
    }

    void orphan(const Node& node) {
        for (const auto& dependent : dependents(node.uid)) {
            const auto found = nodes_.find(dependent);
            if (found != nodes_.end()) rewrite_owners(found->second, [&](const std::string& owner) { return owner != node.uid; });
        }
        change(node, [](json::object& value) { erase_finalizer(value, "orphan"); });
    }

    void foreground(const Node& node) {
        bool blocked = false;
        for (const auto& dependent : dependents(node.uid)) {
            const auto found = nodes_.find(dependent);
            if (found == nodes_.end()) continue;
            for (const auto& owner : found->second.owners) blocked |= owner.uid == node.uid && owner.blocks;
            if (!found->second.deleting) look_at(dependent);
        }
        if (!blocked) change(node, [](json::object& value) { erase_finalizer(value, "foregroundDeletion"); });
    }

    void drop_absent_owners(const Node& node) {
        rewrite_owners(node, [&](const std::string& owner) { return nodes_.contains(owner); });
    }

    template <class Keep>
    void rewrite_owners(const Node& node, Keep keep) {
        change(node, [&](json::object& value) {
            auto& metadata = value.at("metadata").as_object();
            auto* list = metadata.if_contains("ownerReferences");
            if (!list || !list->is_array()) return;
            json::array kept;
            for (const auto& entry : list->get_array()) {
                if (!entry.is_object() || keep(text(entry.get_object(), "uid"))) kept.push_back(entry);
            }
            if (kept.empty())
                metadata.erase("ownerReferences");
            else
                metadata["ownerReferences"] = std::move(kept);
        });
    }

    template <class Change>
    void change(const Node& node, Change apply) {
        WriteOptions options;
        options.manager = "kube-controller-manager";
        const auto transform = [&](const StoredObject* current) -> Outcome<json::object> {
            auto copy = current->value();
            apply(copy);
            return copy;
        };
        // An object that has gone meanwhile needs nothing any more.
        static_cast<void>(cluster_->store().update(node.type, node.name_space, node.name, transform, options));
    }

    SandboxCluster* cluster_ = nullptr;
    std::unordered_map<std::string, Node> nodes_;
    std::unordered_map<std::string, std::set<std::string>> dependents_;
    std::set<std::string> pending_;
    bool scan_scheduled_ = false;
};

}  // namespace

std::shared_ptr<Controller> make_garbage_collector() {
    return std::make_shared<GarbageCollector>();
}

}  // namespace nexa::sandbox
