#include <gtest/gtest.h>

#include <cmath>

#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/schema.hpp"

namespace wire_test {

enum class Hue { red, blue };

struct Point {
    int x = 0;
    std::uint8_t weight = 7;
};

struct Form {
    std::string name;
    nexa::Secret password;
    std::optional<bool> cookie;
    std::vector<Hue> hues;
    std::map<std::string, std::vector<std::int64_t>> numbers;
    std::vector<Point> points;
};

struct Reply {
    nexa::Id<Point> id;
    nexa::Time at;
    double ratio = 0;
    std::set<std::string> tags;
    nexa::json::value any;
    nexa::wire::RawJson raw;
    std::optional<Point> point;
    std::uint64_t large = 0;
    bool flag = false;
    Hue hue = Hue::red;
    nexa::json::object object;
};

struct Tree {
    std::string name;
    std::vector<Tree> children;
};

struct Labelled {
    Point point;
    std::string label;
};

}  // namespace wire_test

using namespace wire_test;
namespace wire = nexa::wire;

template <>
inline constexpr auto nexa::wire::names<Hue> = nexa::wire::enumeration("Hue", {{Hue::red, "Red"}, {Hue::blue, "Blue"}});
template <>
inline constexpr auto nexa::wire::record<Point> =
    describe("Point", field("x", &Point::x, "Where.", Number{.min = -10, .max = 10}), defaulted("weight", &Point::weight, ""));
template <>
inline constexpr auto nexa::wire::record<Form> = describe(
    "Form", field("name", &Form::name, "A name.", Text{.min = 1, .max = 8, .pattern = identifier}),
    field("password", &Form::password, "Never shown.", Text{.min = 3, .format = "password"}), field("cookie", &Form::cookie, ""),
    defaulted("hues", &Form::hues, "", Items{.max = 2}), defaulted("numbers", &Form::numbers, ""), defaulted("points", &Form::points, ""));
template <>
inline constexpr auto nexa::wire::record<Reply> = describe_reply(
    "Reply", field("id", &Reply::id, ""), field("at", &Reply::at, ""), field("ratio", &Reply::ratio, ""), field("tags", &Reply::tags, ""),
    field("any", &Reply::any, ""), field("raw", &Reply::raw, ""), field("point", &Reply::point, ""), field("large", &Reply::large, ""),
    field("flag", &Reply::flag, ""), field("hue", &Reply::hue, ""), field("object", &Reply::object, ""));
template <>
inline constexpr auto nexa::wire::record<Tree> =
    describe("Tree", field("name", &Tree::name, ""), defaulted("children", &Tree::children, ""));

template <>
inline constexpr auto nexa::wire::record<Labelled> =
    describe_reply("Labelled", inlined(&Labelled::point), field("label", &Labelled::label, ""));

