#!/bin/sh
# part: waits
# Crash tests, on SQLite and on a PostgreSQL of their own, which they kill.
#
#     test/fault/run.sh [NAME...]
#     CP_ROUNDS=1000 test/fault/run.sh chain       make crash
set -eu
cd "$(dirname "$0")/../.."
b=${B:-build}
into=$b/test/fault
mkdir -p "$into"
strict='-std=c2x -pedantic-errors -Wall -Wextra -Wshadow -Wconversion -Werror
    -D_GNU_SOURCE -g -O1 -pthread'

# shellcheck disable=SC2046,SC2010,SC2086
${CC:-gcc} $strict -Isrc -Itest/fault $(pkg-config --cflags libpq) \
    -o "$into/fault" test/fault/*.c \
    $(ls "$b"/obj/src/base/*.o "$b"/obj/src/os/*.o "$b"/obj/src/db/*.o \
        | grep -v '_test\.o$') \
    "$b/obj/gen/schema.o" -lsqlite3 -lpq -lseccomp -lcurl -lz -lm
# the whole house but its main
# shellcheck disable=SC2046,SC2010,SC2086
${CC:-gcc} $strict -Isrc "-I$b/gen" -o "$into/chain" \
    test/fault/chain/chain.c \
    $(find "$b/obj/src" "$b/obj/gen" -name '*.o' | grep -v '_test\.o$' \
        | grep -v '/main\.o$' | grep -v '/tests\.o$') \
    $(make -s B="$b" print-libs)

# Immediate stops leave what the disk has: no need to wait for a real one.
export CP_FAST=1
case "${1:-}" in
    chain) exec script/with-postgres "$into/chain" "${CP_ROUNDS:-20}" ;;
    ?*) exec script/with-postgres "$into/fault" "$@" ;;
esac
first=0
script/with-postgres "$into/fault" > "$into/fault.log" 2>&1 || first=1
cat "$into/fault.log"
second=0
script/with-postgres "$into/chain" "${CP_ROUNDS:-20}" > "$into/chain.log" 2>&1 \
    || second=1
cat "$into/chain.log"
cat "$into/fault.log" "$into/chain.log" | awk '
    /^[0-9]+ passed, [0-9]+ failed/ { p += $1; f += $3 }
    END { print p + 0 " passed, " f + 0 " failed" }'
[ "$first" -eq 0 ] && [ "$second" -eq 0 ]
