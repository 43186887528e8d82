#include "model/diff.hpp"

#include <gmock/gmock.h>

#include <random>

namespace nexa {
namespace {

using Type = DiffEntry::Type;

json::value parse(std::string_view text) {
    return json::parse(text);
}

struct Case {
    const char* about;
    const char* before;
    const char* after;
    std::vector<DiffEntry> expected;
};

TEST(Diff, NamesTheDeepestPointersThatDiffer) {
    const Case cases[] = {
        {"equal", R"({"a":{"b":[1,2]}})", R"({"a":{"b":[1,2]}})", {}},
        {"a value", R"({"a":{"b":1}})", R"({"a":{"b":2}})", {{Type::changed, "/a/b", 1, 2}}},
        {"a type", R"({"a":1})", R"({"a":"1"})", {{Type::changed, "/a", 1, "1"}}},
        {"an object for a list", R"({"a":{}})", R"({"a":[]})", {{Type::changed, "/a", json::object(), json::array()}}},
        {"a member more", R"({})", R"({"a":{"b":1}})", {{Type::added, "/a", nullptr, parse(R"({"b":1})")}}},
        {"a member less", R"({"a":null})", R"({})", {{Type::removed, "/a", nullptr, nullptr}}},
        {"order of members", R"({"a":1,"b":2})", R"({"b":2,"a":1})", {}},
        {"number forms", R"({"a":1,"b":2.0})", R"({"a":1.0,"b":2})", {}},
        {"large numbers",
         R"({"a":9007199254740993})",
         R"({"a":9007199254740992})",
         {{Type::changed, "/a", 9007199254740993, 9007199254740992}}},
        {"quantities are text", R"({"a":"1Gi"})", R"({"a":"1024Mi"})", {{Type::changed, "/a", "1Gi", "1024Mi"}}},
        {"escaped names", R"({"a/b~c":1})", R"({"a/b~c":2})", {{Type::changed, "/a~1b~0c", 1, 2}}},
        {"lists by position", R"([1,2,3])", R"([1,4])", {{Type::changed, "/1", 2, 4}, {Type::removed, "/2", 3, nullptr}}},
        {"lists by name",
         R"([{"name":"a","v":1},{"name":"b"}])",
         R"([{"name":"c"},{"name":"a","v":2}])",
         {{Type::changed, "/1/v", 1, 2},
          {Type::removed, "/1", parse(R"({"name":"b"})"), nullptr},
          {Type::added, "/0", nullptr, parse(R"({"name":"c"})")}}},
        {"lists by id",
         R"([{"id":0,"size":"1Gi"}])",
         R"([{"id":1,"size":"1Gi"},{"id":0,"size":"2Gi"}])",
         {{Type::changed, "/1/size", "1Gi", "2Gi"}, {Type::added, "/0", nullptr, parse(R"({"id":1,"size":"1Gi"})")}}},
        {"a repeated name is no key",
         R"([{"name":"a"},{"name":"a"}])",
         R"([{"name":"a"}])",
         {{Type::removed, "/1", parse(R"({"name":"a"})"), nullptr}}},
        {"whole documents", R"(1)", R"(null)", {{Type::changed, "", 1, nullptr}}},
    };
    for (const auto& each : cases) EXPECT_EQ(diff(parse(each.before), parse(each.after)), each.expected) << each.about;
}

TEST(Drift, LooksOnlyAtWhatIsDesired) {
    const Case cases[] = {
        {"others' fields", R"({"a":1})", R"({"a":1,"b":2,"status":{}})", {}},
        {"a missing field", R"({"a":{"b":1}})", R"({"a":{}})", {{Type::removed, "/a/b", 1, nullptr}}},
        {"null asks for nothing", R"({"a":null})", R"({})", {}},
        {"a changed field", R"({"a":1})", R"({"a":2})", {{Type::changed, "/a", 1, 2}}},
        {"others' items of a keyed list", R"([{"name":"a"}])", R"([{"name":"b"},{"name":"a","x":1}])", {}},
        {"a changed item keeps the desired position",
         R"([{"name":"a","v":1}])",
         R"([{"name":"b"},{"name":"a","v":2}])",
         {{Type::changed, "/0/v", 1, 2}}},
        {"items of a plain list", R"(["a"])", R"(["a","b"])", {{Type::added, "/1", nullptr, "b"}}},
        {"number forms", R"({"a":1})", R"({"a":1.0})", {}},
        {"text is not a boolean", R"({"a":"true"})", R"({"a":true})", {{Type::changed, "/a", "true", true}}},
    };
    for (const auto& each : cases) EXPECT_EQ(drift(parse(each.before), parse(each.after)), each.expected) << each.about;
}

TEST(Drift, AtomicListsHaveOneOwner) {
    const auto desired = parse(R"({"l":[{"name":"a"}],"m":[{"name":"a"}]})");
    const auto observed = parse(R"({"l":[{"name":"a"},{"name":"b"}],"m":[{"name":"a"},{"name":"b"}]})");
    const auto entries = drift(desired, observed, [](std::string_view pointer) { return pointer == "/l"; });
    EXPECT_THAT(entries, testing::ElementsAre(DiffEntry{Type::added, "/l/1", nullptr, parse(R"({"name":"b"})")}));
}

/// Random documents, small enough to collide often.
class Documents {
public:
    explicit Documents(std::uint32_t seed) : random_(seed) {}

