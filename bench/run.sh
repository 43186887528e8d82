#!/bin/bash
# make bench: figures of build/release/nexa and of its informer, each beside its peers in the same run where they are present.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 bench/run.py "$@"
bench/informers.py
bench/applying.py
bench/dataplane.py
