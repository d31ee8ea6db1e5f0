#!/bin/sh
# The query tool refuses what would go wrong later: each file in sql/ is a
# case. Its first lines say what is expected of the tool:
#
#     -- expect: star.sql:5: '*': name the columns    a part of one line of it
#     -- expect: nothing                              it must build
#     -- makes: WHERE code = $1                       in what it writes
#
# As many lines are said as are expected, no more. What builds is compiled.
# Files in sql/migration/ are tried as one more migration.
#
# usage: test/build/sql.sh [path of sqlc]
cd "$(dirname "$0")/../.." || exit 2
sqlc=${1:-${B:-build}/tools/sqlc}
cases=test/build/sql
schema=$cases/schema/0001_case.sql
made=$(mktemp -d) || exit 2
trap 'rm -rf "$made"' EXIT
mkdir -p "$made/sql"
n_passed=0
n_failed=0

passed() {
    n_passed=$((n_passed + 1))
    echo "ok $1"
}

failed() {
    n_failed=$((n_failed + 1))
    echo "FAIL $1: $2"
    sed 's/^/    /' "$made/said"
}

compile() {
    "${CC:-gcc}" -std=c2x -pedantic-errors -Wall -Wextra -Wvla -Wshadow \
        -Wconversion -Wswitch-enum -Wmissing-prototypes -Wstrict-prototypes \
        -Werror -Wno-overlength-strings -D_GNU_SOURCE -Isrc -I"$made" \
        -fsyntax-only "$@" >> "$made/said" 2>&1
}

# judge NAME FILE STATUS: compare $made/said with what FILE expects
judge() {
    tr -d '\r' < "$2" | sed -n 's/^-- expect: //p' > "$made/expected"
    tr -d '\r' < "$2" | sed -n 's/^-- makes: //p' > "$made/makes"
    if [ "$(cat "$made/expected")" = nothing ]; then
        [ "$3" -eq 0 ] || { failed "$1" 'does not build'; return; }
        compile "$made/sql/$1.sql.c" \
            || { failed "$1" 'does not compile'; return; }
        while IFS= read -r part; do
            cat "$made/sql/$1.sql.c" "$made/sql/$1.sql.h" \
                | grep -qF -e "$part" \
                || { failed "$1" "does not write: $part"; return; }
        done < "$made/makes"
        passed "$1"
        return
    fi
    [ "$3" -eq 1 ] || { failed "$1" "ends with $3, not 1"; return; }
    while IFS= read -r part; do
        grep -qF -e "$part" "$made/said" \
            || { failed "$1" "does not say: $part"; return; }
    done < "$made/expected"
    [ "$(wc -l < "$made/said")" -eq "$(wc -l < "$made/expected")" ] \
        || { failed "$1" 'says more'; return; }
    passed "$1"
}

for file in "$cases"/*.sql; do
    name=$(basename "$file" .sql)
    "$sqlc" --schema "$schema" --in "$file" --out "$made/sql/$name.sql" \
        > "$made/said" 2>&1
    judge "$name" "$file" $?
done
for file in "$cases"/migration/*.sql; do
    "$sqlc" --schema "$schema" "$file" --schema-out "$made/schema.c" \
        > "$made/said" 2>&1
    status=$?
    judge "migration/$(basename "$file" .sql)" "$file" "$status"
done

# the tables over all files
"$sqlc" --schema "$schema" --schema-out "$made/schema.c" > "$made/said" 2>&1 \
    && compile "$made/schema.c" \
    && grep -qF "$(sha256sum < "$schema" | cut -c 1-64)" "$made/schema.c" \
    && grep -qF '"    code TEXT COLLATE \"C\" NOT NULL,\n"' \
        "$made/schema.c" \
    && passed schema_table || failed schema_table 'is not as it should be'
"$sqlc" --queries-out "$made/queries.c" --all "$cases/good.sql" \
    "$cases/good_use.sql" > "$made/said" 2>&1 \
    && compile "$made/queries.c" \
    && grep -qF '&place_again_query,' "$made/queries.c" \
    && passed queries_table || failed queries_table 'is not as it should be'
"$sqlc" --queries-out "$made/queries.c" --all "$cases/out_missing.sql" \
    "$cases/one_without_rows.sql" "$cases/none_with_rows.sql" \
    > "$made/said" 2>&1
[ $? -eq 1 ] && grep -qF "none_with_rows.sql:2: query place_find stands in \
$cases/out_missing.sql:2 already" "$made/said" \
    && passed query_twice_over_files \
    || failed query_twice_over_files 'is not refused'
"$sqlc" > "$made/said" 2>&1
[ $? -eq 2 ] && passed usage || failed usage 'is not told'

echo "$n_passed passed, $n_failed failed"
[ "$n_failed" -eq 0 ]
