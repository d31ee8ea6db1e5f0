#!/bin/sh
# How long common ground over declared units takes. CPU time, least of nine.
set -eu
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM
sources() { ls "$@" | grep -v _test; }
# shellcheck disable=SC2046
${CC:-gcc} -O3 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$tmp/ground" \
    bench/ground.c $(sources src/engine/opinion/ground*.c \
    src/engine/opinion/exact.c src/base/*.c) -lm
"$tmp/ground"
