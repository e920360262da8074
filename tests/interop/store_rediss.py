# SPDX-License-Identifier: ISC
"""Stores on a real redis-server over TLS."""

import signal

import peer  # noqa: F401 (finds support/)
import tap
from store_peer import (FAILURES, Proxy, TlsRedis, contains, equal, make_certs,
                        need_redis, open_descriptors, open_store, patient,
                        tls, wait_until)
from tap import claim


def assert_keeps(url, size=20):
    with patient(url) as s:
        for n in range(size):
            s.put(b"n%d" % n, b"%d" % n * 4000, 60)
        for n in range(size):
            equal(s.get(b"n%d" % n), b"%d" % n * 4000)
            equal(s.take(b"n%d" % n), b"%d" % n * 4000)
            equal(s.get(b"n%d" % n), None)
        c = s.counters
        equal((s.warning, c["dropped"], c["failed"]), ("", 0, 0))


def assert_fails(url, words):
    with patient(url) as s:
        try:
            s.get(b"a")
            raise AssertionError("it was let through")
        except tls.StoreError as e:
            contains(str(e), words)


@claim
def a_store_works_over_tls_by_name_and_by_number():
    make_certs()
    with TlsRedis() as r:
        before = open_descriptors()
        assert_keeps(r.tls_url())
        assert_keeps(r.tls_url(host="127.0.0.1"))
        assert_keeps(r.tls_url("/2?ca=ca.pem&prefix=x"))
        equal(open_descriptors(), before)


@claim
def a_password_goes_over_tls_too():
    make_certs()
    with TlsRedis() as r:
        r.ask("CONFIG", "SET", "requirepass", "secret")
        assert_keeps("rediss://:secret@localhost:%d?ca=ca.pem" % r.tls_port)


@claim
def tls_1_2_will_do():
    make_certs()
    with TlsRedis("--tls-protocols", "TLSv1.2") as r:
        assert_keeps(r.tls_url())


@claim
def a_server_of_another_authority_or_name_is_refused():
    make_certs()
    with TlsRedis() as r:
        assert_fails(r.tls_url("?ca=other.pem"), "authority")
        assert_fails(r.tls_url(""), "authority")
    with TlsRedis(cert="elsewhere") as r:
        assert_fails(r.tls_url(), "localhost")


@claim
def a_client_certificate_is_shown_and_asked_for():
    make_certs()
    with TlsRedis(clients="yes") as r:
        assert_keeps(r.tls_url("?ca=ca.pem&cert=client.pem&key=client.key"))
        with open_store(r.tls_url()) as s:
            try:
                s.get(b"a")
                raise AssertionError("it was let in")
            except FAILURES:
                pass


@claim
def parameters_that_name_no_file_are_refused_when_it_is_opened():
    make_certs()
    for tail, error in (("?ca=no.pem", tls.NotFoundError),
                        ("?cert=no.pem", tls.NotFoundError),
                        ("?key=client.key", tls.InvalidError)):
        try:
            open_store("rediss://127.0.0.1:1" + tail).close()
            raise AssertionError(tail)
        except error:
            pass
    try:
        open_store("redis://127.0.0.1:1?ca=ca.pem").close()
        raise AssertionError("there is no TLS to use it for")
    except tls.InvalidError:
        pass


@claim
def faults_under_tls_are_got_over():
    make_certs()
    with TlsRedis() as r, Proxy(r, r.tls_port) as proxy:
        before = open_descriptors()
        with open_store("rediss://localhost:%d?ca=ca.pem&deadline_ms=1000"
                        % proxy.port) as s:

            def look():
                try:
                    return s.get(b"a") or "missed"
                except FAILURES:
                    return "failed"

            for mode in ("hole", "cut", "garbage", "drip", "slow"):
                proxy.do("pass")
                wait_until(lambda: look() != "failed", "it is back")
                s.put(b"a", b"one", 60)
                wait_until(lambda: look() == b"one", "it keeps")
                proxy.do(mode)
                was = s.counters["skipped"]
                wait_until(lambda: look() == "failed" and
                           s.counters["skipped"] > was, "the breaker opens")
        equal(open_descriptors(), before)


@claim
def a_server_that_is_started_again_is_found():
    make_certs()
    with TlsRedis() as r, open_store(
            r.tls_url("?ca=ca.pem&deadline_ms=1000")) as s:
        def look():
            try:
                return s.get(b"a") or "missed"
            except FAILURES:
                return "failed"

        wait_until(lambda: look() == "missed", "it is there")
        r.signal(signal.SIGSTOP)
        wait_until(lambda: look() == "failed", "it stands still")
        r.signal(signal.SIGCONT)
        r.kill()
        r.start()
        wait_until(lambda: look() == "missed", "it is back")


need_redis()
tap.main()
