#!/bin/sh
# Pages a second and the 99th percentile: the front page, a directory of 30
# rows, a partnership, a posted form; on SQLite and on PostgreSQL, in networks
# of three sizes; beside nginx, which sends the same bytes out of a file.
#
#     bench/pages.sh [-p] [-s SECONDS] [-r ROUNDS] [PEOPLE...]
#     script/with-postgres bench/pages.sh ...      PostgreSQL too
#
# -p: the posted form alone. needs wrk and nginx. "kept": the page comes from the cache of pages; "made":
# the reader has a cookie, so that it is made anew each time, query, template
# and compression. Client and server share the cores: rates are lower bounds,
# and what others run shows in them. Each figure is the median of the rounds,
# and CPU time a request, which others disturb least, is the one to compare.
#
# Results also go to build/bench/pages.jsonl, an object a line.
set -u
seconds=3
rounds=3
posts_only=
while getopts ps:r: o; do
    case $o in
    p) posts_only=yes ;;
    s) seconds=$OPTARG ;;
    r) rounds=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- 100 10000 1000000
. "$(dirname "$0")/common"
command -v wrk > /dev/null || { echo "pages.sh: install wrk first" >&2; exit 1; }
nginx=$(command -v nginx || ls /usr/sbin/nginx 2> /dev/null) ||
    { echo "pages.sh: install nginx first" >&2; exit 1; }
connections=32

cat > "$tmp/post.lua" << 'END'
-- A form as a browser posts it, with a token of its own each time: one string
-- but for the last six letters, for client and server share the cores, and
-- what it costs to ask is taken from what is answered. wrk tells of answers
-- that are no 2xx or 3xx; that all were kept is counted afterwards.
local letters = "abcdefghijklmnopqrstuvwxyz234567"
local two, n, first = {}, 0, nil
function init()
    math.randomseed(os.time())
    for i = 0, 1023 do
        local a, b = math.floor(i / 32) + 1, i % 32 + 1
        two[i] = letters:sub(a, a) .. letters:sub(b, b)
    end
    local mine = {}
    for i = 1, 20 do
        local k = math.random(32)
        mine[i] = letters:sub(k, k)
    end
    local body = "name=Bench&mail=bench%40example.org" ..
        "&place_name=Nowhere&organisation=&message=Hello&token=" ..
        table.concat(mine)
    first = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" ..
        wrk.port .. "\r\nContent-Type: application/x-www-form-urlencoded" ..
        "\r\nSec-Fetch-Site: same-origin\r\nContent-Length: " ..
        #body + 6 .. "\r\n\r\n" .. body
end
function request()
    n = n + 1
    return first .. two[math.floor(n / 1048576) % 1024] ..
        two[math.floor(n / 1024) % 1024] .. two[n % 1024]
end
END

# URL PID... -- WRK-OPTION...: one round, a line "rate p99_ms cpu_us bad bytes"
round() {
    target=$1
    shift
    watched=
    while [ "$1" != -- ]; do watched="$watched $1"; shift; done
    shift
    # shellcheck disable=SC2086
    before=$(cpu $watched)
    wrk -t1 -c$connections -d"${seconds}s" --latency "$@" "$target" > "$tmp/wrk"
    # shellcheck disable=SC2086
    after=$(cpu $watched)
    awk -v used=$((after - before)) -v hz="$ticks" '
        $1 == "99%" { p = $2; f = p ~ /us$/ ? 0.001 : p ~ /ms$/ ? 1 : 1000
                      sub(/[a-z]+$/, "", p); p99 = p * f }
        /requests in/ { all = $1; n = $5
                        f = n ~ /GB/ ? 2^30 : n ~ /MB/ ? 2^20 : n ~ /KB/ ? 1024 : 1
                        sub(/[A-Z]+$/, "", n); each = all ? n * f / all : 0 }
        /Requests\/sec/ { rate = $2 }
        /Non-2xx/ { bad = $NF }
        /Socket errors/ { gsub(/[^0-9 ]/, ""); bad += $1 + $2 + $3 + $4 }
        END { print rate, p99, all ? used / hz * 1e6 / all : 0, bad + 0, each }
    ' "$tmp/wrk"
}

wrong() { # SENTENCE: what was measured is not what was meant
    echo "pages.sh: $*" >&2
    tail -n 3 "$tmp/log" >&2
    exit 1
}

