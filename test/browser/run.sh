#!/bin/sh
# Chromium looks at the example network. Pictures: build/test/pictures/.
#
#     test/browser/run.sh [WORD OF A TEST'S NAME]
set -eu
cd "$(dirname "$0")"

chromium=$(command -v "${CHROMIUM:-chromium}" || true)
if [ -z "$chromium" ]; then
    if grep -q '^ID=ubuntu' /etc/os-release; then
        echo "skipped: Ubuntu has Chromium only as a snap; set CHROMIUM to one"
        echo "0 passed, 0 failed"
        exit 0
    fi
    echo "there is no chromium: script/deps test installs it"
    exit 1
fi
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
fi
CHROMIUM=$chromium exec node run.mjs "$@"
