#!/usr/bin/env python3
"""Measures changes from acceptance to the cluster: about 5,000 server-side applies to 10 and to 500 simulated clusters, and on a real API server
(where tools/envtest has built one) beside `kubectl apply` and a loop of client-go's dynamic client (bench/goapply).

Nexa makes two requests for each change (a dry run, then the apply), keeps both in its trail, and has it on the disk before it says yes.
Printed, and written to bench/output/applying.md.
"""

import argparse
import base64
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import run
from run import ROOT, Process, call

sys.path.insert(0, str(ROOT / "tools/envtest"))

import building  # noqa: E402

CALLERS = 32


class Nexa:
    def __init__(self, folder):
        self.process = Process([run.BINARY, "serve", "--data", folder / "data", "--listen", "127.0.0.1:0", "--client-rate", "1e9", "--cluster-rate", "1e6",
                                "--log-level", "error"], folder / "serve.log", dict(os.environ, NEXA_MASTER_KEY=base64.b64encode(os.urandom(32)).decode()))
        self.process.wait_for("Nexa is ready: ")
        text = self.process.log.read_text()
        self.url = text.split("Nexa is ready: ")[1].split()[0]
        login = {"username": "admin", "password": text.split("admin ")[1].split()[0]}
        self.token = call(self.url + "/api/v1/auth/login", "POST", login)["access_token"]

    def get(self, path):
        return call(self.url + "/api/v1" + path, token=self.token)

    def add(self, name, kubeconfig):
        call(self.url + "/api/v1/clusters", "POST", {"name": name, "kubeconfig": kubeconfig}, self.token)

    def until_connected(self):
        deadline = time.monotonic() + 300
        while any(each["state"] != "connected" for each in self.get("/clusters?limit=1000")["items"]):
            if time.monotonic() > deadline:
                raise SystemExit("the clusters are not connected")
            time.sleep(0.2)

    def drain(self):
        deadline = time.monotonic() + 300
        while self.get("/runs?limit=1&state=queued,running")["total"]:
            if time.monotonic() > deadline:
                raise SystemExit("the runs did not end")
            time.sleep(0.05)

    def latencies(self, sample):
        """Seconds from acceptance to the answer of the apply, of so many runs."""
        runs, cursor = [], ""
        while len(runs) < sample:
            page = self.get(f"/runs?limit=200{cursor}")
            runs += page["items"]
            if not page["next_cursor"]:
                break
            cursor = f"&cursor={page['next_cursor']}"
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            return sorted(filter(None, pool.map(lambda each: self.latency(each["id"]), runs[:sample])))

    def latency(self, identity):
        run_ = self.get(f"/runs/{identity}")
        applied = [step["at"] for step in run_["steps"] if step["name"] == "apply"]
        return moment(applied[-1]) - moment(run_["created_at"]) if applied else None


def moment(text):
    whole, _, fraction = text.rstrip("Z").partition(".")
    return time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float(f"0.{fraction or 0}")


