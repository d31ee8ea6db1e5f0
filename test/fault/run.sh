#!/bin/sh
# Crash tests, on SQLite and on a PostgreSQL of their own, which they kill.
#
#     test/fault/run.sh [NAME...]
set -eu
cd "$(dirname "$0")/../.."
b=${B:-build}
into=$b/test/fault
mkdir -p "$into"

# shellcheck disable=SC2046,SC2010
${CC:-gcc} -std=c2x -pedantic-errors -Wall -Wextra -Wshadow -Wconversion \
    -Werror -D_GNU_SOURCE -g -O1 -pthread -Isrc -Itest/fault \
    $(pkg-config --cflags libpq) -o "$into/fault" test/fault/*.c \
    $(ls "$b"/obj/src/base/*.o "$b"/obj/src/os/*.o "$b"/obj/src/db/*.o \
        | grep -v '_test\.o$') \
    "$b/obj/gen/schema.o" -lsqlite3 -lpq -lseccomp -lm

# Immediate stops leave what the disk has: no need to wait for a real one.
export CP_FAST=1
exec script/with-postgres "$into/fault" "$@"
