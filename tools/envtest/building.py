"""Builds the binaries of one Kubernetes version with the ordinary go client; go.sum pins every module."""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODULES = pathlib.Path(__file__).resolve().parent
BUILT = ROOT / ".tools/envtest"

PACKAGES = {
    "etcd": "go.etcd.io/etcd/server/v3",
    "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
    "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
    "kubectl": "k8s.io/kubernetes/cmd/kubectl",
}
SPARK_OPERATOR = {"spark-operator": "github.com/kubeflow/spark-operator/v2/cmd/operator"}
ASSETS = "assets"
TOOLCHAIN = "1.26.8"  # builds all versions here


class CannotBuild(Exception):
    """Not a failure of the project: this machine lacks what the build needs. Says what."""


def versions():
    """Newest last: the one that the sandbox imitates comes first."""
    if os.environ.get("KUBEBUILDER_ASSETS"):
        return [ASSETS]
    found = (path.name.removeprefix("kubernetes-") for path in MODULES.glob("kubernetes-*") if (path / "go.mod").exists())
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")])


def assets_of(version):
    """The folder that holds the binaries of that version, or None when they are not built."""
    folder = pathlib.Path(os.environ["KUBEBUILDER_ASSETS"]) if version == ASSETS else BUILT / version
    wanted = ["etcd", "kube-apiserver"] if version == ASSETS else PACKAGES
    return folder if all(os.access(folder / name, os.X_OK) for name in wanted) else None


def number(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def clients():
    """Every go client here, with its version."""
    for candidate in (shutil.which("go"), "/usr/local/go/bin/go", str(BUILT / "go/bin/go")):
        if candidate and os.access(candidate, os.X_OK):
            said = subprocess.run([candidate, "version"], capture_output=True, text=True, env=dict(os.environ, GOTOOLCHAIN="local")).stdout
            if found := re.search(r"go(\d+\.\d+(?:\.\d+)?)", said):
                yield candidate, found[1]


def find_go(wanted):
    """The go client that can build a module which asks for that version of Go; brings one by an older client when there is only that."""
    found = list(clients())
    for client, version in found:
        if number(version)[:2] >= number(wanted)[:2]:
            return client
    if not found:
        raise CannotBuild("there is no Go: apt-get install golang-go (any version brings the one that is needed), or name a folder with etcd "
                          "and kube-apiserver in KUBEBUILDER_ASSETS")
    return bring_go(*found[0])


def bring_go(client, version):
    """Go's own toolchains are modules too (golang.org/toolchain): Debian's old client downloads and verifies a new one."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    module = f"golang.org/toolchain@v0.0.1-go{TOOLCHAIN}.linux-{machine}"
    print(f"Go {version} is too old; bringing {TOOLCHAIN} into {BUILT / 'go'} ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "go.mod").write_text("module bring\n")
        done = subprocess.run([client, "mod", "download", "-json", module], cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise CannotBuild(f"Go {version} is too old, and {TOOLCHAIN} can't be had: {last_line(done.stderr) or last_line(done.stdout)}")
        target = BUILT / "go"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(json.loads(done.stdout)["Dir"], target, copy_function=shutil.copyfile)
    # A module's files are not executable, and its folders not writable.
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" or "tool" in path.parts else 0o644)
    return str(target / "bin/go")


def last_line(text):
    return text.strip().rpartition("\n")[2]


def stamp(version):
    """`go build` does not say which version it builds; /version does."""
    package = "k8s.io/component-base/version"
    major, minor, _ = version.split(".")
    said = {"gitVersion": f"v{version}", "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean", "gitCommit": "none",
            "buildDate": "1970-01-01T00:00:00Z"}
    return " ".join(f"-X {package}.{name}={value}" for name, value in said.items())


def build(version):
    if assets_of(version):
        return
    if version == ASSETS:
        raise CannotBuild("KUBEBUILDER_ASSETS names a folder without etcd and kube-apiserver")
    module = MODULES / f"kubernetes-{version}"
    if not (module / "go.mod").exists():
        raise CannotBuild(f"Kubernetes {version} is not among those that can be built: {', '.join(versions())}")
    target = BUILT / version
    compile_module(module, f"Kubernetes {version}", "k8s.io/kubernetes", PACKAGES, target, stamp(version))
    # go build names it after the last element of its package that is no version.
    if (target / "server").exists():
        (target / "server").rename(target / "etcd")


def spark_operator_module():
    """The folder of the one version that the sandbox imitates, and that version."""
    folder, = (path for path in MODULES.glob("spark-operator-*") if (path / "go.mod").exists())
    return folder, folder.name.removeprefix("spark-operator-")


def spark_operator():
    """The program, or None when it is not built."""
    program = BUILT / spark_operator_module()[0].name / "spark-operator"
    return program if os.access(program, os.X_OK) else None


def build_spark_operator():
    if spark_operator():
        return
    module, version = spark_operator_module()
    target = BUILT / module.name
    compile_module(module, f"the Spark operator {version}", "github.com/kubeflow/spark-operator/v2", SPARK_OPERATOR, target)
    (target / "operator").rename(target / "spark-operator")


def compile_module(module, title, main_module, packages, target, stamped=""):
    """Builds those packages of the Go module in that folder into `target`."""
    wanted = re.search(r"^go (\S+)$", (module / "go.mod").read_text(), re.MULTILINE)[1]
    go = find_go(wanted)
    environment = dict(os.environ, CGO_ENABLED="0", GOTOOLCHAIN="local", GOFLAGS="-mod=readonly -buildvcs=false")
    print(f"Building {title} with {go} (minutes, once) ...", flush=True)
    downloaded = subprocess.run([go, "mod", "download", main_module], cwd=module, env=environment, capture_output=True, text=True)
    if downloaded.returncode != 0:
        raise CannotBuild(f"the Go modules of {title} can't be had: {last_line(downloaded.stderr)}")
    target.mkdir(parents=True, exist_ok=True)
    command = [go, "build", "-ldflags", f"-s -w {stamped}", "-o", f"{target}/", *packages.values()]
    if subprocess.run(command, cwd=module, env=environment).returncode != 0:
        raise SystemExit(1)
