#include "cli/words.hpp"

#include <gtest/gtest.h>

#include "cli/change.hpp"
#include "cli/events.hpp"
#include "cli/failure.hpp"
#include "cli/kinds.hpp"
#include "cli/resource_table.hpp"
#include "cli/table.hpp"

namespace nexa::cli {
namespace {

using namespace std::chrono_literals;

TEST(Words, SayDurationsAsKubectlDoes) {
    struct Case {
        Duration time;
        std::string_view text;
    };
    for (const auto& [time, text] : std::initializer_list<Case>{
             {-5s, "0s"},
             {0s, "0s"},
             {119s, "119s"},
             {2min, "2m"},
             {2min + 5s, "2m5s"},
             {11min + 5s, "11m"},
             {3h, "3h"},
             {3h + 20min, "3h20m"},
             {30h, "30h"},
             {49h, "2d1h"},
             {24h * 8, "8d"},
             {24h * 100, "100d"},
             {24h * 770, "2y40d"},
         }) {
        EXPECT_EQ(short_duration(time), text);
    }
    const Time now = *parse_rfc3339("2026-01-01T12:00:00Z");
    EXPECT_EQ(age("2026-01-01T11:58:59Z", now), "61s");
    EXPECT_EQ(age("2026-01-01T13:00:00Z", now), "0s");
    EXPECT_EQ(age("", now), "");
    EXPECT_EQ(until("2026-01-07T12:00:00Z", now), "in 6d");
    EXPECT_EQ(until("2026-01-01T11:00:00Z", now), "60m ago");
    EXPECT_EQ(until("soon", now), "");
}

TEST(Words, SayBytesAndCells) {
    EXPECT_EQ(bytes(0), "0 B");
    EXPECT_EQ(bytes(1023), "1023 B");
    EXPECT_EQ(bytes(1536), "1.5 KiB");
    EXPECT_EQ(bytes(1024LL * 1024 * 1024 * 100), "100 GiB");
    const Time now = *parse_rfc3339("2026-01-01T12:00:00Z");
    EXPECT_EQ(cell(json::value(2048), "bytes", now), "2 KiB");
    EXPECT_EQ(cell(json::value("2026-01-01T11:00:00Z"), "time", now), "60m");
    EXPECT_EQ(cell(json::value(nullptr), "number", now), "");
    EXPECT_EQ(cell(json::value(true), "text", now), "yes");
    EXPECT_EQ(cell(json::parse(R"(["a","b"])"), "text", now), "a, b");
    EXPECT_EQ(count_of(1, "topic"), "1 topic");
    EXPECT_EQ(count_of(2, "topic"), "2 topics");
}

TEST(Words, BuildQueriesAndPaths) {
    Query query;
    query.add("kind", "Kafka,KafkaTopic").add("namespace", "").add("q", "ä b&c").add_flag("dry_run", true).add_flag("override", false);
    EXPECT_EQ(query.str(), "?kind=Kafka%2CKafkaTopic&q=%C3%A4%20b%26c&dry_run=true");
    EXPECT_EQ(Query().str(), "");
    EXPECT_EQ(resource_path("a/b", "team", "kafkatopics", "x"), "/clusters/a%2Fb/namespaces/team/kafkatopics/x");
}

TEST(Tables, FitTheirTerminal) {
    Table table{.columns = {{.title = "NAME", .shrinks = true},
                            {.title = "N", .kind = Table::Kind::number},
                            {.title = "EMPTY", .optional = true},
                            {.title = "REASON", .shrinks = true}},
                .rows = {{"orders", "1", "", "all is well"},
                         {"payments-of-the-year", "1000", "", "the operator waits for a broker that does not come up"}}};
    EXPECT_EQ(render(table, 0, Style()),
              "NAME                      N   REASON\n"
              "orders                    1   all is well\n"
              "payments-of-the-year   1000   the operator waits for a broker that does not come up\n");
    EXPECT_EQ(render(table, 50, Style()),
              "NAME                      N   REASON\n"
              "orders                    1   all is well\n"
              "payments-of-the-year   1000   the operator waits …\n");
    for (std::size_t width = 26; width < 90; ++width) {
        const std::string text = render(table, width, Style());
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            EXPECT_LE(display_width(std::string_view(text).substr(at, end - at)), width);
            at = end + 1;
        }
    }
}

TEST(Tables, CountCharactersNotBytesAndStayOnOneLine) {
    EXPECT_EQ(display_width("größe"), 5U);
    EXPECT_EQ(display_width("東京"), 4U);
    EXPECT_EQ(fit("größe", 4), "grö…");
    EXPECT_EQ(fit("東京都", 4), "東…");
    EXPECT_EQ(fit("abc", 3), "abc");
    const Table table{.columns = {{.title = "A"}}, .rows = {{"two\nlines\x1b[31m"}}};
    EXPECT_EQ(render(table, 0, Style()), "A\ntwo lines?[31m\n");
    const Table coloured{.columns = {{.title = "HEALTH", .kind = Table::Kind::state}}, .rows = {{"Healthy"}}};
    EXPECT_EQ(render(coloured, 0, Style{.colour = true}), "\x1b[1mHEALTH\x1b[0m\n\x1b[32mHealthy\x1b[0m\n");
}

TEST(Failures, AreToldInWords) {
    const Failure refused = failure_of_response(
        422, R"({"type":"about:blank","title":"Unprocessable","status":422,"detail":"2 rules forbid this","request_id":"r-1",
                 "errors":[{"pointer":"/spec/kafka/version","message":"3.9.0 is not supported","rule":"kafka-version-supported"},{"pointer":"","message":"no"}]})");
    EXPECT_EQ(refused.exit, Exit::refused);
    EXPECT_EQ(render(refused, Style()),
              "error: 2 rules forbid this\n"
              "  /spec/kafka/version 3.9.0 is not supported [kafka-version-supported]\n"
              "  no\n"
              "request id: r-1\n");
    EXPECT_EQ(failure_of_response(403, "{}").exit, Exit::not_allowed);
    EXPECT_EQ(failure_of_response(401, R"({"detail":"the session has ended","status":401})").message,
              "the session has ended; sign in with `nexa login`");
    EXPECT_EQ(failure_of_response(503, "<html>").exit, Exit::unreachable);
    EXPECT_EQ(failure_of_response(200, "x").message, "the server answered 200; check that the address is that of Nexa");
    EXPECT_EQ(failure_of({ErrorCode::unavailable, "refused", {}}).exit, Exit::unreachable);
    // A single issue that the detail repeats is said once.
    EXPECT_EQ(render(failure_of_response(
                         422, R"({"detail":"/name is required","status":422,"errors":[{"pointer":"/name","message":"is required"}]})"),
                     Style()),
              "error: /name is required\n");
    EXPECT_EQ(render({.message = "a\x1b]0;title\x07", .issues = {}, .request_id = {}}, Style()), "error: a?]0;title?\n");
}

