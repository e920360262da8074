# SPDX-License-Identifier: ISC
"""Stores on a real redis-server, when all goes well."""

import os
import re
import select
import threading

import peer  # noqa: F401 (finds support/)
import tap
from redis_server import guide_acl
from store_peer import (Redis, contains, equal, need_redis, open_descriptors,
                        open_store, patient, store, tls, wait_until)
from tap import claim

PASSWORD = "p@ss/w:rd?%"
ESCAPED = "p%40ss%2Fw%3Ard%3F%25"


def assert_works(url):
    with patient(url) as s:
        equal(s.get(b"a"), None)
        s.put(b"a", b"one", 60)
        equal(s.get(b"a"), b"one")
        s.put(b"a", b"two", 60)
        equal(s.take(b"a"), b"two")
        equal((s.take(b"a"), s.get(b"a")), (None, None))
        s.put(b"b", b"", 60)
        equal((len(s), s.get(b"b"), s.remove(b"b"), s.remove(b"b"), len(s)),
              (1, b"", True, False, 0))
        large = os.urandom(16384 - 53)
        s.put(b"c", large, 60)
        equal(s.get(b"c"), large)
        s.purge()
        equal((len(s), s.warning), (0, ""))
        equal(s.counters["dropped"] + s.counters["failed"], 0)


@claim
def a_store_works_by_port_by_name_and_by_socket():
    with Redis("--unixsocket", os.path.join(os.getcwd(), "a b.sock")) as r:
        assert_works(r.url())
        assert_works("redis://localhost:%d" % r.port)
        assert_works("redis+unix://%s/a%%20b.sock" % os.getcwd())


@claim
def a_password_opens_and_a_user_s_too():
    with Redis("--requirepass", PASSWORD, password=PASSWORD) as r:
        assert_works("redis://:%s@127.0.0.1:%d/" % (ESCAPED, r.port))
        assert_works("redis://default:%s@127.0.0.1:%d" % (ESCAPED, r.port))
        equal(r.ask("ACL", "SETUSER", *guide_acl("store list")),
              b"+OK\r\n")
        assert_works("redis://otls:secret@127.0.0.1:%d" % r.port)


def make_user(redis, what=None):
    equal(redis.ask("ACL", "DELUSER", "otls")[:1], b":")
    equal(redis.ask("ACL", "SETUSER", *guide_acl(what)), b"+OK\r\n")


def assert_refused(call):
    try:
        call()
        raise AssertionError("it was let do that")
    except tls.StoreError as e:
        contains(str(e), "NOPERM")


@claim
def the_user_of_the_guide_can_do_what_a_server_needs_and_no_more():
    with Redis() as r:
        make_user(r)
        url = "redis://otls:secret@127.0.0.1:%d" % r.port
        with patient(url) as s:
            s.put(b"a", b"one", 60)
            equal((s.get(b"a"), s.take(b"a"), s.remove(b"a")),
                  (b"one", b"one", False))
            equal((s.counters["dropped"], s.warning), (0, ""))
            for call in (lambda: len(s), s.purge, lambda: list(s.entries())):
                assert_refused(call)
        with patient(url + "?prefix=other:") as s:
            assert_refused(lambda: s.get(b"a"))
        with patient(url + "/3") as s:
            assert_refused(lambda: s.get(b"a"))
        make_user(r, "database in the URL")
        with patient(url + "/3") as s:
            equal(s.get(b"a"), None)
        make_user(r, "``purge``")
        with patient(url) as s:
            s.put(b"a", b"one", 60)
            equal(len(s), 1)
            s.purge()
            equal(len(s), 0)
    with Redis("--rename-command", "GETDEL", "") as r:
        equal(r.ask("ACL", "SETUSER", *[
            word for word in guide_acl("has no GETDEL")
            if word != "+getdel"]), b"+OK\r\n")
        with patient("redis://otls:secret@127.0.0.1:%d" % r.port) as s:
            s.put(b"a", b"one", 60)
            equal((s.take(b"a"), s.take(b"a")), (b"one", None))


@claim
def an_at_sign_in_a_password_makes_no_host_of_the_rest():
    with Redis("--requirepass", "at@sign", password="at@sign") as r:
        assert_works("redis://:at@sign@127.0.0.1:%d" % r.port)
    try:
        open_store("redis://:at@sign@")
        raise AssertionError("it has no host")
    except ValueError as e:
        assert "sign" not in str(e), e


@claim
def a_wrong_password_fails_with_a_warning_that_does_not_show_it():
    with Redis("--requirepass", PASSWORD, password=PASSWORD) as r:
        for user, word in ((":wr0ng-one@", "WRONGPASS"), ("", "NOAUTH")):
            with patient("redis://%s127.0.0.1:%d" % (user, r.port)) as s:
                try:
                    s.get(b"a")
                    raise AssertionError("it was let in")
                except tls.StoreError as e:
                    contains(str(e), word)
                    assert "wr0ng" not in str(e)
                contains(s.warning, word)
                assert "wr0ng" not in s.warning
                equal(s.counters["failed"], 1)


@claim
def databases_and_prefixes_are_apart():
    with Redis() as r:
        urls = (r.url("/3"), r.url("?db=4"), r.url("?prefix=one:"), r.url())
        stores = [patient(u) for u in urls]
        for i, s in enumerate(stores):
            s.put(b"name", b"%d" % i, 60)
        for i, s in enumerate(stores):
            equal((s.get(b"name"), len(s)), (b"%d" % i, 1))
        stores[2].purge()
        equal([s.get(b"name") for s in stores], [b"0", b"1", None, b"3"])
        for s in stores:
            s.close()


