# SPDX-License-Identifier: ISC
# TAP for shell tests: source it, call ok() or run(), end with done_testing.
tap_count=0
tap_failed=0
tap_dir=$(mktemp -d "${TMPDIR:-/tmp}/otls-test-XXXXXX") || exit 99
trap 'rm -rf "$tap_dir"' EXIT
trap 'exit 1' HUP INT TERM

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

# ok STATUS CLAIM
ok() {
    tap_count=$((tap_count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $tap_count - $2"
    else
        echo "not ok $tap_count - $2"
        tap_failed=1
    fi
}

# run CLAIM COMMAND...: its output is shown only where it fails
run() {
    tap_claim=$1
    shift
    "$@" >"$tap_dir/output" 2>&1
    tap_status=$?
    [ $tap_status -eq 0 ] || sed 's/^/# /' "$tap_dir/output"
    ok $tap_status "$tap_claim"
}

done_testing() {
    echo "1..$tap_count"
    exit $tap_failed
}