def measure(nexa, clusters, seconds, sample=2000):
    """Changes for so long, by 32 callers, to the clusters run-1 onwards in turn; then until the last is applied."""
    run.CLUSTERS = clusters
    before, began = nexa.process.cpu(), time.monotonic()
    sent = run.wrk(ROOT / "bench/put.lua", nexa.url, nexa.token, seconds, connections=CALLERS, run="x")
    nexa.drain()
    took, cpu = time.monotonic() - began, nexa.process.cpu() - before
    latencies = nexa.latencies(sample)
    return {"applies": sent["requests"], "per_s": sent["requests"] / took, "p50": latencies[len(latencies) // 2],
            "p99": latencies[len(latencies) * 99 // 100], "cpu": cpu * 1000 / sent["requests"]}


def simulated(folder, clusters, seconds):
    names = [f"run-{each}" for each in range(1, clusters + 1)]
    arguments = [argument for name in names for argument in ("--cluster", name)]
    sandbox = Process([run.BINARY, "sandbox", "--data", folder / "sandbox", *arguments, "--no-operators", "--log-level", "error"], folder / "sandbox.log")
    nexa = None
    try:
        sandbox.wait_for("The sandbox is ready", 300)
        nexa = Nexa(folder)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda name: nexa.add(name, (folder / f"sandbox/{name}.kubeconfig").read_text()), names))
        nexa.until_connected()
        return measure(nexa, clusters, seconds) | {"memory": nexa.process.rss(), "sandbox": sandbox.rss()}
    finally:
        if nexa:
            nexa.process.stop()
        sandbox.stop()


def template():
    """The manifest of bench/put.lua."""
    text = re.search(r"local body = \[\[(.*?)\]\]", (ROOT / "bench/put.lua").read_text(), re.DOTALL)[1]
    return json.loads(text.replace('"%d"', '"1"') % "name")


@contextlib.contextmanager
def real_cluster(folder):
    """The kubeconfig and the kubectl of a real API server with the Spark operator's types; nothing where there is none."""
    version = building.versions()[0]
    assets, crds = building.assets_of(version), ROOT.parent / "shared/crds/spark-operator-2.5.2"
    if assets is None or not crds.exists() or not (assets / "kubectl").exists():
        yield None
        return
    server = Process([ROOT / "tools/envtest/envtest.py", "run", version, "--dir", folder / "real", "--crds", crds], folder / "envtest.log")
    try:
        server.wait_for("ready ")
        yield re.search(r"KUBECONFIG=(\S+)", server.log.read_text())[1], assets / "kubectl", version
    finally:
        server.stop()


def kubectl(program, kubeconfig, folder, count):
    """One `kubectl apply` of a file with so many objects: it has no latency of one."""
    manifests = folder / "manifests.json"
    items = [template() | {"metadata": {"name": f"kubectl-{each}", "namespace": "default"}} for each in range(count)]
    manifests.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    began, before = time.monotonic(), os.times()
    subprocess.run([program, "--kubeconfig", kubeconfig, "apply", "--server-side", "-f", manifests], check=True, capture_output=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {"applies": count, "per_s": count / (time.monotonic() - began), "cpu": cpu * 1000 / count}


def client_go(kubeconfig, count):
    try:
        go = building.find_go("1.25")
    except building.CannotBuild:
        return None
    program = ROOT / ".tools/bench/goapply"
    program.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([go, "build", "-o", program, "."], cwd=ROOT / "bench/goapply", check=True, env=dict(os.environ, CGO_ENABLED="0"))
    done = subprocess.run([program, "-kubeconfig", kubeconfig, "-n", str(count)], input=json.dumps(template()), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return {"applies": count, "per_s": found["per_s"], "p50": found["p50"], "p99": found["p99"], "cpu": found["cpu"] * 1000 / count}


def on_real(folder, seconds):
    """name -> figures"""
    with real_cluster(folder) as found:
        if found is None:
            return {}
        kubeconfig, program, version = found
        nexa = Nexa(folder)
        try:
            nexa.add("run-1", pathlib.Path(kubeconfig).read_text())
            nexa.until_connected()
            figures = {f"Nexa, Kubernetes {version}": measure(nexa, 1, seconds)}
        finally:
            nexa.process.stop()
        figures["client-go, dynamic, 16 at a time"] = client_go(kubeconfig, 1000)
        figures["kubectl apply --server-side"] = kubectl(program, kubeconfig, folder, 300)
        return {name: each for name, each in figures.items() if each}


def row(name, figures):
    latency = f"{figures['p50'] * 1000:.0f} ms | {figures['p99'] * 1000:.0f} ms" if "p50" in figures else " | "
    memory = f"{figures['memory']:.0f} MiB, sandbox {figures['sandbox']:.0f}" if "memory" in figures else ""
    return f"| {name} | {figures['applies']:,} | {figures['per_s']:,.0f} | {latency} | {figures['cpu']:.2f} | {memory} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    lines = ["# Applying", "", "| what | applies | per second | p50 | p99 | CPU-s per 1,000 | memory |", "|---|---|---|---|---|---|---|"]
    for clusters in (10, 500):
        with tempfile.TemporaryDirectory(prefix="nexa-bench-") as folder:
            lines.append(row(f"Nexa, {clusters} simulated clusters", simulated(pathlib.Path(folder), clusters, arguments.seconds)))
    with tempfile.TemporaryDirectory(prefix="nexa-bench-") as folder:
        real = on_real(pathlib.Path(folder), 2)
    lines += [row(*each) for each in real.items()] or ["", "No real API server is built here (make conformance): that part is skipped."]
    text = "\n".join(lines) + "\n"
    target = ROOT / "bench/output"
    target.mkdir(exist_ok=True)
    (target / "applying.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