# The page as it is sent, and how many bytes with its head: it must be there.
take() { # URL CURL-OPTION...
    status=$(curl -s -D "$tmp/head" -o "$tmp/body" -w '%{http_code}' \
        -H 'Accept-Encoding: gzip' "$@")
    [ "$status" = 200 ] || wrong "$1 is answered with $status"
    taken=$(($(wc -c < "$tmp/head") + $(wc -c < "$tmp/body")))
}

# Did every answer of these rounds have as many bytes, and none fail?
compare() { # NAME FILE
    awk -v n="$taken" '$4 > 0 || $5 < n * 0.97 || $5 > n * 1.03 { bad = 1 }
        END { exit bad }' "$2" || {
        cat "$2" >&2
        wrong "$1: an answer is not the page of $taken bytes"
    }
}

median() { # COLUMN FILE
    cut -d' ' -f"$1" "$2" | sort -n | awk '{ v[NR] = $1 }
        END { print v[int((NR + 1) / 2)] }'
}

# nginx with one file, which has the bytes and the encoding of the page
start_nginx() { # FILE ENCODING
    mkdir -p "$tmp/html"
    chmod 755 "$tmp" "$tmp/html" # started by root it drops its rights
    cp "$1" "$tmp/html/page"
    chmod 644 "$tmp/html/page"
    port=$((21000 + ($$ * 13 + ${front_n:-0} * 7) % 9000))
    front_n=$((${front_n:-0} + 1))
    encoding=
    [ -n "$2" ] && encoding="add_header Content-Encoding $2;"
    cat > "$tmp/nginx.conf" << END
daemon off; worker_processes 2; pid $tmp/nginx.pid; error_log $tmp/error.log;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
    default_type text/html; $encoding root $tmp/html; open_file_cache max=100;
    client_body_temp_path $tmp/b; proxy_temp_path $tmp/p;
    fastcgi_temp_path $tmp/f; uwsgi_temp_path $tmp/u; scgi_temp_path $tmp/s;
    server { listen 127.0.0.1:$port; }
}
END
    "$nginx" -e "$tmp/error.log" -c "$tmp/nginx.conf" 2> /dev/null &
    front=$!
    pids="$pids $front"
    n=0
    until curl -sfo /dev/null "http://127.0.0.1:$port/page"; do
        n=$((n + 1))
        [ $n -lt 60 ] || { cat "$tmp/error.log" >&2; exit 1; }
        sleep 0.1
    done
    workers=$(cat "/proc/$front/task/$front/children")
}

tell() { # NAME BYTES FILE NGINX-FILE
    rate=$(median 1 "$3") p99=$(median 2 "$3") used=$(median 3 "$3")
    bad=$(awk '{ n += $4 } END { print n }' "$3")
    limit=$(median 1 "$4") limit_used=$(median 3 "$4")
    awk -v d="$dialect" -v n="$people" -v name="$1" -v bytes="$2" \
        -v r="$rate" -v p="$p99" -v u="$used" -v l="$limit" \
        -v lu="$limit_used" -v bad="$bad" -v out="$OUT/pages.jsonl" 'BEGIN {
        printf "%-10s %8d  %-24s %6d %8.0f %8.2f %7.1f %8.0f %6.1f %7.1f%s\n",
            d, n, name, bytes, r, p, u, l, l / r, u / lu,
            (bad > 0 ? "  " bad " failed" : "")
        printf "{\"db\":\"%s\",\"people\":%d,\"page\":\"%s\",\"bytes\":%d," \
            "\"per_s\":%.0f,\"p99_ms\":%.2f,\"cpu_us\":%.1f," \
            "\"nginx_per_s\":%.0f,\"times_nginx\":%.2f," \
            "\"times_nginx_cpu\":%.2f,\"failed\":%d}\n", d, n, name, bytes,
            r, p, u, l, l / r, u / lu, bad >> out }'
}

