# SPDX-License-Identifier: ISC
"""What encrypting and decrypting files costs, beside age(1) and cp(1).

usage: bench_age.py [--mib N] [--rounds N] [--dir DIR] [--long GIB]

Each round runs every command once, so that whatever else the machine does
falls on all of them alike, and ratios are taken within a round. Printed are
the median time and, of each ratio, least, median and greatest; nothing is
asserted. Files are on tmpfs where there is one with room, since a disk would
be all that is measured. The output of each command is new: memory that the
machine hadn't used before costs more, so that a file of the same size is
written and removed before each.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.environ.get("top_builddir", "."))
OTLS = os.path.join(TOP, "tools", "otls")
# what libtool puts there is a script, which would be measured too
if os.path.exists(os.path.join(TOP, "tools", ".libs", "otls")):
    OTLS = os.path.join(TOP, "tools", ".libs", "otls")
    os.environ["LD_LIBRARY_PATH"] = os.path.join(TOP, "libotls", ".libs")
# a child of this interpreter has had the interpreter's memory; time(1)'s not
TIME = shutil.which("time")
MIB = 1 << 20
CHUNK = os.urandom(MIB)


def write(name, mib):
    with open(name, "wb") as file:
        for _ in range(mib):
            file.write(CHUNK)


def warm(mib):
    if os.path.exists("out"):
        os.remove("out")
    write("warm", mib)
    os.remove("warm")


def run(args):
    """Seconds by the clock, seconds of processors, and the most memory that
    it had resident, in MiB, where time(1) tells."""
    before = os.times()
    prefix = [TIME, "-q", "-f", "%M"] if TIME else []
    done = subprocess.run(prefix + args, check=False, stderr=subprocess.PIPE)
    after = os.times()
    if done.returncode != 0:
        sys.exit("%s: %s" % (" ".join(args), done.stderr.decode()))
    used = (after.children_user - before.children_user +
            after.children_system - before.children_system)
    rss = int(done.stderr.split()[-1]) / 1024 if TIME else 0
    return after.elapsed - before.elapsed, used, rss


def spread(values):
    return "%.2f / %.2f / %.2f" % (
        min(values), statistics.median(values), max(values))


def compare(title, commands, mib, rounds):
    """|commands|: a list of a name and its arguments; `out` is what each
    writes. Those of otls are compared with the others."""
    times = {name: [] for name, _ in commands}
    cpu = {name: [] for name, _ in commands}
    memory = {name: 0 for name, _ in commands}
    for _ in range(rounds):
        for name, args in commands:
            warm(mib)
            seconds, used, rss = run(args)
            times[name].append(seconds)
            cpu[name].append(used)
            memory[name] = max(memory[name], rss)
    print("\n%s, %d MiB, %d rounds" % (title, mib, rounds))
    for name in times:
        median = statistics.median(times[name])
        print("  %-18s %7.3f s  %6.0f MB/s  %6.2f s of processors"
              "  %4.0f MiB resident"
              % (name, median, mib * MIB / 1e6 / median,
                 statistics.median(cpu[name]), memory[name]))
    for name in times:
        for other in times:
            if name.startswith("otls") and not other.startswith("otls"):
                print("  %-32s %s (least / median / greatest)" % (
                    "%s to %s, times" % (name, other),
                    spread([b / a for a, b in zip(times[name],
                                                  times[other])])))
    sys.stdout.flush()


def key():
    done = subprocess.run([OTLS, "keygen", "-o", "key"], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for text in (done.stdout + done.stderr).decode().split():
        if text.startswith("age1"):
            return text
    sys.exit("otls keygen told no recipient")


def files(recipient, age, mib, rounds):
    write("plain", mib)
    peer = [("age", ["age", "-r", recipient, "-o", "out", "plain"])]
    compare("encrypt", [
        ("otls", [OTLS, "encrypt", "-r", recipient, "-o", "out", "plain"]),
        ("otls, 1 thread", [OTLS, "encrypt", "--threads", "1", "-r",
                            recipient, "-o", "out", "plain"]),
        ("cp", ["cp", "plain", "out"])] + peer[:age], mib, rounds)
    os.remove("out")
    subprocess.run([OTLS, "encrypt", "-r", recipient, "-o", "sealed",
                    "plain"], check=True)
    os.remove("plain")
    peer = [("age", ["age", "-d", "-i", "key", "-o", "out", "sealed"])]
    compare("decrypt", [
        ("otls", [OTLS, "decrypt", "-i", "key", "-o", "out", "sealed"]),
        ("otls, 1 thread", [OTLS, "decrypt", "--threads", "1", "-i", "key",
                            "-o", "out", "sealed"]),
        ("cp", ["cp", "sealed", "out"])] + peer[:age], mib, rounds)
    os.remove("sealed")


def armored(recipient, age, mib, rounds):
    write("plain", mib)
    subprocess.run([OTLS, "encrypt", "-a", "-r", recipient, "-o", "sealed",
                    "plain"], check=True)
    peer = [("age", ["age", "-a", "-r", recipient, "-o", "out", "plain"])]
    compare("encrypt armored", [("otls", [
        OTLS, "encrypt", "-a", "-r", recipient, "-o", "out", "plain"])]
        + peer[:age], mib, rounds)
    peer = [("age", ["age", "-d", "-i", "key", "-o", "out", "sealed"])]
    compare("decrypt armored", [("otls", [
        OTLS, "decrypt", "-i", "key", "-o", "out", "sealed"])]
        + peer[:age], mib, rounds)
    for name in ("plain", "sealed", "out"):
        os.remove(name)


def growth(recipient, gib):
    """A file of holes needs no room, and what becomes of it is thrown away."""
    print("\nencrypt to /dev/null: time grows as the input does?")
    for size in [s for s in (1, 2, 5, 10, 20) if s <= gib]:
        with open("holes", "wb") as file:
            file.truncate(size << 30)
        seconds, used, rss = run([OTLS, "encrypt", "-r", recipient, "-o",
                            "/dev/null", "holes"])
        print("  %3d GiB  %7.2f s  %.3f s a GiB, of processors %.3f"
              "  %3.0f MiB resident"
              % (size, seconds, seconds / size, used / size, rss))
        sys.stdout.flush()
    os.remove("holes")


def place(mib):
    shm = "/dev/shm"
    if os.path.isdir(shm) and shutil.disk_usage(shm).free > 4 * mib * MIB:
        return shm
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dir")
    parser.add_argument("--long", type=int, default=10)
    args, _ = parser.parse_known_args()
    age = 1 if shutil.which("age") else 0
    if not age:
        print("age is missing: there is nothing to compare with but cp")
    where = args.dir or place(args.mib)
    with tempfile.TemporaryDirectory(dir=where) as directory:
        os.chdir(directory)
        print("in %s, %d processors, load %.1f" % (
            directory, len(os.sched_getaffinity(0)), os.getloadavg()[0]))
        recipient = key()
        files(recipient, age, args.mib, args.rounds)
        armored(recipient, age, max(args.mib // 4, 1), args.rounds)
        growth(recipient, args.long)
        os.chdir("/")


main()
