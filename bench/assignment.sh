#!/bin/sh
# How fast pairs are found: counterpart assignment beside SciPy's
# linear_sum_assignment on the same costs, in turn. SciPy's CPU time, the least
# of three; ours by the clock, the least of five, so that other work on the
# machine makes ours worse.
#
#     bench/assignment.sh [N...]           1000 2000 unless said
#     FAMILIES="score 1..1000" bench/assignment.sh 5000
#
# needs python3-scipy. `score` is what rounds have: role, level, interests,
# languages, offers and wants. The last column is our memory at its most, of
# which the program without costs takes some 19 MiB.
set -eu
cd "$(dirname "$0")/.."
b=${B:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
[ $# -gt 0 ] || set -- 1000 2000

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
printf '%6s %-9s %12s %12s %7s %6s\n' n costs scipy_ms ours_ms times MiB
for n; do
    for family in $families; do
        theirs=$(/usr/bin/python3 "$tmp/costs.py" "$n" "$family" "$tmp/costs")
        for _ in 1 2 3 4 5; do
            "$b/counterpart" assignment "$tmp/costs" \
                | sed 's/.*"total":\(-*[0-9]*\).*"solve_ms":\([0-9.]*\).*/\1 \2/'
        done | sort -k2 -n | head -1 | {
            read -r total ms
            [ "$total" = "${theirs% *}" ] || echo "other totals: $total $theirs"
            echo "$n $family ${theirs#* } $ms $(most_memory)"
        } | awk '{ printf "%6d %-9s %12.1f %12.1f %7.1f %6.0f\n", $1, $2, $3,
            $4, $3 / $4, $5 / 1024 }'
    done
done
for mode in fair leximin; do
    for n in 200 1000; do
        /usr/bin/python3 "$tmp/costs.py" "$n" score "$tmp/costs" > /dev/null
        for _ in 1 2 3; do
            "$b/counterpart" assignment "$tmp/costs" --mode "$mode" \
                | sed 's/.*"solve_ms":\([0-9.]*\).*/\1/'
        done | sort -n | sed -n "1s/.*/$mode, n = $n: & ms/p"
    done
done
