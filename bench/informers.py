#!/usr/bin/env python3
"""Measures Nexa's informer, and beside it, in the same run, those of client-go, kube-rs and @kubernetes/client-node, where ../shared/peers is.

The load is that folder's: 10,000 SparkApplications of about 2.5 KB, then 100,000 MODIFIED events, served by a program that has made its bytes
beforehand. Each is run three times, in turns; the medians are printed and written to bench/output/informers.md.

    bench/informers.py [--runs N] [--only NAME...]     names: nexa, client-go, client-go typed, kube-rs, client-node
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools/envtest"))

import building  # noqa: E402

PEERS = ROOT.parent / "shared/peers"
BUILT = ROOT / ".tools/bench"
PROGRAM = ROOT / "build/bench/bench_informer"
OBJECTS, ROUNDS = 10_000, 10
EVENTS = OBJECTS * ROUNDS


class Skipped(Exception):
    pass


def copied(name):
    """The peer's sources where they may be written beside: builds leave files there."""
    if not (PEERS / name).exists():
        raise Skipped(f"../shared/peers/{name} is missing")
    target = BUILT / name
    if not target.exists():
        shutil.copytree(PEERS / name, target, copy_function=shutil.copyfile)
        for path in [target, *target.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    return target


def build_go():
    folder = copied("goinformer")
    try:
        go = building.find_go("1.25")
    except building.CannotBuild as reason:
        raise Skipped(str(reason)) from reason
    for name, package in (("client", "."), ("server-program", "./server")):
        if not (folder / name).exists():
            subprocess.run([go, "build", "-o", name, package], cwd=folder, check=True, env=dict(os.environ, CGO_ENABLED="0"))
    return folder


def build_rust():
    folder = copied("kubers")
    if not shutil.which("cargo"):
        raise Skipped("cargo is missing")
    program = folder / "target/release/kubers"
    if not program.exists():
        done = subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=folder)
        if done.returncode != 0:
            raise Skipped("its crates can't be had or built")
    return program


def build_node():
    folder = copied("jsinformer")
    if not (folder / "node_modules/@kubernetes/client-node").exists():
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "@kubernetes/client-node@1.4.0"], cwd=folder, check=True, env=node())
    return folder


def node():
    return dict(os.environ, PATH=f"{ROOT / '.tools/node/bin'}{os.pathsep}{os.environ['PATH']}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The program that serves the load, until left."""

    def __init__(self, objects=OBJECTS, rounds=ROUNDS, port=None):
        self.address = f"127.0.0.1:{port or free_port()}"
        self.url = f"http://{self.address}"
        self.process = subprocess.Popen([build_go() / "server-program", "-addr", self.address, "-n", str(objects), "-rounds", str(rounds)],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        host, port = self.address.split(":")
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex((host, int(port))) == 0:
                    return self
            time.sleep(0.05)
        raise SystemExit("the server of the load does not listen")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def output(command, **how):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600, **how)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return done.stdout


def run_nexa(url):
    found = json.loads(output([PROGRAM, "follow", url, OBJECTS, EVENTS]))
    return {"events/CPU-s": found["events_per_cpu_s"], "sync, s": found["sync_s"], "peak, MiB": found["peak_mib"], "all": found}


def run_client_go(mode):
    def run(url):
        found = json.loads(output([build_go() / "client", "-url", url, "-mode", mode, "-n", OBJECTS, "-m", EVENTS],
                                  env=dict(os.environ, KUBE_FEATURE_WatchListClient="false")))
        return {"events/CPU-s": found["events_per_cpu_s"], "sync, s": found["sync_s"], "peak, MiB": found["peak_rss_mb"]}
    return run


def run_kube_rs(url):
    text = output([build_rust(), url, OBJECTS, EVENTS])
    return {"events/CPU-s": float(re.search(r"([\d.]+) events/CPU-s", text)[1]), "sync, s": float(re.search(r"in ([\d.]+) s, cpu", text)[1]),
            "peak, MiB": float(re.findall(r"peak ([\d.]+) MB", text)[-1])}


def run_client_node(_):
    """Its program knows one address only, and counts CPU from its start: the sync is in it."""
    folder = build_node()
    with Server(port=18080):
        found = json.loads(output(["node", "client.mjs", OBJECTS, ROUNDS], cwd=folder, env=node()))
    return {"events/CPU-s": EVENTS / float(found["cpu_s"]), "sync, s": float(found["list_s"]),
            "peak, MiB": float(found["after"]["hwm"].removesuffix("MiB"))}


RUNNERS = {"nexa": run_nexa, "client-go": run_client_go("dynamic"), "client-go typed": run_client_go("typed"), "kube-rs": run_kube_rs,
           "client-node": run_client_node}


def measure(runs, only):
    """name -> the median of each figure; why a peer is missing, as text."""
    found = {name: [] for name in RUNNERS if not only or name in only}
    for _ in range(runs):
        for name, results in found.items():
            if isinstance(results, str):
                continue
            try:
                with Server() as server:
                    results.append(RUNNERS[name](server.url))
            except Skipped as reason:
                found[name] = str(reason)
    return {name: results if isinstance(results, str) else medians(results) for name, results in found.items()}


def medians(results):
    figures = {key: statistics.median(each[key] for each in results) for key in results[0] if key != "all"}
    if "all" in results[0]:
        figures["all"] = {key: statistics.median(each["all"][key] for each in results) for key in results[0]["all"]}
    return figures


def table(found):
    own = found.get("nexa")
    lines = ["| informer | events/CPU-s | sync of 10,000, s | peak, MiB | Nexa's ratio |", "|---|---|---|---|---|"]
    for name, figures in found.items():
        if isinstance(figures, str):
            lines.append(f"| {name} | skipped: {figures} | | | |")
            continue
        ratio = f"{own['events/CPU-s'] / figures['events/CPU-s']:.1f}x" if own and name != "nexa" else ""
        lines.append(f"| {name} | {figures['events/CPU-s']:,.0f} | {figures['sync, s']:.2f} | {figures['peak, MiB']:.0f} | {ratio} |")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(RUNNERS))
    arguments = parser.parse_args()
    BUILT.mkdir(parents=True, exist_ok=True)
    try:
        build_go()
    except Skipped as reason:
        print(f"The informers are not measured: {reason}, and with it the server of the load.")
        return
    found = measure(arguments.runs, arguments.only)
    lines = ["# Informers", "", *table(found), ""]
    if isinstance(found.get("nexa"), dict):
        own = found["nexa"]["all"]
        with Server() as server:
            alone = json.loads(output([PROGRAM, "limit", server.url, OBJECTS]))["events_per_cpu_s"]
        lines.append(f"simdjson alone on the same bytes: {alone:,.0f} events/CPU-s. Relist: {own['before_relist_mib']:.1f} MiB before, "
                     f"{own['relist_peak_mib']:.1f} at most, {own['after_relist_mib']:.1f} after. Handed over: {own['handed_over']:,.0f} of "
                     f"{own['events']:,.0f} events.")
        with Server(objects=20, rounds=0) as server:
            idle = json.loads(output([PROGRAM, "idle", server.url, 500, 4]))
        lines.append(f"{idle['watches']} idle watches of 500 clusters: {idle['mib']:.0f} MiB, all open after {idle['watching_after_s']:.1f} s, "
                     f"{idle['idle_cpu_percent']:.1f} % of a core.")
    text = "\n".join(lines) + "\n"
    target = ROOT / "bench/output"
    target.mkdir(exist_ok=True)
    (target / "informers.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
