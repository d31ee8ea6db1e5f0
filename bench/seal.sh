#!/bin/sh
# What the chain over the audit log costs: rows that are written plainly, then
# sealed as `serve` does each second, then proved as `check` does.
#
#     bench/seal.sh [ROWS]                     100,000
#     script/with-postgres bench/seal.sh       PostgreSQL too
#
# At 1,000 writes a second the sealer takes 1,000 rows' worth of each second.
# Results also go to build/bench/seal.jsonl.
set -u
. "$(dirname "$0")/common"
rows=${1:-100000}

measure() { # DIALECT DB
    began=$(now_ms)
    "$PROGRAM" check --db "$2" > /dev/null || exit 1
    both=$(($(now_ms) - began))
    began=$(now_ms)
    "$PROGRAM" check --db "$2" > /dev/null || exit 1
    proof=$(($(now_ms) - began))
    awk -v d="$1" -v n="$rows" -v both="$both" -v proof="$proof" \
        -v out="$OUT/seal.jsonl" 'BEGIN {
        seal = both - proof
        printf "%-10s %8d rows  sealed in %6d ms: %5.1f us a row, %4.1f %% of " \
            "a second at 1,000 a second  proved in %6d ms\n", d, n, seal,
            seal / n * 1000, seal / n * 100, proof
        printf "{\"db\":\"%s\",\"rows\":%d,\"seal_ms\":%d,\"proof_ms\":%d}\n",
            d, n, seal, proof >> out }'
}

"$PROGRAM" import test/upgrade/network --db "$tmp/a.db" > "$tmp/said" || exit 1
"$PROGRAM" check --db "$tmp/a.db" > /dev/null
sqlite3 "$tmp/a.db" "WITH RECURSIVE g (n) AS (SELECT 1 UNION ALL SELECT n + 1
    FROM g WHERE n < $rows) INSERT INTO audit (id, at, action, kind, thing_id,
    detail) SELECT 3000000000000000000 + n, 1700000000, 'change', 'place', n,
    '[\"name\"]' FROM g"
if [ -n "${CP_TEST_PG:-}" ]; then
    "$PROGRAM" copy --from "$tmp/a.db" --to "$CP_TEST_PG" > "$tmp/said" || exit 1
    measure postgresql "$CP_TEST_PG"
fi
measure sqlite "$tmp/a.db"
