#!/bin/bash
# Builds the page into ui/dist when its sources are newer than the last build.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f ui/package.json ] || exit 0
stamp=ui/dist/.built
hash=$(git ls-files -co --exclude-standard ui api/openapi.json | LC_ALL=C sort | xargs -d '\n' sha256sum 2>/dev/null | sha256sum | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null || true)" = "$hash" ]; then exit 0; fi
echo "Building the page ..."
export PATH="$PWD/.tools/node/bin:$PATH"
(cd ui && npm run --silent build)
echo "$hash" >"$stamp"
