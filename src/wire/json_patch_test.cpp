#include "wire/json_patch.hpp"

#include <gtest/gtest.h>

#include "wire/decode.hpp"
#include "wire/remedy_wire.hpp"

namespace nexa::wire {
namespace {

struct Case {
    const char* about;
    const char* document;
    const char* patch;
    const char* after;  ///< Null: it can't be carried out.
};

TEST(JsonPatch, CarriesOutOperationsInOrder) {
    const Case cases[] = {
        {"adds a member", R"({"a":1})", R"([{"op":"add","path":"/b","value":[2]}])", R"({"a":1,"b":[2]})"},
        {"adds over a member", R"({"a":1})", R"([{"op":"add","path":"/a","value":2}])", R"({"a":2})"},
        {"inserts into a list", R"({"a":[1,3]})", R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2,3]})"},
        {"appends to a list", R"({"a":[1]})", R"([{"op":"add","path":"/a/-","value":2}])", R"({"a":[1,2]})"},
        {"needs what is above", R"({})", R"([{"op":"add","path":"/a/b","value":1}])", nullptr},
        {"removes", R"({"a":{"b":1}})", R"([{"op":"remove","path":"/a/b"}])", R"({"a":{}})"},
        {"can't remove nothing", R"({"a":{}})", R"([{"op":"remove","path":"/a/b"}])", nullptr},
        {"replaces", R"({"a/b":{"~":1}})", R"([{"op":"replace","path":"/a~1b/~0","value":2}])", R"({"a/b":{"~":2}})"},
        {"can't replace nothing", R"({})", R"([{"op":"replace","path":"/a","value":2}])", nullptr},
        {"moves", R"({"a":{"x":1}})", R"([{"op":"move","from":"/a/x","path":"/a/y"}])", R"({"a":{"y":1}})"},
        {"can't move nothing", R"({"a":{}})", R"([{"op":"move","from":"/a/x","path":"/a/y"}])", nullptr},
        {"goes on", R"({"a":[1]})", R"([{"op":"add","path":"/b","value":{}},{"op":"move","from":"/a/0","path":"/b/c"}])",
         R"({"a":[],"b":{"c":1}})"},
        {"knows no other place", R"({"a":[1]})", R"([{"op":"remove","path":"/a/1"}])", nullptr},
        {"reads no other pointer", R"({"a":1})", R"([{"op":"remove","path":"a"}])", nullptr},
    };
    for (const auto& each : cases) {
        json::value document = json::parse(each.document);
        const auto patch = decode_text<std::vector<PatchOperation>>(each.patch);
        ASSERT_TRUE(patch) << each.about << ": " << patch.error().message;
        EXPECT_EQ(can_apply(document, *patch), each.after != nullptr) << each.about;
        EXPECT_EQ(encode(document), encode(json::parse(each.document))) << each.about << ": trying changes nothing";
        EXPECT_EQ(apply_patch(document, *patch), each.after != nullptr) << each.about;
        if (each.after != nullptr) EXPECT_EQ(document, json::parse(each.after)) << each.about;
    }
}

}  // namespace
}  // namespace nexa::wire
