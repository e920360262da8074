# SPDX-License-Identifier: ISC
# Do the library, the symbol list, the headers and the reference name the
# same functions?
. "$top_srcdir/tests/support/tap.sh"

library=$top_builddir/libotls/.libs/libotls.so.0
headers=$top_srcdir/libotls/include/otls
[ -e "$library" ] || skip_all "there is no $library"
LC_ALL=C
export LC_ALL

sort "$top_srcdir/libotls/symbols" >"$tap_dir/symbols"

# "name@@OTLS_0.1" -> "name 0.1"; the version nodes are symbols of type A
nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }' |
    sed 's/@@OTLS_/ /' | sort >"$tap_dir/library"
run "the library exports what libotls/symbols lists, at that version" \
    diff "$tap_dir/symbols" "$tap_dir/library"

cut -d' ' -f1 "$tap_dir/symbols" >"$tap_dir/names"
cat "$headers"/*.h | tr '\n' ' ' | sed 's/OTLS_API/\n&/g' |
    sed -n 's/^OTLS_API  *[^(;]*[ *]\(otls_[a-z0-9_]*\) *(.*/\1/p' |
    sort >"$tap_dir/headers"
run "the headers declare what libotls/symbols lists" \
    diff "$tap_dir/names" "$tap_dir/headers"

sed -n 's/^\.\. c:function:: int \(otls_[a-z0-9_]*\)(.*/\1/p' \
    "$top_srcdir"/docs/api/*.rst | sort >"$tap_dir/docs"
run "the reference describes what libotls/symbols lists" \
    diff "$tap_dir/names" "$tap_dir/docs"

grep -v '^otls_[a-z]*_[a-z0-9_]*$' "$tap_dir/names" >"$tap_dir/odd"
run "every symbol begins with otls_<word>_" \
    diff /dev/null "$tap_dir/odd"

done_testing
