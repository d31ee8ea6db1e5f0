#!/bin/sh
# How long the rule of agreement takes: 1,000 units, and a log of a million
# answers rebuilt. CPU time, least of 200.
set -eu
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM
sources() { ls "$@" | grep -v _test; }
# shellcheck disable=SC2046
${CC:-gcc} -O3 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$tmp/agreement" \
    bench/agreement.c $(sources src/engine/agreement/*.c src/base/*.c) -lm
"$tmp/agreement"
