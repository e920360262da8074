# SPDX-License-Identifier: ISC
"""Puts libotls beneath the interpreter's own tests, and says at the end
whether anything has loaded the interpreter's `_ssl` behind it."""

import atexit
import os
import sys

import tls.ssl

tls.ssl.install()


def witness():
    import tls
    module = sys.modules.get("_ssl")
    good = module is None or module.__name__ == "tls._ssl"
    with open("/proc/self/maps") as maps:
        good = good and "/_ssl." not in maps.read()
    with open(os.environ["TLS_WITNESS"], "a") as file:
        file.write("%s\n" % (tls.backend() if good else "interpreter"))


if "TLS_WITNESS" in os.environ:
    atexit.register(witness)
