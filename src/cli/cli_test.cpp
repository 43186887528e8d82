#include "cli/cli.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "base/io_pool.hpp"
#include "http/server.hpp"
#include "wire/parse.hpp"

namespace nexa::cli {
namespace {

struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

/// The whole program's client half against a server that plays Nexa's API from a script.
class CliTest : public testing::Test {
protected:
    CliTest() : pool_(1) {
        std::string pattern = (std::filesystem::temp_directory_path() / "nexa-cli-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        pool_.start();
        auto listening = http::listen(pool_, {}, [this](http::Request& request) { return answer(request); });
        if (!listening) throw std::runtime_error(listening.error().message);
        server_ = std::move(*listening);
        environment_["NEXA_SERVER"] = fmt::format("http://127.0.0.1:{}", server_->port());
        environment_["NEXA_TOKEN"] = "token";
        reply("GET /api/v1/kinds", 200, R"({"items":[
            {"kind":"KafkaTopic","plural":"kafkatopics","group":"kafka.strimzi.io","family":"kafka","columns":[{"name":"partitions","title":"Partitions","type":"number"}]},
            {"kind":"SparkApplication","plural":"sparkapplications","group":"sparkoperator.k8s.io","family":"spark","columns":[]}]})");
    }
    ~CliTest() override {
        run_to_end(server_->stop());
        pool_.stop();
        std::filesystem::remove_all(folder_);
    }

    void reply(const std::string& request, int status, std::string body) {
        const std::lock_guard lock(mutex_);
        replies_[request].push_back({status, std::move(body)});
    }

    Task<http::Response> answer(http::Request& request) {
        const std::lock_guard lock(mutex_);
        const std::string key = fmt::format("{} {}", http::to_string(request.method), request.target);
        seen_.push_back(key + (request.body.empty() ? "" : " " + request.body));
        authorizations_.push_back(std::string(request.headers.get("Authorization")));
        auto found = replies_.find(key);
        if (found == replies_.end())
            co_return http::Response::json(404, fmt::format(R"({{"status":404,"detail":"nothing at {}"}})", request.target));
        auto [status, body] = found->second.front();
        last_event_ids_.emplace_back(request.headers.get("Last-Event-ID"));
        if (found->second.size() > 1) found->second.erase(found->second.begin());
        co_return http::Response::json(status, body);
    }

    Ran run(std::vector<std::string> arguments, const std::string& input = {}) {
        std::ostringstream out;
        std::ostringstream err;
        std::istringstream in(input);
        const ManualClock clock(*parse_rfc3339("2026-01-01T12:00:00Z"));
        Context context{.out = out,
                        .err = err,
                        .in = in,
                        .environment = [this](const char* name) { return environment_[name]; },
                        .clock = clock,
                        .session = SessionFile(folder_ / "nexa")};
        CLI::App app("Nexa", "nexa");
        add_commands(app, context);
        arguments.insert(arguments.begin(), "nexa");
        std::vector<const char*> pointers;
        pointers.reserve(arguments.size());
        for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
        Ran ran;
        ran.code = cli::run(app, context, static_cast<int>(pointers.size()), pointers.data());
        ran.out = out.str();
        ran.err = err.str();
        return ran;
    }

    std::string write(const std::string& name, const std::string& content) {
        std::ofstream(folder_ / name) << content;
        return (folder_ / name).string();
    }

    IoPool pool_;
    std::unique_ptr<http::Server> server_;
    std::filesystem::path folder_;
    std::map<std::string, std::string> environment_;
    std::mutex mutex_;
    std::map<std::string, std::vector<std::pair<int, std::string>>> replies_;
    std::vector<std::string> seen_;
    std::vector<std::string> authorizations_;
    std::vector<std::string> last_event_ids_;
};

constexpr std::string_view topic =
    R"({"cluster":"dev","namespace":"a","kind":"KafkaTopic","plural":"kafkatopics","name":"orders","health":"Healthy","sync":"InSync","reason":"","words":"",
        "summary":{"partitions":12},"created_at":"2026-01-01T11:59:00Z","sequence":4})";

TEST_F(CliTest, UsageErrorsEndWithTwo) {
    EXPECT_EQ(run({}).code, 2);
    EXPECT_EQ(run({"nonsense"}).code, 2);
    EXPECT_EQ(run({"get"}).code, 2);
    EXPECT_EQ(run({"get", "kafkatopics", "-o", "xml"}).code, 2);
    EXPECT_EQ(run({"get", "kafkatopics", "-A", "-n", "a"}).code, 2);
    const Ran unknown = run({"get", "kafkatopcs"});
    EXPECT_EQ(unknown.code, 2);
    EXPECT_NE(unknown.err.find("did you mean \"kafkatopics\""), std::string::npos) << unknown.err;
    EXPECT_EQ(run({"--help"}).code, 0);
    EXPECT_NE(run({"get", "--help"}).out.find("--all-namespaces"), std::string::npos);
}

