#include "data/sandbox/rest/patches.hpp"

#include <gtest/gtest.h>

#include "data/sandbox/schema/notation.hpp"

namespace nexa::sandbox::rest {
namespace {

struct PatchCase {
    std::string name;
    std::string target;
    std::string patch;
    std::string result;  ///< Empty: refused.
};
std::string named(const testing::TestParamInfo<PatchCase>& instance) {
    return instance.param.name;
}

class JsonPatch : public testing::TestWithParam<PatchCase> {};
TEST_P(JsonPatch, Operates) {
    auto value = json::parse(GetParam().target);
    const auto done = json_patch(value, json::parse(GetParam().patch));
    EXPECT_EQ(done.has_value(), !GetParam().result.empty());
    if (done) EXPECT_EQ(value, json::parse(GetParam().result));
}
INSTANTIATE_TEST_SUITE_P(
    Cases, JsonPatch,
    testing::Values(PatchCase{"add", R"({"a":[1]})", R"([{"op":"add","path":"/a/-","value":2},{"op":"add","path":"/b~1c","value":3}])",
                              R"({"a":[1,2],"b/c":3})"},
                    PatchCase{"remove", R"({"a":[1,2]})", R"([{"op":"remove","path":"/a/0"}])", R"({"a":[2]})"},
                    PatchCase{"replace_missing_member", R"({})", R"([{"op":"replace","path":"/a","value":1}])", R"({"a":1})"},
                    PatchCase{"replace_missing_item", R"({"a":[]})", R"([{"op":"replace","path":"/a/0","value":1}])", ""},
                    PatchCase{"test_fails", R"({"a":1})", R"([{"op":"test","path":"/a","value":2}])", ""},
                    PatchCase{"move_and_copy", R"({"a":1})",
                              R"([{"op":"copy","from":"/a","path":"/b"},{"op":"move","from":"/a","path":"/c"}])", R"({"b":1,"c":1})"},
                    PatchCase{"no_list", R"({})", R"({})", ""}),
    named);

class StrategicPatch : public testing::TestWithParam<PatchCase> {};
TEST_P(StrategicPatch, MergesByKey) {
    static const auto schema = parse_notation("{items:[{name*:s,v:i}|name],set:[=s],plain:[s],map:<s>,free:{..}}");
    auto value = json::parse(GetParam().target);
    const auto done = strategic_patch(value, json::parse(GetParam().patch), *schema);
    EXPECT_EQ(done.has_value(), !GetParam().result.empty());
    if (done) EXPECT_EQ(value, json::parse(GetParam().result));
}
INSTANTIATE_TEST_SUITE_P(
    Cases, StrategicPatch,
    testing::Values(PatchCase{"merge_item", R"({"items":[{"name":"a","v":1},{"name":"b"}]})", R"({"items":[{"name":"a","v":2}]})",
                              R"({"items":[{"name":"a","v":2},{"name":"b"}]})"},
                    PatchCase{"delete_item", R"({"items":[{"name":"a"},{"name":"b"}]})", R"({"items":[{"name":"a","$patch":"delete"}]})",
                              R"({"items":[{"name":"b"}]})"},
                    PatchCase{"replace_list", R"({"items":[{"name":"a"}]})", R"({"items":[{"$patch":"replace"},{"name":"z"}]})",
                              R"({"items":[{"name":"z"}]})"},
                    PatchCase{"new_item_first", R"({"items":[{"name":"a"},{"name":"b"}]})", R"({"items":[{"name":"c"}]})",
                              R"({"items":[{"name":"c"},{"name":"a"},{"name":"b"}]})"},
                    PatchCase{"new_item_after_a_known_one", R"({"items":[{"name":"a"},{"name":"b"}]})",
                              R"({"items":[{"name":"b","v":2},{"name":"c"}]})",
                              R"({"items":[{"name":"a"},{"name":"b","v":2},{"name":"c"}]})"},
                    PatchCase{"set_and_plain", R"({"set":["a"],"plain":["x"]})", R"({"set":["a","b"],"plain":["y"]})",
                              R"({"set":["a","b"],"plain":["y"]})"},
                    PatchCase{"primitives", R"({"set":["a","b"]})", R"({"$deleteFromPrimitiveList/set":["a"]})", R"({"set":["b"]})"},
                    PatchCase{"order", R"({"items":[{"name":"a"},{"name":"b"}]})",
                              R"({"$setElementOrder/items":[{"name":"b"},{"name":"a"}],"items":[{"name":"b","v":1}]})",
                              R"({"items":[{"name":"b","v":1},{"name":"a"}]})"},
                    PatchCase{"null_removes", R"({"map":{"a":"1","b":"2"}})", R"({"map":{"a":null}})", R"({"map":{"b":"2"}})"},
                    PatchCase{"retain", R"({"free":{"a":1,"b":2}})", R"({"free":{"$retainKeys":["b"],"b":3}})", R"({"free":{"b":3}})"},
                    PatchCase{"no_key", R"({"items":[]})", R"({"items":[{"v":1}]})", ""}),
    named);

TEST(MergePatch, FollowsTheRfc) {
    auto value = json::parse(R"({"a":{"b":1,"c":2},"d":[1]})");
    merge_patch(value, json::parse(R"({"a":{"b":null,"e":{"f":null}},"d":[2]})"));
    EXPECT_EQ(value, json::parse(R"({"a":{"c":2,"e":{}},"d":[2]})"));
}

}  // namespace
}  // namespace nexa::sandbox::rest
