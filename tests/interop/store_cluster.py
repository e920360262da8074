# SPDX-License-Identifier: ISC
"""Stores on a real Redis cluster of three masters."""

import contextlib
import os
import signal
import socket
import threading

import peer  # noqa: F401 (finds support/)
import tap
from redis_server import Cluster, guide_acl
from store_peer import (FAILURES, SECRET, Peer, Redis, contains, equal,
                        free_port, need_redis, open_descriptors, open_store,
                        patient, store, tls, wait_until)
from tap import claim

NAMES = [b"n%d" % n for n in range(200)]


def url(nodes, tail=""):
    return "redis+cluster://%s%s" % (
        ",".join("127.0.0.1:%d" % n.port for n in nodes), tail)


def look(s, name):
    try:
        return s.get(name) or "missed"
    except FAILURES:
        return "failed"


def fill(s):
    for name in NAMES:
        s.put(name, name * 9, 600)
    wait_until(lambda: not s.pump(), "it was sent")


def ask_list(node, *words):
    return node.ask(*words).split(b"\r\n")


@claim
def entries_are_kept_by_all_masters():
    with Cluster() as c:
        before = open_descriptors()
        with patient(url(c.nodes[:1])) as s:
            fill(s)
            equal([s.get(name) for name in NAMES],
                  [name * 9 for name in NAMES])
            equal((len(s), len(set(s.entries()))), (200, 200))
            assert all(len(c.keys(n)) > 20 for n in c.nodes)
            equal(s.take(b"n7"), b"n7" * 9)
            equal((s.take(b"n7"), s.remove(b"n8"), s.remove(b"n8")),
                  (None, True, False))
            equal(len(s), 198)
            s.purge()
            equal((len(s), list(s.entries())), (0, []))
            equal((s.warning, s.counters["dropped"]), ("", 0))
        equal(open_descriptors(), before)


@claim
def each_key_is_asked_for_where_it_is():
    with Cluster() as c:
        for prefix in ("otls:", "{tag}:", "a{b}c", "{}x", "a{b", "a}b{c",
                       "{{a}}", "{a}{b}", "{"):
            with patient(url(c.nodes, "?prefix=" + prefix)) as s:
                fill(s)
                equal([s.get(name) for name in NAMES],
                      [name * 9 for name in NAMES])
                equal(len(s), 200)
                s.purge()
        equal([n.errors("MOVED") for n in c.nodes], [0, 0, 0])


@claim
def a_tag_in_the_prefix_keeps_all_on_one_master():
    with Cluster() as c, patient(url(c.nodes, "?prefix={all}:")) as s:
        fill(s)
        equal(len(s), 200)
        equal(sorted(len(c.keys(n)) for n in c.nodes), [0, 0, 200])


def find_entry(c):
    """A key, its slot, who has it, and another master."""
    node = next(n for n in c.nodes if c.keys(n))
    key = c.keys(node)[0]
    other = next(n for n in c.nodes if n is not node)
    return key, str(c.slot(key)), node, other


def move_keys(c, slot, source, target):
    """All that the source has of it."""
    keys = [k for k in c.keys(source) if c.slot(k) == int(slot)]
    for key in keys:
        equal(source.ask("MIGRATE", "127.0.0.1", str(target.port), key, "0",
                         "10000"), b"+OK\r\n")


@claim
def a_slot_that_moves_while_it_is_in_use_is_followed():
    with Cluster() as c, patient(url(c.nodes[:1])) as s:
        fill(s)
        assert all(s.get(name) for name in NAMES)
        key, slot, source, target = find_entry(c)
        # as it begins: what is there stays there
        equal(target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING",
                         source.id()), b"+OK\r\n")
        equal(source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING",
                         target.id()), b"+OK\r\n")
        assert all(s.get(name) for name in NAMES)
        equal(source.errors("ASK"), 0)
        # on the way: each look-up is sent on, once
        move_keys(c, slot, source, target)
        assert all(s.get(name) for name in NAMES)
        assert source.errors("ASK") > 0
        equal(sum(n.errors("MOVED") for n in c.nodes), 0)
        # there: the first that isn't found learns it
        for node in (target, source, *c.nodes):
            equal(node.ask("CLUSTER", "SETSLOT", slot, "NODE", target.id()),
                  b"+OK\r\n")
        assert all(s.get(name) for name in NAMES)
        equal(source.errors("MOVED"), 1)
        assert all(s.get(name) for name in NAMES)
        equal(source.errors("MOVED"), 1)
        for name in NAMES:
            s.put(name, b"new", 600)
        equal({s.take(name) for name in NAMES}, {b"new"})
        equal((s.counters["failed"], s.counters["dropped"]), (0, 0))


