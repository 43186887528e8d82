#!/usr/bin/env python3
"""Measures Nexa, and beside it, in the same run, the FastAPI + Celery service of ../shared/peers/fastapi where that folder is.

Everything is on loopback; processes that were started are ended by their ids. Compare the ratios: machines are noisy, ratios of one run are
less so. The report is printed and written to bench/output/report.md.
"""

import argparse
import base64
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "build/release/nexa"
CLUSTERS = 16  # that runs go to: Nexa makes 200 requests a second to one, however much waits
PEER = ROOT.parent / "shared/peers/fastapi"


class Process:
    """A program in a process group of its own; `lines` are what it printed."""

    def __init__(self, command, log, env=None):
        self.log = pathlib.Path(log)
        with open(self.log, "w") as output:
            self.popen = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=env, start_new_session=True)

    def wait_for(self, text, seconds=120):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if text in self.log.read_text():
                return
            if self.popen.poll() is not None:
                raise SystemExit(f"{self.log.name} ended:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.005)
        raise SystemExit(f"{self.log.name} did not say {text!r} in {seconds} s")

    def rss(self):
        for line in pathlib.Path(f"/proc/{self.popen.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.popen.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGTERM)
            try:
                self.popen.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.popen.pid, signal.SIGKILL)
                self.popen.wait()


def call(url, method="GET", body=None, token=None):
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("content-type", "application/json")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=60) as response:
        text = response.read()
        return json.loads(text) if text else None


def wrk(script, url, token, seconds, connections=8, run="r"):
    environment = dict(os.environ, TOKEN=token, RUN=run, CLUSTERS=str(CLUSTERS))
    output = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, url], env=environment, capture_output=True,
                            text=True, check=True).stdout
    line = next(each for each in output.splitlines() if each.startswith("RESULT"))
    return json.loads(line[7:])


class Nexa:
    def __init__(self, folder, resources):
        self.folder = folder
        self.env = dict(os.environ, NEXA_MASTER_KEY=base64.b64encode(os.urandom(32)).decode())
        self.clusters = ["bench"] + [f"run-{each}" for each in range(1, CLUSTERS + 1)]
        named = [argument for name in self.clusters for argument in ("--cluster", name)]
        self.sandbox = Process([BINARY, "sandbox", "--data", folder / "sandbox", *named, "--no-operators", "--load", str(resources)],
                               folder / "sandbox.log", self.env)
        self.sandbox.wait_for("The sandbox is ready", 300)
        self.figures = {}

    def start(self, *options):
        started = time.monotonic()
        self.server = Process([BINARY, "serve", "--data", self.folder / "data", "--listen", "127.0.0.1:0", "--client-rate", "1e9",
                               "--log-level", "error", *options], self.folder / "serve.log", self.env)
        self.server.wait_for("Nexa is ready: ")
        took = time.monotonic() - started
        text = self.server.log.read_text()
        self.url = text.split("Nexa is ready: ")[1].split()[0]
        if "admin " in text:
            self.password = text.split("admin ")[1].split()[0]
        return took

    def login(self):
        self.token = call(self.url + "/api/v1/auth/login", "POST", {"username": "admin", "password": self.password})["access_token"]

    def get(self, path):
        return call(self.url + "/api/v1" + path, token=self.token)

    def settle(self, resources):
        """Until the index has seen every resource of the cluster."""
        started = time.monotonic()
        while self.get("/resources?limit=1")["total"] < resources:
            time.sleep(0.05)
            if time.monotonic() - started > 300:
                raise SystemExit("the resources of the sandbox were not seen")
        return time.monotonic() - started

    def stop(self):
        self.server.stop()
        self.sandbox.stop()


def put(nexa, callers, seconds, run):
    """PUTs by so many callers, each its own resource, the clusters in turn."""
    return wrk(ROOT / "bench/put.lua", nexa.url, nexa.token, seconds, connections=callers, run=run)


def drain(nexa, down_to=0):
    """Until no more than so many are queued or being applied. Returns the seconds."""
    started = time.monotonic()
    while nexa.get("/runs?limit=1&state=queued,running")["total"] > down_to:
        time.sleep(0.05)
        if time.monotonic() - started > 300:
            raise SystemExit("the runs did not end")
    return time.monotonic() - started


