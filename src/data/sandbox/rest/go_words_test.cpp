#include <gtest/gtest.h>

#include "data/sandbox/rest/go_words.hpp"

namespace nexa::sandbox::rest {
namespace {

struct Said {
    std::string_view text, words;
};

/// As Go 1.26's encoding/json answers.
TEST(GoWords, JsonErrors) {
    constexpr Said cases[] = {{"", "unexpected end of JSON input"},
                              {R"({"apiVersion":)", "unexpected end of JSON input"},
                              {"[{", "unexpected end of JSON input"},
                              {"size", "invalid character 's' looking for beginning of value"},
                              {R"({"a" 1})", R"(invalid character '1' after object key)"},
                              {R"({"a":1 "b"})", R"(invalid character '"' after object key:value pair)"},
                              {"{a:1}", "invalid character 'a' looking for beginning of object key string"},
                              {"[1 2]", "invalid character '2' after array element"},
                              {"{} {}", "invalid character '{' after top-level value"}};
    for (const auto& [text, words] : cases) EXPECT_EQ(go_json_error(text), words) << text;
}

/// As go.yaml.in/yaml/v2 2.4 answers.
TEST(GoWords, YamlErrors) {
    constexpr Said cases[] = {{"a: [", "yaml: line 1: did not find expected node content"},
                              {"a: b: c", "yaml: mapping values are not allowed in this context"},
                              {"a: 1\nb: c: d\n", "yaml: line 2: mapping values are not allowed in this context"},
                              {"\tx: 1", "yaml: found character that cannot start any token"},
                              {"a: {b: 1", "yaml: line 1: did not find expected ',' or '}'"},
                              {"- a\nb: 1\n", "yaml: line 1: did not find expected '-' indicator"},
                              {"a: 'x", "yaml: found unexpected end of stream"},
                              {"a: 1\nb: [1, {c: 2}]\n", ""},
                              {"", ""}};
    for (const auto& [text, words] : cases) EXPECT_EQ(go_yaml_error(text), words) << text;
}

TEST(GoWords, QuotedText) {
    EXPECT_EQ(go_quoted("a\ab"), R"("a\ab")");
    EXPECT_EQ(go_quoted("say \"x\" \x01"), R"("say \"x\" \x01")");
}

}  // namespace
}  // namespace nexa::sandbox::rest
