#!/bin/sh
# Many people answer a conversation at once, each with a slip: how long a
# statement and an answer take, what an answer costs, and whether each that was
# said to be kept is there, once. On SQLite, and on PostgreSQL when CP_TEST_PG
# is set (script/with-postgres bench/answering.sh).
#
#     bench/answering.sh [-n PEOPLE] [-a ANSWERS] [-t THINK_MS]
#
# Client and server share the cores: one thread a person. Results also go to
# build/bench/answering.jsonl, an object a line.
set -u
people=1000
answers=10
think=5000
while getopts n:a:t: o; do
    case $o in
    n) people=$OPTARG ;;
    a) answers=$OPTARG ;;
    t) think=$OPTARG ;;
    *) exit 2 ;;
    esac
done
. "$(dirname "$0")/common"
${CC:-gcc} -O2 -std=c2x -D_GNU_SOURCE -pthread -o "$tmp/answering" \
    bench/answering.c || exit 1
: > "$OUT/answering.jsonl"

. bench/talk

slips() {
    : > "$tmp/codes"
    while [ "$(wc -l < "$tmp/codes")" -lt "$people" ]; do
        while read -r unit; do
            token_of "/en$unit"
            post "/en$unit" -d role=guest -d n_slips=60
            sed -n 's/.*<p class="code">\([^<]*\)<.*/\1/p' "$tmp/page" |
                tr -d '-' >> "$tmp/codes"
        done < "$tmp/units"
    done
    head -n "$people" "$tmp/codes" > "$tmp/mine"
}

measure() { # NAME DATABASE
    database=$2
    serve "$database" --trusted-proxy 127.0.0.1 --post-limit 0
    sign_in
    begin
    slips
    before=$(cpu "$server")
    "$tmp/answering" "${url##*:}" "$tmp/mine" "$answers" "$think" > "$tmp/line"
    after=$(cpu "$server")
    read -r n kept lost slowed r50 r99 s50 s99 most took < "$tmp/line"
    there=$(ask "SELECT count(*) FROM answer")
    once=$(ask "SELECT count(*) FROM (SELECT DISTINCT participant_id,
        statement_id FROM answer) x")
    who=$(ask "SELECT count(*) FROM participant")
    cost=$(awk -v t=$((after - before)) -v hz="$ticks" -v n="$kept" \
        'BEGIN { printf "%.2f", (n > 0) ? 1000 * t / hz / n : 0 }')
    printf '%-12s %5s people, %6s kept, %3s lost, %3s slowed: ' \
        "$1" "$n" "$kept" "$lost" "$slowed"
    printf 'read %s/%s ms, send %s/%s ms (at most %s), ' \
        "$r50" "$r99" "$s50" "$s99" "$most"
    printf '%s ms of CPU an answer, %s s\n' "$cost" "$took"
    printf '{"database":"%s","people":%s,"kept":%s,"lost":%s,"slowed":%s,' \
        "$1" "$n" "$kept" "$lost" "$slowed" >> "$OUT/answering.jsonl"
    printf '"read_p50":%s,"read_p99":%s,"send_p50":%s,"send_p99":%s,' \
        "$r50" "$r99" "$s50" "$s99" >> "$OUT/answering.jsonl"
    printf '"cpu_ms":%s,"seconds":%s}\n' "$cost" "$took" \
        >> "$OUT/answering.jsonl"
    if [ "$there" != "$kept" ] || [ "$once" != "$kept" ] ||
        [ "$who" != "$n" ]; then
        echo "answering.sh: said to be kept $kept, there $there, once $once," \
            "people $who of $n" >&2
        failed=1
    fi
    stop "$server"
}

failed=0
machine
echo "50th and 99th percentile; a page with a statement is read, an answer sent"
file=$(database 100) || exit 1
cp "$file" "$tmp/n.db"
measure SQLite "$tmp/n.db"
if [ -n "${CP_TEST_PG:-}" ]; then
    measure PostgreSQL "$(pg_database 100)"
fi
exit $failed
