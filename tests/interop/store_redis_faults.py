# SPDX-License-Identifier: ISC
"""What becomes of a store while its Redis, or the way there, is at fault: a
miss or a failure each time, in time; and afterwards all is well again."""

import os
import signal
import socket

import peer  # noqa: F401 (finds support/)
import tap
from store_peer import (FAILURES, Peer, Proxy, Redis, contains, equal,
                        free_port, need_redis, open_descriptors, open_store,
                        patient, tls, wait_until)
from tap import claim


def attempt(s):
    """What a look-up came to; anything else than these is a fault of ours."""
    try:
        return s.get(b"a")
    except FAILURES:
        return "failed"


def break_it(s):
    """Looks up until the breaker is open."""
    wait_until(lambda: attempt(s) == "failed" and s.counters["skipped"] > 0,
               "the breaker opens")
    c = s.counters
    assert c["timeout"] + c["failed"] >= 3, c
    assert s.warning
    return c


def heal(s):
    wait_until(lambda: attempt(s) in (b"one", None), "it is back")
    try:
        s.put(b"a", b"one", 600)
    except FAILURES:
        pass
    wait_until(lambda: attempt(s) == b"one", "it keeps again")


def assert_gets_over(mode, counter, words=None):
    """The |counter| is what goes up."""
    before = open_descriptors()
    with Redis() as r, Proxy(r) as proxy:
        with_servers = open_descriptors()
        # where time isn't what is at fault there is plenty of it
        deadline = 200 if counter == "timeout" else 10000
        with open_store(proxy.url("?deadline_ms=%d" % deadline)) as s:
            heal(s)
            proxy.do(mode)
            was = s.counters[counter]
            c = break_it(s)
            assert c[counter] - was >= 3, (mode, c)
            if words:
                contains(s.warning, words)
            # with the breaker open nothing waits: no more of these, while
            # thousands of calls are answered
            asked = s.counters["timeout"] + s.counters["failed"]
            for _ in range(2000):
                attempt(s)
            c = s.counters
            assert c["timeout"] + c["failed"] - asked <= 8, c
            assert c["skipped"] >= 1000, c
            proxy.do("pass")
            heal(s)
        equal(open_descriptors(), with_servers)
    equal(open_descriptors(), before)


@claim
def silence_is_a_timeout_and_got_over():
    assert_gets_over("hole", "timeout", "200 ms")


@claim
def an_answer_that_drips_is_a_timeout_and_got_over():
    assert_gets_over("drip", "timeout", "200 ms")


@claim
def an_answer_a_second_late_is_a_timeout_and_answers_nothing_else():
    assert_gets_over("slow", "timeout", "200 ms")


@claim
def an_answer_cut_short_is_a_failure_and_got_over():
    assert_gets_over("cut", "failed")


@claim
def garbage_is_a_failure_and_got_over():
    assert_gets_over("garbage", "failed", "isn't Redis")


@claim
def an_answer_without_end_is_refused_and_got_over():
    assert_gets_over("bulk", "failed", "more than")


@claim
def a_huge_array_is_refused_before_memory_is_taken_for_it():
    assert_gets_over("array", "failed", "array")


@claim
def an_array_too_deep_is_refused_and_got_over():
    assert_gets_over("deep", "failed")


@claim
def answers_that_nobody_asked_for_are_refused_and_got_over():
    assert_gets_over("unasked", "failed")


@claim
def nobody_listening_is_a_failure_and_a_server_that_comes_later_is_found():
    port = free_port()
    with open_store("redis://127.0.0.1:%d?deadline_ms=1000" % port) as s:
        break_it(s)
        contains(s.warning, "refused")
        with Redis(port=port):
            heal(s)


@claim
def one_that_accepts_nobody_is_a_timeout():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        # the queue of who waits to be accepted has room for one or two
        waiting = []
        for _ in range(4):
            w = socket.socket()
            w.setblocking(False)
            w.connect_ex(("127.0.0.1", port))
            waiting.append(w)
        with open_store(
                "redis://127.0.0.1:%d?deadline_ms=100" % port) as s:
            equal(break_it(s)["failed"], 0)
        for w in waiting:
            w.close()


@claim
def a_server_that_stands_still_is_a_timeout_and_goes_on_later():
    with Redis() as r, open_store(r.url("?deadline_ms=200")) as s:
        heal(s)
        r.signal(signal.SIGSTOP)
        break_it(s)
        r.signal(signal.SIGCONT)
        heal(s)


