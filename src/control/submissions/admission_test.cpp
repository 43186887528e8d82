#include "control/submissions/admission.hpp"

#include <gtest/gtest.h>

namespace nexa::control {
namespace {

constexpr std::size_t plenty = 1000;

/// Waiting submissions of that many cores each; the first has waited longest.
SubmissionLine line(const std::string& name_space, const std::vector<std::int64_t>& cores, int began = 0) {
    SubmissionLine line;
    line.cluster = "c";
    line.name_space = name_space;
    line.waiting.reserve(cores.size());
    for (const auto each : cores) {
        Submission submission;
        submission.run = Id<Run>::make();
        submission.rank = 10 * static_cast<std::int64_t>(line.waiting.size() + 1);
        submission.millicores = each * 1000;
        submission.queued_at = Time(std::chrono::seconds(began + static_cast<int>(line.waiting.size())));
        line.waiting.push_back(submission);
    }
    return line;
}

std::vector<Id<Run>> first(const SubmissionLine& line, std::size_t count) {
    std::vector<Id<Run>> ids;
    for (std::size_t at = 0; at < count; ++at) ids.push_back(line.waiting[at].run);
    return ids;
}

TEST(Admission, ReleasesAllWhenNothingLimits) {
    const auto a = line("a", {1, 2, 3});
    EXPECT_EQ(admit({a}, plenty), first(a, 3));
    EXPECT_TRUE(admit({}, plenty).empty());
}

TEST(Admission, KeepsToTheLimitsInFlight) {
    auto a = line("a", {1, 1, 1});
    a.most_in_flight = 2;
    EXPECT_EQ(admit({a}, plenty), first(a, 2));
    a.in_flight.resize(1);
    EXPECT_EQ(admit({a}, plenty), first(a, 1));
    EXPECT_EQ(admit({a}, 1), first(a, 0)) << "the cluster's limit counts what is in flight";
    a.most_in_flight.reset();
    EXPECT_EQ(admit({a}, 3), first(a, 2));
    EXPECT_EQ(reason_to_wait(a, a.waiting.front(), 3, 3), "3 submissions are on their way on c, as many as may be at once");
}

TEST(Admission, KeepsToTheLimitOfCoresWithoutPassingAnyoneBy) {
    auto a = line("a", {8, 1});
    a.most_millicores = 10'000;
    a.millicores = 4000;
    EXPECT_TRUE(admit({a}, plenty).empty()) << "the small one must not starve the large one";
    EXPECT_EQ(reason_to_wait(a, a.waiting.front(), 0, plenty),
              "it needs 8 cores; 4 of the 10 that the namespace's policy allows are in use");
    a.millicores = 2000;
    EXPECT_EQ(admit({a}, plenty), first(a, 1));
    a.millicores = 1000;
    EXPECT_EQ(admit({a}, plenty), first(a, 2));
}

TEST(Admission, LetsGoWhatCanNeverFitSoThatItIsRefused) {
    auto a = line("a", {11, 1});
    a.most_millicores = 10'000;
    EXPECT_EQ(admit({a}, plenty).front(), a.waiting.front().run);
}

TEST(Admission, IsFairAmongNamespaces) {
    const auto a = line("a", {1, 1, 1, 1}, 0);
    const auto b = line("b", {1}, 100);
    auto other = line("a", {1, 1}, 0);
    other.cluster = "d";
    const auto released = admit({a, b, other}, 2);
    // On c: the longest waiting first, then the namespace that has none in flight. The other cluster has a limit of its own.
    EXPECT_EQ(std::set(released.begin(), released.end()),
              (std::set{a.waiting[0].run, b.waiting[0].run, other.waiting[0].run, other.waiting[1].run}));
}

/// The names of the runs ("0" was the first) in the order that the standings make.
std::string order_after(const std::vector<Submission>& waiting, std::size_t moved, std::size_t place) {
    std::vector<Submission> all = waiting;
    for (const auto& standing : move_to(waiting, waiting[moved].run, place)) {
        for (auto& each : all) {
            if (each.run != standing.run) continue;
            each.priority = standing.priority;
            each.rank = standing.rank;
        }
    }
    std::ranges::sort(all, {}, [](const Submission& each) { return std::tuple(-each.priority, each.rank, each.run.str()); });
    std::string order;
    for (const auto& each : all) order += std::to_string(std::ranges::find(waiting, each.run, &Submission::run) - waiting.begin());
    return order;
}

TEST(Moving, PutsOneWhereItShallBe) {
    auto waiting = line("a", {1, 1, 1, 1}).waiting;
    EXPECT_EQ(order_after(waiting, 3, 1), "3012");
    EXPECT_EQ(order_after(waiting, 0, 4), "1230");
    EXPECT_EQ(order_after(waiting, 0, 99), "1230");
    EXPECT_EQ(order_after(waiting, 3, 2), "0312");
    EXPECT_EQ(order_after(waiting, 1, 2), "0123");
    EXPECT_EQ(order_after(waiting, 1, 0), "1023");
    EXPECT_TRUE(move_to(waiting, Id<nexa::Run>::make(), 1).empty());
    EXPECT_TRUE(move_to(line("a", {1}).waiting, waiting[0].run, 1).empty());
}

TEST(Moving, TakesThePriorityOfItsNeighbours) {
    auto waiting = line("a", {1, 1, 1, 1}).waiting;
    waiting[0].priority = waiting[1].priority = 5;
    EXPECT_EQ(order_after(waiting, 3, 1), "3012");
    EXPECT_EQ(move_to(waiting, waiting[3].run, 1).front().priority, 5);
    EXPECT_EQ(order_after(waiting, 0, 4), "1230");
    EXPECT_EQ(move_to(waiting, waiting[0].run, 4).front().priority, 0);
    EXPECT_EQ(order_after(waiting, 3, 3), "0132");
}

TEST(Moving, MakesRoomWhereThereIsNone) {
    auto waiting = line("a", {1, 1, 1, 1}).waiting;
    for (std::size_t at = 0; at < waiting.size(); ++at) waiting[at].rank = static_cast<std::int64_t>(at);
    EXPECT_EQ(order_after(waiting, 3, 2), "0312");
    for (auto& each : waiting) each.rank = 7;  // told apart by their ids alone
    EXPECT_EQ(order_after(waiting, 3, 2), "0312");
}

}  // namespace
}  // namespace nexa::control
