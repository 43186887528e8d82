#include "data/contracts/rule_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "data/object.hpp"
#include "wire/json_patch.hpp"

namespace nexa::contracts::test {
namespace {

using testing::HasSubstr;

struct Seen {
    bool spoke = false;
    bool silent = false;
    bool mended = false;
};
std::map<std::string, Seen, std::less<>>& seen() {
    static std::map<std::string, Seen, std::less<>> rules;
    return rules;
}

/// The rules whose fix is an edit, by id: a case of each carries it out.
constexpr std::array mended_by_a_button = std::to_array<std::string_view>({
    "api-version-deprecated",
    "api-version-served",
    "connector-cluster-label",
    "connector-pause",
    "connector-restart-arguments",
    "kafka-cluster-label",
    "kafka-controller-storage",
    "kafka-controllers-static",
    "kafka-downgrade",
    "kafka-in-sync-over-replication",
    "kafka-in-sync-room",
    "kafka-kraft-annotations",
    "kafka-kraft-config",
    "kafka-kraft-version",
    "kafka-metadata-version",
    "kafka-metadata-version-lowered",
    "kafka-replication-default",
    "kafka-replication-over-brokers",
    "kafka-reserved-labels",
    "kafka-zookeeper-fields",
    "kafka-zookeeper-version",
    "listener-tls",
    "mirror-alias-known",
    "rebalance-auto-approval",
    "spark-conf-denied",
    "spark-fields-unread",
    "spark-schedule-concurrency",
    "spark-suspend-version",
    "spark-time-zone-version",
    "spark-version-image",
    "topic-in-sync",
    "topic-partitions-shrink",
    "topic-rename",
    "topic-replication-change",
    "topic-replication-over-brokers",
    "topic-throttle",
    "user-acl-operation-deprecated",
    "user-acl-operations",
    "user-acl-resource",
});

/// Of a whole run of the program only: with a filter most cases are left out on purpose.
class EveryRuleHasCases final : public testing::Environment {
    void TearDown() override {
        if (GTEST_FLAG_GET(filter) != "*") return;
        for (const auto& rule : rules()) {
            const auto found = seen().find(rule.id);
            EXPECT_TRUE(found != seen().end() && found->second.spoke) << rule.id << " has no case in which it speaks";
            EXPECT_TRUE(found != seen().end() && found->second.silent) << rule.id << " has no case in which it is silent";
        }
        std::vector<std::string_view> mended;
        for (const auto& [id, how] : seen()) {
            if (how.mended) mended.push_back(id);
        }
        EXPECT_THAT(mended, testing::ElementsAreArray(mended_by_a_button));
    }
};
const auto* const registered = testing::AddGlobalTestEnvironment(new EveryRuleHasCases);

}  // namespace

std::string manifest(std::string_view kind, std::string_view name, std::string_view spec, std::string_view metadata,
                     std::string_view status, std::string_view api) {
    return fmt::format("{{apiVersion: {}, kind: {}, metadata: {{name: {}, namespace: a{}{}}}, spec: {{{}}}{}}}", api, kind, name,
                       metadata.empty() ? "" : ", ", metadata, spec,
                       status.empty() ? std::string() : fmt::format(", status: {{{}}}", status));
}

std::vector<Finding> judge(const Case& each) {
    const auto desired = nexa::test::object(each.desired);
    const auto current = each.current.empty() ? json::object() : nexa::test::object(each.current);
    const auto observed = each.observed.empty() ? json::object() : nexa::test::object(each.observed);
    std::vector<json::object> others;
    for (const auto& text : each.related) others.push_back(nexa::test::object(text));
    Related related;
    if (!each.related.empty()) {
        related = [&](const Query& query) {
            std::vector<json::object> found;
            for (const auto& other : others) {
                if (text_at(other, {"kind"}) != query.kind) continue;
                if (!query.name.empty() && text_at(other, {"metadata", "name"}) != query.name) continue;
                if (!query.label.empty() && label_of(other, query.label) != query.value) continue;
                found.push_back(other);
            }
            return found;
        };
    }
    return evaluate({.desired = desired,
                     .current = each.current.empty() ? nullptr : &current,
                     .observed = each.observed.empty() ? nullptr : &observed,
                     .facts = each.on,
                     .related = related,
                     .removal = each.removal});
}

/// Carries the remedies of one rule out, each by itself, on what was judged: the finding must be gone, and none of its rule come for it.
void expect_mended(std::string_view rule, const Case& each, const std::vector<Finding>& findings) {
    const auto of_rule = [&](const std::vector<Finding>& all) { return std::ranges::count(all, rule, &Finding::rule); };
    for (const auto& finding : findings) {
        if (finding.rule != rule || !finding.remedy) continue;
        seen()[std::string(rule)].mended = true;
        EXPECT_NE(finding.type, Finding::Type::effect) << rule << " can't be mended: an effect is no mistake";
        EXPECT_FALSE(finding.remedy->label.empty()) << rule;
        json::value mended = nexa::test::object(each.desired);
        const auto words = fmt::format("{}: {}: {}", rule, each.about, finding.remedy->label);
        ASSERT_TRUE(wire::apply_patch(mended, finding.remedy->patch)) << words << " can't be carried out";
        auto again = each;
        again.desired = json::serialize(mended);
        const auto left = judge(again);
        EXPECT_LT(of_rule(left), of_rule(findings)) << words << " leaves what it was to mend";
        EXPECT_EQ(std::ranges::find(left, finding.message, &Finding::message), left.end()) << words;
    }
}

void expect_rule(std::string_view rule, const std::vector<Case>& cases) {
    ASSERT_NE(find_rule(rule), nullptr) << rule;
    for (const auto& each : cases) {
        std::string said;
        const auto findings = judge(each);
        expect_mended(rule, each, findings);
        for (const auto& finding : findings) {
            if (finding.rule == rule) said += fmt::format("{} {}\n", finding.message, finding.fix);
        }
        auto& counted = seen()[std::string(rule)];
        (each.says == nullptr ? counted.silent : counted.spoke) = true;
        if (each.says == nullptr) {
            EXPECT_EQ(said, "") << rule << ": " << each.about;
        } else {
            EXPECT_THAT(said, HasSubstr(each.says)) << rule << ": " << each.about;
        }
    }
}

TEST(Rules, AreWholeAndDistinct) {
    for (const auto& rule : rules()) {
        EXPECT_EQ(find_rule(rule.id), &rule) << rule.id << " stands twice";
        for (const auto text : {rule.title, rule.explanation, rule.source}) EXPECT_FALSE(text.empty()) << rule.id;
        EXPECT_EQ(rule.type == Finding::Type::effect, rule.gravity != Finding::Gravity::none) << rule.id;
    }
    EXPECT_EQ(find_rule("nothing"), nullptr);
}

}  // namespace nexa::contracts::test
