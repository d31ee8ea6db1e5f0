#!/usr/bin/env bash
# What docs/ADDING.md says is so: everything on it is done, from top to bottom,
# in a copy of the house; then mistakes are made there, and the build has to
# stop at each with file and line.
#
#     test/docs/run.sh
#
# A fenced block says in its first line what it is:
#     ```c src/sample/sample.h    a file; NNNN in its name is the next free
#                                 number of a migration
#     ```diff                     a patch
#     ```po locale/sv.po          words for phrases that the file lists
#     ```po-head locale/es.po     the head of a new such file
#     ```sh                       commands; "# says X": the output holds X
#     any other without a file    an example, not tried
# Ends in "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
top=$PWD
B=${B:-build}
case $B in /*) ;; *) B=$top/$B ;; esac
work=$B/test/docs
house=$work/house
passed=0
failed=0
pass() { passed=$((passed + 1)); }
fail() { # WHAT LOG
    echo "FAIL $1"
    tail -n 15 "$2" | sed 's/^/    /'
    failed=$((failed + 1))
}

# ---- the copy: small, unoptimised, without the tests of others ----------------

rm -rf "$work"
mkdir -p "$house/build" "$work/blocks"
tar -cf - --exclude='*_test.c' VERSION Makefile example locale script src \
    test/support tools | tar -xf - -C "$house"
cp src/command/doors_test.c "$house/src/command/"
cp src/text/lang_test.c "$house/src/text/"
export MAKEFLAGS="s -j$(nproc) -- HARDEN=-O0 CFLAGS=-g0 LDFLAGS=-Wl,-S B=build"
if [ "$B" = "$top/build" ] && [ -e "$B/counterpart" ]; then
    # What was made stays made: what the page changes is compiled, unoptimised,
    # and nothing else. Objects are newer than these flags and all else here.
    cp -a "$B/gen" "$B/tools" "$house/build/"
    (cd "$house" && make build/flags)
    tar -C "$B" -cf - --exclude='*_test.[od]' --exclude='tests.[od]' obj/src \
        obj/gen obj/test/support | tar -xmf - -C "$house/build"
    cp "$B"/obj/src/command/doors_test.[od] "$house/build/obj/src/command/"
    cp "$B"/obj/src/text/lang_test.[od] "$house/build/obj/src/text/"
fi
unset B

# ---- the page, block by block ---------------------------------------------------

# writes blocks/NNN: a line "LINE KIND FILE", then the block
awk -v to="$work/blocks" '
    /^```/ && !is_in {
        is_in = 1
        out = sprintf("%s/%03d", to, ++n)
        print NR, substr($0, 4) > out
        next
    }
    /^```/ { is_in = 0; close(out); next }
    is_in { print > out }' docs/ADDING.md

next_migration() {
    find "$house/src" -path '*/schema/*.sql' -printf '%f\n' | sort | tail -n 1 \
        | awk '{ printf "%04d\n", substr($0, 1, 4) + 1 }'
}

new_file() { # FILE FROM
    local file=$1
    case $file in *NNNN*) file=${file/NNNN/$(next_migration)} ;; esac
    mkdir -p "$house/$(dirname "$file")"
    cp "$2" "$house/$file"
}

patch_house() { patch --directory="$house" -p1 --batch --forward < "$1"; }

# give the phrases of a block their words in a .po that lists them
fill_words() { # FILE FROM
    awk 'NR == FNR {
            if ($1 == "msgid") { id = $0; getline; words[id] = $0; n++ }
            next
        }
        $0 in words { print; print words[$0]; getline; done++; next }
        { print }
        END { exit done != n }' "$2" "$house/$1" > "$work/filled" \
        && cp "$work/filled" "$house/$1"
}

run_commands() { # FROM
    local line command='' n=0
    cd "$house" || return 1
    bash -eu "$1" > "$work/said" 2>&1 || { cat "$work/said"; return 1; }
    cat "$work/said"
    if grep -q 'warning:' "$work/said"; then
        echo "there are warnings"
        return 1
    fi
    while read -r line; do
        grep -qF -- "$line" "$work/said" \
            || { echo "it does not say: $line"; return 1; }
    done < <(sed -n 's/^# says //p' "$1")
}

do_block() { # KIND FILE BODY
    case $1 in
        diff) patch_house "$3" ;;
        sh) (run_commands "$3") ;;
        po) fill_words "$2" "$3" ;;
        *) new_file "$2" "$3" ;;
    esac
}

for block in "$work"/blocks/*; do
    read -r line kind file < "$block"
    case $kind in
        diff | sh) ;;
        *) [ -n "$file" ] || continue ;;
    esac
    tail -n +2 "$block" > "$work/body"
    if do_block "$kind" "$file" "$work/body" > "$work/log" 2>&1; then
        pass
    else
        fail "docs/ADDING.md:$line: $kind $file" "$work/log"
    fi
done

# ---- what the page promises about "one folder and the phrases" ------------------

# the first part, up to the next heading, writes nowhere else
field_files() {
    awk '/^## /{ n++ }
        n == 1 && /^```[a-z]+ [a-z]/ { print $2 }
        n == 1 && /^\+\+\+ b\// { print substr($2, 3) }' docs/ADDING.md | sort -u
}
if field_files | grep -qv -e '^src/network/' -e '^locale/'; then
    field_files > "$work/log"
    fail "a field to an organisation touches more than a folder" "$work/log"
else
    pass
fi

# ---- what other pages name is there ---------------------------------------------

pages='README.md CONTRIBUTING.md docs/*.md docs/decisions/*.md example/README.md
    src/*/README.md'

