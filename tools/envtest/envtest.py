#!/usr/bin/env python3
"""A real Kubernetes API server for tests, built from Go modules.

    tools/envtest/envtest.py build [VERSION...]   etcd, kube-apiserver, kube-controller-manager and kubectl into .tools/envtest/VERSION
    tools/envtest/envtest.py run VERSION [...]    starts them on loopback, says "ready" and where, until it is asked to end
    tools/envtest/envtest.py versions             the versions it knows how to build

KUBEBUILDER_ASSETS names a folder with those binaries instead; it stands for its own version ("assets").
Exit codes: 0 done, 1 failed, 3 can't be done on this machine (no usable Go, or its modules can't be had): the reason is on the last line.
"""

import argparse
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from building import CannotBuild, assets_of, build, versions  # noqa: E402
from cluster import Cluster, Failed, Options  # noqa: E402

UNABLE = 3


def run(arguments):
    assets = assets_of(arguments.version)
    if assets is None:
        print(f"Kubernetes {arguments.version} is not built: tools/envtest/envtest.py build {arguments.version}", flush=True)
        return UNABLE
    # Before anything is started, so that whoever asks early is heard too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    options = Options(assets=assets, folder=arguments.dir, namespace=arguments.namespace, watch_list=not arguments.no_watch_list,
                      crds=arguments.crds)
    with Cluster(options) as cluster:
        print(f"ready {cluster.server} KUBECONFIG={cluster.admin_kubeconfig} TEAM_KUBECONFIG={cluster.team_kubeconfig} "
              f"ETCD={cluster.store}", flush=True)
        cluster.wait()
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="build what is missing")
    building.add_argument("versions", nargs="*", default=versions())
    running = commands.add_parser("run", help="start a cluster and keep it until SIGTERM")
    running.add_argument("version")
    running.add_argument("--dir", type=pathlib.Path, required=True, help="an empty folder for its data, certificates, logs and kubeconfigs")
    running.add_argument("--namespace", default="team", help="the namespace of the restricted user")
    running.add_argument("--no-watch-list", action="store_true", help="as older servers are, without the feature WatchList")
    running.add_argument("--crds", type=pathlib.Path, nargs="*", default=[], help="files of CustomResourceDefinitions, or folders of them")
    commands.add_parser("versions", help="one a line")
    arguments = parser.parse_args()
    try:
        if arguments.command == "versions":
            print("\n".join(versions()))
            return 0
        if arguments.command == "build":
            for version in arguments.versions:
                build(version)
            return 0
        return run(arguments)
    except CannotBuild as reason:
        print(reason, flush=True)
        return UNABLE
    except Failed as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
