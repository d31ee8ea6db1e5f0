#!/bin/sh
# A board that 100 people add to at once, and its A3 page.
#
#     bench/board.sh
#     script/with-postgres bench/board.sh        PostgreSQL too
#
# The board of the example gets 100 entries at once, from 100 connections, in
# one session (a session is one of many in the house, and costs the same
# each time); then the board is asked for until all are on it. Then the two
# boards beside each other are printed, one after another: 40 times. Results
# also go to build/bench/board.jsonl, an object a line.
set -u
. "$(dirname "$0")/common"
n_people=100
n_prints=40

measure() { # NAME DB
    "$PROGRAM" import example --db "$2" > /dev/null || exit 1
    serve "$2" --quiet
    link=$("$PROGRAM" user invite "bench@x.example" --name Bench \
        --coordinator --db "$2" --base-url "$url")
    jar=$tmp/jar
    form=$(curl -s -c "$jar" "$link")
    token=$(printf '%s' "$form" | sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p')
    # the cookie is for https, and for this machine
    session=$(curl -s -i -o - -d "token=$token&name=Bench" \
        --data-urlencode "password=kiwi hamn nittio lampor" \
        --data-urlencode "again=kiwi hamn nittio lampor" \
        -H "Origin: $url" "$link" |
        sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' | grep -v cpd | head -n1)
    partnership=$(curl -s "$url/en/partnership?q=Homa+Bay" |
        sed -n 's/.*href="\(\/en\/partnership\/[^"]*homa-bay[^"]*\)".*/\1/p' |
        head -n1 | sed 's/.*-//')
    board=$(curl -s -H "Cookie: $session" \
        "$url/en/partnership/$partnership/boards" |
        grep -o '/en/board/[^"]*' | head -n1)
    [ -n "$board" ] || { echo "no board is there" >&2; exit 1; }
    key=${board##*-}
    : > "$tmp/posts"
    for i in $(seq $n_people); do
        token=$(curl -s -H "Cookie: $session" "$url$board" |
            sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' | tail -n1)
        printf 'url = "%s/en/board/%s/entry"\ndata = "token=%s&heading=strength&lang=en&words=Bench+%d"\noutput = "/dev/null"\nheader = "Cookie: %s"\nheader = "Origin: %s"\nnext\n' \
            "$url" "$key" "$token" "$i" "$session" "$url"
    done | sed '$d' > "$tmp/posts"
    began=$(now_ms)
    curl -s --parallel --parallel-immediate --parallel-max $n_people \
        -K "$tmp/posts" > /dev/null 2>&1
    kept=$(($(now_ms) - began))
    curl -s -H "Cookie: $session" "$url$board?q=bench" > "$tmp/page"
    seen=$(($(now_ms) - began))
    shown=$(grep -o '<p>Bench [0-9]*</p>' "$tmp/page" | sort -u | wc -l)
    for _ in $(seq $n_prints); do
        curl -s -o "$tmp/pdf" -w '%{time_total}\n' -H "Cookie: $session" \
            "$url/en/board/$key/beside.pdf"
    done | sort -n > "$tmp/times"
    pages=$(grep -ac '/Type /Page ' "$tmp/pdf")
    awk -v name="$1" -v n=$n_people -v kept="$kept" -v seen="$seen" \
        -v shown="$shown" -v pages="$pages" '
        { t[NR] = $1 * 1000 }
        END {
            printf "%-10s %d at once: kept after %d ms, %d shown after %d ms; " \
                "A3: %.0f ms, the slowest %.0f, %d page\n", name, n, kept,
                shown, seen, t[int((NR + 1) / 2)], t[NR], pages
            printf "{\"db\":\"%s\",\"kept_ms\":%d,\"shown\":%d," \
                "\"seen_ms\":%d,\"pdf_ms\":%.1f,\"pdf_max_ms\":%.1f," \
                "\"pages\":%d}\n", name, kept, shown, seen,
                t[int((NR + 1) / 2)], t[NR], pages > "/dev/stderr"
        }' "$tmp/times" 2>> "$OUT/board.jsonl"
    stop "$server"
}

machine
measure SQLite "$tmp/x.db"
if [ -n "${CP_TEST_PG:-}" ]; then
    psql -q "$CP_TEST_PG" -c "CREATE DATABASE board_bench
        TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" || exit 1
    measure PostgreSQL "${CP_TEST_PG%/*}/board_bench"
fi
