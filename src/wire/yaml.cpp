#include "wire/yaml.hpp"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

#include "wire/position.hpp"
#include "wire/yaml_scalar.hpp"

namespace nexa::wire {
namespace {

/// Carries a failure out of yaml-cpp; never leaves this file.
struct Stop {
    ErrorCode code;
    YAML::Mark mark;
    std::string message;
};

constexpr std::string_view core = "tag:yaml.org,2002:";

/// What an alias would repeat, and what that costs.
struct Anchored {
    json::value value;
    std::size_t nodes = 0;
    std::size_t bytes = 0;
    std::size_t depth = 0;
};

void weigh(const json::value& value, Anchored& into, std::size_t depth) {
    ++into.nodes;
    into.depth = std::max(into.depth, depth);
    if (const auto* text = value.if_string()) {
        into.bytes += text->size();
    } else if (const auto* array = value.if_array()) {
        for (const json::value& item : *array) weigh(item, into, depth + 1);
    } else if (const auto* object = value.if_object()) {
        for (const auto& [key, item] : *object) {
            into.bytes += key.size();
            weigh(item, into, depth + 1);
        }
    }
}

/// Builds one document from yaml-cpp's events, so that every limit holds before memory is spent.
class Builder final : public YAML::EventHandler {
public:
    Builder(std::string_view source, const ParseLimits& limits, std::size_t& nodes, std::size_t& bytes)
        : source_(source),
          limits_(limits),
          nodes_(nodes),
          bytes_(bytes) {}

    /// yaml-cpp takes the end of the text for the closing quote when a line end comes before it: a manifest that was cut off must not pass.
    void check_last_quote() const {
        if (last_quoted_.is_null()) return;
        std::size_t place = static_cast<std::size_t>(last_quoted_.pos);
        // Tags and anchors stand before the quote.
        while (place < source_.size() && (source_[place] == '!' || source_[place] == '&')) {
            place = source_.find_first_of(" \t\r\n", place);
            place = source_.find_first_not_of(" \t\r\n", place);
        }
        if (place >= source_.size()) return;
        const char quote = source_[place];
        if (quote != '\'' && quote != '"') return;
        while (++place < source_.size()) {
            if (source_[place] == '\\' && quote == '"') {
                ++place;
            } else if (source_[place] == quote) {
                const bool doubled = quote == '\'' && source_.substr(place + 1, 1) == "'";
                if (!doubled) return;
                ++place;
            }
        }
        throw Stop{ErrorCode::invalid, last_quoted_, "a text without its closing quote"};
    }

    bool empty() const { return !root_.has_value() || root_->is_null(); }
    json::value take() { return std::move(*root_); }
    int line() const { return line_; }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (wants_key()) throw Stop{ErrorCode::invalid, mark, "a key that is null; put it in quotes"};
        // yaml-cpp lets both pass; a line that lost its colon must not become a field.
        if (!frames_.empty() && frames_.back().block && frames_.back().key && frames_.back().key_at == mark.pos) {
            throw Stop{ErrorCode::invalid, mark, fmt::format("':' is expected after \"{}\"", frames_.back().key->substr(0, 64))};
        }
        if (!frames_.empty() && frames_.back().value.is_array() && at(mark) == ',') {
            throw Stop{ErrorCode::invalid, mark, "a value is missing before ','"};
        }
        add(mark, anchor, nullptr);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override {
        if (tag != "?") last_quoted_ = mark;
        if (wants_key()) return key(mark, tag, anchor, text);
        add(mark, anchor, scalar(mark, tag, text));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw Stop{ErrorCode::invalid, mark, "an alias inside the value that it names"};
        const Anchored& target = found->second;
        if (wants_key()) {
            if (!target.value.is_string()) throw Stop{ErrorCode::invalid, mark, "a key must be a text"};
            return key(mark, "!", 0, std::string(target.value.get_string()));
        }
        spend(mark, target.nodes, target.bytes);
        if (frames_.size() + target.depth > limits_.depth) too_deep(mark);
        attach(mark, target.value);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        collection(mark, tag, "seq", anchor, json::array());
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) override {
        collection(mark, tag, "map", anchor, json::object());
        frames_.back().block = style == YAML::EmitterStyle::Block;
    }
    void OnMapEnd() override {
        for (json::value& merged : frames_.back().merges) merge(frames_.back(), merged);
        close();
    }

private:
    struct Frame {
        json::value value;
        YAML::Mark mark;
        YAML::anchor_t anchor = 0;
        bool block = false;
        std::optional<std::string> key{};
        int key_at = -1;
        bool merging = false;  ///< The key was `<<`.
        std::vector<json::value> merges{};
    };

    char at(const YAML::Mark& mark) const {
        const auto offset = static_cast<std::size_t>(mark.pos);
        return offset < source_.size() ? source_[offset] : '\0';
    }

    bool wants_key() const { return !frames_.empty() && frames_.back().value.is_object() && !frames_.back().key; }

