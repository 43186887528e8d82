#include <yaml.h>

#include <memory>

#include "data/sandbox/rest/go_words.hpp"

namespace nexa::sandbox::rest {

namespace {

/// The line that Go's reader names; 0: it names none. The scanner stops before it counts the line it is on.
std::size_t line_of(const yaml_parser_t& parser) {
    if (parser.problem_mark.line != 0) return parser.problem_mark.line + (parser.error == YAML_SCANNER_ERROR ? 1 : 0);
    return parser.context_mark.line;
}

}  // namespace

// Go's YAML reader is libyaml in Go, so libyaml itself has the same words.
std::string go_yaml_error(std::string_view text) {
    yaml_parser_t parser{};
    if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
    const std::unique_ptr<yaml_parser_t, decltype(&yaml_parser_delete)> owner(&parser, &yaml_parser_delete);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libyaml's bytes
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    for (bool more = true; more;) {
        yaml_event_t event{};
        if (yaml_parser_parse(&parser, &event) == 0) {
            const auto line = line_of(parser);
            const std::string_view problem = parser.problem == nullptr ? "unknown problem parsing YAML content" : parser.problem;
            return line == 0 ? fmt::format("yaml: {}", problem) : fmt::format("yaml: line {}: {}", line, problem);
        }
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    return {};
}

}  // namespace nexa::sandbox::rest
