#include "wire/yaml.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/test_checkout.hpp"
#include "wire/encode.hpp"

namespace nexa::wire {
namespace {

/// The only document as compact JSON, or "error: ...".
std::string read(std::string_view text) {
    const auto documents = parse_yaml(text);
    if (!documents) return "error: " + documents.error().message;
    if (documents->size() != 1) return fmt::format("{} documents", documents->size());
    return encode(documents->front().value);
}

struct Case {
    std::string_view text;
    std::string_view json;
};

TEST(ParseYaml, TakesScalarsAsKubernetesDoes) {
    for (const auto& [text, json] : std::initializer_list<Case>{
             {"a: ", R"({"a":null})"},
             {"a: ~", R"({"a":null})"},
             {"a: Null", R"({"a":null})"},
             {"a: true", R"({"a":true})"},
             {"a: FALSE", R"({"a":false})"},
             {"a: yes", R"({"a":"yes"})"},
             {"a: off", R"({"a":"off"})"},
             {"a: 'true'", R"({"a":"true"})"},
             {"a: \"12\"", R"({"a":"12"})"},
             {"a: 12", R"({"a":12})"},
             {"a: -12", R"({"a":-12})"},
             {"a: +12", R"({"a":12})"},
             {"a: 0o17", R"({"a":15})"},
             {"a: 0644", R"({"a":420})"},
             {"a: 09", R"({"a":9})"},
             {"a: 0x1F", R"({"a":31})"},
             {"a: 9223372036854775808", R"({"a":9223372036854775808})"},
             {"a: -9223372036854775808", R"({"a":-9223372036854775808})"},
             {"a: 18446744073709551616", R"({"a":18446744073709551616.0})"},
             {"a: 1.5", R"({"a":1.5})"},
             {"a: .5", R"({"a":0.5})"},
             {"a: 1e3", R"({"a":1000.0})"},
             {"a: 1e999", R"({"a":"1e999"})"},
             {"a: 1_000", R"({"a":"1_000"})"},
             {"a: 1.2.3", R"({"a":"1.2.3"})"},
             {"a: 3Gi", R"({"a":"3Gi"})"},
             {"a: 2026-01-01", R"({"a":"2026-01-01"})"},
             {"a: 12:30:45", R"({"a":"12:30:45"})"},
             {"a: -", "error: line 1, column 4: illegal block entry"},
             {"a: --conf", R"({"a":"--conf"})"},
             {"a: .inf", "error: line 1, column 4: .inf has no JSON form; put it in quotes if it is a text"},
             {"a: !!str 12", R"({"a":"12"})"},
             {"a: !!int '12'", R"({"a":12})"},
             {"a: !!float 1", R"({"a":1.0})"},
             {"a: !!int x", "error: line 1, column 4: \"x\" is not of the type !!int"},
             {"1: a\ntrue: b", R"({"1":"a","true":"b"})"},
             {"a: |\n  x\n  y\nb: >-\n  x\n  y\n", R"({"a":"x\ny\n","b":"x y"})"},
             {"{\"a\": [1, \"x\", {}], 'b': \"\\u00e9\\n\"}", R"({"a":[1,"x",{}],"b":"é\n"})"},
             {"- a\n- - b\n  - c: d\n", R"(["a",["b",{"c":"d"}]])"},
             {"just text", R"("just text")"},
             {"a: [~, null,]", R"({"a":[null,null]})"},
             {"a:\nb: # c\n", R"({"a":null,"b":null})"},
             {"a: 'it''s'\n", R"({"a":"it's"})"},
             {"a: \"x\\\"\"\n", R"({"a":"x\""})"},
         }) {
        EXPECT_EQ(read(text), json) << text;
    }
}

TEST(ParseYaml, SaysWhereAndWhatIsWrong) {
    for (const auto& [text, json] : std::initializer_list<Case>{
             {"a: 1\nb: 2\na: 3\n", "error: line 3, column 1: the key \"a\" stands twice in one map"},
             {"---\na: 1\n---\nb:\n  c: 1\n  c: 2\n", "error: line 6, column 3: the key \"c\" stands twice in one map"},
             {"a: !!binary aGk=", "error: line 1, column 4: the tag tag:yaml.org,2002:binary is not allowed; only YAML's core types are"},
             {"a: !ruby/object:Gem {}", "error: line 1, column 4: the tag !ruby/object:Gem is not allowed; only YAML's core types are"},
             {"!!set {a, b}", "error: line 1, column 1: the tag tag:yaml.org,2002:set is not allowed; only YAML's core types are"},
             {"? [a, b]\n: c\n", "error: line 1, column 3: a key must be a text, not a list or a map"},
             {"~: a\n", "error: line 1, column 1: a key that is null; put it in quotes"},
             {"a: &x [*x]\n", "error: line 1, column 8: an alias inside the value that it names"},
             {"a: *unknown\n", "error: line 1, column 4: the referenced anchor is not defined"},
             {"a: 'x", "error: line 1, column 6: illegal EOF in scalar"},
             {"a: 'x\n", "error: line 1, column 4: a text without its closing quote"},
             {"a: 'it''s\n", "error: line 1, column 4: a text without its closing quote"},
             {"a: &q !!str \"x\\\"\n", "error: line 1, column 4: a text without its closing quote"},
             {"é: 'y'\na: b\nc\n", "error: line 3, column 1: ':' is expected after \"c\""},
             {"é: [1,,2]", "error: line 1, column 8: a value is missing before ','"},
             {"a: [1, 2\n", "error: line 2, column 1: end of sequence flow not found"},
             {"a: b: c\n", "error: line 1, column 5: illegal map value"},
             {"<<: 1\n", "error: line 1, column 5: `<<` takes a map or a list of maps"},
         }) {
        EXPECT_EQ(read(text), json) << text;
    }
    EXPECT_EQ(parse_yaml("a: 1\nb: \xff\n").error().message, "line 2, column 4: bytes that are not UTF-8; save the file as UTF-8");
    EXPECT_FALSE(parse_yaml(std::string_view("a: \0", 4)));
    EXPECT_FALSE(parse_yaml("a:\n\t- b\n"));
    EXPECT_FALSE(parse_yaml("a: 1\n  b: 2\n"));
    EXPECT_FALSE(parse_yaml("a: 1\n- b\n"));
}

TEST(ParseYaml, SplitsDocumentsAndKeepsTheirText) {
    const auto documents =
        parse_yaml("# head\n---\n# only a comment\n---\n\na: 1 # one\n--- # two\nb: |\n  x\n...\n---\n---\n{\"c\": 3}\n");
    ASSERT_TRUE(documents) << documents.error().message;
    ASSERT_EQ(documents->size(), 3U);
    EXPECT_EQ(encode((*documents)[0].value), R"({"a":1})");
    EXPECT_EQ((*documents)[0].line, 6);
    EXPECT_EQ((*documents)[0].text, "\na: 1 # one\n");
    EXPECT_EQ((*documents)[1].line, 8);
    EXPECT_EQ((*documents)[1].text, "--- # two\nb: |\n  x\n");
    EXPECT_EQ((*documents)[2].line, 13);
    EXPECT_TRUE(parse_yaml("")->empty());
    EXPECT_TRUE(parse_yaml("%YAML 1.2\n---\n...\n# nothing\n")->empty());
    EXPECT_EQ(parse_yaml("\xef\xbb\xbf%YAML 1.2\n---\r\na: b\r\n")->size(), 1U);
    EXPECT_EQ(read("a: b\r\nc:\r\n- d\r\n"), R"({"a":"b","c":["d"]})");
}

TEST(ParseYaml, FollowsAliasesAndMergeKeys) {
    EXPECT_EQ(read("a: &x {k: 1}\nb: *x\nc: [*x, *x]\n"), R"({"a":{"k":1},"b":{"k":1},"c":[{"k":1},{"k":1}]})");
    EXPECT_EQ(read("base: &b {x: 1, y: 2}\nmade:\n  <<: *b\n  y: 3\n"), R"({"base":{"x":1,"y":2},"made":{"y":3,"x":1}})");
    EXPECT_EQ(read("a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc: {<<: [*a, *b]}\n"), R"({"a":{"x":1},"b":{"x":2,"z":3},"c":{"x":1,"z":3}})");
    EXPECT_EQ(read("&k key: *k\n"), R"({"key":"key"})");
    EXPECT_EQ(read("\"<<\": 1\n"), R"({"<<":1})");
}

TEST(ParseYaml, StopsBombs) {
    std::string laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
    for (int level = 1; level < 12; ++level) {
        laughs += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", level, level - 1);
    }
    auto documents = parse_yaml(laughs);
    ASSERT_FALSE(documents);
    EXPECT_EQ(documents.error().code, ErrorCode::too_large);

    std::string wide = "a: &a " + std::string(1024 * 1024, 'x') + "\nb: [";
    for (int copy = 0; copy < 1000; ++copy) wide += "*a, ";
    documents = parse_yaml(wide + "]\n");
    ASSERT_FALSE(documents);
    EXPECT_EQ(documents.error().code, ErrorCode::too_large);

    std::string tower = "a0: &a0 [x]\n";
    for (int level = 1; level < 100; ++level) tower += fmt::format("a{0}: &a{0} [*a{1}]\n", level, level - 1);
    documents = parse_yaml(tower);
    ASSERT_FALSE(documents);
    EXPECT_NE(documents.error().message.find("nested deeper than 64 levels"), std::string::npos) << documents.error().message;
}

TEST(ParseYaml, HoldsTheLimits) {
    EXPECT_FALSE(parse_yaml(std::string(10'000, '[')));
    EXPECT_EQ(parse_yaml(std::string(10'000, '[') + std::string(10'000, ']')).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_yaml(std::string(64, '[') + std::string(64, ']'))->size(), 1U);
    std::string steps;
    for (std::size_t level = 0; level < 10'000; ++level) steps += std::string(level % 200, ' ') + "a:\n";
    EXPECT_FALSE(parse_yaml(steps));
    std::string dashes;
    for (int level = 0; level < 10'000; ++level) dashes += "- ";
    EXPECT_EQ(parse_yaml(dashes).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_yaml(std::string(5 * 1024 * 1024 + 1, ' ')).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_yaml("[1, 2, 3]", {.nodes = 3}).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_yaml("a\n---\nb\n---\nc\n", {.documents = 2}).error().code, ErrorCode::too_large);
    std::string many;
    while (many.size() < 4 * 1024 * 1024) many += fmt::format("- name: item{}\n  value: some text of no great length\n", many.size());
    EXPECT_TRUE(parse_yaml(many));
}

TEST(ToYaml, ReadsWell) {
    const auto value = json::parse(R"({"kind":"Kafka","metadata":{"name":"a","labels":{}},"spec":{"version":"4.0","on":"yes","n":3,
        "list":["a",["b"],{"k":"v","l":[1]},[],"- x"],"text":"one\ntwo\n","cut":"one\ntwo","empty":""}})");
    EXPECT_EQ(to_yaml(value), R"(kind: Kafka
metadata:
  name: a
  labels: {}
spec:
  version: "4.0"
  "on": "yes"
  "n": 3
  list:
  - a
  - - b
  - k: v
    l:
    - 1
  - []
  - "- x"
  text: |
    one
    two
  cut: |-
    one
    two
  empty: ""
)");
}

/// Random values out of the characters that trip YAML readers most.
json::value random_value(std::mt19937& random, int depth) {
    const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
    const auto text = [&] {
        static constexpr std::array<std::string_view, 40> parts{"a",
                                                                "b ",
                                                                " ",
                                                                "\n",
                                                                "\n\n",
                                                                "\t",
                                                                ":",
                                                                ": ",
                                                                "#",
                                                                " #",
                                                                "-",
                                                                "- ",
                                                                "?",
                                                                "'",
                                                                "\"",
                                                                "\\",
                                                                "{",
                                                                "}",
                                                                "[",
                                                                "]",
                                                                ",",
                                                                "&",
                                                                "*",
                                                                "!",
                                                                "|",
                                                                ">",
                                                                "%",
                                                                "@",
                                                                "`",
                                                                "0",
                                                                "1e3",
                                                                ".",
                                                                "null",
                                                                "true",
                                                                "---",
                                                                "é",
                                                                "\xe2\x80\xa8",
                                                                "\xc2\x85",
                                                                "<<",
                                                                "\r"};
        std::string made;
        for (std::size_t part = pick(5); part > 0; --part) made += parts[pick(parts.size())];
        return made;
    };
    switch (pick(depth > 4 ? 6 : 9)) {
        case 0:
            return nullptr;
        case 1:
            return pick(2) == 0;
        case 2:
            return static_cast<std::int64_t>(random()) - 2'000'000'000;
        case 3:
            return static_cast<double>(random()) / 7.0;
        case 4:
        case 5:
            return json::string(text());
        case 6: {
            json::array array;
            for (std::size_t item = pick(4); item > 0; --item) array.push_back(random_value(random, depth + 1));
            return array;
        }
        default: {
            json::object object;
            for (std::size_t item = pick(5); item > 0; --item) object[text()] = random_value(random, depth + 1);
            return object;
        }
    }
}

TEST(ToYaml, WhatIsWrittenReadsBackTheSame) {
    std::mt19937 random(20261124);
    for (int round = 0; round < 20'000; ++round) {
        const json::value value = random_value(random, 0);
        const std::string text = to_yaml(value);
        const auto back = parse_yaml(text);
        ASSERT_TRUE(back) << back.error().message << "\n" << text << "\n" << value;
        if (value.is_null()) continue;
        ASSERT_EQ(back->size(), 1U) << text;
        ASSERT_EQ(back->front().value, value) << text;
    }
    json::object long_key;
    long_key[std::string(3000, 'k')] = json::parse(R"([{"a":1},"b"])");
    EXPECT_EQ(parse_yaml(to_yaml(long_key))->front().value, json::value(long_key));
}

TEST(ToYaml, RoundTripsEveryExampleManifest) {
    const std::filesystem::path examples = test::shared() / "examples";
    if (!std::filesystem::exists(examples)) GTEST_SKIP() << "no example manifests beside the checkout (" << examples << ")";
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(examples)) {
        if (entry.path().extension() != ".yaml") continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        if (text.str().find("{IMAGE_REGISTRY}") != std::string::npos) continue;  // a template, not YAML yet
        const auto documents = parse_yaml(text.str());
        ASSERT_TRUE(documents) << entry.path() << ": " << documents.error().message;
        for (const YamlDocument& document : *documents) {
            const auto back = parse_yaml(to_yaml(document.value));
            ASSERT_TRUE(back) << entry.path() << ": " << back.error().message;
            EXPECT_EQ(back->front().value, document.value) << entry.path();
            EXPECT_EQ(parse_yaml(document.text)->front().value, document.value) << entry.path();
        }
        ++files;
    }
    EXPECT_GT(files, 50U);
}

}  // namespace
}  // namespace nexa::wire
