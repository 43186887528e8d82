#include "wire/yaml_edit.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>

#include "wire/encode.hpp"
#include "wire/json_patch.hpp"
#include "wire/yaml.hpp"

namespace nexa::wire {
namespace {

using Op = PatchOperation::Op;
using Path = std::span<const std::string>;

/// A member of a map in the text.
struct Pair {
    YAML::Node holder, key, value;
};

std::size_t offset_of(const YAML::Node& node) {
    return static_cast<std::size_t>(std::max(node.Mark().pos, 0));
}
bool is_flow(const YAML::Node& node) {
    return node.Style() == YAML::EmitterStyle::Flow;
}

YAML::Node node_at(YAML::Node node, Path path) {
    for (const auto& token : path) {
        YAML::Node next(YAML::NodeType::Undefined);
        if (node.IsMap()) {
            for (const auto& each : node) {
                if (each.first.IsScalar() && each.first.Scalar() == token) next.reset(each.second);
            }
        } else if (node.IsSequence()) {
            std::size_t at = 0;
            for (const auto& each : node) {
                if (std::to_string(at++) == token) next.reset(each);
            }
        }
        if (!next.IsDefined()) return next;
        node.reset(next);
    }
    return node;
}

std::optional<Pair> pair_at(const YAML::Node& root, Path path) {
    if (path.empty()) return std::nullopt;
    const auto holder = node_at(root, path.first(path.size() - 1));
    if (!holder.IsDefined() || !holder.IsMap()) return std::nullopt;
    for (const auto& each : holder) {
        if (each.first.IsScalar() && each.first.Scalar() == path.back()) return Pair{holder, each.first, each.second};
    }
    return std::nullopt;
}

std::size_t line_start(std::string_view text, std::size_t at) {
    const auto newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    return newline == std::string_view::npos ? 0 : newline + 1;
}
/// Behind the line's newline.
std::size_t line_end(std::string_view text, std::size_t at) {
    const auto newline = text.find('\n', at);
    return newline == std::string_view::npos ? text.size() : newline + 1;
}
bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Behind the last line of a block member: what is further in, and a list's dashes below their key. Comments and blank lines at the end
/// stay with what follows.
std::size_t end_of_pair(std::string_view text, const Pair& pair) {
    const auto key = offset_of(pair.key);
    const auto column = key - line_start(text, key);
    std::size_t end = line_end(text, key);
    for (auto at = end; at < text.size(); at = line_end(text, at)) {
        const auto line = text.substr(at, line_end(text, at) - at);
        const auto indent = line.find_first_not_of(' ');
        if (is_blank(line) || line[indent] == '#') continue;
        const bool is_item = indent == column && line[indent] == '-' && pair.value.IsSequence();
        if (indent <= column && !is_item) break;
        end = line_end(text, at);
    }
    return end;
}

/// Behind the scalar or flow collection that begins there, as far as it is of one line.
std::size_t end_of_token(std::string_view text, std::size_t at, bool in_flow) {
    const char first = text[at];
    if (first == '"' || first == '\'') {
        for (auto next = at + 1; next < text.size(); ++next) {
            if (first == '"' && text[next] == '\\') {
                ++next;
            } else if (text[next] == first) {
                if (first == '"' || next + 1 == text.size() || text[next + 1] != '\'') return next + 1;
                ++next;
            }
        }
        return text.size();
    }
    if (first == '{' || first == '[') {
        const auto close = text.find(first == '{' ? '}' : ']', at);
        return close == std::string_view::npos ? text.size() : close + 1;
    }
    auto end = std::min(text.find('\n', at), text.size());
    if (const auto comment = text.find(" #", at); comment < end) end = comment;
    if (const auto mark = in_flow ? text.find_first_of(",]}", at) : std::string_view::npos; mark < end) end = mark;
    while (end > at && (text[end - 1] == ' ' || text[end - 1] == '\r')) --end;
    return end;
}

/// Within one line: collections as JSON, which YAML reads too.
std::string inline_text(const json::value& value, bool in_flow) {
    if (in_flow || value.is_structured()) return encode(value);
    auto text = to_yaml(value);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.find('\n') == std::string::npos ? text : encode(value);
}

/// "key: value" in lines of their own.
std::string block_text(const std::string& key, const json::value& value, std::size_t indent) {
    const auto text = to_yaml(json::object{{key, value}});
    std::string out;
    for (std::size_t at = 0; at < text.size(); at = line_end(text, at)) {
        const auto line = std::string_view(text).substr(at, line_end(text, at) - at);
        out += is_blank(line) ? std::string(line) : std::string(indent, ' ') + std::string(line);
    }
    return out;
}

std::string splice(std::string_view text, std::size_t from, std::size_t to, std::string_view written) {
    return fmt::format("{}{}{}", text.substr(0, from), written, text.substr(to));
}

std::optional<std::string> replaced(std::string_view text, const Pair& pair, const json::value& value) {
    const bool in_flow = is_flow(pair.holder);
    const bool is_block = (pair.value.IsMap() || pair.value.IsSequence()) && !is_flow(pair.value);
    const auto key = offset_of(pair.key);
    const auto written = inline_text(value, in_flow);
    if (is_block || pair.value.IsNull()) {
        const auto colon = text.find(':', end_of_token(text, key, in_flow) - 1);
        if (colon == std::string_view::npos || in_flow) return std::nullopt;
        const auto end = is_block ? end_of_pair(text, pair) : colon + 1;
        return splice(text, colon + 1, end, is_block ? " " + written + "\n" : " " + written);
    }
    const auto at = offset_of(pair.value);
    if (at >= text.size() || text[at] == '|' || text[at] == '>' || text[at] == '*' || text[at] == '&') return std::nullopt;
    return splice(text, at, end_of_token(text, at, in_flow), written);
}

std::optional<std::string> removed(std::string_view text, const Pair& pair) {
    if (is_flow(pair.holder)) return std::nullopt;
    const auto key = offset_of(pair.key);
    const auto start = line_start(text, key);
    const bool is_alone = pair.holder.size() == 1;
    if (is_alone) return splice(text, key, end_of_pair(text, pair), "{}\n");
    if (is_blank(text.substr(start, key - start))) return splice(text, start, end_of_pair(text, pair), "");
    // "- name: x": the next key takes its place behind the dash.
    std::size_t next = text.size();
    for (const auto& each : pair.holder) {
        if (offset_of(each.first) > key) next = std::min(next, offset_of(each.first));
    }
    return next == text.size() ? std::nullopt : std::optional(splice(text, key, next, ""));
}

std::optional<std::string> added(std::string_view text, const YAML::Node& holder, const std::string& name, const json::value& value) {
    if (is_flow(holder)) {
        const auto at = offset_of(holder) + 1;
        return splice(text, at, at, fmt::format("{}: {}{}", encode(name), encode(value), holder.size() == 0 ? "" : ", "));
    }
    if (holder.size() == 0) return std::nullopt;
    std::optional<Pair> last;  // nodes are never assigned: that would change the document
    for (const auto& each : holder) last.emplace(holder, each.first, each.second);
    const auto key = offset_of(last->key);
    const auto at = end_of_pair(text, *last);
    const bool has_newline = at == 0 || text[at - 1] == '\n';
    return splice(text, at, at, (has_newline ? "" : "\n") + block_text(name, value, key - line_start(text, key)));
}

std::optional<std::string> step(std::string_view text, const YAML::Node& root, const PatchOperation& operation) {
    const auto path = split_pointer(operation.path);
    if (!path || path->empty()) return std::nullopt;
    const auto pair = pair_at(root, *path);
    switch (operation.op) {
        case Op::remove:
            return pair ? removed(text, *pair) : std::nullopt;
        case Op::add:
        case Op::replace: {
            if (!operation.value) return std::nullopt;
            if (pair) return replaced(text, *pair, *operation.value);
            const auto holder = node_at(root, Path(*path).first(path->size() - 1));
            return holder.IsDefined() && holder.IsMap() ? added(text, holder, path->back(), *operation.value) : std::nullopt;
        }
        case Op::move: {
            const auto from = operation.from ? split_pointer(*operation.from) : std::nullopt;
            const auto source = from ? pair_at(root, *from) : std::nullopt;
            if (!source || from->size() != path->size() || !std::equal(from->begin(), from->end() - 1, path->begin())) return std::nullopt;
            const auto key = offset_of(source->key);
            const bool in_flow = is_flow(source->holder);
            const auto colon = text.find(':', key + source->key.Scalar().size());
            const auto end = text[key] == '"' || text[key] == '\'' ? end_of_token(text, key, in_flow) : colon;
            return colon == std::string_view::npos
                       ? std::nullopt
                       : std::optional(splice(text, key, end, inline_text(json::string(path->back()), in_flow)));
        }
    }
    return std::nullopt;
}

/// A move to another place is a removal and an addition.
std::vector<PatchOperation> in_steps(std::string_view text, const PatchOperation& operation) {
    if (operation.op != Op::move || !operation.from) return {operation};
    const auto above = [](std::string_view pointer) { return pointer.substr(0, pointer.rfind('/')); };
    if (above(*operation.from) == above(operation.path)) return {operation};
    auto document = parse_yaml(text);
    const auto from = split_pointer(*operation.from);
    auto* value = document && document->size() == 1 && from ? value_at(document->front().value, *from) : nullptr;
    if (value == nullptr) return {operation};
    return {{.op = Op::remove, .path = *operation.from}, {.op = Op::add, .path = operation.path, .from = {}, .value = *value}};
}

}  // namespace

Result<std::string> edit_yaml(std::string_view text, std::span<const PatchOperation> patch) {
    std::string edited(text);
    for (const auto& whole : patch) {
        for (const auto& operation : in_steps(edited, whole)) {
            auto before = parse_yaml(edited);
            if (!before) return fail(before.error());
            if (before->size() != 1) return fail(ErrorCode::invalid, "the text is not one YAML document");
            auto& wanted = before->front().value;
            if (!apply_patch(wanted, std::span(&operation, 1)))
                return fail(ErrorCode::invalid, fmt::format("there is nothing at {} that could be changed so", operation.path));
            std::optional<std::string> next;
            try {
                next = step(edited, YAML::Load(edited), operation);
            } catch (const YAML::Exception&) {
                next.reset();
            }
            const auto after = next ? parse_yaml(*next) : Result<std::vector<YamlDocument>>();
            if (!next || !after || after->size() != 1 || after->front().value != wanted)
                return fail(ErrorCode::unsupported, fmt::format("{} can't be edited in its line", operation.path));
            edited = std::move(*next);
        }
    }
    return edited;
}

}  // namespace nexa::wire
