#!/bin/sh
# Who fits as a partner, among many organisations that look for one: how long
# the page takes that answers a visitor's question.
#
#     bench/partner.sh [ORGANISATIONS...]            100 1000 10000 unless said
#     script/with-postgres bench/partner.sh ...      PostgreSQL too
#
# Each organisation seeks and offers up to eight of 300 topics, some of which
# far more do than others (the i-th as 1 / (i + 4)). Every page asks another
# question and is made anew; one after another, so a time is that of one page.
# Results also go to build/bench/partner.jsonl, an object a line.
set -u
[ $# -gt 0 ] || set -- 100 1000 10000
sizes=$*
. "$(dirname "$0")/common"
n_pages=200

make_network() { # N FOLDER
    mkdir -p "$2"
    awk -v n="$1" -v folder="$2" 'BEGIN {
        srand(7)
        for (i = 0; i < 300; i++) { sum += 1 / (i + 4); upto[i] = sum }
        print "code,name,kind" > folder "/organisation.csv"
        print "code,organisation,needs,offers,challenges,languages,seen," \
            "may_write" > folder "/listing.csv"
        for (i = 0; i < n; i++) {
            printf "o-%d,Organisation %d,authority\n", i, i \
                > folder "/organisation.csv"
            printf "o-%d,o-%d,%s,%s,%s,%s,public,yes\n", i, i, tags(1), tags(1),
                tags(0), rand() < 0.7 ? "en" : "sw;sv" > folder "/listing.csv"
        }
    }
    function topic(   x, low, high, middle) {
        x = rand() * sum; low = 0; high = 299
        while (low < high) {
            middle = int((low + high) / 2)
            if (upto[middle] < x) low = middle + 1; else high = middle
        }
        return "topic " low
    }
    function tags(is_weighted,   k, list, m) {
        m = 3 + int(rand() * 6)
        for (k = 0; k < m; k++)
            list = list (k ? ";" : "") topic() \
                (is_weighted ? ":" 1 + int(rand() * 3) : "")
        return list
    }'
}

questions() { # as addresses, each another
    awk -v n=$n_pages -v url="$1" 'BEGIN {
        srand(11)
        for (i = 0; i < n; i++) {
            printf "url = \"%s/en/partner?languages=en&seek=", url
            for (k = 0; k < 8; k++)
                printf "%stopic+%d", k ? ";" : "", int(rand() * rand() * 300)
            printf "&offer="
            for (k = 0; k < 8; k++)
                printf "%stopic+%d", k ? ";" : "", int(rand() * rand() * 300)
            printf "\"\n"
        }
    }'
}

measure() { # NAME N DB
    serve "$3" --quiet
    questions "$url" > "$tmp/ask"
    curl -s -K "$tmp/ask" -o /dev/null > /dev/null 2>&1 # once, to warm up
    before=$(cpu "$server")
    questions "$url" | sed 's/languages=en/languages=en;sw/' |
        curl -s -K - -w '%{time_total} %{http_code} %{size_download}\n' \
            -o "$tmp/page" > "$tmp/all"
    # -o is of the first address alone: pages are on the output too
    grep -aE '^[0-9.]+ [0-9]{3} [0-9]+$' "$tmp/all" | sort -n > "$tmp/times"
    used=$(($(cpu "$server") - before))
    awk -v name="$1" -v n="$2" -v cpu="$used" -v ticks="$ticks" '
        { t[NR] = $1; if ($2 != 200) bad++ }
        END {
            middle = 1000 * t[int((NR + 1) / 2)]
            most = 1000 * t[int(NR * 0.99)]
            each = 1000 * cpu / ticks / NR
            printf "%-10s %6d listings: %5.1f ms a page, 99 %% under %5.1f, " \
                "%4.1f ms of CPU%s\n", name, n, middle, most, each,
                bad ? ", " bad " BAD" : ""
            printf "{\"db\":\"%s\",\"n\":%d,\"median_ms\":%.2f," \
                "\"p99_ms\":%.2f,\"cpu_ms\":%.2f,\"bad\":%d}\n", name, n,
                middle, most, each, bad > "/dev/stderr"
        }' "$tmp/times" 2>> "$OUT/partner.jsonl"
    kill "$server"
    wait "$server" 2>/dev/null || :
}

for size in $sizes; do
    rm -rf "$tmp/in" "$tmp/x.db"*
    make_network "$size" "$tmp/in"
    "$PROGRAM" import "$tmp/in" --db "$tmp/x.db" > /dev/null || exit 1
    measure SQLite "$size" "$tmp/x.db"
    if [ -n "${CP_TEST_PG:-}" ]; then
        base=${CP_TEST_PG%/*}
        psql -q "$CP_TEST_PG" -c "CREATE DATABASE partner_$size
            TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" || exit 1
        "$PROGRAM" copy --from "$tmp/x.db" --to "$base/partner_$size" \
            > /dev/null || exit 1
        psql -q "$base/partner_$size" -c 'VACUUM ANALYZE'
        measure PostgreSQL "$size" "$base/partner_$size"
    fi
done
