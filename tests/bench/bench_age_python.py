# SPDX-License-Identifier: ISC
"""What tls.age.encrypt() and decrypt() cost, beside the Fernet of pyca's
cryptography and beside age(1) in a subprocess.

usage: bench_age_python.py [--rounds N] [--max-mib N]

Each round runs every one once, so that whatever else the machine does falls
on all of them alike, and ratios are taken within a round; what is small is
done until a while has passed. Fernet holds its input several times over, so
it is left out where that isn't free. Nothing is asserted.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.environ.get("top_builddir", "."))
SOURCE = os.path.abspath(os.environ.get("top_srcdir", "."))
LIBRARY = os.path.join(TOP, "libotls", ".libs")
STAGE = os.path.join(TOP, "bindings", "python", "stage")
if os.environ.get("LD_LIBRARY_PATH") != LIBRARY:
    # the extension module finds the library only from the start
    os.environ["LD_LIBRARY_PATH"] = LIBRARY
    os.execv(sys.executable, [sys.executable] + sys.argv)
if os.path.isdir(os.path.join(STAGE, "tls")):
    sys.path.insert(0, STAGE)
else:
    sys.path.insert(0, os.path.join(SOURCE, "bindings", "python"))
    os.environ["OTLS_LIBRARY"] = os.path.join(LIBRARY, "libotls.so")

from tls import age  # noqa: E402
from tls._backend import name as BACKEND  # noqa: E402

try:
    from cryptography.fernet import Fernet
except ImportError:
    Fernet = None

AWHILE = 0.2
SIZES = (1 << 16, 1 << 20, 1 << 24, 1 << 28, 1 << 30)


def took(function, data):
    """Seconds for one call, and what the last gave. One before them isn't
    counted: it is the first to touch the memory, which is the machine's to
    find."""
    function(data)
    start = time.perf_counter()
    count = 0
    while True:
        result = function(data)
        count += 1
        spent = time.perf_counter() - start
        if spent > AWHILE:
            return spent / count, result


def program(*args):
    def run(data):
        return subprocess.run(args, input=data, check=True,
                              stdout=subprocess.PIPE).stdout
    return run


def room_for(size):
    with open("/proc/meminfo", encoding="ascii") as file:
        for text in file:
            if text.startswith("MemAvailable:"):
                return int(text.split()[1]) * 1024 > 8 * size
    return False


def pairs(directory):
    """Names, and what encrypts and decrypts by them."""
    me = age.Identity.generate()
    recipient = me.recipient
    found = [("tls.age", lambda data: age.encrypt(data, recipients=recipient),
              lambda data: age.decrypt(data, identities=me))]
    if Fernet is not None:
        fernet = Fernet(Fernet.generate_key())
        found.append(("Fernet", fernet.encrypt, fernet.decrypt))
    else:
        print("pyca's cryptography is missing")
    if shutil.which("age"):
        key = os.path.join(directory, "key")
        with open(key, "w", encoding="ascii") as file:
            file.write(me.export_secret() + "\n")
        found.append(("age(1)", program("age", "-r", str(recipient)),
                      program("age", "-d", "-i", key)))
    else:
        print("age is missing")
    return found


def report(title, size, times):
    for name, values in times.items():
        median = statistics.median(values)
        text = "  %-8s %-8s %9.3f ms %7.0f MB/s" % (
            title, name, median * 1e3, size / median / 1e6)
        if name != "tls.age":
            ratios = [b / a for a, b in zip(times["tls.age"], values)]
            text += "   tls.age is %.1f / %.1f / %.1f times as fast" % (
                min(ratios), statistics.median(ratios), max(ratios))
        print(text)
    sys.stdout.flush()


def compare(found, size, rounds):
    data = os.urandom(1 << 16) * (size >> 16)
    sealing = {one[0]: [] for one in found}
    opening = {one[0]: [] for one in found}
    for _ in range(rounds):
        for name, seal, unseal in found:
            seconds, sealed = took(seal, data)
            sealing[name].append(seconds)
            seconds, plain = took(unseal, sealed)
            opening[name].append(seconds)
            if plain != data:
                sys.exit(name + " gave other bytes back")
            del sealed, plain
    print("\n%d KiB, %d rounds (least / median / greatest)"
          % (size >> 10, rounds))
    report("encrypt", size, sealing)
    report("decrypt", size, opening)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--max-mib", type=int, default=1024)
    args, _ = parser.parse_known_args()
    print("%d processors, load %.1f, python %s, over %s" % (
        len(os.sched_getaffinity(0)), os.getloadavg()[0],
        sys.version.split()[0], BACKEND))
    with tempfile.TemporaryDirectory() as directory:
        found = pairs(directory)
        for size in SIZES:
            if size <= args.max_mib << 20:
                compare([one for one in found if one[0] != "Fernet"
                         or room_for(size)], size, args.rounds)


main()
