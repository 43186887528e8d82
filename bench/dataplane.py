#!/usr/bin/env python3
"""Measures the data plane: a dry run of every kind of manifest (contracts, effects, difference, policy) beside the cluster's own dry run of the same
manifest, and what the sandbox needs to keep 500 clusters of 100 resources alive on one core. Printed, and written to bench/output/dataplane.md.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import ssl
import tempfile
import time

import applying
import run
from run import ROOT, Process


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Connection:
    """One connection that stays open, so that what is timed is the request."""

    def __init__(self, address, token, context=None):
        host = re.sub(r"^https?://", "", address)
        self.http = http.client.HTTPSConnection(host, context=context, timeout=60) if context else http.client.HTTPConnection(host, timeout=60)
        self.token = token

    def ask(self, method, path, body, content_type):
        began = time.perf_counter()
        self.http.request(method, path, body, {"authorization": f"Bearer {self.token}", "content-type": content_type})
        response = self.http.getresponse()
        text = response.read()
        return time.perf_counter() - began, response.status, text


class Cluster:
    """A simulated cluster, by its kubeconfig."""

    def __init__(self, path):
        text = pathlib.Path(path).read_text()
        server = re.search(r"server: (\S+)", text).group(1).strip('"')
        token = re.search(r"token: (\S+)", text).group(1).strip('"')
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the load generator's own sandbox on loopback
        self.connection = Connection(server, token, context)

    def send(self, method, path, value):
        seconds, status, text = self.connection.ask(method, path, json.dumps(value), "application/json")
        if status >= 300 and status != 409:
            raise SystemExit(f"{method} {path}: {status} {text[:300]}")
        return seconds


def topic(name, partitions=3):
    return {"apiVersion": "kafka.strimzi.io/v1", "kind": "KafkaTopic", "metadata": {"name": name, "namespace": "team", "labels": {"strimzi.io/cluster": "kafka"}},
            "spec": {"partitions": partitions, "replicas": 1, "config": {"retention.ms": 604800000, "cleanup.policy": "delete"}}}


def user(name):
    acl = {"resource": {"type": "topic", "name": "orders", "patternType": "prefix"}, "operations": ["Read", "Describe"], "host": "*"}
    return {"apiVersion": "kafka.strimzi.io/v1", "kind": "KafkaUser", "metadata": {"name": name, "namespace": "team", "labels": {"strimzi.io/cluster": "kafka"}},
            "spec": {"authentication": {"type": "scram-sha-512"}, "authorization": {"type": "simple", "acls": [acl]}}}


def kafka():
    annotations = {"strimzi.io/node-pools": "enabled", "strimzi.io/kraft": "enabled"}
    pool = {"apiVersion": "kafka.strimzi.io/v1", "kind": "KafkaNodePool", "metadata": {"name": "dual", "namespace": "team", "labels": {"strimzi.io/cluster": "kafka"}},
            "spec": {"replicas": 3, "roles": ["controller", "broker"], "storage": {"type": "ephemeral"}}}
    listeners = [{"name": "plain", "port": 9092, "type": "internal", "tls": False}, {"name": "tls", "port": 9093, "type": "internal", "tls": True}]
    spec = {"kafka": {"version": "4.3.1", "listeners": listeners, "authorization": {"type": "simple"},
                      "config": {"default.replication.factor": 3, "min.insync.replicas": 2, "offsets.topic.replication.factor": 3}},
            "entityOperator": {"topicOperator": {}, "userOperator": {}}}
    return pool, {"apiVersion": "kafka.strimzi.io/v1", "kind": "Kafka", "metadata": {"name": "kafka", "namespace": "team", "annotations": annotations}, "spec": spec}


def application(name):
    return {"apiVersion": "sparkoperator.k8s.io/v1beta2", "kind": "SparkApplication", "metadata": {"name": name, "namespace": "team"},
            "spec": {"type": "Scala", "mode": "cluster", "image": "docker.io/library/spark:4.0.1", "sparkVersion": "4.0.1", "mainClass": "org.apache.spark.examples.SparkPi",
                     "mainApplicationFile": "local:///opt/spark/examples/jars/spark-examples.jar", "driver": {"cores": 1, "memory": "512m"},
                     "executor": {"instances": 2, "cores": 1, "memory": "512m"}}}


STRIMZI = "/apis/kafka.strimzi.io/v1/namespaces/team"
SPARK = "/apis/sparkoperator.k8s.io/v1beta2/namespaces/team"
PLURALS = {"KafkaTopic": f"{STRIMZI}/kafkatopics", "KafkaUser": f"{STRIMZI}/kafkausers", "Kafka": f"{STRIMZI}/kafkas", "KafkaNodePool": f"{STRIMZI}/kafkanodepools",
           "SparkApplication": f"{SPARK}/sparkapplications"}


def furnish(cluster, topics, users, applications):
    cluster.send("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}})
    for each in [*kafka(), *(topic(f"topic-{at}") for at in range(topics)), *(user(f"user-{at}") for at in range(users)),
                 *(application(f"job-{at}") for at in range(applications))]:
        cluster.send("POST", PLURALS[each["kind"]], each)


def dry_runs(folder, count):
    sandbox = Process([run.BINARY, "sandbox", "--data", folder / "one", "--cluster", "dev", "--speed", "20", "--log-level", "error"], folder / "one.log")
    nexa = applying.Nexa(folder)
    rows = []
    try:
        sandbox.wait_for("The sandbox is ready")
        cluster = Cluster(folder / "one/dev.kubeconfig")
        furnish(cluster, 200, 50, 20)
        nexa.add("dev", (folder / "one/dev.kubeconfig").read_text())
        nexa.until_connected()
        time.sleep(5)
        connection = Connection(nexa.url, nexa.token)
        pool, cluster_manifest = kafka()
        for manifest in (topic("topic-7", 6), user("user-7"), cluster_manifest, pool, application("job-7")):
            kind, name = manifest["kind"], manifest["metadata"]["name"]
            plural = PLURALS[kind].rsplit("/", 1)[1]
            ours, theirs = [], []
            for at in range(count):
                changed = json.loads(json.dumps(manifest))
                changed["metadata"].setdefault("labels", {})["run"] = f"r{at}"
                seconds, status, text = connection.ask("PUT", f"/api/v1/clusters/dev/namespaces/team/{plural}/{name}?dry_run=true", json.dumps(changed), "application/json")
                if status != 200:
                    raise SystemExit(f"dry run of {kind}: {status} {text[:300]}")
                ours.append(seconds)
                seconds, status, text = cluster.connection.ask("PATCH", f"{PLURALS[kind]}/{name}?dryRun=All&fieldManager=bench&force=true", json.dumps(changed),
                                                               "application/apply-patch+yaml")
                if status >= 300:
                    raise SystemExit(f"the cluster's dry run of {kind}: {status} {text[:300]}")
                theirs.append(seconds)
            rows.append((kind, percentile(ours, 0.5), percentile(ours, 0.99), percentile(theirs, 0.5), percentile(theirs, 0.99)))
    finally:
        nexa.process.stop()
        sandbox.stop()
    return rows


def living(folder, clusters, seconds):
    """CPU and memory of a sandbox that is kept on one core, after its resources have settled."""
    names = [f"c{at}" for at in range(clusters)]
    command = ["taskset", "-c", "0", str(run.BINARY), "sandbox", "--data", str(folder / "many"), "--log-level", "error", *(word for name in names for word in ("--cluster", name))]
    sandbox = Process(command, folder / "many.log")
    try:
        sandbox.wait_for("The sandbox is ready", 300)
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            # A Kafka with its pool, 78 topics, 15 users, 5 applications: 100 resources.
            list(pool.map(lambda name: furnish(Cluster(folder / f"many/{name}.kubeconfig"), 78, 15, 5), names))
        filled = time.monotonic() - began
        time.sleep(90)
        before, at = sandbox.cpu(), time.monotonic()
        time.sleep(seconds)
        share = (sandbox.cpu() - before) / (time.monotonic() - at)
        return filled, share, sandbox.rss()
    finally:
        sandbox.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="dry runs of each kind")
    parser.add_argument("--clusters", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60, help="for which the sandbox is watched")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        lines = ["| dry run of a | Nexa p50 | Nexa p99 | the cluster's own p50 | p99 | beside it, p99 |", "|---|---|---|---|---|---|"]
        for kind, p50, p99, theirs50, theirs99 in dry_runs(folder, options.count):
            lines.append(f"| {kind} | {p50 * 1e3:.2f} ms | {p99 * 1e3:.2f} ms | {theirs50 * 1e3:.2f} ms | {theirs99 * 1e3:.2f} ms | {(p99 - theirs50) * 1e3:.2f} ms |")
        filled, share, rss = living(folder, options.clusters, options.seconds)
        lines += ["", f"{options.clusters} simulated clusters of 100 resources each on one core: filled in {filled:.0f} s, then {share * 100:.0f} % of the core and {rss:.0f} MiB."]
    text = "\n".join(lines) + "\n"
    print(text)
    output = ROOT / "bench/output"
    output.mkdir(exist_ok=True)
    (output / "dataplane.md").write_text(text)


if __name__ == "__main__":
    main()
