#!/bin/sh
# Logs of patients: reading and counting as CSV and XES, summaries of parts and
# their merging. CPU seconds of the whole process, the median of five, and
# memory at most. Beside it, in the same minutes, Python's csv reader going over
# the same rows and expat over the same XES, doing nothing with them.
#
#     bench/pathway.sh [CASES...]          100000 and 480000: 1.05 and 5.04
#                                          million events
#
# needs /usr/bin/time (package time), and python3 for what it is compared to.
# Results also go to build/bench/pathway.jsonl, an object a line.
set -u
[ $# -gt 0 ] || set -- 100000 480000
sizes=$*
. "$(dirname "$0")/common"
[ -x /usr/bin/time ] || { echo "pathway.sh: install time first" >&2; exit 1; }

journeys() { # CASES: prints the file
    file=$OUT/journeys-$1.csv
    if [ ! -f "$file" ]; then
        "$PROGRAM" generate journeys --cases "$1" --seed 20250101 \
            > "$file.new" && mv "$file.new" "$file" || exit 1
    fi
    echo "$file"
}

xes() { # CSV: prints the same log as XES, as the field's tools write it
    file=${1%.csv}.xes
    if [ ! -f "$file" ]; then
        awk -F, '
            BEGIN { print "<?xml version=\"1.0\" encoding=\"utf-8\" ?>"
                    print "<log xes.version=\"1849-2016\">" }
            NR == 1 { next }
            $1 != last { if (last != "") print "\t</trace>"; last = $1
                print "\t<trace>\n\t\t<string key=\"concept:name\" value=\"" \
                    $1 "\" />" }
            { print "\t\t<event>\n\t\t\t<string key=\"concept:name\" value=\"" \
                  $2 "\" />\n\t\t\t<date key=\"time:timestamp\" value=\"" \
                  substr($3, 1, 19) ".000+00:00\" />\n\t\t</event>" }
            END { print "\t</trace>\n</log>" }' "$1" > "$file.new" &&
            mv "$file.new" "$file" || exit 1
    fi
    echo "$file"
}

measure() { # NAME COMMAND...: median of five
    name=$1
    shift
    rm -f "$tmp/times"
    for i in 1 2 3 4 5; do
        /usr/bin/time -a -o "$tmp/times" -f '%U %S %M' "$@" \
            > "$tmp/out" || exit 1
    done
    awk '{ print $1 + $2, $3 }' "$tmp/times" | sort -n | sed -n 3p |
        awk -v name="$name" -v cases="$cases" -v out="$OUT/pathway.jsonl" '
        { printf "%8d cases  %-34s %6.2f s CPU %6d MB\n", cases, name, $1,
              $2 / 1024
          printf "{\"cases\":%d,\"what\":\"%s\",\"cpu_s\":%.2f,\"mb\":%d}\n",
              cases, name, $1, $2 / 1024 >> out }'
}

: > "$OUT/pathway.jsonl"
machine
for cases in $sizes; do
    csv=$(journeys "$cases") || exit 1
    measure "CSV: graph, waits, variants" "$PROGRAM" pathway "$csv" \
        --format json
    [ -z "$(command -v python3)" ] || measure "Python's csv, the loop alone" \
        python3 -c 'import csv, sys
for row in csv.reader(open(sys.argv[1], newline="")): pass' "$csv"
    gzip -1 -c "$csv" > "$tmp/log.csv.gz"
    measure "the same, packed" "$PROGRAM" pathway "$tmp/log.csv.gz" \
        --format json
    measure "its summary" "$PROGRAM" pathway summarise "$csv" \
        --intended test/oracle/pathway/synth_intended.pathway -o "$tmp/s"
    for k in 1 2 3 4 5 6 7 8; do
        "$PROGRAM" pathway summarise "$csv" --part $k/8 -o "$tmp/p$k" \
            --intended test/oracle/pathway/synth_intended.pathway || exit 1
    done
    measure "merging summaries of 8 parts" "$PROGRAM" pathway merge \
        "$tmp"/p[1-8] -o "$tmp/all"
    cmp -s "$tmp/s" "$tmp/all" || { echo "they are not the same" >&2; exit 1; }
    rm -f "$tmp/key"
    "$PROGRAM" pathway key "$tmp/key" || exit 1
    for k in 1 2 3 4 5 6 7 8; do
        "$PROGRAM" pathway summarise "$csv" --part $k/8 -o "$tmp/p$k" \
            --intended test/oracle/pathway/synth_intended.pathway \
            --key "$tmp/key" --by sex --by age_group --by sub_county \
            --by facility_level || exit 1
    done
    measure "with keys and four attributes" "$PROGRAM" pathway merge \
        "$tmp"/p[1-8] -o "$tmp/all"
    measure "the same, compact" "$PROGRAM" pathway merge \
        "$tmp"/p[1-8] --compact -o "$tmp/all"
    [ "$cases" -le 100000 ] || continue
    xes=$(xes "$csv") || exit 1
    measure "XES: graph, waits, variants" "$PROGRAM" pathway "$xes" \
        --format json
    [ -z "$(command -v python3)" ] || measure "expat, parsing alone" \
        python3 -c 'import sys, xml.parsers.expat as e
e.ParserCreate().ParseFile(open(sys.argv[1], "rb"))' "$xes"
done
