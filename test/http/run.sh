#!/bin/sh
# part: each database, waits
# Scenarios in plain text against the real server, on SQLite, or on PostgreSQL
# where CP_TEST_PG says one. test/http/run.c has the format.
#
#     test/http/run.sh [FILE...]
set -eu
cd "$(dirname "$0")/../.."
b=${B:-build}
into=$b/test/http
mkdir -p "$into"
runner=$into/run

for f in test/http/*.c test/http/run.h test/support/smtpd.[ch]; do
    if [ ! "$runner" -nt "$f" ]; then
        # shellcheck disable=SC2046
        ${CC:-gcc} -std=c2x -Wall -Wextra -Wshadow -Wconversion -Werror \
            -D_GNU_SOURCE -g -O1 $(pkg-config --cflags libpq) \
            -pthread -o "$runner.$$" test/http/*.c test/support/smtpd.c -lpq
        mv "$runner.$$" "$runner"
        break
    fi
done

if [ ! "$b/test/days" -nt test/days/days.c ]; then
    # shellcheck disable=SC2046
    ${CC:-gcc} -std=c2x -Wall -Wextra -Wshadow -Wconversion -Werror \
        -D_GNU_SOURCE $(pkg-config --cflags libpq) -o "$b/test/days.$$" \
        test/days/days.c -lpq -lsqlite3
    mv "$b/test/days.$$" "$b/test/days"
fi

kind=sqlite
[ -z "${CP_TEST_PG:-}" ] || kind=postgresql
mkdir -p "$into/$kind"
if [ $# -eq 0 ]; then
    set -- test/http/[0-9]*.http
    test/http/selftest/run.sh "$runner" "$into/$kind"
    self=$?
fi
[ -e "$1" ] || { echo "no scenario"; exit "${self:-0}"; }

# They wait more than they compute, mostly for what a server does behind.
beside=$(($(nproc) + 2))
if [ $kind = postgresql ]; then
    exec "$runner" --folder "$into/$kind" --beside "$beside" \
        --postgresql "$CP_TEST_PG" "$b/counterpart" example "$@"
fi
exec "$runner" --folder "$into/$kind" --beside "$beside" "$b/counterpart" \
    example "$@"
