#include "data/remedies.hpp"

#include <gtest/gtest.h>

#include "data/test_support.hpp"
#include "wire/encode.hpp"
#include "wire/json_patch.hpp"
#include "wire/remedy_wire.hpp"

namespace nexa::remedies {
namespace {

json::value after(json::value document, const Remedy& remedy) {
    EXPECT_TRUE(wire::apply_patch(document, remedy.patch)) << wire::encode(remedy);
    return document;
}

TEST(Remedies, SetAValueAndMakeWhatIsAboveIt) {
    const auto topic = test::object("{spec: {partitions: 1}}");
    const auto replaced = set(topic, "/spec/partitions", 12);
    EXPECT_EQ(wire::encode(replaced),
              R"({"label":"Set spec.partitions to 12","patch":[{"op":"replace","path":"/spec/partitions","from":null,"value":12}]})");
    EXPECT_EQ(after(topic, replaced), json::value(test::object("{spec: {partitions: 12}}")));
    const auto made = set(topic, "/metadata/labels/strimzi.io~1cluster", "events");
    EXPECT_EQ(made.label, "Set metadata.labels.strimzi.io/cluster to events");
    EXPECT_EQ(after(topic, made), json::value(test::object("{metadata: {labels: {strimzi.io/cluster: events}}, spec: {partitions: 1}}")));
}

TEST(Remedies, RemoveAndRename) {
    const auto user = test::object("{spec: {acls: [{operation: Read, x: 1}]}}");
    EXPECT_EQ(remove("/spec/acls/0/operation").label, "Remove spec.acls[0].operation");
    EXPECT_EQ(after(user, remove("/spec/acls/0/operation")), json::value(test::object("{spec: {acls: [{x: 1}]}}")));
    EXPECT_EQ(after(user, rename("/spec/acls/0/operation", "operations")),
              json::value(test::object("{spec: {acls: [{operations: Read, x: 1}]}}")));
}

TEST(Remedies, BecomeAnotherDocumentByTheValuesThatDiffer) {
    const auto before = test::object("{a: 1, b: {c: [1, {d: 2}], e: [1]}, f: x}");
    const auto wanted = test::object("{a: 1, b: {c: [1, {d: 3}], e: [1, 2]}, g: {h: 1}}");
    const auto remedy = become(before, wanted, "Make it so");
    EXPECT_EQ(after(before, remedy), json::value(wanted));
    EXPECT_EQ(remedy.patch.size(), 4U) << wire::encode(remedy);
}

}  // namespace
}  // namespace nexa::remedies