@claim
def what_is_put_where_a_slot_was_is_lost_once_and_counted():
    with Cluster() as c, patient(url(c.nodes[:1])) as s:
        s.put(b"a", b"one", 600)
        equal(s.get(b"a"), b"one")
        key, slot, source, target = find_entry(c)
        equal(source.ask("DEL", key), b":1\r\n")
        for node in (target, source, *c.nodes):
            node.ask("CLUSTER", "SETSLOT", slot, "NODE", target.id())
        s.put(b"a", b"two", 600)
        wait_until(lambda: not s.pump(), "it was answered")
        equal(s.counters["dropped"], 1)
        contains(s.warning, "MOVED")
        wait_until(lambda: s.put(b"a", b"two", 600) or
                   target.ask("EXISTS", key) == b":1\r\n",
                   "the next arrive")
        equal(s.get(b"a"), b"two")


@claim
def a_master_that_is_gone_leaves_the_slots_of_the_others():
    with Cluster() as c, open_store(
            url(c.nodes, "?deadline_ms=2000")) as s:
        fill(s)
        assert all(s.get(name) for name in NAMES)
        lost = len(c.keys(c.nodes[0]))
        c.nodes[0].kill()
        wait_until(lambda: b"cluster_slots_fail:0" not in c.nodes[1].ask(
            "CLUSTER", "INFO"), "the others know")
        wait_until(lambda: sum(look(s, name) == name * 9 for name in NAMES)
                   == 200 - lost, "the slots of the others go on")
        c.nodes[0].start()
        wait_until(lambda: all(n.agrees() for n in c.nodes), "it is back")
        # it keeps nothing on disk
        wait_until(lambda: "failed" not in [look(s, n) for n in NAMES],
                   "all slots go on")
        wait_until(lambda: fill_all(s), "all is kept")


def fill_all(s):
    with contextlib.suppress(*FAILURES, tls.LimitError):
        fill(s)
    return all(look(s, name) == name * 9 for name in NAMES)


@claim
def a_master_that_stands_still_costs_its_own_slots_alone():
    with Cluster() as c, open_store(
            url(c.nodes, "?deadline_ms=200")) as s:
        wait_until(lambda: fill_all(s), "all is kept")
        lost = len(c.keys(c.nodes[1]))
        c.nodes[1].signal(signal.SIGSTOP)
        seen = set()

        def all_seen():
            seen.update(n for n in NAMES if look(s, n) == n * 9)
            return len(seen) == 200 - lost

        wait_until(all_seen, "the others are found")
        assert s.counters["timeout"] > 0, s.counters
        # it isn't waited for any more, while thousands of calls are answered
        timeouts = s.counters["timeout"]
        for _ in range(10):
            for name in NAMES:
                look(s, name)
        assert s.counters["timeout"] - timeouts < 8, s.counters
        assert s.counters["skipped"] > 300, s.counters
        c.nodes[1].signal(signal.SIGCONT)
        wait_until(lambda: fill_all(s), "all is well again")


@claim
def threads_go_on_while_slots_move():
    wrong, done = [], threading.Event()

    def use(s, me):
        n = 0
        while not done.is_set():
            n += 1
            name = b"%d-%d" % (me, n)
            s.put(name, name, 600)
            if s.get(name) not in (name, None):
                wrong.append(name)

    with Cluster() as c, patient(url(c.nodes)) as s:
        threads = [threading.Thread(target=use, args=(s, n))
                   for n in range(4)]
        for t in threads:
            t.start()
        try:
            for slot in range(0, 120):
                for node in (c.nodes[1], c.nodes[0], c.nodes[2]):
                    node.ask("CLUSTER", "SETSLOT", str(slot), "NODE",
                             c.nodes[1].id())
            hits = s.counters["hit"]
            wait_until(lambda: s.counters["hit"] > hits + 500, "it goes on")
        finally:
            done.set()
            for t in threads:
                t.join()
        equal((wrong, s.counters["failed"]), ([], 0))


