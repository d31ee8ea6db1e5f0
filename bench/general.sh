#!/bin/sh
# How fast pairs inside one set, and of many to many, are found, and those of
# one set mended after somebody left; beside NetworkX (python3-networkx) on the
# same scores, with the totals compared.
#
#     bench/general.sh [N...]      100 300 1000 unless said
#
# NetworkX needs minutes for 1000, so it gets no more than 300 people inside
# one set and 60 on a side of many to many; NETWORKX=1000 lets it. Without
# NetworkX our own figures are printed. CPU time, ours the least of three.
# `score` is what rounds have: role, level, interests, languages, offers and
# wants.
set -eu
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT INT TERM
[ $# -gt 0 ] || set -- 100 300 1000
python=/usr/bin/python3
"$python" -c 'import networkx' 2> /dev/null || {
    echo "general.sh: python3-networkx is missing: ours alone"
    NETWORKX=0
}
e=src/engine/assignment
${CC:-gcc} -O3 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$tmp/general" \
    bench/general.c "$e"/assign.c "$e"/assign_leximin.c "$e"/assign_tie.c \
    "$e"/blossom.c "$e"/blossom_tree.c "$e"/flow.c "$e"/flow_check.c \
    "$e"/flow_grow.c "$e"/flow_improve.c "$e"/general.c \
    "$e"/general_check.c "$e"/general_count.c "$e"/general_face.c \
    "$e"/general_repair.c "$e"/general_tie.c \
    "$e"/grid.c "$e"/lap.c "$e"/order.c \
    $(ls src/base/*.c | grep -v _test) -lm

cat > "$tmp/scores.py" << 'PY'
import random, sys
kind, n, family, path = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
lot = random.Random(1)

def person():
    some = lambda share, n: sum((lot.random() < share) << k for k in range(n))
    return (lot.randrange(12), lot.randrange(5), some(.15, 30), some(.3, 6),
        some(.15, 20), some(.15, 20), lot.random(), lot.random())

def count(x):
    return bin(x).count('1')

def score(a, b):
    either = count(a[2] | b[2])
    met = 50 * (count(a[4] & b[5]) + count(a[5] & b[4]))
    return (300 * (a[0] == b[0]) + 50 * (4 - abs(a[1] - b[1])) +
        200 * count(a[2] & b[2]) // max(either, 1) +
        100 * (a[3] & b[3] > 0) + min(200, met))

def distance(a, b):
    return 1000 - int(700 * ((a[6] - b[6]) ** 2 + (a[7] - b[7]) ** 2) ** .5)

rate = { 'score': score, 'distance': distance, 'three': lambda a, b:
    lot.randrange(3), 'uniform': lambda a, b: lot.randrange(1001) }[family]
one = [person() for _ in range(n)]
other = one if kind == 'general' else [person() for _ in range(n)]
rows = [[-1] * n for _ in range(n)]
for i in range(n):
    for j in range(n):
        if kind == 'flow':
            rows[i][j] = rate(one[i], other[j])
        elif j < i:
            rows[i][j] = rows[j][i] = rate(one[i], one[j])
with open(path, 'w') as f:
    print(n if kind == 'general' else f'{n} {n}', file=f)
    if kind == 'flow':
        for _ in range(2):
            print(*[lot.randrange(1, 4) for _ in range(n)], file=f)
    for row in rows:
        print(*row, file=f)
PY
cat > "$tmp/theirs.py" << 'PY'
import sys, time
import networkx as nx
kind, path = sys.argv[1], sys.argv[2]
n, *all = map(int, open(path).read().split())
if kind == 'general':
    g = nx.Graph()
    for i in range(n):
        for j in range(i):
            g.add_edge(i, j, weight=all[i * n + j])
    began = time.process_time()
    pairs = nx.max_weight_matching(g, maxcardinality=True)
    took = time.process_time() - began
    print(len(pairs), sum(g[i][j]['weight'] for i, j in pairs), took * 1000)
else:
    m, all = all[0], all[1:]
    at_a, at_b, all = all[:n], all[n:n + m], all[n + m:]
    g = nx.DiGraph()
    for i in range(n):
        g.add_edge('s', i, capacity=at_a[i], weight=0)
        for j in range(m):
            g.add_edge(i, n + j, capacity=1, weight=-all[i * m + j])
    for j in range(m):
        g.add_edge(n + j, 't', capacity=at_b[j], weight=0)
    began = time.process_time()
    flow = nx.max_flow_min_cost(g, 's', 't')
    took = time.process_time() - began
    print(sum(flow['s'].values()), -nx.cost_of_flow(g, flow), took * 1000)
PY

row() { # KIND N FAMILY LIMIT
    "$python" "$tmp/scores.py" "$1" "$2" "$3" "$tmp/scores"
    ours=$("$tmp/general" "$1" "$tmp/scores" total)
    fair=$("$tmp/general" "$1" "$tmp/scores" fair)
    theirs=
    if [ "$2" -le "$4" ]; then
        theirs=$("$python" "$tmp/theirs.py" "$1" "$tmp/scores")
        [ "$(echo "$theirs" | cut -d' ' -f1-2)" = \
            "$(echo "$ours" | cut -d' ' -f1-2)" ] \
            || { echo "other totals: $ours, $theirs"; exit 1; }
    fi
    # shellcheck disable=SC2086
    echo "$1 $2 $3" $ours $fair $theirs | awk '{
        printf "%-8s %5d %-9s %9.1f %9.1f", $1, $2, $3, $7, $11
        if (NF > 11)
            printf " %12.1f %7.0f", $14, $14 / $7
        print "" }'
}

printf '%-8s %5s %-9s %9s %9s %12s %7s\n' pairs n scores total_ms fair_ms \
    networkx_ms times
for n; do
    for family in score uniform distance three; do
        row general "$n" "$family" "${NETWORKX:-300}"
    done
done
for n; do
    "$python" "$tmp/scores.py" general "$n" score "$tmp/scores"
    # shellcheck disable=SC2046
    printf 'mended   %5d %-9s %9.1f %9.1f\n' "$n" score \
        $("$tmp/general" mend "$tmp/scores" total | cut -d' ' -f4) \
        $("$tmp/general" mend "$tmp/scores" fair | cut -d' ' -f4)
done
for n in 60 200; do
    for family in score uniform three; do
        row flow "$n" "$family" "${NETWORKX:-60}"
    done
done
