#!/bin/sh
# What it costs to ask whether somebody may: the one place where rights are
# computed, for a person with 20 standings, asked about three things.
#
#     bench/rights.sh              the best of five rounds of 200,000 checks
#
# The same loop is a test (src/people/membership_test.c), which fails at 2 us.
set -eu
cd "$(dirname "$0")/.."
"${B:-build}/test/unit" membership_test | grep 'rights check'
