#include "data/kube/stream_splitter.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/json.hpp"
#include "data/kube/known_objects.hpp"

namespace nexa::kube {
namespace {

template <class Feed>
void in_pieces(std::string_view text, std::mt19937& random, Feed&& feed) {
    while (!text.empty()) {
        const std::size_t size = std::min<std::size_t>(1 + random() % 40, text.size());
        // A copy of its own, so that a reader past its end is seen by the sanitizer.
        const std::string piece(text.substr(0, size));
        feed(piece);
        text.remove_prefix(size);
    }
}

TEST(LineSplitter, PutsLinesTogetherFromAnyPieces) {
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::string> sent;
        std::string text;
        for (int line = 0; line < 20; ++line) {
            sent.emplace_back(1 + random() % 90, static_cast<char>('a' + line));
            text += sent.back() + (random() % 3 == 0 ? "\n\n" : "\n");
        }
        std::vector<std::string> seen;
        LineSplitter splitter;
        in_pieces(text, random, [&](std::string_view piece) {
            splitter.feed(piece, [&](std::string_view line) {
                seen.emplace_back(line);
                return true;
            });
        });
        ASSERT_EQ(seen, sent);
    }
}

TEST(LineSplitter, DropsWhatIsTooLong) {
    LineSplitter splitter(10);
    std::vector<std::string> seen;
    const auto take = [&](std::string_view line) {
        seen.emplace_back(line);
        return true;
    };
    splitter.feed("0123456", take);
    splitter.feed("789ABC", take);
    splitter.feed("DEF", take);
    splitter.feed("x\nok\n", take);
    EXPECT_EQ(seen, std::vector<std::string>{"ok"});
    EXPECT_EQ(splitter.dropped(), 1U);
}

TEST(LineSplitter, StopsWhenTold) {
    LineSplitter splitter;
    int count = 0;
    EXPECT_FALSE(splitter.feed("a\nb\nc\n", [&](std::string_view) { return ++count < 2; }));
    EXPECT_EQ(count, 2);
}

TEST(ListSplitter, FindsItemsFromAnyPieces) {
    const std::string text = R"( {"kind":"List","items":[{"a":"]}\"{","items":[{"x":1}]},{},{"metadata":{"continue":"no"}}, 7 ,[{"q":1}]],
        "metadata":{"resourceVersion":"5","continue":"abc\"}"},"more":{"items":[{"not":"this"}]}} )";
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        std::vector<json::value> seen;
        ListSplitter splitter([&](std::string_view item) { seen.push_back(json::parse(item)); });
        in_pieces(text, random, [&](std::string_view piece) { ASSERT_TRUE(splitter.feed(piece)); });
        ASSERT_TRUE(splitter.finish());
        ASSERT_EQ(seen.size(), 3U);
        EXPECT_EQ(seen[0].at("a"), "]}\"{");
        EXPECT_EQ(seen[2].at("metadata").at("continue"), "no");
        EXPECT_EQ(json::parse(splitter.metadata()).at("continue"), "abc\"}");
    }
}

TEST(ListSplitter, RefusesWhatIsNoList) {
    for (const char* text : {"[1]", "{]", "{}{}", R"({"items":[}]})"}) {
        ListSplitter splitter([](std::string_view) {});
        EXPECT_FALSE(splitter.feed(text)) << text;
    }
    ListSplitter cut([](std::string_view) {});
    EXPECT_TRUE(cut.feed(R"({"items":[{"a":1})"));
    EXPECT_FALSE(cut.finish());
    ListSplitter none([](std::string_view) { FAIL(); });
    EXPECT_TRUE(none.feed(R"({"items":null,"metadata":{}})"));
    EXPECT_TRUE(none.finish());
    ListSplitter large([](std::string_view) {}, 100);
    EXPECT_FALSE(large.feed(R"({"items":[{"a":")" + std::string(200, 'x')));
}

TEST(KnownObjects, AgreesWithAMap) {
    std::mt19937 random(9);
    KnownObjects known;
    std::map<std::pair<std::string, std::string>, std::pair<std::string, std::uint64_t>> expected;
    for (int round = 0; round < 60'000; ++round) {
        const std::string name_space = "ns-" + std::to_string(random() % 7);
        const std::string name = "name-" + std::to_string(random() % (round < 30'000 ? 600 : 20));
        const auto action = random() % 3;
        if (action == 0) {
            if (auto* entry = known.find(name_space, name)) known.erase(*entry);
            expected.erase({name_space, name});
        } else {
            auto& entry = known.at(name_space, name);
            entry.object_hash = random();
            entry.seen = static_cast<std::uint32_t>(round / 20'000);
            const std::string uid = std::string(random() % 9, 'u');
            known.set_uid(entry, uid);
            expected[{name_space, name}] = {uid, entry.object_hash};
        }
    }
    ASSERT_EQ(known.size(), expected.size());
    for (const auto& [key, value] : expected) {
        auto* entry = known.find(key.first, key.second);
        ASSERT_NE(entry, nullptr);
        EXPECT_EQ(known.uid(*entry), value.first);
        EXPECT_EQ(known.name(*entry), key.second);
        EXPECT_EQ(entry->object_hash, value.second);
    }
    std::size_t gone = 0;
    known.sweep(2, [&](const KnownObjects::Entry& entry) {
        ++gone;
        EXPECT_TRUE(expected.contains({std::string(known.name_space(entry)), std::string(known.name(entry))}));
    });
    EXPECT_EQ(known.size() + gone, expected.size());
}

TEST(KnownObjects, IsSmall) {
    KnownObjects known;
    for (int index = 0; index < 10'000; ++index)
        known.set_uid(known.at("team-a", "application-" + std::to_string(index)), "0d4f3c1e-7f52-4c15-9a43-0e4f7b1d2c3a");
    EXPECT_LT(known.bytes(), 2'500'000U);
    known.sweep(1, [](const auto&) {});
    EXPECT_EQ(known.size(), 0U);
    EXPECT_LT(known.bytes(), 20'000U);
}

}  // namespace
}  // namespace nexa::kube