@claim
def a_host_that_is_gone_leaves_the_others_of_the_url():
    with Cluster() as c:
        gone = type("Gone", (), {"port": free_port()})
        with patient(url([gone, c.nodes[2]])) as s:
            fill(s)
            assert all(s.get(name) for name in NAMES)


@claim
def a_cluster_that_comes_later_is_found():
    port = free_port()
    with open_store("redis+cluster://127.0.0.1:%d?deadline_ms=1000"
                    % port) as s:
        wait_until(lambda: look(s, b"a") != b"" and
                   s.counters["skipped"] > 0, "nobody is asked any more")
        assert s.counters["failed"] >= 1, s.counters
        asked = s.counters["failed"]
        for _ in range(1000):
            equal(look(s, b"a") in ("missed", "failed"), True)
        assert s.counters["failed"] - asked < 20, s.counters
        with Cluster() as c, socket.create_server(
                ("127.0.0.1", port)) as listener:
            threading.Thread(target=forward, args=(
                listener, c.nodes[1].port), daemon=True).start()
            wait_until(lambda: fill_all(s), "it is found")


def forward(listener, port):
    """Questions and answers, one at a time."""
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            with client, socket.create_connection(
                    ("127.0.0.1", port)) as server:
                data = client.recv(65536)
                while data:
                    server.sendall(data)
                    client.sendall(server.recv(65536))
                    data = client.recv(65536)


class Liar:
    """A node of a cluster as it likes: |slots| is what it says of them, and
    |answer| what it says to all else."""

    def __init__(self):
        self.asked = 0
        self.answer = b"$-1\r\n"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.slots = self.range(b"127.0.0.1", self.port)
        threading.Thread(target=self.accept, daemon=True).start()

    @staticmethod
    def range(host, port, first=0, last=16383):
        return b"*1\r\n*3\r\n:%d\r\n:%d\r\n*2\r\n$%d\r\n%s\r\n:%d\r\n" % (
            first, last, len(host), host, port)

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(client,),
                                 daemon=True).start()

    def serve(self, client):
        with client, contextlib.suppress(OSError):
            data = client.recv(65536)
            while data:
                self.asked += 1
                if b"ASKING" in data:
                    client.sendall(b"+OK\r\n")
                client.sendall(self.slots if b"CLUSTER" in data else
                               b"+PONG\r\n" if b"PING" in data else
                               self.answer)
                data = client.recv(65536)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


@claim
def nodes_that_send_one_about_are_given_up_after_a_few():
    with Liar() as liar, patient(url([liar])) as s:
        for answer in (b"MOVED 5 127.0.0.1:%d", b"ASK 5 127.0.0.1:%d",
                       b"MOVED 5 :%d", b"ASK 16383 :%d"):
            liar.answer = b"-" + answer % liar.port + b"\r\n"
            asked = liar.asked
            assert look(s, b"a") == "failed"
            assert liar.asked - asked < 20, liar.asked - asked
            liar.answer = b"$-1\r\n"
            equal(look(s, b"a"), "missed")


@claim
def where_a_node_sends_to_nowhere_is_a_failure():
    with Liar() as liar, patient(url([liar])) as s:
        for answer in (b"MOVED", b"MOVED 1", b"MOVED x 127.0.0.1:1",
                       b"MOVED 16384 127.0.0.1:1", b"MOVED 1 127.0.0.1:0",
                       b"MOVED 1 127.0.0.1:70000", b"MOVED 1 localhost:6379",
                       b"MOVED 1 127.0.0.1", b"ASK 1 ", b"ASK 1 127.0.0.1:x",
                       b"MOVED -1 127.0.0.1:1",
                       b"MOVED 99999999999999999999 127.0.0.1:1",
                       b"ASK 1 " + b"1" * 3000 + b":1"):
            liar.answer = b"-" + answer + b"\r\n"
            equal((answer, look(s, b"a")), (answer, "failed"))
            liar.answer = b"$-1\r\n"
            equal(look(s, b"a"), "missed")