@claim
def what_redis_has_says_nothing_and_expires():
    with Redis() as r, patient(r.url()) as s:
        s.put(b"a-name-to-look-for", b"a-value-to-look-for", 3600)
        s.get(b"a-name-to-look-for")
        keys = r.ask("KEYS", "*")
        assert re.search(rb"\r\notls:[0-9a-f]{64}\r\n$", keys), keys
        key = keys.split(b"\r\n")[2].decode()
        assert b"to-look-for" not in keys + r.ask("GET", key)
        assert 0 < int(r.ask("PTTL", key)[1:]) <= 3600000
        s.put(b"short", b"x", 0.001)
        wait_until(lambda: s.get(b"short") is None, "it expires")
        s.put(b"for ever", b"x", 9.223372036854774e15)
        equal(s.get(b"for ever"), b"x")
        equal(s.counters["dropped"], 0)


@claim
def an_entry_that_was_altered_or_is_another_s_is_a_miss():
    with Redis() as r, patient(r.url()) as s:
        s.put(b"a", b"one", 60)
        equal(s.get(b"a"), b"one")
        key = r.ask("KEYS", "*").split(b"\r\n")[2].decode()
        r.ask("SET", key, "something else")
        equal(s.get(b"a"), None)
        equal(s.counters["damaged"], 1)
        r.ask("LPUSH", "x", "y")
        r.ask("RENAME", "x", key)
        try:
            s.get(b"a")
            raise AssertionError("a list is no value")
        except tls.StoreError as e:
            contains(str(e), "WRONGTYPE")


def take_all(url, names, pipe):
    with patient(url) as s:
        os.write(pipe, b"".join(
            b"%d," % n for n in names if s.take(b"n%d" % n)))


@claim
def of_two_processes_that_take_one_gets_each_entry():
    with Redis() as r, patient(r.url()) as s:
        for n in range(300):
            s.put(b"n%d" % n, b"x", 60)
        equal(s.get(b"n299"), b"x")
        readers, children = [], []
        for order in (range(300), range(299, -1, -1)):
            reader, writer = os.pipe()
            pid = os.fork()
            if pid == 0:
                try:
                    take_all(r.url(), order, writer)
                finally:
                    os._exit(0)
            os.close(writer)
            readers.append(reader)
            children.append(pid)
        got = [os.fdopen(reader, "rb").read() for reader in readers]
        for pid in children:
            os.waitpid(pid, 0)
        taken = [int(n) for n in b"".join(got).split(b",") if n]
        equal(sorted(taken), list(range(300)))


@claim
def a_server_older_than_getdel_takes_by_a_script():
    with Redis("--rename-command", "GETDEL", "") as r:
        assert_works(r.url())


@claim
def a_child_and_its_parent_use_one_store():
    with Redis() as r, patient(r.url()) as s:
        s.put(b"a", b"one", 60)
        equal(s.get(b"a"), b"one")
        pid = os.fork()
        if pid == 0:
            ok = 1
            try:
                s.put(b"b", b"two", 60)
                ok = s.get(b"a") != b"one" or s.get(b"b") != b"two"
                s.close()
            finally:
                os._exit(ok)
        for _ in range(50):
            equal(s.get(b"a"), b"one")
        equal(os.waitpid(pid, 0)[1], 0)
        equal((s.get(b"b"), s.counters["dropped"]), (b"two", 0))


@claim
def many_threads_use_one_store_and_get_their_own_answers():
    wrong = []

    def use(s, me):
        for n in range(150):
            name = b"%d-%d" % (me, n)
            s.put(name, name * 9, 60)
            if wait_until(lambda: s.get(name), "it is there") != name * 9:
                wrong.append(name)
            if s.take(name) != name * 9 or s.get(name) is not None:
                wrong.append(name)

    with Redis() as r:
        before = open_descriptors()
        with patient(r.url()) as s:
            threads = [threading.Thread(target=use, args=(s, n))
                       for n in range(8)]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
            equal((wrong, len(s)), ([], 0))
        equal(open_descriptors(), before)


@claim
def an_event_loop_sees_what_was_put_arrive():
    with Redis() as r, patient(r.url()) as s:
        for n in range(100):
            s.put(b"n%d" % n, b"x" * 1000, 60)
        while s.pump():
            # before it is connected, and where it takes no more, that is
            # when it can be written
            select.select([s.fileno()], [], [], 0.05)
        equal(r.ask("DBSIZE"), b":100\r\n")


@claim
def what_was_put_last_arrives_though_the_store_is_closed():
    with Redis() as r:
        with patient(r.url()) as s:
            for n in range(50):
                s.put(b"n%d" % n, b"x" * 1000, 60)
        equal(r.ask("DBSIZE"), b":50\r\n")


@claim
def urls_that_are_none_are_refused():
    for url in ("redis:", "redis://", "redis://host:", "redis://host:0",
                "redis://host:65536", "redis://host:1x", "redis://h/x",
                "redis://h/65536", "redis://user@host", "redis+unix:path",
                "redis+unix://host/path", "redis://[::1", "redis://[::1]x",
                "redis://h?max_entries=5", "redis://h?prefix=*",
                "redis://h?db=-1", "redis://:%zz@h", "redis://:a?b@h",
                "redis+unix:///" + "x" * 200, "memory:?prefix=x"):
        try:
            store.open(url, secret="A" * 43 + "=").close()
            raise AssertionError(url)
        except tls.InvalidError as e:
            assert "zz" not in str(e) and "a?b" not in str(e)
    try:
        store.open("redis://127.0.0.1:1")
        raise AssertionError("it needs a secret")
    except tls.StoreSecretError:
        pass


need_redis()
tap.main()
