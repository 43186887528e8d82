#include "data/sandbox/rest/duplicate_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <set>

namespace nexa::sandbox::rest {

namespace {

/// What Boost.JSON's parser tells as it goes; its documents keep only the last of several.
struct Handler {
    static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1), max_key_size = std::size_t(-1),
                                 max_string_size = std::size_t(-1);
    using Error = boost::system::error_code;

    /// An object or array that is open.
    struct Level {
        bool is_array = false;
        std::set<std::string, std::less<>> names;
        std::string name;       ///< Of the member that is being read,
        std::size_t index = 0;  ///< or its position.
    };
    std::vector<Level> open;
    std::string partial;
    std::vector<std::string> twice;

    std::string path() const {
        std::string out;
        for (const auto& level : open) {
            if (level.is_array)
                out += fmt::format("[{}]", level.index);
            else
                out += (out.empty() ? "" : ".") + level.name;
        }
        return out;
    }
    /// A value has ended.
    bool value() {
        if (!open.empty() && open.back().is_array) ++open.back().index;
        return true;
    }
    bool begin(bool is_array) {
        open.push_back({.is_array = is_array, .names = {}, .name = {}});
        return true;
    }
    bool end() {
        open.pop_back();
        return value();
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return begin(false); }
    bool on_object_end(std::size_t, Error&) { return end(); }
    bool on_array_begin(Error&) { return begin(true); }
    bool on_array_end(std::size_t, Error&) { return end(); }
    bool on_key_part(std::string_view part, std::size_t, Error&) {
        partial += part;
        return true;
    }
    bool on_key(std::string_view part, std::size_t, Error&) {
        auto& level = open.back();
        level.name = partial + std::string(part);
        partial.clear();
        if (!level.names.insert(level.name).second) {
            if (auto field = path(); std::ranges::find(twice, field) == twice.end()) twice.push_back(std::move(field));
        }
        return true;
    }
    bool on_string_part(std::string_view, std::size_t, Error&) { return true; }
    bool on_string(std::string_view, std::size_t, Error&) { return value(); }
    bool on_number_part(std::string_view, Error&) { return true; }
    bool on_int64(std::int64_t, std::string_view, Error&) { return value(); }
    bool on_uint64(std::uint64_t, std::string_view, Error&) { return value(); }
    bool on_double(double, std::string_view, Error&) { return value(); }
    bool on_bool(bool, Error&) { return value(); }
    bool on_null(Error&) { return value(); }
    bool on_comment_part(std::string_view, Error&) { return true; }
    bool on_comment(std::string_view, Error&) { return true; }
};

}  // namespace

std::vector<std::string> duplicate_fields(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 1000;
    boost::json::basic_parser<Handler> parser(options);
    boost::system::error_code error;
    parser.write_some(false, text.data(), text.size(), error);
    return std::move(parser.handler().twice);
}

}  // namespace nexa::sandbox::rest
