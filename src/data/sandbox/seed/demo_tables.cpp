#include "data/sandbox/seed/demo_tables.hpp"

#include "data/sandbox/operators/plan.hpp"

namespace nexa::sandbox::seed {
namespace {

using std::chrono::minutes;

const std::string jars = "s3a://nexa-jobs/";
const std::string postgres = "io.debezium.connector.postgresql.PostgresConnector";
const std::string s3_sink = "io.aiven.kafka.connect.s3.AivenKafkaConnectS3SinkConnector";
const Pool controllers{"controller", 3, {"controller"}, "20Gi"};

json::object spec_patch(std::string_view kind, std::string_view name_space, std::string_view name, json::object spec) {
    auto patch = make_object(kind, name_space, name);
    patch["spec"] = std::move(spec);
    return patch;
}

json::object annotation_patch(std::string_view kind, std::string_view name_space, std::string_view name, std::string_view key,
                              std::string_view value) {
    return make_object(kind, name_space, name, {}, {{key, value}});
}

}  // namespace

Table dev_eu() {
    Table table;
    table.namespaces = {"team-a", "team-b", "orders", "analytics"};
    table.spark_image_version = "4.0.4";
    table.kafkas = {
        {"team-a", "events", "4.3.1", {controllers, {"broker", 3, {"broker"}, "100Gi"}}, 3, false, false, false, true},
        {"orders", "orders", "4.3.0", {{"dual", 3, {"controller", "broker"}, "50Gi"}}, 3, false, false, true},
        {"team-b", "scratch", "4.2.1", {{"scratch", 1, {"controller", "broker"}, ""}}, 1},
        // Left behind by the operator's upgrade: 1.2.0 has no Kafka 4.1 any more.
        {"analytics", "legacy-feed", "4.1.0", {{"feed", 3, {"controller", "broker"}, "20Gi"}}},
    };
    table.topics = {
        {"team-a", "events", "page-views", 12},
        {"team-a", "events", "page-views-enriched", 12},
        {"team-a", "events", "sessions", 6},
        {"team-a", "events", "device-registry", 3, 3, 168, true},
        {"team-a", "events", "user-profiles", 6, 3, 168, true},
        {"team-a", "events", "mobile-crashes", 3, 3, 72},
        {"team-a", "events", "experiments", 3},
        {"team-a", "events", "events-dlq", 1, 3, 720},
        {"orders", "orders", "orders-created", 12},
        {"orders", "orders", "orders-shipped", 6},
        {"orders", "orders", "order-status", 6, 3, 168, true},
        {"orders", "orders", "inventory-changes", 6},
        {"orders", "orders", "orders-dlq", 1, 3, 720},
        {"team-b", "scratch", "playground", 1, 1, 24},
        {"team-b", "scratch", "load-test", 24, 1, 1},
        {"team-b", "scratch", "replicated-by-mistake", 3, 3, 24},
    };
    table.users = {{"team-a", "events", "events-reader"},
                   {"team-a", "events", "events-writer"},
                   {"orders", "orders", "checkout", "tls"},
                   {"orders", "orders", "fulfilment", "tls"}};
    table.connects = {{"team-a", "pipelines", "events-kafka-bootstrap:9092", 2, {"debezium-connector-postgres", "s3-connector"}},
                      {"orders", "orders-connect", "orders-kafka-bootstrap:9092", 1, {}, false}};
    table.connectors = {
        {"team-a", "pipelines", "customers-cdc", postgres, "customers", 1},
        {"team-a", "pipelines", "clicks-to-lake", s3_sink, "page-views", 3, "", "flaky"},
        {"team-a", "pipelines", "sessions-to-lake", s3_sink, "sessions", 2, "paused"},
        {"team-a", "pipelines", "crm-import", "com.example.crm.CrmSourceConnector", "crm", 1},
    };
    table.mirrors = {
        {"orders", "events-to-orders", "events", "events-kafka-bootstrap.team-a.svc:9092", "orders", "orders-kafka-bootstrap:9092"}};
    table.bridges = {{"team-b", "playground-http", "scratch-kafka-bootstrap:9092"}};
    table.rebalances = {{"team-a", "events", "spread-out"}, {"team-a", "events", "after-growth", true}, {"orders", "orders", "spread-out"}};
    table.spark_servers = {{"analytics", "notebooks"}};
    table.apps = {
        {"analytics", "clickstream-sessionize", "analytics", "com.example.analytics.Sessionize", jars + "clickstream-2.8.jar", 3, "8g",
         "hang", "60s", "Always", false, 0, "", minutes(3)},
        {"team-a", "recommendations-train", "ml", "", jars + "recommendations/train.py", 4, "8g", "", "95s", "Never", false, 0, "",
         minutes(18)},
        {"analytics", "daily-revenue", "analytics", "com.example.reports.DailyRevenue", jars + "reports-1.4.2.jar", 2, "4g", "", "70s",
         "Never", false, 0, "", minutes(10)},
        {"analytics", "customer-churn-train", "ml", "", jars + "churn/train.py", 4, "8g", "fail", "85s", "Never", false, 0, "",
         minutes(20)},
        {"analytics", "cohort-report", "analytics", "com.example.reports.Cohorts", jars + "reports-missing.jar", 2, "4g", "", "", "Never",
         false, 0, "", minutes(28)},
        {"team-a", "feature-backfill", "ml", "", jars + "features/backfill.py", 6, "8g", "", "300s", "Never", true, 0, "", minutes(15)},
        {"orders", "orders-compaction", "orders", "com.example.orders.Compact", jars + "orders-3.1.jar", 2, "4g", "fail", "50s", "Always",
         false, 0, "", minutes(30)},
        {"orders", "fraud-rules-replay", "orders", "com.example.orders.Replay", jars + "orders-3.1.jar", 3, "4g", "oom", "75s", "OnFailure",
         false, 0, "", minutes(16)},
        {"team-b", "geo-enrich", "geo", "", jars + "geo/enrich.py", 2, "2g", "", "", "Never", false, 0,
         "registry.example.com/geo/missing-tag:0.9", minutes(35)},
        {"team-b", "sentiment-batch", "nlp", "", jars + "sentiment/batch.py", 2, "4g", "submission-fail", "", "Never", false, 0, "",
         minutes(22)},
        {"orders", "returns-export", "orders", "com.example.orders.ExportReturns", jars + "orders-3.1.jar", 1, "2g", "", "40s", "Never",
         false, 0, "", minutes(6)},
    };
    table.schedules = {
        {"*/10 * * * *",
         "Forbid",
         {"orders", "orders-rollup", "orders", "com.example.orders.Rollup", jars + "orders-3.1.jar", 2, "4g", "", "65s"}},
        {"@every 7m", "Allow", {"analytics", "kpi-refresh", "analytics", "", jars + "kpi/refresh.py", 1, "2g", "", "45s"}},
        {"@hourly",
         "Replace",
         {"team-a", "profile-snapshot", "ml", "", jars + "profiles/snapshot.py", 3, "4g", "flaky", "55s", "OnFailure"}},
        {"0 3 * * 1",
         "Forbid",
         {"analytics", "weekly-digest", "analytics", "", jars + "digest/weekly.py", 2, "4g", "", "", "Never", true},
         "Europe/Berlin"},
    };
    table.ad_hoc = {
        {"team-a", "notebook-query", "ml", "", jars + "notebooks/query.py", 2, "4g", "", "50s"},
        {"analytics", "ab-test-readout", "analytics", "", jars + "experiments/readout.py", 1, "2g", "", "35s"},
        {"team-b", "scratch-job", "nlp", "", jars + "scratch/job.py", 1, "2g", "", "25s"},
        {"team-b", "flaky-import", "geo", "", jars + "geo/import.py", 1, "2g", "fail", "30s"},
    };
    table.patches = {
        spec_patch("KafkaTopic", "team-a", "experiments", {{"partitions", 2}}),
        annotation_patch("KafkaTopic", "orders", "inventory-changes", "strimzi.io/pause-reconciliation", "true"),
        annotation_patch("KafkaTopic", "team-b", "playground", "strimzi.io/managed", "false"),
    };
    return table;
}

Table prod_us() {
    Table table;
    table.namespaces = {"payments", "analytics", "fraud", "platform"};
    table.spark_image_version = "3.5.5";
    table.kafkas = {
        {"payments", "payments", "4.1.0", {controllers, {"broker", 5, {"broker"}, "500Gi"}}, 3, true, false, true},
        {"analytics", "lake", "4.0.0", {controllers, {"broker", 3, {"broker"}, "1Ti"}}},
        {"platform", "telemetry", "4.1.0", {{"dual", 3, {"controller", "broker"}, "200Gi"}}},
    };
    table.topics = {
        {"payments", "payments", "payment-requests", 24},
        {"payments", "payments", "payment-authorisations", 24},
        {"payments", "payments", "settlements", 12, 3, 720},
        {"payments", "payments", "refunds", 6, 3, 720},
        {"payments", "payments", "chargebacks", 6, 3, 2160},
        {"payments", "payments", "ledger-entries", 24, 3, 8760},
        {"payments", "payments", "accounts", 12, 3, 168, true},
        {"payments", "payments", "merchants", 6, 3, 168, true},
        {"payments", "payments", "payments-dlq", 3, 3, 720},
        {"analytics", "lake", "raw-clicks", 32, 3, 48},
        {"analytics", "lake", "raw-impressions", 32, 3, 48},
        {"analytics", "lake", "sessions", 16},
        {"analytics", "lake", "attribution", 12},
        {"analytics", "lake", "dimension-products", 6, 3, 168, true},
        {"analytics", "lake", "dimension-customers", 6, 3, 168, true},
        {"analytics", "lake", "lake-dlq", 3, 3, 720},
        {"platform", "telemetry", "metrics", 24, 3, 24},
        {"platform", "telemetry", "traces", 24, 3, 12},
        {"platform", "telemetry", "logs", 24, 3, 12},
        {"platform", "telemetry", "audit", 6, 3, 8760},
    };
    table.users = {{"payments", "payments", "payment-gateway", "tls"},
                   {"payments", "payments", "ledger", "tls"},
                   {"payments", "payments", "settlement-batch"},
                   {"analytics", "lake", "lake-loader"},
                   {"platform", "telemetry", "otel-collector"}};
    table.old_api = true;
    table.connects = {
        {"payments", "payments-connect", "payments-kafka-bootstrap:9092", 3, {"debezium-connector-postgres", "jdbc-connector"}}};
    table.connectors = {
        {"payments", "payments-connect", "payments-outbox", postgres, "payment-requests", 1},
        {"payments", "payments-connect", "ledger-to-warehouse", "io.aiven.connect.jdbc.JdbcSinkConnector", "ledger-entries", 4},
        {"payments", "payments-connect", "merchants-feed", postgres, "merchants", 1, "", "fail", true},
    };
    table.mirrors = {{"platform", "lake-to-telemetry", "lake", "lake-kafka-bootstrap.analytics.svc:9092", "telemetry",
                      "telemetry-kafka-bootstrap:9092"}};
    table.bridges = {{"platform", "ingest", "telemetry-kafka-bootstrap:9092"}};
    table.apps = {
        {"fraud", "fraud-scoring-stream", "fraud", "com.example.fraud.Scoring", jars + "fraud-5.2.jar", 6, "8g", "hang", "60s", "Always",
         false, 0, "", minutes(3)},
        {"analytics", "attribution-stream", "analytics", "com.example.lake.Attribution", jars + "lake-4.0.jar", 4, "8g", "hang", "60s",
         "Always", false, 0, "", minutes(4)},
        {"payments", "settlement-batch", "payments", "com.example.payments.Settlement", jars + "payments-7.3.jar", 4, "8g", "", "110s",
         "OnFailure", false, 0, "", minutes(30)},
        {"payments", "ledger-reconciliation", "payments", "com.example.payments.Reconcile", jars + "payments-7.3.jar", 4, "8g", "", "90s",
         "OnFailure", false, 0, "", minutes(15)},
        {"payments", "chargeback-report", "payments", "com.example.payments.Chargebacks", jars + "payments-7.3.jar", 2, "4g", "", "60s",
         "Never", false, 0, "", minutes(12)},
        {"fraud", "risk-report", "fraud", "com.example.fraud.RiskReport", jars + "fraud-5.2.jar", 4, "8g", "oom", "80s", "Never", false, 0,
         "", minutes(35)},
        {"fraud", "model-retrain", "fraud", "", jars + "models/retrain.py", 8, "16g", "", "150s", "OnFailure", false, 0, "", minutes(8)},
        {"analytics", "products-dimension-load", "analytics", "com.example.lake.LoadDimension", jars + "lake-4.0.jar", 2, "4g", "", "45s",
         "Never", false, 0, "", minutes(20)},
        {"platform", "cost-allocation", "platform", "", jars + "finops/allocate.py", 2, "4g", "lost-driver", "90s", "Never", false, 0, "",
         minutes(38)},
    };
    table.schedules = {
        {"*/15 * * * *",
         "Forbid",
         {"payments", "settlement-window", "payments", "com.example.payments.Window", jars + "payments-7.3.jar", 3, "8g", "", "100s",
          "OnFailure"}},
        {"*/5 * * * *",
         "Forbid",
         {"analytics", "clicks-compaction", "analytics", "com.example.lake.Compact", jars + "lake-4.0.jar", 3, "4g", "", "70s"}},
        {"@every 12m", "Replace", {"fraud", "feature-refresh", "fraud", "", jars + "features/refresh.py", 2, "4g", "", "60s"}},
        {"@hourly", "Forbid", {"platform", "usage-export", "platform", "", jars + "finops/export.py", 1, "2g", "", "40s"}},
        {"30 2 * * *",
         "Forbid",
         {"payments", "nightly-archive", "payments", "com.example.payments.Archive", jars + "payments-7.3.jar", 4, "8g", "", "180s"},
         "America/New_York"},
    };
    table.ad_hoc = {
        {"analytics", "analyst-query", "analytics", "", jars + "notebooks/query.py", 3, "8g", "", "60s"},
        {"fraud", "case-investigation", "fraud", "", jars + "cases/investigate.py", 2, "4g", "", "40s"},
        {"payments", "merchant-statement", "payments", "com.example.payments.Statement", jars + "payments-7.3.jar", 1, "4g", "", "30s"},
        {"analytics", "partner-export", "analytics", "", jars + "exports/partner.py", 1, "2g", "fail", "35s"},
        {"platform", "capacity-forecast", "platform", "", jars + "finops/forecast.py", 1, "2g", "", "45s"},
    };
    return table;
}

Table legacy_ap() {
    Table table;
    table.namespaces = {"warehouse", "integration"};
    table.kafkas = {
        {"warehouse", "warehouse", "3.8.1", {}},
        {"integration", "edge", "3.9.2", {controllers, {"broker", 3, {"broker"}, "100Gi"}}, 3, false, true},
    };
    table.topics = {
        {"warehouse", "warehouse", "stock-levels", 12, 3, 168, true},
        {"warehouse", "warehouse", "goods-received", 6},
        {"warehouse", "warehouse", "goods-issued", 6},
        {"warehouse", "warehouse", "pick-lists", 6, 3, 48},
        {"warehouse", "warehouse", "carrier-events", 12, 3, 72},
        {"warehouse", "warehouse", "returns", 3},
        {"warehouse", "warehouse", "warehouse-dlq", 1, 3, 720},
        {"integration", "edge", "erp-inbound", 6},
        {"integration", "edge", "erp-outbound", 6},
        {"integration", "edge", "edi-messages", 3, 3, 720},
        {"integration", "edge", "partner-catalogue", 3, 3, 168, true},
    };
    table.users = {{"warehouse", "warehouse", "wms"}, {"integration", "edge", "erp-bridge", "tls"}};
    table.old_api = true;
    table.mirror_makers = {{"integration", "warehouse-to-edge", "warehouse", "warehouse-kafka-bootstrap.warehouse.svc:9092", "edge",
                            "edge-kafka-bootstrap:9092"}};
    table.bridges = {{"integration", "partner-api", "edge-kafka-bootstrap:9092"}};
    table.patches = {spec_patch("KafkaTopic", "warehouse", "carrier-events", {{"replicas", 2}})};
    return table;
}

}  // namespace nexa::sandbox::seed