TEST(Kinds, AreFoundByAnyOfTheirNames) {
    const Kinds kinds = Kinds::parse(json::parse(R"({"items":[{"kind":"Kafka","plural":"kafkas","columns":[]},
        {"kind":"KafkaTopic","plural":"kafkatopics","columns":[{"name":"partitions","title":"Partitions","type":"number"}]}]})"));
    for (const std::string_view name : {"kafkatopics", "kafkatopic", "KafkaTopic", "KT"}) {
        const auto kind = kinds.find(name);
        ASSERT_TRUE(kind) << name;
        EXPECT_EQ((*kind)->plural, "kafkatopics");
    }
    EXPECT_EQ(kinds.find("kafkatopcs").error().message, "\"kafkatopcs\" is no kind of resource; did you mean \"kafkatopics\"?");
    EXPECT_EQ(kinds.find("kafkatopcs").error().exit, Exit::usage);
    EXPECT_EQ(kinds.find_list("k,kt,kafka")->size(), 2U);
    EXPECT_EQ(kinds.find_list("all")->size(), 2U);
    EXPECT_FALSE(kinds.find_list("k,"));
}

TEST(Targets, AreReadAsKubectlReadsThem) {
    EXPECT_EQ(parse_targets({"kafkas"})->kinds, "kafkas");
    EXPECT_EQ(parse_targets({"kt", "a", "b"})->named.size(), 2U);
    EXPECT_EQ(parse_targets({"kt/a", "ku/b"})->named[1].kind, "ku");
    for (const auto& bad : std::vector<std::vector<std::string>>{{}, {"kt/a", "b"}, {"kt", "a/b"}, {"k,kt", "a"}, {"kt/"}, {"/a"}}) {
        EXPECT_FALSE(parse_targets(bad));
    }
}