    json::value any(int depth) {
        switch (pick(depth > 0 ? 7 : 4)) {
            case 0:
                return pick(4);
            case 1:
                return pick(2) == 0;
            case 2:
                return json::string(1, static_cast<char>('a' + pick(3)));
            case 3:
                return pick(3) * 0.5;
            case 4: {
                json::array list;
                for (int left = pick(4); left > 0; --left) list.push_back(any(depth - 1));
                return list;
            }
            default: {
                json::object object;
                for (int left = pick(5); left > 0; --left) object[std::string(1, static_cast<char>('k' + pick(6)))] = any(depth - 1);
                return object;
            }
        }
    }
    /// `value` with members added to its objects, as an operator would.
    json::value with_more(const json::value& value) {
        if (const auto* object = value.if_object()) {
            json::object more;
            for (const auto& member : *object) more[member.key()] = with_more(member.value());
            if (pick(2) == 0) more["theirs"] = any(1);
            return more;
        }
        if (const auto* list = value.if_array()) {
            json::array more;
            for (const auto& item : *list) more.push_back(with_more(item));
            return more;
        }
        return value;
    }

private:
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
    std::mt19937 random_;
};

void apply(json::value& document, const DiffEntry& entry) {
    if (entry.pointer.empty()) {
        document = entry.after;
        return;
    }
    const auto slash = entry.pointer.rfind('/');
    auto& parent = document.at_pointer(entry.pointer.substr(0, slash));
    const auto token = entry.pointer.substr(slash + 1);
    if (auto* object = parent.if_object()) {
        if (entry.type == Type::removed) {
            object->erase(token);
        } else {
            (*object)[token] = entry.after;
        }
        return;
    }
    auto& list = parent.get_array();
    const auto index = std::stoul(token);
    const auto position = list.begin() + static_cast<std::ptrdiff_t>(index);
    if (entry.type == Type::removed) {
        list.erase(position);
    } else if (entry.type == Type::added) {
        list.insert(position, entry.after);
    } else {
        list[index] = entry.after;
    }
}

/// The document before, changed as the entries say: what a reader of a diff expects of it.
json::value patched(json::value document, const std::vector<DiffEntry>& entries) {
    for (const auto& entry : entries) {
        if (entry.type != Type::removed) apply(document, entry);
    }
    // Last and from the end, so that no removed list item moves another that is still named by its position.
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (entry->type == Type::removed) apply(document, *entry);
    }
    return document;
}

TEST(DiffProperties, HoldForRandomDocuments) {
    Documents documents(20261124);
    for (int round = 0; round < 5000; ++round) {
        const auto before = documents.any(4);
        const auto after = documents.any(4);
        ASSERT_TRUE(diff(before, before).empty()) << before;
        const auto entries = diff(before, after);
        ASSERT_TRUE(diff(patched(before, entries), after).empty()) << before << " -> " << after;
        ASSERT_EQ(entries.size(), diff(after, before).size()) << before << " -> " << after;
        ASSERT_TRUE(drift(before, documents.with_more(before)).empty()) << before;
        ASSERT_LE(drift(before, after).size(), entries.size()) << before << " -> " << after;
    }
}

}  // namespace
}  // namespace nexa
