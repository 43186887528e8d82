#!/bin/bash
# Everything that can be said of the sources without running them.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
check() { local name=$1; shift; echo "== $name"; "$@" || failed+=("$name"); }

formats() {
    git ls-files -co --exclude-standard 'src/*.cpp' 'src/*.hpp' 'bench/*.cpp' 'fuzz/*.?pp' | xargs clang-format-19 --dry-run --Werror
}
tidy() {
    tools/build.sh dev all || return 1
    # Only what changed against the merge base when there is one: the whole tree takes long. NEXA_TIDY=all checks everything.
    local files
    if [ "${NEXA_TIDY:-changed}" = all ]; then
        files=$(git ls-files 'src/*.cpp')
    else
        files=$( (git diff --name-only --diff-filter=d HEAD; git diff --name-only --diff-filter=d HEAD~1 HEAD 2>/dev/null) | grep -E '^src/.*\.cpp$' | sort -u)
    fi
    [ -n "$files" ] || { echo "no changed sources"; return 0; }
    xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/dev --quiet <<<"$files" 2>/dev/null
}
openapi() {
    tools/build.sh dev nexa >/dev/null && build/dev/nexa openapi | cmp - api/openapi.json || { echo "api/openapi.json is stale: run make api"; return 1; }
}
page() { (cd ui && PATH="$PWD/../.tools/node/bin:$PATH" npm run --silent lint); }
journeys() { (cd e2e && PATH="$PWD/../.tools/node/bin:$PATH" npm run --silent lint); }
budget() { tools/ui.sh && (cd ui && PATH="$PWD/../.tools/node/bin:$PATH" npm run --silent budget); }

check layers tools/layers.py
check clang-format formats
check clang-tidy tidy
check openapi openapi
check page page
check journeys journeys
check budget budget
if [ ${#failed[@]} -gt 0 ]; then echo "lint: failed: ${failed[*]}"; exit 1; fi
echo "lint: ok"
