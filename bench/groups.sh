#!/bin/sh
# How long groups take: CPU time of `counterpart groups` with 240 made-up
# people, of whom some share no language and some are kept apart, and what it
# found. Groups of exactly 20 are the tightest: those who speak no English fill
# some of their own.
#
#     bench/groups.sh [PEOPLE]             240 unless said
set -eu
cd "$(dirname "$0")/.."
b=${B:-build}
people=${1:-240}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

awk -v n="$people" '
function word() { return topics[1 + int(10 * rand())] }
function two() { return word() ":2;" word() }
BEGIN {
    srand(7)
    split("water births leadership youth mental data nursing pay housing food",
        topics, " ")
    split("en sw sv luo", spoken, " ")
    print "code,side,organisation,role_family,level,sectors,interests," \
        "languages,offers,wants,goals,not_with,lived"
    for (i = 1; i <= n; i++) {
        languages = "en:" 1 + int(3 * rand())
        if (rand() < .5)
            languages = languages ";" spoken[2 + int(3 * rand())] ":3"
        if (rand() < 1 / 7)
            languages = "sw:3;luo:2"
        printf "p%d,%s,org%d,role%d,%d,%s,%s;%s;%s,%s,%s,%s,%s,%s,%s\n", i,
            rand() < .5 ? "A" : "B", 1 + int(n / 4 * rand()),
            1 + int(8 * rand()), int(5 * rand()), word(), word(), word(),
            word(), languages, two(), two(), word(),
            rand() < .1 ? "p" 1 + int(n * rand()) : "",
            rand() < .4 ? "yes" : ""
    }
}' > "$tmp/people.csv"
: > "$tmp/none"
printf 'per_organisation = 1\nlived = 1\n' > "$tmp/strict"
printf 'interpreter = yes\nlived = 1\nper_organisation = 2\n' > "$tmp/wide"

run() { # SIZES RULES
    /usr/bin/python3 -c 'import resource, subprocess, sys
said = subprocess.run(sys.argv[2:], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
lines = (said.stdout + said.stderr).strip().splitlines()
print("%-18s %5.2f s  %s" % (sys.argv[1], used.ru_utime + used.ru_stime,
    lines[-1]))' "$1 $2" "$b/counterpart" groups "$tmp/people.csv" \
        --size "$1" --rules "$tmp/$2"
}

run 5..6 none
run 5..6 strict
run 19..21 wide
run 20..20 none
run 20..20 strict
