#!/bin/bash
# The compiler launcher: ccache so set up that one cache serves every checkout of this project.
# Paths into the checkout become relative, in every argument, so that the same source is the same command wherever it lies (ccache's own
# base_dir leaves what follows -Xclang as it is), and the working directory stays out of the hash.
# Dependencies tell what a result depends on (depend mode): a miss costs no extra run of the preprocessor.
# A precompiled header names the files it was made of by absolute paths, so each checkout makes its own, and beside it the checksum of what
# went into it, by which ccache knows two of them as equal (pch_external_checksum).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
up=$(realpath --relative-to="$PWD" "$root")
arguments=("${@//"$root/"/"$up/"}")

if [[ " $* " == *" -emit-pch "* ]]; then
    "${arguments[@]}"
    preprocess=()
    output=
    for ((at = 0; at < ${#arguments[@]}; at++)); do
        case ${arguments[at]} in
            -o) output=${arguments[at + 1]}; ((at += 1)) ;;
            -MD | -fpch-instantiate-templates) ;;
            -MT | -MF) ((at += 1)) ;;
            -Xclang) if [ "${arguments[at + 1]}" = -emit-pch ]; then ((at += 1)); else preprocess+=(-Xclang); fi ;;
            -c) preprocess+=(-E) ;;
            *) preprocess+=("${arguments[at]}") ;;
        esac
    done
    { printf '%s\n' "${preprocess[@]}" && "${preprocess[@]}"; } | sed "s#$root/#$up/#g" | sha256sum | cut -d' ' -f1 >"$output.sum"
    exit
fi

export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=true CCACHE_PCH_EXTSUM=true CCACHE_DEPEND=true
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
exec ccache "${arguments[@]}"