namespace {

using nexa::ErrorCode;

/// All issues as "pointer message", a line each.
std::string issues_of(std::string_view text) {
    const auto form = wire::decode_text<Form>(text);
    if (form) return "none";
    std::string all;
    for (const auto& issue : form.error().issues) all += issue.pointer + " " + issue.message + "\n";
    return all;
}

TEST(Decode, ReadsEveryType) {
    const auto form = wire::decode_text<Form>(
        R"({"name":"ann","password":"hunter2","cookie":null,"hues":["Blue"],"numbers":{"a/b":[1,-2]},"points":[{"x":3},{"x":-4,"weight":255}]})");
    ASSERT_TRUE(form) << form.error().message;
    EXPECT_EQ(form->name, "ann");
    EXPECT_EQ(form->password.reveal(), "hunter2");
    EXPECT_FALSE(form->cookie);
    EXPECT_EQ(form->hues, std::vector{Hue::blue});
    EXPECT_EQ(form->numbers.at("a/b"), (std::vector<std::int64_t>{1, -2}));
    ASSERT_EQ(form->points.size(), 2U);
    EXPECT_EQ(form->points[0].weight, 7);
    EXPECT_EQ(form->points[1].weight, 255);
}

TEST(Decode, ReportsEveryIssueWithItsPointer) {
    EXPECT_EQ(
        issues_of(
            R"({"nmae":"x","password":7,"cookie":"yes","hues":["Green",1,"Red"],"numbers":{"a/b~c":["1"]},"points":[{"x":11},{}, 5]})"),
        "/name is required\n"
        "/password must be a text, found an integer\n"
        "/cookie must be a boolean, found a text\n"
        "/hues must have at most 2 entries, found 3\n"
        "/hues/0 must be one of Red, Blue; found \"Green\"\n"
        "/hues/1 must be a text, found an integer\n"
        "/numbers/a~1b~0c/0 must be an integer, found a text\n"
        "/points/0/x must be at most 10, found 11\n"
        "/points/1/x is required\n"
        "/points/2 must be an object, found an integer\n"
        "/nmae is not a known field; did you mean \"name\"?\n");
}

TEST(Decode, HoldsTextsAndNumbersToTheirLimits) {
    struct Case {
        std::string_view text;
        std::string_view issues;
    };
    for (const auto& [text, issues] : std::initializer_list<Case>{
             {R"({"name":"","password":"abc"})", "/name must not be empty\n"},
             {R"({"name":"abcdefghi","password":"abc"})", "/name must have at most 8 characters, found 9\n"},
             {R"({"name":"a","password":"äö"})", "/password must have at least 3 characters, found 2\n"},
             {R"({"name":"A b","password":"abc"})",
              "/name must be lower-case letters, digits, '.', '_', '-' and '@', beginning with a letter or digit, found \"A b\"\n"},
             {R"({"name":"a","password":"abc","points":[{"x":-11}]})", "/points/0/x must be at least -10, found -11\n"},
             {R"({"name":"a","password":"abc","points":[{"x":1,"weight":256}]})",
              "/points/0/weight must be between 0 and 255, found 256\n"},
             {R"({"name":"a","password":"abc","points":[{"x":1,"weight":-1}]})", "/points/0/weight must be between 0 and 255, found -1\n"},
             {R"({"name":"a","password":"abc","points":[{"x":1.5}]})", "/points/0/x must be an integer, found a number\n"},
             {R"({"name":"a","password":"abc","points":[{"x":4294967296}]})",
              "/points/0/x must be between -2147483648 and 2147483647, found 4294967296\n"},
             {R"([])", " must be an object, found a list\n"},
             {R"({"name":"a","password":"abc","zzzzzz":1})", "/zzzzzz is not a known field\n"},
         }) {
        EXPECT_EQ(issues_of(text), issues) << text;
    }
}

TEST(Decode, ErrorStandsAlone) {
    const auto form = wire::decode_text<Form>(R"({"password":"abc","extra":1,"cookies":true})");
    ASSERT_FALSE(form);
    EXPECT_EQ(form.error().code, ErrorCode::invalid);
    EXPECT_EQ(form.error().message, "/name is required (and 2 more problems)");
    const auto list = wire::decode_text<std::vector<int>>("{}");
    EXPECT_EQ(list.error().message, "the body must be a list, found an object");
}

TEST(Decode, CapsTheIssuesItKeeps) {
    std::string text = "[";
    for (int item = 0; item < 5000; ++item) text += "\"x\",";
    text.back() = ']';
    const auto list = wire::decode_text<std::vector<int>>(text);
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error().issues.size(), 100U);
    EXPECT_NE(list.error().message.find("4999 more"), std::string::npos);
}

TEST(Decode, ReadsIdsAndTimes) {
    const auto id = nexa::Id<Point>::make();
    EXPECT_EQ(wire::decode<nexa::Id<Point>>(nexa::json::value(id.str())), id);
    EXPECT_FALSE(wire::decode<nexa::Id<Point>>(nexa::json::value("x")));
    EXPECT_FALSE(wire::decode<nexa::Id<Point>>(nexa::json::value(4)));
    EXPECT_EQ(wire::decode<nexa::Time>(nexa::json::value("1970-01-01T00:00:01Z")), nexa::Time(std::chrono::seconds(1)));
    EXPECT_FALSE(wire::decode<nexa::Time>(nexa::json::value("yesterday")));
    const auto tree = wire::decode_text<Tree>(R"({"name":"a","children":[{"name":"b","children":[{"name":"c"}]}]})");
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->children[0].children[0].name, "c");
}

TEST(Decode, SuggestsTheNearestName) {
    constexpr std::array<std::string_view, 4> known{"bootstrapServers", "replicas", "version", "id"};
    EXPECT_EQ(wire::nearest("bootstrapservers", known), "bootstrapServers");
    EXPECT_EQ(wire::nearest("replcias", known), "replicas");
    EXPECT_EQ(wire::nearest("versions", known), "version");
    EXPECT_EQ(wire::nearest("di", known), "id");
    EXPECT_EQ(wire::nearest("xy", known), "");
    EXPECT_EQ(wire::nearest("partitions", known), "");
    EXPECT_EQ(wire::nearest(std::string(100000, 'x'), known), "");
}

TEST(Encode, WritesEveryType) {
    Reply reply;
    reply.id = *nexa::Id<Point>::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    reply.at = nexa::Time(std::chrono::seconds(1));
    reply.ratio = 0.5;
    reply.tags = {"b", "a"};
    reply.any = nexa::json::parse(R"({"a":[1,2.0,null,true,"x"],"b":{},"c":[]})");
    reply.raw.text = R"({"raw":1})";
    reply.large = std::numeric_limits<std::uint64_t>::max();
    reply.hue = Hue::blue;
    EXPECT_EQ(wire::encode(reply),
              R"({"id":"01890a5d-ac96-774b-bcce-b302099a8057","at":"1970-01-01T00:00:01.000000Z","ratio":0.5,"tags":["a","b"],)"
              R"("any":{"a":[1,2.0,null,true,"x"],"b":{},"c":[]},"raw":{"raw":1},"point":null,"large":18446744073709551615,"flag":false,)"
              R"("hue":"Blue","object":{}})");
    EXPECT_EQ(wire::encode(std::vector<Point>{}), "[]");
    EXPECT_EQ(wire::encode(std::map<std::string, int>{}), "{}");
    EXPECT_EQ(wire::encode(std::vector<bool>{true, false}), "[true,false]");
    EXPECT_EQ(wire::encode(std::nan("")), "null");
}