TEST_F(CliTest, ListsPageByPage) {
    reply("GET /api/v1/resources?kind=KafkaTopic&limit=500", 200, fmt::format(R"({{"items":[{}],"next_cursor":"c 1","total":2}})", topic));
    reply("GET /api/v1/resources?kind=KafkaTopic&limit=500&cursor=c%201", 200,
          fmt::format(R"({{"items":[{}],"next_cursor":null,"total":2}})", topic));
    const Ran ran = run({"get", "kt", "-A"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out,
              "CLUSTER   NAMESPACE   NAME     HEALTH    SYNC     PARTITIONS   AGE\n"
              "dev       a           orders   Healthy   InSync           12   60s\n"
              "dev       a           orders   Healthy   InSync           12   60s\n");
    EXPECT_EQ(run({"get", "kt", "-A", "-o", "name"}).out, "KafkaTopic/orders\nKafkaTopic/orders\n");
    EXPECT_EQ(authorizations_.back(), "Bearer token");
}

TEST_F(CliTest, WatchesWhatItListedAndResumes) {
    const std::string changed = std::string(topic).replace(topic.find("Healthy"), 7, "Degraded");
    const std::string other = std::string(topic).replace(topic.find("\"a\""), 3, "\"b\"");
    const auto line = [](std::string text) {
        std::erase(text, '\n');
        return text;
    };
    reply("GET /api/v1/resources?kind=KafkaTopic&cluster=dev&namespace=a&limit=500", 200,
          fmt::format(R"({{"items":[{}],"next_cursor":null}})", topic));
    reply("GET /api/v1/events?topics=resources", 200, "id: e-4\nevent: hello\ndata: {}\n\n");
    reply("GET /api/v1/events?topics=resources", 200,
          fmt::format("id: e-5\nevent: resource\ndata: {}\n\nid: e-6\nevent: resource\ndata: {}\n\n", line(changed), line(other)));
    reply("GET /api/v1/events?topics=resources", 200,
          "id: e-7\nevent: resource\ndata: "
          "{\"deleted\":true,\"cluster\":\"dev\",\"namespace\":\"a\",\"kind\":\"KafkaTopic\",\"name\":\"orders\"}\n\n");
    reply("GET /api/v1/events?topics=resources", 403, R"({"status":403,"detail":"the session was revoked"})");
    const Ran ran = run({"get", "kt", "--cluster", "dev", "-n", "a", "-w"});
    EXPECT_EQ(ran.code, 4);
    EXPECT_EQ(ran.out,
              "NAME                       HEALTH        SYNC        PARTITIONS   AGE\n"
              "orders                     Healthy       InSync              12   60s\n"
              "orders                     Degraded      InSync              12   60s\n"
              "orders                     deleted\n");
    EXPECT_EQ(last_event_ids_, (std::vector<std::string>{"", "", "", "e-4", "e-6", "e-7"}));
}

TEST_F(CliTest, AnEmptyListSaysWhatToDo) {
    reply("GET /api/v1/resources?kind=KafkaTopic&namespace=default&limit=500", 200, R"({"items":[],"next_cursor":null,"total":0})");
    const Ran ran = run({"get", "kafkatopics"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "No kafkatopics in namespace default. Use -A for all namespaces.\n");
}

TEST_F(CliTest, PrintsAManifestByName) {
    reply("GET /api/v1/clusters/dev/namespaces/a/kafkatopics/orders", 200,
          R"({"kind":"KafkaTopic","name":"orders","desired":{"spec":{"partitions":3}},"observed":null})");
    EXPECT_EQ(run({"get", "kt/orders", "--cluster", "dev", "-n", "a", "-o", "yaml"}).out, "spec:\n  partitions: 3\n");
    EXPECT_EQ(run({"get", "kt", "orders", "--cluster", "dev", "-n", "a", "-o", "json"}).out,
              "{\n  \"spec\": {\n    \"partitions\": 3\n  }\n}\n");
    environment_["NEXA_CLUSTER"] = "dev";
    EXPECT_EQ(run({"get", "kt", "orders", "-n", "a", "-o", "yaml"}).code, 0);
}

TEST_F(CliTest, FindsTheClusterOfAName) {
    const auto list = [&](std::string items) {
        replies_.erase("GET /api/v1/resources?kind=KafkaTopic&namespace=a&q=orders&limit=500");
        reply("GET /api/v1/resources?kind=KafkaTopic&namespace=a&q=orders&limit=500", 200,
              fmt::format(R"({{"items":[{}],"next_cursor":null}})", items));
    };
    const std::string item(topic);
    reply("GET /api/v1/clusters/dev/namespaces/a/kafkatopics/orders", 200, item);
    list(item);
    EXPECT_EQ(run({"get", "kt", "orders", "-n", "a", "-o", "name"}).out, "KafkaTopic/orders\n");
    list(item + "," + std::string(item).replace(item.find("\"dev\""), 5, "\"prod\""));
    const Ran several = run({"get", "kt", "orders", "-n", "a"});
    EXPECT_EQ(several.code, 2);
    EXPECT_NE(several.err.find("dev/a, prod/a"), std::string::npos) << several.err;
    list("");
    EXPECT_EQ(run({"get", "kt", "orders", "-n", "a"}).code, 1);
}

TEST_F(CliTest, AppliesAndTellsWhatBecameOfEachDocument) {
    const std::string file = write("two.yaml", "kind: KafkaTopic\nmetadata: {name: one}\n---\nkind: KafkaTopic\nmetadata: {name: two}\n");
    reply("POST /api/v1/clusters/dev/apply?namespace=a&reason=because", 200, R"({"items":[
        {"index":0,"kind":"KafkaTopic","namespace":"a","name":"one","status":"accepted","problem":null,
         "result":{"changed":true,"intent":{"revision":2},"run":{"id":"run-1"},"findings":[{"type":"effect","gravity":"note","message":"is created","rule":"creates","pointer":""}],"diff":[]}},
        {"index":1,"kind":"KafkaTopic","namespace":"a","name":"two","status":"refused","result":null,
         "problem":{"status":422,"detail":"a rule forbids this","request_id":"r-9","errors":[{"pointer":"/spec/replicas","message":"too many","rule":"replicas"}]}}]})");
    const Ran ran = run({"apply", "-f", file, "--cluster", "dev", "-n", "a", "--reason", "because"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, fmt::format("KafkaTopic a/one  accepted, revision 2\n"
                                   "  note: is created [creates]\n"
                                   "KafkaTopic a/two  refused\n"
                                   "  a rule forbids this ({}, line 4)\n"
                                   "  /spec/replicas too many [replicas]\n"
                                   "  request id: r-9\n",
                                   file));
    EXPECT_NE(ran.err.find("nexa runs show run-1 -w"), std::string::npos);
    EXPECT_NE(seen_.back().find("metadata: {name: one}\n---\n"), std::string::npos) << "the text is sent as it is";
}

TEST_F(CliTest, WaitsForARunsEnd) {
    reply(
        "POST /api/v1/clusters/dev/apply?namespace=default", 200,
        R"({"items":[{"index":0,"kind":"KafkaTopic","namespace":"a","name":"one","status":"accepted","result":{"changed":true,"run":{"id":"run-1"}}}]})");
    reply(
        "GET /api/v1/runs/run-1", 200,
        R"({"id":"run-1","state":"waiting","message":"1 of 2","steps":[{"sequence":1,"name":"applied","outcome":"ok","message":"m","at":"2026-01-01T12:00:01Z"}]})");
    reply(
        "GET /api/v1/runs/run-1", 200,
        R"({"id":"run-1","state":"failed","message":"NotReady","steps":[{"sequence":1,"name":"applied","outcome":"ok","message":"m","at":"2026-01-01T12:00:01Z"}]})");
    const Ran ran = run({"apply", "-f", "-", "--cluster", "dev", "--wait"}, "kind: KafkaTopic\nmetadata: {name: one}\n");
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "KafkaTopic a/one  accepted\nKafkaTopic a/one\n  12:00:01  applied      m\n  1 of 2\n  failed: NotReady\n")
        << ran.err;
}

