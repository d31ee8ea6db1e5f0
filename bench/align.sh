#!/bin/sh
# How long alignments take: CPU time, least of five, of costs alone, with the
# way, and with what of it is certain.
#
#     bench/align.sh            ORACLE=FOLDER for logs with known answers:
#                               expected/align/LOG__MODEL.tsv, models/MODEL.tree
#
# Beside pm4py where python3 has it, on the made-up log of 1,000 cases: its
# fastest exact search, Dijkstra over a synchronous product. Where it is not,
# the published figures stand in bench/README.md.
set -eu
cd "$(dirname "$0")/.."
b=${B:-build}
oracle=${ORACLE:-../shared/oracle/pathway}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM
e=src/engine/pathway
sources() { ls "$@" | grep -v _test; }
${CC:-gcc} -O3 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$tmp/align" \
    bench/align.c $(sources "$e"/align*.c "$e"/fit.c "$e"/model*.c \
    "$e"/pathway_*.c "$e"/tree.c src/base/*.c) -lm

printf '%-38s %9s %9s %10s %10s %10s\n' 'log against pathway' variants \
    differ cost_ms way_ms certain_ms
row() { # NAME MODEL VARIANTS
    printf '%-38s ' "$1"
    "$tmp/align" "$2" "$3"
}
intended=test/oracle/pathway/synth_intended.tree
row 'made-up, 1,000 cases' $intended \
    test/oracle/pathway/synth_c1000__synth_intended.tsv
"$b/counterpart" generate journeys --cases 100000 --seed 20250101 \
    > "$tmp/log.csv"
"$b/counterpart" pathway "$tmp/log.csv" --intended $intended --format tsv \
    > "$tmp/log.tsv"
row 'made-up, 100,000 cases' $intended "$tmp/log.tsv"
for f in "$oracle"/expected/align/*.tsv; do
    [ -e "$f" ] || continue
    name=$(basename "$f" .tsv)
    row "$name" "$oracle/models/${name#*__}.tree" "$f"
done
"$tmp/align" --many 1000
"$tmp/align" --long

python3 -c 'import pm4py' 2>/dev/null || exit 0
"$b/counterpart" generate journeys --cases 1000 --seed 20250101 \
    > "$tmp/small.csv"
python3 - "$tmp/small.csv" $intended << 'PY'
import sys, time
import pandas, pm4py
from pm4py.objects.process_tree.utils.generic import parse
from pm4py.algo.conformance.alignments.petri_net import algorithm

rows = pandas.read_csv(sys.argv[1], keep_default_na=False)
log = pm4py.format_dataframe(rows, case_id='case_id', activity_key='activity',
    timestamp_key='timestamp')
net = pm4py.convert_to_petri_net(parse(open(sys.argv[2]).read()))
for variant in algorithm.Variants:
    began = time.process_time()
    try:
        found = algorithm.apply(pm4py.convert_to_event_log(log), *net,
            variant=variant)
    except Exception as e:
        print('pm4py', variant.name, 'failed', type(e).__name__)
        continue
    print(f'pm4py {variant.name} {1000 * (time.process_time() - began):.0f} ms,'
          f' sum of costs {sum(a["cost"] // 10000 for a in found)}')
PY
