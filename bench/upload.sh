#!/bin/sh
# Files in and out: megabytes a second, what others wait meanwhile, and how
# much memory the server takes while N of them come at once.
#
#     bench/upload.sh [--postgresql URL] [MB [N]]      20 and 20 unless said
#
# curl, the server and the database share the cores. "others" is a small form
# that is posted again and again while the files come in: it waits for the one
# writer. Needs curl; needs 3 * MB * N of disk.
set -eu
cd "$(dirname "$0")/.."
command -v curl > /dev/null || { echo "upload.sh: skipped, curl is missing"; exit 0; }
db=
[ "${1:-}" = --postgresql ] && { db=$2; shift 2; }
mb=${1:-20} n=${2:-20}
program=${B:-build}/counterpart
dir=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; wait; rm -rf "$dir"' EXIT INT TERM
: "${db:=$dir/network.db}"

"$program" import example --db "$db" > /dev/null
link=$("$program" user invite ann@bench.example --name Ann --coordinator --db "$db" |
    grep -o '/welcome/[A-Za-z0-9_-]*')
"$program" serve --db "$db" --listen 127.0.0.1:0 --quiet > "$dir/address" &
pid=$!
while [ ! -s "$dir/address" ]; do sleep 0.05; done
url=$(cat "$dir/address")

token() { grep -o 'name="token" value="[^"]*"' | head -n 1 | cut -d'"' -f4; }
ask() { curl -s -b "$cookie" "$@"; }
cookie=x=y
t=$(curl -s "$url/en$link" | token)
cookie=$(curl -s -i -H "Origin: $url" -d "token=$t" -d name=Ann -d "password=many fine words" \
    -d "again=many fine words" "$url/en$link" | tr -d '\r' | grep -o '__Host-cp=[^;]*')
key=$(curl -s "$url/en/partnership" | grep -o '/en/partnership/[a-z0-9-]*' | head -n 1 | sed 's/.*-//')
(printf '%%PDF-1.4\n'; head -c $((mb * 1048576 - 9)) /dev/urandom) > "$dir/file.pdf"

rss() { awk '/VmHWM/ { printf "%.1f", $2 / 1024 }' "/proc/$pid/status"; }
now() { date +%s.%N; }
send() { # one file, on a connection of its own
    t=$(ask "$url/en/attach/partnership/$key" | token)
    ask -o /dev/null -w '%{http_code} %{redirect_url}\n' -H "Origin: $url" -F "token=$t" \
        -F seen=within -F "file=@$dir/file.pdf" "$url/en/attach/partnership/$key"
}
others() { # small posts until told to stop: a line of milliseconds each
    while [ ! -e "$dir/stop" ]; do
        t=$(ask "$url/en/join" | token)
        ask -o /dev/null -w '%{time_total}\n' -H "Origin: $url" -d "token=$t" -d name=Bo \
            -d mail=bo@bench.example -d place_name=Here "$url/en/join"
    done | awk '{ print $1 * 1000 }' | sort -n > "$dir/waits"
}

echo "a file of $mb MB, $n at once; memory before: $(rss) MB"
send > "$dir/first"
page=$(cut -d' ' -f2 "$dir/first")
began=$(now)
ask -o "$dir/got" "$page/file"
awk -v b="$began" -v e="$(now)" -v mb="$mb" 'BEGIN { printf "one out: %.0f MB/s\n", mb / (e - b) }'
cmp "$dir/got" "$dir/file.pdf"

others & other=$!
began=$(now)
pids=
i=0
while [ $i -lt "$n" ]; do
    i=$((i + 1))
    send > "$dir/sent.$i" & pids="$pids $!"
done
wait $pids
ended=$(now)
: > "$dir/stop"
wait $other
grep -l '^303' "$dir"/sent.* | wc -l | awk -v n="$n" '$1 != n { print $1 " of " n " came in"; exit 1 }'
awk -v b="$began" -v e="$ended" -v all=$((mb * n)) \
    'BEGIN { printf "%d MB in: %.0f MB/s\n", all, all / (e - b) }'
awk '{ w[NR] = $1 } END { printf "others, %d posts meanwhile: median %.0f ms, 99 %% within %.0f ms, longest %.0f ms\n",
    NR, w[int((NR + 1) / 2)], w[int(NR * 0.99 + 0.5)], w[NR] }' "$dir/waits"
echo "memory at its most: $(rss) MB"

began=$(now)
pids=
i=0
while [ $i -lt "$n" ]; do
    i=$((i + 1))
    ask -o /dev/null "$(cut -d' ' -f2 "$dir/sent.$i")/file" & pids="$pids $!"
done
wait $pids
awk -v b="$began" -v e="$(now)" -v all=$((mb * n)) \
    'BEGIN { printf "%d MB out: %.0f MB/s\n", all, all / (e - b) }'
echo "memory at its most: $(rss) MB"