TEST_F(CliTest, DiffEndsWithOneWhenThereIsAny) {
    const std::string path = "POST /api/v1/clusters/dev/apply?dry_run=true&namespace=default";
    reply(path, 200, R"({"items":[{"index":0,"kind":"KafkaTopic","namespace":"a","name":"one","status":"accepted",
        "result":{"changed":true,"action":"update","findings":[],"diff":[{"type":"changed","pointer":"/spec/partitions","before":1,"after":2}]}}]})");
    reply(
        path, 200,
        R"({"items":[{"index":0,"kind":"KafkaTopic","namespace":"a","name":"one","status":"unchanged","result":{"changed":false,"action":"none"}}]})");
    const std::string manifest = "kind: KafkaTopic\nmetadata: {name: one}\n";
    const Ran differs = run({"diff", "-f", "-", "--cluster", "dev"}, manifest);
    EXPECT_EQ(differs.code, 1);
    EXPECT_EQ(differs.out, "KafkaTopic a/one\n  ~ /spec/partitions: 1 → 2\n");
    const Ran same = run({"diff", "-f", "-", "--cluster", "dev"}, manifest);
    EXPECT_EQ(same.code, 0);
    EXPECT_EQ(same.out, "");
}

TEST_F(CliTest, ADryRunTellsWhatWouldHappen) {
    reply("POST /api/v1/clusters/dev/apply?dry_run=true&namespace=default", 200, R"({"items":[
        {"index":0,"kind":"KafkaTopic","namespace":"a","name":"one","status":"previewed","problem":null,
         "result":{"changed":true,"action":"create","findings":[],"diff":[],"violations":0,"notes":["status was left out"]}},
        {"index":1,"kind":"KafkaTopic","namespace":"a","name":"two","status":"previewed","problem":null,
         "result":{"changed":false,"action":"none","findings":[],"diff":[],"violations":0,"notes":[]}},
        {"index":2,"kind":"KafkaTopic","namespace":"a","name":"three","status":"refused","problem":null,
         "result":{"changed":true,"action":"update","violations":1,"notes":[],"diff":[{"type":"changed","pointer":"/spec/replicas","before":3,"after":9}],
                   "findings":[{"type":"violation","gravity":"none","rule":"replicas","pointer":"/spec/replicas","message":"too many","fix":"take 3"}]}}]})");
    const Ran ran = run({"apply", "-f", "-", "--cluster", "dev", "--dry-run"}, "a: 1\n---\nb: 1\n---\nc: 1\n");
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out,
              "KafkaTopic a/one  would be created\n"
              "  note: status was left out\n"
              "KafkaTopic a/two  unchanged\n"
              "KafkaTopic a/three  would be refused\n"
              "  1 violation (standard input, line 5)\n"
              "  ~ /spec/replicas: 3 → 9\n"
              "  violation: /spec/replicas too many [replicas]\n"
              "    fix: take 3\n");
}

