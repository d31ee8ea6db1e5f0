#!/bin/sh
# 1,000 people who edit 1,000 different texts at once, on SQLite and on a
# PostgreSQL of its own: how long an answer takes, and whether what was
# answered is in the data, once. Client and server share the cores.
#
#     bench/edit.sh [PEOPLE [SECONDS [ROUNDS]]]      1000 10 2 unless said
#     bench/edit.sh client                           only makes build/bench/edit
set -eu
cd "$(dirname "$0")/.."
b=${B:-build}
client_only=no
[ "${1:-}" = client ] && client_only=yes && shift
n=${1:-1000}
seconds=${2:-10}
rounds=${3:-2}
into=$b/bench
mkdir -p "$into"
[ -x "$b/counterpart" ] || make -s "B=$b"
libs=$(sed -n '/^LIBS *:=/,/[^\\]$/p' Makefile | sed 's/^LIBS *:=//; s/\\//')
# shellcheck disable=SC2046,SC2086
${CC:-gcc} -std=c2x -Wall -Wextra -D_GNU_SOURCE -O2 -g -pthread -Isrc \
    -I"$b/gen" $(pkg-config --cflags libpq) ${SAN:+-fsanitize=$SAN} \
    -o "$into/edit" bench/edit.c \
    $(find "$b/obj/src" "$b/obj/gen" -name '*.o' ! -name '*_test.o' \
        ! -name main.o ! -name tests.o) $libs
[ "$client_only" = yes ] && exit

if [ -z "${CP_EDIT_DB:-}" ]; then
    folder=$(mktemp -d "${TMPDIR:-/tmp}/cp-bench-XXXXXX")
    trap 'rm -rf "$folder"' EXIT
    echo "SQLite"
    CP_EDIT_DB=$folder/network.db "$0" "$n" "$seconds" "$rounds"
    echo "PostgreSQL"
    # shellcheck disable=SC2016
    script/with-postgres sh -c 'CP_EDIT_DB=$CP_TEST_PG "$0" "$@"' \
        "$0" "$n" "$seconds" "$rounds"
    exit
fi

db=$CP_EDIT_DB
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null; wait; rm -rf "$work"' EXIT INT TERM
mkdir "$work/in"
awk -v n="$n" 'BEGIN {
    print "code,name,kind"
    for (i = 0; i < n; i++) printf "bench-%d,Bench %d,charity\n", i, i
}' > "$work/in/organisation.csv"
"$b/counterpart" import "$work/in" --db "$db" > /dev/null
"$b/counterpart" export "$work/out" --db "$db" > /dev/null
"$into/edit" people "$db" "$n" > "$work/cookies"
tail -n +2 "$work/out/organisation.csv" | cut -d, -f1 |
    paste -d' ' "$work/cookies" - > "$work/people"
"$b/counterpart" serve --db "$db" --listen 127.0.0.1:0 \
    > "$work/address" 2> "$work/log" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s "$work/address" ] && break
    sleep 0.5
done
port=$(sed 's/.*://' "$work/address")
"$into/edit" load "$port" "$work/people" "$seconds" "$rounds"
"$into/edit" check "$db" "$work/people.kept"
