#!/usr/bin/env bash
# How fast a page template prints: bytes a page, microseconds, MB/s.
set -eu
cd "$(dirname "$0")/.."
B=${B:-build}
work=$B/bench
make -s B="$B" "$B/tools/htmlc"
mkdir -p "$work/view"
"$B/tools/htmlc" bench/view/rows.html "$work/view/rows.html"
"${CC:-gcc}" -std=c2x -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
    -fstack-clash-protection -fPIE -pie -Isrc -Ibench "-I$work" \
    -o "$work/rows" bench/view/rows.c "$work/view/rows.html.c" \
    src/text/view.c src/base/arena.c src/base/buf.c src/base/text.c \
    src/base/err.c -lm
"$work/rows"
