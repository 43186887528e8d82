#include "wire/yaml_edit.hpp"

#include <gtest/gtest.h>

#include "wire/decode.hpp"
#include "wire/remedy_wire.hpp"

namespace nexa::wire {
namespace {

struct Case {
    const char* about;
    const char* text;
    const char* patch;
    const char* after;  ///< Null: it can't be edited so.
};

TEST(EditYaml, ChangesOneLineAndKeepsTheOthers) {
    const Case cases[] = {
        {"a number", "# c\na:\n  b: 1   # not fewer\n\n  c: 2\n", R"([{"op":"replace","path":"/a/b","value":3}])",
         "# c\na:\n  b: 3   # not fewer\n\n  c: 2\n"},
        {"a text that must be quoted", "v: 4.1 # x\n", R"([{"op":"replace","path":"/v","value":"4.1"}])", "v: \"4.1\" # x\n"},
        {"a quoted text", "v: 'it''s' # x\n", R"([{"op":"replace","path":"/v","value":"other"}])", "v: other # x\n"},
        {"a value in a flow map", "a: {b: 1, c: 2} # x\n", R"([{"op":"replace","path":"/a/b","value":3}])", "a: {b: 3, c: 2} # x\n"},
        {"a list", "a:\n- x\n- y\nb: 1\n", R"([{"op":"replace","path":"/a","value":["x"]}])", "a: [\"x\"]\nb: 1\n"},
        {"a new field behind the last", "a:\n  b:\n  - 1\n  # end\nc: 2\n", R"([{"op":"add","path":"/a/d","value":true}])",
         "a:\n  b:\n  - 1\n  d: true\n  # end\nc: 2\n"},
        {"a new block", "a: 1", R"([{"op":"add","path":"/m","value":{"x/y":"z"}}])", "a: 1\nm:\n  x/y: z\n"},
        {"a new field of a flow map", "a: {b: 1}\n", R"([{"op":"add","path":"/a/c","value":"x"}])", "a: {\"c\": \"x\", b: 1}\n"},
        {"a field of an empty map", "a: {}\n", R"([{"op":"add","path":"/a/c","value":"x"}])", "a: {\"c\": \"x\"}\n"},
        {"a field away", "a:\n  b: # c\n    x: 1\n\n  c: 2\n", R"([{"op":"remove","path":"/a/b"}])", "a:\n\n  c: 2\n"},
        {"the only field", "a:\n  b: 1\nc: 2\n", R"([{"op":"remove","path":"/a/b"}])", "a:\n  {}\nc: 2\n"},
        {"the first field of an item", "l:\n  - a: 1\n    b: 2\n", R"([{"op":"remove","path":"/l/0/a"}])", "l:\n  - b: 2\n"},
        {"a name", "a:\n  partitons: 3 # x\n", R"([{"op":"move","from":"/a/partitons","path":"/a/partitions"}])",
         "a:\n  partitions: 3 # x\n"},
        {"a place", "a:\n  x: 3\n  y: 1\nb:\n  z: 1\n", R"([{"op":"move","from":"/a/x","path":"/b/x"}])",
         "a:\n  y: 1\nb:\n  z: 1\n  x: 3\n"},
        {"an operation becomes operations", "l:\n- operation: Read\n  host: x\n",
         R"([{"op":"remove","path":"/l/0/operation"},{"op":"add","path":"/l/0/operations","value":["Read"]}])",
         "l:\n- host: x\n  operations:\n  - Read\n"},
        {"no text of several lines", "a: |\n  x\n  y\n", R"([{"op":"replace","path":"/a","value":1}])", nullptr},
        {"no alias", "a: &x 1\nb: *x\n", R"([{"op":"replace","path":"/b","value":2}])", nullptr},
        {"no item of a list", "a: [1, 2]\n", R"([{"op":"remove","path":"/a/0"}])", nullptr},
        {"nothing that is not there", "a: 1\n", R"([{"op":"remove","path":"/b"}])", nullptr},
    };
    for (const auto& each : cases) {
        const auto patch = decode_text<std::vector<PatchOperation>>(each.patch);
        ASSERT_TRUE(patch) << each.about << ": " << patch.error().message;
        const auto edited = edit_yaml(each.text, *patch);
        ASSERT_EQ(edited.has_value(), each.after != nullptr) << each.about << ": " << (edited ? *edited : edited.error().message);
        if (edited) EXPECT_EQ(*edited, each.after) << each.about;
    }
}

}  // namespace
}  // namespace nexa::wire
