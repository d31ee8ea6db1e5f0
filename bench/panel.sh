#!/bin/sh
# How fast panels are drawn by lot: the known pools, the whole command with its
# reading, solving, checking, listing of 1,000 panels, and output; medians of
# five, CPU time and memory at its most. Then the parts, by themselves: chances,
# checker, list, one draw. Last the certificates of random pools.
#
#     bench/panel.sh [POOLS]               10000 random pools unless said
set -eu
cd "$(dirname "$0")/.."
b=${B:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
o=test/oracle/panel

cat > "$tmp/run.py" << 'PY'
import os, statistics, subprocess, sys, time
cpu, wall, memory = [], [], []
for _ in range(5):
    began = time.monotonic()
    pid = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(pid.pid, 0)
    wall.append(time.monotonic() - began)
    if status:
        sys.exit(f'{sys.argv[1:]}: {status}')
    cpu.append(used.ru_utime + used.ru_stime)
    memory.append(used.ru_maxrss / 1024)
print(f'{statistics.median(cpu):7.2f} {statistics.median(wall):7.2f} '
      f'{max(memory):6.0f}')
PY
printf '%-24s %7s %7s %7s %6s\n' pool aim_s cpu_s wall_s MiB
run() { # name size aim options
    name=$1 size=$2 aim=$3
    shift 3
    printf '%-24s %7s %s\n' "$name" "$aim" "$(python3 "$tmp/run.py" \
        "$b/counterpart" panel "$o/$name/people.csv" "$o/$name/quotas.csv" \
        --size "$size" "$@")"
}
run own_120_24 24 0.15
run own_200_24_households 24 0.2 --households household
run own_300_40 40 0.3
run own_800_60 60 1.5
run own_1500_150 150 2

e=src/engine/panel
${CC:-gcc} -O3 -g -std=c2x -ffp-contract=off -D_GNU_SOURCE -pthread -Isrc -Itest \
    -o "$tmp/panel" bench/panel.c src/decide/panel/panel_hash.c test/support/panel_case.c \
    $(ls "$e"/*.c | grep -v _test) $(ls src/base/*.c | grep -v _test) \
    src/os/file.c src/os/clock.c -lglpk -lsodium -lcrypto -lm
"$tmp/panel"

PANEL_POOLS=${1:-10000} "$b/test/unit" panel_test | grep -E 'pools,|FAILED' \
    || { echo "no figures: make unit"; exit 1; }
