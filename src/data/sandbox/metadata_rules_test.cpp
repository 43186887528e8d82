#include "data/sandbox/metadata_rules.hpp"

#include <gtest/gtest.h>

#include "data/sandbox/type_registry.hpp"

/// Texts as a real API server (1.35.4) has answered them; see e2e/src/conformance.
namespace nexa::sandbox {
namespace {

ResourceType a_type(bool custom) {
    for (const auto& type : builtin_types()) {
        if (type->plural != "configmaps") continue;
        auto out = *type;
        out.custom = custom;
        return out;
    }
    return {};
}

json::object object(std::string_view text) {
    return json::parse(text).get_object();
}

TEST(MetadataRules, NoFinalizerIsAddedToWhatIsBeingDeleted) {
    const auto before = object(R"({"deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["a/hold"]})");
    const auto added = finalizer_causes(object(R"({"finalizers":["a/hold","a/more"]})"), before, a_type(false));
    ASSERT_EQ(added.size(), 1);
    EXPECT_EQ(added.front().message,
              R"(Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/more"})");
    EXPECT_EQ(finalizer_causes(object(R"({"finalizers":["a/more"]})"), before, a_type(true)).size(), 2);
    EXPECT_TRUE(finalizer_causes(object(R"({"finalizers":["a/hold"]})"), before, a_type(true)).empty());
    EXPECT_TRUE(finalizer_causes(object(R"({})"), before, a_type(true)).empty());
    EXPECT_TRUE(finalizer_causes(object(R"({"finalizers":["a/more"]})"), object(R"({})"), a_type(true)).empty());
}

TEST(MetadataRules, LabelsAndAnnotationsAreTexts) {
    struct Case {
        std::string_view object, words;
    };
    constexpr Case cases[] = {
        {R"({"metadata":{"labels":{"a":"b"},"annotations":{"c":null}}})", ""},
        {R"({"metadata":{"labels":{"a":7}}})", "cannot unmarshal number into Go struct field ObjectMeta.labels of type string"},
        {R"({"metadata":{"annotations":{"a":true}}})", "cannot unmarshal bool into Go struct field ObjectMeta.annotations of type string"},
        {R"({"metadata":{"annotations":{"a":{}}}})", "cannot unmarshal object into Go struct field ObjectMeta.annotations of type string"},
        {R"({})", ""}};
    for (const auto& [text, words] : cases) EXPECT_EQ(metadata_mismatch(object(text)), words) << text;
}

TEST(MetadataRules, NamesAreJudgedByKind) {
    auto type = a_type(false);
    EXPECT_EQ(name_objection(std::string(254, 'a'), type), "must be no more than 253 characters");
    EXPECT_EQ(name_objection("a.b", type), "");
    type.plural = "namespaces";
    EXPECT_EQ(name_objection("a.b", type), "must not contain dots");
}

}  // namespace
}  // namespace nexa::sandbox
