#!/bin/sh
# How fast pairs are found: as counterpart assignment finds them, beside
# SciPy's linear_sum_assignment on the same costs, in turn. CPU time of both,
# SciPy's the least of three, ours of five; `portable` leaves wide registers
# alone. The last column is the command's memory at its most. The program and
# its libraries take some 18 MiB to start, and 6 beside the costs, as most of
# what was read to start is given back before they are read.
#
#     bench/assignment.sh [N...]           1000 2000 unless said
#     FAMILIES="score 1..1000" bench/assignment.sh 5000
#
# needs python3-scipy. `score` is what rounds have: role, level, interests,
# languages, offers and wants.
set -eu
cd "$(dirname "$0")/.."
b=${B:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
[ $# -gt 0 ] || set -- 1000 2000

e=src/engine/assignment
${CC:-gcc} -O3 -g -std=c2x -D_GNU_SOURCE -pthread -Isrc -o "$tmp/assignment" \
    bench/assignment.c "$e"/assign.c "$e"/assign_check.c \
    "$e"/assign_leximin.c "$e"/assign_tie.c "$e"/grid.c "$e"/lap.c \
    "$e"/lap_check.c "$e"/order.c $(ls src/base/*.c | grep -v _test) \
    src/os/clock.c src/os/entropy.c -lsodium -lm

cat > "$tmp/costs.py" << 'PY'
import sys, time
import numpy as np
from scipy.optimize import linear_sum_assignment

n, family, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
lot = np.random.default_rng(1)

def pick(share, bits):
    return (lot.random((2, n, bits)) < share).astype(np.int32)

def score():
    role, level = lot.integers(0, 12, (2, n)), lot.integers(0, 5, (2, n))
    interest, language = pick(.15, 30), pick(.3, 6)
    offer, want = pick(.15, 20), pick(.15, 20)
    both = interest[0] @ interest[1].T
    either = interest[0].sum(1)[:, None] + interest[1].sum(1) - both
    return (300 * (role[0][:, None] == role[1]) +
        50 * (4 - abs(level[0][:, None] - level[1])) +
        200 * both // np.maximum(either, 1) +
        100 * (language[0] @ language[1].T > 0) +
        np.minimum(200, 50 * (offer[0] @ want[1].T + want[0] @ offer[1].T)))

def distance():
    a, b = lot.random((n, 2)), lot.random((n, 2))
    return np.sqrt(((a[:, None] - b) ** 2).sum(2)) * 1e6

costs = {
    'score': lambda: 900 - score(),
    'uniform': lambda: lot.integers(0, 1 << 25, (n, n)),
    '1..100': lambda: lot.integers(1, 101, (n, n)),
    '1..1000': lambda: lot.integers(1, 1001, (n, n)),
    '1..10^6': lambda: lot.integers(1, 1000001, (n, n)),
    'distance': distance,
    'square': lambda: distance() ** 2 / 1e5,
    'product': lambda: np.outer(np.arange(1, n + 1), np.arange(1, n + 1)),
}[family]().astype(np.int64)
with open(path, 'w') as f:
    f.write(f'{n}\n')
    np.savetxt(f, costs, fmt='%d')
times = []
for _ in range(3):
    copy = costs.astype(np.float64)
    began = time.process_time()
    rows, columns = linear_sum_assignment(copy)
    times.append(time.process_time() - began)
print(int(costs[rows, columns].sum()), min(times) * 1000)
PY

most_memory() { # KiB
    /usr/bin/python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
        "$b/counterpart" assignment "$tmp/costs"
}
families=${FAMILIES:-score uniform 1..100 1..1000 1..10^6 distance square
    product}
printf '%6s %-9s %12s %12s %12s %7s %6s\n' n costs scipy_ms portable_ms \
    ours_ms times MiB
for n; do
    for family in $families; do
        theirs=$(/usr/bin/python3 "$tmp/costs.py" "$n" "$family" "$tmp/costs")
        ours=$("$tmp/assignment" "$tmp/costs" total)
        portable=$("$tmp/assignment" "$tmp/costs" portable)
        [ "${ours% *}" = "${theirs% *}" ] || echo "other totals: $ours $theirs"
        echo "$n $family ${theirs#* } ${portable#* } ${ours#* } $(most_memory)"
    done
done | awk '{ printf "%6d %-9s %12.1f %12.1f %12.1f %7.1f %6.0f\n", $1, $2, $3,
    $4, $5, $3 / $5, $6 / 1024; fflush() }'
for mode in fair leximin; do
    for n in 200 1000; do
        /usr/bin/python3 "$tmp/costs.py" "$n" score "$tmp/costs" > /dev/null
        "$tmp/assignment" "$tmp/costs" "$mode" \
            | sed "s/.* \(.*\)/$mode, n = $n: \1 ms/"
    done
done
