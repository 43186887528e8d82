#include "data/kafka/connector_offsets.hpp"

#include <gmock/gmock.h>

#include "data/test_support.hpp"

namespace nexa::kafka {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ConnectorOffsets, AreListedAndAlteredWhereTheSpecificationSays) {
    const auto connector = test::object(
        "{kind: KafkaConnector, metadata: {name: files}, spec: {state: stopped, listOffsets: {toConfigMap: {name: l}}, alterOffsets: "
        "{fromConfigMap: {name: a}}}}");
    EXPECT_THAT(offsets_places(connector), ElementsAre(OffsetsPlace{"files", "l", "a", "offsets.json", "stopped"}));
    EXPECT_THAT(offsets_places(test::object("{kind: KafkaConnector, metadata: {name: files}}")), IsEmpty());

    const auto mirror = test::object(
        "{kind: KafkaMirrorMaker2, spec: {target: {alias: west}, mirrors: [{source: {alias: east}, sourceConnector: {listOffsets: "
        "{toConfigMap: {name: l}}}, heartbeatConnector: {pause: true}}]}}");
    EXPECT_THAT(
        offsets_places(mirror),
        ElementsAre(OffsetsPlace{"east->west.MirrorSourceConnector", "l", "", "east--west.MirrorSourceConnector.json", "running"},
                    OffsetsPlace{"east->west.MirrorHeartbeatConnector", "", "", "east--west.MirrorHeartbeatConnector.json", "paused"}));
    const auto found = find_connector(mirror, "east->west.MirrorHeartbeatConnector");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->mirror, 0U);
    EXPECT_EQ(found->field, "heartbeatConnector");
    EXPECT_FALSE(find_connector(mirror, "east->west.MirrorCheckpointConnector"));

    const auto old =
        test::object("{kind: KafkaMirrorMaker2, spec: {mirrors: [{sourceCluster: a, targetCluster: b, sourceConnector: {}}, 7]}}");
    EXPECT_THAT(offsets_places(old),
                ElementsAre(OffsetsPlace{"a->b.MirrorSourceConnector", "", "", "a--b.MirrorSourceConnector.json", "running"}));
}

TEST(ConnectorOffsets, AreReadAsConnectTellsThem) {
    EXPECT_THAT(*read_offsets(R"({"offsets":[{"partition":{"filename":"f"},"offset":{"position":7}},{"offset":{"offset":0}}]})"),
                ElementsAre(ConnectorOffset{R"({"filename":"f"})", R"({"position":7})"}, ConnectorOffset{"", R"({"offset":0})"}));
    EXPECT_THAT(*read_offsets(""), IsEmpty());
    EXPECT_THAT(*read_offsets(R"({"offsets":[]})"), IsEmpty());
    for (const auto* wrong : {"x", "[]", R"({"offsets":3})", R"({"offsets":[7]})", R"({"offsets":[{"partition":1}]})"})
        EXPECT_EQ(read_offsets(wrong).error().code, ErrorCode::invalid) << wrong;
    EXPECT_THAT(read_offsets("{}").error().message, HasSubstr("as list-offsets writes it"));
}

}  // namespace
}  // namespace nexa::kafka
