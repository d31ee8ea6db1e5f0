#!/usr/bin/env bash
# part: each database
# Data files of earlier versions open, migrate, pass `check`, and show their
# pages. script/keep-old adds one for each schema that went out.
#
#     test/upgrade/run.sh         on SQLite, or PostgreSQL where CP_TEST_PG is
set -u
cd "$(dirname "$0")/../.." || exit 2
b=${B:-build}
into=$b/test/upgrade${CP_TEST_PG:+-postgresql}
kept=test/upgrade/kept
rm -rf "$into"
mkdir -p "$into"
passed=0 failed=0

tell() { # STATUS SENTENCE
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "NOT $2"
    fi
}

get() { # PORT PATH
    exec 3<> "/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' \
        "$2" "$1" >&3
    cat <&3
    exec 3>&-
}

# Serve it, which migrates, and ask for its pages.
show() { # NAME DB
    local port= status=0 said=$into/$1.out page
    "$b/counterpart" serve --db "$2" --listen 127.0.0.1:0 --quiet \
        > "$said" 2>&1 &
    local server=$!
    for _ in $(seq 100); do
        port=$(sed -n 's|^http://127.0.0.1:||p' "$said")
        [ -n "$port" ] && break
        kill -0 "$server" 2> /dev/null || break
        sleep 0.1
    done
    if [ -z "$port" ]; then
        cat "$said"
        return 1
    fi
    while read -r path what; do
        page=$(get "$port" "$path")
        if ! grep -qF "$what" <<< "$page"; then
            echo "$1: $path does not say: $what"
            head -n 1 <<< "$page"
            status=1
        fi
    done << 'PAGES'
/en/partnership Östra länet – Kaunti ya Ziwa
/en/organisation Lake County &quot;Afya&quot;
/sw/place Kaunti ya Ziwa
/en/privacy What is kept about you
/en/partnership?q=ostra Östra länet – Kaunti ya Ziwa
PAGES
    page=$(get "$port" "/sv/partnership")
    path=$(grep -o '/sv/partnership/ostra[^"]*' <<< "$page" | head -n 1)
    get "$port" "$path" | grep -qF 'Att lära av varandra' || {
        echo "$1: the partnership does not say what it wants"
        status=1
    }
    kill "$server"
    wait "$server"
    return "$status"
}

try() { # NAME DB
    show "$1" "$2"
    tell $? "data of $1 migrates and shows its pages"
    "$b/counterpart" check --db "$2" > "$into/$1.check" 2>&1
    tell $? "data of $1 passes check: $(tail -n 3 "$into/$1.check")"
    "$b/counterpart" export "$into/$1.out.d" --db "$2" > /dev/null 2>&1 &&
        grep -q ',nurse,' "$into/$1.out.d/person.csv" &&
        grep -q ',el-2,' "$into/$1.out.d/side_organisation.csv"
    tell $? "data of $1 is exported"
    show "$1" "$2"
    tell $? "data of $1 opens a second time"
}

sha256sum --quiet -c "$kept/migrations"
tell $? "a migration that went out was changed: make a new one"

if [ -n "${CP_TEST_PG:-}" ]; then
    for f in "$kept"/*.pg.gz; do
        name=$(basename "$f" .pg.gz)
        url=${CP_TEST_PG%/*}/cp_upgrade_$name
        psql -q -X -d "$CP_TEST_PG" -c "DROP DATABASE IF EXISTS
            cp_upgrade_$name" -c "CREATE DATABASE cp_upgrade_$name ENCODING
            'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0" 2> /dev/null
        gzip -dc "$f" | psql -q -X -v ON_ERROR_STOP=1 -d "$url" > /dev/null
        tell $? "the dump of $name is restored"
        try "$name" "$url"
        psql -q -X -d "$CP_TEST_PG" -c "DROP DATABASE cp_upgrade_$name"
    done
else
    for f in "$kept"/*.db.gz; do
        name=$(basename "$f" .db.gz)
        gzip -dc "$f" > "$into/$name.db"
        try "$name" "$into/$name.db"
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
