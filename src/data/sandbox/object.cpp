#include "data/sandbox/object.hpp"

#include "data/sandbox/packed_json.hpp"

namespace nexa::sandbox {

namespace {

std::string_view member_text(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

void append_head(std::string& out, std::string_view group_version) {
    out += R"({"apiVersion":")";
    out += group_version;
    out += R"(",)";
}

/// The serialised form, apiVersion and kind first. `tail_at` receives where the text after apiVersion begins.
std::string text_of(const json::object& value, std::size_t& tail_at) {
    std::string out;
    append_head(out, member_text(value, "apiVersion"));
    tail_at = out.size();
    const auto put = [&](std::string_view name, const json::value& member) {
        if (out.size() != tail_at) out += ',';
        out += json::serialize(json::string_view(name));
        out += ':';
        out += json::serialize(member);
    };
    if (const auto* kind = value.if_contains("kind")) put("kind", *kind);
    for (const auto& [name, member] : value) {
        if (name != "apiVersion" && name != "kind") put(name, member);
    }
    out += '}';
    out.shrink_to_fit();
    return out;
}

}  // namespace

StoredObject::StoredObject(json::object value, std::string key, std::uint64_t resource_version)
    : text_(std::make_shared<const std::string>(text_of(value, tail_at_))),
      key_(std::move(key)),
      resource_version_(resource_version),
      tree_(new json::object(packed(value))) {}

StoredObject::StoredObject(std::size_t tail_at, std::shared_ptr<const std::string> text, std::string key, std::uint64_t resource_version)
    : tail_at_(tail_at),
      text_(std::move(text)),
      key_(std::move(key)),
      resource_version_(resource_version) {}

StoredObject::~StoredObject() {
    delete tree_.load();
}

const json::object& StoredObject::value() const {
    used_.store(true, std::memory_order_relaxed);
    if (const auto* tree = tree_.load(std::memory_order_acquire)) return *tree;
    json::parse_options options;
    options.max_depth = deepest_json;
    auto made = std::make_unique<const json::object>(packed(json::parse(*text_, {}, options).as_object()));
    const json::object* first = nullptr;
    // Whoever is first keeps it; a second one that was made at the same time goes.
    if (!tree_.compare_exchange_strong(first, made.get(), std::memory_order_acq_rel)) return *first;
    return *made.release();
}

const json::object& StoredObject::metadata() const {
    return value().at("metadata").get_object();
}
std::string_view StoredObject::uid() const {
    return member_text(metadata(), "uid");
}
bool StoredObject::deleting() const {
    return metadata().contains("deletionTimestamp");
}

std::string_view StoredObject::name() const noexcept {
    const auto slash = key_.find('/');
    return slash == std::string::npos ? std::string_view(key_) : std::string_view(key_).substr(slash + 1);
}
std::string_view StoredObject::name_space() const noexcept {
    const auto slash = key_.find('/');
    return slash == std::string::npos ? std::string_view() : std::string_view(key_).substr(0, slash);
}

void StoredObject::append_text(std::string& out, std::string_view group_version) const {
    append_head(out, group_version);
    out += tail();
}

std::string StoredObject::text(std::string_view group_version) const {
    std::string out;
    out.reserve(text_->size() + group_version.size());
    append_text(out, group_version);
    return out;
}

std::shared_ptr<const StoredObject> StoredObject::asleep() const {
    if (tree_.load(std::memory_order_relaxed) == nullptr || used_.exchange(false, std::memory_order_relaxed)) return nullptr;
    return std::shared_ptr<const StoredObject>(new StoredObject(tail_at_, text_, key_, resource_version_));
}

}  // namespace nexa::sandbox
