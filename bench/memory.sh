#!/bin/sh
# Memory in use (resident, shared libraries included), and how large the
# program is: at rest after a few pages, with 1,000 open connections that each
# had a page and wait, and with 1,000 that ask without rest.
#
#     bench/memory.sh [PEOPLE]                     10,000 unless said
#     script/with-postgres bench/memory.sh         PostgreSQL too
#
# needs wrk and perl. Results also go to build/bench/memory.jsonl.
set -u
people=${1:-10000}
. "$(dirname "$0")/common"
ulimit -n 8192 2> /dev/null || ulimit -n "$(ulimit -Hn)"

# Open 1,000 connections, have a page over each, say so, wait to be ended.
hold='use IO::Socket::INET; my @all; my ($host, $n) = @ARGV;
    for (1 .. $n) {
        my $s = IO::Socket::INET->new($host) or die "connection $_: $!";
        print $s "GET /en/organisation HTTP/1.1\r\nHost: bench\r\n" .
            "Accept-Encoding: gzip\r\n\r\n";
        my ($head, $length) = ("", 0);
        while (($head = <$s>) =~ /\S/) {
            $length = $1 if $head =~ /^content-length: (\d+)/i;
        }
        read $s, my $body, $length;
        push @all, $s;
    }
    $| = 1; print "held\n"; sleep 60;'

peak() { # PID: the highest of four seconds, in kB
    most=0
    i=0
    while [ $i -lt 40 ]; do
        i=$((i + 1))
        now=$(resident "$1")
        [ "${now:-0}" -gt "$most" ] && most=$now
        sleep 0.1
    done
    echo "$most"
}

sockets() { # PID: open connections, the listening one not counted
    echo $(($(find "/proc/$1/fd" -lname 'socket:*' | wc -l) - 1))
}

measure() { # DIALECT DB
    serve "$2" --quiet
    start=$(resident "$server")
    for page in / /sv/organisation /sw/partnership /luo/place /en/about; do
        curl -s -o /dev/null "$url$page"
    done
    sleep 1
    rest=$(resident "$server")
    own=$(awk '/^Private/ { p += $2 } END { print p }' \
        "/proc/$server/smaps_rollup")
    stop "$server"

    serve "$2" --quiet
    mkfifo "$tmp/held"
    perl -e "$hold" "${url#http://}" 1000 > "$tmp/held" &
    holder=$!
    pids="$pids $holder"
    read -r _ < "$tmp/held"
    n_held=$(sockets "$server")
    held=$(resident "$server")
    stop "$holder"
    stop "$server"
    rm "$tmp/held"

    serve "$2" --quiet
    wrk -t1 -c1000 -d8s --timeout 20s -H 'Accept-Encoding: gzip' \
        "$url/en/organisation" > "$tmp/wrk" &
    busy=$!
    sleep 3
    n_busy=$(sockets "$server")
    most=$(peak "$server")
    wait "$busy"
    stop "$server"
    printf '%-10s %8d people: at start %d kB, at rest %d (%d private), %d connections that wait %d, %d that ask %d\n' \
        "$1" "$people" "$start" "$rest" "$own" "$n_held" "$held" "$n_busy" \
        "$most"
    printf '{"db":"%s","people":%d,"start_kb":%d,"rest_kb":%d,"private_kb":%d,"waiting":%d,"waiting_kb":%d,"asking":%d,"asking_kb":%d}\n' \
        "$1" "$people" "$start" "$rest" "$own" "$n_held" "$held" "$n_busy" \
        "$most" >> "$OUT/memory.jsonl"
}

: > "$OUT/memory.jsonl"
machine
strip -o "$tmp/stripped" "$PROGRAM"
printf 'the program: %d bytes, without debug symbols %d\n' \
    "$(wc -c < "$PROGRAM")" "$(wc -c < "$tmp/stripped")"
printf '{"program_bytes":%d,"stripped_bytes":%d}\n' "$(wc -c < "$PROGRAM")" \
    "$(wc -c < "$tmp/stripped")" >> "$OUT/memory.jsonl"
file=$(database "$people") || exit 1
measure sqlite "$file"
if [ -n "${CP_TEST_PG:-}" ]; then
    there=$(pg_database "$people") || exit 1
    measure postgresql "$there"
fi