@claim
def slots_that_are_none_are_refused_with_a_reason():
    for slots, words in (
            (b"*0\r\n", "no cluster's slots"), (b"+OK\r\n", "slots"),
            (b"*1\r\n*2\r\n:0\r\n:1\r\n", "slots"),
            (Liar.range(b"127.0.0.1", 1, -1), "slots"),
            (Liar.range(b"127.0.0.1", 1, 0, 16384), "slots"),
            (Liar.range(b"localhost", 6379), "address"),
            (Liar.range(b"127.0.0.1", 70000), "port"),
            (Liar.range(b"127.0.0.1", 1, 5, 4), "slot"),
            (b"-ERR This instance has cluster support disabled\r\n",
             "cluster support disabled")):
        with Liar() as liar:
            liar.slots = slots
            with patient(url([liar])) as s:
                try:
                    s.get(b"a")
                    raise AssertionError("it was believed: %r" % slots)
                except tls.StoreError as e:
                    contains(str(e), words)


@claim
def what_a_cluster_does_not_serve_is_a_miss_and_no_failure():
    with Liar() as liar, patient(url([liar])) as s:
        for answer in (b"-CLUSTERDOWN Hash slot not served\r\n",
                       b"-TRYAGAIN Multiple keys request\r\n"):
            liar.answer = answer
            for _ in range(10):
                equal(s.get(b"a"), None)
            contains(s.warning, answer[1:9].decode())
        equal((s.counters["failed"], s.counters["skipped"]), (0, 0))


@claim
def failures_of_one_node_are_no_reason_not_to_ask_another():
    with Liar() as liar, Peer(lambda number, data: b"") as silent:
        liar.slots = b"*2\r\n" + Liar.range(
            b"127.0.0.1", liar.port, 0, 8191)[4:] + Liar.range(
                b"127.0.0.1", silent.port, 8192, 16383)[4:]
        with open_store(url([liar], "?deadline_ms=1000")) as s:
            gone = next(n for n in NAMES if look(s, n) == "failed")
            equal([look(s, gone) for _ in range(2)], ["failed"] * 2)
            asked = liar.asked
            equal({look(s, name) for name in NAMES}, {"missed"})
            assert liar.asked - asked > 20, liar.asked - asked
            assert s.counters["skipped"] > 20, s.counters


@claim
def an_unknown_host_of_a_node_is_that_of_who_names_it():
    with Liar() as liar:
        liar.slots = Liar.range(b"", liar.port)
        with patient(url([liar])) as s:
            equal(s.get(b"a"), None)


@claim
def other_urls_say_what_they_met():
    with Cluster() as c, Redis() as r:
        with patient(url([r])) as s:
            try:
                s.get(b"a")
                raise AssertionError("it is no cluster")
            except tls.StoreError as e:
                contains(str(e), "cluster support disabled")
        with patient(c.nodes[0].url()) as s:
            answers = []
            for name in NAMES:
                try:
                    answers.append(s.get(name))
                except FAILURES as e:
                    answers.append(str(e))
            contains(" ".join(filter(None, answers)), "redis+cluster")
    for tail in ("", "//", "//h/1", "//h/name", "//h?db=1", "//h,", "//h:0"):
        try:
            store.open("redis+cluster:" + tail, secret=SECRET).close()
            raise AssertionError(tail)
        except tls.InvalidError:
            pass


@claim
def the_user_of_the_guide_is_enough():
    with Cluster() as c:
        for node in c.nodes:
            equal(node.ask("ACL", "SETUSER", *guide_acl("a cluster")),
                  b"+OK\r\n")
        with patient(url(c.nodes[:1]).replace("//", "//otls:secret@")) as s:
            fill(s)
            key, slot, source, target = find_entry(c)
            target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", source.id())
            source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", target.id())
            move_keys(c, slot, source, target)
            equal({s.take(name) == name * 9 for name in NAMES}, {True})
            assert source.errors("ASK") > 0
            equal((s.warning, s.counters["failed"]), ("", 0))


@claim
def a_child_and_its_parent_use_one_cluster():
    with Cluster() as c, patient(url(c.nodes)) as s:
        fill(s)
        assert all(s.get(name) for name in NAMES)
        pid = os.fork()
        if pid == 0:
            ok = 1
            try:
                ok = not all(s.get(name) == name * 9 for name in NAMES)
            finally:
                os._exit(ok)
        assert all(s.get(name) == name * 9 for name in NAMES)
        equal(os.waitpid(pid, 0)[1], 0)


need_redis()
tap.main()
