#!/bin/sh
# How long from the command to the first page, with a database that is there:
# the program starts, checks the schema, listens, answers /health.
#
#     bench/start.sh [TIMES]                       20 unless said
#     script/with-postgres bench/start.sh          PostgreSQL too
#
# Results also go to build/bench/start.jsonl.
set -u
times=${1:-20}
. "$(dirname "$0")/common"

measure() { # DIALECT PEOPLE DB
    : > "$tmp/times"
    i=0
    while [ $i -lt "$times" ]; do
        i=$((i + 1))
        port=$((22000 + ($$ * 11 + i * 3) % 9000))
        mkfifo "$tmp/ready"
        began=$(date +%s%N)
        "$PROGRAM" serve --quiet --db "$3" --listen 127.0.0.1:$port \
            > "$tmp/ready" 2> "$tmp/log" &
        server=$!
        pids="$server"
        read -r _ < "$tmp/ready" || { cat "$tmp/log" >&2; exit 1; }
        curl -sfo /dev/null "http://127.0.0.1:$port/health" || exit 1
        ended=$(date +%s%N)
        echo $(((ended - began) / 10000)) >> "$tmp/times"
        stop "$server"
        rm "$tmp/ready"
    done
    sort -n "$tmp/times" | awk -v d="$1" -v n="$2" -v out="$OUT/start.jsonl" '
        { v[NR] = $1 / 100 }
        END { m = v[int((NR + 1) / 2)]
              printf "%-10s %8d  median %.1f ms, fastest %.1f, slowest %.1f\n",
                  d, n, m, v[1], v[NR]
              printf "{\"db\":\"%s\",\"people\":%d,\"median_ms\":%.1f}\n",
                  d, n, m >> out }'
}

: > "$OUT/start.jsonl"
machine
for people in 100 1000000; do
    file=$(database $people) || exit 1
    measure sqlite $people "$file"
done
if [ -n "${CP_TEST_PG:-}" ]; then
    there=$(pg_database 10000) || exit 1
    measure postgresql 10000 "$there"
fi
