#include <gtest/gtest.h>

#include "data/sandbox/selector.hpp"

namespace nexa::sandbox {
namespace {

struct Selected {
    const char* selector;
    bool matches;
};

TEST(LabelSelector, Matches) {
    const json::object labels{{"app", "web"}, {"tier", ""}, {"in", "notin"}, {"size", "7"}};
    constexpr Selected cases[] = {{"", true},
                                  {"  ", true},
                                  {"app=web", true},
                                  {"app == web", true},
                                  {"app!=web", false},
                                  {"none!=web", true},
                                  {"app in (api, web)", true},
                                  {"app in (api,web),tier", true},
                                  {"app notin (web)", false},
                                  {"none notin (web)", true},
                                  {"tier=", true},
                                  {"tier in ()", true},
                                  {"tier in (a,)", true},
                                  {"!none", true},
                                  {"! app", false},
                                  {"in=notin", true},
                                  {"in in (notin)", true},
                                  {"size>6", true},
                                  {"size<7", false},
                                  {"app>1", false},
                                  {"none<1", false}};
    for (const auto& [selector, matches] : cases) {
        const auto parsed = LabelSelector::parse(selector);
        ASSERT_TRUE(parsed) << selector << ": " << parsed.error().message;
        EXPECT_EQ(parsed->matches_labels(&labels), matches) << selector;
    }
}

struct Refused {
    const char* selector;
    const char* message;
};

/// As Kubernetes 1.35 answers; `make conformance` holds more of them against it.
TEST(LabelSelector, Refuses) {
    constexpr Refused cases[] = {
        {"a=b=c", "found '=', expected: ',' or 'end of string'"},
        {",a", "found ',', expected: !, identifier, or 'end of string'"},
        {"a,", "found '', expected: identifier after ','"},
        {"a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"},
        {"a in b", "unable to parse requirement: found 'b' expected: '('"},
        {"a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"},
        {"a in (b", "unable to parse requirement: found '', expected: ',' or ')'"},
        {"a in (=)", "unable to parse requirement: found '=', expected: ',', ')' or identifier"},
        {"a=(b", "unable to parse requirement: found '(', expected: identifier"},
        {"!,", "unable to parse requirement: found ',', expected: identifier"},
        {"a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"},
    };
    for (const auto& [selector, message] : cases) {
        const auto parsed = LabelSelector::parse(selector);
        ASSERT_FALSE(parsed) << selector;
        EXPECT_EQ(parsed.error().code, 400) << selector;
        EXPECT_EQ(parsed.error().message, message) << selector;
    }
}

}  // namespace
}  // namespace nexa::sandbox
