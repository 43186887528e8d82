#!/bin/bash
# tools/build.sh PRESET TARGET...: configures when needed and builds, with progress.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
if [ ! -f "build/$preset/build.ninja" ]; then
    echo "Configuring build/$preset ..."
    mkdir -p "build/$preset"
    cmake --preset "$preset" >"build/$preset/configure.log" 2>&1 || { tail -30 "build/$preset/configure.log"; exit 1; }
fi
echo "Building $* ($preset) ..."
NINJA_STATUS="  [%f/%t, %e s] " ninja -C "build/$preset" ${JOBS:+-j "$JOBS"} "$@" | sed -u -e '/Entering directory/d' -e '/ninja: no work to do/d' | cat