    [[noreturn]] void too_deep(const YAML::Mark& mark) const {
        throw Stop{ErrorCode::too_large, mark, fmt::format("nested deeper than {} levels", limits_.depth)};
    }

    void spend(const YAML::Mark& mark, std::size_t nodes, std::size_t bytes) {
        nodes_ += nodes;
        bytes_ += bytes;
        if (nodes_ > limits_.nodes)
            throw Stop{ErrorCode::too_large, mark, fmt::format("more than {} values, aliases counted", limits_.nodes)};
        if (bytes_ > limits_.bytes)
            throw Stop{ErrorCode::too_large, mark, fmt::format("more than {} bytes, aliases counted", limits_.bytes)};
    }

    json::value scalar(const YAML::Mark& mark, const std::string& tag, const std::string& text) const {
        if (tag == "?") {
            auto value = resolve_plain(text);
            if (!value) throw Stop{ErrorCode::invalid, mark, fmt::format("{} has no JSON form; put it in quotes if it is a text", text)};
            return std::move(*value);
        }
        if (tag == "!") return json::value(json::string(text));
        if (!tag.starts_with(core)) throw unknown_tag(mark, tag);
        const std::string_view type = std::string_view(tag).substr(core.size());
        if (type == "str") return json::value(json::string(text));
        auto value = resolve_plain(text);
        const bool fits =
            value && ((type == "int" && (value->is_int64() || value->is_uint64())) || (type == "float" && value->is_number()) ||
                      (type == "bool" && value->is_bool()) || (type == "null" && value->is_null()));
        if (fits) return type == "float" ? json::value(value->to_number<double>()) : std::move(*value);
        if (type == "int" || type == "float" || type == "bool" || type == "null") {
            throw Stop{ErrorCode::invalid, mark, fmt::format("\"{}\" is not of the type !!{}", text.substr(0, 64), type)};
        }
        throw unknown_tag(mark, tag);
    }

    static Stop unknown_tag(const YAML::Mark& mark, const std::string& tag) {
        return {ErrorCode::invalid, mark, fmt::format("the tag {} is not allowed; only YAML's core types are", tag.substr(0, 64))};
    }

    void key(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
        Frame& frame = frames_.back();
        if (tag == "?" && text == "<<") {
            frame.key.emplace();
            frame.merging = true;
            frame.key_at = mark.pos;
            return;
        }
        if (tag != "?" && tag != "!" && tag != "tag:yaml.org,2002:str") throw unknown_tag(mark, tag);
        spend(mark, 0, text.size());
        if (frame.value.get_object().contains(text)) {
            throw Stop{ErrorCode::invalid, mark, fmt::format("the key \"{}\" stands twice in one map", text.substr(0, 64))};
        }
        if (anchor != 0) anchors_[anchor] = {json::value(json::string(text)), 1, text.size(), 0};
        frame.key = text;
        frame.key_at = mark.pos;
    }

    void add(const YAML::Mark& mark, YAML::anchor_t anchor, json::value value) {
        const auto* text = value.if_string();
        const std::size_t bytes = text == nullptr ? 0 : text->size();
        spend(mark, 1, bytes);
        if (anchor != 0) {
            spend(mark, 1, bytes);
            anchors_[anchor] = {value, 1, bytes, 0};
        }
        attach(mark, std::move(value));
    }

    void collection(const YAML::Mark& mark, const std::string& tag, std::string_view type, YAML::anchor_t anchor, json::value value) {
        if (tag != "?" && tag != "!" && !(tag.starts_with(core) && tag.substr(core.size()) == type)) throw unknown_tag(mark, tag);
        if (wants_key()) throw Stop{ErrorCode::invalid, mark, "a key must be a text, not a list or a map"};
        spend(mark, 1, 0);
        if (frames_.size() >= limits_.depth) too_deep(mark);
        if (frames_.empty()) line_ = mark.line + 1;
        frames_.push_back({std::move(value), mark, anchor});
    }

    void close() {
        Frame done = std::move(frames_.back());
        frames_.pop_back();
        if (done.anchor != 0) {
            Anchored kept{done.value};
            weigh(done.value, kept, 1);
            spend(done.mark, kept.nodes, kept.bytes);
            anchors_[done.anchor] = std::move(kept);
        }
        attach(done.mark, std::move(done.value));
    }

    void attach(const YAML::Mark& mark, json::value value) {
        if (frames_.empty()) {
            if (!root_) line_ = mark.line + 1;
            root_ = std::move(value);
            return;
        }
        Frame& frame = frames_.back();
        if (auto* array = frame.value.if_array()) {
            array->push_back(std::move(value));
        } else if (std::exchange(frame.merging, false)) {
            frame.key.reset();
            merge_later(mark, frame, std::move(value));
        } else {
            frame.value.get_object().emplace(*frame.key, std::move(value));
            frame.key.reset();
        }
    }