measure() { # NAME PATH WRK-OPTION...
    name=$1 page=$url$2
    shift 2
    take "$page" -H 'Cookie: bench=1'
    made_taken=$taken
    take "$page"
    bytes=$(wc -c < "$tmp/body")
    start_nginx "$tmp/body" \
        "$(awk 'tolower($1) == "content-encoding:" { print $2 }' "$tmp/head" |
            tr -d '\r')"
    for f in kept made nginx; do : > "$tmp/$f"; done
    i=0
    while [ $i -lt "$rounds" ]; do
        i=$((i + 1))
        # shellcheck disable=SC2086
        round "http://127.0.0.1:$port/page" $workers -- \
            -H 'Accept-Encoding: gzip' >> "$tmp/nginx"
        round "$page" "$server" -- -H 'Accept-Encoding: gzip' >> "$tmp/kept"
        round "$page" "$server" -- -H 'Accept-Encoding: gzip' \
            -H 'Cookie: bench=1' >> "$tmp/made"
    done
    stop "$front"
    compare "$name, kept" "$tmp/kept"
    taken=$made_taken
    compare "$name, made" "$tmp/made"
    tell "$name, kept" "$bytes" "$tmp/kept" "$tmp/nginx"
    tell "$name, made" "$bytes" "$tmp/made" "$tmp/nginx"
}

# The partnership's page for a coordinator: with who may what, and links to edit
measure_person() { # DB
    bench/edit.sh client || exit 1
    cookie=$("$B/bench/edit" people "$1" 1) || exit 1
    take "$url$partnership" -H "Cookie: __Host-cp=$cookie"
    bytes=$(wc -c < "$tmp/body")
    : > "$tmp/person"
    i=0
    while [ $i -lt "$rounds" ]; do
        i=$((i + 1))
        round "$url$partnership" "$server" -- -H 'Accept-Encoding: gzip' \
            -H "Cookie: __Host-cp=$cookie" >> "$tmp/person"
    done
    compare "a partnership, signed in" "$tmp/person"
    tell "a partnership, signed in" "$bytes" "$tmp/person" "$tmp/nginx"
}

requests_kept() { # DB
    "$B/counterpart" requests --db "$1" |
        awk '/^[0-9]+ requests$/ { n = $1 } END { print n + 0 }'
}

# Each round beside one of nginx with the partnership's page, both over as many
# connections as keep the server busy while the disk writes: with 32 the figure
# is the disk's.
measure_post() { # DB
    connections=128
    take "$url$partnership"
    start_nginx "$tmp/body" gzip
    : > "$tmp/posted"
    : > "$tmp/nginx"
    answered=0
    before_all=$(requests_kept "$1")
    i=0
    while [ $i -lt "$rounds" ]; do
        i=$((i + 1))
        # shellcheck disable=SC2086
        round "http://127.0.0.1:$port/page" $workers -- \
            -H 'Accept-Encoding: gzip' >> "$tmp/nginx"
        round "$url/en/join" "$server" -- -s "$tmp/post.lua" >> "$tmp/posted"
        answered=$((answered + $(awk '/requests in/ { print $1 }' "$tmp/wrk")))
    done
    stop "$front"
    kept=$(($(requests_kept "$1") - before_all))
    connections=32
    # what was on its way when wrk stopped may be kept too
    [ "$kept" -ge "$answered" ] ||
        wrong "$answered forms were answered and $kept kept"
    tell "a posted form" 0 "$tmp/posted" "$tmp/nginx"
}

measure_all() { # DB
    serve "$1" --post-limit 0
    partnership=$(curl -s "$url/en/partnership" |
        grep -o '/en/partnership/[^"?]*-[0-9a-z]*' | head -n1)
    [ -n "$partnership" ] || wrong "there is no partnership"
    if [ -z "$posts_only" ]; then
        measure "front page" /en/
        measure "organisations, 30 rows" /en/organisation
        measure "partnerships" /en/partnership
        measure "a partnership" "$partnership"
        measure_person "$1"
    fi
    measure_post "$1"
    stop "$server"
}

machine
printf '%-10s %8s  %-24s %6s %8s %8s %7s %8s %6s %7s\n' database people page \
    bytes 'pages/s' 'p99 ms' 'CPU us' 'nginx/s' times 'by CPU'
: > "$OUT/pages.jsonl"
for people in "$@"; do
    dialect=sqlite
    file=$(database "$people") || exit 1
    cp "$file" "$tmp/n.db" # forms are posted into a copy
    measure_all "$tmp/n.db"
    rm -f "$tmp"/n.db*
    if [ -n "${CP_TEST_PG:-}" ]; then
        dialect=postgresql
        there=$(pg_database "$people") || exit 1
        measure_all "$there"
    fi
done
