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

TEST(GoWords, QuotedText) {
    EXPECT_EQ(go_quoted("a\ab"), R"("a\ab")");
    EXPECT_EQ(go_quoted("say \"x\" \x01"), R"("say \"x\" \x01")");
}

}  // namespace
}  // namespace nexa::sandbox::rest
