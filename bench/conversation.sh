#!/bin/sh
# A large conversation: its page, the page with the next statement, an answer sent,
# the counts behind the page and the result's page. On SQLite, and on PostgreSQL when
# CP_TEST_PG is set (script/with-postgres bench/conversation.sh).
#
#     bench/conversation.sh [-n PEOPLE] [-m STATEMENTS] [-a ANSWERS]
#
# ANSWERS of each. Milliseconds of a page: the whole exchange, half of 40 took
# less; and CPU of the server for one. Results also go to
# build/bench/conversation.jsonl, an object a line.
set -u
people=10000
statements=500
answers=50
while getopts n:m:a: o; do
    case $o in
    n) people=$OPTARG ;;
    m) statements=$OPTARG ;;
    a) answers=$OPTARG ;;
    *) exit 2 ;;
    esac
done
. "$(dirname "$0")/common"
. bench/talk
: > "$OUT/conversation.jsonl"
rounds=40

# Three leanings. Keys as the program makes them: a participant's leaves twelve
# bits for their answers. In that order, or SQLite takes ten minutes.
fill() {
    id=$(ask "SELECT max(id) FROM conversation WHERE name = 'What must change?'")
    ask "INSERT INTO statement (id, conversation_id, number, lang, words, status,
        made_on) SELECT 700000 + value, $id, value, 'en',
        'Statement number ' || value, 'in', '2026-01-01'
        FROM generate_series(51, $statements) AS value"
    units=$(ask "SELECT count(*) FROM conversation_unit WHERE
        conversation_id = $id")
    ask "INSERT INTO participant (id, conversation_id, unit_id, way)
        SELECT p * 2654435761 % 4294967296 * 4096, $id, u.id, 'self'
        FROM (SELECT value AS p FROM generate_series(1, $people) AS value) a
        JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k
            FROM conversation_unit WHERE conversation_id = $id) u
        ON u.k = a.p % $units + 1"
    # Sorted, without the index and what it refers to, which come after: a tenth
    # of the time. The server only waits meanwhile.
    case $database in
    postgres*)
        index=$(ask "SELECT pg_get_indexdef('answer_of'::regclass)")
        fast="SET session_replication_role = replica; SET work_mem = '256MB';
            SET maintenance_work_mem = '256MB'" ;;
    *)
        index=$(ask "SELECT sql FROM sqlite_master WHERE name = 'answer_of'")
        fast='PRAGMA temp_store = MEMORY; PRAGMA cache_size = -200000' ;;
    esac
    ask "$fast; DROP INDEX answer_of;
        INSERT INTO answer (id, participant_id, statement_id, vote)
        SELECT p * 2654435761 % 4294967296 * 4096 + n,
        p * 2654435761 % 4294967296 * 4096, (SELECT s.id FROM statement s
            WHERE s.conversation_id = $id AND s.number = n),
        CASE WHEN (p * 31 + n * 17 + p * n) % 10 = 0 THEN 0
        WHEN (p % 997 * (p % 991) + n * n * 7 + p * n) % 100 < (p % 3 * 37 + n * 13) % 100
        THEN 1 ELSE -1 END
        FROM (SELECT p, (p * 37 + k * 19) % $statements + 1 AS n
            FROM (SELECT value AS p FROM generate_series(1, $people) AS value) a,
            (SELECT value AS k FROM generate_series(1, $answers) AS value) b) x
        ORDER BY 1;
        $index"
    case $database in
    postgres*) ask 'VACUUM ANALYZE' ;;
    *) ask ANALYZE ;;
    esac
}

# NAME PATH: half of the rounds took less, and CPU of one
page() {
    before=$(cpu "$server")
    i=0
    while [ $i -lt $rounds ]; do
        curl -s -b "$cookie" -o "$tmp/page" -w '%{http_code} %{time_total}\n' \
            "$url$2" >> "$tmp/$1"
        i=$((i + 1))
    done
    after=$(cpu "$server")
    say "$1" "$before" "$after"
}

