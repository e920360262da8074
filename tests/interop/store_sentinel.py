# SPDX-License-Identifier: ISC
"""Stores on a master that real Sentinels name, and change."""

import contextlib
import signal
import socket
import threading

import peer  # noqa: F401 (finds support/)
import tap
from redis_server import Sentinel, guide_acl
from store_peer import (FAILURES, SECRET, Redis, contains, equal, free_port,
                        need_redis, open_descriptors, open_store, store, tls,
                        wait_until)
from tap import claim


def replica_of(master, *options):
    return Redis("--replicaof", "127.0.0.1", str(master.port), *options)


def url(sentinels, tail="?deadline_ms=2000", user=""):
    return "redis+sentinel://%s%s/mine%s" % (
        user, ",".join("127.0.0.1:%d" % s.port for s in sentinels), tail)


def look(s, name=b"a"):
    try:
        return s.get(name) or "missed"
    except FAILURES:
        return "failed"


def keeps(s):
    """Whether an entry is put and found."""
    try:
        s.put(b"a", b"one", 600)
    except FAILURES:
        return False
    return look(s) == b"one"


def has_role(redis, role):
    """A Redis that is given another closes connections."""
    with contextlib.suppress(OSError):
        return b"role:%s\r" % role.encode() in redis.ask(
            "INFO", "replication")
    return False


def count(redis):
    with contextlib.suppress(OSError):
        return int(redis.ask("DBSIZE")[1:])
    return 0


class Group:
    """A master, a replica and three Sentinels."""

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.stack.__enter__()
        self.master = self.stack.enter_context(Redis())
        self.replica = self.stack.enter_context(replica_of(self.master))
        self.sentinels = [self.stack.enter_context(Sentinel(self.master))
                          for _ in range(3)]
        wait_until(lambda: all(s.knows(1, 2) for s in self.sentinels),
                   "the Sentinels know one another")
        wait_until(lambda: b"state=online" in self.master.ask(
            "INFO", "replication"), "the replica is there")
        return self

    def __exit__(self, *what):
        return self.stack.__exit__(*what)

    def url(self, tail="?deadline_ms=2000"):
        return url(self.sentinels, tail)

    def wait_for(self, redis):
        wait_until(lambda: all(s.master_port() == redis.port
                               for s in self.sentinels), "it is the master")


