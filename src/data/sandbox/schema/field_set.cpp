#include "data/sandbox/schema/field_set.hpp"

namespace nexa::sandbox {

FieldSet FieldSet::from_json(const json::object& fields) {
    FieldSet set;
    for (const auto& [element, below] : fields) {
        if (element == ".") {
            set.member_ = true;
            continue;
        }
        auto& child = set.children_[std::string(element)];
        if (below.is_object() && !below.get_object().empty()) {
            child = from_json(below.get_object());
        } else {
            child.member_ = true;
        }
    }
    return set;
}

json::object FieldSet::to_json() const {
    json::object out;
    if (member_ && !children_.empty()) out["."] = json::object();
    for (const auto& [element, below] : children_) out[element] = below.to_json();
    return out;
}

void FieldSet::insert(std::span<const std::string> path) {
    auto* at = this;
    for (const auto& element : path) at = &at->children_[element];
    at->member_ = true;
}

const FieldSet* FieldSet::child(std::string_view element) const {
    const auto found = children_.find(element);
    return found == children_.end() ? nullptr : &found->second;
}

bool FieldSet::has(std::string_view element) const {
    const auto* below = child(element);
    return below && below->member_;
}

FieldSet FieldSet::unite(const FieldSet& other) const {
    FieldSet out = *this;
    out.member_ |= other.member_;
    for (const auto& [element, below] : other.children_) {
        auto [at, fresh] = out.children_.try_emplace(element, below);
        if (!fresh) at->second = at->second.unite(below);
    }
    return out;
}

FieldSet FieldSet::subtract(const FieldSet& other) const {
    FieldSet out;
    out.member_ = member_ && !other.member_;
    for (const auto& [element, below] : children_) {
        const auto* theirs = other.child(element);
        auto rest = theirs ? below.subtract(*theirs) : below;
        if (!rest.empty()) out.children_.emplace_hint(out.children_.end(), element, std::move(rest));
    }
    return out;
}

FieldSet FieldSet::intersect(const FieldSet& other) const {
    FieldSet out;
    out.member_ = member_ && other.member_;
    for (const auto& [element, below] : children_) {
        const auto* theirs = other.child(element);
        if (!theirs) continue;
        auto both = below.intersect(*theirs);
        if (!both.empty()) out.children_.emplace_hint(out.children_.end(), element, std::move(both));
    }
    return out;
}

void FieldSet::each(const std::function<void(const Path&)>& visit) const {
    Path path;
    const auto walk = [&](const auto& self, const FieldSet& set) -> void {
        if (set.member_) visit(path);
        for (const auto& [element, below] : set.children_) {
            path.push_back(element);
            self(self, below);
            path.pop_back();
        }
    };
    walk(walk, *this);
}

void FieldSet::erase(std::string_view element) {
    if (const auto found = children_.find(element); found != children_.end()) children_.erase(found);
}

bool FieldSet::tidy() {
    for (auto at = children_.begin(); at != children_.end();) at = at->second.tidy() ? std::next(at) : children_.erase(at);
    return !empty();
}

std::string FieldSet::describe(const Path& path) {
    std::string out;
    for (const auto& element : path) {
        const auto rest = std::string_view(element).substr(2);
        switch (element.front()) {
            case 'f':
                out += fmt::format(".{}", rest);
                break;
            case 'v':
                out += fmt::format("[={}]", rest);
                break;
            case 'i':
                out += fmt::format("[{}]", rest);
                break;
            default: {
                out += '[';
                boost::system::error_code error;
                const auto key = json::parse(rest, error);
                if (!error && key.is_object()) {
                    bool first = true;
                    for (const auto& [name, value] : key.get_object()) {
                        if (!first) out += ',';
                        first = false;
                        out += fmt::format("{}={}", std::string_view(name), json::serialize(value));
                    }
                }
                out += ']';
            }
        }
    }
    return out;
}

}  // namespace nexa::sandbox
