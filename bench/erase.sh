#!/bin/sh
# Erasing one person out of many: the step, the list beside the data, merging
# the word index and emptying the log; then the file is searched for a name
# that must not be in it. Five people, one after another.
#
#     bench/erase.sh [PEOPLE...]                   10,000 and 1,000,000
#     script/with-postgres bench/erase.sh ...      PostgreSQL too, without wipe
#
# Results also go to build/bench/erase.jsonl.
set -u
[ $# -gt 0 ] || set -- 10000 1000000
. "$(dirname "$0")/common"

measure() { # DIALECT DB PEOPLE
    for i in 1 2 3 4 5; do
        "$PROGRAM" user invite "gone$i@xqzv$i.example" --name "Xqzv$i Gone" \
            --db "$2" > /dev/null || exit 1
        began=$(now_ms)
        "$PROGRAM" person erase "gone$i@xqzv$i.example" --db "$2" > /dev/null \
            || exit 1
        ms=$(($(now_ms) - began))
        left=-
        [ "$1" = sqlite ] && left=$(grep -cai "xqzv$i" "$2")
        printf '%-10s %8d people  %6d ms  bytes left: %s\n' "$1" "$3" "$ms" \
            "$left"
        printf '{"db":"%s","people":%d,"ms":%d,"left":"%s"}\n' "$1" "$3" \
            "$ms" "$left" >> "$OUT/erase.jsonl"
    done
}

for people; do
    folder=$(network "$people") || exit 1
    db=$tmp/$people.db
    "$PROGRAM" import "$folder" --db "$db" > "$tmp/said" || exit 1
    measure sqlite "$db" "$people"
    rm -f "$db" "$db"-*
    if [ -n "${CP_TEST_PG:-}" ]; then
        "$PROGRAM" import "$folder" --db "$CP_TEST_PG" > "$tmp/said" || exit 1
        measure postgresql "$CP_TEST_PG" "$people"
    fi
done
