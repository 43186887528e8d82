"""Starts etcd, kube-apiserver and, where it was built, the garbage collector and the namespace controller; ends them together."""

import base64
import contextlib
import ctypes
import dataclasses
import os
import pathlib
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

import api
import certificates

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 120  # seconds for each condition; a loaded machine is slow, not broken


class Failed(Exception):
    pass


@dataclasses.dataclass
class Options:
    assets: pathlib.Path
    folder: pathlib.Path
    namespace: str = "team"
    watch_list: bool = True
    crds: list = dataclasses.field(default_factory=list)
    spark_operator: pathlib.Path | None = None


@contextlib.contextmanager
def reserved_port():
    """A port the system chose, kept by a socket that does not listen; the program shares it (SO_REUSEPORT), so nobody comes between."""
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        keeper.bind(("127.0.0.1", 0))
        yield keeper.getsockname()[1]


def die_with_parent():
    """Runs in the child: no server is left behind, however this program ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def kubeconfig(server, authority, user, namespace, credentials):
    return f"""apiVersion: v1
kind: Config
clusters: [{{name: envtest, cluster: {{server: "{server}", certificate-authority-data: {authority}}}}}]
users: [{{name: {user}, user: {{{credentials}}}}}]
contexts: [{{name: envtest, context: {{cluster: envtest, user: {user}, namespace: {namespace}}}}}]
current-context: envtest
"""


class Cluster:
    """A context manager: entering starts it and returns when it is ready, leaving ends it."""

    def __init__(self, options):
        self.options = options
        self.folder = options.folder.resolve()
        self.processes = {}
        self.server = self.store = ""
        self.admin_kubeconfig = self.folder / "admin.kubeconfig"
        self.team_kubeconfig = self.folder / "team.kubeconfig"
        self.ports = contextlib.ExitStack()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # Last started, first ended: nobody complains of the others' absence.
        for name in reversed(self.processes):
            self.end(name)
        self.ports.close()

    def end(self, name):
        process = self.processes[name]
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def wait(self):
        """Does what the lines on the standard input ask for, and says when; ends when a server has ended by itself."""
        acts = {"crash": self.crash, "save": self.save, "restore": self.restore, "tokens": self.renew_tokens, "certificates": self.renew_certificates}
        asked = [sys.stdin]
        while True:
            readable, _, _ = select.select(asked, [], [], 0.5)
            line = sys.stdin.readline() if readable else None
            if line == "":
                asked = []
            elif line is not None:
                name = line.strip()
                if name not in acts:
                    raise Failed(f"unknown: {name}; known: {', '.join(acts)}")
                acts[name]()
                print(f"done {name}", flush=True)
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise Failed(self.tail(name))

    def kill(self, name):
        if (process := self.processes.pop(name, None)) is not None:
            process.kill()
            process.wait()

    def crash(self):
        """The API server is killed, and started again at the same port."""
        self.kill("kube-apiserver")
        self.start_apiserver()

    def save(self):
        """Keeps etcd as it is now, for `restore`."""
        self.end("etcd")
        shutil.rmtree(self.folder / "saved", ignore_errors=True)
        shutil.copytree(self.folder / "etcd", self.folder / "saved")
        self.start_etcd()
        self.until("ready", lambda: api.ready(self.admin()))

    def restore(self):
        """Everything is killed; etcd comes back as it was when it was saved."""
        for name in ("kube-controller-manager", "kube-apiserver", "etcd"):
            self.kill(name)
        shutil.rmtree(self.folder / "etcd")
        shutil.copytree(self.folder / "saved", self.folder / "etcd")
        self.start_etcd()
        self.start_apiserver()
        self.start_controllers()

    def renew_tokens(self):
        """The old ones are nobody's from now on."""
        self.make_tokens()
        self.restart()

    def renew_certificates(self):
        """By another authority, that the old kubeconfigs do not trust."""
        certificates.make(self.folder)
        self.restart()

    def restart(self):
        for name in ("kube-controller-manager", "kube-apiserver"):
            self.kill(name)
        self.write_kubeconfigs()
        self.start_apiserver()
        self.start_controllers()

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        certificates.make(self.folder)
        self.make_tokens()
        self.store = f"http://127.0.0.1:{self.ports.enter_context(reserved_port())}"
        self.server = f"https://127.0.0.1:{self.ports.enter_context(reserved_port())}"
        self.write_kubeconfigs()
        self.start_etcd()
        self.start_apiserver()
        self.start_controllers()
        self.furnish(self.admin())

    def make_tokens(self):
        self.tokens = {"admin": secrets.token_hex(24), "team": secrets.token_hex(24)}
        table = self.folder / "tokens.csv"
        table.write_text(f"{self.tokens['admin']},admin,admin,system:masters\n{self.tokens['team']},team,team\n")
        table.chmod(0o600)

    def write_kubeconfigs(self):
        authority = base64.b64encode((self.folder / "ca.crt").read_bytes()).decode()
        for path, user, namespace in ((self.admin_kubeconfig, "admin", "default"), (self.team_kubeconfig, "team", self.options.namespace)):
            path.write_text(kubeconfig(self.server, authority, user, namespace, f"token: {self.tokens[user]}"))
            path.chmod(0o600)

    def admin(self):
        return api.Api(self.server, self.folder / "ca.crt", self.tokens["admin"])

    def start_etcd(self):
        self.spawn("etcd", "--name", "envtest", "--data-dir", self.folder / "etcd", "--unsafe-no-fsync", "--log-level", "error",
                   "--socket-reuse-port", "--listen-client-urls", self.store, "--advertise-client-urls", self.store, "--listen-peer-urls",
                   "http://127.0.0.1:0")

    def start_apiserver(self):
        self.spawn("kube-apiserver", *self.apiserver_flags(self.server.rpartition(":")[2]))
        self.until("ready", lambda: api.ready(self.admin()))

    def start_controllers(self):
        if (self.options.assets / "kube-controller-manager").exists():
            self.spawn("kube-controller-manager", "--kubeconfig", self.admin_kubeconfig, "--leader-elect=false", "--secure-port=0",
                       "--controllers=garbage-collector-controller,namespace-controller")

    def apiserver_flags(self, port):
        flags = ["--etcd-servers", self.store, "--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1", "--secure-port", port,
                 "--permit-port-sharing", "--endpoint-reconciler-type", "none", "--tls-cert-file", self.folder / "server.crt",
                 "--tls-private-key-file", self.folder / "server.key", "--client-ca-file", self.folder / "ca.crt", "--token-auth-file",
                 self.folder / "tokens.csv", "--authorization-mode", "RBAC", "--service-cluster-ip-range", "10.0.0.0/24",
                 "--service-account-issuer", "https://kubernetes.default.svc", "--service-account-signing-key-file", self.folder / "sa.key",
                 "--service-account-key-file", self.folder / "sa.key", "--disable-admission-plugins", "ServiceAccount", "--profiling=false"]
        # Lists of the past come from etcd: what is compacted there is gone at once, not when the server's cache has noticed.
        gates = ["ListFromCacheSnapshot=false", *([] if self.options.watch_list else ["WatchList=false"])]
        return [*flags, f"--feature-gates={','.join(gates)}"]

    def furnish(self, admin):
        """The restricted user's namespace and rights, and the operators' types."""
        for path, document in api.team_objects("team", self.options.namespace):
            def made(path=path, document=document):
                return admin.send("POST", path, document)[0] in (201, 409)
            self.until(f"POST {path}", made)
        names = []
        for name, text in api.definitions_in(self.options.crds):
            where = f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}?fieldManager=envtest&force=true"
            status, said = admin.send("PATCH", where, text, "application/apply-patch+yaml", timeout=60)
            if status not in (200, 201):
                raise Failed(f"the CustomResourceDefinition {name} is refused: {status} {said}")
            names.append(name)
        for name in names:
            self.until(f"{name} established", lambda name=name: api.established(admin, name))
        if self.options.spark_operator:
            self.spawn_spark_operator()

    def spawn_spark_operator(self):
        """It takes the address for spark-submit's --master from the environment that pods have."""
        host, port = self.server.removeprefix("https://").split(":")
        environment = dict(os.environ, KUBECONFIG=str(self.admin_kubeconfig), KUBERNETES_SERVICE_HOST=host, KUBERNETES_SERVICE_PORT=port,
                           SPARK_HOME=str(HERE / "spark-home"), NEXA_ENVTEST_KUBECTL=str(self.options.assets / "kubectl"))
        self.spawn("spark-operator", "controller", "start", "--zap-log-level=info", "--namespaces=", "--enable-ui-service=true",
                   "--leader-election=false", "--enable-metrics=false", "--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=0",
                   "--driver-pod-creation-grace-period=2s", program=self.options.spark_operator, environment=environment)

    def spawn(self, name, *flags, program=None, environment=None):
        with open(self.folder / f"{name}.log", "ab") as log:
            command = [program or self.options.assets / name, *map(str, flags)]
            self.processes[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                                    env=environment, preexec_fn=die_with_parent)

    def until(self, what, holds):
        end = time.monotonic() + PATIENCE
        while not holds():
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise Failed(self.tail(name))
            if time.monotonic() > end:
                raise Failed(f"not {what} within {PATIENCE} s; the logs are in {self.folder}")
            time.sleep(0.05)

    def tail(self, name):
        lines = (self.folder / f"{name}.log").read_text(errors="replace").splitlines()
        return "\n".join([f"{name} ended with {self.processes[name].returncode}; its log, {self.folder}/{name}.log, ends with:", *lines[-8:]])
