#!/bin/sh
# The floor under a posted form: what SQLite alone writes of it in a second,
# durably, on this disk. Four together are what four workers can have waiting.
set -eu
cd "$(dirname "$0")/.."
into=${B:-build}/bench
mkdir -p "$into"
${CC:-gcc} -std=c2x -Wall -Wextra -D_GNU_SOURCE -O2 -o "$into/floor" \
    bench/floor.c -lsqlite3
folder=$(mktemp -d "$into/floor-XXXXXX")
trap 'rm -rf "$folder"' EXIT
for n in 1 4 16; do "$into/floor" "$folder/$n.db" $n; done
