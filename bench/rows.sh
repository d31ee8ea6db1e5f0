#!/bin/sh
# One CSV of very many lines: how long it takes, how much memory, how long
# others cannot write meanwhile.
#
#     bench/rows.sh [LINES]        10,000,000 people
#
# needs /usr/bin/time (package time), and 2 GB of disk for the ten million.
set -u
lines=${1:-10000000}
. "$(dirname "$0")/common"
[ -x /usr/bin/time ] || { echo "rows.sh: install time first" >&2; exit 1; }
big=$(mktemp -d "$OUT/rows-XXXXXX")
trap 'rm -rf "$big"; stop_all' EXIT
mkdir "$big/in"
awk -v n="$lines" 'BEGIN {
    print "code,name,language,is_illustrative"
    for (i = 1; i <= n; i++) printf "p%d,Person number %d,en,yes\n", i, i
}' > "$big/in/person.csv"
machine
/usr/bin/time -f '%e s wall, %U s user, %S s system, %M kB at most' \
    "$PROGRAM" import "$big/in" --db "$big/rows.db"