constexpr std::string_view topic_fields =
    R"({"kind":"KafkaTopic","api_version":"kafka.strimzi.io/v1beta2","operator":"strimzi","operator_version":"0.48.0",
    "shapes":[{"type":"object","fields":{"spec":1},"required":["spec"]},
              {"type":"object","fields":{"config":2,"partitions":3,"rules":4},"required":["rules"]},
              {"type":"object","open":true},{"type":"integer","limits":{"minimum":1}},{"type":"array","items":5},
              {"type":"object","fields":{"tags":7,"type":6},"required":["type"]},
              {"type":"string","limits":{"values":["simple","none"]}},{"type":"object","items":6}]})";

TEST_F(CliTest, ExplainsFieldsAsTheClusterHasThem) {
    reply("GET /api/v1/kinds/kafkatopics/fields?cluster=dev", 200, std::string(topic_fields));
    const std::string head = "KIND:     KafkaTopic\nVERSION:  kafka.strimzi.io/v1beta2\nOF:       Strimzi 0.48.0 on cluster dev\n";
    EXPECT_EQ(
        run({"explain", "kafkatopic.spec", "--cluster", "dev"}).out,
        head +
            "FIELD:    spec <Object> -required-\n\nFIELDS:\n  config\t<Object>\n  partitions\t<integer>\n  rules\t<[]Object> -required-\n");
    EXPECT_EQ(run({"explain", "KafkaTopic.spec.partitions", "--cluster", "dev"}).out,
              head + "FIELD:    spec.partitions <integer>\nMINIMUM:  1\n");
    EXPECT_EQ(run({"explain", "kafkatopics.spec.rules[].tags", "--cluster", "dev"}).out,
              head + "FIELD:    spec.rules.tags <map[string]string>\nENUM:     simple, none\n");
    EXPECT_EQ(run({"explain", "kafkatopic.spec.config", "--cluster", "dev"}).out,
              head + "FIELD:    spec.config <Object>\n\nFields of any name.\n");
    EXPECT_EQ(
        run({"explain", "kafkatopic", "--recursive", "--cluster", "dev"}).out,
        head +
            "\nFIELDS:\n  spec\t<Object> -required-\n    config\t<Object>\n    partitions\t<integer>\n    rules\t<[]Object> -required-\n"
            "      tags\t<map[string]string>\n      type\t<string> -required-\n");
    EXPECT_NE(run({"explain", "kafkatopic", "--cluster", "dev", "-o", "json"}).out.find("\"shapes\": ["), std::string::npos);
}

TEST_F(CliTest, ExplainSaysWhatTheClusterDoesNotHave) {
    reply("GET /api/v1/kinds/kafkatopics/fields?cluster=dev", 200, std::string(topic_fields));
    reply("GET /api/v1/kinds/kafkatopics/fields", 200, R"({"api_version":"kafka.strimzi.io/v1","shapes":[
        {"type":"object","fields":{"spec":1}},{"type":"object","fields":{"tiers":2}},{"type":"string"}]})");
    const Ran typo = run({"explain", "kafkatopic.spec.partition", "--cluster", "dev"});
    EXPECT_EQ(typo.code, 2);
    EXPECT_NE(typo.err.find("KafkaTopic.spec has no field partition; did you mean partitions?"), std::string::npos) << typo.err;
    EXPECT_EQ(typo.err.find("newer release"), std::string::npos) << typo.err;
    const Ran newer = run({"explain", "kafkatopic.spec.tiers", "--cluster", "dev"});
    EXPECT_NE(newer.err.find("kafka.strimzi.io/v1 of a newer release has it"), std::string::npos) << newer.err;
    EXPECT_EQ(run({"explain", "pods.spec", "--cluster", "dev"}).code, 2);
}

