#!/bin/sh
# The page of a proposal with 200 communities on its list, and its list.
#
#     bench/proposal.sh
#     script/with-postgres bench/proposal.sh     PostgreSQL too
#
# The list is written as a facilitator writes it, laid open, and asking opens;
# then the pages are asked for, 60 times each, one after another. Results also
# go to build/bench/proposal.jsonl, an object a line.
set -u
. "$(dirname "$0")/common"
n_units=200
n_times=60

token_of() { sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' | head -n1; }
page() { curl -s -H "Cookie: $session" "$url$1"; }
send() { # ADDRESS DATA
    curl -s -o /dev/null -w '%{http_code}\n' -H "Cookie: $session" \
        -H "Origin: $url" -d "$2" "$url$1"
}

ask() { # NAME WHAT ADDRESS
    for _ in $(seq $n_times); do
        curl -s -o "$tmp/page" -w '%{time_total}\n' -H 'Accept-Encoding: br' \
            -H "Cookie: $session" "$url$3"
    done | sort -n > "$tmp/times"
    awk -v name="$1" -v what="$2" -v bytes="$(wc -c < "$tmp/page")" '
        { t[NR] = $1 * 1000 }
        END {
            printf "%-10s %-12s %.1f ms, 95 %% under %.1f; %d bytes\n", name,
                what, t[int((NR + 1) / 2)], t[int(NR * 0.95)], bytes
            printf "{\"db\":\"%s\",\"page\":\"%s\",\"ms\":%.2f,\"bytes\":%d}\n",
                name, what, t[int((NR + 1) / 2)], bytes > "/dev/stderr"
        }' "$tmp/times" 2>> "$OUT/proposal.jsonl"
}

measure() { # NAME DB
    "$PROGRAM" import example --db "$2" > /dev/null || exit 1
    serve "$2" --quiet
    link=$("$PROGRAM" user invite "bench@x.example" --name Bench \
        --coordinator --db "$2" --base-url "$url")
    token=$(curl -s "$link" | token_of)
    session=$(curl -s -i -o - -d "token=$token&name=Bench" \
        --data-urlencode "password=kiwi hamn nittio lampor" \
        --data-urlencode "again=kiwi hamn nittio lampor" \
        -H "Origin: $url" "$link" |
        sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' | grep -v cpd | head -n1)
    partnership=$(curl -s "$url/en/partnership?q=Homa+Bay" |
        sed -n 's/.*href="\(\/en\/partnership\/[^"]*homa-bay[^"]*\)".*/\1/p' |
        head -n1 | sed 's/.*-//')
    token=$(page "/en/partnership/$partnership/proposals" | token_of)
    send "/en/partnership/$partnership/proposals" \
        "token=$token&name=Bench&level=collaborate&lang=en&body=One+text" \
        > /dev/null
    key=$(page "/en/partnership/$partnership/proposals" |
        sed -n 's/.*href="\/en\/agree\/\([0-9a-z]*\)".*/\1/p' | head -n1)
    [ -n "$key" ] || { echo "no proposal is there" >&2; exit 1; }
    sides=$(page "/en/agree/$key/list" | tr '>' '\n' |
        sed -n '/name="side"/,/\/select/p' |
        sed -n 's/.*option value="\([0-9a-z]\{13\}\)".*/\1/p')
    for i in $(seq $n_units); do
        side=$(echo "$sides" | sed -n "$((i % 2 + 1))p")
        token=$(page "/en/agree/$key/list" | token_of)
        send "/en/agree/$key/unit" \
            "token=$token&name=Community+$i+of+the+lake&side=$side&kind=members&n_members=40"
    done | grep -cv 303
    ask "$1" proposal "/en/agree/$key"
    ask "$1" list "/en/agree/$key/list"
    stop "$server"
}

machine
measure SQLite "$tmp/x.db"
if [ -n "${CP_TEST_PG:-}" ]; then
    psql -q "$CP_TEST_PG" -c "CREATE DATABASE proposal_bench
        TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" || exit 1
    measure PostgreSQL "${CP_TEST_PG%/*}/proposal_bench"
fi
