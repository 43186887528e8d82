#include "data/kube/object_parser.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <cstring>

#include "data/kube/hash.hpp"

namespace nexa::kube {
namespace {

namespace od = simdjson::ondemand;

constexpr std::string_view last_applied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr std::string_view initial_events_end = "k8s.io/initial-events-end";
/// Memory beyond this is for a rare, very large object.
constexpr std::size_t kept_bytes = 1024 * 1024;

/// A piece of the text, by positions.
struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::string_view trim_end(std::string_view text) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// Walks one object; collects what is asked for and where to cut.
struct Walk {
    std::string_view text;  ///< Padded.
    ParsedObject found;
    std::array<Range, 2> cuts{};  ///< Members to leave out, key and value, in order of place; at most one of each kind.
    std::size_t cut_count = 0;
    Range version_value{};
    Range label_range{};
    simdjson::error_code error = simdjson::SUCCESS;

    std::size_t position(const char* at) const { return static_cast<std::size_t>(at - text.data()); }

    void cut(od::field& field, std::string_view value) {
        if (cut_count == cuts.size()) return;
        const char* key = field.key().raw() - 1;
        const std::string_view trimmed = trim_end(value);
        cuts[cut_count++] = {position(key), position(trimmed.data() + trimmed.size())};
    }

    bool fail(simdjson::error_code code) {
        error = code;
        return false;
    }

    /// A text, or nothing when the value is of another type.
    static std::string_view text_of(od::value& value) {
        std::string_view result;
        if (value.get_string().get(result) != simdjson::SUCCESS) return {};
        return result;
    }
    static std::int64_t number_of(od::value& value) {
        std::int64_t result = 0;
        if (value.get_int64().get(result) != simdjson::SUCCESS) return 0;
        return result;
    }
    static bool is(od::value& value, od::json_type type) {
        od::json_type found_type{};
        return value.type().get(found_type) == simdjson::SUCCESS && found_type == type;
    }

    bool annotations(od::value& value) {
        od::object members;
        if (const auto code = value.get_object().get(members)) return fail(code);
        for (auto entry : members) {
            od::field field;
            if (const auto code = std::move(entry).get(field)) return fail(code);
            if (field.key() == last_applied) {
                cut(field, field.value().raw_json_token());
            } else if (field.key() == initial_events_end) {
                found.initial_events_end = text_of(field.value()) == "true";
            }
        }
        return true;
    }

    bool metadata(od::value& value) {
        od::object members;
        if (const auto code = value.get_object().get(members)) return fail(code);
        for (auto entry : members) {
            od::field field;
            if (const auto code = std::move(entry).get(field)) return fail(code);
            const od::raw_json_string key = field.key();
            od::value& member = field.value();
            if (key == "name") {
                found.name = text_of(member);
            } else if (key == "namespace") {
                found.name_space = text_of(member);
            } else if (key == "uid") {
                found.uid = text_of(member);
            } else if (key == "resourceVersion") {
                const std::string_view token = trim_end(member.raw_json_token());
                version_value = {position(token.data()), position(token.data() + token.size())};
                found.resource_version = text_of(member);
            } else if (key == "generation") {
                found.generation = number_of(member);
            } else if (key == "creationTimestamp") {
                found.created_at = text_of(member);
            } else if (key == "deletionTimestamp") {
                found.deletion_requested_at = text_of(member);
            } else if (key == "labels" && is(member, od::json_type::object)) {
                od::object labels;
                if (const auto code = member.get_object().get(labels)) return fail(code);
                std::string_view raw;
                if (const auto code = labels.raw_json().get(raw)) return fail(code);
                raw = trim_end(raw);
                label_range = {position(raw.data()), position(raw.data() + raw.size())};
            } else if (key == "annotations" && is(member, od::json_type::object)) {
                if (!annotations(member)) return false;
            } else if (key == "managedFields" && is(member, od::json_type::array)) {
                od::array entries;
                if (const auto code = member.get_array().get(entries)) return fail(code);
                std::string_view raw;
                if (const auto code = entries.raw_json().get(raw)) return fail(code);
                cut(field, raw);
            }
        }
        return true;
    }

    bool status(od::value& value) {
        od::object members;
        if (const auto code = value.get_object().get(members)) return fail(code);
        for (auto entry : members) {
            od::field field;
            if (const auto code = std::move(entry).get(field)) return fail(code);
            if (field.key() == "observedGeneration") found.observed_generation = number_of(field.value());
        }
        return true;
    }

    bool object(od::document& document) {
        od::object members;
        if (const auto code = document.get_object().get(members)) return fail(code);
        for (auto entry : members) {
            od::field field;
            if (const auto code = std::move(entry).get(field)) return fail(code);
            const od::raw_json_string key = field.key();
            if (key == "metadata" && is(field.value(), od::json_type::object)) {
                if (!metadata(field.value())) return false;
            } else if (key == "status" && is(field.value(), od::json_type::object)) {
                if (!status(field.value())) return false;
            }
        }
        const auto rest = document.current_location();
        return rest.error() == simdjson::OUT_OF_BOUNDS || fail(simdjson::TRAILING_CONTENT);
    }
};

}  // namespace

struct ObjectParser::Impl {
    od::parser parser;
    std::unique_ptr<char[]> padded;
    std::size_t padded_size = 0;
    std::unique_ptr<char[]> stripped;
    std::size_t stripped_size = 0;