@claim
def puts_alone_notice_a_server_that_stands_still():
    with Redis() as r, open_store(r.url("?deadline_ms=100")) as s:
        heal(s)
        r.signal(signal.SIGSTOP)

        def skipped():
            try:
                s.put(b"b", b"x", 60)
            except FAILURES:
                pass
            return s.counters["skipped"]

        wait_until(skipped, "the breaker opens")
        assert s.counters["dropped"] > 0, s.counters
        r.signal(signal.SIGCONT)
        heal(s)


@claim
def a_server_that_is_killed_and_started_again_is_found():
    with Redis() as r, open_store(r.url("?deadline_ms=1000")) as s:
        heal(s)
        r.kill()
        break_it(s)
        r.start()
        heal(s)


@claim
def connections_that_a_server_closed_when_idle_cost_nothing():
    with Redis() as r, patient(r.url()) as s:
        s.put(b"a", b"one", 600)
        equal(s.get(b"a"), b"one")
        r.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        equal(s.get(b"a"), b"one")
        r.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        s.put(b"a", b"two", 600)
        equal(s.get(b"a"), b"two")
        equal((s.counters["failed"], s.counters["dropped"]), (0, 0))


@claim
def puts_that_have_no_room_to_wait_in_are_dropped_and_counted():
    with Redis() as r, patient(r.url("?max_value=1000000")) as s:
        s.put(b"a", b"one", 600)
        equal(s.get(b"a"), b"one")
        r.signal(signal.SIGSTOP)
        full = 0
        for n in range(60):
            try:
                s.put(b"n%d" % n, bytes(900000), 60)
            except tls.LimitError:
                full += 1
        assert full > 0
        equal((s.counters["dropped"], s.counters["failed"]), (full, 0))
        r.signal(signal.SIGCONT)
        equal(s.get(b"a"), b"one")
        equal(len(s), 61 - full)


def put_many(s, count):
    """No faster than the server takes them."""
    for n in range(count):
        s.put(b"n%d" % n, bytes(8000), 60)
        if n % 50 == 0:
            wait_until(lambda: not s.pump(), "it was sent")


@claim
def a_full_server_drops_what_is_put_and_still_gives():
    with Redis("--maxmemory-policy", "noeviction") as r, \
            patient(r.url()) as s:
        s.put(b"a", b"one", 600)
        equal(s.get(b"a"), b"one")
        r.ask("CONFIG", "SET", "maxmemory", "1000000")
        put_many(s, 300)
        equal(s.get(b"a"), b"one")
        assert s.counters["dropped"] > 0
        contains(s.warning, "OOM")
        contains(s.warning, "maxmemory")
        equal((s.counters["failed"], s.counters["skipped"]), (0, 0))
        r.ask("CONFIG", "SET", "maxmemory", "0")
        s.put(b"a", b"two", 600)
        equal(s.get(b"a"), b"two")


@claim
def a_server_that_evicts_only_forgets():
    with Redis("--maxmemory", "3000000", "--maxmemory-policy",
               "volatile-ttl") as r, patient(r.url()) as s:
        put_many(s, 1000)
        found = sum(s.get(b"n%d" % n) is not None for n in range(1000))
        assert 0 < found < 1000, found
        equal((s.counters["failed"], s.counters["dropped"]), (0, 0))


@claim
def a_replica_gives_and_says_what_it_refuses():
    with Redis() as r, patient(r.url()) as s:
        s.put(b"a", b"one", 600)
        equal(s.get(b"a"), b"one")
        equal(r.ask("REPLICAOF", "127.0.0.1", str(free_port())), b"+OK\r\n")
        equal(s.get(b"a"), b"one")
        s.put(b"b", b"x", 600)
        equal(s.get(b"b"), None)
        equal(s.counters["dropped"], 1)
        contains(s.warning, "READONLY")
        try:
            s.take(b"a")
            raise AssertionError("it was taken")
        except tls.StoreError as e:
            contains(str(e), "address of the primary")


@claim
def two_requests_are_never_answered_by_one_another_s_late_answer():
    with Redis() as r, Proxy(r) as proxy:
        with patient(r.url()) as s:
            for n in range(40):
                s.put(b"n%d" % n, b"%d" % n, 600)
            equal(s.get(b"n39"), b"39")
        with open_store(proxy.url("?deadline_ms=100")) as s:
            for n in range(40):
                proxy.do("drip" if n % 2 else "pass")
                try:
                    assert s.get(b"n%d" % n) in (b"%d" % n, None)
                except FAILURES:
                    pass
            assert s.counters["timeout"] > 0