TEST_F(CliTest, FixesFilesAndKeepsTheirComments) {
    const std::string request = "POST /api/v1/clusters/dev/apply?dry_run=true&namespace=default";
    const auto item = [](int index, std::string_view findings, std::string_view problem = "null") {
        return fmt::format(R"({{"index":{},"kind":"KafkaTopic","namespace":"a","name":"t{}","problem":{},"result":{{"findings":{}}}}})",
                           index, index, problem, findings);
    };
    const auto finding = [](std::string_view type, std::string_view patch) {
        return fmt::format(R"([{{"type":"{}","message":"m","pointer":"/p","remedy":{{"label":"Mend it","patch":{}}}}}])", type, patch);
    };
    const auto unknown = R"({"status":422,"errors":[{"pointer":"/partitons","message":"unknown field","remedy":{"label":"Rename it",
        "patch":[{"op":"move","from":"/partitons","path":"/partitions","value":null}]}}]})";
    const auto too_many = finding("violation", R"([{"op":"replace","path":"/replicas","from":null,"value":3}])");
    reply(request, 200, fmt::format(R"({{"items":[{},{}]}})", item(0, "[]", unknown), item(1, too_many)));
    reply(request, 200, fmt::format(R"({{"items":[{},{}]}})", item(0, "[]"), item(1, too_many)));
    reply(request, 200,
          fmt::format(R"({{"items":[{},{}]}})", item(0, "[]"),
                      item(1, finding("warning", R"([{"op":"remove","path":"/x","from":null,"value":null}])"))));
    const std::string text = "# first\npartitons: 1 # one\n---\n# second\nreplicas: 9 # nine\nx: 1\n";
    const auto path = write("two.yaml", text);
    const Ran tried = run({"fix", "-f", path, "--cluster", "dev"});
    EXPECT_EQ(tried.code, 0) << tried.err;
    EXPECT_EQ(tried.out, fmt::format("{0}: KafkaTopic t0: Rename it\n{0}: KafkaTopic t1: Mend it\n", path));
    std::ifstream file(path);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}),
              "# first\npartitions: 1 # one\n---\n# second\nreplicas: 3 # nine\nx: 1\n");
}

TEST_F(CliTest, FixSaysWhatIsLeft) {
    reply("POST /api/v1/clusters/dev/apply?dry_run=true&namespace=default", 200,
          R"({"items":[{"index":0,"kind":"KafkaTopic","name":"t","problem":null,
        "result":{"findings":[{"type":"violation","message":"no such name","pointer":"/metadata/name","fix":"choose another","remedy":null}]}}]})");
    const Ran left = run({"fix", "-f", "-", "--cluster", "dev"}, "a: 1\n");
    EXPECT_EQ(left.code, 1);
    EXPECT_NE(left.out.find("no such name"), std::string::npos) << left.out;
    EXPECT_EQ(left.out.find("a: 1"), std::string::npos) << left.out;
}

TEST_F(CliTest, CreatesUsersAndChangesPasswords) {
    reply("POST /api/v1/users", 201, R"({"id":"1","name":"ben","password":"made-for-ben"})");
    const Ran made = run({"users", "create", "ben", "--generate-password"});
    EXPECT_EQ(made.out, "made-for-ben\n");
    EXPECT_EQ(seen_.back(), R"(POST /api/v1/users {"name":"ben"})");
    EXPECT_EQ(run({"users", "create", "ben", "--password-stdin"}, "correct horse\n").code, 0);
    EXPECT_EQ(seen_.back(), R"(POST /api/v1/users {"name":"ben","password":"correct horse"})");
    reply("GET /api/v1/me", 200, R"({"name":"ann"})");
    reply("POST /api/v1/users/ann/password", 204, "");
    EXPECT_EQ(run({"users", "password", "ann", "--password-stdin"}, "old\nnew\n").code, 0);
    EXPECT_EQ(seen_.back(), R"(POST /api/v1/users/ann/password {"current_password":"old","password":"new"})");
    EXPECT_EQ(run({"users", "password", "ann", "--password-stdin"}, "new\n").code, 2);
    EXPECT_EQ(run({"bindings", "create", "--user", "ben", "--role", "viewer", "--all-clusters"}).code, 2);
    reply("POST /api/v1/bindings", 201, R"({"id":"b-1"})");
    EXPECT_EQ(run({"bindings", "create", "--user", "ben", "--role", "viewer", "--all-clusters", "--namespace", "a,b"}).out,
              "ben has role viewer by binding b-1\n");
    EXPECT_NE(
        seen_.back().find(R"("clusters":{"all":true,"names":[],"labels":{}},"namespaces":{"all":false,"names":["a","b"],"labels":{}})"),
        std::string::npos);
}

