#!/bin/sh
# 200 wrong sign-ins a second: who is slowed? The 99th percentile of a page
# that is kept, of one that is made, and of two people who sign in with the
# right password: one from a browser that is not known, one, whose account is
# guessed at, from a browser that is. Who is told to try again in some seconds
# does so after two, six times at most: the time is until they are in.
#
#     bench/sign-in.sh [-s SECONDS] [-r GUESSES_A_SECOND]
#
# Client and server share the cores. Results also go to
# build/bench/sign-in.jsonl, an object a line.
set -u
seconds=15
rate=200
while getopts s:r: o; do
    case $o in
    s) seconds=$OPTARG ;;
    r) rate=$OPTARG ;;
    *) exit 2 ;;
    esac
done
. "$(dirname "$0")/common"
${CC:-gcc} -O2 -std=c2x -D_GNU_SOURCE -pthread -o "$tmp/sign_in" \
    bench/sign_in.c || exit 1
: > "$OUT/sign-in.jsonl"

account() { # MAIL: with the password "three quite other"
    link=$("$PROGRAM" user invite "$1" --db "$tmp/n.db" | sed 's,.*/welcome/,/welcome/,')
    curl -s -o "$tmp/page" "$url/en$link"
    curl -s -D "$tmp/head" -o /dev/null -H "Origin: $url" \
        --data-urlencode "name=$1" --data-urlencode 'password=three quite other' \
        --data-urlencode 'again=three quite other' "$url/en$link"
    sed -n 's/.*__Host-cpd=\([^;]*\).*/\1/p' "$tmp/head"
}

measure() { # NAME MODE
    # a server of its own for each: what it counted is forgotten
    serve "$tmp/n.db" --trusted-proxy 127.0.0.1 --post-limit 0
    "$tmp/sign_in" "${url##*:}" "$2" "$seconds" "$rate" "$device" > "$tmp/line"
    awk -v name="$1" -v out="$OUT/sign-in.jsonl" '{
        printf "%-34s %6s %6s %6s %6s  %3d/%-3d %5s  %3d/%-3d %5s  %5d %5d %5d %5d %5s\n",
            name, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
        printf "{\"who\":\"%s\",\"kept_p50\":%s,\"kept_p99\":%s,\"made_p50\":%s," \
            "\"made_p99\":%s,\"other_ok\":%d,\"other\":%d,\"other_p99\":%s," \
            "\"owner_ok\":%d,\"owner\":%d,\"owner_p99\":%s,\"guesses\":%d," \
            "\"computed\":%d,\"slowed\":%d,\"busy\":%d}\n", name, $1, $2, $3, $4,
            $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 >> out }' "$tmp/line"
    stop "$server"
}

machine
file=$(database 100) || exit 1
cp "$file" "$tmp/n.db"
serve "$tmp/n.db"
account other@bench.example > /dev/null
device=$(account owner@bench.example)
stop "$server"
[ -n "$device" ] || { echo "sign-in.sh: no account was made" >&2; exit 1; }
printf '%-34s %13s %13s  %13s  %13s  %s\n' "$rate guesses a second from" \
    'kept p50 p99' 'made p50 p99' 'other in, p99' 'owner in, p99' \
    'guesses computed slowed busy p50 ms'
measure 'nobody' 0
measure 'one address, many accounts' 1
measure "many addresses, the owner's account" 2
measure 'many addresses, many accounts' 3