TEST(Events, ArePutTogetherFromAnyChunks) {
    const std::string stream =
        ": hello\n\nid: 7\nevent: resource\ndata: {\"a\":\ndata: 1}\n\nid: 8\r\ndata:x\r\n\r\nretry: 5\n\ndata: half";
    for (std::size_t size = 1; size < stream.size(); ++size) {
        EventParser parser;
        std::string seen;
        for (std::size_t at = 0; at < stream.size(); at += size) {
            parser.feed(std::string_view(stream).substr(at, size), [&](const ServerEvent& event) {
                seen += fmt::format("[{} {} {}]", event.id, event.type, event.data);
                return true;
            });
        }
        EXPECT_EQ(seen, "[7 resource {\"a\":\n1}][8 message x]") << size;
        EXPECT_EQ(parser.last_id(), "8");
    }
}

TEST(Changes, ReadWell) {
    const auto entries = json::parse(R"([{"type":"changed","pointer":"/spec/replicas","before":3,"after":5},
        {"type":"added","pointer":"/spec/x","before":null,"after":{"a":1}},{"type":"removed","pointer":"/spec/y","before":"old","after":null}])");
    EXPECT_EQ(render_diff(entries.as_array(), Style(), "  "), "  ~ /spec/replicas: 3 → 5\n  + /spec/x:\n  +   a: 1\n  - /spec/y: old\n");
    const auto whole = json::parse(R"([{"type":"added","pointer":"","before":null,"after":{"kind":"KafkaTopic","spec":{"replicas":3}}},
        {"type":"changed","pointer":"/spec/list","before":[1],"after":null}])");
    EXPECT_EQ(render_diff(whole.as_array(), Style(), ""),
              "+ kind: KafkaTopic\n+ spec:\n+   replicas: 3\n- /spec/list:\n-   - 1\n+ /spec/list: null\n");
    const auto findings = json::parse(R"([{"type":"effect","gravity":"restart","message":"rolls the brokers","rule":"rolls","pointer":""},
        {"type":"violation","gravity":"none","message":"3.9.0 is not supported","rule":"kafka-version","pointer":"/spec/kafka/version","fix":"take 4.0.0"},
        {"type":"warning","message":"one replica","rule":"replicas","pointer":"/spec/replicas"}])");
    EXPECT_EQ(render_findings(findings.as_array(), Style(), ""),
              "violation: /spec/kafka/version 3.9.0 is not supported [kafka-version]\n"
              "  fix: take 4.0.0\n"
              "restart: rolls the brokers [rolls]\n"
              "warning: /spec/replicas one replica [replicas]\n");
    EXPECT_TRUE(is_over("timed_out"));
    EXPECT_FALSE(is_over("waiting"));
}

TEST(Rows, ShowTheKindsOwnColumns) {
    const Kinds kinds = Kinds::parse(json::parse(R"({"items":[{"kind":"KafkaTopic","plural":"kafkatopics","columns":[
        {"name":"partitions","title":"Partitions","type":"number"},{"name":"retention","title":"Retention","type":"bytes"}]}]})"));
    const auto item =
        json::parse(R"({"cluster":"dev","namespace":"a","kind":"KafkaTopic","name":"orders","health":"Healthy","sync":"InSync",
        "summary":{"partitions":12,"retention":1024},"created_at":"2026-01-01T11:59:00Z","revision":3,"run":null,"reason":""})");
    const Time now = *parse_rfc3339("2026-01-01T12:00:00Z");
    ResourceColumns columns{.kinds = {&kinds.all().front()}, .cluster = false};
    EXPECT_EQ(columns.row(item, now), (std::vector<std::string>{"a", "orders", "Healthy", "InSync", "12", "1 KiB", "60s"}));
    EXPECT_EQ(columns.headings().columns.size(), 7U);
    columns.wide = true;
    columns.cluster = true;
    EXPECT_EQ(columns.row(item, now).size(), columns.headings().columns.size());
    columns.kinds.clear();
    EXPECT_EQ(columns.row(item, now)[2], "KafkaTopic");
}

}  // namespace
}  // namespace nexa::cli
