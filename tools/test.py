#!/usr/bin/env python3
"""Runs the test suites one after the other and ends with counts.

    tools/test.py [--build DIR] [--only cpp|ui|e2e|conformance ...]

`conformance` runs only when it is named: it needs real API servers (tools/envtest).

A suite whose tool is missing is counted as skipped, never as passed. The last line is "N passed, N failed, N skipped".
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
NODE_PATH = f"{ROOT / '.tools/node/bin'}{os.pathsep}{os.environ['PATH']}"


class Counts:
    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run_gtest(program, report_dir):
    """One test program; a crash counts as a failure of its own."""
    report = report_dir / f"{program.name}.json"
    log = report_dir / f"{program.name}.log"
    with open(log, "w") as output:
        code = subprocess.run([program, f"--gtest_output=json:{report}", "--gtest_color=no"], stdout=output, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, cwd=ROOT, timeout=1200).returncode
    counts = Counts()
    if report.exists():
        document = json.loads(report.read_text())
        for suite in document["testsuites"]:
            for test in suite["testsuite"]:
                if test.get("failures"):
                    counts.failed += 1
                elif test.get("result") == "SKIPPED":
                    counts.skipped += 1
                elif test.get("status") == "RUN":
                    counts.passed += 1
    if code != 0 and counts.failed == 0:
        counts.failed = 1
    if counts.failed:
        lines = log.read_text(errors="replace").splitlines()
        print("\n".join(lines[-120:]))
    skipped = [line for line in log.read_text(errors="replace").splitlines() if "Skipped" in line or "SKIPPED ]" in line]
    for line in skipped[:5]:
        print(f"    {line.strip()}")
    return counts


def cpp(build):
    counts = Counts()
    programs = sorted(path for path in build.glob("*_test") if os.access(path, os.X_OK) and path.is_file())
    if not programs:
        print("  no C++ test programs are built")
        return Counts(failed=1)
    with tempfile.TemporaryDirectory() as folder:
        for program in programs:
            started = time.monotonic()
            each = run_gtest(program, pathlib.Path(folder))
            print(f"  {program.name:<20} {each}  ({time.monotonic() - started:.1f} s)", flush=True)
            counts.add(each)
    return counts


def vitest(folder, command):
    if not (folder / "package.json").exists():
        print(f"  {folder.name}: not there")
        return Counts(skipped=1)
    with tempfile.TemporaryDirectory() as temporary:
        report = pathlib.Path(temporary) / "report.json"
        environment = dict(os.environ, PATH=NODE_PATH, NEXA_TEST_REPORT=str(report), CI="true")
        code = subprocess.run(command + ["--reporter=default", "--reporter=json", f"--outputFile.json={report}"], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL).returncode
        if not report.exists():
            return Counts(failed=1)
        document = json.loads(report.read_text())
        counts = Counts(document["numPassedTests"], document["numFailedTests"], document["numPendingTests"] + document.get("numTodoTests", 0))
        if code != 0 and counts.failed == 0:
            counts.failed = 1
        return counts


def conformance():
    return vitest(ROOT / "e2e", ["npx", "vitest", "run", "--config", "vitest.conformance.config.ts"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/dev")
    parser.add_argument("--only", nargs="*", choices=["cpp", "ui", "e2e", "conformance"], default=["cpp", "ui", "e2e"])
    arguments = parser.parse_args()
    suites = {
        "cpp": ("unit and integration tests (C++)", lambda: cpp(arguments.build)),
        "ui": ("web tests", lambda: vitest(ROOT / "ui", ["npx", "vitest", "run"])),
        "e2e": ("browser tests", lambda: vitest(ROOT / "e2e", ["npx", "vitest", "run"])),
        "conformance": ("conformance with real API servers", conformance),
    }
    total = Counts()
    for key in arguments.only:
        title, run = suites[key]
        print(f"== {title}", flush=True)
        counts = run()
        print(f"   {title}: {counts}", flush=True)
        total.add(counts)
    print()
    print(total)
    return 1 if total.failed or total.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
