#!/usr/bin/env bash
# docs/security.md names a test for each defence: is each of them there?
set -u
cd "$(dirname "$0")/../.." || exit 2
passed=0
failed=0
while read -r name; do
    case $name in
        [0-9][0-9][0-9][0-9]:*)
            grep -qxF "== ${name#*: }" test/http/"${name%%:*}"-*.http ;;
        */*) [ -x "$name" ] ;;
        *) grep -q "^$name(void \*\*state" src/*/*_test.c src/*/*/*_test.c ;;
    esac
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
    else
        echo "docs/security.md names a test that is not there: $name"
        failed=$((failed + 1))
    fi
done < <(grep '^|' docs/security.md | awk -F ' [|] ' 'NF >= 3 { print $NF }' \
    | grep -o '`[^`]*`' | tr -d '`')
[ "$passed" -gt 50 ] || { echo "only $passed names"; failed=$((failed + 1)); }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
