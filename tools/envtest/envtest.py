#!/usr/bin/env python3
"""A real Kubernetes API server for tests, built from Go modules.

    tools/envtest/envtest.py build [VERSION...]   etcd, kube-apiserver, kube-controller-manager and kubectl into .tools/envtest/VERSION;
                                                  without a version: all, and the Spark operator
    tools/envtest/envtest.py run VERSION [...]    starts them on loopback, says "ready" and where, until it is asked to end
    tools/envtest/envtest.py versions             the versions of Kubernetes it knows how to build
    tools/envtest/envtest.py spark-operator       the version of the Spark operator

KUBEBUILDER_ASSETS names a folder with those binaries instead; it stands for its own version ("assets").
Exit codes: 0 done, 1 failed, 3 can't be done on this machine (no usable Go, or its modules can't be had): the reason is on the last line.
"""

import argparse
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from building import CannotBuild, assets_of, build, build_spark_operator, spark_operator, spark_operator_module, versions  # noqa: E402
from cluster import Cluster, Failed, Options  # noqa: E402

UNABLE = 3


def build_all(wanted):
    """What can't be built here does not keep the rest from it."""
    steps = [lambda version=version: build(version) for version in wanted or versions()]
    if not wanted:
        steps.append(build_spark_operator)
    code = 0
    for step in steps:
        try:
            step()
        except CannotBuild as reason:
            print(reason, flush=True)
            code = UNABLE
    return code


def run(arguments):
    assets = assets_of(arguments.version)
    if assets is None:
        print(f"Kubernetes {arguments.version} is not built: tools/envtest/envtest.py build {arguments.version}", flush=True)
        return UNABLE
    operator = spark_operator() if arguments.spark_operator else None
    if arguments.spark_operator and operator is None:
        print("the Spark operator is not built: tools/envtest/envtest.py build", flush=True)
        return UNABLE
    # Before anything is started, so that whoever asks early is heard too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    options = Options(assets=assets, folder=arguments.dir, namespace=arguments.namespace, watch_list=not arguments.no_watch_list,
                      crds=arguments.crds, spark_operator=operator)
    with Cluster(options) as cluster:
        print(f"ready {cluster.server} KUBECONFIG={cluster.admin_kubeconfig} TEAM_KUBECONFIG={cluster.team_kubeconfig} "
              f"ETCD={cluster.store}", flush=True)
        cluster.wait()
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="build what is missing")
    building.add_argument("versions", nargs="*")
    running = commands.add_parser("run", help="start a cluster and keep it until SIGTERM")
    running.add_argument("version")
    running.add_argument("--dir", type=pathlib.Path, required=True, help="an empty folder for its data, certificates, logs and kubeconfigs")
    running.add_argument("--namespace", default="team", help="the namespace of the restricted user")
    running.add_argument("--no-watch-list", action="store_true", help="as older servers are, without the feature WatchList")
    running.add_argument("--crds", type=pathlib.Path, nargs="*", default=[], help="files of CustomResourceDefinitions, or folders of them")
    running.add_argument("--spark-operator", action="store_true", help="the real one, for all namespaces; its spark-submit only makes the driver pod")
    commands.add_parser("versions", help="of Kubernetes, one a line")
    commands.add_parser("spark-operator", help="its version")
    arguments = parser.parse_args()
    try:
        if arguments.command == "versions":
            print("\n".join(versions()))
            return 0
        if arguments.command == "spark-operator":
            print(spark_operator_module()[1])
            return 0
        if arguments.command == "build":
            return build_all(arguments.versions)
        return run(arguments)
    except CannotBuild as reason:
        print(reason, flush=True)
        return UNABLE
    except Failed as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
