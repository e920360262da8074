# SPDX-License-Identifier: ISC
# Does every line stand in its room?
. "$top_srcdir/tests/support/tap.sh"

[ -n "$TEST_PYTHON" ] || skip_all "there is no Python"
run "no file includes or calls what its room may not" \
    "$TEST_PYTHON" "$top_srcdir/scripts/rooms"

done_testing
