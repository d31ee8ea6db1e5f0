#!/bin/sh
# What the database floor costs, on SQLite and on a PostgreSQL of its own.
set -eu
cd "$(dirname "$0")/.."
b=${B:-build}
into=$b/bench
mkdir -p "$into"
# shellcheck disable=SC2046
${CC:-gcc} -std=c2x -Wall -Wextra -D_GNU_SOURCE -O2 -g -pthread -Isrc \
    $(pkg-config --cflags libpq) -o "$into/db" bench/db.c \
    $(ls "$b"/obj/src/base/*.o "$b"/obj/src/os/*.o "$b"/obj/src/db/*.o \
        | grep -v '_test\.o$') \
    "$b/obj/gen/schema.o" -lsqlite3 -lpq -lseccomp -lcurl -lcrypto -lm
folder=$(mktemp -d "${TMPDIR:-/tmp}/cp-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
echo "SQLite, threads, rate"
"$into/db" "$folder/bench.db"
echo "PostgreSQL"
script/with-postgres sh -c '"$0" "$CP_TEST_PG"' "$into/db"
