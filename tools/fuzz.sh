#!/bin/bash
# Runs every fuzz target for SECONDS_EACH (60) from the corpus in the repository. What breaks one is kept in build/fuzz/found, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:-60}
found=build/fuzz/found
mkdir -p "$found"
failed=()
for target in kubeconfig watch list; do
    echo "== $target, $each s"
    # New inputs go to a folder of their own: the one in the repository stays small.
    mkdir -p "build/fuzz/corpus/$target"
    if ! "build/fuzz/fuzz_$target" -max_total_time="$each" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$found/$target-" "build/fuzz/corpus/$target" "fuzz/corpus/$target" 2>"build/fuzz/$target.log"; then
        failed+=("$target")
        tail -40 "build/fuzz/$target.log"
    fi
    grep -E '^stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)' "build/fuzz/$target.log" | sed 's/^stat::/   /'
done
[ ${#failed[@]} = 0 ] || { echo "broken: ${failed[*]}; the inputs are in $found"; exit 1; }
