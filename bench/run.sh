#!/bin/bash
# make bench: figures of build/release/nexa, and of the FastAPI + Celery peer in the same run where it is present.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 bench/run.py "$@"
