# SPDX-License-Identifier: ISC
# Is everything that follows from the headers what they say now?
. "$top_srcdir/tests/support/tap.sh"

[ -n "$TEST_PYTHON" ] || skip_all "there is no Python"
run "the headers say all they must, and what is made of them is up to date" \
    "$TEST_PYTHON" "$top_srcdir/scripts/otlsapi" --check

done_testing
