#include "data/sandbox/managed_fields.hpp"

#include <gtest/gtest.h>

#include "data/sandbox/schema/notation.hpp"

namespace nexa::sandbox {
namespace {

const Schema& schema() {
    static const auto root =
        root_schema("spec:{partitions:i,replicas:i,config:<s>,pinned:{rack:s},listeners:[{name*:s,port:i}|name]},status:{phase:s}");
    return *root;
}

/// An object under applies and updates, as an API server keeps it between them.
class Tracked {
public:
    Outcome<> apply(std::string_view body, std::string manager = "nexa", std::string subresource = {}) {
        auto applied = apply_configuration(live_ ? &*live_ : nullptr, json::parse(body).as_object(), schema(), entries_,
                                           writer(std::move(manager), std::move(subresource)), false);
        if (!applied) return refuse(std::move(applied.error()));
        const bool first = !live_;
        live_ = std::move(applied->object);
        entries_ = std::move(applied->entries);
        if (first) {
            // The server's own fields, which nobody owns.
            auto& metadata = live_->at("metadata").as_object();
            metadata["uid"] = "u-1";
            metadata["generation"] = 1;
        }
        return {};
    }

    void merge(std::string_view patch, std::string manager) {
        auto after = *live_;
        lay_over(after, json::parse(patch).as_object());
        entries_ = after_update(&*live_, after, schema(), entries_, writer(std::move(manager), {}));
        live_ = std::move(after);
    }

    json::value object() const { return *live_; }
    std::vector<std::string> managers() const {
        std::vector<std::string> names;
        for (const auto& entry : entries_) names.push_back(entry.manager);
        return names;
    }

private:
    static Writer writer(std::string manager, std::string subresource) {
        return {std::move(manager), "kafka.strimzi.io/v1", std::move(subresource), true, Time(std::chrono::seconds(1'767'225'600))};
    }
    static void lay_over(json::object& base, const json::object& over) {
        for (const auto& [name, value] : over) {
            if (value.is_object() && base.contains(name))
                lay_over(base.at(name).as_object(), value.get_object());
            else
                base[name] = value;
        }
    }

    std::optional<json::object> live_;
    ManagerEntries entries_;
};

constexpr std::string_view identity = R"("apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic","metadata":{"name":"t")";
constexpr std::string_view born = R"("uid":"u-1","generation":1)";

TEST(ManagedFields, AnApplyTakesBackWhatItNoLongerStatesAndNothingElse) {
    struct Case {
        const char* what;
        std::string first;   ///< After the identity: the rest of metadata, then of the object.
        std::string patch;   ///< By another manager in between; empty: none.
        std::string second;  ///< As `first`.
        std::string result;  ///< After metadata's name, uid and generation.
    };
    const Case cases[] = {
        {"the last owned label goes, metadata stays", R"(,"labels":{"team":"a"}})", "", "}", "}"},
        {"the last owned annotation and the last of the spec", R"(,"annotations":{"a":"1"}},"spec":{"partitions":3})", "", "}", "}"},
        {"labels of others keep theirs", R"(,"labels":{"team":"a"}})", R"({"metadata":{"labels":{"env":"dev"}}})", "}",
         R"(,"labels":{"env":"dev"}})"},
        {"a finalizer of an operator stays", R"(,"labels":{"team":"a"}})", R"({"metadata":{"finalizers":["strimzi.io/topic-operator"]}})",
         "}", R"(,"finalizers":["strimzi.io/topic-operator"]})"},
        {"one label of two", R"(,"labels":{"team":"a","tier":"1"}})", "", R"(,"labels":{"tier":"1"}})", R"(,"labels":{"tier":"1"}})"},
        {"the spec stays for a field of somebody else", R"(},"spec":{"partitions":3})", R"({"spec":{"replicas":1}})", "}",
         R"(},"spec":{"replicas":1})"},
        {"a struct goes with its last field", R"(},"spec":{"partitions":3,"pinned":{"rack":"r1"}})", "", R"(},"spec":{"partitions":3})",
         R"(},"spec":{"partitions":3})"},
        {"a list item goes with its key", R"(},"spec":{"listeners":[{"name":"a","port":1},{"name":"b","port":2}]})", "",
         R"(},"spec":{"listeners":[{"name":"b","port":2}]})", R"(},"spec":{"listeners":[{"name":"b","port":2}]})"},
        {"status is not the main endpoint's to take back", R"(},"spec":{"partitions":3},"status":{"phase":"New"})", "", "}",
         R"(},"status":{"phase":"New"})"},
    };
    for (const auto& each : cases) {
        Tracked tracked;
        ASSERT_TRUE(tracked.apply(fmt::format("{{{}{}}}", identity, each.first))) << each.what;
        if (!each.patch.empty()) tracked.merge(each.patch, "kubectl-edit");
        ASSERT_TRUE(tracked.apply(fmt::format("{{{}{}}}", identity, each.second))) << each.what;
        EXPECT_EQ(tracked.object(), json::parse(fmt::format("{{{},{}{}}}", identity, born, each.result)))
            << each.what << ": " << json::serialize(tracked.object());
    }
}

TEST(ManagedFields, ABodyWithoutANameLeavesTheObjectItsIdentity) {
    Tracked tracked;
    ASSERT_TRUE(tracked.apply(fmt::format(R"({{{},"labels":{{"team":"a"}}}}}})", identity)));
    ASSERT_TRUE(tracked.apply(R"({"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic"})"));
    EXPECT_EQ(tracked.object(), json::parse(fmt::format("{{{},{}}}}}", identity, born))) << json::serialize(tracked.object());
}

TEST(ManagedFields, AManagerThatOwnsNothingAnyMoreIsNotListed) {
    Tracked tracked;
    ASSERT_TRUE(tracked.apply(fmt::format(R"({{{}}},"spec":{{"partitions":3}}}})", identity)));
    EXPECT_EQ(tracked.managers(), std::vector<std::string>{"nexa"});
    ASSERT_TRUE(tracked.apply(fmt::format("{{{}}}}}", identity)));
    EXPECT_EQ(tracked.managers(), std::vector<std::string>());
}

TEST(ManagedFields, AStatusApplierTakesBackOnlyStatus) {
    Tracked tracked;
    ASSERT_TRUE(tracked.apply(fmt::format(R"({{{},"labels":{{"team":"a"}}}},"spec":{{"partitions":3}}}})", identity)));
    ASSERT_TRUE(tracked.apply(fmt::format(R"({{{}}},"status":{{"phase":"Ready"}}}})", identity), "operator", "status"));
    ASSERT_TRUE(tracked.apply(fmt::format("{{{}}}}}", identity), "operator", "status"));
    EXPECT_EQ(tracked.object(),
              json::parse(fmt::format(R"({{{},{},"labels":{{"team":"a"}}}},"spec":{{"partitions":3}}}})", identity, born)))
        << json::serialize(tracked.object());
}

}  // namespace
}  // namespace nexa::sandbox
