# SPDX-License-Identifier: ISC
"""What a session takes in each kind of store, and how a look-up's time grows
with their number.

usage: bench_growth.py [--growth N]

Values have 300 bytes; a session without certificates has some 170. Memory is
told by /proc, SQLite by the size of its files, Redis by its own used_memory. N is
the greatest number of sessions.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.environ.get("top_builddir", "."))
SRC = os.path.abspath(os.environ.get("top_srcdir", "."))
os.environ.setdefault("OTLS_LIBRARY", os.path.join(
    TOP, "libotls", ".libs", "libotls.so.0"))
os.environ.setdefault("TLS_BACKEND", "ctypes")
sys.path.insert(0, os.path.join(SRC, "bindings", "python"))

from tls import store  # noqa: E402

VALUE = os.urandom(300)
SECRET = store.make_secret()
GETS = 2000


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def sizes_of(path):
    return sum(os.path.getsize(os.path.join(path, name))
               for name in os.listdir(path))


def grow(title, kept, size, counts):
    """Puts up to each count in turn; prints bytes and microseconds each."""
    before, have = size(), 0
    for count in counts:
        for n in range(have, count):
            while True:
                try:
                    kept.put(b"%d" % n, VALUE, 3600)
                    break
                except store._exceptions.LimitError:
                    kept.pump()  # a Redis' buffer is full
        have = count
        while kept.pump():
            pass
        bytes_each = (size() - before) / count
        names = [b"%d" % random.randrange(count) for _ in range(GETS)]
        began = time.perf_counter()
        found = sum(kept.get(name) is not None for name in names)
        took = (time.perf_counter() - began) / GETS
        print("  %-8s %9d sessions  %5.0f bytes each  %6.1f us a look-up, "
              "Python's part included  %5.1f %% there"
              % (title, count, bytes_each, took * 1e6, found * 100 / GETS))
        sys.stdout.flush()


def redis(directory, counts):
    path = os.path.join(directory, "socket")
    with open(os.devnull, "w") as null, subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", path, "--save",
             ""], stdout=null) as server:
        try:
            while not os.path.exists(path):
                if server.poll() is not None:
                    sys.exit("redis-server ended")
                time.sleep(0.01)

            def used():
                text = subprocess.run(
                    ["redis-cli", "-s", path, "info", "memory"], check=True,
                    stdout=subprocess.PIPE).stdout.decode()
                return int(text.split("used_memory:")[1].split()[0])

            with store.open("redis+unix://%s?deadline_ms=10000" % path,
                            secret=SECRET) as kept:
                grow("redis", kept, used, counts)
        finally:
            server.terminate()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--growth", type=int, default=100000)
    args, _ = parser.parse_known_args()
    counts = [n for n in (1000, 10000, 100000, 1000000) if n <= args.growth]
    room = "max_entries=%d&max_bytes=%d" % (2 * args.growth,
                                            2000 * args.growth)
    print("what sessions take, and what a look-up takes among so many")
    with store.open("memory:?" + room) as kept:
        grow("memory", kept, resident, counts)
    with tempfile.TemporaryDirectory() as directory:
        with store.open("sqlite:%s/db?deadline_ms=10000&%s" % (directory,
                                                               room),
                        secret=SECRET) as kept:
            grow("sqlite", kept, lambda: sizes_of(directory), counts)
    if shutil.which("redis-server") is None:
        print("  there is no redis-server")
        return
    with tempfile.TemporaryDirectory() as directory:
        redis(directory, counts)


main()
