# SPDX-License-Identifier: ISC
# Does each public header compile by itself, in the C and the C++ that a
# user may have?
. "$top_srcdir/tests/support/tap.sh"

include=$top_srcdir/libotls/include
warnings="-pedantic -Wall -Wextra -Wundef -Werror"

compiles() { # LANGUAGE-STANDARD SUFFIX HEADER COMPILER...
    standard=$1 suffix=$2 header=$3
    shift 3
    printf '#include <%s>\n#include <%s>\nint end;\n' \
        "$header" "$header" >"$tap_dir/one.$suffix"
    run "$header compiles as $standard" \
        "$@" "-std=$standard" $warnings "-I$include" -fsyntax-only \
        "$tap_dir/one.$suffix"
}

has_cxx=no
printf 'int main() { return 0; }\n' >"$tap_dir/try.cc"
$CXX -fsyntax-only "$tap_dir/try.cc" >/dev/null 2>&1 && has_cxx=yes
[ $has_cxx = yes ] || echo "# SKIP C++: there is no C++ compiler"

for path in "$include"/otls.h "$include"/otls/*.h; do
    header=${path#"$include"/}
    compiles c99 c "$header" $CC
    [ $has_cxx = no ] || compiles c++98 cc "$header" $CXX
    [ $has_cxx = no ] || compiles c++11 cc "$header" $CXX
done

done_testing
