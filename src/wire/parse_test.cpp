#include "wire/parse.hpp"

#include <gtest/gtest.h>

#include "wire/encode.hpp"

namespace nexa::wire {
namespace {

TEST(ParseJson, AcceptsWhatRfc8259Allows) {
    struct Case {
        std::string_view text;
        std::string_view compact;
    };
    for (const auto& [text, compact] : std::initializer_list<Case>{
             {"null", "null"},
             {" \t\r\n true ", "true"},
             {"-0", "0"},
             {"9223372036854775807", "9223372036854775807"},
             {"-9223372036854775808", "-9223372036854775808"},
             {"18446744073709551615", "18446744073709551615"},
             {"18446744073709551616", "18446744073709551616.0"},
             {"1.5e3", "1500.0"},
             {"1e-400", "0.0"},
             {"0.1", "0.1"},
             {R"("\u00e9\ud834\udd1e\/\n")", "\"é𝄞/\\n\""},
             {R"({"a":{"a":[1,[],{}]},"b":null})", R"({"a":{"a":[1,[],{}]},"b":null})"},
         }) {
        const auto value = parse_json(text);
        ASSERT_TRUE(value) << text << ": " << value.error().message;
        EXPECT_EQ(encode(*value), compact) << text;
    }
}

TEST(ParseJson, SaysWhereAndWhatIsWrong) {
    struct Case {
        std::string_view text;
        std::string_view message;
    };
    for (const auto& [text, message] : std::initializer_list<Case>{
             {"", "line 1, column 1: the text is empty; a JSON value is expected"},
             {"{\n  \"a\": 1,\n  \"a\": 2\n}", "line 3, column 3: the key \"a\" stands twice in one object"},
             {"{\"a\":1,}", "line 1, column 8: a comma before '}'"},
             {"[1,]", "line 1, column 4: a comma before ']'"},
             {"[1 2]", "line 1, column 4: ',' or ']' is expected, found '2'"},
             {"{'a':1}", "line 1, column 2: a key in double quotes is expected, found '''"},
             {"{\"a\" 1}", "line 1, column 6: ':' is expected after a key, found '1'"},
             {"{\"a\":", "line 1, column 6: a value is expected: true, false, null, a number, \"text\", [ or {; found the end of the text"},
             {"\"abc", "line 1, column 1: a text without its closing quote"},
             {"\"a\nb\"", "line 1, column 3: a control character (0x0a) inside a text; write it as an escape"},
             {"\"\\x\"", "line 1, column 2: an unknown escape in a text"},
             {"\"\\ud834\"", "line 1, column 2: half a surrogate pair"},
             {"\"\\udd1e\"", "line 1, column 2: the second half of a surrogate pair without its first"},
             {"\"\\u12g4\"", "line 1, column 2: \\u needs four hexadecimal digits"},
             {"\"\\", "line 1, column 2: an unknown escape in a text"},
             {"01", "line 1, column 1: a number with a leading zero; put it in quotes if it is a text"},
             {"1.", "line 1, column 3: a digit is expected after the decimal point, found the end of the text"},
             {"1e", "line 1, column 3: a digit is expected in the exponent, found the end of the text"},
             {"1e999", "line 1, column 1: a number too large for 64-bit floating point"},
             {"1 1", "line 1, column 3: nothing may follow the value, found '1'"},
             {"nul", "line 1, column 1: a value is expected: true, false, null, a number, \"text\", [ or {"},
         }) {
        const auto value = parse_json(text);
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error().message, message) << text;
        EXPECT_EQ(value.error().code, ErrorCode::invalid);
    }
    for (const std::string_view text : {"NaN", "Infinity", "-Infinity", "+1", ".5", "0x10", "//x\n1", "\xef\xbb\xbf{}"}) {
        EXPECT_FALSE(parse_json(text)) << text;
    }
}

TEST(ParseJson, RefusesWhatIsNotUtf8) {
    struct Case {
        std::string text;
        std::string_view where;
    };
    for (const auto& [text, where] : std::initializer_list<Case>{
             {"\"ab\xff\"", "line 1, column 4: "},
             {"[1,\n\"\xc0\x80\"]", "line 2, column 2: "},
             {"\"\xed\xa0\x80\"", "line 1, column 2: "},
             {"\"é\xe2\x82\"", "line 1, column 4: "},
             {std::string(10000, ' ') + "\xf8", "line 1, column 10001: "},
             {"\"\xc3", "line 1, column 2: "},
         }) {
        const auto value = parse_json(text);
        ASSERT_FALSE(value);
        EXPECT_EQ(value.error().message, std::string(where) + "bytes that are not UTF-8; save the file as UTF-8");
    }
    EXPECT_EQ(parse_json(std::string_view("[1,\0]", 5)).error().message, "line 1, column 4: a zero byte; send text in UTF-8");
}

TEST(ParseJson, HoldsTheLimits) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(parse_json(nested(64)));
    EXPECT_EQ(parse_json(nested(65)).error().message, "line 1, column 65: nested deeper than 64 levels");
    EXPECT_EQ(parse_json(nested(10'000)).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_json(std::string(100'000, '[')).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_json(std::string(5 * 1024 * 1024 + 1, ' ')).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_json("[1,2,3]", {.nodes = 3}).error().code, ErrorCode::too_large);

    std::string large = "[\"" + std::string(5 * 1024 * 1024 - 4, 'x') + "\"]";
    EXPECT_TRUE(parse_json(large));
}

}  // namespace
}  // namespace nexa::wire