# a path in a page; words in capitals stand for others, `sample` is above
paths_are_there() {
    local page path there is_bad=0
    for page in $pages; do
        while read -r path; do
            case $path in
                *[A-Z][A-Z]* | *sample* | *organisation_founded* | src/engine/*) ;;
                *) for there in $path $path.c "$house/$path"; do # a pattern, too
                        [ -e "$there" ] && continue 2
                    done
                    echo "$page: there is no $path"
                    is_bad=1 ;;
            esac
        done < <(sed 's|https*://[^ ]*||g' "$page" \
            | grep -oE '(^|[ `("[])(docs|script|src|test|example|bench|locale|packaging|tools)/[A-Za-z0-9_./*-]*[A-Za-z0-9_/*]' \
            | sed 's/^[ `("[]//' | sort -u)
    done
    return $is_bad
}

# `build/counterpart backup FILE --db DB`: such a command, such an option
commands_are_there() {
    local page word is_bad=0
    "$house/build/counterpart" --help > "$work/help"
    for page in $pages; do
        while read -r word; do
            grep -qE "^  $word( |\$)" "$work/help" \
                || { echo "$page: counterpart has no $word"; is_bad=1; }
        done < <(grep -oE '(build/|`)counterpart -*[a-z][a-z-]*' "$page" \
            | sed -e 's/.*counterpart //' -e '/^--help$/d' -e '/^samples$/d' \
            | sort -u)
    done
    return $is_bad
}

# each word that a column of choices takes is explained where columns are
choices_are_told() {
    local word is_bad=0
    for word in $(awk '/^const char \*const [a-z_]+\[\]/ { on = 1 } on { print }
            /;/ { on = 0 }' src/network/network_words.c \
        | grep -oE '"[a-z_]+"' | tr -d '"' | sort -u); do
        grep -q "\b$word\b" example/README.md \
            || { echo "example/README.md does not name '$word'"; is_bad=1; }
    done
    return $is_bad
}

# every command and option is in the manual page, and no other
manual_is_whole() {
    grep -oE '^  (--)?[a-z][a-z-]*' "$work/help" | sed 's/^  //' \
        | grep -vx samples | sort -u > "$work/known"
    { sed -nE 's/^\.It Cm ([a-z-]+).*/\1/p' packaging/counterpart.1
        grep '^\.It Fl' packaging/counterpart.1 | grep -oE 'Fl -[a-z-]+' \
            | sed 's/^Fl /-/' | grep -vx -e --help
    } | sort -u | diff "$work/known" -
}

