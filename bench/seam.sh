#!/bin/sh
# What the HTTP seam alone costs: a page of 11,141 bytes out of memory, two
# workers, against nginx sending the same bytes out of a file.
#
#     bench/seam.sh [SECONDS]      needs wrk; nginx when it is installed
#
# Server and client share the cores: rates are lower bounds, and the CPU time
# for one request is the figure to compare.
set -eu
cd "$(dirname "$0")/.."
command -v wrk > /dev/null || { echo "seam.sh: skipped, wrk is missing"; exit 0; }
seconds=${1:-5}
dir=$(mktemp -d)
pids=
trap 'for p in $pids; do kill "$p" 2>/dev/null || :; done; wait; rm -rf "$dir"' EXIT INT TERM

${CC:-gcc} -O2 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$dir/seam" \
    bench/seam.c $(ls src/web/server*.c | grep -v _test) \
    src/base/arena.c src/base/err.c src/base/text.c \
    src/os/clock.c src/os/file.c src/os/process.c src/os/thread.c -lmicrohttpd -lm

ticks=$(getconf CLK_TCK)
cpu() { # PID...: ticks of CPU so far
    for p in "$@"; do
        sed 's/.*) //' "/proc/$p/stat"
    done | awk '{ n += $12 + $13 } END { print n }'
}

measure() { # NAME URL CONNECTIONS PID...
    name=$1 page=$2 n=$3
    shift 3
    before=$(cpu "$@")
    wrk -t1 -c"$n" -d"${seconds}s" --latency "$page" > "$dir/out"
    after=$(cpu "$@")
    awk -v name="$name" -v n="$n" -v used=$((after - before)) -v hz="$ticks" '
        /99%/ { p99 = $2 } /requests in/ { all = $1 }
        /Requests\/sec/ { rate = $2 }
        /Socket errors/ { errors = " " $0 } /Non-2xx/ { errors = errors " " $0 }
        END { printf "%-22s %3d connections %9.0f/s   p99 %-9s %5.1f us CPU a request%s\n",
              name, n, rate, p99, used / hz * 1e6 / all, errors }' "$dir/out"
}

"$dir/seam" 2 > "$dir/address" &
seam=$!
pids="$pids $seam"
while [ ! -s "$dir/address" ]; do sleep 0.05; done
url=$(cat "$dir/address")

nginx=$(command -v nginx || ls /usr/sbin/nginx 2>/dev/null || :)
if [ -n "$nginx" ]; then
    # a free port: one that the kernel has just given out
    "$dir/seam" 1 > "$dir/free" &
    other=$!
    while [ ! -s "$dir/free" ]; do sleep 0.05; done
    kill $other
    wait $other
    port=$(sed 's/.*://' "$dir/free")
    mkdir "$dir/html"
    chmod 755 "$dir" "$dir/html" # nginx started by root drops its rights
    curl -s "$url/" > "$dir/html/page.html"
    cat > "$dir/nginx.conf" <<END
daemon off; worker_processes 2; pid $dir/nginx.pid; error_log $dir/error.log;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
    types { text/html html; } root $dir/html; open_file_cache max=100;
    client_body_temp_path $dir/b; proxy_temp_path $dir/p;
    fastcgi_temp_path $dir/f; uwsgi_temp_path $dir/u; scgi_temp_path $dir/s;
    server { listen 127.0.0.1:$port; }
}
END
    "$nginx" -e "$dir/error.log" -c "$dir/nginx.conf" 2>/dev/null &
    pids="$pids $!"
    front=$!
    i=0
    until curl -sfo /dev/null "http://127.0.0.1:$port/page.html"; do
        i=$((i + 1))
        [ $i -lt 40 ] || { cat "$dir/error.log"; exit 1; }
        sleep 0.1
    done
    # shellcheck disable=SC2046
    workers=$(cat /proc/$front/task/$front/children)
fi

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), ${seconds} s each"
for n in 16 64; do
    measure "seam, page copied" "$url/" $n $seam
    measure "seam, page shared" "$url/shared" $n $seam
    if [ -n "$nginx" ]; then
        # shellcheck disable=SC2086
        measure "nginx, static file" "http://127.0.0.1:$port/page.html" $n $workers
    fi
done
awk '/VmRSS/ { print "resident: " $2 " kB" }' /proc/$seam/status