@claim
def a_store_of_a_server_that_is_gone_is_closed_at_once():
    with Redis() as r:
        before = open_descriptors()
        s = open_store(r.url("?deadline_ms=100"))
        s.put(b"a", os.urandom(10000), 60)
        r.signal(signal.SIGSTOP)
        s.put(b"b", os.urandom(10000), 60)
        s.close()
        equal(open_descriptors(), before)


@claim
def what_is_waited_for_has_the_deadline_too():
    with Redis() as r, Proxy(r) as proxy:
        for call in (len, lambda s: s.remove(b"a"), lambda s: s.purge(),
                     lambda s: list(s.entries())):
            with open_store(proxy.url("?deadline_ms=100")) as s:
                proxy.do("hole")
                try:
                    call(s)
                    raise AssertionError("nobody answered")
                except tls.TimeoutError as e:
                    contains(str(e), "100 ms")
            proxy.do("pass")


@claim
def a_probe_that_is_never_answered_is_begun_anew():
    pings, healthy = set(), []

    def answer(number, data):
        if b"PING" in data:
            pings.add(number)
        # what was connected before stays as it was
        if not healthy or number <= healthy[0]:
            return b""
        return b"+PONG\r\n" if b"PING" in data else b"$-1\r\n"

    with Peer(answer) as p, open_store(p.url("?deadline_ms=50")) as s:
        break_it(s)
        wait_until(lambda: attempt(s) and len(pings) >= 3,
                   "it is probed again and again")
        healthy.append(p.connections)
        wait_until(lambda: attempt(s) is None, "it is back")


@claim
def a_probe_that_fails_is_made_again():
    healthy = []

    def answer(_, data):
        if not healthy:
            return None
        return b"+PONG\r\n" if b"PING" in data else b"$-1\r\n"

    with Peer(answer) as p, patient(p.url()) as s:
        break_it(s)
        before = p.connections
        wait_until(lambda: attempt(s) and p.connections >= before + 3,
                   "it is probed again and again")
        healthy.append(1)
        wait_until(lambda: attempt(s) is None, "it is back")


@claim
def after_a_probe_a_single_failure_is_enough():
    pings = []

    def answer(_, data):
        if b"PING" not in data:
            return b""
        pings.append(1)
        return b"+PONG\r\n"

    with Peer(answer) as p, open_store(p.url("?deadline_ms=50")) as s:
        break_it(s)
        wait_until(lambda: attempt(s) and len(pings) >= 4,
                   "it is probed again and again")
        timeouts = s.counters["timeout"]
        assert timeouts <= 3 + len(pings), (timeouts, len(pings))


@claim
def an_answer_too_many_ends_the_connection():
    with Peer(lambda number, data: b"$-1\r\n+OK\r\n") as p, \
            patient(p.url()) as s:
        for _ in range(3):
            try:
                equal(s.get(b"a"), None)
            except FAILURES as e:
                contains(str(e), "nobody asked")
        assert p.connections >= 2, p.connections


@claim
def a_server_that_repeats_the_password_is_not_quoted():
    def answer(_, data):
        return (b"-ERR unknown command 'AUTH', with args beginning with: "
                b"'s3cr3t'\r\n") if b"AUTH" in data else b"$-1\r\n"

    with Peer(answer) as p, patient(
            "redis://:s3cr3t@127.0.0.1:%d" % p.port) as s:
        try:
            s.get(b"a")
            raise AssertionError("it was let in")
        except tls.StoreError as e:
            contains(str(e), "ERR")
            assert "s3cr3t" not in str(e) + s.warning, e


@claim
def a_value_larger_than_any_is_a_miss():
    with Redis() as r, patient(r.url()) as s:
        s.put(b"a", b"one", 60)
        equal(s.get(b"a"), b"one")
        key = r.ask("KEYS", "*").split(b"\r\n")[2].decode()
        for size in (16385, 3000000):
            equal(r.ask("SETRANGE", key, str(size - 1), "x"),
                  b":%d\r\n" % size)
            equal(s.get(b"a"), None)
        equal(s.take(b"a"), None)


need_redis()
tap.main()
