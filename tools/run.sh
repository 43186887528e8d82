#!/bin/bash
# Starts the demonstration: data in var/, made at the first start and kept.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p var
chmod 700 var
if [ -z "${NEXA_MASTER_KEY:-}" ]; then
    if [ ! -s var/master.key ]; then
        (umask 077 && head -c 32 /dev/urandom | base64 >var/master.key)
        echo "Made a master key in var/master.key: it seals the clusters' credentials in the database. Keep it with the data."
    fi
    NEXA_MASTER_KEY=$(cat var/master.key)
    export NEXA_MASTER_KEY
fi
exec build/release/nexa serve --demo --data var --listen "$1" --page ui/dist
