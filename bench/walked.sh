#!/bin/sh
# A register of a million events read through its page; then the page with its
# map, filtered, and two sides beside each other, out of what was kept.
#
#     bench/walked.sh [CASES]                    100000: 1.05 million events
#     script/with-postgres bench/walked.sh       PostgreSQL too
#
# Sent: until the answer to the post is there. Read: from the button until the
# page shows the map, asked for each fifth of a second. The two pages are asked
# for 40 times each, as phones ask for them (brotli), by somebody signed in.
# Results also go to build/bench/walked.jsonl, an object a line.
set -u
cases=${1:-100000}
. "$(dirname "$0")/common"
n_gets=40

journeys() { # CASES SEED: prints the file
    file=$OUT/journeys-$1-$2.csv
    if [ ! -f "$file" ]; then
        "$PROGRAM" generate journeys --cases "$1" --seed "$2" \
            > "$file.new" && mv "$file.new" "$file" || exit 1
    fi
    echo "$file"
}

swedish() { # FILE: prints the same as the other side calls its steps
    file=${1%.csv}-sv.csv
    sed 's/Community screening/Mammography screening/
        s/Clinic visit/Visit to the health centre/
        s/Registration/Referral to the breast clinic/
        s/Blood test/Mammography/
        s/Imaging/Ultrasound/
        s/Specimen culture/Biopsy/
        s/Treatment start/Surgery/' "$1" > "$file"
    echo "$file"
}

token() { # of a page
    curl -s -H "Cookie: $session" "$1" |
        sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p' | tail -n1
}

send() { # PATHWAY FILE: prints "the log's address, ms until it was kept"
    token=$(token "$url/en/pathway/$1")
    began=$(now_ms)
    to=$(curl -s -o /dev/null -w '%{redirect_url}' -H "Cookie: $session" \
        -H "Origin: $url" -F "token=$token" -F "name=Bench" \
        -F "file=@$2;filename=log.csv" "$url/en/pathway/$1/logs")
    echo "${to#"$url"} $(($(now_ms) - began))"
}

read_it() { # LOG ZONE: prints ms until it is on its page
    token=$(token "$url$1")
    began=$(now_ms)
    curl -s -o /dev/null -H "Cookie: $session" -H "Origin: $url" \
        --data-urlencode "token=$token" -d "who=case_id&what=activity" \
        -d "when=timestamp&also=sex;age_group;sub_county&keep=no" \
        --data-urlencode "zone=$2" "$url$1/read"
    while ! curl -s -H "Cookie: $session" "$url$1?still=yes" |
        grep -q 'id="map"'; do
        [ $(($(now_ms) - began)) -lt 120000 ] || exit 1
        sleep 0.2
    done
    echo $(($(now_ms) - began))
}

show() { # LOG
    token=$(token "$url$1")
    curl -s -o /dev/null -H "Cookie: $session" -H "Origin: $url" \
        --data-urlencode "token=$token" "$url$1/show"
}

page() { # ADDRESS: prints "median ms, slowest ms, bytes on the wire"
    for _ in $(seq $n_gets); do
        curl -s -o /dev/null -H "Cookie: $session" \
            -H 'Accept-Encoding: br' \
            -w '%{time_starttransfer} %{size_download} %{size_header}\n' "$1"
    done | sort -n | awk '{ t[NR] = $1 * 1000; n = $2 + $3 }
        END { printf "%.1f %.1f %d", t[int((NR + 1) / 2)], t[NR], n }'
}

measure() { # NAME DB
    "$PROGRAM" import example --db "$2" > /dev/null || exit 1
    serve "$2" --quiet
    link=$("$PROGRAM" user invite "bench@x.example" --name Bench \
        --coordinator --db "$2" --base-url "$url")
    jar=$tmp/jar
    form=$(curl -s -c "$jar" "$link")
    token=$(printf '%s' "$form" |
        sed -n 's/.*name="token" value="\([^"]*\)".*/\1/p')
    session=$(curl -s -i -o - -d "token=$token&name=Bench" \
        --data-urlencode "password=kiwi hamn nittio lampor" \
        --data-urlencode "again=kiwi hamn nittio lampor" \
        -H "Origin: $url" "$link" |
        sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' | grep -v cpd |
        head -n1)
    partnership=$(curl -s "$url/en/partnership?q=gishu" |
        grep -o '/en/partnership/region-[^"]*' | head -n1 | sed 's/.*-//')
    curl -s -H "Cookie: $session" \
        "$url/en/partnership/$partnership/pathways" > "$tmp/list"
    one=$(grep -o '/en/pathway/breast-cancer-in-uasin[^"]*' "$tmp/list" |
        head -n1 | sed 's/.*-//')
    other=$(grep -o '/en/pathway/breast-cancer-in-oster[^"]*' "$tmp/list" |
        head -n1 | sed 's/.*-//')
    [ -n "$one" ] && [ -n "$other" ] || { echo "no pathway" >&2; exit 1; }
    set -- "$1" "$2" "$(send "$one" "$(journeys "$cases" 20250101)")"
    log=${3% *}
    sent=${3#* }
    took=$(read_it "$log" Africa/Nairobi) || { echo "not read" >&2; exit 1; }
    show "$log"
    theirs=$(send "$other" "$(swedish "$(journeys 20000 7)")")
    read_it "${theirs% *}" Europe/Stockholm > /dev/null
    show "${theirs% *}"
    map=$(page "$url$log?share=5")
    flows=$(page "$url/en/partnership/$partnership/flows")
    printf '%-10s %d cases sent in %d ms, read in %d ms\n' "$1" "$cases" \
        "$sent" "$took"
    echo "  page with the map, a half of it: median, slowest ms, bytes: $map"
    echo "  two sides beside each other:     median, slowest ms, bytes: $flows"
    printf '{"db":"%s","cases":%d,"sent_ms":%d,"read_ms":%d,"map":[%s],"flows":[%s]}\n' \
        "$1" "$cases" "$sent" "$took" "$(echo "$map" | tr ' ' ,)" \
        "$(echo "$flows" | tr ' ' ,)" >> "$OUT/walked.jsonl"
    stop "$server"
}

machine
measure SQLite "$tmp/x.db"
if [ -n "${CP_TEST_PG:-}" ]; then
    psql -q "$CP_TEST_PG" -c "CREATE DATABASE walked_bench
        TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" || exit 1
    measure PostgreSQL "${CP_TEST_PG%/*}/walked_bench"
fi