    static void merge_later(const YAML::Mark& mark, Frame& frame, json::value value) {
        const auto refuse = [&] { throw Stop{ErrorCode::invalid, mark, "`<<` takes a map or a list of maps"}; };
        if (value.is_object()) {
            frame.merges.push_back(std::move(value));
        } else if (auto* array = value.if_array()) {
            for (json::value& item : *array) {
                if (!item.is_object()) refuse();
                frame.merges.push_back(std::move(item));
            }
        } else {
            refuse();
        }
    }

    /// What stands in the map itself, and in earlier merges, wins.
    static void merge(Frame& frame, json::value& merged) {
        for (auto& [name, value] : merged.get_object()) frame.value.get_object().emplace(name, std::move(value));
    }

    std::string_view source_;
    const ParseLimits& limits_;
    std::size_t& nodes_;
    std::size_t& bytes_;
    std::vector<Frame> frames_;
    std::unordered_map<YAML::anchor_t, Anchored> anchors_;
    std::optional<json::value> root_;
    YAML::Mark last_quoted_ = YAML::Mark::null_mark();
    int line_ = 1;
};

/// One document's text and the line (from 0) where it begins.
struct Chunk {
    std::string_view text;
    int line = 0;
};

bool is_marker(std::string_view line, std::string_view marker) {
    return line.starts_with(marker) && (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

/// Splits at `---` and `...` at the beginning of a line: nowhere else may these stand (YAML 1.2.2, section 9.1.2).
std::vector<Chunk> split(std::string_view text) {
    std::vector<Chunk> chunks;
    std::size_t start = 0;
    int start_line = 0;
    int line_number = 0;
    const auto cut = [&](std::size_t end, std::size_t next, int next_line) {
        chunks.push_back({text.substr(start, end - start), start_line});
        start = next;
        start_line = next_line;
    };
    for (std::size_t at = 0; at < text.size(); ++line_number) {
        const std::size_t newline = text.find('\n', at);
        const std::size_t next = newline == std::string_view::npos ? text.size() : newline + 1;
        const std::string_view line = text.substr(at, newline == std::string_view::npos ? newline : newline - at);
        if (is_marker(line, "---")) {
            cut(at, at, line_number);
        } else if (is_marker(line, "...")) {
            cut(at, next, line_number + 1);
        }
        at = next;
    }
    cut(text.size(), text.size(), line_number);
    return chunks;
}

/// True when there is nothing but blank lines, comments, directives and the `---`.
bool is_blank(std::string_view text) {
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (is_marker(line, "---")) line.remove_prefix(3);
        if (line.starts_with('%')) continue;
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first != std::string_view::npos && line[first] != '#') return false;
    }
    return true;
}

std::string own_text(std::string_view chunk) {
    if (chunk.starts_with("---")) {
        const std::size_t newline = chunk.find('\n');
        const std::string_view rest = chunk.substr(3, newline == std::string_view::npos ? newline : newline - 3);
        if (rest.find_first_not_of(" \t\r") == std::string_view::npos)
            chunk.remove_prefix(newline == std::string_view::npos ? chunk.size() : newline + 1);
    }
    return std::string(chunk);
}

std::string at_place(const YAML::Mark& mark, int first_line, std::string_view message) {
    if (mark.is_null()) return std::string(message);
    return fmt::format("line {}, column {}: {}", mark.line + 1 + first_line, mark.column + 1, message);
}

}  // namespace

Result<std::vector<YamlDocument>> parse_yaml(std::string_view text, const ParseLimits& limits) {
    if (text.size() > limits.bytes) return over_bytes(text.size(), limits.bytes);
    if (auto problem = text_problem(text)) return fail(ErrorCode::invalid, std::move(*problem));
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);

    std::vector<YamlDocument> documents;
    std::size_t nodes = 0;
    std::size_t bytes = 0;
    for (const Chunk& chunk : split(text)) {
        if (is_blank(chunk.text)) continue;
        if (documents.size() == limits.documents) {
            return fail(ErrorCode::too_large, fmt::format("more than {} documents; send them in parts", limits.documents));
        }
        try {
            std::istringstream stream{std::string(chunk.text)};
            YAML::Parser parser(stream);
            Builder builder(chunk.text, limits, nodes, bytes);
            if (!parser.HandleNextDocument(builder)) continue;
            builder.check_last_quote();
            if (builder.empty()) continue;
            documents.push_back({builder.take(), builder.line() + chunk.line, own_text(chunk.text)});
            Builder rest(chunk.text, limits, nodes, bytes);
            if (parser.HandleNextDocument(rest)) {
                return fail(ErrorCode::invalid,
                            fmt::format("line {}: something follows the document that is no part of it; check the indentation",
                                        rest.line() + chunk.line));
            }
        } catch (const Stop& stop) {
            return fail(stop.code, at_place(stop.mark, chunk.line, stop.message));
        } catch (const YAML::DeepRecursion& deep) {
            return fail(ErrorCode::too_large, at_place(deep.mark, chunk.line, fmt::format("nested deeper than {} levels", limits.depth)));
        } catch (const YAML::Exception& error) {
            return fail(ErrorCode::invalid, at_place(error.mark, chunk.line, error.msg));
        }
    }
    return documents;
}

}  // namespace nexa::wire
