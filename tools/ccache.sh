#!/bin/sh
# ccache with the settings that let one cache serve every checkout of this project: paths relative to the checkout, the working
# directory left out of the hash, precompiled headers trusted by content.
CCACHE_BASEDIR=$(cd "$(dirname "$0")/.." && pwd)
export CCACHE_BASEDIR CCACHE_NOHASHDIR=true
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
exec ccache "$@"
