#!/bin/sh
# Does the runner see what is right, and what is wrong? RUNNER FOLDER
set -eu
here=$(dirname "$0")
mkdir -p "$2/selftest"
out=$2/selftest/out
run() {
    env -u CP_TEST_PG "$1" --folder "$2/selftest" "$here/counterpart" \
        "$here" "$3" > "$out" 2>&1 || true
}
run "$1" "$2" "$here/0001-holds.http"
if ! grep -q '^8 passed, 0 failed$' "$out"; then
    cat "$out"
    echo "the runner finds fault with what is right"
    exit 1
fi
run "$1" "$2" "$here/0002-fails.http"
# a failure is told as FILE:LINE: NAME: REASON; here the name is the reason
n=0
sed -n 's/^== //p' "$here/0002-fails.http" | while IFS= read -r name; do
    n=$((n + 1))
    grep '0002-fails\.http:[0-9]*: ' "$out" | sed -n "${n}p" \
        | grep -qF ": $name: $name" || {
        cat "$out"
        echo "the runner misses what is wrong: $name"
        exit 1
    }
done
grep -q '^0 passed, 18 failed$' "$out" || {
    cat "$out"
    echo "the runner counts wrongly"
    exit 1
}
