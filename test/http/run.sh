#!/bin/sh
# part: each database
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

if [ $# -eq 0 ]; then
    set -- test/http/[0-9]*.http
    test/http/selftest/run.sh "$runner" "$into"
    self=$?
fi
[ -e "$1" ] || { echo "no scenario"; exit "${self:-0}"; }

if [ -n "${CP_TEST_PG:-}" ]; then
    mkdir -p "$into/postgresql"
    exec "$runner" --folder "$into/postgresql" --postgresql "$CP_TEST_PG" \
        "$b/counterpart" example "$@"
fi
mkdir -p "$into/sqlite"
exec "$runner" --folder "$into/sqlite" "$b/counterpart" example "$@"