def measure_accepting(nexa, seconds):
    """The worker is held to a request or two a second on each cluster: what is accepted stays queued, as it does at the peer without a worker."""
    figures = {}
    nexa.start("--cluster-rate", "2")
    nexa.login()
    for callers in (8, 32):
        before = nexa.server.cpu()
        accepted = put(nexa, callers, seconds, f"a{callers}")
        figures[f"accept, {callers} callers"] = accepted
        figures[f"accept, {callers} callers, CPU-ms each"] = (nexa.server.cpu() - before) * 1000 / max(accepted["requests"], 1)
    left = nexa.get("/runs?limit=1&state=queued,running")["total"]
    nexa.server.stop()
    # Applied by a server that starts with that backlog, from its readiness on, while it connects its clusters. The last of it waits for what was
    # tried in vain before, and is left out; and clusters may be asked more than a polite 200 times a second, which is what would be measured.
    nexa.start("--cluster-rate", "1000")
    nexa.login()
    own, theirs = nexa.server.cpu(), nexa.sandbox.cpu()
    took = drain(nexa, left // 10)
    runs = left - left // 10
    figures[f"runs from queued to applied, per s ({runs} of a backlog)"] = runs / took
    figures["a run, CPU-ms of Nexa"] = (nexa.server.cpu() - own) * 1000 / runs
    figures["a run, CPU-ms of the sandbox"] = (nexa.sandbox.cpu() - theirs) * 1000 / runs
    drain(nexa)
    nexa.server.stop()
    nexa.start()
    nexa.login()
    return figures


def measure_nexa(folder, resources, seconds):
    nexa = Nexa(folder, resources)
    figures = {}
    figures["first start to ready, s"] = nexa.start()
    nexa.login()
    time.sleep(3)
    figures["idle memory without clusters, MiB"] = nexa.server.rss()
    nexa.server.stop()
    figures["start to ready, s"] = nexa.start()
    nexa.login()
    before = nexa.server.cpu()
    for name in nexa.clusters:
        kubeconfig = (folder / f"sandbox/{name}.kubeconfig").read_text()
        call(nexa.url + "/api/v1/clusters", "POST", {"name": name, "kubeconfig": kubeconfig}, nexa.token)
    figures[f"{resources} resources listed and stored, s"] = nexa.settle(resources)
    figures["the same, CPU-s of Nexa"] = nexa.server.cpu() - before
    figures["memory then, MiB"] = nexa.server.rss()
    time.sleep(10)
    figures["memory ten seconds later, MiB"] = nexa.server.rss()
    get = ROOT / "bench/get.lua"
    figures["me"] = wrk(get, nexa.url + "/api/v1/me", nexa.token, seconds)
    figures["list 20"] = wrk(get, nexa.url + "/api/v1/resources?limit=20", nexa.token, seconds)
    figures["list 50 of all, filtered and sorted, one caller"] = wrk(
        get, nexa.url + "/api/v1/resources?limit=50&kind=SparkApplication&health=Degraded&sort=-age", nexa.token, seconds, connections=1)
    figures["list 50 of all, by a part of the name, one caller"] = wrk(
        get, nexa.url + "/api/v1/resources?limit=50&q=99&sort=health", nexa.token, seconds, connections=1)
    # What follows is about changes: a server that starts would list the large cluster beside them.
    call(nexa.url + "/api/v1/clusters/bench", "DELETE", token=nexa.token)
    nexa.server.stop()
    figures |= measure_accepting(nexa, seconds)
    figures["accept, 8 callers, worker running"] = put(nexa, 8, seconds, "w8")
    drain(nexa)
    figures["runs in all"] = nexa.get("/runs?limit=1")["total"]
    nexa.stop()
    verified = subprocess.run([BINARY, "audit", "verify", "--data", folder / "data"], capture_output=True, text=True)
    figures["audit verify"] = verified.stdout.splitlines()[0] if verified.returncode == 0 else "FAILED " + verified.stdout
    return figures


PEER_SCRIPT = r"""
set -u
. bench/lib.sh; trap down EXIT
L=$BASE/api/v1/clusters/c1/sparkapplications
redis_up >/dev/null; kube_up >/dev/null; use_sqlite; seed >/dev/null
api_up >/dev/null; export TOKEN=$(login)
one() { echo "$1 $(wrk -t1 -c8 -d${SECONDS_EACH}s --latency -s bench/$2.lua "$3" | grep RESULT)"; }
one me get $BASE/api/v1/me
one list20 get "$L?limit=20"
one put put $BASE/
stop api
seed >/dev/null; api_up >/dev/null; export TOKEN=$(login); worker_up 2 >/dev/null
one put-worker put $BASE/
stop worker; redis-cli -p 6390 flushall >/dev/null
worker_up 8 >/dev/null
echo "runs $(python bench/pipeline.py direct 2000 2>&1 | tr '\n' ' ')"
"""


def measure_peer(folder, seconds):
    if not PEER.exists() or not shutil.which("redis-server") or not shutil.which("go"):
        return None
    venv = ROOT / ".tools/bench-peer"
    if not (venv / "bin/uvicorn").exists():
        subprocess.run(["python3", "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", PEER / "requirements.txt"], check=True)
    environment = dict(os.environ, D=str(folder / "peer"), VENV=str(venv), SECONDS_EACH=str(seconds))
    output = subprocess.run(["bash", "-c", PEER_SCRIPT], cwd=PEER, env=environment, capture_output=True, text=True).stdout
    figures = {}
    for line in output.splitlines():
        name, _, rest = line.partition(" ")
        values = dict(part.split("=", 1) for part in rest.replace("RESULT ", "").split() if "=" in part)
        figures[name] = values or rest
    # The pipeline's result is JSON: {"n": 2000, ..., "runs_s": 190.1, ...}.
    found = re.search(r'"runs_s": ([0-9.]+)', str(figures.get("runs")))
    figures["runs"] = float(found[1]) if found else None
    return figures


def number(text):
    return float("".join(each for each in str(text) if each.isdigit() or each == ".") or 0)


def report(figures, peer, resources, seconds):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    lines = ["# Measurements", "",
             f"{datetime.date.today()}, {os.cpu_count()} cores ({cpu}), {seconds} s each, load generator and cluster on the same cores.", "",
             "| what | Nexa | peer | ratio |", "|---|---|---|---|"]
    pairs = {"me": "me", "list 20": "list20", "accept, 8 callers": "put", "accept, 8 callers, worker running": "put-worker"}
    for name, value in figures.items():
        if isinstance(value, dict):
            own = f"{value['rps']:.0f} r/s, p50 {value['p50']:.2f} ms, p99 {value['p99']:.2f} ms" + (f", {value['errors']} errors" if value["errors"] else "")
            other = peer.get(pairs.get(name, "")) if peer else None
            if isinstance(other, dict) and other.get("rps"):
                lines.append(f"| {name} | {own} | {number(other['rps']):.0f} r/s, p99 {other.get('p99', '?')} | {value['rps'] / max(number(other['rps']), 1):.0f}x |")
                continue
            lines.append(f"| {name} | {own} | | |")
        elif name.startswith("runs from queued to applied") and peer and peer.get("runs"):
            lines.append(f"| {name} | {value:.0f} | {peer['runs']:.0f} (2,000 enqueued, 8 processes) | {value / peer['runs']:.1f}x |")
        else:
            lines.append(f"| {name} | {value:.2f} | | |" if isinstance(value, float) else f"| {name} | {value} | | |")
    if not peer:
        lines.append("")
        lines.append("The peer was skipped: ../shared/peers/fastapi, redis-server or go is missing.")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--no-peer", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nexa-bench-") as folder:
        folder = pathlib.Path(folder)
        figures = measure_nexa(folder, arguments.resources, arguments.seconds)
        peer = None if arguments.no_peer else measure_peer(folder, arguments.seconds)
    text = report(figures, peer, arguments.resources, arguments.seconds)
    output = ROOT / "bench/output"
    output.mkdir(exist_ok=True)
    (output / "report.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