TEST(Encode, EscapesSoThatAnyTextComesBack) {
    EXPECT_EQ(wire::encode(std::string("a\"b\\c\n\t\r\b\f\x01\x7f/é")), "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u007f/é\"");
    std::string all;
    for (int byte = 0; byte < 128; ++byte) all += static_cast<char>(byte);
    all += "ü€𝄞";
    const auto back = wire::decode_text<std::string>(wire::encode(all));
    // A zero byte is written as an escape, so it survives too.
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, all);
}

TEST(Encode, WhatIsWrittenReadsBackTheSame) {
    for (const double number : {0.1, 1e300, -2.5e-300, 3.0, 1e21, 123456789.125}) {
        const auto back = wire::decode_text<nexa::json::value>(wire::encode(number));
        ASSERT_TRUE(back && back->is_double()) << number;
        EXPECT_EQ(back->get_double(), number);
    }
    for (const std::int64_t number : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(wire::decode_text<std::int64_t>(wire::encode(number)), number);
    }
}

TEST(Encode, InlinesARecordIntoAnother) {
    EXPECT_EQ(wire::encode(Labelled{{1, 2}, "a"}), R"({"x":1,"weight":2,"label":"a"})");
    nexa::json::object components;
    wire::collect_schemas<Labelled>(components);
    EXPECT_EQ(components.at("Labelled").at("properties").as_object().size(), 3U);
}

TEST(Schema, RefersToComponents) {
    nexa::json::object components;
    wire::collect_schemas<std::vector<Form>>(components);
    EXPECT_EQ(wire::encode(wire::schema<std::vector<Form>>()), R"({"type":"array","items":{"$ref":"#/components/schemas/Form"}})");
    EXPECT_EQ(
        wire::encode(components),
        R"({"Form":{"type":"object","properties":{)"
        R"("name":{"type":"string","minLength":1,"maxLength":8,"pattern":"^[a-z0-9][-a-z0-9._@]*$","description":"A name."},)"
        R"("password":{"type":"string","minLength":3,"format":"password","writeOnly":true,"description":"Never shown."},)"
        R"("cookie":{"type":["boolean","null"]},)"
        R"("hues":{"type":"array","items":{"$ref":"#/components/schemas/Hue"},"maxItems":2},)"
        R"("numbers":{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer","format":"int64"}}},)"
        R"("points":{"type":"array","items":{"$ref":"#/components/schemas/Point"}}},"required":["name","password"],"additionalProperties":false},)"
        R"("Hue":{"type":"string","enum":["Red","Blue"]},)"
        R"("Point":{"type":"object","properties":{"x":{"type":"integer","format":"int32","minimum":-10,"maximum":10,"description":"Where."},)"
        R"("weight":{"type":"integer","format":"int32","minimum":0}},"required":["x"],"additionalProperties":false}})");
}

TEST(Schema, RepliesHaveEveryFieldAndRecordsMayNest) {
    nexa::json::object components;
    wire::collect_schemas<Reply>(components);
    wire::collect_schemas<Tree>(components);
    const auto& reply = components.at("Reply").as_object();
    EXPECT_EQ(reply.at("required").as_array().size(), 11U);
    EXPECT_EQ(wire::encode(reply.at("properties").at("point")), R"({"anyOf":[{"$ref":"#/components/schemas/Point"},{"type":"null"}]})");
    EXPECT_EQ(wire::encode(reply.at("properties").at("at")), R"({"type":"string","format":"date-time"})");
    EXPECT_EQ(wire::encode(components.at("Tree").at("properties").at("children")),
              R"({"type":"array","items":{"$ref":"#/components/schemas/Tree"}})");
}

TEST(Patterns, FollowRfc1123) {
    const std::string long_label(63, 'a');
    for (const std::string_view good : {"a", "0", "a-b", "orders-2"}) EXPECT_TRUE(wire::is_dns_label(good)) << good;
    EXPECT_TRUE(wire::is_dns_label(long_label));
    EXPECT_FALSE(wire::is_dns_label(long_label + "a"));
    for (const std::string_view bad : {"", "-a", "a-", "A", "a.b", "a_b", "ä"}) EXPECT_FALSE(wire::is_dns_label(bad)) << bad;
    for (const std::string_view good : {"a.b", "my-topic.v1", "a"}) EXPECT_TRUE(wire::is_dns_subdomain(good)) << good;
    for (const std::string_view bad : {"", ".", "a.", ".a", "a..b", "a.-b"}) EXPECT_FALSE(wire::is_dns_subdomain(bad)) << bad;
}

}  // namespace
