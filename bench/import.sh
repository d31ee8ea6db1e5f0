#!/bin/sh
# Bringing a network in: how long it takes, how much memory, how long others
# cannot write meanwhile. Three times for each size: all new; the same again,
# which writes nothing; and with one organisation in a hundred renamed.
#
#     bench/import.sh [PEOPLE...]                  10,000 and 1,000,000
#     script/with-postgres bench/import.sh ...     PostgreSQL too
#
# Results also go to build/bench/import.jsonl.
set -u
[ $# -gt 0 ] || set -- 10000 1000000
. "$(dirname "$0")/common"

once() { # WHAT FOLDER DB
    began=$(now_ms)
    "$PROGRAM" import "$2" --db "$3" > "$tmp/said" &
    import=$!
    most=0
    # ended, but not waited for, it has no memory any more
    while now=$(resident "$import" 2> /dev/null) && [ -n "$now" ]; do
        [ "$now" -gt "$most" ] && most=$now
        sleep 0.05
    done
    wait "$import" || { cat "$tmp/said" >&2; exit 1; }
    took=$(($(now_ms) - began))
    tr ';:,' '   ' < "$tmp/said" | awk -v d="$dialect" -v n="$people" \
        -v what="$1" -v ms="$took" -v kb="$most" -v out="$OUT/import.jsonl" '
        { rows = $1; created = $3; changed = $5; held = $(NF - 1)
          printf "%-10s %8d  %-12s %8d rows %9d new %7d changed %7.2f s " \
              "%7.0f rows/s  held %5.1f s %7d kB\n", d, n, what, rows, created,
              changed, ms / 1000, rows / ms * 1000, held, kb
          printf "{\"db\":\"%s\",\"people\":%d,\"what\":\"%s\",\"rows\":%d," \
              "\"created\":%d,\"changed\":%d,\"s\":%.2f,\"held_s\":%.1f," \
              "\"peak_kb\":%d}\n", d, n, what, rows, created, changed,
              ms / 1000, held, kb >> out }'
}

measure() { # DB
    folder=$(network "$people") || exit 1
    once "all new" "$folder" "$1"
    once "the same" "$folder" "$1"
    mkdir -p "$tmp/changed"
    cp "$folder"/*.csv "$tmp/changed/"
    awk -F, -v OFS=, 'NR > 1 && NR % 100 == 0 { $2 = $2 " anew" } 1' \
        "$folder/organisation.csv" > "$tmp/changed/organisation.csv"
    once "1 % renamed" "$tmp/changed" "$1"
    rm -rf "$tmp/changed"
}

: > "$OUT/import.jsonl"
machine
for people in "$@"; do
    dialect=sqlite
    measure "$tmp/import.db"
    rm -f "$tmp"/import.db*
    if [ -n "${CP_TEST_PG:-}" ]; then
        dialect=postgresql
        psql -q "$CP_TEST_PG" -c "CREATE DATABASE import_$people
            TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        measure "${CP_TEST_PG%/*}/import_$people"
    fi
done
