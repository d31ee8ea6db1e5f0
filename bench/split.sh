#!/bin/sh
# The whole question about a million events: how far each case is from what
# was meant, waits, who is lost where, promises, all of it by four attributes
# with tests, small groups hidden, as JSON. CPU seconds of the whole process,
# the median of five; memory at most. Bar: 1.5 s.
#
#     bench/split.sh [CASES]               100,000 cases, 1.05 million events
#
# needs /usr/bin/time (package time). Results also go to
# build/bench/split.jsonl.
set -u
cases=${1:-100000}
. "$(dirname "$0")/common"
[ -x /usr/bin/time ] || { echo "split.sh: install time first" >&2; exit 1; }
log=$OUT/journeys-$cases.csv
if [ ! -f "$log" ]; then
    "$PROGRAM" generate journeys --cases "$cases" --seed 20250101 \
        > "$log.new" && mv "$log.new" "$log" || exit 1
fi
machine
measure() { # NAME OPTION...
    name=$1
    shift
    for i in 1 2 3 4 5; do
        /usr/bin/time -a -o "$tmp/$name" -f '%U %S %M' "$PROGRAM" pathway \
            "$log" --intended test/oracle/pathway/synth_intended.pathway \
            --format json "$@" > "$tmp/$name.json" || exit 1
    done
    awk '{ print $1 + $2, $3 }' "$tmp/$name" | sort -n | sed -n 3p |
        while read -r s kb; do
            bytes=$(wc -c < "$tmp/$name.json")
            echo "$name: $s s CPU, $((kb / 1024)) MB, $bytes bytes of JSON"
            printf '{"what":"%s","cases":%s,"cpu_s":%s,"mb":%s}\n' \
                "$name" "$cases" "$s" "$((kb / 1024))" >> "$OUT/split.jsonl"
        done
}
all="--by sex --by age_group --by sub_county --by facility_level"
measure one_attribute --by sex
measure four_attributes $all
measure four_attributes_released $all --release
measure four_attributes_released_with_waits $all --release \
    --survival 'Triage -> Diagnosis'
