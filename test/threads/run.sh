#!/bin/sh
# The unit tests under ThreadSanitizer: four threads read four languages, the
# workers share a database, the queue hands over. Some two minutes.
#
#     test/threads/run.sh [TEST...]     "lang_test" is the languages alone
#
# It stops at start where addresses are too random for it: hence setarch.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build}/threads
make -s -j"$(nproc)" B="$B" SAN=thread unit
[ $# -gt 0 ] || set -- ''
for t in "$@"; do
    # shellcheck disable=SC2086
    TSAN_OPTIONS=halt_on_error=1 setarch --addr-no-randomize "$B/test/unit" $t
done
