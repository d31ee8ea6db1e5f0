#!/bin/sh
# What base/ costs by itself: CSV in MB a second, JSON, keys, mathematics.
#
#     bench/base.sh [CORE]         pinned to one core when it is named
#
# CPU time, so that a busy machine tells nearly the same as an idle one. CSV is
# the best of five runs, in memory, fed in pieces of 64 KiB.
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
${CC:-gcc} -O2 -g -std=c2x -ffp-contract=off -D_GNU_SOURCE -pthread -Isrc \
    -o "$dir/base" bench/base.c $(ls src/base/*.c | grep -v _test) \
    src/os/clock.c src/os/entropy.c -lm
if [ $# -gt 0 ]; then
    taskset -c "$1" "$dir/base"
else
    "$dir/base"
fi
