#!/usr/bin/env bash
# The template compiler: what it must refuse, and what the pages it makes do.
#
# Each html/*.html says in its first line what is to happen:
#     <!-- 3: message -->      htmlc refuses, in line 3, with these words; more
#                              than one message with " | " between; [[ ]] for
#                              {{ }}
#     <!-- gcc 3: message -->  htmlc takes it, the C compiler refuses line 3
#     <!-- builds -->          both take it, without a warning
# html/page/ is a page with each context there is, compiled, filled with
# hostile values and read back. Ends in "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
B=${B:-build}
here=test/build/html
work=$B/test/html
passed=0
failed=0
make -s B="$B" "$B/tools/htmlc" || exit 2
mkdir -p "$work"
cc=(gcc -std=c2x -pedantic-errors -Wall -Wextra -Wvla -Wshadow -Wconversion
    -Wswitch-enum -Wno-overlength-strings -Isrc "-I$work/gen" -fsyntax-only)

pass() { passed=$((passed + 1)); }
fail() { echo "$1: $2"; failed=$((failed + 1)); }

# the messages in $1 are those that $2 lists, and no others
same_messages() { # LOG "3: x | 4: y" FILE
    local want=$2 n=0 part line
    while [ -n "$want" ]; do
        part=${want%% | *}
        [ "$part" = "$want" ] && want= || want=${want#* | }
        n=$((n + 1))
        line=$(sed -n "${n}p" "$1")
        case $line in
            "$3:${part%%:*}: "*"${part#*: }"*) ;;
            *) return 1 ;;
        esac
    done
    [ "$(wc -l < "$1")" -eq "$n" ]
}

check_case() {
    local f=$1 want out=$work/gen/case/$2 log=$work/$2.log
    want=$(head -1 "$f" | tr -d '\r')
    want=${want#<!-- }
    want=${want% -->}
    want=${want//\[\[/{{}
    want=${want//\]\]/\}\}}
    mkdir -p "$work/gen/case"
    # as a file of the room "case": its functions are case_NAME
    mkdir -p "$work/case" && cp "$f" "$work/case/$2.html"
    f=$work/case/$2.html
    "$B/tools/htmlc" "$f" "$out.html" > "$log" 2>&1
    local status=$?
    case $want in
        builds | gcc\ *)
            if [ $status -ne 0 ]; then
                fail "$2" "refused: $(head -1 "$log")"
                return
            fi
            LC_ALL=C "${cc[@]}" "$out.html.c" > "$log" 2>&1
            status=$?
            if [ "$want" = builds ]; then
                [ $status -eq 0 ] && [ ! -s "$log" ] && pass && return
                fail "$2" "does not compile cleanly: $(head -3 "$log")"
            else
                want=${want#gcc }
                [ $status -ne 0 ] \
                    && grep -q "error:.*${want#*: }" "$log" \
                    && grep -q "^$f:${want%%:*}:" "$log" \
                    && pass && return
                fail "$2" "wanted from gcc: $want; got: $(head -3 "$log")"
            fi ;;
        *)
            [ $status -eq 1 ] && same_messages "$log" "$want" "$f" \
                && pass && return
            fail "$2" "wanted: $want; got ($status): $(cat "$log")" ;;
    esac
}

for f in "$here"/*.html; do
    check_case "$f" "$(basename "$f" .html)"
done

# ---- the page with each context -------------------------------------------------

page=$work/gen/page
build_page() {
    local f
    mkdir -p "$page"
    for f in contexts white words; do
        "$B/tools/htmlc" "$here/page/$f.html" "$page/$f.html" || return 1
    done
    gcc "${cc[@]:1:8}" -g -O1 -fsanitize=address,undefined \
        -fno-sanitize-recover=all -Isrc "-I$work/gen" -o "$work/contexts" \
        "$here/page/contexts.c" "$page"/{contexts,white,words}.html.c \
        src/text/view.c src/base/arena.c src/base/buf.c src/base/text.c \
        src/base/err.c -lm
}

hostile_values() { "$work/contexts"; }

# every byte that white.html and words.html make
fixed_bytes() { "$work/contexts" fixed | diff - "$here/page/fixed.out"; }

# what translators get to see
phrases() {
    xgettext --language=C --from-code=UTF-8 --omit-header --keyword \
        --keyword=N_:1 --keyword=PHRASE:1 --keyword=PHRASE_IN:1c,2 \
        --keyword=PLURAL:1,2 --add-comments=TRANSLATORS: -o - \
        "$page/words.html.c" | diff - "$here/page/words.pot"
}

for check in build_page hostile_values fixed_bytes phrases; do
    if $check; then pass; else fail page "$check"; fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