TEST_F(CliTest, RefusesBadManifestsWithTheirPlace) {
    const Ran ran = run({"apply", "-f", write("bad.yaml", "a: 1\na: 2\n"), "--cluster", "dev"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_NE(ran.err.find("bad.yaml: line 2, column 1: the key \"a\" stands twice"), std::string::npos) << ran.err;
    EXPECT_EQ(run({"apply", "-f", (folder_ / "none.yaml").string()}).code, 2);
    EXPECT_TRUE(seen_.empty());
}

TEST_F(CliTest, ExitCodesTellUnreachableAndNotAllowed) {
    reply("DELETE /api/v1/clusters/dev", 403, R"({"status":403,"detail":"clusters:write is missing"})");
    const Ran denied = run({"clusters", "remove", "dev"});
    EXPECT_EQ(denied.code, 4);
    EXPECT_EQ(denied.err, "error: clusters:write is missing\n");
    environment_["NEXA_SERVER"] = "http://127.0.0.1:1";
    EXPECT_EQ(run({"clusters"}).code, 3);
    environment_["NEXA_SERVER"].clear();
    environment_["NEXA_TOKEN"].clear();
    EXPECT_EQ(run({"clusters"}).code, 2);
}

TEST_F(CliTest, KeepsASignInAndRenewsIt) {
    environment_["NEXA_TOKEN"].clear();
    EXPECT_EQ(run({"whoami"}).code, 4);
    reply("POST /api/v1/auth/login", 200, R"({"access_token":"a1","token_type":"Bearer","expires_in":600,"refresh_token":"r1"})");
    reply("POST /api/v1/auth/refresh", 200, R"({"access_token":"a2","token_type":"Bearer","expires_in":600,"refresh_token":"r2"})");
    const Ran signed_in = run({"login", "-u", "ann", "--password-stdin"}, "secret\n");
    EXPECT_EQ(signed_in.code, 0) << signed_in.err;
    EXPECT_EQ(seen_.back(), R"(POST /api/v1/auth/login {"username":"ann","password":"secret"})");
    environment_["NEXA_SERVER"].clear();
    reply("GET /api/v1/me", 401, R"({"status":401,"detail":"expired"})");
    reply(
        "GET /api/v1/me", 200,
        R"({"name":"ann","display_name":"Ann","permissions":[{"permission":"runs:read","clusters":{"all":true},"namespaces":{"names":["a"]}}]})");
    const Ran who = run({"whoami"});
    EXPECT_EQ(who.code, 0) << who.err;
    EXPECT_NE(who.out.find("runs:read   all        a"), std::string::npos) << who.out;
    EXPECT_EQ(authorizations_.back(), "Bearer a2");
    EXPECT_EQ((*SessionFile(folder_ / "nexa").load())->refresh_token, "r2");

    reply("POST /api/v1/auth/logout", 204, "");
    EXPECT_EQ(run({"logout"}).code, 0);
    EXPECT_FALSE(SessionFile(folder_ / "nexa").load()->has_value());
}

TEST_F(CliTest, AWrongPasswordIsNotAllowedAndNothingIsKept) {
    reply("POST /api/v1/auth/login", 401, R"({"status":401,"detail":"no"})");
    const Ran ran = run({"login", "-u", "ann", "--password-stdin"}, "wrong");
    EXPECT_EQ(ran.code, 4);
    EXPECT_EQ(ran.err, "error: the user name or the password is wrong\n");
    EXPECT_FALSE(SessionFile(folder_ / "nexa").load()->has_value());
    EXPECT_EQ(run({"login", "-u", "ann"}).code, 2) << "nobody to ask";
}

TEST_F(CliTest, RollsBackToTheRevisionBefore) {
    const std::string path = "/api/v1/clusters/dev/namespaces/a/kafkatopics/orders";
    reply("GET " + path + "/revisions?limit=500", 200,
          R"({"items":[{"revision":4,"origin":"apply"},{"revision":3,"deleted":true},{"revision":2}],"next_cursor":null})");
    reply("POST " + path + "/actions/rollback", 202,
          R"({"changed":true,"intent":{"revision":5},"run":{"id":"run-5"},"findings":[],"diff":[]})");
    const Ran ran = run({"rollback", "kt", "orders", "--cluster", "dev", "-n", "a", "--reason", "broke it"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, "KafkaTopic orders (dev / a)  goes back to revision 2 (as revision 5)\n");
    EXPECT_NE(seen_.back().find(R"({"revision":2,"reason":"broke it"})"), std::string::npos);
}

TEST_F(CliTest, ActionsAreListedWithWhatTheyTakeAndTheWayOn) {
    const std::string path = "/api/v1/clusters/dev/namespaces/a/kafkatopics/orders/actions";
    reply("GET " + path, 200, R"({"main":"restart-task","items":[
        {"id":"restart-task","title":"Restart a task","objection":"","parameters":[
            {"name":"task","required":true,"preset":"1","choices":[{"value":"0","about":""},{"value":"1","about":"FAILED"}]},
            {"name":"why","required":false,"preset":"","choices":[]}]},
        {"id":"resume","title":"Resume reconciliation","objection":"it is not paused","parameters":[]}]})");
    const Ran ran = run({"action", "kt", "orders", "--cluster", "dev", "-n", "a"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("task: 1 (of 0, 1); why?"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("it is not paused"), std::string::npos) << ran.out;
    EXPECT_TRUE(ran.out.ends_with("\nThe way on: restart-task\n")) << ran.out;
    EXPECT_EQ(run({"action", "kt", "orders", "--cluster", "dev", "-n", "a", "-o", "name"}).out, "restart-task\nresume\n");
}

TEST_F(CliTest, SubcommandsRunOnceAndTheirParentsNot) {
    reply("GET /api/v1/runs?limit=50", 200, R"({"items":[],"next_cursor":null})");
    EXPECT_EQ(run({"runs"}).code, 0);
    EXPECT_EQ(run({"runs", "list"}).code, 0);
    EXPECT_EQ(seen_.size(), 2U);
    EXPECT_EQ(run({"runs", "show", "nope"}).code, 1);
    EXPECT_EQ(seen_.size(), 3U);
    reply("GET /api/v1/audit?who=ann&from=2026-01-01T10%3A00%3A00Z&limit=50", 200, R"({"items":[],"next_cursor":null})");
    EXPECT_EQ(run({"audit", "--who", "ann", "--from", "2h"}).code, 0);
    reply("GET /api/v1/audit?from=2025-12-31T00%3A00%3A00Z&to=2026-01-01T06%3A00%3A00%2B01%3A00&limit=50", 200,
          R"({"items":[],"next_cursor":null})");
    EXPECT_EQ(run({"audit", "--from", "2025-12-31", "--to", "2026-01-01T06:00:00+01:00"}).code, 0);
}

TEST_F(CliTest, SaysWhatExpires) {
    const std::string item =
        R"({"name":"dev","state":"connected","certificates":[
        {"what":"token","title":"Token that Nexa signs in with","namespace":"","kind":"","plural":"","name":"","expires_at":"2026-01-07T12:00:00Z","validity":"urgent","next_step":"make another"},
        {"what":"kafka_authority","title":"Cluster CA","namespace":"a","kind":"Kafka","plural":"kafkas","name":"c","expires_at":"2026-12-01T12:00:00Z","validity":"fine","next_step":"nothing"}],
        "certificates_unknown":["Something"]})";
    reply("GET /api/v1/clusters?limit=500", 200, R"({"items":[)" + item + R"(],"next_cursor":null,"total":1})");
    reply("GET /api/v1/clusters/dev", 200, item);
    EXPECT_NE(run({"clusters"}).out.find("token in 6d"), std::string::npos);
    const Ran near = run({"clusters", "certificates"});
    EXPECT_EQ(near.code, 0) << near.err;
    EXPECT_NE(near.out.find("in 6d     urgent     dev"), std::string::npos) << near.out;
    EXPECT_EQ(near.out.find("Cluster CA"), std::string::npos) << near.out;
    const Ran all = run({"clusters", "certificates", "dev"});
    EXPECT_NE(all.out.find("a/c"), std::string::npos) << all.out;
    EXPECT_NE(all.out.find("Not known: Something."), std::string::npos) << all.out;
}

