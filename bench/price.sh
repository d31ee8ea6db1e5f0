#!/bin/sh
# What it costs to say what a pair would cost, and to mend a round after a
# drop-out: beside solving it anew. CPU time; `score` is what rounds have.
#
#     bench/price.sh [N...]        200 1000 unless said
#
# A fair round in which a pair changes the lowest score for all takes longest.
set -eu
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM
[ $# -gt 0 ] || set -- 200 1000
e=src/engine/assignment
${CC:-gcc} -O3 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$tmp/price" \
    bench/price.c "$e"/assign.c "$e"/assign_leximin.c "$e"/assign_tie.c \
    "$e"/grid.c "$e"/lap.c "$e"/order.c "$e"/price.c "$e"/price_rise.c "$e"/repair.c \
    "$e"/repair_check.c "$e"/widest.c \
    $(ls src/base/*.c | grep -v _test) src/os/clock.c src/os/entropy.c \
    -lsodium -lm
"$tmp/price" "$@"
