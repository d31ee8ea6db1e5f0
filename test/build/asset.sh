#!/bin/sh
# What assetc bakes is what was in the file, in all of its forms.
#
# usage: test/build/asset.sh [path of assetc]
cd "$(dirname "$0")/../.." || exit 2
assetc=${1:-${B:-build}/tools/assetc}
made=$(mktemp -d) || exit 2
trap 'rm -rf "$made"' EXIT
n_passed=0
n_failed=0

check() { # NAME COMMAND...
    name=$1
    shift
    if "$@" > "$made/said" 2>&1; then
        n_passed=$((n_passed + 1))
        echo "ok $name"
    else
        n_failed=$((n_failed + 1))
        echo "FAIL $name"
        sed 's/^/    /' "$made/said"
    fi
}

build() { # SOURCE PROGRAM: a program that prints a form of an asset
    "${CC:-gcc}" -std=c2x -pedantic-errors -Wall -Wextra -Wconversion -Werror \
        -Isrc -o "$2" "$1" "$made/print.c"
}

refused() {
    ! "$@"
}

cat > "$made/print.c" <<'C'
#include "web/asset.h"
#include <stdio.h>
#include <string.h>
int
main(int argc, char **argv)
{
    for (const struct asset *a = all_assets; a->name != NULL; a++) {
        if (argc < 3) {
            printf("%s %s %s %d\n", a->name, a->type, a->etag,
                a->brotli != NULL && a->n_brotli < a->n_bytes);
            continue;
        }
        int is_gzip = strcmp(argv[2], "gzip") == 0;
        if (strcmp(argv[1], a->name) == 0)
            fwrite(is_gzip ? a->gzip : a->bytes, 1,
                (size_t)(is_gzip ? a->n_gzip : a->n_bytes), stdout);
    }
    return 0;
}
C
mkdir "$made/asset"
yes 'body { color: black }' | head -200 > "$made/asset/style.css"
head -c 500 /dev/urandom > "$made/asset/icon.png"
: > "$made/asset/empty.txt"
etag=$(sha256sum < "$made/asset/style.css" | cut -c 1-16)

check bakes "$assetc" "$made/all.c" "$made"/asset/*
check builds build "$made/all.c" "$made/all"
"$made/all" > "$made/list"
check gives_type_etag_and_brotli grep -qxF \
    "style.css text/css; charset=utf-8 \"$etag\" 1" "$made/list"
check has_no_form_that_is_larger grep -q '^icon.png image/png "[0-9a-f]*" 0$' \
    "$made/list"
check takes_an_empty_file grep -q '^empty.txt text/plain' "$made/list"
"$made/all" icon.png bytes > "$made/icon"
check keeps_every_byte cmp "$made/icon" "$made/asset/icon.png"
"$made/all" style.css gzip | gzip -d > "$made/style"
check unpacks_to_the_same cmp "$made/style" "$made/asset/style.css"
cp "$made/all.c" "$made/first.c"
"$assetc" "$made/all.c" "$made"/asset/*
check is_the_same_each_time cmp "$made/all.c" "$made/first.c"
check bakes_nothing "$assetc" "$made/none.c"
check builds_nothing build "$made/none.c" "$made/none"
: > "$made/asset/what.xyz"
check refuses_an_unknown_type refused "$assetc" "$made/no.c" \
    "$made/asset/what.xyz"
check refuses_a_missing_file refused "$assetc" "$made/no.c" \
    "$made/asset/not-there.css"

echo "$n_passed passed, $n_failed failed"
[ "$n_failed" -eq 0 ]
