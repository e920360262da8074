# SPDX-License-Identifier: ISC
"""otls serve while its store is at fault: each handshake succeeds, and when the
store is well again sessions resume again. How long it took is printed, not
judged."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import time

from tls_peer import (VERSIONS, Server, Skip, claim, client, equal, get,
                      main, make_certs, otls)
from shell import write  # found by tls_peer
from redis_server import Proxy, Redis, wait_until

DEADLINE = "deadline_ms=100"


class Visitor:
    """A client that comes back with its newest session."""

    def __init__(self, server, version):
        self.server = server
        self.context = client(VERSIONS[version])
        self.session = None

    def visit(self):
        """Whether it was resumed, and what the server tells."""
        began = time.monotonic()
        with self.server.connect(self.context, session=self.session) as peer:
            took = time.monotonic() - began
            code, _, body = get(peer, "/status.json", "Connection: close")
            equal(code, 200)
            self.session = peer.session
            self.took = took
            return peer.session_reused, body

    def settle(self):
        """Until it resumes; how long that took."""
        began = time.monotonic()
        wait_until(lambda: self.visit()[0], "sessions resume")
        return time.monotonic() - began


def prepare():
    make_certs()
    write("secret", otls("keygen", "--store-secret").stdout)


def serve(url):
    return Server("--resumption", "store", "--store", url, "--store-secret",
                  "secret")


def get_over(name, version, url, break_it, heal):
    """Handshakes before a fault, during it and after it."""
    prepare()
    with serve(url) as server:
        visitor = Visitor(server, version)
        visitor.settle()
        usual = slowest = visitor.took
        break_it()
        # more than open the breaker
        for _ in range(8):
            visitor.visit()
            slowest = max(slowest, visitor.took)
        last = visitor.took
        heal()
        back = visitor.settle()
    print("# %s, TLS %s: a handshake of %.1f ms took %.1f at most, %.1f at "
          "last; resumed again %.2f s after" % (
              name, version, usual * 1e3, slowest * 1e3, last * 1e3, back),
          flush=True)


def claim_both(function):
    for version in VERSIONS:
        def run(version=version):
            function(version)
        run.__name__ = "%s_by_tls_%s" % (
            function.__name__, version.replace(".", "_"))
        claim(run)
    return function


def sqlite_url(directory=None):
    return "sqlite:%s/sessions.db?%s" % (directory or os.getcwd(), DEADLINE)


@claim_both
def a_locked_database_fails_no_handshake_and_is_got_over(version):
    lock = []

    def break_it():
        lock.append(sqlite3.connect("sessions.db", isolation_level=None))
        lock[0].execute("BEGIN EXCLUSIVE")

    get_over("locked", version, sqlite_url(), break_it,
             lambda: lock[0].close())


@claim_both
def a_corrupt_database_fails_no_handshake_and_is_got_over(version):
    def break_it():
        for name in ("sessions.db", "sessions.db-wal"):
            with contextlib.suppress(FileNotFoundError), \
                    open(name, "r+b") as file:
                size = os.path.getsize(name)
                file.write(os.urandom(size))

    def heal():
        for name in ("sessions.db", "sessions.db-wal", "sessions.db-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(name)

    get_over("corrupt", version, sqlite_url(), break_it, heal)


@claim_both
def a_database_deleted_underneath_fails_no_handshake(version):
    def break_it():
        for name in ("sessions.db", "sessions.db-wal", "sessions.db-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(name)

    get_over("deleted", version, sqlite_url(), break_it, lambda: None)


@contextlib.contextmanager
def small_disk():
    """A tmpfs of its own, 256 KiB."""
    os.mkdir("disk")
    path = os.path.abspath("disk")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k,mode=700",
                           "tmpfs", path], stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise Skip("a small file system can't be mounted here: %s"
                   % done.stderr.decode().strip())
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


@claim_both
def a_full_disk_fails_no_handshake_and_is_got_over(version):
    with small_disk() as path:
        filler = os.path.join(path, "filler")

        def break_it():
            with contextlib.suppress(OSError), open(filler, "wb") as file:
                while True:
                    file.write(bytes(4096))
                    file.flush()

        get_over("full disk", version, sqlite_url(path), break_it,
                 lambda: os.remove(filler))


@claim_both
def a_read_only_database_fails_no_handshake_and_is_got_over(version):
    prepare()
    with small_disk() as path:
        with serve(sqlite_url(path)) as server:
            Visitor(server, version).settle()
        remount(path, "ro")
        with serve(sqlite_url(path)) as server:
            visitor = Visitor(server, version)
            for _ in range(8):
                equal(visitor.visit()[0], False, "resumed")
            remount(path, "rw")
            visitor.settle()


def remount(path, how):
    subprocess.run(["mount", "-o", "remount," + how, path], check=True)


@contextlib.contextmanager
def redis():
    if shutil.which("redis-server") is None:
        raise Skip("there is no redis-server")
    with Redis() as server, Proxy(server) as proxy:
        yield server, proxy


def claim_proxy(fault):
    def run(version):
        with redis() as (_, proxy):
            get_over(fault, version, proxy.url("?" + DEADLINE),
                     lambda: proxy.do(fault), lambda: proxy.do("pass"))
    run.__name__ = "a_redis_whose_answers_are_%s_fails_no_handshake" % fault
    claim_both(run)


for mode in ("slow", "garbage", "hole", "cut"):
    claim_proxy(mode)


@claim_both
def a_redis_that_stands_still_fails_no_handshake(version):
    with redis() as (server, _):
        get_over("SIGSTOP", version, server.url("?" + DEADLINE),
                 lambda: server.signal(signal.SIGSTOP),
                 lambda: server.signal(signal.SIGCONT))


@claim_both
def a_redis_that_is_killed_fails_no_handshake(version):
    with redis() as (server, _):
        get_over("killed", version, server.url("?" + DEADLINE), server.kill,
                 server.start)


@claim_both
def a_redis_that_refuses_writes_fails_no_handshake(version):
    with redis() as (server, _):
        get_over("full", version, server.url("?" + DEADLINE),
                 lambda: server.ask("CONFIG", "SET", "maxmemory", "1"),
                 lambda: server.ask("CONFIG", "SET", "maxmemory", "0"))


@claim_both
def a_redis_that_forgets_fails_no_handshake(version):
    with redis() as (server, _):
        get_over("evicting", version, server.url("?" + DEADLINE),
                 lambda: server.ask("FLUSHALL"), lambda: None)


main()