class Liar:
    """Says the same to all who connect, as a Sentinel of its own mind."""

    def __init__(self, answer=b""):
        self.answer = answer
        self.asked = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(
                target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, contextlib.suppress(OSError):
            while client.recv(65536):
                self.asked += 1
                client.sendall(self.answer)

    def name(self, port, host=b"127.0.0.1"):
        self.answer = b"*2\r\n$%d\r\n%s\r\n$%d\r\n%d\r\n" % (
            len(host), host, len(str(port)), port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


@claim
def the_master_that_sentinels_name_is_used():
    with Group() as g:
        before = open_descriptors()
        with open_store(g.url("/3?deadline_ms=20000&prefix=p:")) as s:
            assert keeps(s)
            s.put(b"b", b"two", 600)
            equal((s.take(b"b"), s.take(b"b"), len(s)), (b"two", None, 1))
            equal(len(list(s.entries())), 1)
            contains(g.master.ask("INFO", "keyspace"), b"db3:keys=1")
            s.purge()
            equal((len(s), s.warning), (0, ""))
            equal(s.counters["dropped"] + s.counters["failed"], 0)
        equal(open_descriptors(), before)


@claim
def after_a_failover_the_new_master_is_used_and_keeps_what_there_was():
    with Group() as g, open_store(g.url()) as s:
        assert keeps(s)
        wait_until(lambda: g.replica.ask("DBSIZE") == b":1\r\n",
                   "it is copied")
        equal(g.sentinels[0].ask("SENTINEL", "FAILOVER", "mine"), b"+OK\r\n")
        g.wait_for(g.replica)
        wait_until(lambda: look(s) == b"one", "it is found again")
        wait_until(lambda: keeps(s), "the new master keeps")
        wait_until(lambda: has_role(g.master, "slave"),
                   "the old master is a replica")
        wait_until(lambda: keeps(s), "it goes on")


@claim
def a_master_that_was_killed_is_replaced():
    with Group() as g, open_store(g.url()) as s:
        assert keeps(s)
        wait_until(lambda: g.replica.ask("DBSIZE") == b":1\r\n",
                   "it is copied")
        g.master.kill()
        wait_until(lambda: look(s) == "failed", "it is noticed")
        wait_until(lambda: look(s) == b"one", "it is found again")
        equal(g.sentinels[0].master_port(), g.replica.port)


@claim
def a_master_that_stands_still_is_a_timeout_and_replaced():
    with Group() as g, open_store(g.url("?deadline_ms=200")) as s:
        wait_until(lambda: keeps(s), "it keeps")
        g.master.signal(signal.SIGSTOP)
        wait_until(lambda: look(s) == "failed" and s.counters["timeout"] > 0,
                   "it is noticed")
        wait_until(lambda: keeps(s), "the new master keeps")
        equal(g.sentinels[0].master_port(), g.replica.port)
        g.master.signal(signal.SIGCONT)
        wait_until(lambda: has_role(g.master, "slave"),
                   "the old master is a replica")
        assert keeps(s)


@claim
def puts_alone_find_the_new_master():
    with Group() as g, open_store(g.url()) as s:
        assert keeps(s)
        equal(g.sentinels[0].ask("SENTINEL", "FAILOVER", "mine"), b"+OK\r\n")
        g.wait_for(g.replica)
        wait_until(lambda: has_role(g.replica, "master"),
                   "the new master is one")
        numbers = iter(range(100000))

        def arrived():
            name = b"n%d" % next(numbers)
            try:
                s.put(name, b"x", 600)
            except FAILURES:
                pass
            return count(g.replica) > 2

        wait_until(arrived, "puts arrive at the new master")
        equal(s.counters["hit"] + s.counters["miss"], 1)


@claim
def puts_alone_notice_that_their_master_has_become_a_replica():
    with Redis() as old, Redis() as new, Liar() as liar:
        liar.name(old.port)
        with open_store(url([liar])) as s:
            assert keeps(s)
            liar.name(new.port)
            equal(old.ask("REPLICAOF", "127.0.0.1", str(new.port)),
                  b"+OK\r\n")
            wait_until(lambda: s.put(b"b", b"x", 600) or count(new) > 0,
                       "puts arrive at the new master")
            contains(s.warning, "READONLY")
            equal(s.counters["failed"], 0)


@claim
def threads_go_on_through_a_failover():
    wrong, done = [], threading.Event()

    def use(s, me):
        n = 0
        while not done.is_set():
            n += 1
            name = b"%d-%d" % (me, n)
            try:
                s.put(name, name, 600)
                if s.get(name) not in (name, None):
                    wrong.append(name)
            except FAILURES:
                pass

    with Group() as g, open_store(g.url("?deadline_ms=500")) as s:
        threads = [threading.Thread(target=use, args=(s, n))
                   for n in range(4)]
        for t in threads:
            t.start()
        try:
            g.sentinels[0].ask("SENTINEL", "FAILOVER", "mine")
            g.wait_for(g.replica)
            hits = s.counters["hit"]
            wait_until(lambda: s.counters["hit"] > hits + 200, "it goes on")
        finally:
            done.set()
            for t in threads:
                t.join()
        equal(wrong, [])


def commands(redis, name):
    """How often |redis| was asked that."""
    stats = redis.ask("INFO", "commandstats")
    return b"cmdstat_%s:" % name in stats


@claim
def what_is_no_master_is_not_used_though_a_sentinel_names_it():
    with Redis() as master, replica_of(master) as replica, Liar() as liar:
        liar.name(replica.port)
        with open_store(url([liar])) as s:
            for attempt in range(2):
                try:
                    s.get(b"a")
                    raise AssertionError("a replica was used")
                except tls.StoreError as e:
                    contains(str(e), "no master")
            try:
                s.put(b"a", b"x", 60)
            except tls.StoreError:
                pass
            assert not commands(replica, b"get")
            assert not commands(replica, b"set")
            liar.name(master.port)
            wait_until(lambda: keeps(s), "the real one is used")


@claim
def what_a_sentinel_says_that_is_no_address_is_refused_with_a_reason():
    with Redis() as master, Liar() as liar:
        for answer, words in (
                (b"*-1\r\n", "no master called mine"),
                (b"$-1\r\n", "no master called mine"),
                (b"+OK\r\n", "isn't a Sentinel"),
                (b"*1\r\n$1\r\nx\r\n", "isn't a Sentinel"),
                (b"*2\r\n$9\r\nlocalhost\r\n$4\r\n6379\r\n", "address"),
                (b"*2\r\n$9\r\n127.0.0.1\r\n$1\r\n0\r\n", "port"),
                (b"*2\r\n$9\r\n127.0.0.1\r\n$5\r\n99999\r\n", "port"),
                (b"*2\r\n$9\r\n127.0.0.\0\r\n$4\r\n6379\r\n", "address"),
                (b"-NOAUTH\r\n", "NOAUTH"), (b"\0\0\0\r\n", "isn't Redis")):
            liar.answer = answer
            with open_store(url([liar])) as s:
                try:
                    s.get(b"a")
                    raise AssertionError("it was believed: %r" % answer)
                except tls.StoreError as e:
                    contains(str(e), words)
                liar.name(master.port)
                wait_until(lambda: keeps(s), "it is asked again")


@claim
def sentinels_that_come_later_are_found():
    with Redis() as master:
        port = free_port()
        with open_store("redis+sentinel://127.0.0.1:%d/mine?deadline_ms=500"
                        % port) as s:
            wait_until(lambda: look(s) == "failed" and
                       s.counters["skipped"] > 0, "the breaker opens")
            contains(s.warning, "refused")
            with Liar() as liar:
                liar.name(master.port)
                with socket.create_server(("127.0.0.1", port)) as listener:
                    threading.Thread(target=forward, args=(listener, liar),
                                     daemon=True).start()
                    wait_until(lambda: keeps(s), "it is found")


def forward(listener, liar):
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=liar.serve, args=(client,),
                             daemon=True).start()


@claim
def a_sentinel_that_is_silent_or_gone_leaves_the_others():
    with Redis() as master, Liar() as silent, Liar() as good:
        good.name(master.port)
        gone = type("Gone", (), {"port": free_port()})
        with open_store(url([gone, silent, good], "?deadline_ms=300")) as s:
            wait_until(lambda: keeps(s), "one is enough")
            asked = silent.asked
            assert asked > 0
            # whoever answered is asked first from then on
            master.kill()
            wait_until(lambda: look(s) == "failed", "it is noticed")
            master.start()
            wait_until(lambda: keeps(s), "it is back")
            equal(silent.asked, asked)


@claim
def without_any_sentinel_the_master_that_is_known_goes_on():
    with Redis() as master, Liar() as liar:
        liar.name(master.port)
        with open_store(url([liar])) as s:
            assert keeps(s)
            liar.answer = b"-ERR gone\r\n"
            master.kill()
            equal(look(s), "failed")
            master.start()
            equal(look(s), "missed")
            assert keeps(s)


@claim
def nothing_waits_beyond_the_deadline_when_all_stand_still():
    with Group() as g, open_store(g.url("?deadline_ms=100")) as s:
        wait_until(lambda: keeps(s), "it keeps")
        for redis in (g.master, g.replica, *g.sentinels):
            redis.signal(signal.SIGSTOP)
        wait_until(lambda: look(s) == "failed" and s.counters["skipped"] > 0,
                   "the breaker opens")
        for _ in range(1000):
            look(s)
        c = s.counters
        assert c["timeout"] + c["failed"] < 20 and c["skipped"] > 900, c
        for redis in (g.master, g.replica, *g.sentinels):
            redis.signal(signal.SIGCONT)
        wait_until(lambda: keeps(s), "it is back")


@claim
def sentinels_and_the_master_have_passwords_of_their_own():
    with Redis("--requirepass", "one", "--masterauth", "one",
               password="one") as master, \
            Sentinel(master, quorum=1, password="two") as sentinel:
        good = url([sentinel], "?sentinel_password=two&deadline_ms=2000",
                   user=":one@")
        with open_store(good) as s:
            assert keeps(s)
        for bad, words in ((good.replace("two", "tw0"), "WRONGPASS"),
                           (good.replace("sentinel_password=two&", ""),
                            "NOAUTH"), (good.replace(":one", ":0ne"),
                                        "WRONGPASS")):
            with open_store(bad) as s:
                try:
                    s.get(b"a")
                    raise AssertionError("it was let in")
                except tls.StoreError as e:
                    contains(str(e), words)
                    assert "tw0" not in str(e) and "0ne" not in str(e)


@claim
def the_user_of_the_guide_is_enough():
    with Redis() as master, Liar() as liar:
        liar.name(master.port)
        equal(master.ask("ACL", "SETUSER", *guide_acl("Sentinels")),
              b"+OK\r\n")
        with open_store(url([liar], user="otls:secret@")) as s:
            assert keeps(s)
            equal((s.take(b"a"), s.warning), (b"one", ""))


@claim
def urls_that_are_none_are_refused():
    for tail in ("", "//", "//h", "//h/", "//h,/n", "//,h/n", "//h:0/n",
                 "//h/n/x", "//h/n/65536", "//h/n?tls=maybe",
                 "//h/n?ca=ca.pem", "//h/n?max_entries=5", "//u@h/n",
                 "//" + ",".join(["127.0.0.1"] * 17) + "/n"):
        try:
            store.open("redis+sentinel:" + tail, secret=SECRET).close()
            raise AssertionError(tail)
        except tls.InvalidError:
            pass
    for other in ("redis://h?sentinel_password=x", "redis://h?tls=yes",
                  "redis+cluster://h?sentinel_password=x"):
        try:
            store.open(other, secret=SECRET).close()
            raise AssertionError(other)
        except tls.InvalidError:
            pass


need_redis()
tap.main()
