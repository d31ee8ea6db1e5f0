#!/bin/sh
# The real server while many save at once, beside visitors who read and post:
# it ends well, nothing is lost, and no two threads were in each other's way
# (ThreadSanitizer ends a server that has seen that; test/threads/run.sh).
#
#     test/threads/served.sh FOLDER-OF-THE-BUILD DB [PEOPLE [SECONDS]]
set -eu
cd "$(dirname "$0")/../.."
b=$1
db=$2
n=${3:-40}
seconds=${4:-4}
work=$(mktemp -d)
server=
readers=
# shellcheck disable=SC2086
trap 'kill $server $readers 2> /dev/null || :; wait; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

B=$b SAN=thread bench/edit.sh client
mkdir "$work/in"
awk -v n="$n" 'BEGIN {
    print "code,name,kind"
    for (i = 0; i < n; i++) printf "bench-%d,Bench %d,charity\n", i, i
}' > "$work/in/organisation.csv"
"$b/counterpart" import example --db "$db" > /dev/null
"$b/counterpart" import "$work/in" --db "$db" > /dev/null
"$b/counterpart" export "$work/out" --db "$db" > /dev/null
"$b/bench/edit" people "$db" "$n" > "$work/cookies"
grep ',bench-' "$work/out/organisation.csv" | cut -d, -f1 |
    paste -d' ' "$work/cookies" - > "$work/people"
"$b/counterpart" serve --db "$db" --listen 127.0.0.1:0 --post-limit 0 \
    > "$work/address" 2> "$work/log" &
server=$!
for _ in $(seq 100); do
    [ -s "$work/address" ] && break
    sleep 0.1
done
base=$(head -n 1 "$work/address")

read_pages() { # LANGUAGE: as visitors do, with and without a cookie
    while :; do
        for page in / /partnership /organisation '/place?q=homa' /join /about \
            "$(curl -s "$base/$1/partnership" |
                grep -o "/partnership/[^\"?]*-[0-9a-z]*" | head -n 1)"; do
            curl -s -o /dev/null -H 'Accept-Encoding: gzip' "$base/$1$page"
            curl -s -o /dev/null -H 'Cookie: x=1' "$base/$1$page"
        done
    done
}
ask_to_join() {
    while :; do
        token=$(LC_ALL=C tr -dc a-z2-7 < /dev/urandom | head -c 26)
        curl -s -o /dev/null -H 'Sec-Fetch-Site: same-origin' \
            -d "name=A&mail=a%40b.example&place_name=C&token=$token" \
            "$base/en/join"
    done
}
for lang in en sv sw luo; do
    read_pages "$lang" &
    readers="$readers $!"
done
ask_to_join &
readers="$readers $!"

"$b/bench/edit" load "${base##*:}" "$work/people" "$seconds" 1
# shellcheck disable=SC2086
kill $readers
readers=
n_asked=$(grep -c '"route":"/join","status":303' "$work/log" || :)
kill "$server"
status=0
wait "$server" || status=$?
server=
if [ "$status" -ne 0 ] || grep -q ThreadSanitizer "$work/log"; then
    grep -v '^{' "$work/log" | head -n 100
    echo "the server ended with $status"
    exit 1
fi
"$b/bench/edit" check "$db" "$work/people.kept"
echo "$n_asked asked to join meanwhile"
[ "$n_asked" -gt 0 ]