say() { # NAME CPU-BEFORE CPU-AFTER: of what stands in $tmp/NAME
    sort -k2n "$tmp/$1" | awk -v name="$1" -v t=$(($3 - $2)) -v hz="$ticks" '
        $1 != 200 && $1 != 303 { bad++ }
        { at[NR] = $2 * 1000 }
        END { printf "  %-12s %6.1f ms, %5.1f ms of CPU, slowest %.1f%s\n",
              name, at[int((NR + 1) / 2)], 1000 * t / hz / NR, at[NR],
              bad ? ", NOT ANSWERED: " bad : "" }'
    sort -k2n "$tmp/$1" | awk -v name="$1" -v db="$kind" -v n="$people" '
        { at[NR] = $2 * 1000 }
        END { printf "{\"database\":\"%s\",\"people\":%d,\"what\":\"%s\"," \
              "\"ms\":%.1f}\n", db, n, name, at[int((NR + 1) / 2)] }' \
        >> "$OUT/conversation.jsonl"
    rm "$tmp/$1"
}

# Answers to one statement after the other, each by the form of its page.
send() {
    unit=$(head -n1 "$tmp/units")
    token_of "/en$unit"
    post "/en$unit" -d role=guest -d n_slips=1
    code=$(sed -n 's/.*<p class="code">\([^<]*\)<.*/\1/p' "$tmp/page" |
        tr -d '-' | head -n1)
    at=/en/say/$code
    page statement "$at"
    i=0
    before=$(cpu "$server")
    while [ $i -lt $rounds ]; do
        curl -s -o "$tmp/page" "$url$at?more=on"
        curl -s -D "$tmp/head" -o "$tmp/none" -H "Origin: $url" \
            -w '%{http_code} %{time_total}\n' -d "vote=agree" \
            -d "token=$(field token "$tmp/page")" \
            -d "statement=$(field statement "$tmp/page")" \
            -d "unit=$(field unit "$tmp/page")" "$url$at" >> "$tmp/answer"
        to=$(sed -n 's,^[Ll]ocation: \(/en/say/[^/?[:cntrl:]]*\).*,\1,p' "$tmp/head")
        [ -z "$to" ] || at=$to
        i=$((i + 1))
    done
    after=$(cpu "$server")
    say answer "$before" "$after"
}

count() { # KIND: as that job is asked for, until it is done
    now=$(date +%s%N | cut -b1-13)
    before=$(cpu "$server")
    ask "INSERT INTO job (id, kind, thing_id, status, progress, n_tries,
        asked_at, due_at) VALUES ($now, '$1', $id, 'waiting', 0, 0,
        $now / 1000, $now / 1000)"
    until line=$(grep "\"kind\":\"$1\"" "$tmp/log"); do
        sleep 0.2
        kill -0 "$server" || exit 1
    done
    after=$(cpu "$server")
    echo "$line" | tail -n1 | awk -F'"ms":' -v name="$2" \
        -v t=$((after - before)) -v hz="$ticks" \
        -v hwm="$(awk '/VmHWM/ { print $2 }' "/proc/$server/status")" '{
        printf "  %-12s %6.1f s, %.1f s of CPU, %d MB at most\n", name,
        $2 / 1000, t / hz, hwm / 1024 }'
    echo "$line" | tail -n1 | awk -F'"ms":' -v name="$2" -v db="$kind" \
        -v n="$people" '{ printf "{\"database\":\"%s\",\"people\":%d," \
        "\"what\":\"%s\",\"ms\":%d}\n", db, n, name, $2 }' \
        >> "$OUT/conversation.jsonl"
    case $line in *'"state":"done"'*) ;; *) echo "$line" >&2; failed=1 ;; esac
}

measure() { # NAME DATABASE
    kind=$1
    database=$2
    serve "$database" --trusted-proxy 127.0.0.1 --post-limit 0
    sign_in
    begin
    fill
    echo "$1: $people people, $statements statements," \
        "$(ask 'SELECT count(*) FROM answer') answers"
    count conversation_count "while open"
    page conversation "/en$talk"
    send
    ask "UPDATE conversation SET status = 'closed',
        closed_on = '2026-01-02' WHERE id = $id"
    count conversation_ground "at the close"
    page result "/en$talk/ground"
    stop "$server"
}

failed=0
machine
file=$(database 100) || exit 1
cp "$file" "$tmp/n.db"
measure SQLite "$tmp/n.db"
if [ -n "${CP_TEST_PG:-}" ]; then
    measure PostgreSQL "$(pg_database 100)"
fi
exit $failed
