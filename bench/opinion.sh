#!/bin/sh
# Opinions: reading votes, the map and the groups of each k, and drawing again a
# hundred times. CPU seconds and memory of a process that does nothing else, then
# the whole command. Conversations are made up, of the shape of those on which
# the Python port of Polis, red-dwarf, was measured (2.35 s and 188 MB for
# 61,384 votes of 1,116 people on 522 statements); it is run beside, on the same
# file, where it is installed (pip install red-dwarf).
#
#     bench/opinion.sh [VOTES.csv...]      these besides
set -eu
[ $# -eq 0 ] || files=$(for f in "$@"; do realpath "$f"; done)
. "$(dirname "$0")/common"
e=src/engine/opinion
${CC:-gcc} -O3 -g -std=c2x -D_GNU_SOURCE -ffp-contract=off -pthread -Isrc \
    -o "$tmp/opinion" bench/opinion.c \
    $(ls $e/*.c src/base/*.c | grep -v _test) -lm
machine
small=$tmp/small.csv
"$tmp/opinion" 1116 522 61384 -1 "$small"
"$tmp/opinion" 1116 522 61384 100
"$tmp/opinion" 10000 500 500000
"$tmp/opinion" 10000 500 500000 100
"$tmp/opinion" 100000 1000 5000000
for f in "$small" test/oracle/opinion/vtaiwan.uberx/votes.csv ${files:-}; do
    "$tmp/opinion" "$f"
    "$tmp/opinion" "$f" 100
    for mode in stable polis; do
        for i in 1 2 3 4 5; do
            /usr/bin/time -a -o "$tmp/times" -f '%U %S %M' \
                "$PROGRAM" opinions "$f" --mode "$mode" --format json \
                > "$tmp/out"
        done
        awk '{ print $1 + $2, $3 / 1024 }' "$tmp/times" | sort -n |
            sed -n 3p | awk -v m="$mode" '{ printf "counterpart opinions \
--mode %s: %.2f s, %d MB\n", m, $1, $2 }'
        rm "$tmp/times"
    done
done
if python3 -c 'import reddwarf' 2> "$tmp/none"; then
    /usr/bin/time -f 'red-dwarf: %U s, %M kB' python3 -c '
import csv, sys
from reddwarf.implementations.polis import run_pipeline
votes = [{"participant_id": int(r["participant"]),
          "statement_id": int(r["statement"]), "vote": int(r["vote"])}
         for r in csv.DictReader(open(sys.argv[1]))]
run_pipeline(votes=votes)' "$small"
else
    echo "red-dwarf is not installed: 2.35 s and 188 MB, as measured before"
fi
