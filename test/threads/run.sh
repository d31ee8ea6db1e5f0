#!/bin/sh
# What runs in more than one thread, under ThreadSanitizer: the unit tests that
# start threads, and the real server while people edit, read and post.
#
#     test/threads/run.sh [TEST... | served]      "lang_test": that one alone
#
# It stops at start where addresses are too random for it: hence setarch.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build}/threads
export TSAN_OPTIONS=halt_on_error=1

# the tests there are are those that start threads, or what is asked for
tests=$(grep -lE \
    'thread_start|pthread_create|keeper_start|support/(probe|smtpd)\.h' \
    src/*/*_test.c src/*/*/*_test.c)
for name; do
    [ "$name" = served ] || tests="$tests $(ls src/*/"$name.c" \
        src/*/*/"$name.c" 2> /dev/null || :)"
done
# shellcheck disable=SC2086
make -s -j"$(nproc)" B="$B" CFLAGS=-g1 SAN=thread \
    TESTS="$(printf '%s\n' $tests | sort -u | tr '\n' ' ')" all unit

failed=0
served() { # WORD DB
    if setarch --addr-no-randomize test/threads/served.sh "$B" "$2" \
        > "$B/served-$1.log" 2>&1; then
        echo "[       OK ] the server at work on $1"
    else
        cat "$B/served-$1.log"
        failed=1
    fi
}

if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046
    set -- served $(printf '%s\n' $tests | sed 's|.*/||; s|\.c$||')
fi
if [ "$1" = served ]; then
    shift
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    served SQLite "$folder/network.db"
    if [ -n "${CP_TEST_PG:-}" ]; then
        name=served_$$
        psql -q "$CP_TEST_PG" -c "CREATE DATABASE $name
            TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        served PostgreSQL "${CP_TEST_PG%/*}/$name"
        psql -q "$CP_TEST_PG" -c "DROP DATABASE $name WITH (FORCE)"
    fi
fi
[ $# -eq 0 ] || setarch --addr-no-randomize "$B/test/unit" "$@"
exit $failed
