#!/bin/sh
# Chromium looks at the example network.
#
#     test/browser/run.sh [FILE...]     "mirror": mirror.mjs, whole
#
# With CP_PICTURES=1 it leaves pictures of what it saw in build/test/pictures/.
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
