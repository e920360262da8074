#!/bin/sh
# SPDX-License-Identifier: ISC
#
# make installcheck: the installed copy, reached as a user reaches it, with
# an environment that knows nothing of the build tree.
#
# usage: check.sh CC PKG-CONFIG PREFIX-OF-PC-FILES LIBDIR BINDIR SRCDIR
set -eu
cc=$1 pkg_config=$2 pcdir=$3 libdir=$4 bindir=$5 srcdir=$6

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH="$pcdir"

# shellcheck disable=SC2046,SC2086
$cc -o "$work/program" "$srcdir/install/program.c" \
    $($pkg_config --cflags --libs libotls)
clean="env -i PATH=/usr/bin:/bin HOME=$work LD_LIBRARY_PATH=$libdir"
said=$($clean "$work/program")
case $said in
[0-9]*.[0-9]*.[0-9]*' age1'*) ;;
*)
    echo "installcheck: the program said '$said'" >&2
    exit 1
    ;;
esac
[ "$($pkg_config --modversion libotls)" = "${said%% *}" ]
[ "$($pkg_config --variable=otls_abi libotls)" = 0 ]

$clean "$bindir/otls" keygen -o "$work/key" 2>/dev/null
recipient=$($clean "$bindir/otls" keygen -y "$work/key")
$clean "$bindir/otls" encrypt -r "$recipient" -o "$work/file.age" "$0"
$clean "$bindir/otls" decrypt -i "$work/key" "$work/file.age" >"$work/file"
cmp "$0" "$work/file"
echo "installcheck: the installed library and command work"