    /// A copy with readable bytes behind it, as simdjson wants.
    std::string_view pad(std::string_view text) {
        reserve(padded, padded_size, text.size() + simdjson::SIMDJSON_PADDING);
        std::memcpy(padded.get(), text.data(), text.size());
        std::memset(padded.get() + text.size(), ' ', simdjson::SIMDJSON_PADDING);
        return {padded.get(), text.size()};
    }

    static void reserve(std::unique_ptr<char[]>& memory, std::size_t& size, std::size_t wanted) {
        if (size >= wanted) return;
        size = std::max<std::size_t>(wanted + wanted / 2, 16 * 1024);
        memory = std::make_unique_for_overwrite<char[]>(size);
    }

    void give_back() {
        if (padded_size <= kept_bytes) return;
        parser = od::parser();
        padded.reset();
        stripped.reset();
        padded_size = stripped_size = 0;
    }

    /// The text without the cuts, each with the comma that joined it, and the hash of that without the resource version.
    void strip(Walk& walk) {
        const std::string_view text = walk.text;
        if (walk.cut_count == 2 && walk.cuts[1].begin < walk.cuts[0].begin) std::swap(walk.cuts[0], walk.cuts[1]);
        reserve(stripped, stripped_size, text.size());
        char* out = stripped.get();
        std::size_t size = 0;
        std::size_t from = 0;
        std::size_t version_shift = 0;
        std::size_t labels_shift = 0;
        for (std::size_t index = 0; index < walk.cut_count; ++index) {
            const Range cut = walk.cuts[index];
            std::memcpy(out + size, text.data() + from, cut.begin - from);
            size += cut.begin - from;
            from = cut.end;
            while (from < text.size() && is_space(text[from])) ++from;
            if (from < text.size() && text[from] == ',') {
                ++from;
            } else {
                while (size > 0 && is_space(out[size - 1])) --size;
                if (size > 0 && out[size - 1] == ',') --size;
            }
            if (cut.begin < walk.version_value.begin) version_shift = from - size;
            if (cut.begin < walk.label_range.begin) labels_shift = from - size;
        }
        std::memcpy(out + size, text.data() + from, text.size() - from);
        size += text.size() - from;

        const std::string_view whole(out, size);
        const std::size_t before = walk.version_value.begin - version_shift;
        const std::size_t after = walk.version_value.end - version_shift;
        walk.found.hash = hash_bytes(whole.substr(after), hash_bytes(whole.substr(0, before), hash_seed())) | 1;
        walk.found.object = whole;
        walk.found.labels = whole.substr(walk.label_range.begin - labels_shift, walk.label_range.end - walk.label_range.begin);
    }
};

ObjectParser::ObjectParser() : impl_(std::make_unique<Impl>()) {}
ObjectParser::~ObjectParser() = default;

ObjectParser& ObjectParser::of_this_thread() {
    thread_local ObjectParser parser;
    return parser;
}

Result<ParsedObject> ObjectParser::parse(std::string_view text, bool named) {
    impl_->give_back();
    Walk walk;
    walk.text = impl_->pad(text);
    od::document document;
    if (const auto code =
            impl_->parser.iterate(simdjson::padded_string_view(walk.text.data(), walk.text.size(), impl_->padded_size)).get(document)) {
        return fail(ErrorCode::invalid, fmt::format("not a JSON object: {}", simdjson::error_message(code)));
    }
    if (!walk.object(document)) return fail(ErrorCode::invalid, fmt::format("not a JSON object: {}", simdjson::error_message(walk.error)));
    if (named && walk.found.name.empty()) return fail(ErrorCode::invalid, "without metadata.name");
    impl_->strip(walk);
    return walk.found;
}

Result<WatchLine> ObjectParser::split(std::string_view line) {
    // As every apiserver writes it: {"type":"MODIFIED","object":{...}}
    constexpr std::string_view head = "{\"type\":\"";
    constexpr std::string_view middle = "\",\"object\":";
    line = trim_end(line);
    if (line.starts_with(head) && line.ends_with('}')) {
        const std::size_t end = line.find('"', head.size());
        if (end != std::string_view::npos && line.substr(end).starts_with(middle)) {
            const std::size_t begin = end + middle.size();
            return WatchLine{line.substr(head.size(), end - head.size()), line.substr(begin, line.size() - begin - 1)};
        }
    }
    impl_->give_back();
    const std::string_view text = impl_->pad(line);
    WatchLine found;
    od::document document;
    od::object members;
    auto code = impl_->parser.iterate(simdjson::padded_string_view(text.data(), text.size(), impl_->padded_size)).get(document);
    if (!code) code = document.get_object().get(members);
    if (!code) {
        for (auto entry : members) {
            od::field field;
            if (code = std::move(entry).get(field); code) break;
            const auto slice = [&](std::string_view raw) {
                raw = trim_end(raw);
                return line.substr(static_cast<std::size_t>(raw.data() - text.data()), raw.size());
            };
            if (field.key() == "type") {
                std::string_view token = slice(field.value().raw_json_token());
                if (token.size() >= 2) found.type = token.substr(1, token.size() - 2);
            } else if (field.key() == "object" && Walk::is(field.value(), od::json_type::object)) {
                od::object object;
                std::string_view raw;
                if (code = field.value().get_object().get(object); code) break;
                if (code = object.raw_json().get(raw); code) break;
                found.object = slice(raw);
            }
        }
    }
    if (code) return fail(ErrorCode::invalid, fmt::format("a line of a watch that is not JSON: {}", simdjson::error_message(code)));
    if (found.type.empty() || found.object.empty()) return fail(ErrorCode::invalid, "a line of a watch without type and object");
    return found;
}

}  // namespace nexa::kube
