#!/bin/sh
# part: waits
# The server under attack: 10,000 silent connections, drips, clients that
# leave, endless heads and bodies, paths that lead out, SIGTERM under load.
# Under a minute. Ends in the line "N passed, N failed".
#
#     test/limits/run.sh [PROGRAM]
#
# PROGRAM is build/counterpart when it is there, else the bare seam.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=${1:-${B:-build}/counterpart}
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; wait; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
passed=0
failed=0

${CC:-gcc} -std=c2x -O1 -D_GNU_SOURCE -Wall -Wextra -o "$dir/attack" \
    test/limits/attack.c || exit 2
if [ ! -x "$program" ]; then
    echo "no $program: the bare seam instead"
    program=$dir/seam
    # shellcheck disable=SC2046
    ${CC:-gcc} -O2 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$program" \
        bench/seam.c $(ls src/web/server*.c | grep -v _test) src/base/arena.c \
        src/base/err.c src/base/text.c src/os/clock.c src/os/file.c \
        src/os/process.c src/os/thread.c -lmicrohttpd -lm || exit 2
fi

start() {
    : > "$dir/address"
    if [ "$program" = "$dir/seam" ]; then
        "$program" > "$dir/address" &
    else
        "$program" serve --db "$dir/data.db" --listen 127.0.0.1:0 --quiet \
            > "$dir/address" 2> "$dir/log" &
    fi
    pid=$!
    i=0
    until address=$(grep -m1 -o 'http://[0-9.]*:[0-9]*' "$dir/address"); do
        i=$((i + 1))
        if [ $i -gt 200 ] || ! kill -0 $pid 2>/dev/null; then
            echo "FAILED the server did not start"
            cat "$dir/log" 2>/dev/null
            exit 1
        fi
        sleep 0.05
    done
}

attack() {
    if "$dir/attack" "$address" "$pid" "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
}

start
attack paths
attack endless
attack drip
attack silent 10000
attack churn 10
attack stubborn 5000
attack stop
if wait "$pid"; then
    echo "ok it ended well"
    passed=$((passed + 1))
else
    echo "FAILED it ended with $?"
    failed=$((failed + 1))
fi
pid=
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
