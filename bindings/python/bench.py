# SPDX-License-Identifier: ISC
"""What a call from Python costs. Speed is measured here, never asserted."""

import importlib
import os
import statistics
import sys
import time

del sys.path[0]  # where the package's source is, without the extension

ROUNDS = 7


def per_call(function, args, number):
    """ns of processor time a call, without the loop's own part: the best of
    several rounds, and the median."""
    times = range(number)
    clock = time.thread_time_ns
    rounds, empty = [], []
    for _ in range(ROUNDS):
        start = clock()
        for _ in times:
            function(*args)
        middle = clock()
        for _ in times:
            pass
        rounds.append((middle - start) / number)
        empty.append((clock() - middle) / number)
    return (min(rounds) - min(empty),
            statistics.median(rounds) - min(empty))


def show(what, function, *args, number=100000):
    best, median = per_call(function, args, number)
    print("  %-44s %8.0f ns   (median %.0f)" % (what, best, median))
    return best


def back_end(name):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        print("  %s: %s" % (name, error))
        return None


def measure(name, lib):
    print("%s" % name)
    bio = lib.otls_bio_memory_new()
    handle = lib.otls_rand_insecure_new(b"seed")
    room, data = bytearray(64), b"x" * 64
    nothing = show("a C function of Python's own, id(1)", id, 1)
    call = show("short call: otls_handle_kind", lib.otls_handle_kind, bio)
    print("  %-44s %8.0f ns" % ("    above that of Python's own",
                                call - nothing))
    show("with the interpreter unlocked: otls_bio_eof", lib.otls_bio_eof, bio)
    show("64 bytes in: otls_bio_write", lib.otls_bio_write, bio, data)
    lib.otls_bio_reset(bio)
    show("64 bytes out as new bytes", lib.otls_rand_insecure_bytes, handle, 64)
    show("64 bytes out into a bytearray", lib.otls_rand_insecure_bytes,
         handle, room)

    def failing():
        try:
            lib.otls_handle_kind(0)
        except ValueError:
            pass
    show("an exception", failing, number=20000)
    lib.otls_bio_free(bio)
    lib.otls_rand_insecure_free(handle)


def importing():
    """Processor time of a process that imports a module, above that of one
    that imports nothing."""
    import resource
    import subprocess

    def spent():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def run(text):
        best = []
        for _ in range(ROUNDS):
            start = spent()
            subprocess.run([sys.executable, "-c", text], check=True)
            best.append(spent() - start)
        return min(best) * 1000
    empty = run("pass")
    print("import (ms above an empty process)")
    for what in ("ctypes", "tls.api", "tls._otls", "tls.age", "tls.random"):
        try:
            print("  %-44s %8.1f ms" % (what, run("import " + what) - empty))
        except subprocess.CalledProcessError:
            pass


def main():
    print("Python %s on %s" % (sys.version.split()[0], os.uname().machine))
    for name in ("tls._otls", "tls.api"):
        lib = back_end(name)
        if lib is not None:
            measure(name, lib)
    importing()


if __name__ == "__main__":
    main()
