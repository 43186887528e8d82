#include <gtest/gtest.h>

#include "data/sandbox/schema/crd_schema.hpp"
#include "data/sandbox/schema/notation.hpp"
#include "data/sandbox/schema/operator_crds.hpp"
#include "data/sandbox/schema/typed.hpp"
#include "data/sandbox/schema/validate.hpp"
#include "data/sandbox/type_registry.hpp"
#include "data/schema/schema.hpp"

namespace nexa::sandbox {
namespace {

TEST(SchemaNotation, ReadsEveryForm) {
    const auto schema = root_schema(
        "spec*:{name*:s/^[a-z]+$/"
        ",size:i(1,5),mode:e(full|part)='full',tags:[=s],ports:[{name*:s,port:i}|name],labels:<s>,rest:~,whole:!{a:s}}");
    ASSERT_TRUE(schema->properties.contains("spec"));
    const auto& spec = *schema->properties.at("spec");
    EXPECT_EQ(spec.required, std::vector<std::string>{"name"});
    EXPECT_EQ(spec.properties.at("ports")->list_keys, std::vector<std::string>{"name"});
    EXPECT_EQ(spec.properties.at("tags")->list_type, Schema::ListType::set);
    EXPECT_TRUE(spec.properties.at("whole")->atomic_map);
    EXPECT_THROW(parse_notation("{a:"), std::logic_error);
}

TEST(StructuralSchema, SurvivesItsOpenApiForm) {
    const auto schema = root_schema("spec*:{name*:s/^[a-z]+$/,size:i(1,5),ports:[{name*:s,port:i}|name],rest:~}");
    const auto again = Schema::from_openapi(schema->to_openapi());
    EXPECT_EQ(again->to_openapi(), schema->to_openapi());
}

struct ValidationCase {
    std::string name;
    std::string value;
    std::string field;
    std::string message;  ///< Empty: valid.
};
class SchemaValidation : public testing::TestWithParam<ValidationCase> {};

TEST_P(SchemaValidation, SaysWhatTheApiServerSays) {
    static const auto schema = root_schema("spec*:{name*:s/^[a-z]+$/,size:i(1,5),mode:e(full|part),items:[{name*:s}|name]}");
    const auto causes = validate(json::parse(GetParam().value), *schema);
    if (GetParam().message.empty()) {
        EXPECT_TRUE(causes.empty()) << causes.front().message;
        return;
    }
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes.front().field, GetParam().field);
    EXPECT_EQ(causes.front().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(Cases, SchemaValidation,
                         testing::Values(ValidationCase{"fine", R"({"spec":{"name":"a","size":2}})", "", ""},
                                         ValidationCase{"required", R"({"spec":{}})", "spec.name", "Required value"},
                                         ValidationCase{"type", R"({"spec":{"name":"a","size":"x"}})", "spec.size",
                                                        R"(Invalid value: "string": spec.size in body must be of type integer: "string")"},
                                         ValidationCase{"minimum", R"({"spec":{"name":"a","size":0}})", "spec.size",
                                                        "Invalid value: 0: spec.size in body should be greater than or equal to 1"},
                                         ValidationCase{"enum", R"({"spec":{"name":"a","mode":"x"}})", "spec.mode",
                                                        R"(Unsupported value: "x": supported values: "full", "part")"},
                                         ValidationCase{"pattern", R"({"spec":{"name":"A"}})", "spec.name",
                                                        R"(Invalid value: "A": spec.name in body should match '^[a-z]+$')"},
                                         ValidationCase{"duplicate", R"({"spec":{"name":"a","items":[{"name":"x"},{"name":"x"}]}})",
                                                        "spec.items[1]", R"(Duplicate value: {"name":"x"})"}),
                         [](const auto& instance) { return instance.param.name; });

TEST(SchemaPrune, DropsAndNamesWhatIsNotDeclared) {
    const auto schema = root_schema("spec:{a:s,list:[{b:s}],rest:~}");
    auto value = json::parse(R"({"kind":"X","odd":1,"spec":{"a":"1","c":2,"list":[{"b":"1","d":2}],"rest":{"anything":true}}})");
    std::vector<std::string> unknown;
    prune(value, *schema, unknown);
    std::ranges::sort(unknown);
    EXPECT_EQ(unknown, (std::vector<std::string>{"odd", "spec.c", "spec.list[0].d"}));
    EXPECT_EQ(value, json::parse(R"({"kind":"X","spec":{"a":"1","list":[{"b":"1"}],"rest":{"anything":true}}})"));
}

TEST(AppliedConfiguration, IsJudgedInStructuredMergeDiffsWords) {
    const auto schema = root_schema("spec*:{size:i,title:s,on:b,parts:[{name*:s,count:i}|name],tags:[=s],labels:<s>}");
    struct Case {
        std::string_view configuration;
        std::vector<std::string> words;
    };
    const std::vector<Case> cases = {
        {R"({"spec":{"size":1,"title":null,"parts":[{"name":"a"}]}})", {}},
        {R"({"spec":{"size":"large"}})", {".spec.size: expected numeric (int or float), got string"}},
        {R"({"spec":{"title":7}})", {".spec.title: expected string, got &{7}"}},
        {R"({"spec":{"on":"yes"}})", {".spec.on: expected boolean, got &{yes}"}},
        {R"({"spec":{"parts":{"name":"wheel","count":2}}})", {".spec.parts: expected list, got &{map[count:2 name:wheel]}"}},
        {R"({"spec":{"labels":["a","b"]}})", {".spec.labels: expected map, got &{[a b]}"}},
        {R"({"spec":{"parts":[{"count":1}]}})",
         {".spec.parts: element 0: associative list with keys has an element that omits all key fields [\"name\"] (and doesn't have "
          "default "
          "values for any key fields)"}},
        {R"({"spec":{"z":1,"a":2}})", {".spec.a: field not declared in schema", ".spec.z: field not declared in schema"}},
        {R"({"spec":{"tags":["x","x"]}})", {R"(.spec.tags: duplicate entries for key [="x"])"}}};
    for (const auto& [configuration, words] : cases)
        EXPECT_EQ(applied_configuration_errors(json::parse(configuration), *schema), words) << configuration;
}

TEST(TypedValues, MergesListsByKeyInTheOrderOfTheConfiguration) {
    const auto schema = parse_notation("{items:[{name*:s,v:i}|name],plain:[s]}");
    const auto merged = typed::merge(json::parse(R"({"items":[{"name":"a","v":1},{"name":"b","v":1},{"name":"c"}],"plain":["x"]})"),
                                     json::parse(R"({"items":[{"name":"c","v":2},{"name":"a"},{"name":"d"}],"plain":["y"]})"), *schema);
    EXPECT_EQ(merged, json::parse(R"({"items":[{"name":"b","v":1},{"name":"c","v":2},{"name":"a","v":1},{"name":"d"}],"plain":["y"]})"));
}

TEST(TypedValues, FieldsFollowTheSchema) {
    const auto schema = parse_notation("{items:[{name*:s,v:i}|name],plain:[s],labels:<s>,whole:!{a:s}}");
    const auto fields =
        typed::fields_of(json::parse(R"({"items":[{"name":"a","v":1}],"plain":["x"],"labels":{"k":"v"},"whole":{"a":"1"}})"), *schema);
    EXPECT_EQ(
        json::value(fields.to_json()),
        json::parse(R"({"f:items":{"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:v":{}}},"f:labels":{"f:k":{}},"f:plain":{},"f:whole":{}})"));
    EXPECT_EQ(FieldSet::from_json(fields.to_json()), fields);
}

struct CrdCase {
    std::string_view kind, version, release;
    std::string_view pointer;   ///< Below the root's properties; a field's name steps into it, "[]" into a list's items.
    std::string_view expected;  ///< JSON text; empty: not declared.
};

/// What is declared there, or null.
const json::value* declared(const json::object& root, std::string_view pointer) {
    const json::object* at = &root;
    const json::value* found = nullptr;
    while (!pointer.empty()) {
        const auto end = std::min(pointer.find('.'), pointer.size());
        const auto step = pointer.substr(0, end);
        pointer.remove_prefix(std::min(end + 1, pointer.size()));
        const auto* in = step == "[]" ? at : at->contains("properties") ? &at->at("properties").as_object() : nullptr;
        found = in ? in->if_contains(step == "[]" ? "items" : step) : nullptr;
        if (!found) return nullptr;
        at = &found->as_object();
    }
    return found;
}

TEST(CrdSchemas, SayWhatTheFieldTablesSay) {
    static constexpr std::string_view anything = R"({"type":"object","x-kubernetes-preserve-unknown-fields":true})";
    const CrdCase cases[] = {
        {"KafkaTopic", "v1", "1.2.0", "spec.partitions", R"({"type":"integer","minimum":1})"},
        {"KafkaTopic", "v1", "1.2.0", "spec.partitionz", ""},
        {"KafkaTopic", "v1", "1.2.0", "spec.config", anything},
        {"KafkaTopic", "v1", "1.2.0", "status", anything},
        {"KafkaTopic", "v1", "1.2.0", "metadata", R"({"type":"object"})"},
        {"KafkaNodePool", "v1beta2", "0.48.0", "spec.roles.[]", R"({"type":"string","enum":["controller","broker"]})"},
        {"Kafka", "v1", "1.2.0", "spec.zookeeper", ""},
        {"Kafka", "v1beta2", "0.45.2", "spec.zookeeper.replicas", R"({"type":"integer","minimum":1})"},
        {"Kafka", "v1", "1.2.0", "spec.kafka.template", anything},  // pods: too deep to be spelt out
        {"SparkApplication", "v1beta2", "2.2.1", "spec.suspend", ""},
        {"SparkApplication", "v1beta2", "2.5.2", "spec.suspend", R"({"type":"boolean"})"},
        {"SparkApplication", "v1beta2", "2.5.2", "spec.driver.coreLimit", R"({"type":"string"})"},
        {"SparkApplication", "v1beta2", "2.5.2", "spec.sparkConf", R"({"type":"object","additionalProperties":{"type":"string"}})"},
    };
    for (const auto& each : cases) {
        const auto* found = declared(crd_schema(each.kind, each.version, each.release), each.pointer);
        ASSERT_EQ(found == nullptr, each.expected.empty()) << each.kind << " " << each.release << " " << each.pointer;
        if (found) EXPECT_EQ(*found, json::parse(each.expected)) << each.kind << " " << each.pointer << ": " << json::serialize(*found);
    }
    const auto* listeners = declared(crd_schema("Kafka", "v1", "1.2.0"), "spec.kafka.listeners");
    ASSERT_TRUE(listeners);
    EXPECT_FALSE(listeners->as_object().contains("x-kubernetes-list-type")) << "Strimzi's lists are atomic";
    EXPECT_EQ(json::value(crd_schema("Unheard", "v1", "1.2.0")), json::parse(anything));
}

TEST(CrdSchemas, OfEveryTableAreReadAsTheyWereWritten) {
    for (const auto& table : schema::tables()) {
        const auto& written = crd_schema(table.kind, table.version, table.release);
        EXPECT_EQ(json::value(Schema::from_openapi(written)->to_openapi()), json::value(written)) << table.kind << " " << table.release;
    }
}

struct ServedCase {
    std::string strimzi;
    std::vector<std::string> topic_versions;
    std::string stored;
    bool mirror_maker_1;
};
class ServedCrds : public testing::TestWithParam<ServedCase> {};

TEST_P(ServedCrds, FollowsTheRelease) {
    std::map<std::string, TypePtr> types;
    for (const auto& crd : operator_crds(GetParam().strimzi, "2.5.2")) {
        const auto type = type_from_crd(*crd);
        ASSERT_TRUE(type) << type.error().message;
        types[(*type)->kind] = *type;
    }
    std::vector<std::string> versions;
    for (const auto& version : types.at("KafkaTopic")->versions) versions.push_back(version.name);
    EXPECT_EQ(versions, GetParam().topic_versions);
    EXPECT_EQ(types.at("Kafka")->stored_version().name, GetParam().stored);
    EXPECT_EQ(types.contains("KafkaMirrorMaker"), GetParam().mirror_maker_1);
    EXPECT_TRUE(types.contains("SparkConnect"));
    const auto* old = types.at("Kafka")->version("v1beta2");
    EXPECT_EQ(old && !old->deprecation_warning.empty(), versions.size() == 4);
}

INSTANTIATE_TEST_SUITE_P(Releases, ServedCrds,
                         testing::Values(ServedCase{"0.45.1", {"v1beta2", "v1beta1", "v1alpha1"}, "v1beta2", true},
                                         ServedCase{"0.48.0", {"v1beta2", "v1beta1", "v1alpha1"}, "v1beta2", false},
                                         ServedCase{"0.50.1", {"v1", "v1beta2", "v1beta1", "v1alpha1"}, "v1beta2", false},
                                         ServedCase{"1.2.0", {"v1"}, "v1", false}));

}  // namespace
}  // namespace nexa::sandbox