for check in paths_are_there commands_are_there choices_are_told \
    manual_is_whole; do
    if $check > "$work/log" 2>&1; then
        pass
    else
        fail "$check" "$work/log"
    fi
done

# ---- mistakes: the build stops, and says where --------------------------------

# stops NAME FILE SED-COMMAND "WORDS": make fails, naming FILE with the line
# that changed, and what is wrong; afterwards the file is as it was.
stops() {
    local file=$house/$2 line status
    cp -p "$file" "$work/kept"
    sed -i "$3" "$file"
    line=$(cmp "$work/kept" "$file" | sed -n 's/.*line //p')
    [ -n "$line" ] || line=none
    (cd "$house" && LC_ALL=C make unit) > "$work/log" 2>&1
    status=$?
    cp -p "$work/kept" "$file"
    touch "$file"
    if [ $status -ne 0 ] && grep -q "^$2:$line:" "$work/log" \
        && grep -q "$4" "$work/log"; then
        pass
    else
        fail "$1: wanted $2:$line: $4; make ended $status" "$work/log"
    fi
}

stops a_wrong_column src/sample/sample.sql \
    's/^SELECT t.id AS key, t.code, t.name, t.held_on/SELECT t.id AS key, t.code, t.name, t.hold_on/' \
    'hold_on'
stops a_missing_field src/sample/sample.html \
    's/x->held_on/x->hold_on/' 'hold_on'
stops a_route_without_who_may src/sample/sample_routes.c \
    's/sample_list_show, ANYONE, /sample_list_show, /' 'ROUTE'
stops a_route_with_an_unknown_who src/sample/sample_routes.c \
    's/sample_list_show, ANYONE, /sample_list_show, ANYBODY, /' 'WHO_ANYBODY'
stops a_route_without_help src/sample/sample_routes.c \
    's/, ANYONE, "A sample"/, ANYONE/' 'ROUTE'
stops a_result_not_looked_at src/sample/sample_pages.c \
    's/enum err e = db_batch_run(&batch);/enum err e = OK; db_batch_run(\&batch);/' \
    'nodiscard'

# a phrase that a language lacks
missing_phrase() {
    sed -i 's/{{_ "Held on"}}/{{_ "Held once"}}/' "$house/src/sample/sample.html"
    cd "$house" && script/words > "$work/said" 2>&1
    ! script/words --check > "$work/said" 2>&1 || { cat "$work/said"; return 1; }
    line=$(grep -n 'Held once' src/sample/sample.html | cut -d: -f1)
    cat "$work/said"
    grep -q "^src/sample/sample.html:$line: missing in sv: \"Held once\"" \
        "$work/said"
}
if (missing_phrase) > "$work/log" 2>&1; then
    pass
else
    fail "a_missing_phrase" "$work/log"
fi

# a column that comes in and would not go out: no compiler sees it, a test does
forgotten_column() {
    cd "$house" || return 1
    sed -i -e 's/^-- out:   key key, code text, name text, held_on date?, n_people/-- out:   key key, code text, name text, n_people/' \
        -e 's/^SELECT t.id AS key, t.code, t.name, t.held_on, /SELECT t.id AS key, t.code, t.name, /' \
        src/sample/sample.sql
    make unit || return 1
    ! build/test/unit doors_test > "$work/said" 2>&1 || return 1
    cat "$work/said"
    grep -q 'sample.csv: the column held_on comes in and does not go out' \
        "$work/said"
}
if (forgotten_column) > "$work/log" 2>&1; then
    pass
else
    fail "a_forgotten_column" "$work/log"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
