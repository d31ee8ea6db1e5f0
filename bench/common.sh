# What the measuring scripts share. Read by them with `.`, not run.
#
# Networks and databases are made once and kept under build/bench: remove that
# folder to make them anew. PROGRAM and OUT may be set from outside.

cd "$(dirname "$0")/.." || exit 1
PROGRAM=${PROGRAM:-build/counterpart}
OUT=${OUT:-build/bench}
[ -x "$PROGRAM" ] || make -s || exit 1
mkdir -p "$OUT"
tmp=$(mktemp -d)
pids=
stop_all() {
    for p in $pids; do kill "$p" 2>/dev/null || :; done
    for p in $pids; do wait "$p" 2>/dev/null || :; done
    rm -rf "$tmp"
}
trap stop_all EXIT
trap 'exit 130' INT TERM
ticks=$(getconf CLK_TCK)

cpu() { # PID...: ticks of CPU so far, of all threads
    for p in "$@"; do sed 's/.*) //' "/proc/$p/stat"; done |
        awk '{ n += $12 + $13 } END { print n }'
}

resident() { # PID: kB of memory in use, shared libraries included
    awk '/^VmRSS/ { print $2 }' "/proc/$1/status"
}

now_ms() {
    date +%s%N | cut -b1-13
}

network() { # PEOPLE: prints the folder of CSVs, made when it is not there
    folder=$OUT/network-$1
    if [ ! -d "$folder" ]; then
        "$PROGRAM" generate network "$folder.new" --people "$1" --seed 7 >&2
        mv "$folder.new" "$folder"
    fi
    echo "$folder"
}

database() { # PEOPLE: prints an SQLite file with that network
    file=$OUT/network-$1.db
    if [ ! -f "$file" ]; then
        rm -f "$file".new*
        "$PROGRAM" import "$(network "$1")" --db "$file.new" >&2
        mv "$file.new" "$file"
    fi
    echo "$file"
}

pg_database() { # PEOPLE: prints the URL of a database with that network
    base=${CP_TEST_PG%/*}
    psql -q "$CP_TEST_PG" -c "CREATE DATABASE network_$1
        TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" >&2
    "$PROGRAM" copy --from "$(database "$1")" --to "$base/network_$1" >&2
    psql -q "$base/network_$1" -c 'VACUUM ANALYZE' >&2
    echo "$base/network_$1"
}

serve() { # DB OPTION...: starts a server; sets $server (pid) and $url
    : > "$tmp/address"
    db=$1
    shift
    "$PROGRAM" serve --db "$db" --listen 127.0.0.1:0 "$@" \
        > "$tmp/address" 2> "$tmp/log" &
    server=$!
    pids="$pids $server"
    n=0
    until [ -s "$tmp/address" ]; do
        n=$((n + 1))
        kill -0 "$server" 2>/dev/null && [ $n -lt 2000 ] ||
            { cat "$tmp/log" >&2; exit 1; }
        sleep 0.01
    done
    url=$(head -n1 "$tmp/address")
    case $url in http*) ;; *) url=http://$url ;; esac
}

stop() { # PID: and wait until it is gone
    kill "$1" 2>/dev/null || :
    wait "$1" 2>/dev/null || :
}

machine() {
    echo "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)," \
        "$(uname -m), $(date -u +%Y-%m-%d)"
}