TEST_F(CliTest, WhyAnswersInTenLines) {
    const std::string path = "/api/v1/clusters/dev/namespaces/a/sparkapplications/pi";
    reply(
        "GET " + path, 200,
        R"({"health":"Degraded","reason":"FAILED: exit code 1","words":"driver failed with exit code 1","sync":"OutOfSync","generation":2,"observed_generation":1,
        "drift":[{"pointer":"/spec/image"}],"conditions":[{"type":"Ready","status":"False","reason":"Failed","message":"x","last_transition_time":"2026-01-01T11:58:00Z"}],
        "runs":[{"id":"r","state":"succeeded","action":"apply","revision":3,"author":"ann","created_at":"2026-01-01T11:00:00Z","message":""}],
        "findings":[{"type":"violation","message":"bad image","fix":"use another"}]})");
    reply("GET " + path + "/events", 200,
          R"({"items":[{"type":"Normal","reason":"Created","message":"m","last_seen":"2026-01-01T11:59:00Z"},
        {"type":"Warning","reason":"Failed","message":"oom","last_seen":"2026-01-01T11:57:00Z"}]})");
    const Ran ran = run({"why", "SparkApplication", "pi", "--cluster", "dev", "-n", "a"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_LE(std::ranges::count(ran.out, '\n'), 10);
    EXPECT_NE(ran.out.find("health      Degraded  driver failed with exit code 1"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("differs at /spec/image"), std::string::npos);
    EXPECT_NE(ran.out.find("3m ago Failed: oom"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("nexa logs sparkapplications/pi --cluster dev -n a"), std::string::npos) << ran.out;
}

TEST_F(CliTest, DescribesWhatBelongsTogether) {
    const std::string path = "/api/v1/clusters/dev/namespaces/a/kafkatopics/orders";
    reply("GET " + path, 200,
          R"({"name":"orders","health":"Healthy","sync":"InSync","summary":{},"generation":1,"observed_generation":1})");
    reply("GET " + path + "/events", 200, R"({"items":[]})");
    reply("GET " + path + "/relations", 200,
          R"({"owners":[{"role":"Kafka cluster","kind":"Kafka","plural":"kafkas","name":"c","health":"Healthy","reason":"","children":[]}],
        "children":[{"role":"Pod set","kind":"StrimziPodSet","plural":"strimzipodsets","name":"p","health":"Healthy","reason":"","children":[
        {"role":"Pod","kind":"Pod","plural":null,"name":"p-0","health":"Unknown","reason":"0/1","words":"0 of 1 pods are ready","children":[]}]}],"left_out":3})");
    const Ran ran = run({"describe", "kt", "orders", "--cluster", "dev", "-n", "a"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("part of Kafka cluster   c      Healthy"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("Pod set                 p      Healthy"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("  Pod                   p-0    Unknown   0 of 1 pods are ready"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("... and 3 more"), std::string::npos) << ran.out;
}

TEST_F(CliTest, ConvertsWithoutAServer) {
    environment_["NEXA_SERVER"] = "http://127.0.0.1:1";
    const auto file =
        write("old.yaml",
              "# kept as it is\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n---\napiVersion: kafka.strimzi.io/v1beta2\n"
              "kind: KafkaConnector\nmetadata:\n  name: files\nspec:\n  class: a.B\n  pause: true\n");
    const Ran ran = run({"convert", "-f", file, "--to", "v1"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out,
              "# kept as it is\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n---\napiVersion: kafka.strimzi.io/v1\n"
              "kind: KafkaConnector\nmetadata:\n  name: files\nspec:\n  class: a.B\n  state: paused\n");
    EXPECT_NE(ran.err.find("KafkaConnector files: spec.pause became state"), std::string::npos) << ran.err;
    EXPECT_EQ(run({"convert", "-f", "-", "--to", "kafka.strimzi.io/v1"}, ran.out).out, ran.out);

    const Ran refused = run({"convert", "-f", "-", "--to", "v1"},
                            "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaBridge\nmetadata: {name: b}\nspec: {replicas: 1, "
                            "bootstrapServers: b, enableMetrics: true}\n");
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err.find("/spec/enableMetrics"), std::string::npos) << refused.err;
    EXPECT_EQ(run({"convert", "-f", "-", "--to", "v7"}, "a: 1").code, 2);
}

constexpr std::string_view plan_types = R"({"items":[{"id":"apply-in-waves","title":"Apply","kind":"","objection":"","parameters":[
    {"name":"manifest","type":"manifest","required":true,"choices":[],"preset":""},
    {"name":"clusters","type":"clusters","required":true,"choices":[],"preset":""},
    {"name":"wave_size","type":"integer","required":false,"choices":[],"preset":"1"},
    {"name":"hold","type":"boolean","required":false,"choices":[],"preset":""}]}]})";
constexpr std::string_view plan_of_two =
    R"({{"id":"p1","title":"Apply orders","state":"{}","author":"ann","message":"{}","total":2,"done":{},"created_at":"2026-01-01T11:59:00Z","steps":[
        {{"position":1,"wave":1,"title":"Apply to a","state":"done","message":"","cluster":"a","kind":"","findings":[],"diff":[]}},
        {{"position":2,"wave":2,"title":"Apply to b","state":"{}","message":"","cluster":"b","kind":"","findings":[],"diff":[]}}]}})";

