# SPDX-License-Identifier: ISC
"""python -m tls SCRIPT [ARGUMENT...], python -m tls -m MODULE [ARGUMENT...]:
runs a program with the standard ssl over libotls."""

import sys

USAGE = """\
usage: python -m tls SCRIPT [ARGUMENT...]
       python -m tls -m MODULE [ARGUMENT...]
Runs a Python program whose `ssl` is the standard library's own over libotls.
"""


def main() -> None:
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help") or \
            arguments == ["-m"]:
        good = bool(arguments) and arguments[0] in ("-h", "--help")
        print(USAGE, end="", file=sys.stdout if good else sys.stderr)
        sys.exit(0 if good else 2)
    from . import ssl
    ssl.install()
    import os
    import runpy
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main()