TEST_F(CliTest, PlansTakeTheirParametersByType) {
    reply("GET /api/v1/plan-types", 200, std::string(plan_types));
    reply("POST /api/v1/plans", 202, fmt::format(plan_of_two, "running", "", 1, "pending"));
    reply("GET /api/v1/plans/p1", 200, fmt::format(plan_of_two, "running", "", 1, "running"));
    reply("GET /api/v1/plans/p1", 200, fmt::format(plan_of_two, "succeeded", "", 2, "done"));
    const auto file = write("topic.yaml", "kind: KafkaTopic\n");
    const Ran ran = run({"plan", "apply-in-waves", "-f", file, "--clusters", "a,b", "--set", "hold=true", "--wait"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    const auto sent = std::ranges::find_if(seen_, [](const std::string& each) { return each.starts_with("POST /api/v1/plans"); });
    ASSERT_NE(sent, seen_.end());
    EXPECT_NE(sent->find(R"("parameters":{"manifest":"kind: KafkaTopic\n","clusters":["a","b"],"wave_size":1,"hold":true})"),
              std::string::npos)
        << *sent;
    EXPECT_NE(ran.out.find("  2  done      Apply to b"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("succeeded"), std::string::npos) << ran.out;
}

TEST_F(CliTest, PlansSayWhatIsWrongBeforeTheyAsk) {
    reply("GET /api/v1/plan-types", 200, std::string(plan_types));
    for (const auto& [given, words] :
         {std::pair{"wave_size=two", "wave_size must be a whole number"}, std::pair{"hold=maybe", "hold must be true or false"},
          std::pair{"speed=3", "it has: manifest, clusters, wave_size, hold"}, std::pair{"speed", "write name=value"}}) {
        const Ran ran = run({"plan", "apply-in-waves", "--set", given});
        EXPECT_EQ(ran.code, 2);
        EXPECT_NE(ran.err.find(words), std::string::npos) << ran.err;
    }
    EXPECT_NE(run({"plan", "fly"}).err.find("possible: apply-in-waves"), std::string::npos);
    EXPECT_NE(run({"plan"}).out.find("manifest, clusters, wave_size?=1, hold?"), std::string::npos);
}

TEST_F(CliTest, APlanThatRestsSaysHowItGoesOn) {
    reply("GET /api/v1/plans/p1", 200, fmt::format(plan_of_two, "failed", "Apply to b: no", 1, "failed"));
    const Ran ran = run({"plans", "show", "p1"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("nexa plans resume p1"), std::string::npos) << ran.out;
    EXPECT_EQ(run({"plans", "show", "p1", "-w"}).code, 1) << "it did not succeed";
    reply("POST /api/v1/plans/p1/resume", 202, fmt::format(plan_of_two, "running", "", 1, "pending"));
    EXPECT_EQ(run({"plans", "resume", "p1"}).code, 0);
}

TEST_F(CliTest, CompletesEveryShell) {
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        const Ran ran = run({"completion", shell});
        EXPECT_EQ(ran.code, 0);
        for (const std::string_view word : {"rollback", "all-namespaces", "kinds -o name"})
            EXPECT_NE(ran.out.find(word), std::string::npos) << shell << " " << word;
    }
    EXPECT_EQ(run({"completion", "tcsh"}).code, 2);
}

}  // namespace
}  // namespace nexa::cli
